/*
 * text/charset_detect - the encoding of a text that does not say it, or says it wrongly.
 *
 * Pure. Only scripts other than the Latin one are told: their words are made of bytes above ASCII
 * alone, where those of Latin script hold one now and then, so neither is taken for the other.
 */
#ifndef READOUT_TEXT_CHARSET_DETECT_H
#define READOUT_TEXT_CHARSET_DETECT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"

/* ICU's name of the encoding; NULL when the text is too short, of Latin script or like nothing known. */
const char *charset_detect(struct str bytes);
/* Valid UTF-8 with at least so many bytes of sequences behind their first: nothing else by chance. */
bool charset_is_surely_utf8(struct str bytes, size_t least);

#endif
