#include "fmt/json.h"

#include "unit/test.h"

#include "core/limits.h"

struct inner {
    struct str s;
    double r;
};
static const struct json_field inner_fields[] = {
    JSON_FIELD(struct inner, s, STR),
    JSON_FIELD(struct inner, r, REAL),
};
static const struct json_shape inner_shape = JSON_SHAPE(struct inner, inner_fields);

struct outer {
    struct str text, raw;
    int64_t number, when;
    size_t size;
    bool flag;
    struct str *words;
    size_t word_count;
    struct inner *list, *one;
    size_t list_count;
    struct {
        size_t start, end;
    } span;
};
static const struct json_field outer_fields[] = {
    JSON_FIELD(struct outer, text, STR),
    JSON_FIELD(struct outer, number, INT),
    JSON_FIELD(struct outer, size, SIZE),
    JSON_FIELD(struct outer, flag, BOOL),
    JSON_FIELD(struct outer, when, TIME),
    JSON_STRS(struct outer, words, word_count),
    JSON_LIST(struct outer, list, list_count, &inner_shape),
    JSON_STRUCT(struct outer, one, &inner_shape),
    JSON_FIELD(struct outer, raw, RAW),
    JSON_FIELD(struct outer, span, SPAN),
};
static const struct json_shape outer_shape = JSON_SHAPE(struct outer, outer_fields);

#define REST                                                                                      \
    "\"number\":0,\"size\":0,\"flag\":false,\"when\":null,\"words\":[],\"list\":[],\"one\":null," \
    "\"raw\":null,\"span\":[0,0]}"

static struct row {
    const char *name, *text;
    const char *want; /* as written again; NULL: an error */
} rows[] = {
    {"all kinds pass both ways",
     "{\"text\":\"a\",\"number\":-12,\"size\":3,\"flag\":true,\"when\":\"2025-05-05T23:00:00Z\","
     "\"words\":[\"x\",null],\"list\":[{\"s\":\"q\",\"r\":-12.5},{\"s\":null,\"r\":0}],"
     "\"one\":{\"s\":null,\"r\":0.333333},\"raw\":{\"z\":[1,true,false,null,\"\"]},\"span\":[1,20]"
     "}",
     "{\"text\":\"a\",\"number\":-12,\"size\":3,\"flag\":true,\"when\":\"2025-05-05T23:00:00Z\","
     "\"words\":[\"x\",null],\"list\":[{\"s\":\"q\",\"r\":-12.5},{\"s\":null,\"r\":0}],"
     "\"one\":{\"s\":null,\"r\":0.333333},\"raw\":{\"z\":[1,true,false,null,\"\"]},\"span\":[1,20]"
     "}"},
    {"what is missing is absent", "{}", "{\"text\":null," REST},
    {"unknown members are passed over", "{\"x\":[[{}]],\"text\":\"a\"}", "{\"text\":\"a\"," REST},
    {"the last of equal keys wins", "{\"text\":\"a\",\"text\":\"b\"}", "{\"text\":\"b\"," REST},
    {"escapes", "{\"text\":\"\\\"\\\\\\/\\b\\n\\u00e9\\ud83d\\ude00\"}",
     "{\"text\":\"\\\"\\\\/\\b\\n\xc3\xa9\xf0\x9f\x98\x80\"," REST},
    {"U+0000 is replaced", "{\"text\":\"\\u0000\"}", "{\"text\":\"\xef\xbf\xbd\"," REST},
    {"a surrogate alone is replaced", "{\"text\":\"\\udc00x\\ud800\\u0041\"}",
     "{\"text\":\"\xef\xbf\xbdx\xef\xbf\xbd"
     "A\"," REST},
    {"bytes that are no UTF-8 are replaced", "{\"text\":\"\xff\"}",
     "{\"text\":\"\xef\xbf\xbd\"," REST},
    {"a byte order mark and space are passed over", "\xef\xbb\xbf \n{}", "{\"text\":null," REST},
    {"a member of another type is an error", "{\"text\":1}", NULL},
    {"a fraction is no integer", "{\"number\":1.5}", NULL},
    {"a size is not negative", "{\"size\":-1}", NULL},
    {"a span has two ends", "{\"span\":[1]}", NULL},
    {"no time is an error", "{\"when\":\"soon\"}", NULL},
    {"an array is no object", "[]", NULL},
    {"an open string", "{\"text\":\"a", NULL},
    {"an unknown escape", "{\"text\":\"\\x\"}", NULL},
    {"bad hexadecimal", "{\"text\":\"\\u12g4\"}", NULL},
    {"no colon", "{\"text\" 1}", NULL},
    {"no comma", "{\"a\":1 \"b\":2}", NULL},
    {"no value", "{\"a\":}", NULL},
    {"an unknown word", "{\"a\":nul}", NULL},
    {"a bad number", "{\"a\":1.}", NULL},
    {"more after the end", "{} x", NULL},
    {"nothing", "", NULL},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct outer got;
    struct buf out = {0};
    struct err err;
    int rc = json_read(a, str_z(row->text), &outer_shape, &got, &err);

    if (row->want == NULL) {
        assert_int_equal(rc, -1);
        assert_int_equal(err.code, ERR_SYNTAX);
    } else {
        assert_int_equal(rc, 0);
        json_write(&out, &outer_shape, &got);
        assert_str(buf_view(&out), row->want);
    }
    buf_free(&out);
    arena_free(a);
}

