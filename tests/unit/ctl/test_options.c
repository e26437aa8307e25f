#include "ctl/options.h"

#include "unit/test.h"

#include "fmt/time.h"

static const struct option_row options[] = {
    {"json", OPTION_FLAG, offsetof(struct args, json)},
    {"base", OPTION_TEXT, offsetof(struct args, base)},
    {"source", OPTION_PATH, offsetof(struct args, source)},
    {"sentences", OPTION_COUNT, offsetof(struct args, sentences)},
    {"published", OPTION_TIME, offsetof(struct args, published)},
    {"max-depth", OPTION_LIMIT, offsetof(struct args, limits.max_depth)},
    {NULL, OPTION_FLAG, 0},
};

static struct row {
    const char *name;
    const char *argv[6];
    const char *says; /* NULL: all is well, and the file is "f" */
} rows[] = {
    {"a file may stand after options", {"--json", "--base", "u", "f"}, NULL},
    {"a file may stand before options", {"f", "--sentences", "3"}, NULL},
    {"a value may be joined by =", {"--published=2025-05-05T23:00:00Z", "f"}, NULL},
    {"a value may look like an option", {"--base", "--json", "f"}, NULL},
    {"two dashes end the options", {"--json", "--", "f"}, NULL},
    {"help is known everywhere", {"--help", "f"}, NULL},
    {"an unknown option is refused", {"--jsno", "f"}, "unknown option --jsno"},
    {"short options are unknown", {"-j", "f"}, "unknown option -j"},
    {"after two dashes all are files", {"f", "g", "--", "--json"}, "one file too many: --json"},
    {"a value may not lack", {"f", "--base"}, "--base needs a value"},
    {"a flag has no value", {"--json=1", "f"}, "--json takes no value"},
    {"a count is a number", {"--sentences", "4x", "f"}, "--sentences does not take \"4x\""},
    {"a count is positive", {"--sentences", "-1", "f"}, "--sentences does not take \"-1\""},
    {"a limit may be its least", {"--max-depth", "8", "f"}, NULL},
    {"a limit is not less", {"--max-depth=7", "f"}, "--max-depth must be from 8 to 1024"},
    {"a limit is not more", {"--max-depth=1025", "f"}, "--max-depth must be from 8 to 1024"},
    {"a limit is a number", {"--max-depth", "8k", "f"}, "--max-depth must be from 8 to 1024"},
    {"a time is a time", {"--published", "soon", "f"}, "--published does not take \"soon\""},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    char *argv[ARRAY_LEN(row->argv) + 1] = {NULL};
    struct args args;
    struct err err;
    int rc;

    for (size_t i = 0; i < ARRAY_LEN(row->argv); i++) {
        argv[i] = arena_z(a, str_z(row->argv[i]));
    }
    rc = options_read(a, argv, options, &args, &err);
    if (row->says == NULL) {
        assert_int_equal(rc, 0);
        assert_int_equal(args.file_count, 1);
        assert_string_equal(args.files[0], "f");
    } else {
        assert_int_equal(rc, -1);
        assert_int_equal(err.code, ERR_USAGE);
        assert_string_equal(err.text, row->says);
    }
    arena_free(a);
}

static void test_values(void **state)
{
    struct arena *a = arena_new();
    char words[][32] = {"--base", "caf\xe9", "--sentences", "7", "--source", "-", "-"};
    char *argv[] = {words[0], words[1], words[2], words[3], words[4], words[5], words[6], NULL};
    struct args args;
    struct err err;

    (void)state;
    assert_int_equal(options_read(a, argv, options, &args, &err), 0);
    assert_str(args.base, "caf\xef\xbf\xbd");
    assert_int_equal(args.sentences, 7);
    assert_string_equal(args.source, "-");
    assert_string_equal(args.files[0], "-");
    assert_true(args.published == TIME_NONE);
    assert_false(args.json);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(test_values);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
