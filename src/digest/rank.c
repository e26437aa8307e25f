#include "digest/rank.h"

#include <math.h>
#include <string.h>

#include <unicode/uchar.h>

#include "core/map.h"
#include "core/utf8.h"
#include "digest/data.h"
#include "digest/refusal.h"
#include "text/data.h"
#include "text/language.h"
#include "text/locale.h"
#include "text/word.h"

#define SENTENCES_DEFAULT 3U
#define SENTENCES_MAX     100U
#define CONTENT_MIN       4U
/* Of one place to the next, the weight of a place: exp(-1/4). */
#define PLACE_DECAY 0.7788007830714049
#define TITLE_COUNT 2U

struct term {
    size_t count;
    size_t seen; /* the last sentence that counted it, from 1 */
};

struct candidate {
    struct span span;
    struct words words;  /* a view of the words of the text */
    struct term **terms; /* distinct content stems */
    size_t term_count, content_count, characters;
    double score;
    bool out;      /* boilerplate, an order, a heading: only if there is nothing else */
    bool dangling; /* stands only behind the sentence before it */
    bool chosen;
};

struct ranking {
    struct arena *arena;
    struct str text, language; /* language: "de" of "de-AT" */
    struct map terms;
    struct map openers; /* words of the language to their class, struct str */
    struct form {
        struct term *term; /* NULL: a function word */
        bool speaker, read;
    } * forms; /* by struct word's form */
    struct candidate *list;
    size_t count;
};

/* What words tell of their sentence: "dangling" at its beginning, "speaker" anywhere. */
static void read_openers(struct ranking *r)
{
    struct str rows = data_openers, line, language, word;

    map_init(&r->openers, r->arena);
    while (str_split(&rows, '\n', &line)) {
        if (str_split(&line, ' ', &language) && str_eq(language, r->language) &&
            str_split(&line, '\t', &word) && line.ptr != NULL) {
            struct str *class = arena_alloc(r->arena, sizeof(*class));

            *class = line;
            map_put(&r->openers, word, class);
        }
    }
}

static bool is_opener(const struct ranking *r, struct str word, struct str class)
{
    const struct str *found = map_get(&r->openers, word);

    return found != NULL && str_eq(*found, class);
}

static struct term *term_of(struct ranking *r, struct str stem)
{
    struct term *term = map_get(&r->terms, stem);

    if (term == NULL) {
        term = arena_alloc(r->arena, sizeof(*term));
        map_put(&r->terms, stem, term);
    }
    return term;
}

/* What is the same wherever a word stands. */
static void read_forms(struct ranking *r, const struct words *words)
{
    r->forms = arena_array(r->arena, words->forms, sizeof(*r->forms));
    for (size_t i = 0; i < words->count; i++) {
        const struct word *w = &words->list[i];
        struct form *f = &r->forms[w->form];

        if (!f->read) {
            f->read = true;
            f->term = w->stop ? NULL : term_of(r, w->stem);
            f->speaker = is_opener(r, w->lower, STR("speaker"));
        }
        if (f->term != NULL) {
            f->term->count++;
        }
    }
}

static void count_title(struct ranking *r, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        if (!words->list[i].stop) {
            term_of(r, words->list[i].stem)->count += TITLE_COUNT;
        }
    }
}

/* Gives each sentence its words and its distinct terms. */
static void fill(struct ranking *r, const struct words *words)
{
    size_t i, at = 0;

    for (i = 0; i < r->count; i++) {
        struct candidate *c = &r->list[i];
        size_t from, k;

        while (at < words->count && words->list[at].start < c->span.start) {
            at++;
        }
        from = at;
        while (at < words->count && words->list[at].start < c->span.end) {
            at++;
        }
        c->words = (struct words){words->list + from, at - from, words->forms};
        c->terms = arena_array(r->arena, at - from, sizeof(*c->terms));
        for (k = from; k < at; k++) {
            struct term *term;

            if (words->list[k].stop) {
                continue;
            }
            c->content_count++;
            term = r->forms[words->list[k].form].term;
            if (term->seen != i + 1) {
                term->seen = i + 1;
                c->terms[c->term_count++] = term;
            }
        }
    }
}

