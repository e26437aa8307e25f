/*
 * digest/mention - officials that a text mentions: title, country, rank and name, found by pattern.
 *
 * Pure. A name is what stands behind a title or a rank, or before an apposition with one; no list of
 * persons is known. Titles and names come as written, without country, rank and honorific.
 */
#ifndef READOUT_DIGEST_MENTION_H
#define READOUT_DIGEST_MENTION_H

#include "digest/digest.h"
#include "digest/token.h"

struct mention {
    struct person person;        /* name and title may be absent, not both */
    size_t first, end;           /* tokens */
    size_t name_first, name_end; /* tokens of the name; both 0 without one */
    bool representing;           /* the title is whom the person stands for */
};

struct mentions {
    struct mention *list;
    size_t count;
};

/* All of the tokens [from, to), in order. */
void mention_find(struct arena *a, struct str text, const struct tokens *t, struct span range,
                  struct mentions *out) ATTR_NONNULL;

#endif
