/*
 * feed/discover - the feeds that a web page advertises (link rel=alternate, HTML standard 4.6.7.1).
 */
#ifndef READOUT_FEED_DISCOVER_H
#define READOUT_FEED_DISCOVER_H

#include "core/arena.h"
#include "core/str.h"

struct discovered {
    struct str url, type, title; /* title absent if none */
};

/* Links start from the page's own base element, if it has one. In document order, each address once, at most LIMIT_LIST. `page` is valid UTF-8. */
void feed_discover(struct arena *a, struct str page, struct str base, struct discovered **out,
                   size_t *count) ATTR_NONNULL;

/* {"feeds": [{"url": …, "type": …, "title": …}, …]} */
void discover_json_write(struct buf *out, const struct discovered *list, size_t count);

#endif
