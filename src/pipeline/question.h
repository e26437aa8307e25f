/*
 * pipeline/question - what a model is asked about an article, and the one word of a judge.
 *
 * Pure.
 */
#ifndef READOUT_PIPELINE_QUESTION_H
#define READOUT_PIPELINE_QUESTION_H

#include <stddef.h>
#include <stdint.h>

#include "pipeline/budget.h"
#include "pipeline/model.h"

struct ask_question {
    const struct model *model, *judge; /* judge: NULL for none */
    struct str feed;                   /* whose budget it is; the {source} of the template */
    struct str title, link, article, article_language;
    int64_t published;
    size_t sentences, characters;  /* of the summary, at most; characters: 0 for no bound */
    struct allowance all, of_feed; /* of a day */
    int64_t deadline_ms;           /* from now */
    /* By ask_prepare: */
    struct prompt_values values;
    struct llm_prompt prompt;
    struct str
        key; /* the same for the same article, prompt and model: what an answer is stored under */
    size_t article_cut; /* bytes of the article that were not shown */
    struct str cached;  /* an answer that is known already; absent: none */
};

/* Fills what the question is sent as. */
void ask_prepare(struct arena *a, struct ask_question *q) ATTR_NONNULL;

enum ask_opinion { OPINION_NOT_ASKED, OPINION_YES, OPINION_NO };
/* By the first word of a judge's answer: anything but yes and no counts as not asked. */
enum ask_opinion ask_read_opinion(struct str answer);

#endif
