#include "unit/test.h"

#include "core/attr.h"
#include "core/limits.h"
#include "digest/filter.h"

struct match_row {
    const char *name, *pattern, *text;
    enum filter_answer want;
};

static struct match_row match_rows[] = {
    {"words match without case", "ReadOut", "READOUT of the call", FILTER_YES},
    {"words are whole words", "read", "Readout of the call", FILTER_NO},
    {"a word at the end counts", "call", "Readout of the call", FILTER_YES},
    {"a later whole word counts after a part of one", "out", "readout goes out", FILTER_YES},
    {"white space runs are equal", "joint  statement", "a joint\n\tstatement", FILTER_YES},
    {"words must stand in order", "statement joint", "a joint statement", FILTER_NO},
    {"an accented letter is part of its word", "caf", "caf\u00e9", FILTER_NO},
    {"case folding knows other scripts", "\u043f\u0435\u0440\u0443", "\u041f\u0415\u0420\u0423",
     FILTER_YES},
    {"a script without spaces matches inside", "\u570b\u9632", "\u7f8e\u570b\u570b\u9632\u90e8",
     FILTER_YES},
    {"a typographic apostrophe is an apostrophe", "peru's", "Peru\u2019s minister", FILTER_YES},
    {"a slash alone is a word", "/", "and / or", FILTER_YES},
    {"an expression searches", "/re?adout/", "The rEadouts", FILTER_YES},
    {"an expression that is not there", "/^call/", "readout of call", FILTER_NO},
    {"an empty expression matches nothing", "//", "//", FILTER_NO},
    {"a bad expression matches nothing", "/(/", "(", FILTER_NO},
    {"words with an open bracket are refused and match nothing", "call (b", "call (b", FILTER_NO},
    {"an exponential expression is stopped", "/^(a+)+$/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
     FILTER_TIMEOUT},
    {"invalid bytes are no words", "x", "\xff\xfe", FILTER_NO},
    {"an empty text matches no words", "x", "", FILTER_NO},
};

static void test_match(void **state)
{
    const struct match_row *row = *state;
    struct arena *a = arena_new();

    assert_int_equal(filter_match(a, str_z(row->pattern), str_z(row->text)), row->want);
    arena_free(a);
}

struct check_row {
    const char *name, *pattern;
    int want;
};

static struct check_row check_rows[] = {
    {"words are a filter", "joint statement", 0},
    {"an expression is a filter", "/readout|call/", 0},
    {"an open bracket is refused", "/(/", -1},
    {"an open bracket among words is refused", "call (b", -1},
    {"an empty filter is refused", " ", -1},
    {"an empty expression is refused", "//", -1},
};

static void test_check(void **state)
{
    const struct check_row *row = *state;
    struct err err = {0};

    assert_int_equal(filter_check(str_z(row->pattern), &err), row->want);
    assert_int_equal(err.code, row->want == 0 ? ERR_NONE : ERR_CONFIG);
}

struct judge_row {
    const char *name, *match, *ignore;
    bool final;
    enum filter_verdict want;
    size_t timeouts;
};

static struct judge_row judge_rows[] = {
    {"no rules keep all", NULL, NULL, false, FILTER_KEEP, 0},
    {"a match in a category keeps", "peru", NULL, false, FILTER_KEEP, 0},
    {"an ignored word drops whatever matches", "peru", "readout", false, FILTER_DROP, 0},
    {"nothing found yet is undecided", "chile", NULL, false, FILTER_UNDECIDED, 0},
    {"nothing found at the end drops", "chile", NULL, true, FILTER_DROP, 0},
    {"a time-out is no match and told once", "/^(a+)+$/", "/^(a+)+$/", true, FILTER_DROP, 1},
};

static void test_judge(void **state)
{
    const struct judge_row *row = *state;
    struct arena *a = arena_new();
    struct str parts[] = {STR("Readout of a call"), STR_NULL, STR("Peru"),
                          STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")};
    struct str match = str_z(row->match), ignore = str_z(row->ignore);
    struct filter_rules rules = {&match, &ignore, match.ptr != NULL, ignore.ptr != NULL};
    struct filter_subject subject = {parts, ARRAY_LEN(parts), row->final};
    struct filter_timeouts timeouts = {0};

    assert_int_equal(filter_judge(a, &rules, &subject, &timeouts), row->want);
    assert_int_equal(timeouts.count, row->timeouts);
    arena_free(a);
}

static void test_a_thousand_slow_items_do_not_take_a_thousand_time_limits(void **state)
{
    struct arena *a = arena_new();
    const struct str part = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"),
                     ignore = STR("/^(a+)+$/");
    const struct filter_rules rules = {NULL, &ignore, 0, 1};
    const struct filter_subject subject = {&part, 1, true};
    struct filter_timeouts timeouts = {0};

    (void)state;
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(filter_judge(a, &rules, &subject, &timeouts), FILTER_KEEP);
    }
    assert_int_equal(timeouts.spent, LIMIT_FILTER_TIMEOUTS);
    assert_int_equal(timeouts.count, 1);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest
        tests[ARRAY_LEN(match_rows) + ARRAY_LEN(check_rows) + ARRAY_LEN(judge_rows) + 1];
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(match_rows); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = match_rows[i].name, .test_func = test_match, .initial_state = &match_rows[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(check_rows); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = check_rows[i].name, .test_func = test_check, .initial_state = &check_rows[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(judge_rows); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = judge_rows[i].name, .test_func = test_judge, .initial_state = &judge_rows[i]};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(
        test_a_thousand_slow_items_do_not_take_a_thousand_time_limits);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
