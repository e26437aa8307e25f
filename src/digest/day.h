/*
 * digest/day - the day of an event, as a text says it.
 *
 * Pure. Days are counted from 1970-01-01.
 */
#ifndef READOUT_DIGEST_DAY_H
#define READOUT_DIGEST_DAY_H

#include "digest/token.h"
#include "text/sentence.h"

#define DAY_NONE INT64_MIN

/*
 * The first day that the tokens [start, end) name, the last one of a range: "May 5, 2025", "8 January",
 * "April 27 and 28", "today", "yesterday", "Friday". Words count from `published`, the day of the
 * text's publication where it was written; a day without a year is the last one not after it.
 */
int64_t day_find(const struct tokens *t, struct span range, int64_t published) ATTR_NONNULL;
/* "2025-05-05" */
struct str day_write(struct arena *a, int64_t day) ATTR_NONNULL;

#endif
