/*
 * feed/feed - a feed and its items, whatever format they were written in.
 *
 * Strings are valid UTF-8 in the arena of the one who parsed; absent where the document says nothing.
 */
#ifndef READOUT_FEED_FEED_H
#define READOUT_FEED_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

struct enclosure {
    struct str url, type;
    int64_t length; /* bytes; -1 if unknown */
};

struct item {
    struct str id;               /* guid, Atom id, JSON id; trimmed */
    struct str link;             /* absolute */
    struct str title;            /* plain text */
    struct str summary, content; /* sanitised HTML */
    struct str language;
    int64_t published, updated; /* TIME_NONE if unknown */
    struct str *authors, *categories;
    size_t author_count, category_count;
    struct enclosure *enclosures;
    size_t enclosure_count;
    struct str digest; /* hex, of the item's raw form */
    struct str
        key; /* identity in its feed: id, else link key, else title and date (hex digest of them) */
    struct str link_key; /* url_link_key of the link; absent without a link */
    bool known;          /* its digest stood in the hints: everything else but `digest` is absent */
    bool placeholder;    /* neither link nor title: held back until it is filled in */
    bool unwanted;       /* the feed's filters refused it by title and categories */
    bool undecided;      /* a `match` filter has found nothing yet: the text decides */
};

struct feed {
    struct str format; /* "rss-2.0" */
    struct str title, link, description, language, id;
    int64_t updated;
    /* What the publisher asks of those who poll: RSS ttl, skipHours, skipDays, sy:update*. */
    int64_t ttl_s;        /* 0 if none: the larger of ttl and the sy: period */
    int64_t skip_hours;   /* bit n: hour n UTC */
    int64_t skip_days;    /* bit n: day n, 0 = Sunday */
    struct str hub, self; /* WebSub */
    bool cut;             /* the document ends within its root: there was more of it */
    struct str *warnings; /* one line each, for a person */
    size_t warning_count;
    struct str *timeouts; /* filters that ran into their time limit over an item */
    size_t timeout_count;
    struct item *items; /* in document order */
    size_t item_count;
};

#endif
