/*
 * pipeline/rhythm - how often and when a feed publishes, and so when asking it again pays. Pure.
 *
 * A history is the latest moments of publication, in minutes since 1970, newest first, as the text that
 * lies in the feed's row: "29108460 29107020". Items of one minute are one moment.
 */
#ifndef READOUT_PIPELINE_RHYTHM_H
#define READOUT_PIPELINE_RHYTHM_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/attr.h"
#include "core/str.h"

/* The history with further instants (seconds, any order); those later than `now` are passed over. */
struct str rhythm_add(struct arena *a, struct str history, const int64_t *published, size_t count,
                      int64_t now);
/*
 * Seconds until a quarter of a new item is to be expected, from `least` to `most`: often where the feed
 * publishes at this hour of the day or week, seldom elsewhere. -1 when too little is known.
 */
int64_t rhythm_wait(struct str history, int64_t now, int64_t least, int64_t most);

#endif
