/*
 * store/hub_key - the key that the secrets of subscriptions are made from.
 *
 * It lies beside the database in a file of its own that the owner alone may read: whoever is in the
 * group may read the database, and with a secret could push items of his own.
 */
#ifndef READOUT_STORE_HUB_KEY_H
#define READOUT_STORE_HUB_KEY_H

#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

struct store;

/* Reads the key of the folder, or makes one: then all subscriptions are asked for anew, for hubs know other secrets. */
int hub_key_open(struct store *s, const char *state_dir, int64_t now,
                 struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* 64 hex digits: what the hub of the subscription with this token signs with. */
struct str hub_key_secret(const struct store *s, struct arena *a, struct str token) ATTR_NONNULL;

#endif
