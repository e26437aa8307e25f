#include "digest/facts.h"

#include "core/utf8.h"
#include "digest/data.h"
#include "digest/rank.h"
#include "text/data.h"
#include "text/word.h"

enum {
    AGREEMENTS_MOST = 3,
    AGREEMENT_BYTES_MOST = 600,
    DATELINE_BYTES = 80,
    PLACE_BYTES_MOST = 80
};

struct table {
    struct arena *arena;
    struct str text;
    struct sentences sentences;
    struct facts *out;
    size_t cap;
};

static struct str sentence_at(const struct table *t, size_t i)
{
    return str_sub(t->text, t->sentences.spans[i].start, t->sentences.spans[i].end);
}

/* `sentence` may be STR_NPOS: no sentence says it. */
static void add(struct table *t, struct str name, struct str text, size_t sentence)
{
    struct fact f = {.name = name, .text = text, .has_source = sentence != STR_NPOS};

    if (text.len == 0) {
        return;
    }
    if (f.has_source) {
        f.source = t->sentences.spans[sentence];
    }
    t->out->list = arena_grow(t->arena, t->out->list, t->out->count, &t->cap, sizeof(f));
    t->out->list[t->out->count++] = f;
}

/* The first sentence with the last part of a name: "Hegseth" stands for "Pete Hegseth". */
static size_t find_name(const struct table *t, struct str name)
{
    size_t blank = str_rfind_char(name, ' ');
    struct str last = blank == STR_NPOS ? name : str_sub(name, blank + 1, name.len);

    for (size_t i = 0; last.len > 0 && i < t->sentences.count; i++) {
        if (str_find(sentence_at(t, i), last, 0) != STR_NPOS) {
            return i;
        }
    }
    return STR_NPOS;
}

/* "Walter Astudillo, Minister of Defense"; who has no name is told by the title. */
static struct str describe(struct arena *a, const struct person *p)
{
    if (p->name.len == 0 || p->title.len == 0) {
        return p->name.len > 0 ? p->name : p->title;
    }
    return arena_fmt(a, STR_FMT ", " STR_FMT, STR_ARG(p->name), STR_ARG(p->title));
}

static size_t add_person(struct table *t, struct str name, const struct person *p)
{
    size_t at = find_name(t, p->name.len > 0 ? p->name : p->title);

    add(t, name, describe(t->arena, p), at);
    return at;
}

/* ---- where ---- */

static bool is_capital(struct str s, size_t at)
{
    return at < s.len &&
           ((s.ptr[at] >= 'A' && s.ptr[at] <= 'Z') || (unsigned char)s.ptr[at] >= 0xC3U);
}

static bool is_time_word(struct str word)
{
    static const struct str words[] = {
        STR_INIT("January"),   STR_INIT("February"), STR_INIT("March"),     STR_INIT("April"),
        STR_INIT("May"),       STR_INIT("June"),     STR_INIT("July"),      STR_INIT("August"),
        STR_INIT("September"), STR_INIT("October"),  STR_INIT("November"),  STR_INIT("December"),
        STR_INIT("Monday"),    STR_INIT("Tuesday"),  STR_INIT("Wednesday"), STR_INIT("Thursday"),
        STR_INIT("Friday"),    STR_INIT("Saturday"), STR_INIT("Sunday"),
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(word, words[i])) {
            return true;
        }
    }
    return false;
}

static size_t word_end(struct str s, size_t at)
{
    while (at < s.len &&
           (char_is_alnum(s.ptr[at]) || (unsigned char)s.ptr[at] >= 0x80U || s.ptr[at] == '-')) {
        at++;
    }
    return at;
}

/* Capitalised words from `at` on, with "of" between and a second run behind a comma: "Lima, Peru". */
static size_t place_end(struct str s, size_t at)
{
    size_t end = at;
    bool comma = false;

    while (is_capital(s, at) && !is_time_word(str_sub(s, at, word_end(s, at)))) {
        struct str rest;

        end = word_end(s, at);
        rest = str_sub(s, end, s.len);
        at = end + 1;
        if (str_starts(rest, STR(" of "))) {
            at = end + 4;
        } else if (str_starts(rest, STR(", ")) && !comma) {
            comma = true;
            at = end + 2;
        } else if (!str_starts(rest, STR(" "))) {
            break;
        }
    }
    return end;
}

