/*
 * store/schema - the tables, and the way from each earlier version of them to this one.
 */
#ifndef READOUT_STORE_SCHEMA_H
#define READOUT_STORE_SCHEMA_H

#include "core/err.h"
#include "store/sqlite.h"

/* What this program works with; a file that was just made has version 0. */
int64_t schema_latest(void);
/* ERR_UNSUPPORTED when the file is newer than we are. */
int schema_version(struct sql *q, int64_t *version, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Runs inside one transaction of the caller's. */
int schema_migrate(struct sql *q, int64_t from, int64_t to,
                   struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
