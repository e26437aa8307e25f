/*
 * digest/facts - the table of key facts: who, with whom, when, where, what was agreed, who said it.
 *
 * Pure. Each row is taken from the readout fields or is a stretch of the text; one without a sentence that
 * says it is marked so, and what the text does not say has no row.
 */
#ifndef READOUT_DIGEST_FACTS_H
#define READOUT_DIGEST_FACTS_H

#include "core/arena.h"
#include "digest/digest.h"

struct facts {
    struct fact *list;
    size_t count;
};

/* `language`: BCP 47, absent for English. */
void digest_facts(struct arena *a, struct str text, struct str language, const struct readout *r,
                  struct facts *out) ATTR_NONNULL;

#endif
