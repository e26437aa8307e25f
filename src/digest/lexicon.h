/*
 * digest/lexicon - what is known of English words before any text is read: which mean the same, which
 * the opposite, which negate, guess, count or measure.
 */
#ifndef READOUT_DIGEST_LEXICON_H
#define READOUT_DIGEST_LEXICON_H

#include "core/arena.h"
#include "core/map.h"
#include "core/str.h"

enum lexicon_mark {
    MARK_NEGATION = 1 << 0,
    MARK_HEDGE = 1 << 1,
    MARK_FUTURE = 1 << 2,
    MARK_SUPERLATIVE = 1 << 3,
    MARK_TITLE = 1 << 4,
    MARK_PREPOSITION = 1 << 5,
    MARK_VERB = 1 << 6, /* an irregular past form */
    MARK_CLAUSE = 1 << 7,
    MARK_PASSIVE = 1 << 8,
    MARK_ORDER = 1 << 9,
    MARK_COMMAND = 1 << 10,
    MARK_DETERMINER = 1 << 11,
    MARK_PRONOUN = 1 << 12,
    MARK_HONORIFIC = 1 << 13,
};

enum number_kind {
    NUMBER_NONE,
    NUMBER_CARDINAL,
    NUMBER_TENS, /* a cardinal may follow: thirty two */
    NUMBER_ORDINAL,
    NUMBER_SCALE,
    NUMBER_SUFFIX, /* a scale only where it touches its number: 5m */
    NUMBER_VAGUE,  /* hundreds of */
};

/* One form: a word, or words with one space between. */
struct lexeme {
    struct str key; /* of its group; absent when it is in none */
    unsigned marks;
    enum number_kind number;
    double value;
    struct str unit; /* dimension; absent when it is no unit */
    double factor;
    size_t words_max; /* words of the longest form that begins with this one */
};

#define LEXICON_WORDS_MAX 5U

struct lexicon {
    struct arena *arena;
    struct map forms;     /* lower case form to struct lexeme */
    struct map stems;     /* stem of a one-word form to struct lexeme */
    struct map opposites; /* key to struct opposites */
};

struct opposites {
    struct str *keys;
    size_t count, cap;
};

void lexicon_init(struct lexicon *l, struct arena *a) ATTR_NONNULL;
const struct lexeme *lexicon_form(const struct lexicon *l, struct str lower) ATTR_NONNULL;
/* What words of this stem are compared by. */
struct str lexicon_key(const struct lexicon *l, struct str lower, struct str stem) ATTR_NONNULL;
const struct opposites *lexicon_opposites(const struct lexicon *l, struct str key) ATTR_NONNULL;

#endif
