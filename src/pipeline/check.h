/*
 * pipeline/check - the worker's word on a model's answer, read by a parent that believes nothing.
 *
 * Pure.
 */
#ifndef READOUT_PIPELINE_CHECK_H
#define READOUT_PIPELINE_CHECK_H

#include "core/arena.h"
#include "core/err.h"
#include "pipeline/ask.h"

struct checked {
    struct str problem; /* absent: there are claims */
    bool translated;
    struct ask_claim *claims;
    size_t claim_count;
};

/* ERR_INTERNAL for what the task `check` cannot have meant: offsets outside the article, a claim of no or endless text. */
int check_read(struct arena *a, struct str json, struct str article, struct checked *out,
               struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
