/*
 * fmt/escape - text put inside something else: HTML, Markdown, a log line, a file name, a mail header.
 */
#ifndef READOUT_FMT_ESCAPE_H
#define READOUT_FMT_ESCAPE_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/str.h"

/* & < > " ' as references; safe in text and in quoted attributes. */
void escape_html(struct buf *out, struct str s) ATTR_NONNULL;
/* Inline Markdown (CommonMark): every character that could begin mark-up is written so that it cannot. */
void escape_markdown(struct buf *out, struct str s) ATTR_NONNULL;
/* One log value: quoted if needed, quotes and backslashes escaped, C0, C1, DEL, bidi controls as \xNN or \u{...}. */
void escape_log(struct buf *out, struct str s) ATTR_NONNULL;
/* Lower-case slug for a file name: letters and digits of any script, everything else one '-'; at most `max` bytes, no sequence split. */
void escape_slug(struct buf *out, struct str s, size_t max) ATTR_NONNULL;
/* A header value: RFC 2047 encoded-words (UTF-8, base64) where it is not plain ASCII, folded at 76; CR and LF cannot pass. */
void escape_mail_header(struct buf *out, struct str s) ATTR_NONNULL;
void escape_base64(struct buf *out, struct str bytes,
                   size_t line) ATTR_NONNULL; /* line 0: no line ends */
void escape_hex(struct buf *out, struct str bytes) ATTR_NONNULL;
/* For a terminal: controls and what cannot be seen as \xNN or \u{...}; `lines`: line feeds and tabs stay. */
void escape_shown(struct buf *out, struct str s, bool lines) ATTR_NONNULL;
/*
 * A plain-text field: control characters, bidirectional overrides, tag characters and zero-width
 * ones removed (but for joiners inside words that need them), white space runs one space, trimmed.
 */
struct str escape_plain(struct arena *a, struct str s) ATTR_NONNULL;

#endif
