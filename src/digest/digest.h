/*
 * digest/digest - what is made of an article: summary, verdict, readout fields.
 *
 * Offsets are bytes of the text inside the program and code points in JSON (CONTRACT).
 */
#ifndef READOUT_DIGEST_DIGEST_H
#define READOUT_DIGEST_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "text/sentence.h"

struct summary_sentence {
    struct str text; /* the source between the offsets, white space runs as one space */
    struct span source;
};

struct summary {
    struct summary_sentence *sentences; /* in source order */
    size_t sentence_count;
};

/* Sentences of one paragraph of the source; the verifier accepted each. */
struct paragraph {
    struct summary_sentence *sentences;
    size_t sentence_count;
};

/* A row of the table of key facts. */
struct fact {
    struct str name; /* "who" "with" "when" "where" "agreed" "said_by" */
    struct str text;
    struct span source; /* the sentence that says it */
    bool has_source;    /* false: from the title or the date of publication */
    bool is_sentence;
};

struct claim {
    struct str text;
    bool supported;
    double score;       /* 0..1 */
    struct str why;     /* for a person; absent when supported without remark */
    struct span source; /* the best evidence */
    bool has_source;
};

struct verdict {
    bool grounded;
    double score;
    struct claim *claims;
    size_t claim_count;
};

struct person {
    struct str name, title,
        country; /* country: ISO 3166-1 alpha-2; each absent when the text does not say */
};

struct readout {
    bool is_readout;
    struct str
        kind; /* meeting call visit trilateral multilateral statement other; absent for no readout */
    struct person *principal;
    struct person *counterparts;
    size_t counterpart_count;
    struct str *countries; /* sorted */
    size_t country_count;
    struct str date; /* "2025-05-05" */
    struct person *spokesperson;
    struct str *topics;
    size_t topic_count;
};

#endif
