/*
 * pipeline/pipeline - the way of an item, and what keeps it going: claims, timers, the two modes.
 */
#ifndef READOUT_PIPELINE_PIPELINE_H
#define READOUT_PIPELINE_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/config.h"
#include "pipeline/disk.h"
#include "pipeline/ports.h"
#include "pipeline/tally.h"

struct pipeline;

struct pipeline_options {
    struct disk *disk;
    struct ports ports;
    struct config *config; /* a reference of its own is taken */
    struct tally *tally;   /* of models; outlives the pipeline */
    bool once;             /* poll what is due once, take everything to its end, then on_idle */
    bool all;              /* with once: what is not due too */
    void (*on_idle)(void *arg,
                    int status); /* the program is to end: 0 or EX_TEMPFAIL after one pass */
    void *arg;
};

struct pipeline *pipeline_new(const struct pipeline_options *o) ATTR_NONNULL;
/* Begins to claim; the feeds of the configuration must be in the store. */
void pipeline_start(struct pipeline *p) ATTR_NONNULL;
/* Another configuration from now on; its feeds are in the store already. */
void pipeline_configure(struct pipeline *p, struct config *c) ATTR_NONNULL;
/* Claims nothing more; on_idle when no poll is under way any more: what a server has answered is not asked again. */
void pipeline_finish(struct pipeline *p) ATTR_NONNULL;
/* Claims nothing more and lets jobs that come back end. Then: stop fetcher, workers and disk; pipeline_free. */
void pipeline_stop(struct pipeline *p) ATTR_NONNULL;
void pipeline_free(struct pipeline *p);

#endif
