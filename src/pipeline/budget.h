/*
 * pipeline/budget - what the models have used today, and whether more may be used.
 *
 * A day is one of UTC. What is asked for is put aside first, as much as it can come to at most, so
 * that questions under way at the same time cannot together spend more than there is.
 */
#ifndef READOUT_PIPELINE_BUDGET_H
#define READOUT_PIPELINE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/attr.h"
#include "core/str.h"

struct budget;

/* Tokens, and millionths of a cent. */
struct cost {
    int64_t tokens, micros;
};
/* What the configuration allows in a day; negative: as much as there is. */
struct allowance {
    int64_t tokens, cents;
};
struct budget_limits {
    struct allowance all, model, feed;
};

struct budget *budget_new(void) ATTR_RETURNS_NONNULL;
void budget_free(struct budget *b);
/* Whether what was used before the start of this process is known; budget_used tells it. */
bool budget_loaded(const struct budget *b) ATTR_NONNULL;
void budget_set_loaded(struct budget *b) ATTR_NONNULL;
void budget_add(struct budget *b, struct str model, struct str feed, struct cost used,
                int64_t now) ATTR_NONNULL;
/*
 * Puts `most` aside. False when a limit would be passed: *which names it, and *first is true once a
 * day for each, for the notice.
 */
bool budget_take(struct budget *b, struct str model, struct str feed,
                 const struct budget_limits *limits, struct cost most, int64_t now,
                 const char **which, bool *first) ATTR_NONNULL;
/* What was put aside came to `used`. */
void budget_settle(struct budget *b, struct str model, struct str feed, struct cost most,
                   struct cost used, int64_t now) ATTR_NONNULL;

#endif
