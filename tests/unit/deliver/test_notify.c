#include "unit/test.h"

#include <syslog.h>

#include "core/attr.h"
#include "deliver/message.h"
#include "deliver/notify.h"
#include "fmt/escape.h"

static const struct report report = {
    .event = STR_INIT("abc123"),
    .feed = STR_INIT("releases"),
    .link = STR_INIT("https://example.org/a?b=1&c=2"),
    .title = STR_INIT("Readout of \xe2\x80\xae<b>M\xc3\xbcller</b>\r\nBcc: x@example.org"),
    .published = 1746486000,
    .revision = 2,
    .summary = STR_INIT("[{\"text\":\"He met <them>.\",\"source\":[0,13]},"
                        "{\"text\":\"They spoke.\",\"source\":[14,25]}]"),
    .method = STR_INIT("extractive"),
};

static const struct notify_input input = {
    .report = &report, .json = STR_INIT("{\"test\": 2432232314}"), .now = 1614265330};

static struct str words[] = {STR_INIT("/bin/x"), STR_INIT("a b")};
static struct str people[] = {STR_INIT("a@example.org"), STR_INIT("\"B, C\" <b@example.org>")};
static struct str nobody[] = {STR_INIT("nobody")};

struct row {
    const char *name;
    struct notify_target target;
    const char *wrong; /* NULL: accepted */
};

static struct row rows[] = {
    {"a program", {.type = STR_INIT("exec"), .command = words, .command_count = 2}, NULL},
    {"no program", {.type = STR_INIT("exec")}, "command is not set"},
    {"a log", {.type = STR_INIT("syslog")}, NULL},
    {"a facility", {.type = STR_INIT("syslog"), .facility = STR_INIT("local3")}, NULL},
    {"no such facility", {.type = STR_INIT("syslog"), .facility = STR_INIT("kern")}, "facility"},
    {"a hook", {.type = STR_INIT("webhook"), .url = STR_INIT("https://example.org/h")}, NULL},
    {"a hook elsewhere",
     {.type = STR_INIT("webhook"), .url = STR_INIT("file:///etc/passwd")},
     "url must begin with http:"},
    {"a key that is not base64",
     {.type = STR_INIT("webhook"),
      .url = STR_INIT("https://example.org/h"),
      .secret = STR_INIT("whsec_!")},
     "not base64"},
    {"an empty key",
     {.type = STR_INIT("webhook"),
      .url = STR_INIT("https://example.org/h"),
      .secret = STR_INIT("")},
     "empty"},
    {"a mail",
     {.type = STR_INIT("smtp"),
      .url = STR_INIT("smtp://localhost"),
      .from = STR_INIT("R <r@example.org>"),
      .to = people,
      .to_count = 2},
     NULL},
    {"a mail by HTTP",
     {.type = STR_INIT("smtp"), .url = STR_INIT("http://x")},
     "url must begin with smtp:"},
    {"a mail of nobody", {.type = STR_INIT("smtp"), .url = STR_INIT("smtps://x")}, "from: "},
    {"a mail to nobody",
     {.type = STR_INIT("smtp"), .url = STR_INIT("smtps://x"), .from = STR_INIT("r@example.org")},
     "to is not set"},
    {"a mail to no address",
     {.type = STR_INIT("smtp"),
      .url = STR_INIT("smtps://x"),
      .from = STR_INIT("r@example.org"),
      .to = nobody,
      .to_count = 1},
     "to: \"nobody\" is not a mail address"},
};

