#include "net/fetch.h"

#include <stdlib.h>

#include "fmt/url.h"
#include "net/failure.h"
#include "net/fetch_parts.h"
#include "sys/clock.h"

#define DEFAULT_IN_FLIGHT  64U
#define DEFAULT_PER_HOST   2U
#define DEFAULT_BUFFERED   ((int64_t)16 << 20)
#define DEFAULT_BODY       ((int64_t)8 << 20)
#define DEFAULT_TIMEOUT_MS 30000
#define LONGEST_HOLD_MS    ((int64_t)86400 * 1000)
#define DEFAULT_REDIRECTS  10

int fetcher_check(const struct fetcher_options *o, struct err *err)
{
    struct fetch_settings *s;

    if (fetch_settings_new(o, &s, err) == -1) {
        return -1;
    }
    fetch_settings_release(s);
    return 0;
}

static void kick(struct fetcher *f)
{
    struct timeval now = {0, 0};

    evtimer_add(f->kick, &now);
}

/* To be begun, or ended, at the next kick without a turn. */
static void set_urgent(struct fetch *t, bool urgent)
{
    if (t->urgent != urgent) {
        t->urgent = urgent;
        t->fetcher->urgent += urgent ? (size_t)1 : (size_t)-1;
    }
}

static int refuse_held(struct fetch *t, int64_t left_ms, struct err *err)
{
    t->held_s = (left_ms + 999) / 1000;
    return err_set(err, ERR_BUSY, "the host asked to be left alone for %lld s more",
                   (long long)t->held_s);
}

static int enter_queue(struct fetch *t, struct err *err)
{
    struct fetcher *f = t->fetcher;
    int64_t now = clock_monotonic_ms(), until;

    if (t->request.no_wait) {
        host_enter_running(f->hosts, &t->wait, t->hop.host);
        set_urgent(t, true);
        return 0;
    }
    until = host_held_until(f->hosts, t->hop.host, now);
    if (until > 0) {
        return refuse_held(t, until - now, err);
    }
    host_enter(f->hosts, &t->wait, t->hop.host);
    return 0;
}

static void readmit(struct fetch *t)
{
    if (t != NULL && enter_queue(t, &t->refusal) == -1) {
        set_urgent(t, true);
    }
}

/* The end of a transfer's life: out of every list. */
static void unlink_transfer(struct fetch *t)
{
    struct fetcher *f = t->fetcher;

    set_urgent(t, false);
    fetch_easy_stop(t);
    host_leave(f->hosts, &t->wait);
    *(t->prev == NULL ? &f->first : &t->prev->next) = t->next;
    if (t->next != NULL) {
        t->next->prev = t->prev;
    }
    f->busy--;
    readmit(fetch_room_leave(t));
    fetch_settings_release(t->settings);
    kick(f);
}

static void drop_transfer(struct fetch *t)
{
    unlink_transfer(t);
    buf_free(&t->body);
    buf_free(&t->trace);
    arena_free(t->arena);
    free(t);
}

static void fill(struct fetch *t, struct fetch_response *r, int64_t now)
{
    const struct answer *n = &t->answer;

    r->arena = t->arena;
    r->final_url = str_z(t->hop.url);
    r->permanent_url = t->permanent_url;
    r->redirect_url = t->redirect_url;
    r->etag = n->etag;
    r->last_modified = n->last_modified;
    r->content_type = n->content_type;
    r->link = n->link;
    r->im = n->im;
    r->conditional = t->conditional;
    r->retry_after_s = t->held_s > 0 ? t->held_s : answer_retry_after(n, now);
    if (r->retry_after_s < t->retry_after_s) {
        r->retry_after_s = t->retry_after_s;
    }
    r->held = t->held_s > 0;
    r->fresh_s = answer_fresh(n, now);
    r->redirects = t->visited_count == 0 ? 0 : (int)t->visited_count - 1;
    r->refused = t->refused;
    r->sent = t->sent;
}

/* Tells the caller; the transfer is gone before, so that the callback may do what it likes. */
static void finish(struct fetch *t, int status, const struct err *err)
{
    struct fetch_response response = {.status = status, .err = *err};
    fetch_done_fn *done = t->done;
    void *arg = t->arg;

    if (done == NULL) {
        drop_transfer(t);
        return;
    }
    fill(t, &response, clock_wall_s());
    unlink_transfer(t);
    response.body = buf_str(&t->body, t->arena);
    response.trace = buf_str(&t->trace, t->arena);
    free(t);
    done(arg, &response);
}

