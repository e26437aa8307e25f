/*
 * feed/bounds - the limits that hold while one document is read, and which of them it ran into.
 *
 * Pure. Both readers of XML, that of JSON and the fields take what is within a limit and note the rest
 * here, with its place; every limit that was hit becomes one warning of the feed.
 */
#ifndef READOUT_FEED_BOUNDS_H
#define READOUT_FEED_BOUNDS_H

#include "core/arena.h"
#include "core/limits.h"
#include "core/str.h"

enum bound {
    BOUND_DEPTH, /* those of struct feed_limits, in its order */
    BOUND_ATTRIBUTES,
    BOUND_NAME,
    BOUND_TEXT,
    BOUND_TITLE,
    BOUND_ITEMS,
    BOUND_URL, /* those that stand firm */
    BOUND_LIST,
    BOUND_NODES,
    BOUND_NAMESPACES,
    BOUND_ENTITIES,
    BOUND_MEMORY,
    BOUND_COUNT,
};

struct bounds {
    struct arena *arena; /* of the document: values are made in it */
    size_t most[BOUND_COUNT];
    size_t at; /* byte of the document that is being read: where a hit is noted */
    struct {
        size_t count, at; /* at: of the first */
    } hits[BOUND_COUNT];
};

/* What lies outside of its range counts as the end of the range that is nearer. */
void bounds_init(struct bounds *b, struct arena *a, const struct feed_limits *limits) ATTR_NONNULL;
void bounds_hit(struct bounds *b, enum bound bound) ATTR_NONNULL;
/* `s` up to its limit, on a whole character; noted when that is not all of it. */
struct str bounds_cut(struct bounds *b, enum bound bound, struct str s) ATTR_NONNULL;
/* "byte 12: …" of a limit that was hit; absent if it was not. */
struct str bounds_text(const struct bounds *b, enum bound bound) ATTR_NONNULL;

#endif
