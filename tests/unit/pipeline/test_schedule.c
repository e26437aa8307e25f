#include "unit/test.h"

#include "pipeline/schedule.h"

enum { NOW = 1746486000 }; /* Mon, 05 May 2025 23:00:00 GMT */

static const struct schedule_rules rules = {900, 60, 86400, false, false};
static const struct schedule_hints none = {-1, -1, 0, 0, 0, -1, -1};

static void test_never_early_and_at_most_a_tenth_late(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        int64_t due = schedule_next(&rules, &none, NOW, seed);

        assert_true(due > NOW + 900 && due <= NOW + 1 + 990);
    }
}

static void test_the_largest_wish_counts_within_bounds(void **state)
{
    struct schedule_rules deaf = rules;
    struct schedule_hints h = none;

    (void)state;
    h.fresh_s = 3600;
    h.ttl_s = 7200;
    assert_true(schedule_next(&rules, &h, NOW, 0) == NOW + 1 + 7200);
    h.ttl_s = 30 * 86400;
    assert_true(schedule_next(&rules, &h, NOW, 0) == NOW + 1 + 86400);
    deaf.ignore_hints = true;
    assert_true(schedule_next(&deaf, &h, NOW, 0) == NOW + 1 + 900);
    h.retry_after_s = 5000;
    assert_true(schedule_next(&deaf, &h, NOW, 0) == NOW + 1 + 5000);
}

static void test_a_rhythm_counts_where_nothing_else_was_said(void **state)
{
    struct schedule_rules adaptive = rules;
    struct schedule_hints h = none;

    (void)state;
    h.rhythm_s = 40000;
    assert_true(schedule_next(&rules, &h, NOW, 0) == NOW + 1 + 900);
    adaptive.adaptive = true;
    assert_true(schedule_next(&adaptive, &h, NOW, 0) == NOW + 1 + 40000);
    for (uint64_t seed = 0; seed < 1000; seed++) {
        assert_true(schedule_next(&adaptive, &h, NOW, seed) <= NOW + 1 + 40000 + 120);
    }
    h.rhythm_s = 1;
    assert_true(schedule_next(&adaptive, &h, NOW, 0) == NOW + 1 + 60);
    h.fresh_s = 1800;
    assert_true(schedule_next(&adaptive, &h, NOW, 0) == NOW + 1 + 1800);
    h.fresh_s = -1;
    h.retry_after_s = 5000;
    assert_true(schedule_next(&adaptive, &h, NOW, 0) == NOW + 1 + 5000);
    h = none;
    assert_true(schedule_next(&adaptive, &h, NOW, 0) == NOW + 1 + 900);
}

static void test_skipped_hours_are_passed(void **state)
{
    struct schedule_hints h = none;

    (void)state;
    h.skip_hours = 1 << 23 | 1 << 0; /* 23:15 and 00:xx are not wanted */
    assert_true(schedule_next(&rules, &h, NOW, 0) == NOW + 2 * 3600);
    h.skip_hours = 0xFFFFFF; /* a publisher who excludes every hour is asked once in max_interval */
    assert_true(schedule_next(&rules, &h, NOW, 0) == NOW + 86400);
}

static void test_what_is_asked_for_alone_holds_for_any_interval(void **state)
{
    struct schedule_rules deaf = rules;
    struct schedule_hints h = none;

    (void)state;
    assert_true(schedule_asked(&rules, &h, NOW) <= NOW);
    h.ttl_s = 7200;
    assert_true(schedule_asked(&rules, &h, NOW) == NOW + 7200);
    h.skip_hours = 1 << 1; /* 01:00 is not wanted */
    assert_true(schedule_asked(&rules, &h, NOW) == NOW + 3 * 3600);
    deaf.ignore_hints = true;
    assert_true(schedule_asked(&deaf, &h, NOW) <= NOW);
    h.retry_after_s = 5000;
    assert_true(schedule_asked(&deaf, &h, NOW) == NOW + 5000);
    for (uint64_t seed = 0; seed < 1000; seed++) {
        assert_true(schedule_next(&rules, &h, NOW, seed) >= schedule_asked(&rules, &h, NOW));
        assert_true(schedule_next(&rules, &none, NOW, seed) <= NOW + schedule_longest_s(&rules));
    }
}

