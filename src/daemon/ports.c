/*
 * The real world behind the pipeline's ports: network, workers, programs, clocks, timers and disk.
 */
#include "config.h"

#include <event2/event.h>
#include <limits.h>
#include <stdlib.h>
#include <syslog.h>

#include "daemon/daemon.h"
#include "net/fetch.h"
#include "net/mail_order.h"
#include "net/spawn.h"
#include "serve/callback.h"
#include "sys/burst.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/program.h"
#include "work/pool.h"

enum { MAIL_GRACE_MS = 2000 }; /* the mail program knows its time itself; this is behind it */

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

static int port_write(void *arg, struct burst *b, const char *dir, const struct file_out *files,
                      size_t count, struct err *result)
{
    (void)arg;
    return burst_add(b, dir, files, count, result);
}

static int64_t port_free_bytes(void *arg, const char *path)
{
    (void)arg;
    return file_free_bytes(path);
}

/* None listens any more while the daemon ends. */
static void port_push_answer(void *arg, uint64_t id, const struct push_answer *answer)
{
    struct daemon *d = arg;

    if (d->callback != NULL) {
        callback_answer(d->callback, id, answer);
    }
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
        .push_answer = port_push_answer,
        .free_bytes = port_free_bytes,
    };
}
