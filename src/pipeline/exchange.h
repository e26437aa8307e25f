/*
 * pipeline/exchange - one question to a model and its answer: within the budget, in its turn, again where the service
 * cannot take it now, and no later than a deadline.
 *
 * Runs on the loop. Knows nothing of summaries: what an answer is worth is for pipeline/ask to tell.
 */
#ifndef READOUT_PIPELINE_EXCHANGE_H
#define READOUT_PIPELINE_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "llm/prompt.h"
#include "pipeline/budget.h"
#include "pipeline/gate.h"
#include "pipeline/model.h"
#include "pipeline/ports.h"
#include "pipeline/tally.h"

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

/*
 * Puts down, where it outlives a crash, that a question is about to be sent, with what it comes to at
 * most; then calls go(go_arg).
 */
typedef void ask_note_fn(void *arg, const struct ask_exchange *most, void (*go)(void *go_arg),
                         void *go_arg);

/* The same for all questions about one article. */
struct exchange_terms {
    struct str feed; /* whose budget it is */
    struct allowance all, of_feed;
    ask_note_fn *note; /* NULL: nothing is put down */
    void *note_arg;
};

/* Asks one question at a time. */
struct exchanger;

/* What is read of an answer goes to `a`. */
struct exchanger *exchanger_new(struct asker *s, struct arena *a,
                                const struct exchange_terms *terms) ATTR_RETURNS_NONNULL;
/* Only when nothing of it is in flight. */
void exchanger_free(struct exchanger *x);
/* No question lasts longer than so many milliseconds from now. */
void exchanger_until(struct exchanger *x, int64_t ms) ATTR_NONNULL;
/* Whether there is time for another question. */
bool exchanger_has_time(const struct exchanger *x) ATTR_NONNULL;
/*
 * Sends `e`, whose purpose, model and prompt are set, and calls over(arg) once it is answered or is not: e->error tells.
 * `e` must stay where it is until then; `over` may be called before this returns.
 */
void exchange_start(struct exchanger *x, struct ask_exchange *e, void (*over)(void *arg),
                    void *arg) ATTR_NONNULL;
/* `e` as it would have to be counted if no more came of it: what was sent and not answered comes to its most. */
struct ask_exchange exchange_so_far(const struct exchanger *x,
                                    const struct ask_exchange *e) ATTR_NONNULL;

#endif
