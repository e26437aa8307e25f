#include "serve/callback.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/limits.h"
#include "push/request.h"
#include "sys/log.h"

enum {
    OK = 200,
    NOT_FOUND = 404,
    NOT_ALLOWED = 405,
    TOO_LARGE = 413,
    LATER = 503,
};
enum {
    REQUEST_S = 30, /* until a request has come whole, and again until it is stored */
    LINGER_S = 2,   /* for a client that still sends what nobody wants */
    BACKLOG = 64,
    RETRY_S = 1,     /* after an accept that failed */
    AT_ONCE = 65536, /* bytes that are looked at in one go */
};

/* ASKED, STORED: the pipeline has it and will answer once. */
enum stand { READS_HEAD, ASKED, READS_BODY, STORED, ANSWERED };

struct connection {
    struct callback *server;
    struct connection *prev, *next;
    uint64_t id;
    struct bufferevent *stream; /* NULL: the client is gone, the pipeline has yet to answer */
    struct event *deadline;
    struct arena *arena;
    enum stand stand;
    size_t seen; /* bytes of the head that were looked at */
    struct push_request request;
    struct str token;
    struct push_body reading;
    struct buf body;
    int64_t held;   /* bytes of it that count */
    bool unread;    /* more comes that nobody reads */
    bool shut_down; /* our side of it */
};

struct callback {
    struct event_base *base;
    struct pipeline *pipeline;
    struct evconnlistener *listener;
    struct event *retry;
    char *listen;
    struct connection *connections;
    size_t count;
    uint64_t last_id;
    int64_t buffered, max_buffered;
    bool failing; /* accepts; told once */
};

