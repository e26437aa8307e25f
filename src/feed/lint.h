/*
 * feed/lint - what a publisher should mend in a feed, each thing with its place.
 *
 * Pure. What the parser had to put up with, and what the specifications ask for: RSS 2.0
 * (rssboard.org), RSS 0.9x and 1.0, Atom 1.0 (RFC 4287) and 0.3, CDF, JSON Feed 1.1 (jsonfeed.org).
 */
#ifndef READOUT_FEED_LINT_H
#define READOUT_FEED_LINT_H

#include "core/arena.h"
#include "core/err.h"
#include "feed/parse.h"

struct finding {
    size_t line, column; /* from 1, of the text in UTF-8; columns in code points */
    struct str severity; /* "error": against the specification; "warning" */
    struct str text;
};

struct lint {
    struct str format;
    struct finding *findings; /* by place, at most LIMIT_LINT_FINDINGS */
    size_t finding_count;
    bool more; /* there were more */
};

/* Errors as feed_parse. */
int feed_lint(struct arena *a, struct str body, const struct parse_hints *hints, struct lint *out,
              struct err *err) ATTR_MUST_USE ATTR_NONNULL;
void lint_json_write(struct buf *out, const struct lint *lint) ATTR_NONNULL;

#endif
