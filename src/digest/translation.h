/*
 * digest/translation - is what a sentence in another language says borne out, as far as names and numbers tell?
 *
 * Pure. Names of persons and places keep their spelling or their stem in most languages, countries
 * are looked up in ICU's tables, numbers are numbers. A sentence with neither cannot be checked and is
 * refused. What passes is plausible, not proven: whoever shows it marks it as translated.
 */
#ifndef READOUT_DIGEST_TRANSLATION_H
#define READOUT_DIGEST_TRANSLATION_H

#include <stdbool.h>

#include "core/arena.h"
#include "digest/digest.h"

struct translation_input {
    struct str source, source_language, language;
};

/* Whether both tags are known and name different languages. */
bool translation_is(struct str source_language, struct str language);
/* Judges each claim of the verdict, whose texts are set. */
void translation_verify(struct arena *a, const struct translation_input *in,
                        struct verdict *verdict) ATTR_NONNULL;

#endif