static const struct {
    int status;
    const char *words;
} reasons[] = {
    {200, "OK"},
    {400, "Bad Request"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {431, "Request Header Fields Too Large"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

static const char *reason(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
        if (reasons[i].status == status) {
            return reasons[i].words;
        }
    }
    return "";
}

/* ---- a connection's life ---- */

static void hold(struct connection *c, int64_t bytes)
{
    c->server->buffered += bytes - c->held;
    c->held = bytes;
}

static void close_stream(struct connection *c)
{
    if (c->stream != NULL) {
        bufferevent_free(c->stream);
        c->stream = NULL;
    }
}

static void connection_free(struct connection *c)
{
    struct callback *s = c->server;

    hold(c, 0);
    *(c->prev == NULL ? &s->connections : &c->prev->next) = c->next;
    if (c->next != NULL) {
        c->next->prev = c->prev;
    }
    s->count--;
    close_stream(c);
    event_free(c->deadline);
    buf_free(&c->body);
    arena_free(c->arena);
    free(c);
    if (s->listener != NULL && !evtimer_pending(s->retry, NULL)) {
        evconnlistener_enable(s->listener);
    }
}

/* The client is gone, or took too long. */
static void connection_end(struct connection *c)
{
    if (c->stand == ASKED || c->stand == STORED) {
        close_stream(c);
    } else {
        connection_free(c);
    }
}

static void wait_most(struct connection *c, int seconds)
{
    const struct timeval most = {.tv_sec = seconds};

    evtimer_add(c->deadline, &most);
}

static void send_answer(struct connection *c, int status, struct str body)
{
    struct evbuffer *out = bufferevent_get_output(c->stream);

    c->stand = ANSWERED;
    hold(c, 0);
    buf_free(&c->body);
    wait_most(c, LINGER_S);
    evbuffer_add_printf(out,
                        "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\n"
                        "X-Content-Type-Options: nosniff\r\n%s"
                        "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                        status, reason(status), status == LATER ? "Retry-After: 30\r\n" : "",
                        body.len);
    if (body.len > 0) {
        evbuffer_add(out, body.ptr, body.len);
    }
    bufferevent_enable(c->stream, EV_READ | EV_WRITE);
}

/* ---- body ---- */

static void refuse_body(struct connection *c, int status)
{
    c->unread = true;
    send_answer(c, status, STR_NULL);
}

static void hand_over(struct connection *c)
{
    const struct push_document d = {
        .id = c->id,
        .token = c->token,
        .content_type = c->request.content_type,
        .signature = c->request.signature,
        .body = &c->body,
    };

    c->stand = STORED;
    bufferevent_disable(c->stream, EV_READ);
    wait_most(c, REQUEST_S);
    pipeline_push_document(c->server->pipeline, &d);
}

static void read_body(struct connection *c)
{
    struct evbuffer *in = bufferevent_get_input(c->stream);
    size_t length, used = 1;
    int status = PUSH_READ_MORE;

    while (status == PUSH_READ_MORE && used > 0) {
        length = evbuffer_get_length(in);
        length = length > AT_ONCE ? AT_ONCE : length;
        status = push_body_read(
            &c->reading,
            (struct str){(const char *)evbuffer_pullup(in, (ev_ssize_t)length), length}, &c->body,
            &used);
        evbuffer_drain(in, used);
        if ((int64_t)c->body.len > c->held) {
            hold(c, (int64_t)c->body.len);
        }
        if (status <= PUSH_READ_WHOLE && c->server->buffered > c->server->max_buffered) {
            status = LATER;
        }
    }
    if (status == PUSH_READ_WHOLE) {
        hand_over(c);
    } else if (status != PUSH_READ_MORE) {
        refuse_body(c, status);
    }
}

static void begin_body(struct connection *c, int64_t max_body)
{
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";

    if (!push_body_begin(&c->reading, &c->request, max_body)) {
        refuse_body(c, TOO_LARGE);
        return;
    }
    hold(c, c->request.length);
    if (c->server->buffered > c->server->max_buffered) {
        refuse_body(c, LATER);
        return;
    }
    c->stand = READS_BODY;
    if (c->request.expects) {
        bufferevent_write(c->stream, go_on, sizeof(go_on) - 1);
    }
    bufferevent_enable(c->stream, EV_READ);
    read_body(c);
}

/* ---- head ---- */

static struct str last_part(struct str path)
{
    size_t slash = str_rfind_char(path, '/');

    return str_sub(path, slash + 1, path.len);
}

static void read_head(struct connection *c)
{
    struct evbuffer *in = bufferevent_get_input(c->stream);
    size_t length = evbuffer_get_length(in), used;
    struct str bytes;
    struct push_head head;
    int status;

    length = length > LIMIT_PUSH_HEAD + 1 ? LIMIT_PUSH_HEAD + 1 : length;
    bytes = (struct str){(const char *)evbuffer_pullup(in, (ev_ssize_t)length), length};
    /* Who sends byte by byte is not to have all read again for each. */
    if (length <= LIMIT_PUSH_HEAD && str_find_char(bytes, '\n', c->seen) == STR_NPOS) {
        c->seen = length;
        return;
    }
    c->seen = length;
    status = push_request_read(bytes, &c->request, &used);
    if (status == PUSH_READ_MORE) {
        return;
    }
    status = push_request_read(arena_str(c->arena, bytes), &c->request, &used);
    if (status == PUSH_READ_WHOLE && !c->request.get && !c->request.post) {
        status = NOT_ALLOWED;
    }
    if (status != PUSH_READ_WHOLE) {
        refuse_body(c, status);
        return;
    }
    evbuffer_drain(in, used);
    c->token = last_part(c->request.path);
    c->unread = !c->request.post && (c->request.length > 0 || c->request.chunked);
    c->stand = ASKED;
    bufferevent_disable(c->stream, EV_READ);
    head = (struct push_head){
        .id = c->id, .post = c->request.post, .token = c->token, .query = c->request.query};
    pipeline_push_head(c->server->pipeline, &head);
}

/* ---- events ---- */

static void on_read(struct bufferevent *stream, void *arg)
{
    struct connection *c = arg;
    struct evbuffer *in = bufferevent_get_input(stream);

    switch (c->stand) {
    case READS_HEAD:
        read_head(c);
        break;
    case READS_BODY:
        read_body(c);
        break;
    case ANSWERED:
        evbuffer_drain(in, evbuffer_get_length(in));
        break;
    case ASKED:
    case STORED:
        break;
    }
}

/*
 * All is written. To close while something unread has come would take the answer away from the client
 * (RFC 9112 9.6): it is told that we have said all, and drained for a moment.
 */
static void on_written(struct bufferevent *stream, void *arg)
{
    struct connection *c = arg;

    if (c->stand != ANSWERED || c->shut_down) {
        return;
    }
    if (!c->unread) {
        connection_free(c);
        return;
    }
    c->shut_down = true;
    shutdown(bufferevent_getfd(stream), SHUT_WR);
}

static void on_event(struct bufferevent *stream, short what, void *arg)
{
    (void)stream;
    (void)what;
    connection_end(arg);
}

static void on_deadline(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    connection_end(arg);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address,
                      int length, void *arg)
{
    struct callback *s = arg;
    struct connection *c = calloc(1, sizeof(*c));

    (void)address;
    (void)length;
    if (c == NULL) {
        abort();
    }
    s->failing = false;
    c->server = s;
    c->id = ++s->last_id;
    c->arena = arena_new();
    c->stream = bufferevent_socket_new(s->base, fd, BEV_OPT_CLOSE_ON_FREE);
    c->deadline = evtimer_new(s->base, on_deadline, c);
    if (c->stream == NULL || c->deadline == NULL) {
        abort();
    }
    c->next = s->connections;
    if (c->next != NULL) {
        c->next->prev = c;
    }
    s->connections = c;
    if (++s->count >= LIMIT_PUSH_CONNECTIONS) {
        evconnlistener_disable(listener);
    }
    bufferevent_setcb(c->stream, on_read, on_written, on_event, c);
    bufferevent_setwatermark(c->stream, EV_READ, 0, AT_ONCE);
    wait_most(c, REQUEST_S);
    bufferevent_enable(c->stream, EV_READ | EV_WRITE);
}

/* No file descriptor is left, as a rule: who waits to be accepted would keep the loop turning. */
static void on_accept_error(struct evconnlistener *listener, void *arg)
{
    const struct timeval pause = {.tv_sec = RETRY_S};
    struct callback *s = arg;

    if (!s->failing) {
        log_warn("push.unreachable", KV_Z("listen", s->listen), KV_Z("error", strerror(errno)),
                 KV_INT("next_s", RETRY_S));
    }
    s->failing = true;
    evconnlistener_disable(listener);
    evtimer_add(s->retry, &pause);
}

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
    struct callback *s = arg;

    (void)fd;
    (void)what;
    if (s->listener != NULL && s->count < LIMIT_PUSH_CONNECTIONS) {
        evconnlistener_enable(s->listener);
    }
}

/* ---- what the pipeline says ---- */

void callback_answer(struct callback *s, uint64_t id, const struct push_answer *answer)
{
    struct connection *c = s->connections;

    while (c != NULL && c->id != id) {
        c = c->next;
    }
    if (c == NULL) {
        return;
    }
    if (c->stream == NULL) {
        c->stand = ANSWERED;
        connection_free(c);
    } else if (answer->status == 0) {
        begin_body(c, answer->max_body);
    } else {
        /* The body of a refused document is on its way. */
        c->unread = c->unread || (c->stand == ASKED && c->request.post);
        send_answer(c, answer->status, answer->body);
    }
}

/* ---- the server ---- */

static int listen_on(struct callback *s, const char *address, struct err *err)
{
    struct sockaddr_storage at = {0};
    int size = sizeof(at);
    struct evconnlistener *listener = NULL;

    if (evutil_parse_sockaddr_port(address, (struct sockaddr *)&at, &size) == 0) {
        listener = evconnlistener_new_bind(s->base, on_accept, s,
                                           LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC |
                                               LEV_OPT_REUSEABLE,
                                           BACKLOG, (struct sockaddr *)&at, size);
    }
    if (listener == NULL) {
        return err_set(err, errno == EACCES ? ERR_PERMISSION : ERR_CANTCREATE,
                       "websub_listen %s: %s", address, strerror(errno));
    }
    evconnlistener_set_error_cb(listener, on_accept_error);
    if (s->listener != NULL) {
        evconnlistener_free(s->listener);
    }
    s->listener = listener;
    free(s->listen);
    s->listen = strdup(address);
    return 0;
}

struct callback *callback_new(struct event_base *base, struct pipeline *p,
                              const struct callback_options *o, struct err *err)
{
    struct callback *s = calloc(1, sizeof(*s));

    if (s == NULL) {
        abort();
    }
    s->base = base;
    s->pipeline = p;
    s->max_buffered = o->max_buffered;
    s->retry = evtimer_new(base, on_retry, s);
    if (s->retry == NULL) {
        abort();
    }
    if (listen_on(s, o->listen, err) == -1) {
        callback_free(s);
        return NULL;
    }
    return s;
}

int callback_configure(struct callback *s, const struct callback_options *o, struct err *err)
{
    s->max_buffered = o->max_buffered;
    return strcmp(s->listen, o->listen) == 0 ? 0 : listen_on(s, o->listen, err);
}

void callback_free(struct callback *s)
{
    if (s == NULL) {
        return;
    }
    if (s->listener != NULL) {
        evconnlistener_free(s->listener);
        s->listener = NULL;
    }
    while (s->connections != NULL) {
        connection_free(s->connections);
    }
    event_free(s->retry);
    free(s->listen);
    free(s);
}
