/*
 * push/discover - which hub tells of a feed's news, and by what name it knows the feed.
 *
 * Pure. Spec: WebSub 4 (discovery), RFC 8288 3 (the Link header).
 */
#ifndef READOUT_PUSH_DISCOVER_H
#define READOUT_PUSH_DISCOVER_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/attr.h"
#include "core/str.h"

/* What an answer and its document say; absent where they say nothing. */
struct push_source {
    struct str link;      /* all Link header lines, joined by commas */
    struct str hub, self; /* of the document, absolute */
    struct str base;      /* the URL that answered */
};
struct push_links {
    struct str hub, topic; /* http or https, without user-info; as long as the source or in `a` */
};

/* False when there is no hub. The header takes precedence; without a `self` the topic is the URL that answered. */
bool push_discover(struct arena *a, const struct push_source *source,
                   struct push_links *out) ATTR_NONNULL;

#endif
