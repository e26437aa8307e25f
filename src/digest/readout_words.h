/*
 * digest/readout_words - a text as the readout rules see it: words with what stands around them, officials, countries.
 */
#ifndef READOUT_DIGEST_READOUT_WORDS_H
#define READOUT_DIGEST_READOUT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/map.h"
#include "core/str.h"

enum office_class {
    OFFICE_NONE,
    OFFICE_HEAD,
    OFFICE_PART,
    OFFICE_FIELD,
    OFFICE_RANK,
    OFFICE_HONOR,
    OFFICE_PARTICLE,
};

struct rword {
    struct str text;  /* as written, without punctuation and possessive around it */
    struct str lower; /* ASCII lower case */
    enum office_class office;
    bool capital;
    bool possessive;
    struct str suffix; /* what made it so: 's or ' */
    bool comma;        /* behind it */
    bool stop;         /* the sentence ends behind it */
    bool paragraph;    /* the paragraph ends behind it */
    bool colon;
};

struct rwords {
    struct arena *arena;
    struct rword *list;
    size_t count;
    struct map offices;   /* word to its class */
    struct map countries; /* first word to a chain of phrases */
};

/* Loads the tables; `out` is then filled by rwords_split, once for each text. */
void rwords_init(struct arena *a, struct rwords *out);
/* At most the first `max` bytes of the text. */
void rwords_split(struct rwords *w, struct str text, size_t max);
/* The country named by the words from `at` on; *end is behind them. Absent when they name none. */
struct str rwords_country(const struct rwords *w, size_t at, size_t *end);

struct official {
    struct str title;   /* without country and rank */
    struct str name;    /* absent when the text gives none here */
    struct str country; /* absent when unsaid */
    size_t start, end;  /* words */
};
/* The official named from the word `at` on; false when there is none. */
bool rwords_official(const struct rwords *w, size_t at, struct official *out);

#endif