static double centrality(const struct candidate *c)
{
    double sum = 0;
    size_t i;

    for (i = 0; i < c->term_count; i++) {
        sum += (double)(c->terms[i]->count - 1);
    }
    return c->content_count == 0 ? 0 : sum / sqrt((double)c->content_count);
}

static bool has_quotation(struct str s)
{
    return str_find_char(s, '"', 0) != STR_NPOS || str_find(s, STR("\xE2\x80\x9C"), 0) != STR_NPOS;
}

static bool has_first_person(const struct ranking *r, const struct words *w)
{
    size_t i;

    for (i = 0; i < w->count; i++) {
        if (r->forms[w->list[i].form].speaker) {
            return true;
        }
    }
    return false;
}

static double penalty(const struct ranking *r, const struct candidate *c, struct str sentence)
{
    double p = 0;

    p += has_quotation(sentence) ? 0.3 : 0;
    p += has_first_person(r, &c->words) ? 0.15 : 0;
    p += str_ends(sentence, STR("?")) ? 0.3 : 0;
    p += c->words.count > 30 ? 0.02 * (double)(c->words.count - 30) : 0;
    p += c->dangling ? 0.2 : 0;
    return p;
}

/* A heading or a line of a list ends without a stop, an attribution with a colon. */
static bool ends_sentence(struct str s)
{
    while (s.len > 0) {
        size_t at = s.len;
        uint32_t code;
        int8_t type;

        do {
            at--;
        } while (at > 0 && ((unsigned char)s.ptr[at] & 0xC0U) == 0x80U);
        s.len = at;
        code = utf8_next((struct str){s.ptr, at + 4}, &at);
        type = u_charType((UChar32)code);
        if (u_hasBinaryProperty((UChar32)code, UCHAR_S_TERM) || code == 0x2026) {
            return true;
        }
        if (code != '"' && code != '\'' && type != U_END_PUNCTUATION &&
            type != U_FINAL_PUNCTUATION) {
            return false;
        }
    }
    return false;
}

/* A number of seven or more digits in short groups: a telephone. */
static bool has_telephone(struct str s)
{
    size_t i, digits = 0, marks = 0;

    for (i = 0; i < s.len; i++) {
        if (char_is_digit(s.ptr[i])) {
            digits++;
        } else if (digits > 0 && memchr("-()+ ", s.ptr[i], 5) != NULL) {
            marks++;
        } else {
            digits = 0;
            marks = 0;
        }
        if (digits >= 7 && marks >= 2 && marks <= 6) {
            return true;
        }
    }
    return false;
}

static bool is_boilerplate(struct str sentence, struct str normal)
{
    size_t at = str_find_char(sentence, '@', 0);

    return refusal_has_phrase(normal, data_boilerplate) || has_telephone(sentence) ||
           (at != STR_NPOS && str_find_char(sentence, '.', at) + 1 < sentence.len);
}

static bool is_dangling(const struct ranking *r, const struct candidate *c)
{
    return c->words.count > 0 && is_opener(r, c->words.list[0].lower, STR("dangling"));
}

static void judge(struct ranking *r, double *central_max)
{
    size_t i;

    *central_max = 0;
    for (i = 0; i < r->count; i++) {
        struct candidate *c = &r->list[i];
        struct str sentence = str_sub(r->text, c->span.start, c->span.end);
        struct str normal = refusal_normalize(r->arena, sentence);

        c->dangling = is_dangling(r, c);
        c->score = centrality(c);
        c->out = c->content_count < CONTENT_MIN || !ends_sentence(sentence) ||
                 is_boilerplate(sentence, normal) || refusal_is_instruction(normal);
        *central_max = !c->out && c->score > *central_max ? c->score : *central_max;
    }
}

static void score(struct ranking *r)
{
    double central_max, place = 1;
    size_t i;

    judge(r, &central_max);
    for (i = 0; i < r->count; i++) {
        struct candidate *c = &r->list[i];

        c->score = place + (central_max > 0 ? c->score / central_max : 0) -
                   penalty(r, c, str_sub(r->text, c->span.start, c->span.end));
        if (!c->out) {
            place *= PLACE_DECAY;
        }
    }
}

