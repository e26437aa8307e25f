/*
 * digest/verify_dates - the days that a text names, whatever it calls them: "May 5, 2025", "5 May", "Monday", "yesterday".
 */
#ifndef READOUT_DIGEST_VERIFY_DATES_H
#define READOUT_DIGEST_VERIFY_DATES_H

#include <stdint.h>

#include "digest/claim.h"

/*
 * Gives tokens their day. `published` (TIME_NONE if unknown) is when both texts were written: a weekday is the last one
 * not after it or the next, a day without a year the nearest. Without it only days with a year are known.
 */
void dates_read(struct passage *p, int64_t published) ATTR_NONNULL;
/* Takes the words of a claim for said whose day the source names in other words. */
void dates_settle(const struct passage *source, struct passage *claim) ATTR_NONNULL;

#endif
