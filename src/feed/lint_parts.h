/*
 * feed/lint_parts - what the rules for XML and for JSON share; see feed/lint.h.
 */
#ifndef READOUT_FEED_LINT_PARTS_H
#define READOUT_FEED_LINT_PARTS_H

#include "core/map.h"
#include "feed/bounds.h"

struct json;
struct xml_node;

struct mark {
    size_t at; /* byte of the text */
    bool error;
    struct str text;
};

struct linter {
    struct arena *arena;
    struct bounds bounds;
    struct str source, format;
    struct mark *marks;
    size_t count, cap;
    struct map ids;      /* of the items so far */
    struct map prefixes; /* that are not declared, so far */
    bool more;
    bool feed_author; /* Atom: the feed names one for its entries */
    bool newest;      /* JSON Feed: of version 1.1 */
};

void lint_mark(struct linter *l, size_t at, bool error, struct str text) ATTR_NONNULL;
/* As much of a value as a finding quotes. */
struct str lint_shown(struct str s);
/* RSS of all versions, Atom 0.3 and 1.0 (RFC 4287), CDF; by l->format. */
void lint_xml(struct linter *l, const struct xml_node *top) ATTR_NONNULL;
/* JSON Feed 1.1 (jsonfeed.org). */
void lint_json(struct linter *l, const struct json *root) ATTR_NONNULL;

#endif
