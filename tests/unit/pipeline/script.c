#include "unit/pipeline/script.h"

#include "unit/test.h"

#include <dirent.h>
#include <event2/event.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fmt/escape.h"
#include "fmt/sha.h"
#include "fmt/time.h"
#include "pipeline/push.h"
#include "store/store_impl.h"
#include "sys/file.h"
#include "work/task.h"

struct timer {
    void (*fire)(void *arg);
    void *arg;
    int64_t at_ms; /* -1: not set */
    struct timer *next;
};

/* A request that waits for script_release. */
struct held {
    struct script_page *page;
    fetch_done_fn *done;
    void *arg;
    struct held *next;
};

/* One of the three is set. */
struct owed {
    fetch_done_fn *fetched;
    pool_done_fn *worked;
    spawn_done_fn *ended;
    void *arg;
    struct fetch_response *response;
    struct buf answer;
    struct err err;
    struct owed *next;
};

int64_t script_now(const struct script *s)
{
    return s->offset_s + s->steady_ms / 1000;
}

/* ---- the ports ---- */

static struct owed *owe(struct script *s, void *arg)
{
    struct owed *o = calloc(1, sizeof(*o));

    assert_non_null(o);
    o->arg = arg;
    *s->owed_end = o;
    s->owed_end = &o->next;
    return o;
}

static void owed_free(struct owed *o)
{
    if (o->response != NULL) {
        arena_free(o->response->arena);
    }
    buf_free(&o->answer);
    free(o);
}

static void pay(struct script *s)
{
    struct owed *o = s->owed;

    s->owed = o->next;
    if (s->owed == NULL) {
        s->owed_end = &s->owed;
    }
    if (o->fetched != NULL) {
        struct fetch_response response = *o->response;

        o->response = NULL; /* the receiver frees it */
        o->fetched(o->arg, &response);
    } else if (o->worked != NULL) {
        bool good = o->err.code == ERR_NONE;

        o->worked(o->arg, good ? buf_view(&o->answer) : STR_NULL, good ? NULL : &o->err);
    } else {
        o->ended(o->arg, &(struct spawn_result){0});
    }
    owed_free(o);
}

/* What the page says now. */
static void answer(struct script *s, const struct script_page *page, struct str etag,
                   fetch_done_fn *done, void *done_arg)
{
    struct arena *a = arena_new();
    struct fetch_response *answer = arena_alloc(a, sizeof(*answer));
    struct owed *o = owe(s, done_arg);

    *answer = (struct fetch_response){
        .status = page->status,
        .final_url = page->url,
        .body = arena_str(a, page->body),
        .etag = page->etag.ptr == NULL ? STR_NULL : arena_str(a, page->etag),
        .retry_after_s = page->retry_after_s,
        .fresh_s = -1,
        .arena = a,
    };
    if (page->status == 0) {
        err_set(&answer->err, ERR_UNAVAILABLE, "no route to host");
    } else if (page->status == 200 && page->etag.ptr != NULL && str_eq(etag, page->etag)) {
        answer->status = 304;
        answer->conditional = true;
        answer->body = STR("");
    }
    o->fetched = done;
    o->response = answer;
}

static void port_fetch(void *arg, const struct fetch_request *r, fetch_done_fn *done,
                       void *done_arg)
{
    struct script *s = arg;
    struct script_page *page = script_page(s, r->url);
    struct held *h;

    page->asked++;
    if (!page->hangs) {
        answer(s, page, r->etag, done, done_arg);
        return;
    }
    h = arena_alloc(s->arena, sizeof(*h));
    *h = (struct held){page, done, done_arg, s->held};
    s->held = h;
}

static void port_task(void *arg, const char *task, const struct hints *h, struct str bytes,
                      pool_done_fn *done, void *done_arg)
{
    struct script *s = arg;
    struct arena *a;
    struct owed *o;

    if (str_eq(s->hanging_task, str_z(task))) {
        return;
    }
    s->tasks++;
    a = arena_new();
    o = owe(s, done_arg);
    o->worked = done;
    if (task_find(str_z(task))->run(a, h, bytes, &o->answer, &o->err) == 0) {
        o->err.code = ERR_NONE;
    }
    arena_free(a);
}

static void port_spawn(void *arg, const struct spawn_request *r, spawn_done_fn *done,
                       void *done_arg)
{
    (void)r;
    owe(arg, done_arg)->ended = done;
}

static void port_mail(void *arg, const struct mail_order *o, spawn_done_fn *done, void *done_arg)
{
    (void)o;
    owe(arg, done_arg)->ended = done;
}

