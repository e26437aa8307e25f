#include "work/pool.h"

#include <errno.h>
#include <event2/event.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "sys/log.h"
#include "work/launch.h"
#include "work/wire.h"

#define TASK_MS     15000
#define START_MS    15000 /* from the start of a process to its build id */
#define RESTART_MS  1000  /* after a start that the system refused */
#define START_TRIES 3     /* processes in a row that end before their build id */

struct pool_task {
    struct pool_task *next;
    struct buf name, message; /* message: all but the document */
    struct str bytes;         /* the document, of whoever asked */
    bool fresh;               /* only in a worker that has read no document */
    bool tried;               /* a worker ended over it */
    pool_done_fn *done;
    void *arg;
};

enum worker_state {
    WORKER_UNUSED,   /* no process: so many were not needed yet */
    WORKER_DOWN,     /* no process; the timer starts one */
    WORKER_STARTING, /* its build id is awaited */
    WORKER_IDLE,
    WORKER_BUSY,   /* has a task */
    WORKER_ENDING, /* killed, or about to end by itself: on_exit awaits it */
};

struct worker {
    struct pool *pool;
    enum worker_state state;
    struct launched process;
    bool greeted;     /* its build id has come */
    bool ended;       /* its process has ended and is not reaped yet */
    size_t documents; /* read since its start */
    struct pool_task *task;
    struct wire_in in;
    struct str out,
        then; /* still to be sent: of the pool's greeting, or of the task's message and document */
    struct event *on_read, *on_write, *on_exit, *timer;
    struct err fault; /* why we ended it; ERR_NONE when we did not, or nothing was wrong */
};

struct pool {
    struct event_base *base;
    struct pool_options options;
    char *worker_path;
    struct buf greeting;
    struct worker *workers;
    size_t count;
    struct pool_task *first, **last; /* waiting, in order */
    int failed_starts;
    bool started; /* a worker could be started once */
    bool broken;
};

/* ---- the queue ---- */

static void *xcalloc(size_t count, size_t size)
{
    void *p = calloc(count, size);

    if (p == NULL) {
        abort();
    }
    return p;
}

static void task_free(struct pool_task *t)
{
    if (t != NULL) {
        buf_free(&t->name);
        buf_free(&t->message);
        free(t);
    }
}

static void push_back(struct pool *p, struct pool_task *t)
{
    t->next = NULL;
    *p->last = t;
    p->last = &t->next;
}

static void push_front(struct pool *p, struct pool_task *t)
{
    t->next = p->first;
    p->first = t;
    if (t->next == NULL) {
        p->last = &t->next;
    }
}

/* Takes the task that *link points to out of the queue. */
static struct pool_task *take(struct pool *p, struct pool_task **link)
{
    struct pool_task *t = *link;

    *link = t->next;
    if (t->next == NULL) {
        p->last = link;
    }
    return t;
}

static void task_done(struct pool_task *t, struct str answer, const struct err *err)
{
    t->done(t->arg, answer, err);
    task_free(t);
}

/* ---- one worker ---- */

static void pool_break(struct pool *p, const struct err *err)
{
    if (!p->broken) {
        p->broken = true;
        p->options.on_broken(p->options.arg, err);
    }
}

static void set_timer(struct worker *w, int ms)
{
    struct timeval t = {ms / 1000, ms % 1000 * 1000};

    event_add(w->timer, &t);
}

/* Kills the process; on_exit does the rest. `why` is NULL when nothing is wrong with it. */
static void worker_end(struct worker *w, const struct err *why)
{
    if (why != NULL) {
        w->fault = *why;
    }
    w->state = WORKER_ENDING;
    event_del(w->on_read);
    event_del(w->on_write);
    event_del(w->timer);
    launch_kill(w->process.pid);
}

/* Frees what belongs to the process, which has been reaped. The task stays. */
static void worker_close(struct worker *w)
{
    struct event **const events[] = {&w->on_read, &w->on_write, &w->on_exit};

    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        if (*events[i] != NULL) {
            event_free(*events[i]);
            *events[i] = NULL;
        }
    }
    event_del(w->timer);
    close(w->process.fd);
    close(w->process.exit_fd);
    wire_in_reset(&w->in);
    w->out = w->then = STR_NULL;
    w->fault.code = ERR_NONE;
    w->greeted = false;
    w->ended = false;
    w->documents = 0;
    w->state = WORKER_DOWN;
}