/* What stands behind "in" or "at" and is written as a name; "in Hegseth's office" is none. */
static struct str place_in(struct str s)
{
    static const struct str openers[] = {STR_INIT(" in "), STR_INIT(" at "), STR_INIT(" aboard ")};

    for (size_t i = 0; i < s.len; i++) {
        for (size_t k = 0; k < ARRAY_LEN(openers); k++) {
            size_t at = i + openers[k].len, end;

            if (s.ptr[i] != ' ' || !str_starts(str_sub(s, i, s.len), openers[k])) {
                continue;
            }
            end = str_starts(str_sub(s, at, s.len), STR("the ")) ? at + 4 : at;
            end = is_capital(s, end) ? place_end(s, end) : at;
            if (end > at && end - at <= PLACE_BYTES_MOST && word_end(s, at) <= end &&
                !str_starts(str_sub(s, end, s.len), STR("'s")) &&
                !str_starts(str_sub(s, end, s.len), STR("\xE2\x80\x99s"))) {
                return str_sub(s, at, end);
            }
        }
    }
    return STR_NULL;
}

/* "WASHINGTON \xE2\x80\x94": words in capitals before the first dash. */
static struct str dateline(struct str text)
{
    struct str head = str_sub(text, 0, utf8_cut(text, DATELINE_BYTES));
    size_t dash = str_find(head, STR(" \xE2\x80\x94"), 0), end = 0;

    dash = dash == STR_NPOS ? str_find(head, STR(" \xE2\x80\x93"), 0) : dash;
    dash = dash == STR_NPOS ? str_find(head, STR(" -"), 0) : dash;
    for (size_t i = 0; dash != STR_NPOS && i < dash; i++) {
        if (char_is_alpha(head.ptr[i]) && char_lower(head.ptr[i]) == head.ptr[i]) {
            break;
        }
        end = i + 1 == dash || head.ptr[i + 1] == ',' ? i + 1 : end;
    }
    return end < 3 || !is_capital(head, 0) ? STR_NULL : str_sub(head, 0, end);
}

static void add_place(struct table *t, size_t event)
{
    struct str place = event == STR_NPOS ? STR_NULL : place_in(sentence_at(t, event));

    if (place.len > 0) {
        add(t, STR("where"), place, event);
    } else if (t->sentences.count > 0) {
        add(t, STR("where"), dateline(t->text), 0);
    }
}

/* ---- what was agreed ---- */

static bool is_agreement(const struct words *w, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (data_find(data_agreements, w->list[i].lower).ptr != NULL) {
            return true;
        }
    }
    return false;
}

static void add_agreements(struct table *t, struct str language)
{
    struct words w;
    size_t at = 0, found = 0;

    word_split(t->arena, t->text, language, &w);
    for (size_t i = 0; i < t->sentences.count && found < AGREEMENTS_MOST; i++) {
        struct span s = t->sentences.spans[i];
        size_t first;

        while (at < w.count && w.list[at].start < s.start) {
            at++;
        }
        first = at;
        while (at < w.count && w.list[at].start < s.end) {
            at++;
        }
        if (s.end - s.start <= AGREEMENT_BYTES_MOST && is_agreement(&w, first, at)) {
            add(t, STR("agreed"), rank_squeeze(t->arena, sentence_at(t, i)), i);
            t->out->list[t->out->count - 1].is_sentence = true;
            found++;
        }
    }
}

void digest_facts(struct arena *a, struct str text, struct str language, const struct readout *r,
                  struct facts *out)
{
    struct table t = {.arena = a, .text = text, .out = out};
    size_t event = STR_NPOS;

    *out = (struct facts){NULL, 0};
    sentence_split(a, text, language, &t.sentences);
    if (r->is_readout && r->principal != NULL) {
        event = add_person(&t, STR("who"), r->principal);
    }
    for (size_t i = 0; r->is_readout && i < r->counterpart_count; i++) {
        size_t at = add_person(&t, STR("with"), &r->counterparts[i]);

        event = at != STR_NPOS && i == 0 ? at : event;
    }
    if (r->is_readout) {
        add(&t, STR("when"), r->date, STR_NPOS);
        add_place(&t, event);
    }
    add_agreements(&t, language);
    if (r->spokesperson != NULL) {
        add_person(&t, STR("said_by"), r->spokesperson);
    }
}
