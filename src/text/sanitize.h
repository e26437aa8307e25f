/*
 * text/sanitize - an HTML fragment from outside to HTML that is safe to show, and to plain text.
 *
 * Pure. Rebuilt from an allow-list (elements, attributes, URL schemes); always balanced; no script,
 * style or frame in any disguise; links http, https or mailto and absolute by `base`.
 * A streaming tokeniser after the HTML standard (13.2.5), not a tree.
 */
#ifndef READOUT_TEXT_SANITIZE_H
#define READOUT_TEXT_SANITIZE_H

#include "core/arena.h"
#include "core/str.h"

/* The fragment itself when it is clean already, so it has to live as long as the result. */
struct str sanitize_html(struct arena *a, struct str fragment, struct str base) ATTR_NONNULL;
/* The text of a fragment: mark-up dropped, references decoded, white space runs one space, trimmed. */
struct str sanitize_text(struct arena *a, struct str fragment) ATTR_NONNULL;
/*
 * The text of a fragment as paragraphs separated by a blank line (block elements and br br), lines by
 * "\n" (br, list items, table rows): what stands in for an article when its page cannot be had.
 */
struct str sanitize_paragraphs(struct arena *a, struct str fragment) ATTR_NONNULL;
/* Decodes HTML character references once (&rsquo; &#146; &amp;); the input is not mark-up. */
struct str sanitize_unescape(struct arena *a, struct str s) ATTR_NONNULL;

#endif
