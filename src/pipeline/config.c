#include "pipeline/config.h"

#include <event2/util.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "core/limits.h"
#include "digest/filter.h"
#include "digest/outline.h"
#include "pipeline/settings.h"
#include "store/store.h"
#include "sys/file.h"
#include "sys/log.h"
#include "text/select.h"

static int read_file(void *arg, struct arena *a, const char *path, struct str *out, struct err *err)
{
    (void)arg;
    return file_read(a, path, LIMIT_CONFIG_BYTES, out, err);
}

static int list_files(void *arg, struct arena *a, const char *dir, struct str **names,
                      size_t *count, struct err *err)
{
    (void)arg;
    return file_list(a, dir, STR(".conf"), names, count, err);
}

static int check_filters(const struct str *patterns, size_t count, struct str where,
                         struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (filter_check(patterns[i], err) == -1) {
            err->code = ERR_CONFIG;
            return err_context(err, STR_FMT, STR_ARG(where));
        }
    }
    return 0;
}

static int check_selectors(const struct str *texts, size_t count, struct str where, struct err *err)
{
    struct arena *a = arena_new();
    struct selector *ignored;
    int rc = select_read(a, texts, count, &ignored, err);

    arena_free(a);
    if (rc == -1) {
        err->code = ERR_CONFIG;
        err_context(err, STR_FMT, STR_ARG(where));
    }
    return rc;
}

static int check_recheck(const struct str *times, size_t count, struct str where, struct err *err)
{
    return settings_recheck_valid(times, count)
               ? 0
               : err_set(err, ERR_CONFIG,
                         STR_FMT ": recheck must be durations from 1m to 366d, or never",
                         STR_ARG(where));
}

static int check_length(struct str name, struct str where, struct err *err)
{
    enum outline_length length;

    if (!outline_length_of(name, &length)) {
        return err_set(err, ERR_CONFIG, STR_FMT ": length must be brief, summary or article",
                       STR_ARG(where));
    }
    return 0;
}

static int check_log_level(struct str name, const char *path, struct err *err)
{
    enum log_level level;

    if (!log_level_parse(name, &level)) {
        return err_set(err, ERR_CONFIG, "%s: log_level must be error, warn, info or debug", path);
    }
    return 0;
}

