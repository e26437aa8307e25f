/*
 * digest/verify_rules - what refuses a claim whatever its score, each rule with a reason for a person.
 */
#ifndef READOUT_DIGEST_VERIFY_RULES_H
#define READOUT_DIGEST_VERIFY_RULES_H

#include "digest/claim.h"

/* A claim beside its evidence. */
struct comparison {
    struct arena *arena;
    const struct reader *reader;
    const struct passage *source, *claim;
    struct token_range range; /* the claim's tokens */
    struct token_range
        best[2];        /* the source sentences that cover it best; the second may be empty */
    size_t best_clause; /* of best[0] */
    double coverage, best_coverage; /* 0..1: by the whole source, by best[0] */
};

/* The number of rules that refuse the claim; *why is that of the first. */
size_t rules_refuse(const struct comparison *c, struct str *why) ATTR_NONNULL;

/* Each is true when it refuses. */
bool rule_name(const struct comparison *c, struct str *why) ATTR_NONNULL;
bool rule_name_parts(const struct comparison *c, struct str *why) ATTR_NONNULL;
bool rule_title(const struct comparison *c, struct str *why) ATTR_NONNULL;
bool rule_roles(const struct comparison *c, struct str *why) ATTR_NONNULL;

/* Whether a term stands in the token range. */
bool range_has(const struct passage *p, struct token_range range,
               const struct term *t) ATTR_NONNULL;

#endif
