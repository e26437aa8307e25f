/*
 * digest/event - what a headline announces, and the sentences that report talks which took place.
 *
 * Pure. The phrases are in conf/data/headlines.tsv.
 */
#ifndef READOUT_DIGEST_EVENT_H
#define READOUT_DIGEST_EVENT_H

#include "digest/token.h"
#include "text/sentence.h"

enum event_class {               /* bits */
                   EVENT_NO = 1, /* announces, quotes or comments: no account of talks */
                   EVENT_STATEMENT = 2,
                   EVENT_VISIT = 4,
                   EVENT_TRILATERAL = 8,
                   EVENT_MULTILATERAL = 16,
                   EVENT_CALL = 32,
                   EVENT_SPEAK = 64, /* by phone unless a place is named */
                   EVENT_MEETING = 128,
                   EVENT_TALKS = 256 /* of a kind that the phrase does not tell */
};

/* What the phrases among the tokens [start, end) say, together. */
unsigned event_classes(const struct tokens *t, struct span range);
/*
 * The place of the verb by which the tokens [start, end) report talks in the past, or STR_NPOS.
 * `later` asks for the verbs of meeting only, as in a sentence after the first.
 */
size_t event_verb(const struct tokens *t, struct span range, bool later);
/* Whether the tokens [start, end) set the talks in one place. */
bool event_is_in_person(const struct tokens *t, struct span range);
/* A transcript: a sentence begins with its speaker. */
bool event_is_transcript(const struct tokens *t);

#endif
