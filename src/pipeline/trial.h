/*
 * pipeline/trial - `--poll FEED`: one polite request for a feed as the daemon would make it the first time, told to a person.
 *
 * Nothing is stored, and the store of a running daemon is not looked at.
 */
#ifndef READOUT_PIPELINE_TRIAL_H
#define READOUT_PIPELINE_TRIAL_H

#include "pipeline/config.h"
#include "pipeline/ports.h"

struct event_base;

struct trial {
    struct event_base *base;
    const struct ports *ports;
    const struct config *config;
};

/*
 * `feed` is an http(s) address or the name of a configured feed; turns the loop until the answer is
 * judged and appends what was said, what was decided, and what comes next. -1: the poll failed.
 */
int trial_run(const struct trial *t, const char *feed, struct buf *out,
              struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
