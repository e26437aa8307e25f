#include "digest/story.h"

#include <string.h>

#include "core/map.h"
#include "core/utf8.h"
#include "fmt/escape.h"
#include "text/word.h"

enum {
    RUN = 3,    /* words */
    GROUP = 3,  /* least values of a key */
    LEAST = 20, /* words of a text that tells itself from others */
    /*
     * Marks of like texts: three fifths. Texts that share 85 words of 100 in a row share 74 runs of 100;
     * of 8 bits each, one mark in 256 is alike by chance.
     */
    ALIKE = STORY_MARKS * 3 / 5,
    TEXT_BYTES = 64 << 10,
    TITLE_BYTES = 2 << 10, /* whose words are compared each with each */
};

_Static_assert((STORY_KEYS - 1) * GROUP <= STORY_MARKS, "each key has values of its own");

/* splitmix64: what comes of numbers in a row has no pattern left. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

/* FNV-1a. */
static uint64_t hash_word(struct str s)
{
    uint64_t h = 0xcbf29ce484222325U;

    for (size_t i = 0; i < s.len; i++) {
        h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3U;
    }
    return h;
}

static struct str beginning(struct str text, size_t bytes)
{
    return str_sub(text, 0, utf8_cut(text, bytes));
}

/* Lowers each least value to that of this run of words. */
static void take_run(uint32_t *least, const uint64_t *factors, uint64_t run)
{
    for (size_t i = 0; i < STORY_MARKS; i++) {
        uint32_t value = (uint32_t)((run * factors[i]) >> 32);

        least[i] = value < least[i] ? value : least[i];
    }
}

static uint64_t title_key(struct arena *a, const struct story_text *t)
{
    uint64_t key = STORY_KEYS;
    struct words w;

    word_split(a, beginning(t->title, TITLE_BYTES), t->language, &w);
    for (size_t i = 0; i < w.count; i++) {
        key = mix(key ^ hash_word(w.list[i].lower));
    }
    return key;
}

bool story_print(struct arena *a, const struct story_text *t, struct story_print *out)
{
    uint64_t factors[STORY_MARKS], hashes[RUN] = {0};
    uint32_t least[STORY_MARKS];
    struct words w;

    word_split(a, beginning(t->text, TEXT_BYTES), t->language, &w);
    if (w.count < LEAST) {
        return false;
    }
    for (size_t i = 0; i < STORY_MARKS; i++) {
        factors[i] = mix(i) | 1U;
    }
    memset(least, 0xff, sizeof(least));
    for (size_t i = 0; i < w.count; i++) {
        hashes[i % RUN] = hash_word(w.list[i].lower);
        if (i + 1 >= RUN) {
            uint64_t run = hashes[(i + 1) % RUN];

            for (size_t k = 2; k <= RUN; k++) {
                run = mix(run ^ hashes[(i + k) % RUN]);
            }
            take_run(least, factors, run);
        }
    }
    for (size_t i = 0; i < STORY_MARKS; i++) {
        out->marks[i] = (unsigned char)(least[i] & 0xffU);
    }
    for (size_t i = 0; i + 1 < STORY_KEYS; i++) {
        out->keys[i] = i;
        for (size_t k = 0; k < GROUP; k++) {
            out->keys[i] = mix(out->keys[i] ^ least[i * GROUP + k]);
        }
    }
    out->keys[STORY_KEYS - 1] = title_key(a, t);
    return true;
}

struct str story_write(struct arena *a, const struct story_print *p)
{
    struct buf out = {0};

    for (size_t i = 0; i < STORY_KEYS; i++) {
        buf_add_fmt(&out, "%016llx", (unsigned long long)p->keys[i]);
    }
    escape_hex(&out, (struct str){(const char *)p->marks, STORY_MARKS});
    return buf_str(&out, a);
}

bool story_read(struct str text, struct story_print *out)
{
    *out = (struct story_print){0};
    if (text.len != STORY_KEYS * 16 + STORY_MARKS * 2) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        int digit = char_hex(text.ptr[i]);

        if (digit == -1) {
            return false;
        }
        if (i < STORY_KEYS * 16) {
            out->keys[i / 16] = out->keys[i / 16] << 4 | (unsigned)digit;
        } else {
            unsigned char *mark = &out->marks[(i - STORY_KEYS * 16) / 2];

            *mark = (unsigned char)((unsigned)*mark << 4 | (unsigned)digit);
        }
    }
    return true;
}

bool story_alike(const struct story_print *x, const struct story_print *y)
{
    size_t same = 0;

    for (size_t i = 0; i < STORY_MARKS; i++) {
        same += x->marks[i] == y->marks[i];
    }
    return same >= ALIKE;
}

/* ---- titles ---- */

/* What counts in a title: its stems without function words, or all of them where it has no others. */
static struct words telling(struct arena *a, const struct story_text *t, struct str language)
{
    struct words all, out = {0};

    word_split(a, beginning(t->title, TITLE_BYTES), language, &all);
    out.list = arena_array(a, all.count, sizeof(struct word));
    for (size_t i = 0; i < all.count; i++) {
        if (!all.list[i].stop) {
            out.list[out.count++] = all.list[i];
        }
    }
    return out.count > 0 ? out : all;
}

static bool has(const struct words *w, struct str stem)
{
    for (size_t i = 0; i < w->count; i++) {
        if (str_eq(w->list[i].stem, stem)) {
            return true;
        }
    }
    return false;
}

/* How many words stand in the other title too; *odd: a number that does not. */
static size_t count_shared(const struct words *x, const struct words *y, bool *odd)
{
    size_t shared = 0;

    for (size_t i = 0; i < x->count; i++) {
        bool found = has(y, x->list[i].stem);

        shared += found;
        *odd = *odd || (!found && x->list[i].number);
    }
    return shared;
}

/* Whether each word of a title stands in the other title or the other text. */
static bool stands(struct arena *a, const struct words *title, const struct words *other,
                   const struct story_text *t, struct str language)
{
    struct words w;
    struct map stems;

    map_init(&stems, a);
    word_split(a, beginning(t->text, TEXT_BYTES), language, &w);
    for (size_t i = 0; i < w.count; i++) {
        map_put(&stems, w.list[i].stem, &w.list[i]);
    }
    for (size_t i = 0; i < title->count; i++) {
        if (!has(other, title->list[i].stem) && map_get(&stems, title->list[i].stem) == NULL) {
            return false;
        }
    }
    return true;
}

bool story_titles_agree(struct arena *a, const struct story_text *x, const struct story_text *y)
{
    struct words mine = telling(a, x, x->language), theirs = telling(a, y, x->language);
    bool odd_mine = false, odd_theirs = false;
    size_t shared = count_shared(&mine, &theirs, &odd_mine);
    size_t back = count_shared(&theirs, &mine, &odd_theirs);
    size_t fewer = mine.count < theirs.count ? mine.count : theirs.count;

    if (fewer == 0 || (odd_mine && odd_theirs)) {
        return false;
    }
    if (shared == mine.count && back == theirs.count) {
        return true;
    }
    shared = shared < back ? shared : back;
    return shared * 2 >= fewer && stands(a, &mine, &theirs, y, x->language) &&
           stands(a, &theirs, &mine, x, x->language);
}