static int check_feeds(const struct conf *c, const char *path, struct err *err)
{
    if (check_filters(c->match, c->match_count, str_z(path), err) == -1 ||
        check_filters(c->ignore, c->ignore_count, str_z(path), err) == -1 ||
        check_length(c->length, str_z(path), err) == -1 ||
        check_recheck(c->recheck, c->recheck_count, str_z(path), err) == -1 ||
        check_log_level(c->log_level, path, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < c->feed_count; i++) {
        const struct conf_feed *f = &c->feeds[i];

        if (check_filters(f->match, f->match_count, f->where, err) == -1 ||
            check_filters(f->ignore, f->ignore_count, f->where, err) == -1 ||
            check_selectors(f->select, f->select_count, f->where, err) == -1 ||
            check_selectors(f->remove, f->remove_count, f->where, err) == -1 ||
            check_length(f->length, f->where, err) == -1 ||
            check_recheck(f->recheck, f->recheck_count, f->where, err) == -1) {
            return -1;
        }
    }
    return 0;
}

static int make_target(struct arena *a, const struct conf_notify *n, struct notify_target *t,
                       struct err *err)
{
    const struct notify_ops *ops = notify_find(n->type);

    *t = (struct notify_target){
        .name = n->name,
        .type = n->type,
        .url = n->url,
        .from = n->from,
        .user = n->user,
        .facility = n->facility,
        .to = n->to,
        .to_count = n->to_count,
        .command = n->command,
        .command_count = n->command_count,
        .timeout_ms = (int)(n->timeout_s * 1000),
    };
    if (ops == NULL) {
        return err_set(err, ERR_CONFIG, STR_FMT ": notify \"" STR_FMT "\": type must be " STR_FMT,
                       STR_ARG(n->where), STR_ARG(n->name), STR_ARG(notify_names(a)));
    }
    if (access_read_secret(a, n->secret_file, &t->secret, err) == -1 ||
        access_read_secret(a, n->password_file, &t->password, err) == -1 ||
        ops->check(t, err) == -1 || check_filters(n->match, n->match_count, n->name, err) == -1) {
        err->code = ERR_CONFIG;
        return err_context(err, STR_FMT ": notify \"" STR_FMT "\"", STR_ARG(n->where),
                           STR_ARG(n->name));
    }
    return 0;
}

static const char **z_list(struct arena *a, const struct str *list, size_t count)
{
    const char **z = arena_array(a, count, sizeof(*z));

    for (size_t i = 0; i < count; i++) {
        z[i] = arena_z(a, list[i]);
    }
    return z;
}

struct fetcher_options config_fetcher(struct config *c)
{
    const struct conf *conf = c->conf;

    return (struct fetcher_options){
        .user_agent = arena_z(c->arena, conf->user_agent),
        .ca_bundle = arena_z(c->arena, conf->ca_bundle),
        .connect_to = z_list(c->arena, conf->connect_to, conf->connect_to_count),
        .connect_to_count = conf->connect_to_count,
        .in_flight = (size_t)conf->in_flight,
        .per_host = (size_t)conf->per_host,
        .gap_ms = conf->host_gap_ms,
        .connect_ms = (int)(conf->connect_timeout_s * 1000),
        .proxy = conf->proxy.ptr == NULL ? NULL : arena_z(c->arena, conf->proxy),
        .max_buffered = conf->max_buffered,
    };
}

static int check_network(struct config *c, const char *path, struct err *err)
{
    const struct fetcher_options net = config_fetcher(c);

    return fetcher_check(&net, err) == -1 ? err_context(err, "%s", path) : 0;
}

struct str config_push_base(const struct conf *c, struct arena *a)
{
    bool ends = str_ends(c->websub_callback, STR("/"));

    return c->websub_listen.ptr == NULL
               ? STR_NULL
               : arena_fmt(a, STR_FMT "%s", STR_ARG(c->websub_callback), ends ? "" : "/");
}

static int check_push(struct config *c, const char *path, struct err *err)
{
    const struct conf *conf = c->conf;
    struct sockaddr_storage address;
    int size = sizeof(address);

    if ((conf->websub_listen.ptr == NULL) != (conf->websub_callback.ptr == NULL)) {
        return err_set(err, ERR_CONFIG, "%s: websub_listen and websub_callback go together", path);
    }
    if (conf->websub_listen.ptr != NULL &&
        evutil_parse_sockaddr_port(arena_z(c->arena, conf->websub_listen),
                                   (struct sockaddr *)&address, &size) == -1) {
        return err_set(err, ERR_CONFIG, "%s: websub_listen must be ADDRESS:PORT", path);
    }
    if (str_find_char(conf->websub_callback, '?', 0) != STR_NPOS ||
        str_find_char(conf->websub_callback, '#', 0) != STR_NPOS) {
        return err_set(err, ERR_CONFIG, "%s: websub_callback takes no query", path);
    }
    return 0;
}

int config_load(const char *path, struct config **out, struct err *err)
{
    const struct conf_files files = {read_file, list_files, NULL};
    struct config *c = calloc(1, sizeof(*c));

    if (c == NULL) {
        abort();
    }
    c->arena = arena_new();
    c->refs = 1;
    if (conf_load(c->arena, path, &files, &c->conf, err) == -1 ||
        check_feeds(c->conf, path, err) == -1 || check_network(c, path, err) == -1 ||
        check_push(c, path, err) == -1 || access_load(c->arena, c->conf, &c->accesses, err) == -1) {
        goto out;
    }
    c->targets = arena_array(c->arena, c->conf->notify_count, sizeof(*c->targets));
    for (size_t i = 0; i < c->conf->notify_count; i++) {
        if (make_target(c->arena, &c->conf->notifies[i], &c->targets[i], err) == -1) {
            goto out;
        }
    }
    c->models = arena_array(c->arena, c->conf->model_count, sizeof(*c->models));
    for (size_t i = 0; i < c->conf->model_count; i++) {
        if (model_make(c->arena, &c->conf->models[i], path, &c->models[i], err) == -1) {
            goto out;
        }
    }
    *out = c;
    return 0;
out:
    config_drop(c);
    return -1;
}

static int sync_feed(const struct config *c, size_t i, struct store *s,
                     const struct config_start *start, struct err *err)
{
    struct arena *a = arena_new();
    struct buf json = {0};
    struct schedule_rules rules = {.max_interval_s = c->conf->max_interval_s};
    struct store_feed_conf row;
    struct conf_feed f;
    int rc;

    conf_feed_at(c->conf, i, a, &f);
    rules.interval_s = settings_interval(c->conf, &f, &rules.adaptive);
    settings_write(&json, c->conf, &f);
    row = (struct store_feed_conf){
        .name = f.name,
        .url = f.url,
        .settings = buf_view(&json),
        .now = start->now,
        .longest_s = schedule_longest_s(&rules),
        .spread_due = start->once
                          ? start->now
                          : schedule_spread(&rules, start->now, schedule_seed(f.name, start->now)),
        .start = start->start,
        .ignore_hints = f.ignore_hints || c->conf->ignore_hints,
    };
    rc = store_sync_feed(s, &row, err);
    buf_free(&json);
    arena_free(a);
    return rc;
}

int config_sync(struct config *c, struct store *s, const struct config_start *start,
                struct config_counts *counts, struct err *err)
{
    int rc = store_sync_begin(s, err);

    for (size_t i = 0; rc == 0 && i < conf_feed_total(c->conf); i++) {
        rc = sync_feed(c, i, s, start, err);
    }
    if (rc == 0) {
        rc = store_sync_end(s, &counts->feeds, &counts->removed, err);
    }
    if (rc == 0) {
        struct arena *a = arena_new();

        rc = store_hub_sync(s, config_push_base(c->conf, a), start->now, err);
        arena_free(a);
    }
    /* They are in the store now, or this configuration is not taken. */
    conf_forget_feeds(c->conf);
    malloc_trim(0);
    return rc;
}

struct config *config_hold(struct config *c)
{
    c->refs++;
    return c;
}

void config_drop(struct config *c)
{
    if (c == NULL || --c->refs > 0) {
        return;
    }
    if (c->conf != NULL) {
        conf_forget_feeds(c->conf);
    }
    arena_free(c->arena);
    free(c);
    malloc_trim(0);
}

const struct notify_target *config_target(const struct config *c, struct str name)
{
    for (size_t i = 0; i < c->conf->notify_count; i++) {
        if (str_eq(c->targets[i].name, name)) {
            return &c->targets[i];
        }
    }
    return NULL;
}

const struct model *config_model(const struct config *c, struct str name)
{
    for (size_t i = 0; name.ptr != NULL && i < c->conf->model_count; i++) {
        if (str_eq(c->models[i].conf->name, name)) {
            return &c->models[i];
        }
    }
    return NULL;
}