static bool was_visited(const struct fetch *t, struct str url)
{
    for (size_t i = 0; i < t->visited_count; i++) {
        if (str_eq(t->visited[i], url)) {
            return true;
        }
    }
    return false;
}

static void visit(struct fetch *t)
{
    t->visited =
        arena_grow(t->arena, t->visited, t->visited_count, &t->visited_cap, sizeof(*t->visited));
    t->visited[t->visited_count++] = url_without_fragment(str_z(t->hop.url));
}

/* Starts the hop, or ends the transfer. */
static void begin(struct fetch *t)
{
    struct err err = {0};

    if (fetch_easy_start(t, &err) == -1) {
        finish(t, 0, &err);
    }
}

/* The next place of the chain takes its turn in the queue of its own host. */
static int follow(struct fetch *t, struct str target, int status, struct err *err)
{
    int most = t->request.max_redirects;

    if ((int)t->visited_count > most) {
        return err_set(err, ERR_LIMIT, "max_redirects: more than %d", most);
    }
    if (was_visited(t, target)) {
        return err_set(err, ERR_UNAVAILABLE, "redirected in a circle");
    }
    if (fetch_hop_set(t, target, err) == -1) {
        return err_context(err, "redirect");
    }
    visit(t);
    t->permanent = t->permanent && (status == 301 || status == 308);
    if (t->permanent) {
        t->permanent_url = target;
    }
    fetch_room_drop(t);
    return enter_queue(t, err);
}

static bool is_redirect(const struct fetch *t, int status)
{
    bool moved = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;

    /* Something that was sent is not sent elsewhere. */
    return moved && t->request.max_redirects >= 0 && t->request.body.ptr == NULL &&
           t->request.method.ptr == NULL;
}

static void judge_failure(struct fetch *t, CURLcode code, struct err *err)
{
    long os_errno = 0;

    if (t->endless) {
        err_set(err, ERR_NETWORK, "headers: more than 300 kB");
    } else if (t->too_large || code == CURLE_FILESIZE_EXCEEDED) {
        err_set(err, ERR_LIMIT, "max_body: body larger than %lld bytes",
                (long long)t->request.max_body);
    } else if (t->refusal.code != ERR_NONE &&
               (code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK)) {
        *err = t->refusal;
    } else {
        curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &os_errno);
        failure_set(err, (int)code, t->detail, (int)os_errno);
    }
}

/* Those that wait for the host of `t`, which is over, end without having asked. */
static void hold_host(struct fetch *t, int64_t seconds)
{
    struct fetcher *f = t->fetcher;
    int64_t ms = seconds < LONGEST_HOLD_MS / 1000 ? seconds * 1000 : LONGEST_HOLD_MS;

    host_hold(f->hosts, &t->wait, clock_monotonic_ms() + ms);
    for (struct fetch *w = f->first; w != NULL; w = w->next) {
        if (w->wait.host == t->wait.host && !w->wait.running) {
            host_leave(f->hosts, &w->wait);
            refuse_held(w, ms, &w->refusal);
            set_urgent(w, true);
        }
    }
}

/*
 * libcurl says that writing failed, and no callback of ours said so: bytes came behind the end of a
 * compressed body, which is whole, and which they do not belong to.
 */
static bool is_whole(const struct fetch *t, CURLcode code)
{
    return code == CURLE_OK || (code == CURLE_WRITE_ERROR && !t->too_large && !t->endless);
}

/* Where an answer that redirects sends this transfer; absent: nowhere. libcurl resolves "#part" and blanks in its own way. */
static struct str redirected(struct fetch *t, int status)
{
    struct str target;
    int64_t wait;

    if (status / 100 != 3 || t->answer.location.len == 0 || t->too_large) {
        return STR_NULL;
    }
    target = url_resolve(t->arena, str_z(t->hop.url), t->answer.location);
    if (!is_redirect(t, status)) {
        t->redirect_url = target;
        return STR_NULL;
    }
    wait = answer_retry_after(&t->answer, clock_wall_s());
    t->retry_after_s = wait > t->retry_after_s ? wait : t->retry_after_s;
    return url_without_fragment(target);
}

/* It gave way: it comes again, unless nobody waits for it any more. */
static void put_back(struct fetch *t)
{
    struct fetcher *f = t->fetcher;

    fetch_easy_stop(t);
    host_leave(f->hosts, &t->wait);
    t->refusal = (struct err){0};
    if (t->done == NULL) {
        drop_transfer(t);
        return;
    }
    readmit(fetch_room_put_back(t));
    kick(f);
}

