/*
 * digest/rank - an extractive summary: the sentences of a text that say most of it.
 *
 * Pure and deterministic. Position and term frequency weigh a sentence; boilerplate, contact lines,
 * orders to a machine and sentences that cannot stand alone are not taken.
 */
#ifndef READOUT_DIGEST_RANK_H
#define READOUT_DIGEST_RANK_H

#include "core/arena.h"
#include "digest/digest.h"

struct rank_options {
    size_t sentences;    /* at most so many; 0 counts as 3 */
    size_t characters;   /* of all sentences, at most, but one is always taken; 0: no bound */
    struct str language; /* BCP 47; absent: what the text looks like */
    struct str title;    /* absent if unknown; its words weigh more */
};

/* `text` is valid UTF-8. At least one sentence whenever the text has one. */
void digest_summarize(struct arena *a, struct str text, const struct rank_options *o,
                      struct summary *out) ATTR_NONNULL;
/* A stretch of text as a sentence is shown: white space runs as one space. */
struct str rank_squeeze(struct arena *a, struct str s) ATTR_NONNULL;

#endif
