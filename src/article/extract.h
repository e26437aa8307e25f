/*
 * article/extract - a news page to its article.
 *
 * Pure. Input may be hostile; html.h says what is refused. No rules for single sites.
 */
#ifndef READOUT_ARTICLE_EXTRACT_H
#define READOUT_ARTICLE_EXTRACT_H

#include "article/article.h"
#include "core/arena.h"
#include "core/err.h"

struct extract_hints {
    struct str base;                   /* absolute URL the page came from; absent if unknown */
    struct str content_type;           /* of the HTTP answer; absent if unknown */
    const struct str *select, *remove; /* selectors of the text, and of what is none of it */
    size_t select_count, remove_count;
    struct str first; /* of a further page: the address of the article's first */
    size_t number;    /* of a further page, from 2 */
};

/*
 * Everything goes to `a`. A page that is no article is no error: `problem` says what it is.
 * What `select` finds is the text, as it is but for what `remove` finds and what nobody can see; where it
 * finds nothing the rules decide, and `warning` tells. Errors: ERR_LIMIT, ERR_SYNTAX (no selector).
 */
int article_extract(struct arena *a, struct str page_bytes, const struct extract_hints *hints,
                    struct article **out, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
