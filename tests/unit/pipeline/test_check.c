/* A worker's word on a model's answer: what the parent does not believe. */
#include "unit/test.h"

#include "core/attr.h"
#include "pipeline/check.h"

#define CLAIM(members) "{\"verdict\":{\"claims\":[{" members "}]}}"

struct row {
    const char *name, *json;
    const char *wrong; /* NULL: it is believed */
    bool supported;
};

static struct row rows[] = {
    {"a claim with its place",
     CLAIM("\"text\":\"They met.\",\"supported\":true,\"score\":0.9,\"source\":[0,4]"), NULL, true},
    {"a claim up to the last character",
     CLAIM("\"text\":\"They met.\",\"supported\":true,\"source\":[0,9]"), NULL, true},
    {"a claim without a place is not supported",
     CLAIM("\"text\":\"They met.\",\"supported\":true,\"source\":null"), NULL, false},
    {"a place outside of the article",
     CLAIM("\"text\":\"They met.\",\"supported\":true,\"source\":[0,10]"), "outside", false},
    {"a place that ends before it begins",
     CLAIM("\"text\":\"They met.\",\"supported\":true,\"source\":[4,2]"), "outside", false},
    {"a place that is none", CLAIM("\"text\":\"They met.\",\"supported\":true,\"source\":[4]"),
     "source", false},
    {"a claim without text", CLAIM("\"text\":\"\",\"supported\":true,\"source\":[0,1]"),
     "no or too much text", false},
    {"no verdict", "{}", "no verdict", false},
    {"no JSON", "yes", "", false},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct checked checked;
    struct err err = {0};
    int rc = check_read(a, str_z(row->json), STR("Th\xc3\xa9y met."), &checked, &err);

    if (row->wrong == NULL) {
        assert_int_equal(rc, 0);
        assert_int_equal(checked.claim_count, 1);
        assert_int_equal(checked.claims[0].supported, row->supported);
        assert_str(checked.claims[0].text, "They met.");
    } else {
        assert_int_equal(rc, -1);
        assert_non_null(strstr(err.text, row->wrong));
    }
    arena_free(a);
}

static void test_limits(void **state)
{
    struct arena *a = arena_new();
    struct buf b = {0};
    struct checked checked;
    struct err err;

    (void)state;
    buf_add_z(&b, "{\"verdict\":{\"claims\":[");
    for (int i = 0; i < 201; i++) {
        buf_add_z(&b, i > 0 ? ",{\"text\":\"x\"}" : "{\"text\":\"x\"}");
    }
    buf_add_z(&b, "]}}");
    assert_int_equal(check_read(a, buf_view(&b), STR("x"), &checked, &err), -1);
    b.len = 0;
    buf_add_z(&b, "{\"verdict\":{\"claims\":[{\"text\":\"");
    for (int i = 0; i < 20000; i++) {
        buf_add_char(&b, 'x');
    }
    buf_add_z(&b, "\"}]}}");
    assert_int_equal(check_read(a, buf_view(&b), STR("x"), &checked, &err), -1);
    buf_free(&b);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1] = {cmocka_unit_test(test_limits)};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 1] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
