/*
 * digest/token - words and marks of a text, with what the gazetteers say about them.
 *
 * Pure. Words keep inner hyphens and apostrophes and the full stop of an abbreviation: "Jae-hyun",
 * "d'Ivoire's", "Lt.", "U.K.".
 */
#ifndef READOUT_DIGEST_TOKEN_H
#define READOUT_DIGEST_TOKEN_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/str.h"

enum token_class {                  /* bits */
                   TOKEN_HEAD = 1,  /* names an office: Minister */
                   TOKEN_MOD = 2,   /* before it: Deputy */
                   TOKEN_TAIL = 4,  /* behind its "of" or "for": Defence */
                   TOKEN_ORG = 8,   /* an organisation: NATO */
                   TOKEN_RANK = 16, /* Lt., Gen. */
                   TOKEN_HONOR = 32 /* Dr., Sheikh */
};

struct token {
    struct str text;  /* as written, without the possessive */
    struct str lower; /* typographic apostrophe as ' */
    size_t start, end;
    bool word, capital, possessive;
    bool sentence_first;
    unsigned classes;
    struct str country;      /* code, where a name or demonym of a country begins here */
    size_t country_tokens;   /* its length */
    bool country_possessive; /* Peru's */
};

struct tokens {
    struct token *list;
    size_t count;
};

void token_split(struct arena *a, struct str text, struct tokens *out) ATTR_NONNULL;
/* Whether the word at `i` is one of the words in `list`, which are separated by spaces. */
bool token_is(const struct tokens *t, size_t i, const char *list);
/* Whether the mark at `i` is `mark`. */
bool token_is_mark(const struct tokens *t, size_t i, char mark);

#endif
