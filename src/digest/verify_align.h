/*
 * digest/verify_align - what a claim puts in place of words of the sentence it was made of.
 */
#ifndef READOUT_DIGEST_VERIFY_ALIGN_H
#define READOUT_DIGEST_VERIFY_ALIGN_H

#include "digest/verify_rules.h"

/* Counts over the gaps between words that claim and sentence share in the same order. */
struct changes {
    size_t synonym, opposite; /* words put in place of a related word */
    size_t other;             /* of one that the thesaurus does not relate */
    size_t number, name;      /* of another number, another name */
    size_t moved;             /* content words in both, but in another order */
};

#define ALIGN_SENTENCE_MAX 250U /* tokens of the sentence that are looked at */
/* Bytes that comparison.steps must have for claims of so many tokens. */
#define ALIGN_STEPS(tokens) (((tokens) + 1) * (ALIGN_SENTENCE_MAX + 1))

void align_sentence(const struct comparison *c, struct token_range sentence,
                    struct changes *out) ATTR_NONNULL;

#endif
