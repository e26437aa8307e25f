/*
 * article/prune - what inside the winner is no text of the article.
 */
#ifndef READOUT_ARTICLE_PRUNE_H
#define READOUT_ARTICLE_PRUNE_H

#include "article/page.h"

/* Marks it left out (OFF_PRUNED) and measures anew. */
void prune_article(struct page *p, struct note *winner) ATTR_NONNULL;
/* Brings in the siblings that belong to the winner when it holds less than half of its parent's paragraphs. */
struct note *prune_join_siblings(struct page *p, struct note *winner) ATTR_NONNULL;

#endif
