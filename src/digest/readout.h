/*
 * digest/readout - is a text the account of talks by the office of a participant, and who met whom when?
 *
 * Pure. Nothing is filled in from knowledge of the world: what the text does not say is absent.
 */
#ifndef READOUT_DIGEST_READOUT_H
#define READOUT_DIGEST_READOUT_H

#include "core/arena.h"
#include "digest/digest.h"

struct readout_input {
    struct str title, text; /* valid UTF-8 */
    int64_t published;      /* TIME_NONE if unknown */
};

void digest_readout(struct arena *a, const struct readout_input *in,
                    struct readout *out) ATTR_NONNULL;

#endif
