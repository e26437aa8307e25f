/*
 * fmt/url - URLs (RFC 3986, with the leniency of the WHATWG URL standard for what people write).
 */
#ifndef READOUT_FMT_URL_H
#define READOUT_FMT_URL_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/str.h"

struct url {
    struct str scheme, user, host, port, path, query, fragment; /* absent where not written */
};

/* Views into `s`. False when `s` is no URL reference at all (control bytes inside, bad port). */
bool url_split(struct str s, struct url *out) ATTR_NONNULL;
/*
 * Resolves a reference by a base (RFC 3986 section 5): white space and controls around are dropped,
 * scheme and host lower case, spaces and non-ASCII of path and query percent-encoded. A relative
 * reference without a usable base comes back as it is, and so may a settled one: it has to live as
 * long as the result. Absent for an absent reference.
 */
struct str url_resolve(struct arena *a, struct str base, struct str reference) ATTR_NONNULL;
/* A view: a server never sees a fragment (RFC 9110 7.1), so it makes no other address. */
struct str url_without_fragment(struct str s);
/* http or https with a host. */
bool url_is_http(struct str s);
/* Lower-case host of an http(s) URL; absent otherwise. A view into `s` or a copy in the arena. */
struct str url_host(struct arena *a, struct str s) ATTR_NONNULL;
/* Without user-info and with the values of query members named like token, key, secret, password masked: for logs. */
struct str url_for_log(struct arena *a, struct str s) ATTR_NONNULL;
/*
 * The part of a link that identifies an item on its site whatever host it moved to: path up to and
 * with the first segment of five or more digits; else path and query without tracking parameters
 * (utm_*, fbclid, gclid ...), fragment dropped. Absent when there is no path beyond "/" and no query.
 */
struct str url_link_key(struct arena *a, struct str link) ATTR_NONNULL;

#endif
