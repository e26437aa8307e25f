/*
 * daemon/parts - what main puts together, for the files that run a part of it.
 */
#ifndef READOUT_DAEMON_PARTS_H
#define READOUT_DAEMON_PARTS_H

#include <stdbool.h>

#include "daemon/options.h"
#include "pipeline/config.h"
#include "pipeline/ports.h"

struct care;
struct disk;
struct event;
struct event_base;
struct fetcher;
struct lag;
struct pipeline;
struct pool;
struct spawner;
struct store;

enum { DAEMON_SIGNALS = 3 };

struct daemon {
    struct options options;
    struct event_base *base;
    struct config *config;
    struct store *store;
    struct fetcher *fetcher;
    struct spawner *spawner;
    struct pool *pool;
    struct disk *disk;
    struct pipeline *pipeline;
    struct care *care;
    struct lag *lag;
    struct event *signals[DAEMON_SIGNALS], *watchdog;
    int lock_fd;
    int status; /* of the process */
    bool loading, reload_again, ending;
};

/* The real ones; they live as long as the daemon. */
struct ports daemon_ports(struct daemon *d) ATTR_NONNULL;
/* Leaves the loop; `status` is that of the process. */
void daemon_end(struct daemon *d, int status) ATTR_NONNULL;
/* Stops and frees what is there of it. */
void daemon_stop(struct daemon *d) ATTR_NONNULL;

#endif
