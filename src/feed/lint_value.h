/*
 * feed/lint_value - what a specification asks of one value. Each answers what is wrong, or NULL.
 */
#ifndef READOUT_FEED_LINT_VALUE_H
#define READOUT_FEED_LINT_VALUE_H

#include "core/str.h"

/* RFC 822 5 with four digits of the year, as RSS 2.0 prefers them; on its weekday. */
const char *lint_rfc822(struct str s);
/* RFC 3339 5.6 with its T, seconds and zone. */
const char *lint_rfc3339(struct str s);
/* W3CDTF: the same without its fraction, seconds, time, day or month, too. */
const char *lint_w3c_date(struct str s);
/* A type of a text construct (RFC 4287 3.1.1). */
const char *lint_text_type(struct str s);
/* A whole http or https address. */
const char *lint_url(struct str s);
/* Any URI with a scheme. */
const char *lint_iri(struct str s);
/* A whole address, or one that is relative to a base. */
const char *lint_reference(struct str s);
/* 0 or more. */
const char *lint_number(struct str s);
/* A MIME type. */
const char *lint_type(struct str s);

#endif