static void port_syslog(void *arg, int priority, struct str line)
{
    (void)arg;
    (void)priority;
    (void)line;
}

static int64_t port_now(void *arg)
{
    return script_now(arg);
}

static int64_t port_steady(void *arg)
{
    return ((struct script *)arg)->steady_ms / 1000;
}

static struct timer *port_timer_new(void *arg, void (*fire)(void *fire_arg), void *fire_arg)
{
    struct script *s = arg;
    struct timer *t = calloc(1, sizeof(*t));

    assert_non_null(t);
    *t = (struct timer){fire, fire_arg, -1, s->timers};
    s->timers = t;
    return t;
}

static void port_timer_set(void *arg, struct timer *t, int64_t ms)
{
    t->at_ms = ((struct script *)arg)->steady_ms + ms;
}

static void port_timer_free(void *arg, struct timer *t)
{
    struct timer **at = &((struct script *)arg)->timers;

    while (*at != t) {
        at = &(*at)->next;
    }
    *at = t->next;
    free(t);
}

static int port_write(void *arg, struct burst *b, const char *dir, const struct file_out *files,
                      size_t count, struct err *result)
{
    if (((struct script *)arg)->disk_full) {
        return err_set(result, ERR_FULL, "%s: no space left on device", dir);
    }
    /* A day has 1440 of them, each of which would wait for the disk. */
    return strcmp(files[0].name, "status.json") == 0 ? 0 : burst_add(b, dir, files, count, result);
}

static int64_t port_free_bytes(void *arg, const char *path)
{
    (void)path;
    return ((struct script *)arg)->free_bytes;
}

static void port_push_answer(void *arg, uint64_t id, const struct push_answer *answer)
{
    (void)id;
    ((struct script *)arg)->pushed = answer->status;
}

static struct ports ports_of(struct script *s)
{
    return (struct ports){
        .arg = s,
        .fetch = port_fetch,
        .task = port_task,
        .task_fresh = port_task,
        .spawn = port_spawn,
        .mail = port_mail,
        .syslog = port_syslog,
        .now = port_now,
        .steady = port_steady,
        .timer_new = port_timer_new,
        .timer_set = port_timer_set,
        .timer_free = port_timer_free,
        .write = port_write,
        .push_answer = port_push_answer,
        .free_bytes = port_free_bytes,
    };
}

/* ---- the world ---- */

struct script_page *script_page(struct script *s, struct str url)
{
    struct script_page *p = s->pages;

    while (p != NULL && !str_eq(p->url, url)) {
        p = p->next;
    }
    if (p == NULL) {
        p = arena_alloc(s->arena, sizeof(*p));
        *p = (struct script_page){
            .url = arena_str(s->arena, url), .status = 404, .retry_after_s = -1, .next = s->pages};
        s->pages = p;
    }
    return p;
}

struct script_feed *script_feed(struct script *s, struct str name)
{
    struct script_feed *f = s->feeds;

    while (f != NULL && !str_eq(f->name, name)) {
        f = f->next;
    }
    if (f == NULL) {
        f = arena_alloc(s->arena, sizeof(*f));
        *f = (struct script_feed){
            .name = arena_str(s->arena, name), .block = STR(""), .listed = true, .next = s->feeds};
        s->feeds = f;
    }
    return f;
}

void script_serve(struct script *s, struct script_page *page, struct str body)
{
    page->status = 200;
    page->body = body;
    page->etag = sha_hex(s->arena, body);
}

/* What is not HTML is fine in both documents: stories write plain words. */
void script_publish(struct script *s, struct str feed, struct str id, struct str title)
{
    struct script_feed *f = script_feed(s, feed);
    struct str url =
        arena_fmt(s->arena, "https://" STR_FMT ".example/" STR_FMT, STR_ARG(feed), STR_ARG(id));
    struct script_page *page = script_page(s, url), *document;

    script_serve(s, page,
                 arena_fmt(s->arena,
                           "<!DOCTYPE html><html lang=\"en\"><title>" STR_FMT
                           "</title><article><h1>" STR_FMT "</h1>"
                           "<p>The minister of story " STR_FMT
                           " met the envoy on Monday to discuss port security.</p>"
                           "<p>Both sides agreed to hold exercise " STR_FMT
                           " in October near the northern coast.</p>"
                           "<p>The envoy thanked the minister for years of work and invited the "
                           "staff to a visit.</p>"
                           "</article></html>",
                           STR_ARG(title), STR_ARG(title), STR_ARG(id), STR_ARG(id)));
    buf_add_fmt(&f->entries,
                "<item><title>" STR_FMT "</title><link>" STR_FMT "</link><guid>" STR_FMT "</guid>"
                "<pubDate>Mon, 05 May 2025 23:00:00 GMT</pubDate>"
                "<description>What the feed says of " STR_FMT ".</description></item>",
                STR_ARG(title), STR_ARG(url), STR_ARG(id), STR_ARG(id));
    document =
        script_page(s, arena_fmt(s->arena, "https://" STR_FMT ".example/feed", STR_ARG(feed)));
    script_serve(s, document,
                 arena_fmt(s->arena,
                           "<rss version=\"2.0\"><channel><title>" STR_FMT "</title>%.*s"
                           "</channel></rss>",
                           STR_ARG(feed), (int)f->entries.len, f->entries.ptr));
}

