/*
 * digest/claim - a text as the verifier compares it: sentences of tokens, with the same term for words of
 * the same meaning, numbers with their value, and what a negation reaches.
 */
#ifndef READOUT_DIGEST_CLAIM_H
#define READOUT_DIGEST_CLAIM_H

#include <stdint.h>

#include "digest/lexicon.h"
#include "text/sentence.h"

/* All tokens of one meaning, in the source; a claim's token that the source lacks has count 0. */
struct term {
    struct str key;
    size_t *places; /* indexes of source tokens, ascending */
    size_t count, cap;
    size_t sentences; /* that hold it */
    size_t lower;     /* places without a capital */
    bool ordered;     /* an instruction to a machine in the source says it */
};

struct token {
    struct str text, lower, stem;
    size_t start, end; /* bytes of the text */
    struct term *term;
    unsigned marks;
    bool capital, first, content, negated, number, ordinal;
    double value;     /* in the base of its unit */
    double bare;      /* as written, without the unit */
    double thousands; /* what the number before it counts, where digits are joined */
    double joined;    /* with the digits behind a comma or point and a space: "235, 000"; else 0 */
    struct str unit;
    size_t clause;          /* number of it in its sentence */
    bool dated;             /* it names a day (verify_dates), counted from 1970-01-01 */
    int64_t day, day_other; /* the other day it may be, or the same */
    bool settled;           /* the source names that day, in whatever words */
};

struct token_range {
    size_t start, end;
};

struct passage {
    struct str text;
    struct token *tokens;
    size_t token_count;
    struct span *spans; /* of the sentences */
    struct token_range *ranges;
    size_t sentence_count;
    bool cased; /* names are capitalised */
};

struct form;

/* Terms are shared by a source and its claims. */
struct reader {
    struct arena *arena;
    struct lexicon lexicon;
    struct map terms;
    struct str language;
    struct form *forms; /* what is known of the words that are being read */
};

void reader_init(struct reader *r, struct arena *a, struct str language) ATTR_NONNULL;
/* The term of a key, or NULL. */
struct term *reader_term(const struct reader *r, struct str key) ATTR_NONNULL;
/* Reads text[spans] without counting places: the caller indexes what it takes for evidence. */
void passage_read(struct reader *r, struct str text, struct span *spans, size_t count,
                  struct passage *out) ATTR_NONNULL;

#endif
