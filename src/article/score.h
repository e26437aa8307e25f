/*
 * article/score - which element of a page holds the article.
 */
#ifndef READOUT_ARTICLE_SCORE_H
#define READOUT_ARTICLE_SCORE_H

#include "article/page.h"

/* Leaves out navigation, banners, related stories and the like (OFF_UNLIKELY). */
void score_drop_unlikely(struct page *p) ATTR_NONNULL;
/* The element whose paragraphs weigh most; body when there are none. Fills the scores. */
struct note *score_winner(struct page *p) ATTR_NONNULL;

#endif
