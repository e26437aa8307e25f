#include "unit/test.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <signal.h>
#include <stdlib.h>

#include "core/attr.h"
#include "net/fetch.h"

enum { MOST = 4, ROOM = 100000, LARGEST = 200000 };

/*
 * A server on the same loop. /N is answered with N bytes; where a row says so, no answer ends before a
 * client has hung up on one, so that what comes in meets in memory.
 */
struct site {
    struct event_base *base;
    struct evconnlistener *listener;
    unsigned port;
    bool held;
    struct reply {
        struct site *site;
        struct bufferevent *stream;
        bool asked, written;
    } replies[4 * MOST];
    size_t count;
    size_t asked[MOST]; /* how often each of the row was asked for */
    const size_t *bytes;
};

static void end(struct reply *r)
{
    bufferevent_free(r->stream);
    r->stream = NULL;
}

static void release(struct site *s)
{
    s->held = false;
    for (size_t i = 0; i < s->count; i++) {
        if (s->replies[i].stream != NULL && s->replies[i].written) {
            end(&s->replies[i]);
        }
    }
}

static void on_written(struct bufferevent *stream, void *arg)
{
    struct reply *r = arg;

    (void)stream;
    r->written = r->asked;
    if (r->written && !r->site->held) {
        end(r);
    }
}

static void on_hung_up(struct bufferevent *stream, short what, void *arg)
{
    struct reply *r = arg;

    (void)stream;
    (void)what;
    end(r);
    release(r->site);
}

static void on_request(struct bufferevent *stream, void *arg)
{
    struct reply *r = arg;
    struct evbuffer *in = bufferevent_get_input(stream), *out = bufferevent_get_output(stream);
    struct evbuffer_ptr at = evbuffer_search(in, "\r\n\r\n", 4, NULL);
    char head[32] = "";
    unsigned long which;
    char *bytes;

    if (at.pos == -1) {
        return;
    }
    evbuffer_copyout(in, head, sizeof(head) - 1);
    evbuffer_drain(in, evbuffer_get_length(in));
    which = strtoul(strchr(head, '/') + 1, NULL, 10);
    assert_true(which < MOST);
    r->asked = true;
    r->site->asked[which]++;
    bytes = calloc(1, r->site->bytes[which]);
    evbuffer_add_printf(out, "HTTP/1.1 200 OK\r\n\r\n");
    evbuffer_add(out, bytes, r->site->bytes[which]);
    free(bytes);
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *from, int len,
                      void *arg)
{
    struct site *s = arg;
    struct reply *r = &s->replies[s->count++];

    (void)l;
    (void)from;
    (void)len;
    assert_true(s->count < ARRAY_LEN(s->replies));
    r->site = s;
    r->stream = bufferevent_socket_new(s->base, fd, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(r->stream, on_request, on_written, on_hung_up, r);
    bufferevent_enable(r->stream, EV_READ | EV_WRITE);
}

static void open_site(struct site *s)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(in);

    s->base = event_base_new();
    s->listener = evconnlistener_new_bind(s->base, on_accept, s, LEV_OPT_CLOSE_ON_FREE, 16,
                                          (const struct sockaddr *)&in, sizeof(in));
    assert_non_null(s->listener);
    getsockname(evconnlistener_get_fd(s->listener), (struct sockaddr *)&in, &len);
    s->port = ntohs(in.sin_port);
}

static void close_site(struct site *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->replies[i].stream != NULL) {
            end(&s->replies[i]);
        }
    }
    evconnlistener_free(s->listener);
    event_base_free(s->base);
}

struct seen {
    struct site *site;
    size_t wanted, calls, bytes;
};

static void on_done(void *arg, struct fetch_response *r)
{
    struct seen *seen = arg;

    assert_str(str_z(r->err.text), "");
    assert_int_equal(r->status, 200);
    seen->bytes += r->body.len;
    arena_free(r->arena);
    if (++seen->calls == seen->wanted) {
        event_base_loopbreak(seen->site->base);
    }
}

static struct fetcher *open_fetcher(struct event_base *base)
{
    const struct fetcher_options o = {
        .user_agent = "test/1", .per_host = MOST, .max_buffered = ROOM};
    struct err err;
    struct fetcher *f = fetcher_new(base, &o, &err);

    assert_non_null(f);
    return f;
}

static struct fetch *ask(struct seen *seen, struct fetcher *f, size_t which, bool post)
{
    struct arena *a = arena_new();
    const struct fetch_request r = {
        .url = arena_fmt(a, "http://127.0.0.1:%u/%zu", seen->site->port, which),
        .guard = FETCH_GUARD_HOST,
        .body = post ? STR("sent") : STR_NULL,
        .max_body = LARGEST,
    };
    struct fetch *t = fetch_start(f, &r, on_done, seen);

    arena_free(a);
    return t;
}

struct row {
    const char *name;
    size_t bytes[MOST];
    bool held, post; /* post: the first is one */
    size_t least[MOST], most[MOST];
};

static struct row rows[] = {
    {"what fits is asked for once", {40000, 40000}, false, false, {1, 1}, {1, 1}},
    {"one alone may be larger than the room", {LARGEST}, false, false, {1}, {1}},
    {"a large one gives way and comes again, a small one stays",
     {99000, 98000, 9000},
     true,
     false,
     {1, 1, 1},
     {2, 2, 1}},
    {"what was sent is not sent again", {70000, 60000, 60000}, true, true, {1, 1, 1}, {1, 2, 2}},
    {"nobody gives way twice",
     {60000, 70000, 80000, 90000},
     true,
     false,
     {1, 1, 1, 1},
     {2, 2, 2, 2}},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct site site = {.held = row->held, .bytes = row->bytes};
    struct seen seen = {.site = &site};
    struct fetcher *f;
    size_t sum = 0;

    open_site(&site);
    f = open_fetcher(site.base);
    for (size_t i = 0; i < MOST && row->bytes[i] > 0; i++) {
        ask(&seen, f, i, row->post && i == 0);
        seen.wanted++;
        sum += row->bytes[i];
    }
    event_base_dispatch(site.base);
    assert_int_equal(seen.bytes, sum);
    for (size_t i = 0; i < seen.wanted; i++) {
        assert_in_range(site.asked[i], row->least[i], row->most[i]);
    }
    /* Beyond the room somebody has given way. */
    assert_int_equal(site.count > seen.wanted, row->held);
    assert_int_equal(fetcher_busy(f), 0);
    fetcher_free(f);
    close_site(&site);
}

/* Some wait for room that they will not have. */
static void test_end(void **state)
{
    const size_t bytes[MOST] = {60000, 60000, 60000};
    struct site site = {.held = true, .bytes = bytes};
    struct seen seen = {.site = &site, .wanted = MOST};
    struct fetcher *f;

    (void)state;
    open_site(&site);
    f = open_fetcher(site.base);
    for (size_t i = 0; i < 3; i++) {
        assert_non_null(ask(&seen, f, i, false));
    }
    while (site.held) {
        event_base_loop(site.base, EVLOOP_ONCE);
    }
    assert_int_equal(seen.calls + fetcher_busy(f), 3);
    fetcher_free(f);
    assert_true(seen.calls < 3);
    close_site(&site);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1];
    int failed;

    signal(SIGPIPE, SIG_IGN);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] =
        (struct CMUnitTest){.name = "an end while some wait", .test_func = test_end};
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
