/*
 * feed/build - elements of a feed to struct feed and struct item, for every XML dialect.
 */
#ifndef READOUT_FEED_BUILD_H
#define READOUT_FEED_BUILD_H

#include "core/map.h"
#include "feed/bounds.h"
#include "feed/parse.h"
#include "feed/xml.h"

/* What all formats share while one feed is read. */
struct build {
    struct arena *arena;
    struct bounds bounds;
    struct feed *feed;
    struct str source;   /* the document in UTF-8 */
    struct map known;    /* digests of the hints */
    bool headlines;      /* of the hints */
    struct str *authors; /* of the feed: for entries that name none (Atom, JSON) */
    size_t author_count, item_cap, warning_cap;
};

void build_init(struct build *b, struct arena *a, const struct parse_hints *hints) ATTR_NONNULL;
#define WARNING_BYTES 60U /* of the document that a warning repeats */
/* Kept up to LIMIT_FEED_WARNINGS. */
void build_warn(struct build *b, struct str line) ATTR_NONNULL;
/* Puts the limits that were hit in front of the other warnings: they tell what is not there. */
void build_warn_bounds(struct build *b) ATTR_NONNULL;
/*
 * A new item at the end; NULL when the feed has too many or takes too much memory. If `digest` is known it
 * is all it holds.
 */
struct item *build_item(struct build *b, struct str digest) ATTR_NONNULL;
/* Appends a text to a list unless it is absent, there already, or the list is full. */
void build_list(struct bounds *b, struct str **list, size_t *count, struct str s) ATTR_NONNULL;
void build_enclosure(struct bounds *b, struct item *item, struct enclosure e) ATTR_NONNULL;
/* Whether the texts of an item are wanted, or needed to tell it from others; its id, link and title are read. */
bool build_wants_text(const struct build *b, const struct item *item) ATTR_NONNULL;
/* Key and placeholder, with its warning. */
void build_finish_item(struct build *b, struct item *item) ATTR_NONNULL;

/* The feed's own fields from the children of its channel; items from everywhere below `top`. */
void build_xml_feed(struct build *b, const struct xml_node *channel) ATTR_NONNULL;
void build_xml_items(struct build *b, const struct xml_document *d,
                     const struct xml_node *top) ATTR_NONNULL;
/* For xml_hints: the digest of an item, if it is known. */
struct str build_known(const void *arg, struct str inside) ATTR_NONNULL;

#endif