/* More than half of the shorter one's terms stand in the other. */
static bool repeats(const struct candidate *a, const struct candidate *b)
{
    size_t i, k, both = 0, smaller = a->term_count < b->term_count ? a->term_count : b->term_count;

    for (i = 0; i < a->term_count; i++) {
        for (k = 0; k < b->term_count; k++) {
            both += a->terms[i] == b->terms[k];
        }
    }
    return both * 2 > smaller;
}

/* `room`: characters that are left. */
static bool may_choose(const struct ranking *r, size_t i, size_t room)
{
    const struct candidate *c = &r->list[i];
    size_t k;

    if (c->chosen || c->out || c->characters > room ||
        (c->dangling && (i == 0 || !r->list[i - 1].chosen))) {
        return false;
    }
    for (k = 0; k < r->count; k++) {
        if (r->list[k].chosen && repeats(c, &r->list[k])) {
            return false;
        }
    }
    return true;
}

static struct candidate *best_of(const struct ranking *r, size_t room)
{
    struct candidate *best = NULL;
    size_t i;

    for (i = 0; i < r->count; i++) {
        if ((best == NULL || r->list[i].score > best->score) && may_choose(r, i, room)) {
            best = &r->list[i];
        }
    }
    return best;
}

static size_t choose(struct ranking *r, size_t max, size_t characters)
{
    size_t n, i, room = characters == 0 ? SIZE_MAX : characters;

    for (n = 0; n < max; n++) {
        struct candidate *best = best_of(r, room);

        if (best == NULL && n == 0) {
            best = best_of(r, SIZE_MAX);
            room = 0;
        }
        if (best == NULL) {
            break;
        }
        best->chosen = true;
        room -= best->characters < room ? best->characters : room;
    }
    /* Nothing fit to stand alone: the best of what there is, or the first. */
    if (n == 0 && r->count > 0) {
        size_t best = 0;

        for (i = 1; i < r->count; i++) {
            best = r->list[i].out < r->list[best].out ? i : best;
        }
        r->list[best].chosen = true;
        n = 1;
    }
    return n;
}

struct str rank_squeeze(struct arena *a, struct str s)
{
    struct buf b = {0};
    size_t at = 0;
    bool gap = false;

    while (at < s.len) {
        uint32_t code = utf8_next(s, &at);

        if (u_isUWhiteSpace((UChar32)code)) {
            gap = true;
            continue;
        }
        if (gap) {
            buf_add_char(&b, ' ');
        }
        gap = false;
        utf8_add(&b, code);
    }
    return buf_str(&b, a);
}

void digest_summarize(struct arena *a, struct str text, const struct rank_options *o,
                      struct summary *out)
{
    struct str language = o->language.len > 0 ? o->language : language_guess(a, text);
    struct ranking r = {.arena = a, .text = text, .language = locale_language(a, language)};
    struct sentences sentences;
    struct words words, title;
    size_t i, max = o->sentences == 0 ? SENTENCES_DEFAULT : o->sentences;

    sentence_split(a, text, language, &sentences);
    word_split(a, text, language, &words);
    word_split(a, o->title, language, &title);
    map_init(&r.terms, a);
    read_openers(&r);
    r.count = sentences.count;
    r.list = arena_array(a, r.count, sizeof(*r.list));
    for (i = 0; i < r.count; i++) {
        r.list[i].span = sentences.spans[i];
        r.list[i].characters =
            utf8_count(str_sub(text, sentences.spans[i].start, sentences.spans[i].end));
    }
    read_forms(&r, &words);
    count_title(&r, &title);
    fill(&r, &words);
    score(&r);

    *out = (struct summary){0};
    max = choose(&r, max < SENTENCES_MAX ? max : SENTENCES_MAX, o->characters);
    out->sentences = arena_array(a, max, sizeof(*out->sentences));
    for (i = 0; i < r.count; i++) {
        if (r.list[i].chosen) {
            struct span span = r.list[i].span;

            out->sentences[out->sentence_count++] = (struct summary_sentence){
                rank_squeeze(a, str_sub(text, span.start, span.end)), span};
        }
    }
}
