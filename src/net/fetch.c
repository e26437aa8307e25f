#include "net/fetch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/failure.h"
#include "net/fetch_parts.h"
#include "sys/clock.h"

#define DEFAULT_IN_FLIGHT  64U
#define DEFAULT_PER_HOST   2U
#define DEFAULT_BUFFERED   ((int64_t)32 << 20)
#define DEFAULT_BODY       ((int64_t)8 << 20)
#define DEFAULT_TIMEOUT_MS 30000
#define DEFAULT_REDIRECTS  10

static void settings_release(struct fetch_settings *s)
{
    if (s != NULL && --s->holders == 0) {
        curl_slist_free_all(s->connect_to);
        arena_free(s->arena);
        free(s);
    }
}

/* Cuts "HOST:PORT:ADDRESS:PORT" at the colons outside of brackets. */
static bool rule_parse(struct arena *a, const char *text, struct connect_rule *out)
{
    struct str s = str_z(arena_z(a, str_z(text))), parts[4];
    size_t count = 0, start = 0;
    bool inside = false;
    char *host;

    for (size_t i = 0; i <= s.len; i++) {
        inside = i < s.len && (s.ptr[i] == '[' || (inside && s.ptr[i] != ']'));
        if (i == s.len || (s.ptr[i] == ':' && !inside)) {
            if (count == ARRAY_LEN(parts)) {
                return false;
            }
            parts[count++] = str_sub(s, start, i);
            start = i + 1;
        }
    }
    if (count != ARRAY_LEN(parts)) {
        return false;
    }
    for (size_t i = 0; i < count; i += 2) {
        if (parts[i].len >= 2 && parts[i].ptr[0] == '[') {
            parts[i] = str_sub(parts[i], 1, parts[i].len - 1);
        }
    }
    *out = (struct connect_rule){.port = parts[1]};
    host = arena_z(a, parts[0]);
    for (size_t i = 0; i < parts[0].len; i++) {
        host[i] = char_lower(host[i]);
    }
    out->host = (struct str){host, parts[0].len};
    out->literal = guard_from_text(arena_z(a, parts[2]), &out->address);
    return true;
}

static int settings_new(const struct fetcher_options *o, struct fetch_settings **out,
                        struct err *err)
{
    struct fetch_settings *s = calloc(1, sizeof(*s));
    const char *bundle = o->ca_bundle;

    if (s == NULL) {
        abort();
    }
    if (bundle != NULL && access(bundle, R_OK) == -1) {
        free(s);
        return err_set(err, ERR_CONFIG, "ca_bundle: %s: %s", bundle, strerrordesc_np(errno));
    }
    s->holders = 1;
    s->arena = arena_new();
    s->user_agent = arena_z(s->arena, str_z(o->user_agent));
    if (bundle == NULL) {
        bundle = curl_version_info(CURLVERSION_NOW)->cainfo;
    }
    s->ca_bundle = arena_z(s->arena, str_z(bundle));
    s->rules = arena_array(s->arena, o->connect_to_count, sizeof(*s->rules));
    for (size_t i = 0; i < o->connect_to_count; i++) {
        struct curl_slist *longer = curl_slist_append(s->connect_to, o->connect_to[i]);

        if (longer == NULL) {
            abort();
        }
        s->connect_to = longer;
        if (!rule_parse(s->arena, o->connect_to[i], &s->rules[s->rule_count++])) {
            settings_release(s);
            return err_set(err, ERR_CONFIG, "connect_to: \"%s\" is not HOST:PORT:ADDRESS:PORT",
                           o->connect_to[i]);
        }
    }
    *out = s;
    return 0;
}

