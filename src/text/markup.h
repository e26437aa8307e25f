/*
 * text/markup - the tokens of an HTML fragment, after the tokeniser of the HTML standard (13.2.5).
 *
 * Pure. One pass, no tree. What script, style and their like hold is one RAW token.
 */
#ifndef READOUT_TEXT_MARKUP_H
#define READOUT_TEXT_MARKUP_H

#include <stdbool.h>

#include "core/attr.h"
#include "core/str.h"

enum markup_kind {
    MARKUP_END_OF_TEXT,
    MARKUP_TEXT, /* references not decoded yet */
    MARKUP_RAW,  /* the inside of script, style, iframe ...: not for people */
    MARKUP_OPEN,
    MARKUP_CLOSE,
};

struct markup_token {
    enum markup_kind kind;
    struct str text; /* of TEXT and RAW */
    char name[16];   /* of OPEN and CLOSE, lower case; a longer name is cut, and so no element's */
    struct str attributes; /* of OPEN: what stands behind the name */
};

struct markup {
    struct str source;
    size_t at;
    char raw[16];     /* the element whose raw text comes next, or "" */
    bool raw_is_text; /* title and textarea: their text is for people */
};

void markup_init(struct markup *m, struct str source) ATTR_NONNULL;
/* False at the end. Comments, declarations and cut tags are passed over. */
bool markup_next(struct markup *m, struct markup_token *out) ATTR_NONNULL;
/*
 * The next attribute at or after *at (0 at first): name as written, value not decoded (empty when
 * there is none). False when there are no more.
 */
bool markup_attribute(struct str attributes, size_t *at, struct str *name,
                      struct str *value) ATTR_NONNULL;

#endif
