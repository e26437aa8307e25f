/*
 * pipeline/ask - one summary by a model, under guard: question, check of the answer, one retry, second opinion.
 *
 * Runs on the loop. Knows nothing of items and of the store: a question comes with all it needs and
 * leaves with what was said, sentence by sentence, and every exchange that led to it. It ends by its
 * deadline, give or take the check of an answer.
 */
#ifndef READOUT_PIPELINE_ASK_H
#define READOUT_PIPELINE_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/budget.h"
#include "pipeline/gate.h"
#include "pipeline/model.h"
#include "pipeline/ports.h"
#include "pipeline/question.h"
#include "pipeline/tally.h"
#include "text/sentence.h"

struct ask;

/* What all questions share. */
struct asker {
    const struct ports *ports;
    struct gates *gates;
    struct budget *budget;
    struct tally *tally;
    bool stopping; /* nothing is begun any more */
};

enum ask_purpose { ASK_SUMMARY, ASK_RETRY, ASK_JUDGE, ASK_PURPOSES };
const char *ask_purpose_name(enum ask_purpose purpose);

/* One question sent and what came back. */
struct ask_exchange {
    enum ask_purpose purpose;
    const struct model *model;
    struct llm_prompt prompt;
    struct str answer, answered_as; /* absent: none came; the name that the model gives itself */
    struct str error;               /* why there is no answer */
    int64_t asked, answered;        /* wall seconds */
    int64_t tokens_in, tokens_out;  /* as told, else by the length of what was said */
    int64_t micros;                 /* millionths of a cent */
    int64_t requests;               /* 0: the answer was known */
};

/* A sentence of the last answer. */
struct ask_claim {
    struct str text, why;
    bool supported; /* by the verifier */
    enum ask_opinion opinion;
    bool accepted; /* stands in the summary */
    double score;
    struct span source; /* code points of the article */
    bool has_source;
};

struct ask_result {
    bool accepted, translated;
    struct str why; /* why it is not accepted */
    struct ask_claim *claims;
    size_t claim_count;
    struct ask_exchange *exchanges; /* in order */
    size_t exchange_count;
};

typedef void ask_done_fn(void *arg, const struct ask_result *result);
/* `a` and what the question points to must live until `done`, which is called once; the result lives in `a`. */
struct ask *ask_new(struct asker *s, struct arena *a, const struct ask_question *q,
                    ask_done_fn *done, void *arg);
/* Its time begins. `done` may be called before this returns. */
void ask_start(struct ask *k) ATTR_NONNULL;
/* Only once nothing of it is in flight: after done, or when fetcher, workers and programs are gone. */
void ask_free(struct ask *k);

#endif
