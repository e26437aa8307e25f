/*
 * text/select - elements of a page by CSS selectors (Selectors Level 3, without namespaces) or XPath (text/xpath).
 *
 * Pure. Tags, *, #id, .class, [attribute] with = ~= |= ^= $= *=, :first-child, :last-child, :only-child and
 * :not() of one of these; with blank, >, + and ~ between, and commas. Matching takes the time of elements
 * times simple selectors, whatever the page.
 */
#ifndef READOUT_TEXT_SELECT_H
#define READOUT_TEXT_SELECT_H

#include "core/arena.h"
#include "core/err.h"
#include "text/html.h"

struct selector;

/* Reads a list of selectors; one of CSS may hold commas, one that begins with /, ./ or ( is XPath. ERR_SYNTAX names what is wrong. */
int select_read(struct arena *a, const struct str *texts, size_t count, struct selector **out,
                struct err *err) ATTR_MUST_USE;

struct selected {
    struct html_node **nodes; /* in document order */
    size_t count;
};
/*
 * The elements below `top` that match; uses their `data` meanwhile and leaves it NULL. False when one of XPath took
 * too long on this page: then it matches none.
 */
bool select_find(struct arena *a, const struct selector *s, struct html_node *top,
                 struct selected *out) ATTR_NONNULL ATTR_MUST_USE;

#endif
