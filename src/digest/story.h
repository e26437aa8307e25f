/*
 * digest/story - whether two articles are one story: nearly the same text under titles that agree.
 *
 * Pure. A print is made of the least hash values of a text's runs of words (MinHash): of two texts as many are
 * alike as the texts share runs. Groups of them are keys, one of which two like texts have in common.
 */
#ifndef READOUT_DIGEST_STORY_H
#define READOUT_DIGEST_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/str.h"

enum { STORY_KEYS = 13, STORY_MARKS = 128 };

struct story_print {
    uint64_t keys[STORY_KEYS]; /* the last one is of the title alone */
    unsigned char marks[STORY_MARKS];
};

/* An article; `title` is that of its item. */
struct story_text {
    struct str title, text, language;
};

/* False when the text is too short to tell it from others. Looks at its first 64 kB. */
bool story_print(struct arena *a, const struct story_text *t,
                 struct story_print *out) ATTR_MUST_USE ATTR_NONNULL;
/* As hexadecimal digits. */
struct str story_write(struct arena *a, const struct story_print *p) ATTR_NONNULL;
/* False for what story_write did not write. */
bool story_read(struct str text, struct story_print *out) ATTR_MUST_USE ATTR_NONNULL;
/* Whether the texts share most of their runs of words. */
bool story_alike(const struct story_print *x, const struct story_print *y) ATTR_NONNULL;
/*
 * Whether the titles name one thing: half of the words are shared, numbers do not differ, and what only one of
 * them says stands in the other's text. Looks at the first 2 kB of titles.
 */
bool story_titles_agree(struct arena *a, const struct story_text *x,
                        const struct story_text *y) ATTR_NONNULL;

#endif
