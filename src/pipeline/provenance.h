/*
 * pipeline/provenance - what the spool says about a summary that a model was asked for.
 *
 * Pure. Sentences that were refused are told by number, digest and reason, never by their words:
 * nothing that the article does not bear out reaches the spool. `readoutctl why` shows them.
 */
#ifndef READOUT_PIPELINE_PROVENANCE_H
#define READOUT_PIPELINE_PROVENANCE_H

#include "pipeline/ask.h"

struct provenance {
    struct str summary; /* JSON of the accepted sentences; absent: the extractive one stands */
    struct str model, prompt; /* JSON of CONTRACT's members */
};

void provenance_make(struct arena *a, const struct ask_question *q, const struct ask_result *r,
                     struct provenance *out) ATTR_NONNULL;

#endif
