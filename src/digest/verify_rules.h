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
        best[2];          /* the source sentences that cover it best; the second may be empty */
    size_t best_clause;   /* of best[0] */
    unsigned char *steps; /* room for align_sentence, shared by the claims */
    double coverage, best_coverage,
        two; /* 0..1: by the whole source, by best[0], by both of best */
};

enum rule {
    RULE_ORDERED,
    RULE_NAME,
    RULE_NAME_PARTS,
    RULE_TITLE,
    RULE_NUMBER,
    RULE_DIRECTION,
    RULE_QUOTATION,
    RULE_GUESS,
    RULE_OPPOSITE,
    RULE_DENIAL,
    RULE_ROLES,
    RULE_TENSE,
    RULE_WHEN,
    RULE_DATE,
    RULE_SUPERLATIVE,
    RULE_COVERAGE,
    RULE_COUNT
};

/* The rules that speak against the claim, as bits; *why is that of the first. */
unsigned rules_fired(const struct comparison *c, struct str *why) ATTR_NONNULL;

/* Each is true when it refuses. */
bool rule_name(const struct comparison *c, struct str *why) ATTR_NONNULL;
bool rule_name_parts(const struct comparison *c, struct str *why) ATTR_NONNULL;
bool rule_title(const struct comparison *c, struct str *why) ATTR_NONNULL;
bool rule_roles(const struct comparison *c, struct str *why) ATTR_NONNULL;

/* Whether a term stands in the token range. */
bool range_has(const struct passage *p, struct token_range range,
               const struct term *t) ATTR_NONNULL;

/* Tokens of the range with any of the marks. */
size_t count_marked(const struct passage *p, struct token_range range, unsigned mark) ATTR_NONNULL;
/*
 * 2: the source has the number at token i of the claim in that unit (or one side names none), 1: in another unit,
 * 0: not; at its token s, or anywhere.
 */
int number_at(const struct comparison *c, size_t i, size_t s) ATTR_NONNULL;
int find_number(const struct comparison *c, size_t i) ATTR_NONNULL;

#endif
