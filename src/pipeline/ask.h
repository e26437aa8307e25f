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

#include "pipeline/exchange.h"
#include "pipeline/question.h"
#include "text/sentence.h"

struct ask;

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
/* Who wants to know. */
struct ask_owner {
    ask_done_fn *done; /* called once */
    ask_note_fn *note; /* before each question; NULL: nothing is put down */
    void *arg;
};
/* `a` and what the question points to must live until `done`; the result lives in `a`. */
struct ask *ask_new(struct asker *s, struct arena *a, const struct ask_question *q,
                    const struct ask_owner *owner) ATTR_RETURNS_NONNULL;
/* Its time begins. `done` may be called before this returns. */
void ask_start(struct ask *k) ATTR_NONNULL;
/*
 * While it goes on: the questions up to now, copied to `a` but for what they say; one that waits for its
 * answer is counted as the most it can come to. No claim stands yet.
 */
void ask_so_far(const struct ask *k, struct arena *a, struct ask_result *out) ATTR_NONNULL;
/* Only once nothing of it is in flight: after done, or when fetcher, workers and programs are gone. */
void ask_free(struct ask *k);

#endif
