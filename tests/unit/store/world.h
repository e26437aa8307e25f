/*
 * unit/store/world - a store in a folder of its own, with polls written as short lists of items.
 */
#ifndef READOUT_TESTS_UNIT_STORE_WORLD_H
#define READOUT_TESTS_UNIT_STORE_WORLD_H

#include "unit/test.h"

#include "feed/feed.h"
#include "store/store.h"

struct world {
    struct store *store;
    struct arena *arena;
    char dir[64];
    int64_t now;
    bool unfiltered; /* its feeds have no filters */
};

enum { WORLD_START = 1746489600 }; /* 2025-05-06T00:00:00Z */

/* An item as a publisher writes it; NULL and 0 are absent. */
struct world_item {
    const char *id, *link, *title;
    int day; /* published so many days after the start; 0: no date */
    const char *description;
    bool unwanted;
};

struct world_poll {
    const char *feed;
    const struct world_item *items;
    size_t count;
    int64_t backlog;
};

/* Runs one call of the store as a job of its own; fails the test when it fails. */
#define IN_JOB(w, call)                              \
    do {                                             \
        struct err job_err = {0};                    \
        world_begin(w);                              \
        if ((call) == -1) {                          \
            fail_msg("%s: %s", #call, job_err.text); \
        }                                            \
        world_end(w);                                \
    } while (0)

/* cmocka setup and teardown: *state is a struct world without feeds. */
int world_setup(void **state);
int world_teardown(void **state);
void world_open(struct world *w);
void world_begin(struct world *w);
void world_end(struct world *w);
/* The feeds of the configuration, all due now. */
void world_sync(struct world *w, const char *const *names, size_t count);
int64_t world_feed(struct world *w, const char *name);
/* A poll that ends in these items. */
struct store_put_result world_put(struct world *w, const struct world_poll *p);
/* Carries every item that is due through to the spool; the count of revisions spooled. */
size_t world_spool(struct world *w);
/* One number of the database. */
int64_t world_number(struct world *w, const char *query);

#endif
