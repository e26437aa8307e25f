/*
 * readoutd - the daemon: puts the rooms together, turns the loop, takes them apart again.
 */
#include "config.h"

#include <curl/curl.h>
#include <errno.h>
#include <event2/event.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "daemon/errand.h"
#include "daemon/lag.h"
#include "daemon/service.h"
#include "net/fetch.h"
#include "net/mail_order.h"
#include "net/spawn.h"
#include "pipeline/care.h"
#include "pipeline/pipeline.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/program.h"
#include "work/pool.h"

enum {
    STUCK_DISK_MS = 5 * 60 * 1000,
    MAIL_GRACE_MS = 2000, /* the mail program knows its time itself; this is behind it */
    GRACE_S = 1,
};

/* ---- the ports: what the pipeline asks of the world ---- */

static void port_fetch(void *arg, const struct fetch_request *r, fetch_done_fn *done,
                       void *done_arg)
{
    fetch_start(((struct daemon *)arg)->fetcher, r, done, done_arg);
}

static void port_task(void *arg, const char *task, const struct hints *h, struct str bytes,
                      pool_done_fn *done, void *done_arg)
{
    pool_run(((struct daemon *)arg)->pool, task, h, bytes, false, done, done_arg);
}

static void port_task_fresh(void *arg, const char *task, const struct hints *h, struct str bytes,
                            pool_done_fn *done, void *done_arg)
{
    pool_run(((struct daemon *)arg)->pool, task, h, bytes, true, done, done_arg);
}

static void port_spawn(void *arg, const struct spawn_request *r, spawn_done_fn *done,
                       void *done_arg)
{
    spawn_start(((struct daemon *)arg)->spawner, r, done, done_arg);
}

static void port_mail(void *arg, const struct mail_order *o, spawn_done_fn *done, void *done_arg)
{
    struct daemon *d = arg;
    const struct conf *conf = d->config->conf;
    struct mail_order order = *o;
    struct buf input = {0};
    char path[PATH_MAX];
    const char *const argv[] = {program_sibling(path, "readoutd-mail", "/../libexec", LIBEXECDIR),
                                NULL};
    struct spawn_request r = {.argv = argv, .timeout_ms = (int)o->timeout_ms + MAIL_GRACE_MS};

    order.ca_bundle = conf->ca_bundle;
    order.connect_to = conf->connect_to;
    order.connect_to_count = conf->connect_to_count;
    mail_order_write(&input, &order);
    r.input = buf_view(&input);
    spawn_start(d->spawner, &r, done, done_arg);
    buf_free(&input);
}

static void port_syslog(void *arg, int priority, struct str line)
{
    (void)arg;
    syslog(priority, STR_FMT, STR_ARG(line));
}

static int64_t port_now(void *arg)
{
    (void)arg;
    return clock_wall_s();
}

static int64_t port_steady(void *arg)
{
    (void)arg;
    return clock_monotonic_ms() / 1000;
}

static int port_write(void *arg, const char *dir, const struct file_out *files, size_t count,
                      struct err *err)
{
    (void)arg;
    return file_write_all(dir, files, count, err);
}

static int64_t port_free_bytes(void *arg, const char *path)
{
    (void)arg;
    return file_free_bytes(path);
}

struct timer {
    struct event *event;
    void (*fire)(void *arg);
    void *arg;
};

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct timer *t = arg;

    (void)fd;
    (void)what;
    t->fire(t->arg);
}

static struct timer *port_timer_new(void *arg, void (*fire)(void *fire_arg), void *fire_arg)
{
    struct timer *t = calloc(1, sizeof(*t));

    if (t == NULL) {
        abort();
    }
    *t = (struct timer){NULL, fire, fire_arg};
    t->event = evtimer_new(((struct daemon *)arg)->base, on_timer, t);
    return t;
}

static void port_timer_set(void *arg, struct timer *t, int64_t ms)
{
    const struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

    (void)arg;
    evtimer_add(t->event, &wait);
}

static void port_timer_free(void *arg, struct timer *t)
{
    (void)arg;
    event_free(t->event);
    free(t);
}

struct ports daemon_ports(struct daemon *d)
{
    return (struct ports){
        .arg = d,
        .fetch = port_fetch,
        .task = port_task,
        .task_fresh = port_task_fresh,
        .spawn = port_spawn,
        .mail = port_mail,
        .syslog = port_syslog,
        .now = port_now,
        .steady = port_steady,
        .timer_new = port_timer_new,
        .timer_set = port_timer_set,
        .timer_free = port_timer_free,
        .write = port_write,
        .free_bytes = port_free_bytes,
    };
}

/* ---- ending and reloading ---- */

void daemon_end(struct daemon *d, int status)
{
    d->status = status;
    event_base_loopbreak(d->base);
}

static void on_idle(void *arg, int status)
{
    daemon_end(arg, status);
}

