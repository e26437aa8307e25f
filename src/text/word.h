/*
 * text/word - words of a text and their stems.
 */
#ifndef READOUT_TEXT_WORD_H
#define READOUT_TEXT_WORD_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/str.h"

struct word {
    struct str text;  /* as written, a view of the text */
    struct str lower; /* case folded, possessive 's off, typographic apostrophe as ' */
    struct str stem;  /* Snowball stem of lower in the language; lower where it has none */
    size_t start;     /* byte offset in the text */
    size_t form;      /* words that are written alike have the same, below `forms` */
    bool capital;     /* begins with an upper-case letter */
    bool number;      /* begins with a digit */
    bool stop;        /* a function word of the language (of, the, and) */
};

struct words {
    struct word *list;
    size_t count;
    size_t forms; /* different ones */
};

/*
 * Runs of letters, digits and inner apostrophes, full stops and commas between digits ("1,500.5",
 * "U.S."). `language` as in sentence_split. Words of scripts without spaces are cut by ICU.
 */
void word_split(struct arena *a, struct str text, struct str language,
                struct words *out) ATTR_NONNULL;
void word_warm_up(void);

#endif
