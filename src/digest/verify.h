/*
 * digest/verify - is what a summary says said by its source?
 *
 * Each claim (a sentence of the summary) is compared with the sentences of the source that cover it best.
 * Rules refuse what an invented or distorted claim does; a score says how well the rest is covered. Doubt
 * refuses: a refused claim only costs the extractive summary in its place.
 */
#ifndef READOUT_DIGEST_VERIFY_H
#define READOUT_DIGEST_VERIFY_H

#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "digest/digest.h"

#define VERIFY_THRESHOLD .5
/*
 * For text of a model: on sources that the weights were not learnt from, 3 of 100 planted contradictions pass, and
 * 23 of 100 true claims, among them every sentence of the source.
 */
#define VERIFY_STRICT .8

struct verify_input {
    struct str source, title, summary, language;      /* language: BCP 47, absent for English */
    int64_t published;                                /* TIME_NONE if unknown */
    double threshold;                                 /* 0: VERIFY_THRESHOLD */
    void (*trace)(void *arg, const double *features); /* NULL, or told what each score is made of */
    void *trace_arg;
};

/*
 * Claims in the order of the summary; their texts joined are the summary but for white space. grounded:
 * there is a claim and all are supported; score: the least of the claims'. Errors: ERR_LIMIT, ERR_SYNTAX (no UTF-8).
 */
int digest_verify(struct arena *a, const struct verify_input *in, struct verdict *out,
                  struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
