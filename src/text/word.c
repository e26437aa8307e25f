#include "text/word.h"

#include <string.h>

#include <libstemmer.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

#include "core/map.h"
#include "core/utf8.h"
#include "text/data.h"
#include "text/locale.h"

#define APOSTROPHE 0x2019U
#define KEY_BYTES  48
/* A guess at the room for the words: bytes of one, and the most that is taken at once. */
#define WORD_BYTES  6U
#define WORDS_FIRST 32768U

struct scan {
    struct arena *arena;
    struct str text, language, stopwords;
    struct sb_stemmer *stemmer; /* NULL: no stems in this language */
    struct map known;           /* words as written to struct word: a text repeats itself */
    struct words *out;
    size_t cap;
};

static bool is_word_code(uint32_t code)
{
    return (U_GET_GC_MASK((UChar32)code) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

/* Scripts that set no spaces between words. */
static bool is_unspaced_wide(uint32_t code)
{
    UErrorCode status = U_ZERO_ERROR;

    switch ((int)uscript_getScript((UChar32)code, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return true;
    default:
        return false;
    }
}

static bool is_unspaced(uint32_t code)
{
    return code >= 0x0E00 && is_unspaced_wide(code);
}

static uint32_t code_at(struct str s, size_t at)
{
    return at < s.len ? utf8_next(s, &at) : 0;
}

/* Whether the mark between two word characters belongs to the word: it's, 1,500.5, U.S */
static bool joins(uint32_t before, uint32_t mark, uint32_t after, bool dotted)
{
    if (mark == '\'' || mark == APOSTROPHE) {
        return u_isalpha((UChar32)before) && u_isalpha((UChar32)after);
    }
    if (mark == ',') {
        return u_isdigit((UChar32)before) && u_isdigit((UChar32)after);
    }
    return mark == '.' && ((u_isdigit((UChar32)before) && u_isdigit((UChar32)after)) ||
                           (dotted && u_isalpha((UChar32)after)));
}

/* The end of the word that begins at `start`. */
static size_t word_end(struct str s, size_t start)
{
    size_t at = start, letters = 0; /* letters since the last full stop */
    bool acronym = true, dots = false;

    while (at < s.len) {
        size_t next = at, behind;
        uint32_t code = utf8_next(s, &next), before;

        if (is_unspaced(code)) {
            break;
        }
        if (!is_word_code(code)) {
            break;
        }
        before = code;
        at = next;
        letters++;
        acronym = acronym && letters == 1 && u_isalpha((UChar32)code);
        if (at >= s.len) {
            break;
        }
        behind = at;
        code = utf8_next(s, &behind);
        if (joins(before, code, code_at(s, behind), acronym)) {
            dots = dots || code == '.';
            letters = 0;
            at = behind;
        } else if (code == '.' && acronym && dots) {
            return behind;
        }
    }
    return at;
}

static struct str lower_of(struct arena *a, struct str word)
{
    struct buf b = {0};
    size_t at = 0;

    while (at < word.len) {
        uint32_t code = utf8_next(word, &at);

        utf8_add(&b, code == APOSTROPHE ? '\''
                                        : (uint32_t)u_foldCase((UChar32)code, U_FOLD_CASE_DEFAULT));
    }
    if (str_ends(buf_view(&b), STR("'s"))) {
        b.len -= 2;
    }
    return buf_str(&b, a);
}

static struct str stem_of(struct scan *p, struct str lower)
{
    const sb_symbol *stem;

    if (p->stemmer == NULL || lower.len > INT32_MAX) {
        return lower;
    }
    stem = sb_stemmer_stem(p->stemmer, (const sb_symbol *)lower.ptr, (int)lower.len);
    if (stem == NULL) {
        return lower;
    }
    return arena_str(p->arena,
                     (struct str){(const char *)stem, (size_t)sb_stemmer_length(p->stemmer)});
}

static bool is_stop(const struct scan *p, struct str lower)
{
    char key[KEY_BYTES];
    size_t n = p->language.len;

    if (n + 1 + lower.len > sizeof(key)) {
        return false;
    }
    memcpy(key, p->language.ptr, n);
    key[n] = ' ';
    memcpy(key + n + 1, lower.ptr, lower.len);
    return data_find(p->stopwords, (struct str){key, n + 1 + lower.len}).ptr != NULL;
}

/* All that is the same wherever the word stands. */
static const struct word *read_word(struct scan *p, struct str text)
{
    struct word *w = map_get(&p->known, text);
    uint32_t first;

    if (w != NULL) {
        return w;
    }
    w = arena_alloc(p->arena, sizeof(*w));
    first = code_at(text, 0);
    w->text = text;
    w->lower = lower_of(p->arena, text);
    w->stem = stem_of(p, w->lower);
    w->capital = u_isupper((UChar32)first) || u_istitle((UChar32)first);
    w->number = u_isdigit((UChar32)first);
    w->stop = is_stop(p, w->lower);
    w->form = p->out->forms++;
    map_put(&p->known, text, w);
    return w;
}

static void add_word(struct scan *p, size_t start, size_t end)
{
    struct str text = str_sub(p->text, start, end);
    struct word *w;

    p->out->list =
        arena_grow(p->arena, p->out->list, p->out->count, &p->cap, sizeof(*p->out->list));
    w = &p->out->list[p->out->count++];
    *w = *read_word(p, text);
    w->text = text;
    w->start = start;
}

/* Cuts a run of a script without spaces by ICU's dictionary; as one word if ICU has no breaker. */
static void add_unspaced(struct scan *p, size_t start, size_t end)
{
    UErrorCode status = U_ZERO_ERROR;
    UText view = UTEXT_INITIALIZER;
    UBreakIterator *it = ubrk_open(UBRK_WORD, "ja", NULL, 0, &status);
    int32_t from = 0, to;

    utext_openUTF8(&view, p->text.ptr + start, (int64_t)(end - start), &status);
    ubrk_setUText(it, &view, &status);
    if (U_FAILURE(status)) {
        add_word(p, start, end);
    } else {
        for (to = ubrk_next(it); to != UBRK_DONE; from = to, to = ubrk_next(it)) {
            add_word(p, start + (size_t)from, start + (size_t)to);
        }
    }
    ubrk_close(it);
    utext_close(&view);
}

static size_t unspaced_end(struct str s, size_t at)
{
    while (at < s.len) {
        size_t next = at;
        uint32_t code = utf8_next(s, &next);

        if (!is_unspaced(code) && (U_GET_GC_MASK((UChar32)code) & U_GC_M_MASK) == 0) {
            break;
        }
        at = next;
    }
    return at;
}

void word_split(struct arena *a, struct str text, struct str language, struct words *out)
{
    struct str tag = locale_language(a, language);
    struct scan p = {
        .arena = a,
        .text = text,
        .language = tag,
        .stopwords = data_stopwords,
        .stemmer = sb_stemmer_new(arena_z(a, tag), "UTF_8"),
        .out = out,
        .cap = text.len / WORD_BYTES < WORDS_FIRST ? text.len / WORD_BYTES + 1 : WORDS_FIRST,
    };
    size_t at = 0;

    map_init(&p.known, a);
    *out = (struct words){.list = arena_array(a, p.cap, sizeof(*out->list))};
    while (at < text.len) {
        size_t next = at;
        uint32_t code = utf8_next(text, &next);

        if (is_unspaced(code)) {
            next = unspaced_end(text, at);
            add_unspaced(&p, at, next);
        } else if (is_word_code(code)) {
            next = word_end(text, at);
            add_word(&p, at, next);
        }
        at = next;
    }
    sb_stemmer_delete(p.stemmer);
}

void word_warm_up(void)
{
    struct arena *a = arena_new();
    struct words out;

    word_split(a, STR("The words \xE6\xBC\xA2\xE5\xAD\x97 \xE0\xB9\x84\xE0\xB8\x97\xE0\xB8\xA2"),
               STR("en"), &out);
    arena_free(a);
}
