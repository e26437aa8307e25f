#include "digest/thesaurus.h"
#include "digest/verify_rules.h"

#define TITLE_BEFORE 8
#define TITLE_AFTER  6
#define VERB_BEFORE  3

static bool is_name(const struct token *t)
{
    return t->capital && t->content && !t->settled && (t->marks & MARK_TITLE) == 0 && !t->number;
}

/* A name where the source shows it: capitalised there and never in lower case. */
static bool is_known_name(const struct token *t)
{
    return is_name(t) && t->term->count > 0 && t->term->lower == 0;
}

/* Capitals mean nothing where nearly every word has one: a headline. */
static bool is_headline(const struct comparison *c)
{
    size_t capitals = 0, words = 0;

    for (size_t i = c->range.start; i < c->range.end; i++) {
        words += c->claim->tokens[i].content;
        capitals += c->claim->tokens[i].content && c->claim->tokens[i].capital;
    }
    return words > 5 && capitals == words;
}

static bool is_initial(struct str lower, char letter)
{
    return lower.len > 0 && lower.ptr[0] == char_lower(letter);
}

/* Whether words of the source that follow each other begin with the letters: CNN, convolutional neural networks. */
static bool spells_out(const struct passage *p, struct str letters)
{
    for (size_t s = 0; s < p->token_count; s++) {
        size_t at = s, found = 0;

        while (found < letters.len && at < p->token_count) {
            if (is_initial(p->tokens[at].lower, letters.ptr[found])) {
                found++;
            } else if (found == 0 || p->tokens[at].content) {
                break;
            }
            at++;
        }
        if (found == letters.len) {
            return true;
        }
    }
    return false;
}

static bool is_acronym(struct str text)
{
    size_t i = 0;

    while (i < text.len && text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') {
        i++;
    }
    return i == text.len && i > 2;
}

/* A capital that begins a sentence says nothing about a word that the thesaurus knows. */
static bool begins_sentence(const struct passage *p, const struct token *t)
{
    struct str before = str_trim(str_sub(p->text, 0, t->start));

    return (t->first || str_ends(before, STR(".")) || str_ends(before, STR(":")) ||
            str_ends(before, STR("?")) || str_ends(before, STR("\""))) &&
           thesaurus_find(t->lower).count > 0;
}

bool rule_name(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        bool before_name = i + 1 < c->range.end && is_name(t + 1);

        if (!is_name(t) || t->term->count > 0 || (t->first && !before_name) || is_headline(c)) {
            continue;
        }
        if (begins_sentence(c->claim, t) ||
            (is_acronym(t->text) && spells_out(c->source, t->text))) {
            continue;
        }
        *why = arena_fmt(c->arena, "the article never names " STR_FMT, STR_ARG(t->text));
        return true;
    }
    return false;
}

static bool ever_adjacent(const struct passage *p, const struct term *a, const struct term *b)
{
    for (size_t i = 0; i < a->count; i++) {
        size_t next = a->places[i] + 1;

        if (next < p->token_count && p->tokens[next].term == b) {
            return true;
        }
    }
    return false;
}

bool rule_name_parts(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start; c->source->cased && i + 1 < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i], *next = t + 1;

        if (!is_known_name(t) || !is_known_name(next) || next->start != t->end + 1 ||
            c->claim->text.ptr[t->end] != ' ' || t->term == next->term ||
            ever_adjacent(c->source, t->term, next->term)) {
            continue;
        }
        *why = arena_fmt(c->arena, "the article names no " STR_FMT " " STR_FMT, STR_ARG(t->text),
                         STR_ARG(next->text));
        return true;
    }
    return false;
}

static bool ends_sentence(const struct passage *p, size_t at)
{
    return at >= p->token_count || p->tokens[at].first;
}

/* Whether the source has `title` shortly before or, in an apposition, after some place of `name`. */
static bool has_title(const struct passage *p, const struct term *name, const struct term *title)
{
    for (size_t i = 0; i < name->count; i++) {
        size_t place = name->places[i];

        for (size_t n = 1; n <= TITLE_BEFORE && place >= n && !p->tokens[place - n + 1].first;
             n++) {
            if (p->tokens[place - n].term == title) {
                return true;
            }
        }
        for (size_t n = 1; n <= TITLE_AFTER && !ends_sentence(p, place + n); n++) {
            if (p->tokens[place + n].term == title) {
                return true;
            }
        }
    }
    return false;
}

/* The last word of the name that a title at `i` leads to, or the range's end. */
static size_t named_after(const struct comparison *c, size_t i)
{
    size_t name = c->range.end;

    for (size_t n = i + 1; n < c->range.end; n++) {
        const struct token *t = &c->claim->tokens[n];

        if ((t->marks & MARK_TITLE) != 0 || str_eq(t->lower, STR("of")) ||
            str_eq(t->lower, STR("for"))) {
            if (name != c->range.end) {
                break;
            }
        } else if (is_name(t) && t->clause == c->claim->tokens[i].clause) {
            name = n;
        } else {
            break;
        }
    }
    return name;
}

