/*
 * text/sentence - sentences of a text, by ICU with the exceptions news text needs.
 */
#ifndef READOUT_TEXT_SENTENCE_H
#define READOUT_TEXT_SENTENCE_H

#include "core/arena.h"
#include "core/str.h"

struct span {
    size_t start, end; /* bytes, end exclusive */
};

/* Spans ascend, have no white space at the ends and never cross a blank line. */
struct sentences {
    struct span *spans; /* never NULL */
    size_t count;       /* at most LIMIT_SENTENCES; the rest of the text is left out */
};

/* `text` is valid UTF-8; `language` a BCP 47 tag or absent (then "en"). */
void sentence_split(struct arena *a, struct str text, struct str language,
                    struct sentences *out) ATTR_NONNULL;
/* Opens the breakers once, because a sandboxed worker cannot read ICU's data files later. */
void sentence_warm_up(void);

#endif
