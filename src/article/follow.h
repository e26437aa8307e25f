/*
 * article/follow - where the rest of an article stands: its next page, or a page that has all of it.
 *
 * Pure. No rules for single sites: a next page is the address of the first with the next number.
 */
#ifndef READOUT_ARTICLE_FOLLOW_H
#define READOUT_ARTICLE_FOLLOW_H

#include "article/page.h"

struct follow_hints {
    struct str base;      /* absolute URL of this page */
    struct str first;     /* of the article's first page; absent: this is it */
    struct str canonical; /* that this page names, or absent */
    size_t number;        /* of this page; 0 counts as 1 */
};

struct follow {
    struct str next;  /* absolute URL, or absent */
    struct str whole; /* of a print or one-page version, where the text is cut; or absent */
};

/* `text` is what was extracted. Nothing is followed from a page whose own address is unknown. */
void follow_find(const struct page *p, const struct follow_hints *hints, struct str text,
                 struct follow *out) ATTR_NONNULL;

#endif
