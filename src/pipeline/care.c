#include "pipeline/care.h"

#include <stdlib.h>
#include <unistd.h>

#include "fmt/json.h"
#include "fmt/time.h"
#include "fmt/url.h"
#include "store/store.h"
#include "sys/log.h"

enum {
    TICK_S = 5,
    STATUS_S = 60,
    STATUS_PAGE = 256, /* feeds that are in memory at once */
    PRUNE_S = 3600,
};

struct care {
    struct timer *tick;
    struct disk *disk;
    struct ports ports;
    struct config *config;
    const struct tally *tally;
    bool failing;                    /* told once, until a job succeeds again */
    int64_t next_status, next_prune; /* steady seconds */
};

struct care_job {
    struct job job;
    struct care *care;
    struct config *config;
    int64_t now;
    bool more;
    struct tally_row *models; /* as they were when it was sent */
    size_t model_count;
};

static const struct json_field push_fields[] = {
    JSON_FIELD(struct store_push, hub, STR), //
    JSON_FIELD(struct store_push, state, STR),      JSON_FIELD(struct store_push, error, STR),
    JSON_FIELD(struct store_push, lease_end, TIME), JSON_FIELD(struct store_push, last_push, TIME),
    JSON_FIELD(struct store_push, pushes, INT),     JSON_FIELD(struct store_push, refused, INT),
};
static const struct json_shape push_shape = JSON_SHAPE(struct store_push, push_fields);

static const struct json_field feed_fields[] = {
    JSON_FIELD(struct store_status, name, STR), //
    JSON_FIELD(struct store_status, url, STR),
    JSON_FIELD(struct store_status, last_poll, TIME),
    JSON_FIELD(struct store_status, last_success, TIME),
    JSON_FIELD(struct store_status, status, INT),
    JSON_FIELD(struct store_status, decision, STR),
    JSON_FIELD(struct store_status, error, STR),
    JSON_FIELD(struct store_status, due, TIME),
    JSON_FIELD(struct store_status, failures, INT),
    JSON_FIELD(struct store_status, items, INT),
    JSON_FIELD(struct store_status, gone, BOOL),
    JSON_FIELD(struct store_status, moved_to, STR),
    JSON_STRUCT(struct store_status, push, &push_shape),
};
static const struct json_shape feed_shape_ = JSON_SHAPE(struct store_status, feed_fields);

static const struct json_field later_fields[] = {
    JSON_FIELD(struct store_later, event, STR), //
    JSON_FIELD(struct store_later, item, STR),
    JSON_FIELD(struct store_later, feed, STR),
    JSON_STRS(struct store_later, also_in, also_in_count),
    JSON_FIELD(struct store_later, seen, TIME),
};
static const struct json_shape later_shape = JSON_SHAPE(struct store_later, later_fields);

struct status_file {
    int64_t written, pid;
    struct store_counts counts;
    struct tally_row *models;
    size_t model_count;
    struct store_later *later;
    size_t later_count;
};

static const struct json_field status_fields[] = {
    JSON_FIELD(struct status_file, written, TIME), //
    JSON_FIELD(struct status_file, pid, INT),
    {"items", JSON_KIND_INT, offsetof(struct status_file, counts.items), 0, NULL},
    {"items_waiting", JSON_KIND_INT, offsetof(struct status_file, counts.items_waiting), 0, NULL},
    {"items_failed", JSON_KIND_INT, offsetof(struct status_file, counts.items_failed), 0, NULL},
    {"outbox_waiting", JSON_KIND_INT, offsetof(struct status_file, counts.outbox_waiting), 0, NULL},
    JSON_LIST(struct status_file, models, model_count, &tally_shape),
    JSON_LIST(struct status_file, later, later_count, &later_shape),
};
static const struct json_shape status_shape = JSON_SHAPE(struct status_file, status_fields);

static void job_free(struct care_job *cj)
{
    config_drop(cj->config);
    arena_free(cj->job.arena);
    free(cj);
}

static void job_done(struct job *j)
{
    struct care_job *cj = (struct care_job *)j;

    if (j->err.code != ERR_NONE) {
        if (!cj->care->failing) {
            log_error("care.failed", KV_ERR(&j->err), KV_Z("next", "tried again at its next turn"));
        }
        cj->care->failing = true;
        job_free(cj);
        return;
    }
    cj->care->failing = false;
    if (cj->more) {
        /* A prune that is not through: its next step waits behind whoever came meanwhile. */
        cj->more = false;
        disk_send(cj->care->disk, j);
        return;
    }
    job_free(cj);
}

static void care_send(struct care *c, const struct job *what)
{
    struct care_job *cj = calloc(1, sizeof(*cj));

    if (cj == NULL) {
        abort();
    }
    cj->job = *what;
    cj->job.done = job_done;
    cj->job.arena = arena_new();
    cj->care = c;
    cj->config = config_hold(c->config);
    cj->now = c->ports.now(c->ports.arg);
    if (c->tally != NULL) {
        tally_copy(c->tally, cj->job.arena, &cj->models, &cj->model_count);
    }
    disk_send(c->disk, &cj->job);
}

/* Feeds by pages: there may be more of them than memory should hold. */
struct status_pages {
    struct store *store;
    struct buf after; /* name of the last feed that was written */
    bool ended;
};

