#include "digest/digest_json.h"

#include "unit/test.h"

/* Two bytes a letter, so that bytes and code points differ. */
#define TEXT "\xc3\xa9\xc3\xa9. Zwei. Drei."

static struct summary_sentence sentences[] = {
    {STR_INIT("\xc3\xa9\xc3\xa9."), {0, 5}},
    {STR_INIT("Drei."), {12, 17}},
};
static const struct summary summary = {sentences, 2};

static void test_summary(void **state)
{
    struct buf out = {0};

    (void)state;
    summary_json_write(&out, STR(TEXT), &summary);
    assert_str(buf_view(&out),
               "{\"summary\":[\"\xc3\xa9\xc3\xa9.\",\"Drei.\"],\"sources\":[[0,3],[10,15]]}");
    out.len = 0;
    summary_json_write_list(&out, STR(TEXT), &summary);
    assert_str(buf_view(&out), "[{\"text\":\"\xc3\xa9\xc3\xa9.\",\"source\":[0,3]},"
                               "{\"text\":\"Drei.\",\"source\":[10,15]}]");
    buf_free(&out);
}

static void test_verdict(void **state)
{
    struct claim claims[] = {
        {.text = STR("b"), .supported = true, .score = .5, .source = {12, 17}, .has_source = true},
        {.text = STR("a"), .why = STR("no"), .source = {0, 5}, .has_source = true},
        {.text = STR("c")},
    };
    const struct verdict verdict = {false, .25, claims, 3};
    struct buf out = {0};

    (void)state;
    verdict_json_write(&out, STR(TEXT), &verdict);
    assert_str(buf_view(&out),
               "{\"grounded\":false,\"score\":0.25,\"claims\":["
               "{\"text\":\"b\",\"supported\":true,\"score\":0.5,\"why\":null,\"source\":[10,15]},"
               "{\"text\":\"a\",\"supported\":false,\"score\":0,\"why\":\"no\",\"source\":[0,3]},"
               "{\"text\":\"c\",\"supported\":false,\"score\":0,\"why\":null,\"source\":null}]}");
    buf_free(&out);
}

static void test_long_text(void **state)
{
    static char text[20000];
    struct summary_sentence last = {STR("\xc3\xa9"), {19998, 20000}};
    const struct summary one = {&last, 1};
    struct buf out = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(text); i += 2) {
        memcpy(text + i, "\xc3\xa9", 2);
    }
    summary_json_write(&out, (struct str){text, sizeof(text)}, &one);
    assert_str(buf_view(&out), "{\"summary\":[\"\xc3\xa9\"],\"sources\":[[9999,10000]]}");
    buf_free(&out);
}

static void test_readout(void **state)
{
    struct arena *a = arena_new();
    const char *text =
        "{\"is_readout\":true,\"kind\":\"call\",\"principal\":{\"name\":\"A\",\"title\":null},"
        "\"counterparts\":[{\"name\":\"B\",\"title\":\"T\",\"country\":\"PE\"}],\"countries\":["
        "\"PE\"],"
        "\"date\":\"2025-05-05\",\"spokesperson\":null,\"topics\":[]}";
    struct readout readout;
    struct buf out = {0};
    struct err err;

    (void)state;
    assert_int_equal(json_read(a, str_z(text), &readout_shape, &readout, &err), 0);
    json_write(&out, &readout_shape, &readout);
    assert_str(buf_view(&out), text);
    buf_free(&out);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_summary),
        cmocka_unit_test(test_verdict),
        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_readout),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