static void write_configuration(struct script *s)
{
    struct buf text = {0};
    struct file_out file = {.name = "readoutd.conf"};
    struct err err;

    buf_add_fmt(&text, "state_dir = \"%s/state\"\nspool_dir = \"%s/spool\"\n", s->dir, s->dir);
    buf_add(&text, buf_view(&s->globals));
    for (const struct script_feed *f = s->feeds; f != NULL; f = f->next) {
        if (f->listed) {
            buf_add_fmt(&text,
                        "feed \"" STR_FMT "\" {\nurl = \"https://" STR_FMT
                        ".example/feed\"\n" STR_FMT "\n}\n",
                        STR_ARG(f->name), STR_ARG(f->name), STR_ARG(f->block));
        }
    }
    file.bytes = buf_view(&text);
    if (burst_write(s->dir, &file, 1, &err) == -1) {
        fail_msg("%s", err.text);
    }
    buf_free(&text);
}

void script_init(struct script *s)
{
    char path[100];

    *s = (struct script){.arena = arena_new(), .offset_s = SCRIPT_START, .free_bytes = INT64_MAX};
    s->owed_end = &s->owed;
    s->once_status = -1;
    snprintf(s->dir, sizeof(s->dir), "/tmp/readout-story-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    snprintf(path, sizeof(path), "%s/state", s->dir);
    assert_int_equal(mkdir(path, 0750), 0);
    snprintf(path, sizeof(path), "%s/spool", s->dir);
    assert_int_equal(mkdir(path, 0750), 0);
    s->base = event_base_new();
    assert_non_null(s->base);
}

static void remove_tree(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    char below[600];

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
            if (unlink(below) == -1) {
                remove_tree(below);
            }
        }
    }
    closedir(dir);
    rmdir(path);
}

void script_free(struct script *s)
{
    script_crash(s);
    for (struct script_feed *f = s->feeds; f != NULL; f = f->next) {
        buf_free(&f->entries);
    }
    buf_free(&s->globals);
    event_base_free(s->base);
    remove_tree(s->dir);
    arena_free(s->arena);
}

/* ---- its daemon ---- */

static void on_idle(void *arg, int status)
{
    ((struct script *)arg)->once_status = status;
}

/* Everything that can happen without time passing. */
static void settle(struct script *s)
{
    while (s->owed != NULL || !disk_idle(s->disk)) {
        if (s->owed != NULL) {
            pay(s);
        } else {
            event_base_loop(s->base, EVLOOP_ONCE);
        }
    }
}

static void must(int rc, const struct err *err)
{
    if (rc == -1) {
        fail_msg("%s", err->text);
    }
}

void script_run(struct script *s, bool once)
{
    char path[100];
    const struct config_start start = {script_now(s), true, once};
    struct pipeline_options o = {.ports = ports_of(s), .once = once, .on_idle = on_idle, .arg = s};
    struct config_counts counts;
    struct err err = {0};

    write_configuration(s);
    snprintf(path, sizeof(path), "%s/readoutd.conf", s->dir);
    must(config_load(path, &s->config, &err), &err);
    snprintf(path, sizeof(path), "%s/state", s->dir);
    must(store_open(path, script_now(s), &s->store, &err), &err);
    must(store_begin(s->store, &err), &err);
    must(config_sync(s->config, s->store, &start, &counts, &err), &err);
    must(store_commit(s->store, &err), &err);
    s->disk = disk_new(s->base, s->store, &err);
    assert_non_null(s->disk);
    o.disk = s->disk;
    o.config = s->config;
    o.tally = s->tally = tally_new();
    s->once_status = -1;
    s->pipeline = pipeline_new(&o);
    s->care = care_new(s->disk, &o.ports, s->config, s->tally);
    pipeline_start(s->pipeline);
    settle(s);
}

