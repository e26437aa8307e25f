/*
 * text/locale - a language tag out of a page, made safe to hand to ICU and Snowball.
 */
#ifndef READOUT_TEXT_LOCALE_H
#define READOUT_TEXT_LOCALE_H

#include "core/arena.h"

/* The tag without all that follows a foreign byte; "en" when nothing is left. */
const char *locale_tag(struct arena *a, struct str language) ATTR_NONNULL ATTR_RETURNS_NONNULL;
/* Its first subtag in lower case: "en" of "en-US". */
struct str locale_language(struct arena *a, struct str language) ATTR_NONNULL;

#endif