int fetcher_check(const struct fetcher_options *o, struct err *err)
{
    struct fetch_settings *s;

    if (settings_new(o, &s, err) == -1) {
        return -1;
    }
    settings_release(s);
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

static void enter_queue(struct fetch *t)
{
    struct fetcher *f = t->fetcher;

    if (t->request.no_wait) {
        host_enter_running(f->hosts, &t->wait, t->hop.host);
        set_urgent(t, true);
    } else {
        host_enter(f->hosts, &t->wait, t->hop.host);
    }
}

static void drop_body(struct fetch *t)
{
    t->fetcher->buffered -= (int64_t)t->body.len;
    buf_free(&t->body);
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
    f->buffered -= (int64_t)t->body.len;
    settings_release(t->settings);
    kick(f);
}

static void drop_transfer(struct fetch *t)
{
    unlink_transfer(t);
    buf_free(&t->body);
    arena_free(t->arena);
    free(t);
}

static void fill(struct fetch *t, struct fetch_response *r, int64_t now)
{
    const struct answer *n = &t->answer;

    r->arena = t->arena;
    r->final_url = str_z(t->hop.url);
    r->permanent_url = t->permanent_url;
    r->etag = n->etag;
    r->last_modified = n->last_modified;
    r->content_type = n->content_type;
    r->link = n->link;
    r->retry_after_s = answer_retry_after(n, now);
    r->fresh_s = answer_fresh(n, now);
    r->redirects = t->visited_count == 0 ? 0 : (int)t->visited_count - 1;
    r->refused = t->refused;
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
    t->visited[t->visited_count++] = str_z(t->hop.url);
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
        return err_set(err, ERR_LIMIT, "more than %d redirects", most);
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
    drop_body(t);
    enter_queue(t);
    return 0;
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

    if (t->too_large || code == CURLE_FILESIZE_EXCEEDED) {
        drop_body(t);
        err_set(err, ERR_LIMIT, "body larger than %lld bytes", (long long)t->request.max_body);
    } else if (t->refusal.code != ERR_NONE &&
               (code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK)) {
        *err = t->refusal;
    } else {
        curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &os_errno);
        failure_set(err, (int)code, t->detail, (int)os_errno);
    }
}

/* One hop has ended. */
static void hop_done(struct fetch *t, CURLcode code)
{
    struct err err = {0};
    char *target = NULL;
    struct str next = STR_NULL;
    long answered = 0;
    int status;

    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &answered);
    curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &target);
    status = (int)answered;
    /* A refused address that had a public sibling was no refusal of the whole. */
    t->refused = code != CURLE_OK && t->refused;
    if (is_redirect(t, status) && target != NULL && !t->too_large) {
        next = arena_str(t->arena, str_z(target));
    }
    if (next.ptr == NULL && code != CURLE_OK) {
        judge_failure(t, code, &err);
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

void fetch_collect(struct fetcher *f)
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

static void on_kick(evutil_socket_t fd, short what, void *arg)
{
    struct fetcher *f = arg;
    struct host_wait *w;

    (void)fd;
    (void)what;
    start_urgent(f);
    while (f->running < f->in_flight && f->buffered < f->max_buffered &&
           (w = host_next(f->hosts)) != NULL) {
        begin((struct fetch *)(void *)w);
    }
}

static void configure(struct fetcher *f, const struct fetcher_options *o)
{
    size_t per_host = o->per_host == 0 ? DEFAULT_PER_HOST : o->per_host;

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
        f->hosts = host_table_new(per_host);
    } else {
        host_set_limit(f->hosts, per_host);
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
    if (fetch_loop_open(f, err) == -1 || settings_new(o, &f->settings, err) == -1) {
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
        for (struct watch *w = f->watches; w != NULL; w = w->next) {
            event_del(w->event);
        }
        return;
    }
    for (size_t i = 0; i < f->pool_count; i++) {
        curl_easy_cleanup(f->pool[i]);
    }
    fetch_loop_close(f);
    if (f->kick != NULL) {
        event_free(f->kick);
    }
    settings_release(f->settings);
    host_table_free(f->hosts);
    free(f->pool);
    free(f);
}

int fetcher_configure(struct fetcher *f, const struct fetcher_options *o, struct err *err)
{
    struct fetch_settings *s;

    if (settings_new(o, &s, err) == -1) {
        return -1;
    }
    settings_release(f->settings);
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
        &own->url,    &own->etag, &own->last_modified, &own->validator_url, &own->accept,
        &own->method, &own->body, &own->content_type,  &own->user,          &own->password};

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
        enter_queue(t);
    } else {
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
