#include "digest/thesaurus.h"

#include <stdbool.h>

#include "core/attr.h"

#define WORD_BYTES 40U

/* Endings of regular forms, and what the word itself ends in. */
static const struct {
    struct str ending, base;
} endings[] = {
    {STR_INIT("'s"), STR_INIT("")},  {STR_INIT("ies"), STR_INIT("y")}, //
    {STR_INIT("es"), STR_INIT("e")}, {STR_INIT("es"), STR_INIT("")},
    {STR_INIT("s"), STR_INIT("")},   {STR_INIT("ied"), STR_INIT("y")},
    {STR_INIT("ed"), STR_INIT("e")}, {STR_INIT("ed"), STR_INIT("")},
    {STR_INIT("ing"), STR_INIT("")}, {STR_INIT("ing"), STR_INIT("e")},
    {STR_INIT("er"), STR_INIT("")},  {STR_INIT("er"), STR_INIT("e")},
    {STR_INIT("est"), STR_INIT("")}, {STR_INIT("est"), STR_INIT("e")},
    {STR_INIT("ly"), STR_INIT("")},
};

static struct str word_at(size_t i)
{
    return (struct str){thesaurus_text + thesaurus_words[i].text,
                        thesaurus_words[i + 1].text - thesaurus_words[i].text};
}

static struct senses find_exact(struct str word)
{
    size_t low = 0, high = thesaurus_word_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = str_cmp(word_at(mid), word);

        if (order == 0) {
            uint32_t first = thesaurus_words[mid].senses;

            return (struct senses){thesaurus_senses + first,
                                   thesaurus_words[mid + 1].senses - first};
        }
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return (struct senses){NULL, 0};
}

/* stopped, stopping: the consonant before the ending is doubled. */
static bool is_doubled(struct str s)
{
    return s.len > 3 && s.ptr[s.len - 1] == s.ptr[s.len - 2];
}

struct senses thesaurus_find(struct str lower)
{
    struct senses found = find_exact(lower);
    char word[WORD_BYTES];

    for (size_t i = 0; found.count == 0 && i < ARRAY_LEN(endings); i++) {
        struct str base = endings[i].base;
        size_t n;

        if (lower.len >= WORD_BYTES || lower.len < endings[i].ending.len + 2 ||
            !str_ends(lower, endings[i].ending)) {
            continue;
        }
        n = lower.len - endings[i].ending.len;
        for (size_t k = 0; k < n; k++) {
            word[k] = lower.ptr[k];
        }
        for (size_t k = 0; k < base.len; k++) {
            word[n + k] = base.ptr[k];
        }
        found = find_exact((struct str){word, n + base.len});
        if (found.count == 0 && base.len == 0 && is_doubled((struct str){word, n})) {
            found = find_exact((struct str){word, n - 1});
        }
    }
    return found;
}

static struct senses links_of(uint32_t synset)
{
    if (synset >= thesaurus_synset_count) {
        return (struct senses){NULL, 0};
    }
    return (struct senses){thesaurus_links + thesaurus_synsets[synset],
                           thesaurus_synsets[synset + 1] - thesaurus_synsets[synset]};
}

static bool has_link(struct senses links, uint32_t link)
{
    for (size_t i = 0; i < links.count; i++) {
        if (links.ids[i] == link) {
            return true;
        }
    }
    return false;
}

/* Opposites of the heads of two clusters of adjectives are opposites of their members. */
static bool is_opposed(struct senses from, uint32_t b, struct senses to)
{
    for (size_t i = 0; i < from.count; i++) {
        uint32_t other = from.ids[i] / 2;

        if (from.ids[i] % 2 == 1 ? other == b || has_link(to, 2 * other)
                                 : has_link(links_of(other), 2 * b + 1)) {
            return true;
        }
    }
    return false;
}

static enum relation relate_synsets(uint32_t a, uint32_t b)
{
    struct senses from = links_of(a), to = links_of(b);

    if (a == b) {
        return RELATION_SYNONYM;
    }
    if (is_opposed(from, b, to) || is_opposed(to, a, from)) {
        return RELATION_OPPOSITE;
    }
    if (has_link(from, 2 * b) || has_link(to, 2 * a)) {
        return RELATION_KIND;
    }
    for (size_t i = 0; i < from.count; i++) {
        if (from.ids[i] % 2 == 0 && has_link(to, from.ids[i])) {
            return RELATION_SISTER;
        }
    }
    return RELATION_NONE;
}

enum relation thesaurus_relate(struct senses a, struct senses b)
{
    enum relation best = RELATION_NONE;

    for (size_t i = 0; i < a.count; i++) {
        for (size_t k = 0; k < b.count; k++) {
            enum relation r = relate_synsets(a.ids[i], b.ids[k]);

            best = r > best ? r : best;
        }
    }
    return best;
}
