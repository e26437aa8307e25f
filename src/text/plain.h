/*
 * text/plain - a tree of HTML to plain text in paragraphs.
 */
#ifndef READOUT_TEXT_PLAIN_H
#define READOUT_TEXT_PLAIN_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/str.h"
#include "text/html.h"

/*
 * Paragraphs separated by a blank line; br, list items, table rows and cells by "\n". White space
 * runs become one space (lines of pre stay lines). Zero-width, tag and bidirectional control
 * characters are dropped. `left_out` (may be NULL) tells which elements are passed over.
 */
struct str plain_text(struct arena *a, const struct html_node *top,
                      bool (*left_out)(const struct html_node *n));
/* The same on one line: for titles and names. */
struct str plain_line(struct arena *a, const struct html_node *top,
                      bool (*left_out)(const struct html_node *n));

enum plain_break {
    PLAIN_INLINE,
    PLAIN_LINE,      /* begins and ends a line: li, tr, td */
    PLAIN_PARAGRAPH, /* begins and ends a paragraph: p, div, h1 */
    PLAIN_NOTHING,   /* has no text of the page: script, style, select */
};

/* How an element stands in the text; PLAIN_INLINE for names that are not HTML's. */
enum plain_break plain_break_of(struct str name);

#endif
