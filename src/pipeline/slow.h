/*
 * pipeline/slow - filters that ran into their time limit: each rule is told once in a configuration's life.
 */
#ifndef READOUT_PIPELINE_SLOW_H
#define READOUT_PIPELINE_SLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"

struct slow;

struct slow_rule {
    const char *owner; /* "feed" or "notify" */
    struct str name;   /* of the feed it was met in, or of the notifier */
    struct str pattern;
    bool global; /* stands outside of all feeds: one rule, whichever feed it is met in */
};

struct slow *slow_new(void);
void slow_free(struct slow *s);
/* Another configuration from now on: all its rules are new. */
void slow_forget(struct slow *s) ATTR_NONNULL;
/* A warning that names owner and pattern, the first time. */
void slow_tell(struct slow *s, const struct slow_rule *r) ATTR_NONNULL;

#endif
