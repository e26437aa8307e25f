/*
 * net/host - who waits for which host, and who is next.
 *
 * At most `per_host` transfers run at once on a host, and `gap_ms` pass from the start of one to the
 * start of the next; hosts with work take turns, so that a host with a thousand waiting requests
 * delays no other. A host that asked to be left alone is remembered until then. Knows nothing of
 * HTTP: a waiter is a node inside the caller's own struct. Times are of the monotonic clock.
 */
#ifndef READOUT_NET_HOST_H
#define READOUT_NET_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/attr.h"
#include "core/str.h"

struct host;
struct host_table;

struct host_wait {
    struct host *host; /* NULL: in no queue */
    struct host_wait *prev, *next;
    bool running;
};

struct host_limits {
    size_t per_host;
    int64_t gap_ms;
};

struct host_table *host_table_new(const struct host_limits *limits) ATTR_RETURNS_NONNULL;
/* Every waiter must have left. */
void host_table_free(struct host_table *t);
void host_set_limits(struct host_table *t, const struct host_limits *limits) ATTR_NONNULL;

/* Queues at the host's end. The name is compared as it is. */
void host_enter(struct host_table *t, struct host_wait *w, struct str name) ATTR_NONNULL;
/* Runs at once, whatever the limit says; it counts for those behind it. */
void host_enter_running(struct host_table *t, struct host_wait *w, struct str name) ATTR_NONNULL;
/* The next one that may run, now counted as running; NULL when all must wait. */
struct host_wait *host_next(struct host_table *t, int64_t now_ms) ATTR_NONNULL;
/* When somebody waits for nothing but the gap of its host: the end of the first; INT64_MAX: nobody. */
int64_t host_next_ms(const struct host_table *t) ATTR_NONNULL;
/* Gives up the place or the slot; nothing for a waiter in no queue. */
void host_leave(struct host_table *t, struct host_wait *w) ATTR_NONNULL;
/* The host of `w`, which is in it, is to be left alone until then. */
void host_hold(struct host_table *t, struct host_wait *w, int64_t until_ms) ATTR_NONNULL;
/* Until when it is to be left alone; 0: it is not. */
int64_t host_held_until(const struct host_table *t, struct str name, int64_t now_ms) ATTR_NONNULL;
/* Whether another runs at the same host. */
bool host_is_shared(const struct host_wait *w) ATTR_NONNULL;
/* Whether the connection of this running one will not be taken over by a waiter. */
bool host_is_last(const struct host_wait *w) ATTR_NONNULL;

#endif
