/* A mail order survives the way to the program that sends it. */
#include "net/mail_order.h"
#include "unit/test.h"

static void test_all_parts_arrive(void **state)
{
    const struct str to[] = {STR_INIT("a@x.example"), STR_INIT("b@x.example")};
    const struct mail_order sent = {
        .url = STR("smtp://mail.example:25"),
        .from = STR("watch@x.example"),
        .to = to,
        .to_count = ARRAY_LEN(to),
        .user = STR("watch"),
        .password = STR("a \"b\"\n\\c"),
        .ca_bundle = STR("/etc/ssl/ca.pem"),
        .connect_to = to,
        .connect_to_count = 1,
        .timeout_ms = 30000,
        .message = STR("Subject: {}\r\n\r\n\n{\"url\":1}\r\n"),
    };
    struct arena *a = arena_new();
    struct buf bytes = {0};
    struct mail_order got;
    struct err err;

    (void)state;
    mail_order_write(&bytes, &sent);
    assert_int_equal(mail_order_read(a, buf_view(&bytes), &got, &err), 0);
    assert_true(str_eq(got.url, sent.url));
    assert_true(str_eq(got.from, sent.from));
    assert_int_equal(got.to_count, 2);
    assert_true(str_eq(got.to[1], to[1]));
    assert_true(str_eq(got.user, sent.user));
    assert_true(str_eq(got.password, sent.password));
    assert_true(str_eq(got.ca_bundle, sent.ca_bundle));
    assert_int_equal(got.connect_to_count, 1);
    assert_int_equal(got.timeout_ms, 30000);
    assert_true(str_eq(got.message, sent.message));
    buf_free(&bytes);
    arena_free(a);
}

static void test_half_an_order_is_none(void **state)
{
    static const char *const halves[] = {"", "{}", "{\"url\":\"smtp://x\"", "{\"url\":1}\n",
                                         "[]\n"};
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(halves); i++) {
        struct mail_order got;
        struct err err;

        assert_int_equal(mail_order_read(a, str_z(halves[i]), &got, &err), -1);
        assert_int_equal(err.code, ERR_SYNTAX);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_parts_arrive),
        cmocka_unit_test(test_half_an_order_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