static void test_polls_are_few_while_news_is_pushed(void **state)
{
    struct schedule_rules deaf = rules;
    struct schedule_hints h = none;

    (void)state;
    h.pushed_s = 10 * 86400;
    assert_true(schedule_next(&rules, &h, NOW, 0) == NOW + 1 + rules.max_interval_s);
    h.pushed_s = 5000; /* the lease ends before */
    assert_true(schedule_next(&rules, &h, NOW, 0) == NOW + 1 + 5000);
    assert_string_equal(schedule_why(&rules, &h, NOW, NOW + 1 + 5000), "news is pushed");
    /* It is no wish of the publisher's. */
    assert_true(schedule_asked(&rules, &h, NOW) <= NOW);
    h.pushed_s = 1;
    assert_true(schedule_next(&rules, &h, NOW, 0) == schedule_next(&rules, &none, NOW, 0));
    deaf.ignore_hints = true;
    h.pushed_s = 5000;
    assert_true(schedule_next(&deaf, &h, NOW, 0) == schedule_next(&deaf, &none, NOW, 0));
}

static void test_backoff_doubles_up_to_a_day(void **state)
{
    int64_t last = 900;

    (void)state;
    for (int64_t failures = 1; failures <= 30; failures++) {
        int64_t wait = schedule_backoff(&rules, failures, -1, NOW, 0) - NOW - 1;

        assert_true(wait >= last);
        assert_true(wait <= 86400 + 86400 * 15 / 100);
        last = wait;
    }
    assert_true(schedule_backoff(&rules, 1, -1, NOW, 0) - NOW > 1800);
    assert_true(schedule_backoff(&rules, 1, 86400, NOW, 0) - NOW > 86400);
}

static void test_those_that_fail_together_come_back_apart(void **state)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    struct schedule_rules fast = rules;
    bool same = true;

    (void)state;
    fast.interval_s = 2;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        int64_t first = schedule_backoff(&fast, 1, -1, NOW, schedule_seed(STR("a"), NOW));
        int64_t due = schedule_backoff(&fast, 1, -1, NOW, schedule_seed(str_z(names[i]), NOW));

        assert_in_range(due - NOW, 5, 6);
        same = same && due == first;
    }
    assert_false(same);
}

static void test_a_failure_costs_a_long_interval_an_hour_at_first(void **state)
{
    static const int64_t hours[] = {13, 15, 19, 24, 24};
    struct schedule_rules slow = rules;

    (void)state;
    slow.interval_s = 12 * 3600;
    for (size_t i = 0; i < ARRAY_LEN(hours); i++) {
        int64_t wait = schedule_backoff(&slow, (int64_t)i + 1, -1, NOW, 0) - NOW - 1;

        assert_true(wait >= hours[i] * 3600 && wait <= hours[i] * 3600 * 115 / 100);
    }
    slow.interval_s = 3 * 86400;
    assert_true(schedule_backoff(&slow, 1, -1, NOW, 0) - NOW > 3 * 86400);
}

static void test_polls_to_be_made_up_for_are_spread(void **state)
{
    int64_t least = NOW + 60, most = NOW;

    (void)state;
    for (uint64_t i = 0; i < 100; i++) {
        int64_t due = schedule_spread(&rules, NOW, schedule_seed(STR("feed"), (int64_t)i));

        least = due < least ? due : least;
        most = due > most ? due : most;
        assert_true(due >= NOW && due < NOW + 60);
    }
    assert_true(most - least > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_early_and_at_most_a_tenth_late),
        cmocka_unit_test(test_the_largest_wish_counts_within_bounds),
        cmocka_unit_test(test_a_rhythm_counts_where_nothing_else_was_said),
        cmocka_unit_test(test_skipped_hours_are_passed),
        cmocka_unit_test(test_what_is_asked_for_alone_holds_for_any_interval),
        cmocka_unit_test(test_polls_are_few_while_news_is_pushed),
        cmocka_unit_test(test_backoff_doubles_up_to_a_day),
        cmocka_unit_test(test_those_that_fail_together_come_back_apart),
        cmocka_unit_test(test_a_failure_costs_a_long_interval_an_hour_at_first),
        cmocka_unit_test(test_polls_to_be_made_up_for_are_spread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
