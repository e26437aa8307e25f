#include "unit/test.h"

#include "net/host.h"

static void test_turns(void **state)
{
    struct host_table *t = host_table_new(&(struct host_limits){1, 0});
    struct host_wait many[3] = {0}, one = {0};

    (void)state;
    host_enter(t, &many[0], STR("a"));
    host_enter(t, &many[1], STR("a"));
    host_enter(t, &one, STR("b"));
    assert_ptr_equal(host_next(t, 0), &many[0]);
    assert_ptr_equal(host_next(t, 0), &one);
    assert_null(host_next(t, 0));
    assert_false(host_is_last(&many[0]));
    assert_true(host_is_last(&one));
    host_leave(t, &many[0]);
    assert_ptr_equal(host_next(t, 0), &many[1]);
    host_enter_running(t, &many[2], STR("a"));
    host_leave(t, &many[1]);
    host_leave(t, &many[2]);
    host_leave(t, &many[2]);
    host_leave(t, &one);
    assert_null(host_next(t, 0));
    host_table_free(t);
}

static void test_limit(void **state)
{
    struct host_table *t = host_table_new(&(struct host_limits){2, 0});
    struct host_wait w[5] = {0};

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        host_enter(t, &w[i], STR("a"));
    }
    assert_ptr_equal(host_next(t, 0), &w[0]);
    assert_ptr_equal(host_next(t, 0), &w[1]);
    assert_null(host_next(t, 0));
    host_set_limits(t, &(struct host_limits){3, 0});
    assert_ptr_equal(host_next(t, 0), &w[2]);
    assert_null(host_next(t, 0));
    /* Two wait behind three that run: not every connection will be wanted again. */
    assert_true(host_is_last(&w[2]));
    host_leave(t, &w[3]);
    host_leave(t, &w[0]);
    assert_ptr_equal(host_next(t, 0), &w[4]);
    host_leave(t, &w[1]);
    host_leave(t, &w[2]);
    host_leave(t, &w[4]);
    host_table_free(t);
}

static void test_gap(void **state)
{
    struct host_table *t = host_table_new(&(struct host_limits){2, 100});
    struct host_wait w[3] = {0}, other = {0}, urgent = {0};

    (void)state;
    host_enter(t, &w[0], STR("a"));
    host_enter(t, &w[1], STR("a"));
    assert_int_equal(host_next_ms(t), INT64_MAX);
    assert_ptr_equal(host_next(t, 1000), &w[0]);
    assert_int_equal(host_next_ms(t), 1100);
    host_enter(t, &other, STR("b"));
    host_enter_running(t, &urgent, STR("b"));
    assert_ptr_equal(host_next(t, 1001), &other);
    assert_null(host_next(t, 1099));
    assert_ptr_equal(host_next(t, 1100), &w[1]);
    /* The gap holds for who comes later too, and for an idle host. */
    host_leave(t, &w[0]);
    host_leave(t, &w[1]);
    host_enter(t, &w[2], STR("a"));
    assert_null(host_next(t, 1199));
    assert_int_equal(host_next_ms(t), 1200);
    assert_ptr_equal(host_next(t, 1200), &w[2]);
    host_leave(t, &w[2]);
    host_leave(t, &other);
    host_leave(t, &urgent);
    host_table_free(t);
}

static void test_hold(void **state)
{
    struct host_table *t = host_table_new(&(struct host_limits){1, 0});
    struct host_wait w[2] = {0};

    (void)state;
    assert_int_equal(host_held_until(t, STR("a"), 0), 0);
    host_enter(t, &w[0], STR("a"));
    assert_ptr_equal(host_next(t, 0), &w[0]);
    host_hold(t, &w[0], 5000);
    host_leave(t, &w[0]);
    assert_int_equal(host_held_until(t, STR("a"), 4999), 5000);
    assert_int_equal(host_held_until(t, STR("b"), 4999), 0);
    host_enter(t, &w[1], STR("a"));
    assert_null(host_next(t, 4999));
    assert_int_equal(host_held_until(t, STR("a"), 5000), 0);
    assert_ptr_equal(host_next(t, 5000), &w[1]);
    host_leave(t, &w[1]);
    host_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"hosts take turns, a full one waits", test_turns, NULL, NULL, NULL},
        {"a gap lies between two starts on a host", test_gap, NULL, NULL, NULL},
        {"a host that asked to be left alone is", test_hold, NULL, NULL, NULL},
        {"the limit may change, a waiter may go", test_limit, NULL, NULL, NULL},
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
