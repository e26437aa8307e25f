/*
 * store/rescue - what is done so that no database is ever lost: a damaged file is set aside, an old one copied before
 * it is changed. Both are told in the log.
 */
#ifndef READOUT_STORE_RESCUE_H
#define READOUT_STORE_RESCUE_H

#include <stdint.h>

#include "core/err.h"
#include "store/sqlite.h"

/* The file and its journal get names that say when they were found damaged; `why` is the reason. */
int rescue_set_aside(const char *dir, const char *name, int64_t now, const struct err *why,
                     struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* A whole copy as DIR/NAME.bak-vVERSION, in place of copies of earlier versions. Not inside a transaction. */
int rescue_copy(struct sql *q, const char *dir, const char *name, int64_t version,
                struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
