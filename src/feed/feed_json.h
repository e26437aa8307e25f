/*
 * feed/feed_json - a struct feed as the JSON of `readoutctl parse`, with a member for every field.
 */
#ifndef READOUT_FEED_FEED_JSON_H
#define READOUT_FEED_FEED_JSON_H

#include "core/arena.h"
#include "core/err.h"
#include "feed/feed.h"
#include "fmt/json.h"

extern const struct json_shape feed_shape;

/* A known item is {"digest": ...} alone. */
void feed_json_write(struct buf *out, const struct feed *f) ATTR_NONNULL;
int feed_json_read(struct arena *a, struct str text, struct feed **out,
                   struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
