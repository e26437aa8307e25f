/*
 * daemon/daemon - the rooms of a running daemon, put together by main, and what its files share.
 */
#ifndef READOUT_DAEMON_DAEMON_H
#define READOUT_DAEMON_DAEMON_H

#include <stdbool.h>

#include "daemon/options.h"
#include "pipeline/config.h"
#include "pipeline/ports.h"
#include "pipeline/tally.h"

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
    struct callback *callback; /* NULL: no hub is asked */
    struct tally *tally;
    struct lag *lag;
    struct event *signals[DAEMON_SIGNALS], *watchdog;
    int lock_fd;
    int status; /* of the process */
    bool loading, reload_again, ending;
};

/* What the pipeline asks of the world, answered by the rooms of `d`. */
struct ports daemon_ports(struct daemon *d) ATTR_NONNULL;
/* Reads the configuration again and takes it over; a wrong one changes nothing. */
void daemon_reload(struct daemon *d) ATTR_NONNULL;
/* Opens the places and the store, starts the rooms and turns the loop; frees all. The status of the process. */
int daemon_run(struct daemon *d) ATTR_NONNULL;
/* Opens, moves or closes the server of hubs, as the configuration wants it. */
int daemon_listen(struct daemon *d, struct config *c, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Leaves the loop; `status` is that of the process. */
void daemon_end(struct daemon *d, int status) ATTR_NONNULL;
/* Stops and frees what is there of it. */
void daemon_stop(struct daemon *d) ATTR_NONNULL;

#endif
