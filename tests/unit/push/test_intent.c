#include "push/intent.h"

#include "unit/test.h"

static void test_order(void **state)
{
    struct arena *a = arena_new();
    struct push_order o = {"subscribe", STR("https://me.example/p/1?x"),
                           STR("https://n.example/ü&=%"), STR("s3"), 864000};

    (void)state;
    assert_str(push_order_form(a, &o),
               "hub.callback=https%3A%2F%2Fme.example%2Fp%2F1%3Fx&hub.mode=subscribe"
               "&hub.topic=https%3A%2F%2Fn.example%2F%C3%BC%26%3D%25&hub.lease_seconds=864000"
               "&hub.secret=s3");
    o = (struct push_order){"unsubscribe", STR("c"), STR("t"), STR_NULL, 0};
    assert_str(push_order_form(a, &o), "hub.callback=c&hub.mode=unsubscribe&hub.topic=t");
    arena_free(a);
}

static void test_question(void **state)
{
    struct arena *a = arena_new();
    struct push_intent i;

    (void)state;
    push_intent_read(a,
                     STR("x=1&hub.mode=subscribe&hub.topic=http%3a%2F%2Fa%2f&hub.challenge=a+b%26%"
                         "zz%4&hub.lease_seconds=60&hub.mode=unsubscribe&hub.reason"),
                     &i);
    assert_str(i.mode, "subscribe");
    assert_str(i.topic, "http://a/");
    assert_str(i.challenge, "a b&%zz%4");
    assert_null(i.reason.ptr);
    assert_int_equal(i.lease_s, 60);
    push_intent_read(a, STR("hub.mode=denied&hub.reason=&hub%2Etopic=t"), &i);
    assert_str(i.mode, "denied");
    assert_str(i.reason, "");
    assert_str(i.topic, "t");
    assert_int_equal(i.lease_s, -1);
    push_intent_read(a, STR_NULL, &i);
    assert_null(i.mode.ptr);
    arena_free(a);
}

static void test_leases(void **state)
{
    static const struct {
        const char *query;
        int64_t want;
    } rows[] = {
        {"hub.lease_seconds=0", 0},
        {"hub.lease_seconds=", -1},
        {"hub.lease_seconds=-5", -1},
        {"hub.lease_seconds=1e9", -1},
        {"hub.lease_seconds=99999999999", 366 * 86400},
        {"hub.lease_seconds=99999999999999999999999", 366 * 86400},
    };
    struct arena *a = arena_new();
    struct push_intent i;

    (void)state;
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        push_intent_read(a, str_z(rows[k].query), &i);
        assert_int_equal(i.lease_s, rows[k].want);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_question),
        cmocka_unit_test(test_leases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
