/*
 * digest/outline - all that is said about an article at the length a reader asked for.
 *
 * Pure. brief: one sentence; summary: the sentences that say most; article: these, a table of key facts and
 * the paragraphs, shortened. Every sentence is one of the text and names its place; none is written.
 */
#ifndef READOUT_DIGEST_OUTLINE_H
#define READOUT_DIGEST_OUTLINE_H

#include "core/arena.h"
#include "digest/digest.h"
#include "digest/facts.h"
#include "digest/keys.h"

enum outline_length { OUTLINE_SUMMARY, OUTLINE_BRIEF, OUTLINE_ARTICLE };

struct outline_input {
    struct str text, title,
        language;      /* valid UTF-8; language: BCP 47, absent where it is to be guessed */
    int64_t published; /* TIME_NONE if unknown */
    enum outline_length length;
    size_t sentences, characters; /* of the summary, as in rank_options */
    double threshold;             /* of the verifier; 0: its own */
};

struct outline {
    struct summary summary;
    struct readout readout;
    struct keys keys;
    struct facts facts; /* facts and paragraphs: of OUTLINE_ARTICLE alone */
    struct paragraph *paragraphs;
    size_t paragraph_count;
};

/* OUTLINE_SUMMARY for an absent name; false for one that is no length. */
bool outline_length_of(struct str name, enum outline_length *out) ATTR_NONNULL;
/* A sentence that the verifier refuses against its own text is left out. */
void digest_outline(struct arena *a, const struct outline_input *in,
                    struct outline *out) ATTR_NONNULL;

#endif
