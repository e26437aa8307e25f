/*
 * text/html_bounds - refuses pages that would make an HTML parser slow, before it sees them.
 */
#ifndef READOUT_TEXT_HTML_BOUNDS_H
#define READOUT_TEXT_HTML_BOUNDS_H

#include "core/err.h"
#include "core/str.h"

/*
 * One pass over the bytes that follows open tags as the tree builder would, on the safe side.
 * ERR_LIMIT for more than LIMIT_PAGE_BYTES, LIMIT_HTML_TAGS, LIMIT_HTML_OPEN_TAGS tags open at once
 * or LIMIT_HTML_ATTRIBUTES on one tag.
 */
int html_check_bounds(struct str page, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