bool rule_title(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        size_t name = (t->marks & MARK_TITLE) != 0 ? named_after(c, i) : c->range.end;

        if (name == c->range.end || c->claim->tokens[name].term->count == 0) {
            continue;
        }
        for (size_t n = i; n < name; n++) {
            const struct token *part = &c->claim->tokens[n];
            bool field = n > i && str_eq(part[-1].lower, STR("of")) && n < name;

            if (((part->marks & MARK_TITLE) != 0 || field) && part->term != t[name - i].term &&
                !has_title(c->source, c->claim->tokens[name].term, part->term)) {
                *why = arena_fmt(c->arena, "the article does not call " STR_FMT " " STR_FMT,
                                 STR_ARG(c->claim->tokens[name].text), STR_ARG(part->text));
                return true;
            }
        }
    }
    return false;
}

static bool is_verb(const struct token *t)
{
    return !t->capital && t->content &&
           ((t->marks & MARK_VERB) != 0 || (t->lower.len > 4 && str_ends(t->lower, STR("ed"))) ||
            str_ends(t->lower, STR("ees")));
}

/* Tokens of the one who does what the verb at `at` says; empty when the sentence does not show it. */
static struct token_range agents(const struct passage *p, struct token_range s, size_t at)
{
    struct token_range r = {at, at};
    bool passive = false;

    for (size_t n = 1; n <= VERB_BEFORE && at >= s.start + n; n++) {
        passive = passive || (p->tokens[at - n].marks & MARK_PASSIVE) != 0;
    }
    for (size_t n = at + 1; n < s.end && n <= at + 12; n++) {
        if (str_eq(p->tokens[n].lower, STR("by")) && (passive || n <= at + 2)) {
            r = (struct token_range){n + 1, n + 1};
            while (r.end < s.end && r.end < n + 9 && (p->tokens[r.end].marks & MARK_CLAUSE) == 0 &&
                   p->tokens[r.end].clause == p->tokens[n].clause) {
                r.end++;
            }
            return r;
        }
        if (is_verb(&p->tokens[n])) {
            break;
        }
    }
    if (!passive) {
        r = (struct token_range){s.start, at};
    }
    return r;
}

static bool is_adverb(const struct token *t)
{
    return str_ends(t->lower, STR("ly")) || (t->marks & (MARK_FUTURE | MARK_VERB)) != 0;
}

/* The subject: the last run of names in the range that is not behind a preposition. */
static struct token_range subject(const struct passage *p, struct token_range r)
{
    for (size_t end = r.end; end > r.start; end--) {
        size_t start = end;

        while (start > r.start && is_known_name(&p->tokens[start - 1])) {
            start--;
        }
        if (start == end) {
            if (p->tokens[end - 1].content && !is_adverb(&p->tokens[end - 1])) {
                break; /* something else stands next to the verb */
            }
            continue;
        }
        while (start > r.start &&
               (p->tokens[start - 1].marks & (MARK_TITLE | MARK_DETERMINER)) != 0) {
            start--;
        }
        if (start == r.start || (p->tokens[start - 1].marks & MARK_PREPOSITION) == 0) {
            return (struct token_range){start, end};
        }
        end = start + 1;
    }
    return (struct token_range){r.end, r.end};
}

static bool has_names(const struct passage *p, struct token_range r)
{
    for (size_t i = r.start; i < r.end; i++) {
        if (is_known_name(&p->tokens[i])) {
            return true;
        }
    }
    return false;
}

static bool shares_name(const struct comparison *c, struct token_range claimed,
                        struct token_range source)
{
    for (size_t i = claimed.start; i < claimed.end; i++) {
        const struct token *t = &c->claim->tokens[i];

        if (is_known_name(t) && range_has(c->source, source, t->term)) {
            return true;
        }
    }
    return false;
}

/* 1: the source sentence says somebody else does it, 0: it does not say, -1: the same. */
static int other_agent(const struct comparison *c, struct token_range claimed,
                       struct token_range sentence, const struct term *verb)
{
    int other = 0;

    for (size_t i = sentence.start; i < sentence.end; i++) {
        struct token_range r;

        if (c->source->tokens[i].term != verb) {
            continue;
        }
        r = agents(c->source, sentence, i);
        if (!has_names(c->source, r)) {
            continue;
        }
        if (shares_name(c, claimed, r)) {
            return -1;
        }
        other = 1;
    }
    return other;
}

bool rule_roles(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start; c->source->cased && i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        struct token_range who;
        int first, second;

        if (!is_verb(t) || t->term->count == 0) {
            continue;
        }
        who = subject(c->claim, agents(c->claim, c->range, i));
        if (!has_names(c->claim, who)) {
            continue;
        }
        first = other_agent(c, who, c->best[0], t->term);
        second = other_agent(c, who, c->best[1], t->term);
        if ((first == 1 && second != -1) || (first == 0 && second == 1)) {
            *why = arena_fmt(c->arena, "the article does not say that " STR_FMT " " STR_FMT,
                             STR_ARG(c->claim->tokens[who.end - 1].text), STR_ARG(t->text));
            return true;
        }
    }
    return false;
}
