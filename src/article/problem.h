/*
 * article/problem - pages that came with status 200 and are no article.
 */
#ifndef READOUT_ARTICLE_PROBLEM_H
#define READOUT_ARTICLE_PROBLEM_H

#include "article/page.h"

/* What the page is instead of an article ("access denied"); absent when it may be one. */
struct str problem_of(const struct page *p, struct str page_title, struct str text) ATTR_NONNULL;

#endif