static void worker_send(struct worker *w, struct str bytes, struct str then)
{
    w->out = bytes;
    w->then = then;
    event_add(w->on_write, NULL);
}

static struct iovec piece(struct str s)
{
    return (struct iovec){.iov_base = (void *)(uintptr_t)s.ptr, .iov_len = s.len};
}

/* So many bytes of both were taken. */
static void note_sent(struct worker *w, size_t n)
{
    size_t first = n < w->out.len ? n : w->out.len;

    w->out = str_sub(w->out, first, w->out.len);
    w->then = str_sub(w->then, n - first, w->then.len);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
    struct worker *w = arg;
    struct iovec pieces[] = {piece(w->out), piece(w->then)};
    const struct msghdr m = {.msg_iov = pieces, .msg_iovlen = ARRAY_LEN(pieces)};
    ssize_t n = sendmsg(fd, &m, MSG_NOSIGNAL);

    (void)what;
    /* Another error means that it is gone: on_exit knows more. */
    if (n > 0) {
        note_sent(w, (size_t)n);
    }
    if (w->out.len + w->then.len == 0 || (n == -1 && errno != EAGAIN && errno != EINTR)) {
        event_del(w->on_write);
    }
}

static void dispatch(struct pool *p);

static void worker_ready(struct worker *w)
{
    w->state = w->ended ? WORKER_ENDING : WORKER_IDLE;
    w->greeted = true;
    w->pool->failed_starts = 0;
    event_del(w->timer);
    wire_in_reset(&w->in);
    dispatch(w->pool);
}

static void greeted(struct worker *w, const struct wire_message *m)
{
    struct err err;

    if (m->kind == WIRE_BUILD && str_eq(m->first, wire_build_id)) {
        worker_ready(w);
        return;
    }
    if (m->kind == WIRE_BROKEN) {
        err_set(&err, ERR_OS, STR_FMT, STR_ARG(m->first));
    } else {
        err_set(&err, ERR_OS, "%s is of another build", w->pool->worker_path);
    }
    worker_end(w, &err);
    pool_break(w->pool, &err);
}

/* A worker's word for what went wrong, which may be any. */
static enum err_code code_of(struct str name)
{
    for (enum err_code code = ERR_NONE + 1; code < ERR_COUNT; code++) {
        if (str_eq(name, str_z(err_name(code)))) {
            return code;
        }
    }
    return ERR_INTERNAL;
}

static void answered(struct worker *w, const struct wire_message *m)
{
    struct pool_task *t = w->task;
    struct pool *p = w->pool;
    struct err err;

    w->task = NULL;
    event_del(w->timer);
    event_del(w->on_write);
    w->out = w->then = STR_NULL;
    if (m->kind == WIRE_ANSWER) {
        task_done(t, m->first, NULL);
    } else {
        err_set(&err, code_of(m->second), STR_FMT, STR_ARG(m->first));
        task_done(t, STR_NULL, &err);
    }
    wire_in_reset(&w->in);
    if (m->last || w->ended) {
        worker_end(w, NULL);
    } else {
        w->state = WORKER_IDLE;
    }
    dispatch(p);
}

/* One piece of what the worker says; false when there is no more for now. */
static bool worker_read(struct worker *w)
{
    struct wire_message m;
    struct err err;
    enum wire_state state;

    w->in.text = true;
    state = wire_in_read(&w->in, w->process.fd, &m, &err);
    if (state == WIRE_MORE) {
        return true;
    }
    if (state == WIRE_END) {
        /* Who hangs up ends, and a signal does not change the status it ends with. */
        worker_end(w, NULL);
        return false;
    }
    if (state == WIRE_WHOLE && w->state == WORKER_STARTING) {
        greeted(w, &m);
    } else if (state == WIRE_WHOLE && w->state == WORKER_BUSY &&
               (m.kind == WIRE_ANSWER || m.kind == WIRE_FAILED)) {
        answered(w, &m);
    } else {
        if (state == WIRE_WHOLE) {
            err_set(&err, ERR_INTERNAL, "it spoke out of turn");
        }
        worker_end(w, &err);
    }
    return false;
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    worker_read(arg);
}