void script_crash(struct script *s)
{
    if (s->pipeline == NULL) {
        return;
    }
    pipeline_stop(s->pipeline);
    while (s->owed != NULL) {
        struct owed *o = s->owed;

        s->owed = o->next;
        owed_free(o);
    }
    s->owed_end = &s->owed;
    s->held = NULL;
    disk_stop(s->disk);
    care_free(s->care);
    pipeline_free(s->pipeline);
    tally_free(s->tally);
    store_close(s->store);
    config_drop(s->config);
    s->pipeline = NULL;
}

static void on_loaded(void *arg, struct config *c, const struct err *err)
{
    struct script *s = arg;

    if (c == NULL) {
        fail_msg("%s", err->text);
    }
    pipeline_configure(s->pipeline, c);
    care_configure(s->care, c);
    config_drop(s->config);
    s->config = c;
}

void script_reload(struct script *s)
{
    char path[100];

    write_configuration(s);
    snprintf(path, sizeof(path), "%s/readoutd.conf", s->dir);
    care_load(s->disk, path, script_now(s), on_loaded, s);
    settle(s);
}

/* Of the feed's latest subscription; the disk thread is idle. */
static struct store_hub subscription(struct script *s, struct str feed)
{
    struct sql_query *rows;
    struct store_hub h = {0};
    struct err err = {0};

    must(sql_query(s->store->db,
                   "SELECT p.token FROM subscriptions p JOIN feeds f ON f.id = p.feed_id"
                   " WHERE f.name = ? ORDER BY p.id DESC LIMIT 1",
                   SQL_VALUES(SQL_STR(feed)), &rows, &err),
         &err);
    assert_int_equal(sql_next(rows, &err), 1);
    h.token = sql_str(s->arena, rows, 0);
    sql_end(rows);
    h.secret = hub_key_secret(&s->store->hub_key, s->arena, h.token);
    return h;
}

void script_question(struct script *s, struct str feed, struct str query)
{
    const struct push_head head = {.id = 1, .token = subscription(s, feed).token, .query = query};

    s->pushed = -1;
    pipeline_push_head(s->pipeline, &head);
    settle(s);
}

void script_push(struct script *s, struct str feed, bool forged)
{
    const struct store_hub h = subscription(s, feed);
    const struct push_head head = {.id = 2, .post = true, .token = h.token};
    const struct script_page *page =
        script_page(s, arena_fmt(s->arena, "https://" STR_FMT ".example/feed", STR_ARG(feed)));
    struct buf body = {0}, signature = {0};
    struct push_document document = {
        .id = 2, .token = h.token, .content_type = STR("application/rss+xml"), .body = &body};

    s->pushed = -1;
    pipeline_push_head(s->pipeline, &head);
    settle(s);
    if (s->pushed != 0) {
        return;
    }
    buf_add(&body, page->body);
    buf_add_z(&signature, "sha256=");
    escape_hex(&signature, sha_hmac(s->arena, forged ? STR("a guess") : h.secret, page->body));
    document.signature = buf_view(&signature);
    pipeline_push_document(s->pipeline, &document);
    settle(s);
    buf_free(&signature);
}

void script_release(struct script *s, struct script_page *page)
{
    struct held **at = &s->held;

    page->hangs = false;
    while (*at != NULL) {
        struct held *h = *at;

        if (h->page == page) {
            *at = h->next;
            answer(s, page, STR_NULL, h->done, h->arg);
        } else {
            at = &h->next;
        }
    }
    settle(s);
}

static struct timer *next_timer(const struct script *s)
{
    struct timer *next = NULL;

    for (struct timer *t = s->timers; t != NULL; t = t->next) {
        if (t->at_ms >= 0 && (next == NULL || t->at_ms < next->at_ms)) {
            next = t;
        }
    }
    return next;
}

void script_pass(struct script *s, int64_t seconds)
{
    int64_t end = s->steady_ms + seconds * 1000;
    struct timer *t;

    while ((t = next_timer(s)) != NULL && t->at_ms <= end) {
        s->steady_ms = t->at_ms > s->steady_ms ? t->at_ms : s->steady_ms;
        t->at_ms = -1;
        t->fire(t->arg);
        settle(s);
    }
    s->steady_ms = end;
}
