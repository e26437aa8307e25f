#include "push/request.h"

#include "unit/test.h"

#include "core/limits.h"

static const struct row {
    const char *name, *bytes;
    int want;
} rows[] = {
    {"a question", "GET /p/1?hub.mode=x HTTP/1.1\r\nHost: a\r\n\r\n", PUSH_READ_WHOLE},
    {"half a head", "GET /p/1 HTTP/1.1\r\nHost: a\r\n", PUSH_READ_MORE},
    {"nothing yet", "", PUSH_READ_MORE},
    {"empty lines before it", "\r\n\r\nGET / HTTP/1.1\r\n\r\n", PUSH_READ_WHOLE},
    {"lone line feeds", "GET / HTTP/1.0\n\n", PUSH_READ_WHOLE},
    {"another version", "GET / HTTP/2.0\r\n\r\n", 505},
    {"no version", "GET /\r\n\r\n", 400},
    {"too many words", "GET / HTTP/1.1 x\r\n\r\n", 400},
    {"no path", "GET x HTTP/1.1\r\n\r\n", 400},
    {"a method of odd letters", "G(T / HTTP/1.1\r\n\r\n", 400},
    {"space before the colon", "GET / HTTP/1.1\r\nContent-Length : 1\r\n\r\n", 400},
    {"a folded line", "GET / HTTP/1.1\r\na: b\r\n c\r\n\r\n", 400},
    {"a control in a value", "GET / HTTP/1.1\r\na: b\rc\r\n\r\n", 400},
    {"two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
    {"a list of lengths", "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n", 400},
    {"a length below nothing", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
    {"a length beyond numbers", "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
     400},
    {"a length beside chunks",
     "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"another coding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
    {"two codings",
     "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"two signatures", "POST / HTTP/1.1\r\nX-Hub-Signature: a\r\nX-Hub-Signature: b\r\n\r\n", 400},
};

static void test_row(void **state)
{
    const struct row *r = *state;
    struct push_request request;
    size_t used;

    assert_int_equal(push_request_read(str_z(r->bytes), &request, &used), r->want);
}

static void test_what_is_said(void **state)
{
    struct push_request r;
    struct str bytes = STR("POST http://me.example/push/ab?x=1&y HTTP/1.1\r\nCONTENT-type:  "
                           "application/rss+xml \r\nExpect: 100-Continue\r\nx-hub-signature: "
                           "sha256=00\r\nContent-Length: 12\r\n\r\nbody");
    size_t used;

    (void)state;
    assert_int_equal(push_request_read(bytes, &r, &used), PUSH_READ_WHOLE);
    assert_true(r.post && !r.get && r.expects && !r.chunked);
    assert_str(r.path, "/push/ab");
    assert_str(r.query, "x=1&y");
    assert_str(r.content_type, "application/rss+xml");
    assert_str(r.signature, "sha256=00");
    assert_int_equal(r.length, 12);
    assert_str(str_sub(bytes, used, bytes.len), "body");
    assert_int_equal(push_request_read(STR("GET / HTTP/1.1\r\n\r\n"), &r, &used), PUSH_READ_WHOLE);
    assert_true(r.get && !r.post);
    assert_null(r.query.ptr);
    assert_int_equal(push_request_read(STR("HEAD / HTTP/1.1\r\n\r\n"), &r, &used), PUSH_READ_WHOLE);
    assert_true(!r.get && !r.post);
}

static void test_long_heads(void **state)
{
    struct buf b = {0};
    struct push_request r;
    size_t used;

    (void)state;
    buf_add_z(&b, "GET /");
    while (b.len <= LIMIT_PUSH_HEAD) {
        buf_add_char(&b, 'x');
    }
    assert_int_equal(push_request_read(buf_view(&b), &r, &used), 414);
    b.len = 0;
    buf_add_z(&b, "GET / HTTP/1.1\r\n");
    while (b.len <= LIMIT_PUSH_HEAD) {
        buf_add_z(&b, "a: b\r\n");
    }
    buf_add_z(&b, "\r\n");
    assert_int_equal(push_request_read(buf_view(&b), &r, &used), 431);
    buf_free(&b);
}

/* Given whole, and byte by byte as a reader that keeps what is left: *text is what came of it. */
static int read_all(struct str bytes, const struct push_request *r, int64_t most, size_t step,
                    struct buf *text)
{
    struct push_body body;
    size_t from = 0, used;
    int status = PUSH_READ_MORE;

    if (!push_body_begin(&body, r, most)) {
        return 413;
    }
    for (size_t to = step < bytes.len ? step : bytes.len; status == PUSH_READ_MORE;) {
        status = push_body_read(&body, str_sub(bytes, from, to), text, &used);
        from += used;
        if (to == bytes.len && used == 0) {
            break;
        }
        to = to + step < bytes.len ? to + step : bytes.len;
    }
    return status;
}

static const struct body_row {
    const char *name, *bytes;
    bool chunked;
    int64_t length;
    int want;
    const char *text;
} bodies[] = {
    {"of a length", "12345", false, 5, PUSH_READ_WHOLE, "12345"},
    {"more than its length", "123456", false, 5, PUSH_READ_WHOLE, "12345"},
    {"less", "1234", false, 5, PUSH_READ_MORE, "1234"},
    {"none", "", false, 0, PUSH_READ_WHOLE, ""},
    {"larger than what is taken, by its word", "", false, 21, 413, ""},
    {"chunks", "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", true, 0, PUSH_READ_WHOLE, "abcde"},
    {"fields behind them", "3\r\nabc\r\n0\r\na: b\r\n\r\n", true, 0, PUSH_READ_WHOLE, "abc"},
    {"no last chunk", "3\r\nabc\r\n", true, 0, PUSH_READ_MORE, "abc"},
    {"larger than what is taken", "f\r\n123456789012345\r\n6\r\n", true, 0, 413, "123456789012345"},
    {"a size beyond numbers", "fffffffffffffffff\r\n", true, 0, 400, ""},
    {"a size that is none", "x\r\n", true, 0, 400, ""},
    {"no size", "\r\n", true, 0, 400, ""},
    {"a chunk longer than its size", "1\r\nab\r\n0\r\n\r\n", true, 0, 400, "a"},
};

static void test_body(void **state)
{
    const struct body_row *b = *state;
    const struct push_request r = {.chunked = b->chunked, .length = b->length};

    for (size_t step = 1; step < 40; step++) {
        struct buf text = {0};

        assert_int_equal(read_all(str_z(b->bytes), &r, 20, step, &text), b->want);
        assert_str(buf_view(&text), b->text);
        buf_free(&text);
    }
}

static void test_frame_without_end(void **state)
{
    const struct push_request r = {.chunked = true};
    struct buf lines = {0}, text = {0};
    size_t size = 0;

    (void)state;
    while (size++ < 2 * LIMIT_PUSH_HEAD) {
        buf_add_z(&lines, "1\r\na\r\n");
    }
    assert_int_equal(read_all(buf_view(&lines), &r, 1 << 30, 4096, &text), 400);
    lines.len = 0;
    buf_add_z(&lines, "1;");
    while (lines.len < 1000) {
        buf_add_char(&lines, 'x');
    }
    assert_int_equal(read_all(buf_view(&lines), &r, 1 << 30, 10, &text), 400);
    buf_add_z(&lines, "\r\na\r\n0\r\n\r\n");
    assert_int_equal(read_all(buf_view(&lines), &r, 1 << 30, lines.len, &text), 400);
    buf_free(&lines);
    buf_free(&text);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + ARRAY_LEN(bodies) + 3] = {
        cmocka_unit_test(test_what_is_said),
        cmocka_unit_test(test_long_heads),
        cmocka_unit_test(test_frame_without_end),
    };
    size_t n = 3;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[n++] = (struct CMUnitTest){.name = rows[i].name,
                                         .test_func = test_row,
                                         .initial_state = (void *)(uintptr_t)&rows[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        tests[n++] = (struct CMUnitTest){.name = bodies[i].name,
                                         .test_func = test_body,
                                         .initial_state = (void *)(uintptr_t)&bodies[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
