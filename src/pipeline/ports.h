/*
 * pipeline/ports - what the pipeline asks of the world: the daemon gives the real ones, tests a scripted network and clock.
 */
#ifndef READOUT_PIPELINE_PORTS_H
#define READOUT_PIPELINE_PORTS_H

#include <stdint.h>

#include "core/err.h"
#include "core/str.h"
#include "net/fetch.h"
#include "net/mail_order.h"
#include "net/spawn.h"
#include "sys/burst.h"
#include "work/pool.h"

struct timer;
struct push_answer;

struct ports {
    void *arg;
    void (*fetch)(void *arg, const struct fetch_request *r, fetch_done_fn *done, void *done_arg);
    void (*task)(void *arg, const char *task, const struct hints *h, struct str bytes,
                 pool_done_fn *done, void *done_arg);
    /* The same, by a worker that has read no document since its start. */
    void (*task_fresh)(void *arg, const char *task, const struct hints *h, struct str bytes,
                       pool_done_fn *done, void *done_arg);
    void (*spawn)(void *arg, const struct spawn_request *r, spawn_done_fn *done, void *done_arg);
    /* By a program of its own; its status is 0 when the server took the mail. */
    void (*mail)(void *arg, const struct mail_order *o, spawn_done_fn *done, void *done_arg);
    void (*syslog)(void *arg, int priority, struct str line);
    int64_t (*now)(void *arg); /* wall seconds; called from the loop only */
    /* Seconds of a clock that nobody sets, by which a jump of the other is told. */
    int64_t (*steady)(void *arg);
    /* A timer of the loop; it fires once each time it is set. */
    struct timer *(*timer_new)(void *arg, void (*fire)(void *fire_arg), void *fire_arg);
    void (*timer_set)(void *arg, struct timer *t, int64_t ms);
    void (*timer_free)(void *arg, struct timer *t);
    /* As burst_add; called from the disk thread only. */
    int (*write)(void *arg, struct burst *b, const char *dir, const struct file_out *files,
                 size_t count, struct err *result);
    /* Answers a request of a hub (pipeline/push.h); one that has gone by now is passed over. */
    void (*push_answer)(void *arg, uint64_t id, const struct push_answer *answer);
    int64_t (*free_bytes)(void *arg, const char *path); /* as file_free_bytes; disk thread */
};

#endif
