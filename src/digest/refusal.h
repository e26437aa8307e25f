/*
 * digest/refusal - text of a model that is not about the article: refusals, hedges, disclaimers; and text of a
 * page that gives orders to a model.
 */
#ifndef READOUT_DIGEST_REFUSAL_H
#define READOUT_DIGEST_REFUSAL_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/str.h"

/*
 * Lower case, typographic apostrophes as ', every run of other than letters, digits, ' - : one space. Texts
 * that are added one by one are parted by one space, which is the last of one and the first of the next.
 */
void refusal_add_normal(struct buf *b, struct str text) ATTR_NONNULL;
struct str refusal_normalize(struct arena *a, struct str text) ATTR_NONNULL;
/*
 * True when the claim talks about its maker, guesses or disclaims in words the source does not use;
 * both normalized. *why is for a person.
 */
bool refusal_find(struct arena *a, struct str claim, struct str source,
                  struct str *why) ATTR_NONNULL;
/* True when a normalized sentence gives orders to a machine. */
bool refusal_is_instruction(struct str sentence);
/* Whether a normalized text has one of the phrases, each on a line, as whole words. */
bool refusal_has_phrase(struct str text, struct str phrases);

#endif