static void on_broken(void *arg, const struct err *err)
{
    log_error("worker.unsandboxed", KV_ERR(err),
              KV_Z("next", "ends: nothing is parsed without a sandbox"));
    daemon_end(arg, EX_OSERR);
}

/* What a running daemon cannot change stays as it is, and is said. */
static void keep_fixed(struct daemon *d, struct config *c)
{
    const struct conf *now = d->config->conf;
    struct conf *next = c->conf;
    const struct {
        const char *name;
        struct str old, *value;
    } fixed[] = {
        {"state_dir", now->state_dir, &next->state_dir},
        {"spool_dir", now->spool_dir, &next->spool_dir},
    };

    for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
        if (!str_eq(fixed[i].old, *fixed[i].value)) {
            log_warn("config.fixed", KV_Z("option", fixed[i].name),
                     KV_Z("next", "takes a restart to change"));
            *fixed[i].value = arena_str(c->arena, fixed[i].old);
        }
    }
    if (now->workers != next->workers) {
        log_warn("config.fixed", KV_Z("option", "workers"),
                 KV_Z("next", "takes a restart to change"));
    }
}

static void start_load(struct daemon *d);

static void on_loaded(void *arg, struct config *c, const struct err *err)
{
    struct daemon *d = arg;
    struct fetcher_options o;
    enum log_level level;
    struct err why;

    d->loading = false;
    if (c == NULL) {
        log_error("config.refused", KV_ERR(err), KV_Z("next", "the one in use stays"));
    } else {
        keep_fixed(d, c);
        o = config_fetcher(c);
        if (fetcher_configure(d->fetcher, &o, &why) == -1) {
            log_error("config.refused", KV_ERR(&why), KV_Z("next", "the network options stay"));
        }
        if (log_level_parse(c->conf->log_level, &level)) {
            log_open(!d->options.foreground, level);
        }
        pipeline_configure(d->pipeline, c);
        care_configure(d->care, c);
        config_drop(d->config);
        d->config = c;
    }
    service_ready();
    if (d->reload_again) {
        d->reload_again = false;
        start_load(d);
    }
}

static void start_load(struct daemon *d)
{
    if (d->loading) {
        d->reload_again = true;
        return;
    }
    d->loading = true;
    service_reloading();
    care_load(d->disk, d->options.config, clock_wall_s(), on_loaded, d);
}

static void on_grace(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    daemon_end(arg, EX_OK);
}

/* Polls that are under way get a moment: what was answered and not stored would be asked again. */
static void end_soon(struct daemon *d)
{
    const struct timeval grace = {.tv_sec = GRACE_S};

    if (d->ending || event_base_once(d->base, -1, EV_TIMEOUT, on_grace, d, &grace) == -1) {
        daemon_end(d, EX_OK);
        return;
    }
    d->ending = true;
    pipeline_finish(d->pipeline);
}

static void on_signal(evutil_socket_t number, short what, void *arg)
{
    struct daemon *d = arg;

    (void)what;
    if (number == SIGHUP) {
        log_info("signal.received", KV_Z("signal", "HUP"),
                 KV_Z("next", "reloads the configuration"));
        start_load(d);
    } else {
        log_info("signal.received", KV_Z("signal", sigabbrev_np(number)), KV_Z("next", "ends"));
        end_soon(d);
    }
}

static void on_watchdog(evutil_socket_t fd, short what, void *arg)
{
    struct daemon *d = arg;

    (void)fd;
    (void)what;
    if (disk_oldest_ms(d->disk) < STUCK_DISK_MS) {
        service_alive();
    }
}

/* ---- starting ---- */

static int open_place(const char *dir, struct err *err)
{
    if (file_make_dir(dir, 0750, err) == -1) {
        return -1;
    }
    if (access(dir, W_OK) == -1) {
        return err_set(err, errno == EACCES ? ERR_PERMISSION : ERR_CANTCREATE, "%s: %s", dir,
                       strerror(errno));
    }
    return 0;
}

static int open_places(struct daemon *d, struct err *err)
{
    const struct conf *c = d->config->conf;
    struct arena *a = d->config->arena;
    const char *state = arena_z(a, c->state_dir), *spool = arena_z(a, c->spool_dir);

    if (open_place(state, err) == -1 || open_place(spool, err) == -1) {
        return -1;
    }
    if (file_lock(state, &d->lock_fd, err) == -1 || file_sweep(spool, err) == -1 ||
        file_sweep(state, err) == -1) {
        return -1;
    }
    return store_open(state, clock_wall_s(), &d->store, err);
}

/* The first load: nobody else uses the store yet. */
static int store_config(struct daemon *d, struct err *err)
{
    const struct config_start start = {clock_wall_s(), true, d->options.once};
    struct config_counts counts;

    if (store_begin(d->store, err) == -1) {
        return -1;
    }
    if (config_sync(d->config, d->store, &start, &counts, err) == -1) {
        store_rollback(d->store);
        return -1;
    }
    if (store_commit(d->store, err) == -1) {
        return -1;
    }
    log_info("daemon.started", KV_Z("version", PACKAGE_VERSION), KV_INT("feeds", counts.feeds),
             KV_INT("removed", counts.removed));
    return 0;
}