/* ---- starting and ending ---- */

static void on_ended(evutil_socket_t fd, short what, void *arg);

static int worker_start(struct worker *w, struct err *err)
{
    struct event_base *base = w->pool->base;

    if (launch_start(w->pool->worker_path, &w->process, err) == -1) {
        return -1;
    }
    w->on_read = event_new(base, w->process.fd, EV_READ | EV_PERSIST, on_readable, w);
    w->on_write = event_new(base, w->process.fd, EV_WRITE | EV_PERSIST, on_writable, w);
    w->on_exit = event_new(base, w->process.exit_fd, EV_READ, on_ended, w);
    if (w->on_read == NULL || w->on_write == NULL || w->on_exit == NULL) {
        abort();
    }
    event_add(w->on_read, NULL);
    event_add(w->on_exit, NULL);
    w->state = WORKER_STARTING;
    w->pool->started = true;
    worker_send(w, buf_view(&w->pool->greeting), STR_NULL);
    set_timer(w, START_MS);
    return 0;
}

static void worker_restart(struct worker *w)
{
    struct err err;

    if (w->pool->broken || worker_start(w, &err) == 0) {
        return;
    }
    if (!w->pool->started) {
        pool_break(w->pool, &err);
    } else {
        log_warn("worker.refused", KV_ERR(&err), KV_INT("next_ms", RESTART_MS));
        set_timer(w, RESTART_MS);
    }
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct worker *w = arg;
    struct err err;

    (void)fd;
    (void)what;
    if (w->state == WORKER_DOWN) {
        worker_restart(w);
        return;
    }
    err_set(&err, ERR_LIMIT, "it took longer than %d ms",
            w->state == WORKER_BUSY ? w->pool->options.task_ms : START_MS);
    worker_end(w, &err);
}

/* A worker ended over a task: another one tries it once more, then it has failed. */
static void task_lost(struct worker *w, const struct err *why)
{
    struct pool_task *t = w->task;
    struct pool *p = w->pool;
    struct err err = *why;

    w->task = NULL;
    log_warn("worker.ended", KV_STR("task", buf_view(&t->name)), KV_ERR(why),
             KV_Z("next", t->tried ? "the document has failed" : "tried once more"));
    if (!t->tried) {
        t->tried = true;
        t->fresh = true;
        push_front(p, t);
        return;
    }
    err_context(&err, "the worker was lost twice over it");
    task_done(t, STR_NULL, &err);
}

static void on_ended(evutil_socket_t fd, short what, void *arg)
{
    struct worker *w = arg;
    struct pool *p = w->pool;
    struct err how, why;

    (void)fd;
    (void)what;
    w->ended = true;
    /* Its last words may have come together with its end. */
    while ((w->state == WORKER_STARTING || w->state == WORKER_BUSY) && worker_read(w)) {
    }
    launch_reap(w->process.pid, &how);
    why = w->fault.code == ERR_NONE ? how : w->fault;
    p->failed_starts += w->greeted ? 0 : 1;
    worker_close(w);
    if (p->failed_starts >= START_TRIES) {
        err_context(&why, "%s cannot start", p->worker_path);
        why.code = ERR_OS;
        pool_break(p, &why);
    }
    if (w->task != NULL) {
        task_lost(w, &why);
    }
    if (p->options.on_demand) {
        w->state = WORKER_UNUSED;
    } else {
        worker_restart(w);
    }
    dispatch(p);
}

/* ---- who does what ---- */

/* An idle worker; `documents` false: one that has read none. One that has is preferred if it may be. */
static struct worker *find_idle(struct pool *p, bool documents)
{
    struct worker *found = NULL;

