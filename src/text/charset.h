/*
 * text/charset - bytes in any encoding to UTF-8, by ICU; the encoding decided as the guide for feeds says.
 */
#ifndef READOUT_TEXT_CHARSET_H
#define READOUT_TEXT_CHARSET_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

enum charset_document { CHARSET_XML, CHARSET_HTML, CHARSET_TEXT };

struct charset_result {
    struct str
        text; /* valid UTF-8, no byte order mark; a view of the input where nothing had to change */
    const char *name;   /* of the encoding used: "utf-8" */
    bool mismatch;      /* the declaration was wrong or unknown and not followed */
    bool undeclared;    /* there was none, and the text is not what that means */
    size_t replaced;    /* bad sequences that became U+FFFD */
    size_t replaced_at; /* byte offset in the input of the first; meaningful if replaced > 0 */
};

/*
 * Order: byte order mark, charset of the content type, declaration (XML declaration, HTML meta),
 * zero-byte pattern of UTF-16/32, UTF-8 if most of it is, what ICU detects in texts of other scripts
 * than the Latin one, windows-1252. Bytes that are said to be UTF-8 and mostly are not go the same
 * way; those that are UTF-8 beyond doubt are, whatever is said. Labels follow the WHATWG table.
 * ERR_LIMIT when the result is larger than LIMIT_DOCUMENT_BYTES. `content_type` may be absent.
 */
int charset_decode(struct arena *a, struct str bytes, struct str content_type,
                   enum charset_document kind, struct charset_result *out,
                   struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Opens every converter once, because a sandboxed worker cannot read ICU's data files later. */
void charset_warm_up(void);

#endif
