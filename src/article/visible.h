/*
 * article/visible - what of a page a reader cannot see.
 */
#ifndef READOUT_ARTICLE_VISIBLE_H
#define READOUT_ARTICLE_VISIBLE_H

#include <stdbool.h>

#include "core/arena.h"
#include "text/html.h"

/* Simple selectors (.name, #id, tag) that the page's own style sheets hide. */
struct visible_rules {
    struct str *selectors;
    size_t count, cap;
};

void visible_read_rules(struct arena *a, const struct html_node *html,
                        struct visible_rules *out) ATTR_NONNULL;
bool visible_is_hidden(const struct visible_rules *rules, const struct html_node *n) ATTR_NONNULL;

#endif