    for (size_t i = 0; i < p->count; i++) {
        struct worker *w = &p->workers[i];

        if (w->state == WORKER_IDLE && (documents || w->documents == 0) &&
            (found == NULL || w->documents > 0)) {
            found = w;
        }
    }
    return found;
}

static void assign(struct worker *w, struct pool_task *t)
{
    w->task = t;
    w->state = WORKER_BUSY;
    w->documents++;
    worker_send(w, buf_view(&t->message), t->bytes);
    set_timer(w, w->pool->options.task_ms);
}

static size_t count_coming(const struct pool *p)
{
    size_t coming = 0;

    for (size_t i = 0; i < p->count; i++) {
        enum worker_state s = p->workers[i].state;

        coming += s == WORKER_DOWN || s == WORKER_STARTING || s == WORKER_ENDING;
    }
    return coming;
}

static bool start_unused(struct pool *p)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->workers[i].state == WORKER_UNUSED) {
            p->workers[i].state = WORKER_DOWN;
            worker_restart(&p->workers[i]);
            return true;
        }
    }
    return false;
}

/*
 * Gives what waits to who is idle, in order; for what nobody who comes will take, another worker is
 * started. If there are as many as there may be, one that has read documents and is idle is ended for a
 * task that wants a fresh one: its successor is fresh.
 */
static void dispatch(struct pool *p)
{
    size_t coming = count_coming(p);
    struct pool_task **link = &p->first;

    while (*link != NULL && !p->broken) {
        bool fresh = (*link)->fresh;
        struct worker *w = find_idle(p, !fresh);

        if (w != NULL) {
            assign(w, take(p, link));
            continue;
        }
        if (coming > 0) {
            coming--;
        } else if (!start_unused(p)) {
            w = find_idle(p, true);
            if (w == NULL) {
                return;
            }
            worker_end(w, NULL);
        }
        link = &(*link)->next;
    }
}

/* ---- the pool ---- */

static size_t cores(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof(set), &set) == -1 ? 1 : (size_t)CPU_COUNT(&set);
}

struct pool *pool_new(struct event_base *base, const struct pool_options *o, struct err *err)
{
    struct pool *p = xcalloc(1, sizeof(*p));

    p->base = base;
    p->options = *o;
    p->options.task_ms = o->task_ms == 0 ? TASK_MS : o->task_ms;
    p->worker_path = strdup(o->worker_path);
    p->last = &p->first;
    p->count = o->workers == 0 ? cores() : o->workers;
    p->workers = xcalloc(p->count, sizeof(*p->workers));
    wire_add(&p->greeting, &(struct wire_message){WIRE_BUILD, false, wire_build_id, STR_NULL});
    for (size_t i = 0; i < p->count; i++) {
        struct worker *w = &p->workers[i];

        w->pool = p;
        w->timer = evtimer_new(base, on_timer, w);
        if (w->timer == NULL || p->worker_path == NULL) {
            abort();
        }
    }
    /* The first shows whether the sandbox can be closed. */
    if (!o->on_demand && worker_start(&p->workers[0], err) == -1) {
        pool_free(p);
        return NULL;
    }
    return p;
}

void pool_free(struct pool *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->count; i++) {
        struct worker *w = &p->workers[i];
        struct err ignored;

        if (w->state != WORKER_DOWN && w->state != WORKER_UNUSED) {
            launch_kill(w->process.pid);
            launch_reap(w->process.pid, &ignored);
            worker_close(w);
        }
        event_free(w->timer);
        buf_free(&w->in.bytes);
        task_free(w->task);
    }
    while (p->first != NULL) {
        task_free(take(p, &p->first));
    }
    buf_free(&p->greeting);
    free(p->workers);
    free(p->worker_path);
    free(p);
}

void pool_run(struct pool *p, const char *task, const struct hints *hints, struct str bytes,
              bool fresh, pool_done_fn *done, void *arg)
{
    struct pool_task *t = xcalloc(1, sizeof(*t));

    buf_add_z(&t->name, task);
    wire_add_task(&t->message, str_z(task), hints, bytes.len);
    t->bytes = bytes;
    t->fresh = fresh;
    t->done = done;
    t->arg = arg;
    push_back(p, t);
    dispatch(p);
}
