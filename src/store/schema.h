/*
 * store/schema - the tables, and the way from each earlier version of them to this one.
 */
#ifndef READOUT_STORE_SCHEMA_H
#define READOUT_STORE_SCHEMA_H

#include "core/err.h"
#include "store/sqlite.h"

/* Runs inside one transaction of the caller's. ERR_UNSUPPORTED when the file is newer than we are. */
int schema_migrate(struct sql *q, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
