/*
 * pipeline/config - a configuration in use: loaded, checked, with its notifiers' secrets, counted.
 *
 * Read-only after config_load. Only the loop counts up and down, so the count needs no atomics.
 */
#ifndef READOUT_PIPELINE_CONFIG_H
#define READOUT_PIPELINE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/conf.h"
#include "core/arena.h"
#include "core/err.h"
#include "deliver/notify.h"
#include "net/fetch.h"
#include "pipeline/access.h"
#include "pipeline/model.h"

struct store;

struct config {
    struct arena *arena;
    struct conf *conf;             /* without its feeds once config_sync has stored them */
    struct notify_target *targets; /* as conf->notifies */
    struct access_list accesses;
    struct model *models; /* as conf->models */
    size_t refs;
};

/* Reads and checks everything that can be checked without the store: ERR_CONFIG names file and line. One reference is the caller's. */
int config_load(const char *path, struct config **out, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
struct config_start {
    int64_t now;
    bool start; /* the program starts: what is overdue is spread over a minute at most */
    bool once;  /* one pass: nothing is put off */
};
struct config_counts {
    int64_t feeds, removed;
};
/* Writes the feeds with their settings to the store and lets go of them; disk thread, inside a job. */
int config_sync(struct config *c, struct store *s, const struct config_start *start,
                struct config_counts *counts, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* What the network is to be like; the texts are in the arena of `c`. */
struct fetcher_options config_fetcher(struct config *c) ATTR_NONNULL;
/* What our addresses at hubs begin with, ending in a slash; absent: no hub is asked. */
struct str config_push_base(const struct conf *c, struct arena *a) ATTR_NONNULL;
struct config *config_hold(struct config *c) ATTR_NONNULL;
void config_drop(struct config *c);
/* NULL when the configuration has no notifier of that name. */
const struct notify_target *config_target(const struct config *c, struct str name) ATTR_NONNULL;
/* NULL when it has no model of that name, or none is named. */
const struct model *config_model(const struct config *c, struct str name) ATTR_NONNULL;

#endif
