/* Puts the rooms together, turns the loop, takes them apart again. */
#include "config.h"

#include <errno.h>
#include <event2/event.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/daemon.h"
#include "daemon/lag.h"
#include "daemon/service.h"
#include "net/fetch.h"
#include "net/spawn.h"
#include "pipeline/care.h"
#include "pipeline/pipeline.h"
#include "serve/callback.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/program.h"
#include "work/pool.h"

enum { STUCK_DISK_MS = 5 * 60 * 1000, GRACE_S = 1 };

/* ---- ending ---- */

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
        daemon_reload(d);
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

/* The counts of the run before, if it left any. */
static void load_tally(struct daemon *d)
{
    struct arena *a = arena_new();
    struct str dir = d->config->conf->state_dir, status;
    struct err err;

    d->tally = tally_new();
    if (file_read_start(a, arena_z(a, arena_fmt(a, STR_FMT "/status.json", STR_ARG(dir))),
                        TALLY_MAX, &status, &err) == 0 &&
        tally_load(d->tally, status, &err) == -1) {
        log_warn("status.unreadable", KV_ERR(&err), KV_Z("next", "models are counted anew"));
    }
    arena_free(a);
}

static int start_rooms(struct daemon *d, struct err *err)
{
    char worker[PATH_MAX];
    struct fetcher_options net = config_fetcher(d->config);
    const struct pool_options work = {
        .worker_path = program_sibling(worker, "readoutd-worker", "/../libexec", LIBEXECDIR),
        .workers = (size_t)d->config->conf->workers,
        .on_demand = d->options.once,
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

    load_tally(d);
    d->spawner = spawner_new(d->base);
    d->fetcher = fetcher_new(d->base, &net, err);
    d->pool = d->fetcher == NULL ? NULL : pool_new(d->base, &work, err);
    d->disk = d->pool == NULL ? NULL : disk_new(d->base, d->store, err);
    if (d->disk == NULL) {
        return -1;
    }
    pipe.disk = d->disk;
    pipe.ports = daemon_ports(d);
    pipe.tally = d->tally;
    d->pipeline = pipeline_new(&pipe);
    d->care = care_new(d->disk, &pipe.ports, d->config, d->tally);
    if (str_eq(d->config->conf->log_level, STR("debug"))) {
        d->lag = lag_new(d->base);
    }
    return daemon_listen(d, d->config, err);
}

void daemon_stop(struct daemon *d)
{
    lag_free(d->lag);
    if (d->pipeline != NULL) {
        pipeline_stop(d->pipeline);
    }
    callback_free(d->callback);
    d->callback = NULL;
    fetcher_free(d->fetcher);
    spawner_free(d->spawner);
    pool_free(d->pool);
    if (d->care != NULL) {
        care_write_status(d->care);
    }
    disk_stop(d->disk);
    care_free(d->care);
    pipeline_free(d->pipeline);
    tally_free(d->tally);
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

int daemon_run(struct daemon *d)
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
