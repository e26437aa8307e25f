/*
 * store/store_match - which items of a document are which stored ones, whatever the publisher did to
 * their guids, links and hosts.
 */
#ifndef READOUT_STORE_STORE_MATCH_H
#define READOUT_STORE_STORE_MATCH_H

#include "core/map.h"
#include "feed/feed.h"
#include "store/store_impl.h"

/* A stored sighting of the feed. */
struct seen {
    int64_t id, item_id;
    struct str link, link_key, host, title_key;
    int64_t published;
    bool present; /* in the feed's last document */
    bool taken;   /* by an item of this document */
};

/* An item of the document. */
struct entry {
    const struct item *item;
    struct str link_key, host, title_key; /* the keys as digests; host of the link */
    struct seen *seen;                    /* what it is; NULL: not in this feed */
    bool skip; /* a double in the document, a placeholder, or a known one: nothing to store */
};

struct match {
    struct store *store;
    struct arena *arena;
    int64_t feed_id, now;
    bool first;            /* nothing of the feed is stored yet */
    struct entry *entries; /* of each item of the document */
    size_t entry_count;
    struct seen **present; /* of the last document */
    size_t present_count;
    struct map by_id; /* every struct seen so far */
    size_t placeholders;
    struct str moved_from, moved_to; /* a move that was believed for the first time */
};

/* Fills *m for the document; stores a move that it comes to believe. */
int store_match(struct store *s, struct arena *a, int64_t feed_id, const struct feed *feed,
                int64_t now, struct match *m, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* The feed's sighting under a key, or NULL. */
int match_by_key(struct match *m, struct str key, struct seen **out,
                 struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* The key of an item whose own key belongs to another item of the same document. */
struct str match_second_key(struct match *m, const struct entry *e) ATTR_NONNULL;

#endif
