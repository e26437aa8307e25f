/*
 * text/html - an HTML page as a tree of our own nodes; gumbo behind it.
 *
 * Pure. The only file that knows gumbo. Bounds its quadratic cases before it (limits.h).
 */
#ifndef READOUT_TEXT_HTML_H
#define READOUT_TEXT_HTML_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

struct html_attribute {
    struct str name, value; /* name in lower case, value decoded */
};

struct html_node {
    struct str name; /* lower case; absent for text */
    struct str text; /* decoded; absent for an element. Comments are not in the tree. */
    struct html_attribute *attributes;
    size_t attribute_count;
    struct html_node *parent, *first, *last, *next, *prev;
    void *data; /* for the code that walks the tree: scores */
};

/*
 * Parses valid UTF-8 after the HTML standard; *out is the html element. script and style keep their
 * text as a child (JSON-LD is read from it); template's content is not in the tree.
 * Errors: ERR_LIMIT with what was too much.
 */
int html_parse(struct arena *a, struct str page, struct html_node **out,
               struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Absent when the attribute is not there. */
struct str html_attribute(const struct html_node *n, const char *name);
/* The next node in document order below `top` (after its children), or NULL at the end: no recursion. */
struct html_node *html_next(const struct html_node *n, const struct html_node *top);
/* The next node that is not below `n`. */
struct html_node *html_skip(const struct html_node *n, const struct html_node *top);
void html_remove(struct html_node *n);
bool html_is(const struct html_node *n, const char *name);

#endif
