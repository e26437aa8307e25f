/*
 * digest/account - an account of talks while it is read, and its two sides: countries and people.
 *
 * Pure. Internal to digest/readout.
 */
#ifndef READOUT_DIGEST_ACCOUNT_H
#define READOUT_DIGEST_ACCOUNT_H

#include "digest/digest.h"
#include "digest/event.h"
#include "digest/mention.h"

struct account {
    struct arena *arena;
    struct str title, text;
    struct tokens title_tokens, tokens;
    struct mentions title_mentions;
    unsigned headline;  /* bits of enum event_class */
    struct span event;  /* tokens of the first sentence that reports talks */
    struct span people; /* of the first such that names somebody */
    size_t verb;        /* in it */
    bool washington;    /* an office of the United States: days count there */
    struct str home;    /* code of the issuing side's country; absent if unknown */
    int64_t day;        /* of publication where it was published, or DAY_NONE */
    size_t countries_cap, counterparts_cap;
    struct readout *out;
};

/* The tokens of the sentence that begins at `from` end here. */
size_t account_sentence_end(const struct tokens *t, size_t from);
/* Whether the headline has one of the words in `words`, which are separated by spaces. */
bool account_title_has(const struct account *c, const char *words);

/* The official of the issuing side, its country, and whether its days count in Washington. */
void account_read_principal(struct account *c);
/* Countries and people of the sentences that report talks. */
void account_read_sides(struct account *c);
/*
 * Sides of different countries, or one of an international organisation. A headline's country is
 * enough where it says that this is an account: "visit to Kuwait" may be one to troops.
 */
bool account_has_other_side(const struct account *c);
/* The rest of the countries, and whose the people without one are. */
void account_complete_countries(struct account *c);

#endif
