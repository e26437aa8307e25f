/*
 * pipeline/asking - a question to a model about an item, and what came of it: what stage_ask and stage_answer share.
 *
 * It has an arena of its own: it may outlast the item's way, which goes on with the extractive summary
 * when the deadline has passed.
 */
#ifndef READOUT_PIPELINE_ASKING_H
#define READOUT_PIPELINE_ASKING_H

#include "pipeline/provenance.h"
#include "pipeline/stages.h"

struct answer_work;

struct asking {
    struct arena *arena;
    struct pipeline *p;
    struct item_work *iw;      /* that waits for it; NULL once it goes on alone */
    struct answer_work *alone; /* that has taken it over */
    const struct store_item *item;
    const struct model *model;
    struct ask_question question;
    struct ask *ask;     /* NULL: not begun */
    struct timer *timer; /* of the deadline */
    bool may_be_late, over;
    /* while it is prepared: */
    bool skip; /* there is nothing to ask about */
    bool read_spent;
    struct store_spent *spent; /* today, before this process */
    size_t spent_count;
};

/* What of it is kept with a revision. */
struct asked {
    struct provenance provenance;
    struct store_exchange *exchanges;
    size_t exchange_count;
};

/* It takes no place among those that may be late any more. */
void asking_give_late_back(struct asking *k) ATTR_NONNULL;
/* Only when nothing of it is in flight; NULL is fine. */
void asking_free(struct asking *k);
/* All of it is copied to `a`. */
struct asked *asked_make(struct arena *a, const struct asking *k,
                         const struct ask_result *r) ATTR_NONNULL ATTR_RETURNS_NONNULL;
/*
 * Puts what a model said, if it stands, and how it came about in the place of the extractive summary; NULL leaves
 * all as it is.
 */
void asked_report(const struct asked *k, struct store_readout *r);

/* The question goes on without its item, which is let go: stage_answer.c. */
void answer_start(struct asking *k) ATTR_NONNULL;
/* Such a question is over. */
void answer_came(struct answer_work *aw, const struct ask_result *r) ATTR_NONNULL;
/* The timer of such a question rang. */
void answer_again(struct answer_work *aw) ATTR_NONNULL;

#endif
