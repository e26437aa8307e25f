/*
 * net/spawn - a program with arguments, bytes on its standard input, bounded in time, on the loop. No shell.
 *
 * The caller ignores SIGPIPE: a program may end without reading its input.
 */
#ifndef READOUT_NET_SPAWN_H
#define READOUT_NET_SPAWN_H

#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

struct event_base;
struct spawn;
struct spawner;

struct spawn_request {
    const char *const *argv; /* NULL-terminated; argv[0] is a path or found in /usr/bin:/bin */
    struct str input;        /* copied */
    int timeout_ms;          /* 0: 30000; then its process group gets SIGKILL */
    size_t max_output; /* bytes of standard output kept; 0: 64 kB; the rest is read and dropped */
};
struct spawn_result {
    struct err err;    /* ERR_NONE when it ended by itself, whatever its status */
    int status;        /* exit status; 75 means try again */
    struct str output; /* lives until the callback returns */
    struct str errors; /* first 1 kB of standard error */
};
typedef void spawn_done_fn(void *arg, const struct spawn_result *result);

struct spawner *spawner_new(struct event_base *base);
/* Kills the process group of each program that runs; no callback comes any more. NULL is fine. */
void spawner_free(struct spawner *s);
/*
 * Own process group, environment PATH LANG HOME only, no inherited descriptor. `done` is called
 * once, on the loop, never before this returns.
 */
struct spawn *spawn_start(struct spawner *spawner, const struct spawn_request *r,
                          spawn_done_fn *done, void *arg);
/* Kills its process group; the callback will not be called. */
void spawn_cancel(struct spawn *s);

#endif
