/*
 * digest/verify_score - how well a claim is supported, as a number: features of the comparison, weighed by a table that
 * was learnt from labelled claims.
 */
#ifndef READOUT_DIGEST_VERIFY_SCORE_H
#define READOUT_DIGEST_VERIFY_SCORE_H

#include "digest/verify_rules.h"

enum feature {
    FEATURE_LENGTH,
    FEATURE_COVERAGE,
    FEATURE_BEST,
    FEATURE_TWO,
    FEATURE_PAIRS,
    FEATURE_TRIPLES,
    FEATURE_RUN,
    FEATURE_VERBATIM,
    FEATURE_NEW_SYNONYM,
    FEATURE_NEW_KIND,
    FEATURE_NEW_SISTER,
    FEATURE_NEW_OPPOSITE,
    FEATURE_NEW_OTHER,
    FEATURE_NEW_NAME,
    FEATURE_NEW_NUMBER,
    FEATURE_NAME_ELSEWHERE,
    FEATURE_SWAP_SYNONYM,
    FEATURE_SWAP_OPPOSITE,
    FEATURE_SWAP_OTHER,
    FEATURE_SWAP_NUMBER,
    FEATURE_SWAP_NAME,
    FEATURE_APART,
    FEATURE_DENIES_MORE,
    FEATURE_DENIES_LESS,
    FEATURE_GUESSES_MORE,
    FEATURE_GUESSES_LESS,
    FEATURE_LATER_MORE,
    FEATURE_LATER_LESS,
    FEATURE_MOST_MORE,
    FEATURE_CASED,
    FEATURE_SOURCE,
    FEATURE_MOVED,
    FEATURE_NUMBER_LOOSE,
    FEATURE_UNKNOWN,
    FEATURE_RULES,
    SCORE_FEATURES = FEATURE_RULES + RULE_COUNT + 1, /* one for each rule, and for machine talk */
};

void score_measure(const struct comparison *c, unsigned fired, double *f) ATTR_NONNULL;
/* The name of feature i, as in conf/data/weights.tsv. */
struct str score_feature(size_t i);
double score_of(const double *f) ATTR_NONNULL;

#endif
