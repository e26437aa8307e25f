/*
 * feed/parse - bytes of a feed to a struct feed, whatever its format.
 *
 * Pure. Input may be hostile: limits.h bounds bytes, depth and items. Small damage (a bad date,
 * a stray &) and what is beyond a limit become warnings of the feed, not errors.
 * Spec: RSS 2.0 (rssboard.org), RFC 4287 Atom, RDF Site Summary 1.0, JSON Feed 1.1, CDF.
 */
#ifndef READOUT_FEED_PARSE_H
#define READOUT_FEED_PARSE_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/limits.h"
#include "feed/feed.h"

struct parse_hints {
    struct str content_type; /* of the HTTP answer; absent if unknown */
    struct str base;         /* absolute URL that relative links start from */
    const struct str *known; /* digests of items that come back as their digest alone */
    size_t known_count;
    bool headlines; /* the texts of items are left out, but of one that is told by nothing else */
    struct feed_limits limits; /* zero: the defaults */
};

/*
 * Puts the feed and all it points to in `a`; it may point into `body`. Items are in document order.
 * Errors: ERR_UNSUPPORTED (no feed), ERR_SYNTAX (not even recoverable), ERR_LIMIT.
 */
int feed_parse(struct arena *a, struct str body, const struct parse_hints *hints, struct feed **out,
               struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
