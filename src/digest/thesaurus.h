/*
 * digest/thesaurus - how two English words are related, by the WordNet that the program was built with.
 *
 * The tables are constants without a pointer, made by build-aux/thesaurus.sh: pages of the program file that are
 * read on demand and shared by all processes.
 */
#ifndef READOUT_DIGEST_THESAURUS_H
#define READOUT_DIGEST_THESAURUS_H

#include <stdint.h>

#include "core/arena.h"
#include "core/str.h"

struct thesaurus_word {
    uint32_t text;   /* first byte in thesaurus_text; the next word's is the end */
    uint32_t senses; /* first of its senses; the next word's is the end */
};

/* Words ascend in byte order; one more follows that only ends the last. */
extern const char thesaurus_text[];
extern const struct thesaurus_word thesaurus_words[];
extern const size_t thesaurus_word_count;
extern const uint32_t thesaurus_senses[];  /* synsets of the words */
extern const uint32_t thesaurus_synsets[]; /* first link of each synset; one more ends the last */
extern const size_t thesaurus_synset_count;
extern const uint32_t
    thesaurus_links[]; /* twice a synset it is a kind of, or plus one: opposed to */

enum relation {
    RELATION_NONE,
    RELATION_SISTER,   /* both are a kind of the same: north, south */
    RELATION_KIND,     /* one is a kind of the other */
    RELATION_SYNONYM,  /* a sense of both is the same */
    RELATION_OPPOSITE, /* a sense of one is opposed to a sense of the other */
};

/* The senses of a word, or of the word whose regular form it is. */
struct senses {
    const uint32_t *ids;
    size_t count; /* 0 for a word that is not known */
};

struct senses thesaurus_find(struct str lower);
enum relation thesaurus_relate(struct senses a, struct senses b);

#endif
