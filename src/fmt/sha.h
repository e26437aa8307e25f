/*
 * fmt/sha - SHA-2 and its HMAC by nettle.
 */
#ifndef READOUT_FMT_SHA_H
#define READOUT_FMT_SHA_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/str.h"

/* 64 hex digits. */
struct str sha_hex(struct arena *a, struct str bytes) ATTR_NONNULL;
/* 64 hex digits over parts, each preceded by its length, so that no two lists of parts are alike. */
struct str sha_hex_parts(struct arena *a, const struct str *parts, size_t count) ATTR_NONNULL;
/* 32 raw bytes. */
struct str sha_hmac(struct arena *a, struct str key, struct str bytes) ATTR_NONNULL;

enum sha_kind { SHA_256, SHA_384, SHA_512, SHA_COUNT };
/* Whether hex digits of either case are the HMAC; in a time that tells nothing of where they differ. */
bool sha_hmac_matches(enum sha_kind kind, struct str key, struct str bytes, struct str hex);

#endif
