#include "unit/test.h"

#include "fmt/time.h"
#include "pipeline/rhythm.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, LEAST = MINUTE, MOST = DAY };
enum { MONDAY = 1746403200 }; /* Mon, 05 May 2025 00:00:00 GMT */

/* What was published on weekdays at noon of the `weeks` before MONDAY. */
static struct str weekday_noons(struct arena *a, int weeks)
{
    int64_t published[40];
    size_t count = 0;

    for (int week = 1; week <= weeks; week++) {
        for (int day = 0; day < 5; day++) {
            published[count++] = MONDAY - week * 7 * DAY + day * DAY + 12 * HOUR + day * 97;
        }
    }
    return rhythm_add(a, STR_NULL, published, count, MONDAY);
}

static void test_weekdays_at_noon(void **state)
{
    struct arena *a = arena_new();
    struct str history = weekday_noons(a, 6);
    int64_t now = MONDAY, last_noon = 0;
    int polls = 0, noons = 0, weekend = 0;

    (void)state;
    /* A working week in which nothing comes, so that nothing but the habit is known. */
    while (now < MONDAY + 7 * DAY) {
        int64_t wait = rhythm_wait(history, now, LEAST, MOST);
        struct time_parts t;

        assert_true(wait >= LEAST && wait <= MOST);
        now += wait;
        t = time_split(now);
        polls++;
        if (t.weekday == 0 || t.weekday == 6) {
            weekend++;
        } else if (t.hour == 12 && now / DAY != last_noon) {
            last_noon = now / DAY;
            noons++;
            assert_true(now % HOUR <= 15 * MINUTE);
        }
    }
    assert_int_equal(noons, 5);
    assert_true(weekend <= 4);
    assert_true(polls <= 40);
    arena_free(a);
}

static void test_even_rate(void **state)
{
    struct arena *a = arena_new();
    int64_t published[30], wait;
    struct str history;

    (void)state;
    for (int i = 0; i < 30; i++) {
        published[i] = MONDAY - i * HOUR;
    }
    history = rhythm_add(a, STR_NULL, published, 30, MONDAY);
    wait = rhythm_wait(history, MONDAY, LEAST, MOST);
    assert_in_range(wait, 10 * MINUTE, 20 * MINUTE);
    /* It fell silent: the longer, the more seldom. */
    wait = rhythm_wait(history, MONDAY + 5 * 30 * HOUR, LEAST, MOST);
    assert_in_range(wait, HOUR, 3 * HOUR);
    assert_int_equal(rhythm_wait(history, MONDAY + 300 * DAY, LEAST, MOST), MOST);
    assert_int_equal(rhythm_wait(history, MONDAY, 2 * HOUR, MOST), 2 * HOUR);
    arena_free(a);
}

static void test_no_habit_is_made_up(void **state)
{
    struct arena *a = arena_new();
    int64_t published[32], when = MONDAY, wait;
    struct str history;

    (void)state;
    for (int i = 0; i < 32; i++) {
        when -= (13 + i * 7 % 23) * HOUR + i * 11 * MINUTE;
        published[i] = when;
    }
    history = rhythm_add(a, STR_NULL, published, 32, MONDAY);
    for (int hour = 0; hour < 24; hour++) {
        wait = rhythm_wait(history, MONDAY + hour * HOUR, LEAST, MOST);
        assert_true(wait <= 14 * HOUR);
    }
    arena_free(a);
}

static void test_history(void **state)
{
    const int64_t first[] = {600, 660, 661, 0, TIME_NONE}, more[] = {1200, 99999999999};
    struct arena *a = arena_new();
    int64_t many[100];
    struct str history = rhythm_add(a, STR_NULL, first, 5, MONDAY), part;
    size_t moments = 0;

    (void)state;
    assert_str(history, "11 10");
    history = rhythm_add(a, history, more, 2, MONDAY);
    assert_str(history, "20 11 10");
    assert_str(rhythm_add(a, STR("20 damaged -x 10"), NULL, 0, MONDAY), "20 10");
    for (int i = 0; i < 100; i++) {
        many[i] = MONDAY - i * HOUR;
    }
    history = rhythm_add(a, history, many, 100, MONDAY);
    while (str_split(&history, ' ', &part)) {
        moments++;
    }
    assert_int_equal(moments, 32);
    arena_free(a);
}

static void test_too_little_is_known(void **state)
{
    (void)state;
    assert_int_equal(rhythm_wait(STR_NULL, MONDAY, LEAST, MOST), -1);
    assert_int_equal(rhythm_wait(STR("29106720 29106000"), MONDAY, LEAST, MOST), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"a feed of weekday noons is asked then", test_weekdays_at_noon, NULL, NULL, NULL},
        {"an even rate is followed and forgotten", test_even_rate, NULL, NULL, NULL},
        {"chance is no habit", test_no_habit_is_made_up, NULL, NULL, NULL},
        {"a history holds the latest moments once", test_history, NULL, NULL, NULL},
        {"two moments are no rhythm", test_too_little_is_known, NULL, NULL, NULL},
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