static void test_tree(void **state)
{
    struct arena *a = arena_new();
    struct json *root;
    struct err err;

    (void)state;
    assert_int_equal(
        json_parse(a, STR("{\"id\":123456789012345678901,\"a\":[1,{\"b\":\"c\"},],}"), &root, &err),
        0);
    assert_int_equal(root->count, 2);
    assert_str(json_get(root, "id")->text, "123456789012345678901");
    assert_null(json_str(json_get(root, "id")).ptr);
    assert_str(json_str(json_get(json_get(root, "a")->child->next, "b")), "c");
    assert_null(json_get(json_get(root, "none"), "b"));
    assert_int_equal(json_parse(a, STR("\"a\0\n\""), &root, &err), 0);
    assert_str(json_str(root), "a\xef\xbf\xbd\n");
    arena_free(a);
}

/* What the lenient reading keeps, as the sizes of the root and of its first child; 9: nothing. */
static void what_is_whole_is_kept(void **state)
{
    static const struct {
        const char *text;
        size_t root, child, broken_at;
        const char *broken;
    } cut_rows[] = {
        {"[[1,2]]", 1, 2, 0, NULL},
        {"[[1,2", 1, 2, 5, "no comma"},
        {"[[1,2,", 1, 2, 6, "no value"},
        {"[[1,\"2", 1, 1, 6, "a string that does not end"},
        {"[[1,{\"a\":[2", 1, 1, 11, "no comma"},
        {"[[1,{\"a\":2}", 1, 2, 11, "no comma"},
        {"[[1],\\", 1, 1, 5, "no value"},
        {"{\"a\":[1],\"b", 1, 1, 11, "a string that does not end"},
        {"{\"a\":[1],\"b\" 2}", 1, 1, 13, "no colon"},
        {"[[1]] x", 1, 1, 6, "more after the end"},
        {"[", 0, 9, 1, "no value"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cut_rows); i++) {
        struct arena *a = arena_new();
        struct json_leniency l = {.most = 10};
        struct json *root;
        struct err err;

        assert_int_equal(json_parse_lenient(a, str_z(cut_rows[i].text), &l, &root, &err), 0);
        assert_int_equal(root->count, cut_rows[i].root);
        assert_int_equal(root->child == NULL ? 9 : root->child->count, cut_rows[i].child);
        assert_int_equal(l.broken_at, cut_rows[i].broken_at);
        assert_true(str_eq(l.broken, str_z(cut_rows[i].broken)));
        arena_free(a);
    }
}

static void test_depth(void **state)
{
    struct arena *a = arena_new();
    struct buf deep = {0};
    struct json *root;
    struct err err;

    (void)state;
    for (int i = 0; i < LIMIT_JSON_DEPTH; i++) {
        buf_add_char(&deep, '[');
    }
    assert_int_equal(json_parse(a, buf_view(&deep), &root, &err), -1);
    assert_int_equal(err.code, ERR_SYNTAX);
    buf_add_char(&deep, '[');
    assert_int_equal(json_parse(a, buf_view(&deep), &root, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    buf_free(&deep);
    arena_free(a);
}

/* Small values take far more memory than text. */
static void test_values(void **state)
{
    struct arena *a = arena_new();
    struct buf many = {0};
    struct json *root;
    struct err err;

    (void)state;
    buf_add_char(&many, '[');
    for (size_t i = 0; i <= LIMIT_JSON_VALUES; i++) {
        buf_add(&many, STR("0,"));
    }
    assert_int_equal(json_parse(a, buf_view(&many), &root, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    buf_free(&many);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 4];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(test_tree);
    tests[ARRAY_LEN(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(test_depth);
    tests[ARRAY_LEN(rows) + 2] = (struct CMUnitTest)cmocka_unit_test(test_values);
    tests[ARRAY_LEN(rows) + 3] = (struct CMUnitTest)cmocka_unit_test(what_is_whole_is_kept);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
