/*
 * digest/filter - does a text hold these words, or match this regular expression?
 *
 * A pattern between slashes is a regular expression of ICU, anything else is whole words in this
 * order; both without case. Expressions are bounded in time and stack, because the texts they meet
 * are a publisher's.
 */
#ifndef READOUT_DIGEST_FILTER_H
#define READOUT_DIGEST_FILTER_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

enum filter_answer {
    FILTER_NO,
    FILTER_YES,
    FILTER_TIMEOUT, /* not known within LIMIT_REGEX_MS */
};

/* Fills *err with ERR_CONFIG when the pattern is empty or no regular expression. */
int filter_check(struct str pattern, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* A pattern that filter_check refuses matches nothing. Only LIMIT_FILTER_BYTES of `text` are read. */
enum filter_answer filter_match(struct arena *a, struct str pattern, struct str text) ATTR_NONNULL;

struct filter_rules {
    const struct str *match, *ignore;
    size_t match_count, ignore_count;
};

/* What is judged: title, categories, text; absent parts are skipped. */
struct filter_subject {
    const struct str *parts;
    size_t part_count;
    bool final; /* no more text will come */
};

enum filter_verdict {
    FILTER_KEEP,
    FILTER_DROP,
    FILTER_UNDECIDED, /* a `match` rule has found nothing yet */
};

/* Patterns that timed out, each once; a time-out counts as no match. */
struct filter_timeouts {
    struct str *patterns;
    size_t count, cap;
    size_t spent; /* how many there were in all, against LIMIT_FILTER_TIMEOUTS */
};

enum filter_verdict filter_judge(struct arena *a, const struct filter_rules *rules,
                                 const struct filter_subject *subject,
                                 struct filter_timeouts *timeouts) ATTR_NONNULL;

#endif