static void add_signals(struct daemon *d)
{
    const int numbers[DAEMON_SIGNALS] = {SIGTERM, SIGINT, SIGHUP};

    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < DAEMON_SIGNALS; i++) {
        d->signals[i] = evsignal_new(d->base, numbers[i], on_signal, d);
        evsignal_add(d->signals[i], NULL);
    }
}

static void add_watchdog(struct daemon *d)
{
    int64_t ms = service_watchdog_ms();
    const struct timeval every = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

    if (ms > 0) {
        d->watchdog = event_new(d->base, -1, EV_PERSIST, on_watchdog, d);
        event_add(d->watchdog, &every);
    }
}

static int start_rooms(struct daemon *d, struct err *err)
{
    char worker[PATH_MAX];
    struct fetcher_options net = config_fetcher(d->config);
    const struct pool_options work = {
        .worker_path = program_sibling(worker, "readoutd-worker", "/../libexec", LIBEXECDIR),
        .workers = (size_t)d->config->conf->workers,
        .on_broken = on_broken,
        .arg = d,
    };
    struct pipeline_options pipe = {
        .config = d->config,
        .once = d->options.once,
        .all = d->options.all,
        .on_idle = on_idle,
        .arg = d,
    };

    d->spawner = spawner_new(d->base);
    d->fetcher = fetcher_new(d->base, &net, err);
    d->pool = d->fetcher == NULL ? NULL : pool_new(d->base, &work, err);
    d->disk = d->pool == NULL ? NULL : disk_new(d->base, d->store, err);
    if (d->disk == NULL) {
        return -1;
    }
    pipe.disk = d->disk;
    pipe.ports = daemon_ports(d);
    d->pipeline = pipeline_new(&pipe);
    d->care = care_new(d->disk, &pipe.ports, d->config);
    if (str_eq(d->config->conf->log_level, STR("debug"))) {
        d->lag = lag_new(d->base);
    }
    return 0;
}

void daemon_stop(struct daemon *d)
{
    lag_free(d->lag);
    if (d->pipeline != NULL) {
        pipeline_stop(d->pipeline);
    }
    fetcher_free(d->fetcher);
    spawner_free(d->spawner);
    pool_free(d->pool);
    if (d->care != NULL) {
        care_write_status(d->care);
    }
    disk_stop(d->disk);
    care_free(d->care);
    pipeline_free(d->pipeline);
    store_close(d->store);
    for (int i = 0; i < DAEMON_SIGNALS; i++) {
        if (d->signals[i] != NULL) {
            event_free(d->signals[i]);
        }
    }
    if (d->watchdog != NULL) {
        event_free(d->watchdog);
    }
    if (d->base != NULL) {
        event_base_free(d->base);
    }
    if (d->lock_fd != -1) {
        close(d->lock_fd);
    }
    config_drop(d->config);
}

static int run(struct daemon *d)
{
    struct err err = {0};
    int rc = -1;

    d->base = event_base_new();
    if (d->base == NULL) {
        err_set(&err, ERR_OS, "no event loop");
        goto out;
    }
    add_signals(d);
    if (open_places(d, &err) == -1 || store_config(d, &err) == -1 || start_rooms(d, &err) == -1) {
        goto out;
    }
    add_watchdog(d);
    service_ready();
    service_status("watching");
    pipeline_start(d->pipeline);
    event_base_dispatch(d->base);
    rc = 0;
out:
    if (rc == -1) {
        log_error("daemon.failed", KV_ERR(&err), KV_INT("exit", err_exit(err.code)));
        d->status = err_exit(err.code);
    }
    service_stopping();
    daemon_stop(d);
    if (rc == 0) {
        log_info("daemon.ended", KV_INT("exit", d->status));
    }
    return d->status;
}

int main(int argc, char **argv)
{
    struct daemon d = {.lock_fd = -1};
    enum log_level level = LOG_LEVEL_INFO;
    struct err err;
    int status;

    if (!options_parse(argc, argv, &d.options, &status)) {
        return status;
    }
    umask(027);
    prctl(PR_SET_DUMPABLE, 0);
    if (config_load(d.options.config, &d.config, &err) == -1) {
        fprintf(stderr, "readoutd: %s\n", err.text);
        return err.code == ERR_CONFIG || err.code == ERR_NOINPUT ? EX_CONFIG : err_exit(err.code);
    }
    if (errand_run(&d, &status)) {
        return status;
    }
    if (!d.options.foreground && !d.options.once && daemon(1, 0) == -1) {
        fprintf(stderr, "readoutd: %s\n", strerror(errno));
        return EX_OSERR;
    }
    d.options.foreground = d.options.foreground || d.options.once;
    log_level_parse(d.config->conf->log_level, &level);
    log_open(!d.options.foreground, level);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return run(&d);
}
