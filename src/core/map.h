/*
 * core/map - bytes to a pointer.
 *
 * A crit-bit tree (Bernstein): its depth depends on the keys' bits, not on a hash, so no publisher
 * can choose keys that make it slow. Keys are not copied: they must live as long as the map.
 */
#ifndef READOUT_CORE_MAP_H
#define READOUT_CORE_MAP_H

#include <stddef.h>

#include "core/arena.h"
#include "core/str.h"

struct map {
    struct arena *arena; /* where the nodes go */
    void *root;
    size_t count;
};

void map_init(struct map *m, struct arena *a) ATTR_NONNULL;
/* The value, or NULL. */
void *map_get(const struct map *m, struct str key) ATTR_NONNULL;
/* Adds the key with a value that is not NULL, or replaces its value; returns the earlier one or NULL. */
void *map_put(struct map *m, struct str key, void *value) ATTR_NONNULL;

#endif
