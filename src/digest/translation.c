#include "digest/translation.h"

#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "core/map.h"
#include "core/utf8.h"
#include "text/sentence.h"

enum {
    STEM_LETTERS = 4, /* that two spellings of one name share at least */
    NAME_UNITS = 128, /* UTF-16 units of a country's name */
    TAG_BYTES = 32,
    WORD_BYTES = 96,
};

static const double plausible = .5; /* the score of what passes */

/* ---- words ---- */

struct word {
    struct str text;             /* as it stands */
    struct str folded;           /* lower case, without accents */
    bool capital, number, first; /* first: of its sentence */
};

struct words {
    struct word *list;
    size_t count, cap;
};

/* Lower case and without combining marks: "Perú" as "peru". */
static struct str fold(struct arena *a, struct str s)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&code);
    UChar in[WORD_BYTES], out[WORD_BYTES * 4];
    char bytes[WORD_BYTES * 12];
    struct str text = {bytes, 0};
    int32_t length = 0, size = 0;
    struct buf b = {0};
    size_t at = 0;

    s = str_sub(s, 0, utf8_cut(s, s.len < WORD_BYTES ? s.len : WORD_BYTES - 1));
    u_strFromUTF8WithSub(in, WORD_BYTES, &length, s.ptr, (int32_t)s.len, 0xFFFD, NULL, &code);
    length = unorm2_normalize(nfd, in, length, out, WORD_BYTES * 4, &code);
    u_strToUTF8(bytes, (int32_t)sizeof(bytes), &size, out, length, &code);
    text.len = U_FAILURE(code) ? 0 : (size_t)size;
    while (at < text.len) {
        UChar32 c = (UChar32)utf8_next(text, &at);

        if (u_charType(c) != U_NON_SPACING_MARK) {
            utf8_add(&b, (uint32_t)u_foldCase(c, U_FOLD_CASE_DEFAULT));
        }
    }
    return buf_str(&b, a);
}

static void add_word(struct arena *a, struct words *w, struct str text, bool first)
{
    size_t at = 0;
    UChar32 c = (UChar32)utf8_next(text, &at);

    w->list = arena_grow(a, w->list, w->count, &w->cap, sizeof(*w->list));
    w->list[w->count++] = (struct word){.text = text,
                                        .folded = fold(a, text),
                                        .capital = u_isupper(c) || u_istitle(c),
                                        .number = u_isdigit(c),
                                        .first = first};
}

/* Runs of letters and digits; a separator between two digits belongs to the number. */
static void split_words(struct arena *a, struct str s, struct words *w)
{
    size_t at = 0, start = STR_NPOS;
    bool first = true, digit = false;

    *w = (struct words){0};
    while (at < s.len) {
        size_t here = at;
        UChar32 c = (UChar32)utf8_next(s, &at);
        bool inner = digit && (c == '.' || c == ',') && at < s.len && char_is_digit(s.ptr[at]);

        if (u_isalnum(c) || inner || u_charType(c) == U_NON_SPACING_MARK) {
            start = start == STR_NPOS ? here : start;
        } else if (start != STR_NPOS) {
            add_word(a, w, str_sub(s, start, here), first);
            first = false;
            start = STR_NPOS;
        }
        digit = u_isdigit(c);
    }
    if (start != STR_NPOS) {
        add_word(a, w, str_sub(s, start, s.len), first);
    }
}

/* A number as its digits alone: 1,500 and 1.500 are one. */
static struct str digits_of(struct arena *a, struct str s)
{
    struct buf b = {0};

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != ',' && s.ptr[i] != '.') {
            buf_add_char(&b, s.ptr[i]);
        }
    }
    return buf_str(&b, a);
}

/* ---- the source ---- */

struct checker {
    struct arena *arena;
    const struct translation_input *in;
    struct map known;   /* folded words and numbers of the source */
    struct words words; /* of the source */
    struct map places;  /* folded words of the countries it names, in the language of the claim */
    bool nouns_capital; /* a capital tells no name there */
};

static struct str primary(struct str tag)
{
    size_t end = 0;

    while (end < tag.len && char_is_alpha(tag.ptr[end])) {
        end++;
    }
    return str_sub(tag, 0, end);
}

bool translation_is(struct str source_language, struct str language)
{
    struct str from = primary(source_language), to = primary(language);

    return from.len > 0 && to.len > 0 && !str_eq_nocase(from, to);
}

/* The name of a country in a language, as words. */
static void country_words(struct arena *a, const char *country, struct str language,
                          struct words *w)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar units[NAME_UNITS];
    char name[NAME_UNITS * 3], tag[TAG_BYTES];
    struct str id = arena_fmt(a, "und_%s", country), to = primary(language);
    int32_t length, bytes = 0;

    *w = (struct words){0};
    to = str_sub(to, 0, to.len < TAG_BYTES ? to.len : TAG_BYTES - 1);
    for (size_t i = 0; i < to.len; i++) {
        tag[i] = char_lower(to.ptr[i]);
    }
    tag[to.len] = '\0';
    length = uloc_getDisplayCountry(arena_z(a, id), tag, units, NAME_UNITS, &code);
    u_strToUTF8(name, (int32_t)sizeof(name), &bytes, units, U_FAILURE(code) ? 0 : length, &code);
    if (U_SUCCESS(code)) {
        split_words(a, arena_str(a, (struct str){name, (size_t)bytes}), w);
    }
}