/* Those that gave way, whose servers may not say a word more. */
static void put_back_all(struct fetcher *f)
{
    struct fetch *next;

    for (struct fetch *t = f->first; f->given_way > 0 && t != NULL; t = next) {
        next = t->next;
        if (t->gave_way) {
            put_back(t);
        }
    }
}

/* One hop has ended. */
static void hop_done(struct fetch *t, CURLcode code)
{
    struct err err = {0};
    struct str next;
    long answered = 0;
    int status;

    if (t->gave_way) {
        put_back(t);
        return;
    }
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &answered);
    status = (int)answered;
    /* A refused address that had a public sibling was no refusal of the whole. */
    t->refused = code != CURLE_OK && t->refused;
    next = redirected(t, status);
    if (next.ptr == NULL && !is_whole(t, code)) {
        judge_failure(t, code, &err);
    } else if (next.ptr == NULL && answer_is_ambiguous(&t->answer)) {
        err_set(&err, ERR_NETWORK, "the answer states two lengths");
    }
    if (status == 429 && code == CURLE_OK && !t->request.no_wait) {
        int64_t wait = answer_retry_after(&t->answer, clock_wall_s());

        if (wait > 0) {
            hold_host(t, wait);
        }
    }
    fetch_easy_stop(t);
    host_leave(t->fetcher->hosts, &t->wait);
    t->refusal = (struct err){0};
    if (next.ptr == NULL || t->done == NULL || follow(t, next, status, &err) == -1) {
        finish(t, status, &err);
    } else {
        kick(t->fetcher);
    }
}

static void collect(struct fetcher *f)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(f->multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            CURLcode code = message->data.result;
            void *t = NULL;

            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
            hop_done(t, code);
        }
    }
}

static void start_urgent(struct fetcher *f)
{
    while (f->urgent > 0) {
        struct fetch *t = f->first;

        while (!t->urgent) {
            t = t->next;
        }
        set_urgent(t, false);
        if (t->wait.host == NULL) {
            finish(t, 0, &t->refusal);
        } else {
            begin(t);
        }
    }
}

/* Who waits for the gap of its host has nobody else to kick for it. */
static void kick_after_gap(struct fetcher *f)
{
    int64_t next = host_next_ms(f->hosts), now;
    struct timeval wait;

    if (next == INT64_MAX || evtimer_pending(f->kick, NULL)) {
        return;
    }
    now = clock_monotonic_ms();
    next = next > now ? next - now : 0;
    wait = (struct timeval){.tv_sec = next / 1000, .tv_usec = next % 1000 * 1000};
    evtimer_add(f->kick, &wait);
}

static void on_kick(evutil_socket_t fd, short what, void *arg)
{
    struct fetcher *f = arg;
    struct host_wait *w;

    (void)fd;
    (void)what;
    put_back_all(f);
    start_urgent(f);
    while (f->running < f->in_flight && f->buffered < f->max_buffered &&
           (w = host_next(f->hosts, clock_monotonic_ms())) != NULL) {
        begin((struct fetch *)(void *)w);
    }
    kick_after_gap(f);
}

static void configure(struct fetcher *f, const struct fetcher_options *o)
{
    const struct host_limits limits = {o->per_host == 0 ? DEFAULT_PER_HOST : o->per_host,
                                       o->gap_ms};

    f->in_flight = o->in_flight == 0 ? DEFAULT_IN_FLIGHT : o->in_flight;
    f->max_buffered = o->max_buffered == 0 ? DEFAULT_BUFFERED : o->max_buffered;
    if (f->in_flight > f->pool_size) {
        f->pool = realloc(f->pool, f->in_flight * sizeof(CURL *));
        if (f->pool == NULL) {
            abort();
        }
        f->pool_size = f->in_flight;
    }
    if (f->hosts == NULL) {
        f->hosts = host_table_new(&limits);
    } else {
        host_set_limits(f->hosts, &limits);
    }
    /* Above the need: libcurl 7.88 walks every host it ever saw to find what to evict. */
    curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long)(4 * f->in_flight + 64));
}

struct fetcher *fetcher_new(struct event_base *base, const struct fetcher_options *o,
                            struct err *err)
{
    struct fetcher *f = calloc(1, sizeof(*f));

    if (f == NULL) {
        abort();
    }
    f->base = base;
    f->kick = evtimer_new(base, on_kick, f);
    if (f->kick == NULL) {
        err_set(err, ERR_OS, "libevent cannot start");
        goto out;
    }
    if (fetch_loop_open(f, collect, err) == -1 || fetch_idle_open(f, err) == -1 ||
        fetch_settings_new(o, &f->settings, err) == -1) {
        goto out;
    }
    configure(f, o);
    return f;
out:
    fetcher_free(f);
    return NULL;
}

