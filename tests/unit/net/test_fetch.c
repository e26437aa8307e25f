#include "unit/test.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/attr.h"
#include "net/fetch.h"
#include "sys/clock.h"

/*
 * A server on a thread: it answers each request by its path from the table below and closes, and
 * keeps the last request. %P in an answer is the port, %0 a byte of zero, %T lines of 400 kB.
 */
static const struct {
    const char *path, *answer;
} pages[] = {
    {"/plain",
     "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: \"v\"\r\nContent-Length: 5\r\n\r\nhello"},
    {"/same", "HTTP/1.1 304 Not Modified\r\nETag: \"v\"\r\n\r\n"},
    {"/cut", "HTTP/1.1 200 OK\r\nETag: \"cut\"\r\nContent-Length: 30\r\n\r\nhello"},
    {"/long", "HTTP/1.1 200 OK\r\n\r\n0123456789012345678901234567890123456789"},
    {"/stated", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"},
    {"/gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nnogzi"},
    {"/moved", "HTTP/1.1 301 Moved\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n"},
    {"/moved2", "HTTP/1.1 308 Moved\r\nLocation: /found\r\nContent-Length: 0\r\n\r\n"},
    {"/found", "HTTP/1.1 302 Found\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n"},
    {"/left", "HTTP/1.1 302 Found\r\nLocation: /right\r\nContent-Length: 0\r\n\r\n"},
    {"/right", "HTTP/1.1 302 Found\r\nLocation: /left\r\nContent-Length: 0\r\n\r\n"},
    {"/file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"},
    {"/ftp", "HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/x\r\nContent-Length: 0\r\n\r\n"},
    {"/other",
     "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:%P/plain\r\nContent-Length: 0\r\n\r\n"},
    {"/decimal",
     "HTTP/1.1 302 Found\r\nLocation: http://2130706434:%P/plain\r\nContent-Length: 0\r\n\r\n"},
    {"/mapped", "HTTP/1.1 302 Found\r\nLocation: "
                "http://[::ffff:127.0.0.2]:%P/plain\r\nContent-Length: 0\r\n\r\n"},
    {"/port",
     "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/plain\r\nContent-Length: 0\r\n\r\n"},
    {"/busy", "HTTP/1.1 503 Later\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nlate"},
    {"/slow-down", "HTTP/1.1 429 Slow down\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"},
    {"/a/../b%2Cc?z=1&a=%2c", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nexact"},
    {"/tail", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 29\r\n\r\n"
              "\x1f\x8b\x08%0\x01%0%0%0\x02\xff\xcb\x48\xcd\xc9\xc9\x07%0\x86\xa6\x10\x36\x05%0%0%0"
              "%0%0%0%0"},
    {"/lengths", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 5\r\n\r\nhello"},
    {"/trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n%T\r\n"},
    {"/self", "HTTP/1.1 302 Found\r\nLocation: #part\r\nContent-Length: 0\r\n\r\n"},
    {"/rest",
     "HTTP/1.1 302 Found\r\nLocation: /plain#part\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n"},
    {"/silent", ""},
    {"/empty", "-"},
    {"/post", "HTTP/1.1 307 Elsewhere\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n"},
};

static struct {
    int fd;
    unsigned port;
    pthread_mutex_t lock;
    char last[4096];
    int connections;
} server;

static const char *find_page(const char *request)
{
    const char *path = strchr(request, ' ');

    for (size_t i = 0; path != NULL && i < ARRAY_LEN(pages); i++) {
        size_t len = strlen(pages[i].path);

        if (strncmp(path + 1, pages[i].path, len) == 0 && path[1 + len] == ' ') {
            return pages[i].answer;
        }
    }
    return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
}

static void answer(int fd, const char *text)
{
    struct buf out = {0};

    for (; *text != '\0'; text++) {
        if (text[0] == '%' && text[1] == 'P') {
            buf_add_fmt(&out, "%u", server.port);
            text++;
        } else if (text[0] == '%' && text[1] == '0') {
            buf_add_char(&out, '\0');
            text++;
        } else if (text[0] == '%' && text[1] == 'T') {
            for (int i = 0; i < 400 * 64; i++) {
                buf_add_z(&out, "X-Trail: abcde\r\n");
            }
            text++;
        } else {
            buf_add_char(&out, *text);
        }
    }
    if (send(fd, out.ptr, out.len, MSG_NOSIGNAL) == -1) {
        print_message("the client has gone\n");
    }
    buf_free(&out);
}

static void serve(int fd)
{
    char request[4096];
    size_t len = 0;
    const char *page;

    while (len + 1 < sizeof(request)) {
        ssize_t got = recv(fd, request + len, sizeof(request) - 1 - len, 0);

        if (got <= 0) {
            return;
        }
        len += (size_t)got;
        request[len] = '\0';
        if (strstr(request, "\r\n\r\n") != NULL) {
            break;
        }
    }
    pthread_mutex_lock(&server.lock);
    memcpy(server.last, request, len + 1);
    pthread_mutex_unlock(&server.lock);
    page = find_page(request);
    if (page[0] == '\0') {
        /* Until the client hangs up. */
        while (recv(fd, request, sizeof(request), 0) > 0) {
        }
    } else if (page[0] != '-') {
        answer(fd, page);
    }
}

static void *run_server(void *arg)
{
    for (;;) {
        int fd = accept(server.fd, NULL, NULL);

        if (fd == -1) {
            return arg;
        }
        pthread_mutex_lock(&server.lock);
        server.connections++;
        pthread_mutex_unlock(&server.lock);
        serve(fd);
        close(fd);
    }
}

struct row {
    const char *name, *path;
    enum fetch_guard guard;
    int status;
    enum err_code code;
    const char *body, *text; /* of the error: a part */
    int redirects;
    const char *permanent; /* path of it */
    bool refused;
};

static struct row rows[] = {
    {"a whole answer", "/plain", FETCH_GUARD_HOST, 200, ERR_NONE, "hello", "", 0, NULL, false},
    {"unchanged", "/same", FETCH_GUARD_HOST, 304, ERR_NONE, "", "", 0, NULL, false},
    {"a status is an answer", "/nowhere", FETCH_GUARD_HOST, 404, ERR_NONE, "", "", 0, NULL, false},
    {"a body that is cut off", "/cut", FETCH_GUARD_HOST, 200, ERR_NETWORK, "hello", "cut off", 0,
     NULL, false},
    {"a body beyond the bound", "/long", FETCH_GUARD_HOST, 200, ERR_LIMIT, "",
     "max_body: body larger than 32 bytes", 0, NULL, false},
    {"a stated length beyond the bound", "/stated", FETCH_GUARD_HOST, 200, ERR_LIMIT, "",
     "max_body: body larger than 32 bytes", 0, NULL, false},
    {"damaged compression", "/gzip", FETCH_GUARD_HOST, 200, ERR_NETWORK, "", "compression", 0, NULL,
     false},
    {"a permanent redirect", "/moved", FETCH_GUARD_HOST, 200, ERR_NONE, "hello", "", 1, "/plain",
     false},
    {"permanent up to the first temporary", "/moved2", FETCH_GUARD_HOST, 200, ERR_NONE, "hello", "",
     2, "/found", false},
    {"a temporary redirect", "/found", FETCH_GUARD_HOST, 200, ERR_NONE, "hello", "", 1, NULL,
     false},
    {"a circle", "/left", FETCH_GUARD_HOST, 302, ERR_UNAVAILABLE, "", "circle", 1, NULL, false},
    {"a redirect to a file", "/file", FETCH_GUARD_HOST, 302, ERR_REFUSED, "", "scheme file", 0,
     NULL, true},
    {"a redirect to FTP", "/ftp", FETCH_GUARD_HOST, 302, ERR_REFUSED, "", "scheme ftp", 0, NULL,
     true},
    {"a private host is refused", "/plain", FETCH_GUARD_PUBLIC, 0, ERR_REFUSED, "",
     "refused: 127.0.0.1 is a private address", 0, NULL, true},
    {"another private host is refused", "/other", FETCH_GUARD_HOST, 0, ERR_REFUSED, "", "127.0.0.2",
     1, NULL, true},
    {"in decimal", "/decimal", FETCH_GUARD_HOST, 0, ERR_REFUSED, "", "127.0.0.2", 1, NULL, true},
    {"as IPv6", "/mapped", FETCH_GUARD_HOST, 0, ERR_REFUSED, "", "127.0.0.2", 1, NULL, true},
    {"another service of the host", "/port", FETCH_GUARD_HOST, 0, ERR_REFUSED, "", "127.0.0.1", 1,
     NULL, true},
    {"an administrator's target is not guarded", "/other", FETCH_GUARD_NONE, 200, ERR_NONE, "hello",
     "", 1, NULL, false},
    {"the address goes out as it is written", "/a/../b%2Cc?z=1&a=%2c", FETCH_GUARD_HOST, 200,
     ERR_NONE, "exact", "", 0, NULL, false},
    {"a body of an error is kept", "/busy", FETCH_GUARD_HOST, 503, ERR_NONE, "late", "", 0, NULL,
     false},
    {"bytes behind the end of a compressed body are none of it", "/tail", FETCH_GUARD_HOST, 200,
     ERR_NONE, "hello", "", 0, NULL, false},
    {"two lengths", "/lengths", FETCH_GUARD_HOST, 200, ERR_NETWORK, "hello", "two lengths", 0, NULL,
     false},
    {"a trailer without end", "/trailer", FETCH_GUARD_HOST, 200, ERR_NETWORK, "hello",
     "headers: more than 300 kB", 0, NULL, false},
    {"a redirect to another part of itself", "/self", FETCH_GUARD_HOST, 302, ERR_UNAVAILABLE, "",
     "circle", 0, NULL, false},
    {"a server that is silent", "/silent", FETCH_GUARD_HOST, 0, ERR_TIMEOUT, "", "in time", 0, NULL,
     false},
    {"a server that hangs up", "/empty", FETCH_GUARD_HOST, 0, ERR_NETWORK, "", "without an answer",
     0, NULL, false},
};

struct seen {
    struct event_base *base;
    struct fetch_response response;
    int calls, wanted;
};

static void on_done(void *arg, struct fetch_response *response)
{
    struct seen *seen = arg;

    if (seen->calls > 0) {
        arena_free(seen->response.arena);
    }
    seen->response = *response;
    if (++seen->calls == seen->wanted) {
        event_base_loopbreak(seen->base);
    }
}

static struct fetcher *open_fetcher(struct event_base *base)
{
    struct fetcher_options o = {.user_agent = "test/1 (+https://example.org/)"};
    char rule[64];
    const char *const rules[] = {rule};
    struct err err;
    struct fetcher *f;

    snprintf(rule, sizeof(rule), "feeds.example:80:127.0.0.1:%u", server.port);
    o.connect_to = rules;
    o.connect_to_count = 1;
    f = fetcher_new(base, &o, &err);
    assert_non_null(f);
    return f;
}

/* Runs one request to its end. */
static struct fetch_response fetch(struct fetch_request *r)
{
    struct event_base *base = event_base_new();
    struct seen seen = {.base = base, .wanted = 1};
    struct fetcher *f = open_fetcher(base);

    assert_non_null(fetch_start(f, r, on_done, &seen));
    assert_int_equal(seen.calls, 0);
    assert_int_equal(fetcher_busy(f), 1);
    event_base_dispatch(base);
    assert_int_equal(seen.calls, 1);
    assert_int_equal(fetcher_busy(f), 0);
    fetcher_free(f);
    event_base_free(base);
    return seen.response;
}

static struct str url_of(struct arena *a, const char *path)
{
    return arena_fmt(a, "http://127.0.0.1:%u%s", server.port, path);
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct fetch_request r = {.url = url_of(a, row->path), .guard = row->guard, .max_body = 32};
    struct fetch_response response;

    r.timeout_ms = strcmp(row->path, "/silent") == 0 ? 100 : 0;
    response = fetch(&r);
    if (response.err.code != row->code) {
        print_error("%s\n", response.err.text);
    }
    assert_int_equal(response.err.code, row->code);
    assert_int_equal(response.status, row->status);
    assert_int_equal(response.redirects, row->redirects);
    assert_int_equal(response.refused, row->refused);
    assert_true(response.sent || response.refused);
    assert_non_null(strstr(response.err.text, row->text));
    assert_str(response.body, row->body);
    if (row->permanent == NULL) {
        assert_null(response.permanent_url.ptr);
    } else {
        assert_true(str_eq(response.permanent_url, url_of(a, row->permanent)));
    }
    arena_free(response.arena);
    arena_free(a);
}

static bool was_sent(const char *line)
{
    bool found;

    pthread_mutex_lock(&server.lock);
    found = strstr(server.last, line) != NULL;
    pthread_mutex_unlock(&server.lock);
    return found;
}

static void test_sent(void **state)
{
    struct arena *a = arena_new();
    const struct str headers[] = {STR("X-Secret: 1")};
    struct fetch_request r = {.url = url_of(a, "/plain"),
                              .guard = FETCH_GUARD_HOST,
                              .etag = STR("W/\"v \""),
                              .last_modified = STR("any date"),
                              .accept = STR("text/xml"),
                              .headers = headers,
                              .header_count = 1,
                              .user = STR("me"),
                              .password = STR("pw")};
    struct fetch_response response = fetch(&r);

    (void)state;
    assert_true(was_sent("If-None-Match: W/\"v \"\r\n"));
    assert_true(was_sent("If-Modified-Since: any date\r\n"));
    assert_true(was_sent("Accept: text/xml\r\n"));
    assert_true(was_sent("X-Secret: 1\r\n"));
    assert_true(was_sent("Authorization: Basic bWU6cHc="));
    assert_true(was_sent("User-Agent: test/1 (+https://example.org/)\r\n"));
    assert_true(was_sent("Accept-Encoding: "));
    assert_false(was_sent("Cookie"));
    assert_str(response.etag, "\"v\"");
    assert_str(response.content_type, "text/xml");
    arena_free(response.arena);
    r.url = url_of(a, "/other");
    r.guard = FETCH_GUARD_NONE;
    response = fetch(&r);
    assert_false(was_sent("If-None-Match"));
    assert_false(was_sent("X-Secret"));
    assert_false(was_sent("Authorization"));
    arena_free(response.arena);
    r.validator_url = arena_fmt(a, "http://127.0.0.2:%u/plain", server.port);
    response = fetch(&r);
    assert_true(was_sent("If-None-Match: W/\"v \"\r\n"));
    arena_free(response.arena);
    arena_free(a);
}

/* RFC 3229: a delta starts from what the ETag names, so it is asked for wherever that goes and nowhere else. */
static void test_delta(void **state)
{
    const struct str no_tags[] = {STR("\"a\nb\""), STR("*"), STR("")};
    struct arena *a = arena_new();
    struct fetch_request r = {.url = url_of(a, "/plain"), .guard = FETCH_GUARD_HOST, .delta = true};
    struct fetch_response response = fetch(&r);

    (void)state;
    assert_false(was_sent("A-IM"));
    assert_false(response.conditional);
    arena_free(response.arena);
    r.last_modified = STR("any date");
    response = fetch(&r);
    assert_false(was_sent("A-IM"));
    assert_true(response.conditional);
    arena_free(response.arena);
    r.etag = STR("\"v\"");
    response = fetch(&r);
    assert_true(was_sent("A-IM: feed\r\n"));
    assert_true(response.conditional);
    arena_free(response.arena);
    r.last_modified = STR_NULL;
    for (size_t i = 0; i < ARRAY_LEN(no_tags); i++) {
        r.etag = no_tags[i];
        response = fetch(&r);
        assert_false(was_sent("If-None-Match"));
        assert_false(was_sent("A-IM"));
        assert_false(response.conditional);
        arena_free(response.arena);
    }
    /* The target of a redirect gave them: the address that redirects gets nothing. */
    r.etag = STR("\"v\"");
    r.validator_url = url_of(a, "/plain");
    r.url = url_of(a, "/file");
    response = fetch(&r);
    assert_false(was_sent("A-IM"));
    assert_false(response.conditional);
    arena_free(response.arena);
    r.url = url_of(a, "/rest");
    response = fetch(&r);
    assert_true(was_sent("GET /plain "));
    assert_true(was_sent("A-IM: feed\r\n"));
    assert_true(response.conditional);
    /* What the redirect asked for holds although its target asks for nothing. */
    assert_int_equal(response.retry_after_s, 9);
    arena_free(response.arena);
    arena_free(a);
}

static void test_post(void **state)
{
    struct arena *a = arena_new();
    struct fetch_request r = {.url = url_of(a, "/post"),
                              .guard = FETCH_GUARD_NONE,
                              .body = STR("{}"),
                              .content_type = STR("application/json"),
                              .no_wait = true};
    struct fetch_response response = fetch(&r);

    (void)state;
    assert_int_equal(response.status, 307);
    assert_true(str_eq(response.redirect_url, url_of(a, "/plain")));
    assert_true(was_sent("POST /post "));
    assert_true(was_sent("Content-Type: application/json\r\n"));
    assert_true(was_sent("Content-Length: 2\r\n"));
    arena_free(response.arena);
    arena_free(a);
}

static void test_unusable(void **state)
{
    const struct str forged[] = {STR("X: a\r\nY: b")};
    struct fetch_request r = {.url = STR("http://[nonsense/"), .guard = FETCH_GUARD_NONE};
    struct fetch_response response = fetch(&r);

    (void)state;
    assert_int_equal(response.err.code, ERR_SYNTAX);
    arena_free(response.arena);
    r.url = STR("gopher://127.0.0.1/");
    response = fetch(&r);
    assert_int_equal(response.err.code, ERR_REFUSED);
    assert_true(response.refused);
    arena_free(response.arena);
    r.url = STR("http://127.0.0.1:1/");
    response = fetch(&r);
    assert_int_equal(response.err.code, ERR_NETWORK);
    assert_string_equal(response.err.text, "connection refused");
    assert_false(response.sent);
    arena_free(response.arena);
    r.headers = forged;
    r.header_count = 1;
    response = fetch(&r);
    assert_int_equal(response.err.code, ERR_SYNTAX);
    arena_free(response.arena);
}

static void test_connect_to(void **state)
{
    struct fetch_request r = {.url = STR("http://Feeds.example/plain"),
                              .guard = FETCH_GUARD_PUBLIC};
    struct fetch_response response = fetch(&r);

    (void)state;
    assert_int_equal(response.err.code, ERR_NONE);
    assert_int_equal(response.status, 200);
    assert_true(was_sent("Host: Feeds.example\r\n"));
    arena_free(response.arena);
}

static bool holds(struct str text, const char *part)
{
    return str_find(text, str_z(part), 0) != STR_NPOS;
}

static void test_trace(void **state)
{
    struct arena *a = arena_new();
    const struct str headers[] = {STR("X-Key: s3cret")};
    struct fetch_request r = {.url = url_of(a, "/found"),
                              .guard = FETCH_GUARD_HOST,
                              .headers = headers,
                              .header_count = 1,
                              .bearer = STR("t0ken"),
                              .trace = true};
    struct fetch_response response = fetch(&r);

    (void)state;
    assert_true(was_sent("Authorization: Bearer t0ken\r\n"));
    assert_true(holds(response.trace, "> GET /found HTTP/1.1\n"));
    assert_true(holds(response.trace, "< HTTP/1.1 302 Found\n< Location: /plain\n"));
    assert_true(holds(response.trace, "> GET /plain HTTP/1.1\n"));
    assert_true(holds(response.trace, "> X-Key: ***\n"));
    assert_true(holds(response.trace, "> Authorization: ***\n"));
    assert_false(holds(response.trace, "s3cret"));
    assert_false(holds(response.trace, "t0ken"));
    assert_false(holds(response.trace, "hello"));
    arena_free(response.arena);
    arena_free(a);
}

static void test_proxy(void **state)
{
    static const char *const refused[] = {"http://127.0.0.5/", "http://localhost/",
                                          "http://2130706438/", "http://[::1]/"};
    struct arena *a = arena_new();
    struct fetch_request r = {.url = STR("http://news.example/feed"),
                              .guard = FETCH_GUARD_PUBLIC,
                              .proxy = url_of(a, "")};
    struct fetch_response response = fetch(&r);

    (void)state;
    assert_int_equal(response.status, 404);
    assert_true(was_sent("GET http://news.example/feed HTTP/1.1\r\nHost: news.example\r\n"));
    arena_free(response.arena);
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        r.url = str_z(refused[i]);
        response = fetch(&r);
        assert_int_equal(response.err.code, ERR_REFUSED);
        assert_true(response.refused);
        arena_free(response.arena);
    }
    arena_free(a);
}

/* Three at once with one connection: the first is told to wait, so nobody else asks. */
static void test_held(void **state)
{
    struct arena *a = arena_new();
    struct fetch_request r = {.url = url_of(a, "/slow-down"), .guard = FETCH_GUARD_HOST};
    struct event_base *base = event_base_new();
    struct seen seen = {.base = base, .wanted = 3};
    struct fetcher_options o = {.user_agent = "test", .per_host = 1};
    struct err err;
    struct fetcher *f = fetcher_new(base, &o, &err);
    int before = server.connections;

    (void)state;
    assert_non_null(f);
    for (int i = 0; i < 3; i++) {
        assert_non_null(fetch_start(f, &r, on_done, &seen));
    }
    event_base_dispatch(base);
    assert_int_equal(seen.calls, 3);
    assert_true(seen.response.held);
    assert_int_equal(seen.response.err.code, ERR_BUSY);
    assert_int_equal(seen.response.retry_after_s, 60);
    /* Who comes later is told too; what may not wait is asked for all the same. */
    seen.wanted = 4;
    r.url = url_of(a, "/plain");
    assert_non_null(fetch_start(f, &r, on_done, &seen));
    event_base_dispatch(base);
    assert_true(seen.response.held);
    assert_int_equal(server.connections, before + 1);
    seen.wanted = 5;
    r.no_wait = true;
    assert_non_null(fetch_start(f, &r, on_done, &seen));
    event_base_dispatch(base);
    assert_int_equal(seen.response.status, 200);
    arena_free(seen.response.arena);
    fetcher_free(f);
    event_base_free(base);
    arena_free(a);
}

static void test_gap(void **state)
{
    struct arena *a = arena_new();
    struct fetch_request r = {.url = url_of(a, "/plain"), .guard = FETCH_GUARD_HOST};
    struct event_base *base = event_base_new();
    struct seen seen = {.base = base, .wanted = 3};
    struct fetcher_options o = {.user_agent = "test", .gap_ms = 30};
    struct err err;
    struct fetcher *f = fetcher_new(base, &o, &err);
    int64_t begun = clock_monotonic_ms();

    (void)state;
    assert_non_null(f);
    for (int i = 0; i < 3; i++) {
        assert_non_null(fetch_start(f, &r, on_done, &seen));
    }
    event_base_dispatch(base);
    assert_int_equal(seen.calls, 3);
    assert_true(clock_monotonic_ms() - begun >= 60);
    arena_free(seen.response.arena);
    fetcher_free(f);
    event_base_free(base);
    arena_free(a);
}

static void test_many(void **state)
{
    struct arena *a = arena_new();
    struct fetch_request r = {.url = url_of(a, "/plain"), .guard = FETCH_GUARD_HOST};
    struct event_base *base = event_base_new();
    struct seen seen = {.base = base, .wanted = 19};
    struct fetcher *f = open_fetcher(base);
    struct fetcher_options o = {.user_agent = "new", .in_flight = 100, .per_host = 1};
    struct err err;

    (void)state;
    for (int i = 0; i < 20; i++) {
        struct fetch *t = fetch_start(f, &r, on_done, &seen);

        if (i == 7) {
            fetch_cancel(t);
        }
    }
    assert_false(fetcher_full(f));
    assert_int_equal(fetcher_configure(f, &o, &err), 0);
    event_base_dispatch(base);
    assert_int_equal(seen.calls, 19);
    assert_int_equal(fetcher_busy(f), 0);
    arena_free(seen.response.arena);
    /* What is under way at the end calls nobody. */
    r.url = url_of(a, "/silent");
    assert_non_null(fetch_start(f, &r, on_done, &seen));
    event_base_loop(base, EVLOOP_ONCE);
    event_base_loop(base, EVLOOP_ONCE);
    fetcher_free(f);
    assert_int_equal(seen.calls, 19);
    event_base_free(base);
    arena_free(a);
}

static void test_wrong_rule(void **state)
{
    const char *const rules[] = {"a:80:127.0.0.1"};
    struct fetcher_options o = {.connect_to = rules, .connect_to_count = 1};
    struct event_base *base = event_base_new();
    struct err err;

    (void)state;
    assert_null(fetcher_new(base, &o, &err));
    assert_int_equal(err.code, ERR_CONFIG);
    event_base_free(base);
}

static void start_server(void)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY)};
    socklen_t len = sizeof(in);

    server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server.fd, (const struct sockaddr *)&in, sizeof(in)) == -1 ||
        listen(server.fd, 64) == -1 || getsockname(server.fd, (struct sockaddr *)&in, &len) == -1) {
        abort();
    }
    server.port = ntohs(in.sin_port);
    pthread_mutex_init(&server.lock, NULL);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        {"what is sent, and to whom", test_sent, NULL, NULL, NULL},
        {"a delta goes with its ETag", test_delta, NULL, NULL, NULL},
        {"a body is not sent on by a redirect", test_post, NULL, NULL, NULL},
        {"what cannot be asked for", test_unusable, NULL, NULL, NULL},
        {"connect_to allows its address for its host", test_connect_to, NULL, NULL, NULL},
        {"a trace tells headers and no secret", test_trace, NULL, NULL, NULL},
        {"a proxy is asked, but not for private addresses", test_proxy, NULL, NULL, NULL},
        {"a host that asked to be left alone is", test_held, NULL, NULL, NULL},
        {"a gap lies between two requests to a host", test_gap, NULL, NULL, NULL},
        {"many, one cancelled, new options, an end in between", test_many, NULL, NULL, NULL},
        {"a rule with three parts", test_wrong_rule, NULL, NULL, NULL},
    };
    struct CMUnitTest tests[ARRAY_LEN(rows) + ARRAY_LEN(others)];
    pthread_t thread;
    int failed;

    signal(SIGPIPE, SIG_IGN);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    start_server();
    if (pthread_create(&thread, NULL, run_server, NULL) != 0) {
        return 1;
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    memcpy(tests + ARRAY_LEN(rows), others, sizeof(others));
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    shutdown(server.fd, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(server.fd);
    curl_global_cleanup();
    return failed;
}
