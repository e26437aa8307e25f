#include "unit/test.h"

#include "core/attr.h"
#include "digest/translation.h"

#define SOURCE                                                                                     \
    "Secretary of Defense Ann Lee met Minister of Defense Bo Ek of Germany in Lima, Peru, on May " \
    "5, 2025.\n\nThey discussed 1,500 drones and a port in the United States.\n\nIt rained."

struct row {
    const char *name, *language, *claim;
    const char *why; /* NULL: supported */
};

static struct row rows[] = {
    {"names keep their spelling", "es",
     "La secretaria de Defensa Ann Lee se reuni\u00f3 con Bo Ek el 5 de mayo de 2025.", NULL},
    {"a country has a name in each language", "es",
     "Ann Lee se reuni\u00f3 en Per\u00fa con el ministro de Alemania.", NULL},
    {"a country of two words", "fr", "Un port aux \u00c9tats-Unis a \u00e9t\u00e9 discut\u00e9.",
     NULL},
    {"a number in the manner of the language", "es", "Hablaron de 1.500 drones.", NULL},
    {"another number", "es", "Ann Lee habl\u00f3 de 1.600 drones.", "has no number 1.600"},
    {"another person", "es", "Ann Lee se reuni\u00f3 con Carlos D\u00edaz.", "never names Carlos"},
    {"another country", "es", "Ann Lee se reuni\u00f3 en Chile con Bo Ek.", "never names Chile"},
    {"nothing to hold on to", "es", "La reuni\u00f3n fue larga.", "neither a name nor a number"},
    {"German nouns are no names", "de", "Ann Lee traf Bo Ek zu einem Gespr\u00e4ch in Peru.", NULL},
    {"German nouns alone are nothing to hold on to", "de", "Das Gespr\u00e4ch fand am Abend statt.",
     "neither a name nor a number"},
};

static struct claim judge(struct arena *a, const char *language, struct str text)
{
    const struct translation_input in = {STR(SOURCE), STR("en"), str_z(language)};
    struct claim claim = {.text = text};
    struct verdict verdict = {.claims = &claim, .claim_count = 1};

    translation_verify(a, &in, &verdict);
    return claim;
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct claim claim = judge(a, row->language, str_z(row->claim));

    if (row->why == NULL) {
        assert_null(claim.why.ptr);
        assert_true(claim.supported);
        assert_true(claim.has_source);
    } else {
        assert_false(claim.supported);
        assert_int_not_equal(str_find(claim.why, str_z(row->why), 0), STR_NPOS);
    }
    arena_free(a);
}

static void test_place(void **state)
{
    struct arena *a = arena_new();
    struct claim claim = judge(a, "es", STR("Hablaron de 1,500 drones."));

    (void)state;
    assert_true(claim.has_source);
    assert_str(str_sub(STR(SOURCE), claim.source.start, claim.source.end),
               "They discussed 1,500 drones and a port in the United States.");
    arena_free(a);
}

static void test_longer(void **state)
{
    const struct translation_input in = {STR("Ann Lee spoke."), STR("en"), STR("es")};
    struct claim claims[] = {{.text = STR("Ann Lee habl\u00f3.")},
                             {.text = STR("Ann Lee call\u00f3.")}};
    struct verdict verdict = {.claims = claims, .claim_count = 2};
    struct arena *a = arena_new();

    (void)state;
    translation_verify(a, &in, &verdict);
    assert_true(claims[0].supported);
    assert_false(claims[1].supported);
    arena_free(a);
}

static void test_is(void **state)
{
    (void)state;
    assert_true(translation_is(STR("en-US"), STR("es")));
    assert_false(translation_is(STR("en-US"), STR("EN")));
    assert_false(translation_is(STR_NULL, STR("es")));
    assert_false(translation_is(STR("en"), STR_NULL));
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 3] = {
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_longer),
        cmocka_unit_test(test_is),
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 3] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
