/*
 * digest/candidate - what a model answered, taken apart into sentences and each of them judged.
 *
 * Pure. The answer may be anything: JSON as it was asked for, prose, a refusal, a hostile page's
 * wish. Each sentence goes through verify alone; besides, the quotation given for it must stand in
 * the source, and mark-up or links that the source has not are refused. A summary in another
 * language than the source's is checked by names, numbers and structure only, and says so.
 */
#ifndef READOUT_DIGEST_CANDIDATE_H
#define READOUT_DIGEST_CANDIDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "digest/digest.h"

struct candidate_input {
    struct str answer; /* of the model, as it came */
    struct str source, title;
    struct str source_language,
        language; /* BCP 47; language: that was asked for, absent for the source's own */
    int64_t published;
    double threshold; /* 0: VERIFY_STRICT */
};

struct candidate {
    struct str problem; /* why there is nothing to judge, for a person; absent */
    bool translated;
    struct verdict verdict; /* grounded: each sentence is supported */
};

/* Errors as digest_verify. */
int digest_candidate(struct arena *a, const struct candidate_input *in, struct candidate *out,
                     struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
