/*
 * net/host - who waits for which host, and who is next.
 *
 * At most `per_host` transfers run at once on a host; hosts with work take turns, so that a host
 * with a thousand waiting requests delays no other. Knows nothing of HTTP: a waiter is a node inside
 * the caller's own struct.
 */
#ifndef READOUT_NET_HOST_H
#define READOUT_NET_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/attr.h"
#include "core/str.h"

struct host;
struct host_table;

struct host_wait {
    struct host *host; /* NULL: in no queue */
    struct host_wait *prev, *next;
    bool running;
};

struct host_table *host_table_new(size_t per_host) ATTR_RETURNS_NONNULL;
/* Every waiter must have left. */
void host_table_free(struct host_table *t);
void host_set_limit(struct host_table *t, size_t per_host) ATTR_NONNULL;

/* Queues at the host's end. The name is compared as it is. */
void host_enter(struct host_table *t, struct host_wait *w, struct str name) ATTR_NONNULL;
/* Runs at once, whatever the limit says; it counts for those behind it. */
void host_enter_running(struct host_table *t, struct host_wait *w, struct str name) ATTR_NONNULL;
/* The next one that may run, now counted as running; NULL when all must wait. */
struct host_wait *host_next(struct host_table *t) ATTR_NONNULL;
/* Gives up the place or the slot; nothing for a waiter in no queue. */
void host_leave(struct host_table *t, struct host_wait *w) ATTR_NONNULL;
/* Whether the connection of this running one will not be taken over by a waiter. */
bool host_is_last(const struct host_wait *w) ATTR_NONNULL;

#endif
