/*
 * worker/main - readoutd-worker: warms up, closes its sandbox, then runs tasks until the daemon hangs up.
 *
 * Standard input and output are the socket to the daemon. It is started by readoutd alone.
 */
#include "config.h"

#include <malloc.h>
#include <signal.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

#include "core/limits.h"
#include "sys/heap.h"
#include "work/sandbox.h"
#include "work/task.h"
#include "work/wire.h"

#ifndef WORKER_CPU_S /* tests have less patience */
#    define WORKER_CPU_S LIMIT_TASK_CPU_S
#endif
#define TASKS_MAX  500U
#define GROWTH_MAX (64U << 20)

/* The tree of a page comes and goes with each task: memory that is had anew each time costs half of the work. */
enum { MAPPED_BYTES = 4 << 20, SPARE_BYTES = 8 << 20 };

#ifdef WITH_SANITIZERS
/* The leak check needs ptrace, which the sandbox does not have. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

static size_t heap_bytes(void)
{
    struct mallinfo2 m = mallinfo2();

    return m.arena + m.hblkhd;
}

static int send_message(const struct wire_message *m)
{
    struct buf out = {0};
    size_t done = 0;
    int rc = 0;

    wire_add(&out, m);
    while (rc == 0 && done < out.len) {
        ssize_t n = write(STDOUT_FILENO, out.ptr + done, out.len - done);

        if (n <= 0) {
            rc = -1;
        } else {
            done += (size_t)n;
        }
    }
    buf_free(&out);
    return rc;
}

static int send_failure(const struct err *err, bool last)
{
    return send_message(
        &(struct wire_message){WIRE_FAILED, last, str_z(err->text), str_z(err_name(err->code))});
}

static enum wire_state receive(struct wire_in *in, struct wire_message *m, struct err *err)
{
    enum wire_state state;

    do {
        state = wire_in_read(in, STDIN_FILENO, m, err);
    } while (state == WIRE_MORE);
    return state;
}

/* CPU time that all of this process may use from now on; SIGPROF ends it. */
static void bound_cpu(void)
{
    struct itimerval t = {.it_value = {.tv_sec = WORKER_CPU_S}};

    setitimer(ITIMER_PROF, &t, NULL);
}

static int run(const struct wire_message *m, struct buf *out, struct err *err)
{
    struct arena *a = arena_new();
    const struct task *task = NULL;
    const struct hints *hints;
    struct str name;
    int rc = -1;

    if (wire_read_task(a, m, &name, &hints, err) == 0) {
        task = task_find(name);
        if (task == NULL) {
            err_set(err, ERR_INTERNAL, "no task " STR_FMT, STR_ARG(name));
        } else {
            rc = task->run(a, hints, m->second, out, err);
        }
    }
    if (rc == 0 && out->len > LIMIT_DOCUMENT_BYTES) {
        rc = err_set(err, ERR_LIMIT, "an answer larger than %u bytes", LIMIT_DOCUMENT_BYTES);
    }
    arena_free(a);
    return rc;
}

/* Tasks until this process has grown old or the daemon hangs up. */
static int serve(struct wire_in *in)
{
    size_t start = heap_bytes();
    struct wire_message m;
    struct err err;

    for (size_t count = 1; receive(in, &m, &err) == WIRE_WHOLE; count++) {
        struct buf out = {0};
        bool last;
        int rc, sent;

        if (m.kind != WIRE_TASK) {
            return EX_PROTOCOL;
        }
        bound_cpu();
        rc = run(&m, &out, &err);
        wire_in_reset(in);
        last = count >= TASKS_MAX || heap_bytes() > start + GROWTH_MAX + out.cap;
        sent =
            rc == -1
                ? send_failure(&err, last)
                : send_message(&(struct wire_message){WIRE_ANSWER, last, buf_view(&out), STR_NULL});
        buf_free(&out);
        if (sent == -1 || last) {
            return EX_OK;
        }
    }
    return EX_OK;
}

static int work(void)
{
    struct wire_in in = {0};
    struct wire_message m = {WIRE_BUILD, false, wire_build_id, STR_NULL};
    struct err err;

    heap_set_up(MAPPED_BYTES, SPARE_BYTES);
    task_warm_up();
    if (sandbox_close(&err) == -1) {
        send_message(&(struct wire_message){WIRE_BROKEN, true, str_z(err.text), STR_NULL});
        return EX_OSERR;
    }
    if (send_message(&m) == -1 || receive(&in, &m, &err) != WIRE_WHOLE || m.kind != WIRE_BUILD ||
        !str_eq(m.first, wire_build_id)) {
        return EX_PROTOCOL;
    }
    wire_in_reset(&in);
    return serve(&in);
}

int main(void)
{
    /* A signal to the whole group or control group is the daemon's to answer: it hangs up in time. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    /* Not exit(): handlers of libraries would need what the sandbox forbids. */
    _exit(work());
}
