/*
 * fmt/diff - what changed between two texts, word by word.
 *
 * Pure. Time and memory are bounded by the number of words looked at, not by their product: a middle
 * that is too long or too different is shown as one removal and one insertion.
 */
#ifndef READOUT_FMT_DIFF_H
#define READOUT_FMT_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/str.h"

enum diff_kind { DIFF_SAME, DIFF_REMOVED, DIFF_ADDED };

struct diff_part {
    enum diff_kind kind;
    struct str text;
};

/*
 * White space runs as one space, none at the ends, and one form for each kind of quotation mark:
 * what differs after this is a change. Absent stays absent.
 */
struct str diff_level(struct arena *a, struct str s) ATTR_NONNULL;
bool diff_same(struct arena *a, struct str before, struct str after) ATTR_NONNULL;

/*
 * The same for paragraphs of an article, where a counter is no change either: a line of a few words
 * that is no sentence, but for its numbers ("128 comments", "3 hours ago").
 */
bool diff_same_text(struct arena *a, struct str before, struct str after) ATTR_NONNULL;

/*
 * The parts in order: SAME and REMOVED ones joined are `before`, SAME and ADDED ones joined are
 * `after`, byte for byte. A word goes with the white space behind it. Parts are views into the texts.
 */
void diff_words(struct arena *a, struct str before, struct str after, struct diff_part **out,
                size_t *count) ATTR_NONNULL;

/* A field of an item before and after. */
struct diff_field {
    const char *name;
    struct str before, after; /* absent: null */
};
/* JSON of the contract's `changes`: an entry for each field that differs once levelled. */
void diff_json(struct arena *a, struct buf *out, const struct diff_field *fields,
               size_t count) ATTR_NONNULL;

#endif