static void test_check(void **state)
{
    const struct row *row = *state;
    const struct notify_ops *ops = notify_find(row->target.type);
    struct arena *a = arena_new();
    struct err err = {0};
    struct delivery d;

    assert_non_null(ops);
    if (row->wrong == NULL) {
        assert_int_equal(ops->check(&row->target, &err), 0);
        assert_int_equal(ops->plan(a, &row->target, &input, &d, &err), 0);
    } else {
        assert_int_equal(ops->check(&row->target, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        assert_non_null(strstr(err.text, row->wrong));
    }
    arena_free(a);
}

static struct delivery plan(struct arena *a, const struct notify_target *target, bool sample)
{
    struct notify_input in = input;
    struct delivery d;
    struct err err;

    in.sample = sample;
    assert_int_equal(notify_find(target->type)->plan(a, target, &in, &d, &err), 0);
    return d;
}

static void test_exec(void **state)
{
    const struct notify_target target = {
        .type = STR("exec"), .command = words, .command_count = 2, .timeout_ms = 7};
    struct arena *a = arena_new();
    struct delivery d = plan(a, &target, false);

    (void)state;
    assert_int_equal(d.kind, DELIVERY_EXEC);
    assert_string_equal(d.argv[0], "/bin/x");
    assert_string_equal(d.argv[1], "a b");
    assert_null(d.argv[2]);
    assert_str(d.body, "{\"test\": 2432232314}");
    assert_int_equal(d.timeout_ms, 7);
    arena_free(a);
}

/* The example of the Standard Webhooks reference implementations. */
static void test_webhook(void **state)
{
    const struct notify_target target = {.type = STR("webhook"),
                                         .url = STR("https://example.org/"),
                                         .secret = STR("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")};
    struct report own = report;
    struct notify_input in = {
        .report = &own, .json = STR("{\"test\": 2432232314}"), .now = 1614265330};
    struct arena *a = arena_new();
    struct delivery d;
    struct err err;

    (void)state;
    own.event = STR("msg_p5jXN8AQM9LWM0D4loKWxJek");
    assert_int_equal(notify_webhook.plan(a, &target, &in, &d, &err), 0);
    assert_int_equal(d.kind, DELIVERY_HTTP);
    assert_int_equal(d.header_count, 3);
    assert_str(d.headers[0], "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek");
    assert_str(d.headers[1], "webhook-timestamp: 1614265330");
    assert_str(d.headers[2], "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert_str(d.content_type, "application/json");
    in.sample = true;
    assert_int_equal(notify_webhook.plan(a, &target, &in, &d, &err), 0);
    assert_str(d.headers[2], "readoutd-sample: true");
    arena_free(a);
}

static void test_syslog(void **state)
{
    const struct notify_target target = {.type = STR("syslog"), .facility = STR("news")};
    struct arena *a = arena_new();
    struct delivery d = plan(a, &target, false);

    (void)state;
    assert_int_equal(d.kind, DELIVERY_SYSLOG);
    assert_int_equal(d.priority, LOG_NEWS | LOG_NOTICE);
    assert_true(str_starts(d.line, STR("readout.published feed=releases title=\"Readout")));
    assert_int_equal(str_find_char(d.line, '\n', 0), STR_NPOS);
    assert_true(str_find(d.line, STR("published=2025-05-05T23:00:00Z revision=2 event=abc123"),
                         0) != STR_NPOS);
    d = plan(a, &target, true);
    assert_true(str_starts(d.line, STR("readout.sampled ")));
    arena_free(a);
}

static void test_mail(void **state)
{
    const struct notify_target target = {.type = STR("smtp"),
                                         .url = STR("smtp://localhost"),
                                         .from = STR("\"Readouts (all)\" <r@mail.example.org>"),
                                         .to = people,
                                         .to_count = 2};
    struct arena *a = arena_new();
    struct delivery d = plan(a, &target, true), again = plan(a, &target, true);
    struct buf encoded = {0};

    (void)state;
    assert_int_equal(d.kind, DELIVERY_MAIL);
    assert_str(d.mail_from, "r@mail.example.org");
    assert_str(d.mail_to[1], "b@example.org");
    assert_true(str_eq(d.body, again.body));
    assert_true(str_find(d.body,
                         STR("\r\nFrom: \"Readouts (all)\" <r@mail.example.org>\r\n"
                             "To: <a@example.org>,\r\n \"B, C\" <b@example.org>\r\n"),
                         0) != STR_NPOS);
    assert_true(str_find(d.body, STR("@mail.example.org>\r\nAuto-Submitted: auto-generated\r\n"),
                         0) != STR_NPOS);
    /* What a title holds is no header. */
    assert_int_equal(str_find(d.body, STR("\nBcc"), 0), STR_NPOS);
    escape_base64(&encoded, STR("<!DOCTYPE html>\r\n"), 0);
    assert_true(str_find(d.body, str_sub(buf_view(&encoded), 0, 20), 0) != STR_NPOS);
    buf_free(&encoded);
    for (size_t i = 0; i < d.body.len; i++) {
        assert_true((unsigned char)d.body.ptr[i] < 0x80);
        assert_true(d.body.ptr[i] != '\n' || (i > 0 && d.body.ptr[i - 1] == '\r'));
    }
    arena_free(a);
}

/* The decoded parts of a mail, in one text. */
static struct str mail_text(struct arena *a, struct str mail)
{
    static const struct str mark = STR_INIT("Content-Transfer-Encoding: base64\r\n\r\n");
    struct buf out = {0};
    size_t at = 0, end;

    while ((at = str_find(mail, mark, at)) != STR_NPOS) {
        unsigned bits = 0, value = 0;

        at += mark.len;
        end = str_find(mail, STR("\r\n--"), at);
        for (; at < end; at++) {
            const char *set = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            const char *place = strchr(set, mail.ptr[at]);

            if (place != NULL) {
                value = value << 6 | (unsigned)(place - set);
                bits += 6;
            }
            if (bits >= 8) {
                bits -= 8;
                buf_add_char(&out, (char)(value >> bits & 0xff));
            }
        }
    }
    return buf_str(&out, a);
}

static void test_mail_background(void **state)
{
    const struct notify_target target = {.type = STR("smtp"),
                                         .url = STR("smtp://localhost"),
                                         .from = STR("r@mail.example.org"),
                                         .to = people,
                                         .to_count = 2};
    struct arena *a = arena_new();
    struct report r = report;
    struct notify_input in = input;
    struct delivery d;
    struct err err;
    struct str text;

    (void)state;
    in.report = &r;
    r.background = STR("[{\"text\":\"She <came> before.\",\"title\":\"A & B\","
                       "\"link\":\"https://x.example/1\",\"feed\":\"f\","
                       "\"published\":\"2025-04-01T10:00:00Z\"}]");
    assert_int_equal(notify_find(target.type)->plan(a, &target, &in, &d, &err), 0);
    text = mail_text(a, d.body);
    /* Behind all that is said of the item itself. */
    assert_true(str_find(text,
                         STR("Summary: whole sentences of the article.\r\n\r\nBackground\r\n\r\n"
                             "2025-04-01: “She <came> before.”\r\nhttps://x.example/1\r\n"),
                         0) != STR_NPOS);
    assert_true(
        str_find(text,
                 STR("<h2>Background</h2>\r\n<ul>\r\n<li>2025-04-01: “She &lt;came&gt; "
                     "before.” <a href=\"https://x.example/1\">A &amp; B</a></li>\r\n</ul>"),
                 0) != STR_NPOS);
    r.background = STR("[]");
    assert_int_equal(notify_find(target.type)->plan(a, &target, &in, &d, &err), 0);
    assert_int_equal(str_find(mail_text(a, d.body), STR("Background"), 0), STR_NPOS);
    arena_free(a);
}

static void test_unknown(void **state)
{
    (void)state;
    assert_null(notify_find(STR("pager")));
}

int main(void)
{
    const struct CMUnitTest others[] = {
        {"a program gets its words and the report", test_exec, NULL, NULL, NULL},
        {"a request is signed as Standard Webhooks says", test_webhook, NULL, NULL, NULL},
        {"a log line is one line", test_syslog, NULL, NULL, NULL},
        {"a mail is ASCII, and the same each time", test_mail, NULL, NULL, NULL},
        {"earlier items have a heading of their own in a mail", test_mail_background, NULL, NULL,
         NULL},
        {"a type that there is not", test_unknown, NULL, NULL, NULL},
    };
    struct CMUnitTest tests[ARRAY_LEN(rows) + ARRAY_LEN(others)];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_check, .initial_state = &rows[i]};
    }
    memcpy(tests + ARRAY_LEN(rows), others, sizeof(others));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