/* libcurl joins a resolver thread when a handle is taken off; at the end of the process it may stay. */
static bool drop_all(struct fetcher *f)
{
    struct fetch *t, *next;
    bool stuck = false;

    for (t = f->first; t != NULL; t = next) {
        next = t->next;
        if (t->easy != NULL && !t->reached) {
            stuck = true;
        } else {
            drop_transfer(t);
        }
    }
    return stuck;
}

void fetcher_free(struct fetcher *f)
{
    if (f == NULL) {
        return;
    }
    if (drop_all(f)) {
        /* What a resolver still holds is left to the end of the process; nothing calls back any more. */
        evtimer_del(f->kick);
        evtimer_del(f->timer);
        evtimer_del(f->sweep);
        for (struct watch *w = f->watches; w != NULL; w = w->next) {
            event_del(w->event);
        }
        return;
    }
    for (size_t i = 0; i < f->pool_count; i++) {
        curl_easy_cleanup(f->pool[i]);
    }
    fetch_loop_close(f);
    fetch_idle_close(f);
    if (f->kick != NULL) {
        event_free(f->kick);
    }
    fetch_settings_release(f->settings);
    host_table_free(f->hosts);
    free(f->pool);
    free(f);
}

int fetcher_configure(struct fetcher *f, const struct fetcher_options *o, struct err *err)
{
    struct fetch_settings *s;

    if (fetch_settings_new(o, &s, err) == -1) {
        return -1;
    }
    fetch_settings_release(f->settings);
    f->settings = s;
    configure(f, o);
    kick(f);
    return 0;
}

static struct str *copy_list(struct arena *a, const struct str *list, size_t count)
{
    struct str *copy = arena_array(a, count, sizeof(*copy));

    for (size_t i = 0; i < count; i++) {
        copy[i] = arena_str(a, list[i]);
    }
    return copy;
}

static void copy_request(struct fetch *t, const struct fetch_request *r)
{
    struct fetch_request *own = &t->request;
    struct arena *a = t->arena;
    struct str *const strings[] = {
        &own->url,    &own->etag,  &own->last_modified, &own->validator_url, &own->accept,
        &own->method, &own->body,  &own->content_type,  &own->user,          &own->password,
        &own->bearer, &own->proxy, &own->ca_bundle,     &own->client_cert,   &own->client_key};

    *own = *r;
    for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
        *strings[i] = arena_str(a, *strings[i]);
    }
    own->headers = copy_list(a, r->headers, r->header_count);
    own->max_body = r->max_body == 0 ? DEFAULT_BODY : r->max_body;
    own->timeout_ms = r->timeout_ms == 0 ? DEFAULT_TIMEOUT_MS : r->timeout_ms;
    own->max_redirects = r->max_redirects == 0 ? DEFAULT_REDIRECTS : r->max_redirects;
    if (str_eq(own->method, STR("GET"))) {
        own->method = STR_NULL;
    }
}

struct fetch *fetch_start(struct fetcher *f, const struct fetch_request *r, fetch_done_fn *done,
                          void *arg)
{
    struct fetch *t = calloc(1, sizeof(*t));

    if (t == NULL) {
        abort();
    }
    t->fetcher = f;
    t->settings = f->settings;
    t->settings->holders++;
    t->arena = arena_new();
    t->done = done;
    t->arg = arg;
    t->permanent = true;
    t->retry_after_s = -1;
    copy_request(t, r);
    t->left_ms = t->request.timeout_ms;
    t->next = f->first;
    if (f->first != NULL) {
        f->first->prev = t;
    }
    f->first = t;
    f->busy++;
    if (fetch_hop_set(t, t->request.url, &t->refusal) == 0) {
        visit(t);
    }
    if (t->refusal.code != ERR_NONE || enter_queue(t, &t->refusal) == -1) {
        /* The loop says so: `done` must not come before this returns. */
        set_urgent(t, true);
    }
    kick(f);
    return t;
}

void fetch_cancel(struct fetch *t)
{
    t->done = NULL;
    /* libcurl would wait for a resolver: then it goes when libcurl hands it back. */
    if (t->easy == NULL || t->reached) {
        drop_transfer(t);
    }
}

size_t fetcher_busy(const struct fetcher *f)
{
    return f->busy;
}

bool fetcher_full(const struct fetcher *f)
{
    return f->busy >= f->in_flight || f->buffered >= f->max_buffered;
}