static int next_page(void *arg, struct buf *piece, struct err *err)
{
    struct status_pages *p = arg;
    struct arena *a;
    struct store_status *feeds;
    size_t count;
    int rc;

    if (p->ended) {
        return 0;
    }
    a = arena_new();
    rc = store_status(p->store, a, buf_view(&p->after), STATUS_PAGE, &feeds, &count, err);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (p->after.len > 0) {
            buf_add_char(piece, ',');
        }
        feeds[i].url = url_for_log(a, feeds[i].url);
        if (feeds[i].moved_to.ptr != NULL) {
            feeds[i].moved_to = url_for_log(a, feeds[i].moved_to);
        }
        if (feeds[i].push != NULL) {
            feeds[i].push->hub = url_for_log(a, feeds[i].push->hub);
        }
        json_write(piece, &feed_shape_, &feeds[i]);
        p->after.len = 0;
        buf_add(&p->after, feeds[i].name);
    }
    p->ended = rc == 0 && count < STATUS_PAGE;
    if (p->ended) {
        buf_add(piece, STR("]}\n"));
    }
    arena_free(a);
    return rc == -1 ? -1 : 1;
}

static int status_write(struct job *j, struct store *s, struct burst *b)
{
    struct care_job *cj = (struct care_job *)j;
    struct status_file file = {
        .written = cj->now, .pid = getpid(), .models = cj->models, .model_count = cj->model_count};
    struct status_pages pages = {.store = s};
    struct buf json = {0};
    struct file_out out = {.name = "status.json", .more = next_page, .arg = &pages};
    const struct ports *ports = &cj->care->ports;
    int rc;

    if (store_counts(s, &file.counts, &j->err) == -1 ||
        store_later(s, j->arena, &file.later, &file.later_count, &j->err) == -1) {
        return -1;
    }
    json_write(&json, &status_shape, &file);
    json.len--; /* one more member, of which there may be much */
    buf_add(&json, STR(",\"feeds\":["));
    out.bytes = buf_view(&json);
    rc = ports->write(ports->arg, b, arena_z(j->arena, cj->config->conf->state_dir), &out, 1,
                      &j->err);
    buf_free(&pages.after);
    buf_free(&json);
    return rc;
}

static int prune_run(struct job *j, struct store *s)
{
    struct care_job *cj = (struct care_job *)j;

    return store_prune(s, cj->now, cj->config->conf->keep_items_s, &cj->more, &j->err);
}

static const struct job status_job = {.write = status_write, .lazy = true};
static const struct job prune_job = {.run = prune_run};

static void on_tick(void *arg)
{
    struct care *c = arg;
    int64_t now = c->ports.steady(c->ports.arg);

    if (now >= c->next_status) {
        c->next_status = now + STATUS_S;
        care_send(c, &status_job);
    }
    if (now >= c->next_prune) {
        c->next_prune = now + PRUNE_S;
        care_send(c, &prune_job);
    }
    c->ports.timer_set(c->ports.arg, c->tick, TICK_S * 1000);
}

struct care *care_new(struct disk *d, const struct ports *ports, struct config *config,
                      const struct tally *tally)
{
    struct care *c = calloc(1, sizeof(*c));

    if (c == NULL) {
        abort();
    }
    c->disk = d;
    c->ports = *ports;
    c->config = config_hold(config);
    c->tally = tally;
    c->next_prune = ports->steady(ports->arg) + PRUNE_S;
    c->tick = ports->timer_new(ports->arg, on_tick, c);
    ports->timer_set(ports->arg, c->tick, TICK_S * 1000);
    return c;
}

void care_configure(struct care *c, struct config *config)
{
    config_drop(c->config);
    c->config = config_hold(config);
}

void care_write_status(struct care *c)
{
    care_send(c, &status_job);
}

void care_free(struct care *c)
{
    if (c == NULL) {
        return;
    }
    c->ports.timer_free(c->ports.arg, c->tick);
    config_drop(c->config);
    free(c);
}

struct load_job {
    struct job job;
    char *path;
    int64_t now;
    struct config_counts counts;
    struct config *config;
    care_loaded_fn *loaded;
    void *arg;
};

static int load_run(struct job *j, struct store *s)
{
    struct load_job *lj = (struct load_job *)j;
    const struct config_start start = {.now = lj->now};

    if (config_load(lj->path, &lj->config, &j->err) == -1) {
        return -1;
    }
    return config_sync(lj->config, s, &start, &lj->counts, &j->err);
}

static void load_done(struct job *j)
{
    struct load_job *lj = (struct load_job *)j;

    if (j->err.code != ERR_NONE) {
        config_drop(lj->config);
        lj->loaded(lj->arg, NULL, &j->err);
    } else {
        log_info("config.loaded", KV_INT("feeds", lj->counts.feeds),
                 KV_INT("removed", lj->counts.removed));
        lj->loaded(lj->arg, lj->config, NULL);
    }
    arena_free(j->arena);
    free(lj);
}

void care_load(struct disk *d, const char *path, int64_t now, care_loaded_fn *done, void *arg)
{
    struct load_job *lj = calloc(1, sizeof(*lj));

    if (lj == NULL) {
        abort();
    }
    lj->job = (struct job){.run = load_run, .done = load_done, .arena = arena_new()};
    lj->path = arena_z(lj->job.arena, str_z(path));
    lj->now = now;
    lj->loaded = done;
    lj->arg = arg;
    disk_send(d, &lj->job);
}
