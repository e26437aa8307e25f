/*
 * text/language - a guess at the language of a text that does not tell it.
 */
#ifndef READOUT_TEXT_LANGUAGE_H
#define READOUT_TEXT_LANGUAGE_H

#include "core/arena.h"
#include "core/str.h"

/* Its tag ("de"): by script, and where several share one by letters and function words; absent if nothing tells. */
struct str language_guess(struct arena *a, struct str text) ATTR_NONNULL;

#endif
