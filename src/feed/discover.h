/*
 * feed/discover - the feeds that a web page advertises (link rel=alternate, HTML standard 4.6.7.1).
 */
#ifndef READOUT_FEED_DISCOVER_H
#define READOUT_FEED_DISCOVER_H

#include "core/arena.h"
#include "core/str.h"
#include "feed/feed.h"

struct discovered {
    struct str url, type, title; /* absent if unknown */
};

/*
 * Links start from the page's own base element, if it has one. In document order, each address once,
 * at most LIMIT_LIST. A type that other documents have, too, counts where address or title speak of
 * a feed. `page` is valid UTF-8.
 */
void feed_discover(struct arena *a, struct str page, struct str base, struct discovered **out,
                   size_t *count) ATTR_NONNULL;

/* A feed as a page would advertise it: at `base`, where it was had, or where it says it is. */
struct discovered discover_itself(const struct feed *feed, struct str base) ATTR_NONNULL;

/* {"feeds": [{"url": …, "type": …, "title": …}, …]} */
void discover_json_write(struct buf *out, const struct discovered *list, size_t count);

#endif
