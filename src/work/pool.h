/*
 * work/pool - worker processes on the loop.
 *
 * Each is a readoutd-worker with its own sandbox, started by posix_spawn: one at first, another whenever
 * a task would wait for those that are busy, up to their number. A worker that dies or
 * overruns is replaced; its task is tried once more in a fresh worker, then fails with the reason.
 */
#ifndef READOUT_WORK_POOL_H
#define READOUT_WORK_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/str.h"
#include "work/task.h"

struct event_base;
struct pool;

struct pool_options {
    const char *worker_path;
    size_t workers; /* at most; 0: one a core */
    int task_ms;    /* wall limit of one task; 0: 15000 */
    bool on_demand; /* none is started before there is a task, nor in place of one that has ended */
    /*
     * Called once, on the loop, when no worker can be started at all, or one says it cannot close its
     * sandbox: the daemon ends with 71.
     */
    void (*on_broken)(void *arg, const struct err *err);
    void *arg;
};

struct pool *pool_new(struct event_base *base, const struct pool_options *o,
                      struct err *err) ATTR_MUST_USE;
/* Kills the workers by pid and frees; callbacks that wait are not called. */
void pool_free(struct pool *p);

/* `answer` is the task's JSON (absent when err is not NULL); both live until the callback returns. */
typedef void pool_done_fn(void *arg, struct str answer, const struct err *err);
/*
 * Queues a task; copies the hints before it returns, while the bytes must last until `done` is called
 * or the pool freed. `fresh`: in a worker that has read no document since its start (text of a model is
 * verified there).
 */
void pool_run(struct pool *p, const char *task, const struct hints *hints, struct str bytes,
              bool fresh, pool_done_fn *done, void *arg);

#endif
