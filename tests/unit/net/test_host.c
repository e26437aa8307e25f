#include "unit/test.h"

#include "net/host.h"

static void test_turns(void **state)
{
    struct host_table *t = host_table_new(1);
    struct host_wait many[3] = {0}, one = {0};

    (void)state;
    host_enter(t, &many[0], STR("a"));
    host_enter(t, &many[1], STR("a"));
    host_enter(t, &one, STR("b"));
    assert_ptr_equal(host_next(t), &many[0]);
    assert_ptr_equal(host_next(t), &one);
    assert_null(host_next(t));
    assert_false(host_is_last(&many[0]));
    assert_true(host_is_last(&one));
    host_leave(t, &many[0]);
    assert_ptr_equal(host_next(t), &many[1]);
    host_enter_running(t, &many[2], STR("a"));
    host_leave(t, &many[1]);
    host_leave(t, &many[2]);
    host_leave(t, &many[2]);
    host_leave(t, &one);
    assert_null(host_next(t));
    host_table_free(t);
}

static void test_limit(void **state)
{
    struct host_table *t = host_table_new(2);
    struct host_wait w[5] = {0};

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        host_enter(t, &w[i], STR("a"));
    }
    assert_ptr_equal(host_next(t), &w[0]);
    assert_ptr_equal(host_next(t), &w[1]);
    assert_null(host_next(t));
    host_set_limit(t, 3);
    assert_ptr_equal(host_next(t), &w[2]);
    assert_null(host_next(t));
    /* Two wait behind three that run: not every connection will be wanted again. */
    assert_true(host_is_last(&w[2]));
    host_leave(t, &w[3]);
    host_leave(t, &w[0]);
    assert_ptr_equal(host_next(t), &w[4]);
    host_leave(t, &w[1]);
    host_leave(t, &w[2]);
    host_leave(t, &w[4]);
    host_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"hosts take turns, a full one waits", test_turns, NULL, NULL, NULL},
        {"the limit may change, a waiter may go", test_limit, NULL, NULL, NULL},
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
