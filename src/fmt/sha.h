/*
 * fmt/sha - SHA-256 and HMAC-SHA-256 by nettle.
 */
#ifndef READOUT_FMT_SHA_H
#define READOUT_FMT_SHA_H

#include "core/arena.h"
#include "core/str.h"

/* 64 hex digits. */
struct str sha_hex(struct arena *a, struct str bytes) ATTR_NONNULL;
/* 64 hex digits over parts, each preceded by its length, so that no two lists of parts are alike. */
struct str sha_hex_parts(struct arena *a, const struct str *parts, size_t count) ATTR_NONNULL;
/* 32 raw bytes. */
struct str sha_hmac(struct arena *a, struct str key, struct str bytes) ATTR_NONNULL;

#endif
