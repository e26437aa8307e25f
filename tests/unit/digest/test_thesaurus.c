#include "unit/test.h"

#include "digest/thesaurus.h"

struct row {
    const char *name, *a, *b;
    enum relation want;
};

static struct row rows[] = {
    {"words of one sense are synonyms", "build", "construct", RELATION_SYNONYM},
    {"opposites are known in any regular form", "raising", "decreases", RELATION_OPPOSITE},
    {"an adjective is opposed to what is like its opposite", "artificial", "natural",
     RELATION_OPPOSITE},
    {"a kind of something is related to it", "sedan", "car", RELATION_KIND},
    {"two kinds of the same are sisters", "validation", "verification", RELATION_SISTER},
    {"an irregular form is the word", "went", "going", RELATION_SYNONYM},
    {"a doubled consonant is part of the form", "stopped", "halt", RELATION_SYNONYM},
    {"words of no common sense are not related", "harbour", "speak", RELATION_NONE},
    {"an unknown word is related to nothing", "xyzzyq", "xyzzyq", RELATION_NONE},
    {"a name is no word", "london", "paris", RELATION_NONE},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct senses a = thesaurus_find(str_z(row->a)), b = thesaurus_find(str_z(row->b));

    assert_int_equal(thesaurus_relate(a, b), row->want);
    assert_int_equal(thesaurus_relate(b, a), row->want);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows)];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
