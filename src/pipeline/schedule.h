/*
 * pipeline/schedule - when to ask again. Pure: numbers in, an instant out.
 *
 * Times are whole seconds and are rounded up, so that no poll comes early; jitter only adds.
 */
#ifndef READOUT_PIPELINE_SCHEDULE_H
#define READOUT_PIPELINE_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

struct schedule_rules {
    int64_t interval_s, min_interval_s, max_interval_s;
    bool ignore_hints; /* only Retry-After counts beside the interval */
    bool adaptive; /* no interval is written down: the feed's own rhythm counts where it is known */
};

struct schedule_hints {
    int64_t fresh_s;               /* of the answer's caching headers; -1 none */
    int64_t retry_after_s;         /* -1 none */
    int64_t ttl_s;                 /* the feed's own; 0 none */
    int64_t skip_hours, skip_days; /* bit sets, UTC, as in struct feed */
    int64_t rhythm_s;              /* what rhythm_wait says; -1 unknown */
    int64_t pushed_s;              /* how long a hub will tell of news; -1 none does */
};

/* A number that depends on the name and the moment alone: what jitter is drawn from. */
uint64_t schedule_seed(struct str name, int64_t now);
/* Until when a Retry-After (seconds; none: negative) holds: what asks for weeks is taken for a mistake. */
int64_t schedule_not_before(int64_t retry_after_s, int64_t now);
/* After a poll that was answered. */
int64_t schedule_next(const struct schedule_rules *r, const struct schedule_hints *h, int64_t now,
                      uint64_t seed);
/* What made the wait up to `due`, which schedule_next gave, as long as it is. */
const char *schedule_why(const struct schedule_rules *r, const struct schedule_hints *h,
                         int64_t now, int64_t due);
/* What the publisher asked for alone, whatever the interval: no change of the configuration makes a poll come sooner. */
int64_t schedule_asked(const struct schedule_rules *r, const struct schedule_hints *h, int64_t now);
/* The longest wait after a poll that these rules bring about where no publisher and no failure asks for more. */
int64_t schedule_longest_s(const struct schedule_rules *r);
/*
 * After `failures` (>= 1) failed polls in a row: what is added to the interval (at first as much again, at most an
 * hour) doubles, up to a day; Retry-After at least.
 */
int64_t schedule_backoff(const struct schedule_rules *r, int64_t failures, int64_t retry_after_s,
                         int64_t now, uint64_t seed);
/* A poll that is to be made up for (overdue at a start): spread over min(interval, 60 s). */
int64_t schedule_spread(const struct schedule_rules *r, int64_t now, uint64_t seed);
/* Tries of anything else: first_s, doubling, up to max_s. */
int64_t schedule_retry(int64_t first_s, int64_t max_s, int64_t tries, int64_t now, uint64_t seed);

#endif