static bool all_known(const struct map *m, const struct words *w)
{
    for (size_t i = 0; i < w->count; i++) {
        if (map_get(m, w->list[i].folded) == NULL) {
            return false;
        }
    }
    return w->count > 0;
}

/* The countries that the source names, by their names in the language of the claims. */
static void read_places(struct checker *c)
{
    map_init(&c->places, c->arena);
    for (const char *const *country = uloc_getISOCountries(); *country != NULL; country++) {
        struct words here, there;

        country_words(c->arena, *country, c->in->source_language, &here);
        if (!all_known(&c->known, &here)) {
            continue;
        }
        country_words(c->arena, *country, c->in->language, &there);
        for (size_t i = 0; i < there.count; i++) {
            map_put(&c->places, there.list[i].folded, c);
        }
    }
}

static void read_source(struct checker *c)
{
    map_init(&c->known, c->arena);
    split_words(c->arena, c->in->source, &c->words);
    for (size_t i = 0; i < c->words.count; i++) {
        const struct word *w = &c->words.list[i];

        map_put(&c->known, w->number ? digits_of(c->arena, w->text) : w->folded, c);
    }
    c->nouns_capital = str_eq_nocase(primary(c->in->language), STR("de")) ||
                       str_eq_nocase(primary(c->in->language), STR("lb"));
    read_places(c);
}

/* ---- a claim ---- */

/* Two spellings of one name: Secretario and Secretary, Defensa and Defense. */
static bool same_stem(struct str a, struct str b)
{
    size_t n = 0, shorter = a.len < b.len ? a.len : b.len;

    while (n < shorter && a.ptr[n] == b.ptr[n]) {
        n++;
    }
    return n >= STEM_LETTERS && n * 3 >= shorter * 2;
}

static bool is_named(const struct checker *c, const struct word *w)
{
    if (map_get(&c->known, w->folded) != NULL || map_get(&c->places, w->folded) != NULL) {
        return true;
    }
    for (size_t i = 0; i < c->words.count; i++) {
        if (c->words.list[i].capital && same_stem(c->words.list[i].folded, w->folded)) {
            return true;
        }
    }
    return false;
}

/* What the claim holds on to in the source; false with the reason at what the source does not have. */
static bool find_anchors(struct checker *c, const struct words *w, size_t *anchors, struct str *why)
{
    *anchors = 0;
    for (size_t i = 0; i < w->count; i++) {
        const struct word *x = &w->list[i];

        if (x->number) {
            if (map_get(&c->known, digits_of(c->arena, x->text)) == NULL) {
                *why = arena_fmt(c->arena, "the article has no number " STR_FMT, STR_ARG(x->text));
                return false;
            }
            (*anchors)++;
        } else if (x->capital) {
            bool named = is_named(c, x);

            if (!named && !x->first && !c->nouns_capital) {
                *why = arena_fmt(c->arena, "the article never names " STR_FMT, STR_ARG(x->text));
                return false;
            }
            *anchors += named;
        }
    }
    return true;
}

/* The sentence of the source that shares most words with the claim. */
static void find_place(const struct checker *c, const struct sentences *s, const struct words *w,
                       struct claim *claim)
{
    size_t most = 0;

    for (size_t i = 0; i < s->count; i++) {
        struct words here;
        struct map known;
        size_t shared = 0;

        map_init(&known, c->arena);
        split_words(c->arena, str_sub(c->in->source, s->spans[i].start, s->spans[i].end), &here);
        for (size_t j = 0; j < here.count; j++) {
            map_put(&known, here.list[j].folded, claim);
        }
        for (size_t j = 0; j < w->count; j++) {
            shared += map_get(&known, w->list[j].folded) != NULL;
        }
        if (shared > most) {
            most = shared;
            claim->source = s->spans[i];
            claim->has_source = true;
        }
    }
}

static void judge(struct checker *c, const struct sentences *s, struct claim *claim)
{
    struct words w;
    size_t anchors;
    struct str why = STR_NULL;

    split_words(c->arena, claim->text, &w);
    find_place(c, s, &w, claim);
    claim->supported = find_anchors(c, &w, &anchors, &why);
    if (claim->supported && anchors == 0) {
        claim->supported = false;
        why = STR("has neither a name nor a number by which a translation can be checked");
    }
    claim->score = claim->supported ? plausible : 0;
    claim->why = why;
}

void translation_verify(struct arena *a, const struct translation_input *in,
                        struct verdict *verdict)
{
    struct checker c = {.arena = a, .in = in};
    struct sentences s;

    sentence_split(a, in->source, in->source_language, &s);
    read_source(&c);
    for (size_t i = 0; i < verdict->claim_count; i++) {
        struct claim *claim = &verdict->claims[i];

        judge(&c, &s, claim);
        if (i >= s.count) {
            claim->supported = false;
            claim->score = 0;
            claim->why = STR("the article has fewer sentences than its translation");
        }
    }
}
