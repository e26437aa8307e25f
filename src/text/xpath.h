/*
 * text/xpath - elements of a page by XPath 1.0, as far as pages need it.
 *
 * Pure. Location paths with all axes but following, preceding and namespace; predicates; unions; =, !=, <, >, and,
 * or; whole numbers; the functions of xpath_functions in xpath_read.c. Anything else is refused with its place.
 * Paths without predicates take the time of nodes times steps; an evaluation ends after a bounded number of them.
 */
#ifndef READOUT_TEXT_XPATH_H
#define READOUT_TEXT_XPATH_H

#include "core/arena.h"
#include "core/err.h"
#include "text/html.h"

struct xpath_expr;

/* Whether a selector is one of these and not CSS: it begins with /, ./, ../ or (. */
bool xpath_is(struct str text) ATTR_NONNULL;
/* ERR_SYNTAX names what is wrong and where. */
int xpath_read(struct arena *a, struct str text, struct xpath_expr **out,
               struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/*
 * Calls `found` for each element below `top` that is selected, in document order. False when it takes too long: then for none.
 * Uses the nodes' `data` meanwhile and leaves it NULL.
 */
bool xpath_find(struct arena *a, const struct xpath_expr *x, struct html_node *top,
                void (*found)(void *arg, struct html_node *n), void *arg) ATTR_MUST_USE;

#endif
