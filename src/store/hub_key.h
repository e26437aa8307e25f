/*
 * store/hub_key - the key that the secrets of subscriptions are made from.
 *
 * It lies beside the database in a file of its own that the owner alone may read: whoever is in the
 * group may read the database, and with a secret could push items of his own.
 */
#ifndef READOUT_STORE_HUB_KEY_H
#define READOUT_STORE_HUB_KEY_H

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

struct hub_key {
    char digits[64]; /* hexadecimal */
};

/* The key of the folder; ERR_NOINPUT: there is none. */
int hub_key_read(const char *state_dir, struct hub_key *out,
                 struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* A new one. The hubs know other secrets by then, so all subscriptions are to be asked for anew before it is made. */
int hub_key_make(const char *state_dir, struct hub_key *out,
                 struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* 64 hex digits: what the hub of the subscription with this token signs with. */
struct str hub_key_secret(const struct hub_key *key, struct arena *a,
                          struct str token) ATTR_NONNULL;

#endif
