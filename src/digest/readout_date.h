/*
 * digest/readout_date - the day on which something took place, from the words that tell of it.
 */
#ifndef READOUT_DIGEST_READOUT_DATE_H
#define READOUT_DIGEST_READOUT_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "digest/readout_words.h"

struct readout_when {
    const struct rwords *text;
    size_t from, to; /* the sentence that tells of it */
    const struct rwords *title;
    int64_t published; /* TIME_NONE if unknown */
    bool american;     /* days count in Washington, else in UTC */
};

/* "2025-05-05"; the day of `published` when no day is told; absent when that is unknown too. */
struct str readout_date(struct arena *a, const struct readout_when *when);

#endif
