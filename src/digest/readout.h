/*
 * digest/readout - who met whom, where from, when: the fields of an official account of a meeting or call.
 *
 * Pure. Nothing is filled in from knowledge of the world: a name that the text never gives stays
 * absent. Words of offices, countries and topics are data files.
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
