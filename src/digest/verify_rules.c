#include "digest/verify_rules.h"

#define COVERAGE_MIN    .45
#define DENIAL_COVERAGE .4
#define FUTURE_REACH    4

bool range_has(const struct passage *p, struct token_range range, const struct term *t)
{
    for (size_t i = range.start; i < range.end; i++) {
        if (p->tokens[i].term == t) {
            return true;
        }
    }
    return false;
}

static bool evidence_has(const struct comparison *c, const struct term *t)
{
    return range_has(c->source, c->best[0], t) || range_has(c->source, c->best[1], t);
}

static bool evidence_marked(const struct comparison *c, unsigned mark)
{
    for (size_t b = 0; b < ARRAY_LEN(c->best); b++) {
        for (size_t i = c->best[b].start; i < c->best[b].end; i++) {
            if ((c->source->tokens[i].marks & mark) != 0) {
                return true;
            }
        }
    }
    return false;
}

static bool rule_guess(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];

        if ((t->marks & MARK_HEDGE) != 0 && !evidence_marked(c, MARK_HEDGE)) {
            *why = arena_fmt(c->arena, "guesses (\"" STR_FMT "\") where the article does not",
                             STR_ARG(t->text));
            return true;
        }
    }
    return false;
}

static bool rule_superlative(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];

        if ((t->marks & MARK_SUPERLATIVE) != 0 && (t->marks & MARK_NEGATION) == 0 &&
            !evidence_has(c, t->term)) {
            *why = arena_fmt(c->arena, "the article does not say \"" STR_FMT "\" of it",
                             STR_ARG(t->text));
            return true;
        }
    }
    return false;
}

static bool near(double a, double b, double share)
{
    double difference = a > b ? a - b : b - a;

    return difference <= share * (b > 0 ? b : -b) + 1e-9;
}

/* How much the words before a number let it differ: "about" a tenth, "more than" up to a quarter less. */
static bool number_fits(const struct comparison *c, size_t i, double source)
{
    const struct token *t = &c->claim->tokens[i];
    struct str before = i > c->range.start ? t[-1].term->key : STR_NULL;

    if (str_eq(before, STR("more than")) || str_eq(before, STR("nearly")) ||
        str_eq(before, STR("less than"))) {
        return near(source, t->value, .25);
    }
    return near(source, t->value, str_eq(before, STR("about")) ? .1 : 0);
}

int number_at(const struct comparison *c, size_t i, size_t s)
{
    const struct token *t = &c->claim->tokens[i], *u = &c->source->tokens[s];

    if (!u->number || u->ordinal != t->ordinal) {
        return 0;
    }
    if (u->joined > 0 && number_fits(c, i, u->joined)) {
        return 2;
    }
    if (number_fits(c, i, u->value)) {
        return t->unit.ptr == NULL || u->unit.ptr == NULL || str_eq(t->unit, u->unit) ? 2 : 1;
    }
    /* The claim may name the unit that the article leaves out. */
    return u->unit.ptr == NULL && t->unit.ptr != NULL && near(u->value, t->bare, 0) ? 2 : 0;
}

int find_number(const struct comparison *c, size_t i)
{
    int found = 0;

    for (size_t s = 0; s < c->source->token_count && found < 2; s++) {
        int here = number_at(c, i, s);

        found = here > found ? here : found;
    }
    return found;
}

static bool rule_number(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        int found = t->number && !(t->ordinal && t->value < 2) ? find_number(c, i) : 2;

        /* "one" is an article more often than a count. */
        if (found == 2 || str_eq(t->lower, STR("one"))) {
            continue;
        }
        *why = arena_fmt(c->arena,
                         found == 1 ? "the article gives " STR_FMT " in another unit"
                                    : "the number " STR_FMT " is not in the article",
                         STR_ARG(t->text));
        return true;
    }
    return false;
}

/* "from 318" where the article has 318 only without "from", and "from" before another number. */
static bool rule_direction(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start + 1; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        bool same = false, other = false;

        if (!t->number || !str_eq(t[-1].lower, STR("from"))) {
            continue;
        }
        for (size_t s = c->best[0].start + 1; s < c->best[0].end; s++) {
            const struct token *u = &c->source->tokens[s];

            if (u->number && str_eq(u[-1].lower, STR("from"))) {
                same = same || number_fits(c, i, u->value);
                other = other || !number_fits(c, i, u->value);
            }
        }
        if (other && !same) {
            *why = arena_fmt(c->arena, "the article says \"from\" of another number than " STR_FMT,
                             STR_ARG(t->text));
            return true;
        }
    }
    return false;
}

static bool is_run(const struct comparison *c, size_t from, size_t to)
{
    const struct term *t = c->claim->tokens[from].term;

    for (size_t s = 0; s + (to - from) <= c->source->token_count; s++) {
        size_t n = 0;

        if (c->source->tokens[s].term != t) {
            continue;
        }
        while (n < to - from &&
               str_eq(c->source->tokens[s + n].lower, c->claim->tokens[from + n].lower)) {
            n++;
        }
        if (n == to - from) {
            return true;
        }
    }
    return false;
}

static const struct {
    struct str open, close;
} quotes[] = {
    {STR_INIT("\""), STR_INIT("\"")},
    {STR_INIT("\xe2\x80\x9c"), STR_INIT("\xe2\x80\x9d")},
};

/* A quotation of two words or more must stand in the article word for word. */
static bool rule_quotation(const struct comparison *c, struct str *why)
{
    size_t begin = c->claim->tokens[c->range.start].start;
    struct str text = c->claim->text;

    for (size_t q = 0; q < ARRAY_LEN(quotes); q++) {
        size_t open = begin > 4 ? begin - 4 : 0;

        while ((open = str_find(text, quotes[q].open, open)) != STR_NPOS) {
            size_t from = c->range.start, to;
            size_t close = str_find(text, quotes[q].close, open + quotes[q].open.len);

            close = close == STR_NPOS ? text.len : close;
            while (from < c->range.end && c->claim->tokens[from].start < open) {
                from++;
            }
            to = from;
            while (to < c->range.end && c->claim->tokens[to].start < close) {
                to++;
            }
            if (to > from + 1 && !is_run(c, from, to)) {
                *why = STR("the quotation is not in the article");
                return true;
            }
            open = close + 1 < text.len ? close + 1 : text.len;
        }
    }
    return false;
}

static bool clause_has(const struct comparison *c, const struct term *t)
{
    for (size_t i = c->best[0].start; i < c->best[0].end; i++) {
        if (c->source->tokens[i].clause == c->best_clause && c->source->tokens[i].term == t) {
            return true;
        }
    }
    return false;
}

static bool rule_opposite(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        const struct opposites *o = lexicon_opposites(&c->reader->lexicon, t->term->key);

        if (clause_has(c, t->term)) {
            continue;
        }
        for (size_t n = 0; o != NULL && n < o->count; n++) {
            const struct term *u = reader_term(c->reader, o->keys[n]);
            bool there = u != NULL && (range_has(c->source, c->best[0], t->term)
                                           ? clause_has(c, u)
                                           : range_has(c->source, c->best[0], u));

            if (there && !range_has(c->claim, c->range, u)) {
                *why = arena_fmt(c->arena, "the article says the opposite of \"" STR_FMT "\"",
                                 STR_ARG(t->text));
                return true;
            }
        }
    }
    return false;
}

/* 1: the sentence has the term only with the other polarity, -1: also with this, 0: not at all. */
static int other_polarity(const struct passage *p, struct token_range r, const struct token *t)
{
    int other = 0;

    for (size_t i = r.start; i < r.end; i++) {
        if (p->tokens[i].term == t->term) {
            if (p->tokens[i].negated == t->negated) {
                return -1;
            }
            other = 1;
        }
    }
    return other;
}

size_t count_marked(const struct passage *p, struct token_range r, unsigned mark)
{
    size_t n = 0;

    for (size_t i = r.start; i < r.end; i++) {
        n += (p->tokens[i].marks & mark) != 0;
    }
    return n;
}

/* Both sides deny as often: then they only say it in another order ("has found no proof", "no proof was found"). */
static bool deny_alike(const struct comparison *c)
{
    return count_marked(c->claim, c->range, MARK_NEGATION) ==
           count_marked(c->source, c->best[0], MARK_NEGATION);
}

static bool rule_denial(const struct comparison *c, struct str *why)
{
    if (c->best_coverage < DENIAL_COVERAGE || deny_alike(c)) {
        return false;
    }
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        int first, second;

        /* Who says it is not denied with it. */
        if (!t->content || t->number || t->capital || str_eq(t->term->key, STR("say"))) {
            continue;
        }
        first = other_polarity(c->source, c->best[0], t);
        second = other_polarity(c->source, c->best[1], t);
        if ((first == 1 && second != -1) || (first == 0 && second == 1)) {
            *why = arena_fmt(c->arena,
                             t->negated ? "the article does not deny \"" STR_FMT "\""
                                        : "the article denies \"" STR_FMT "\"",
                             STR_ARG(t->text));
            return true;
        }
    }
    return false;
}

static bool is_future(const struct passage *p, struct token_range r, size_t at)
{
    for (size_t n = 1; n <= FUTURE_REACH && at >= r.start + n; n++) {
        if ((p->tokens[at - n].marks & MARK_FUTURE) != 0) {
            return true;
        }
    }
    return false;
}

static bool is_past(const struct passage *p, struct token_range r, size_t at)
{
    const struct token *t = &p->tokens[at];

    return ((t->marks & MARK_VERB) != 0 || str_ends(t->lower, STR("ed"))) && !is_future(p, r, at) &&
           (at == r.start || (!str_eq(t[-1].lower, STR("to")) && !str_eq(t[-1].lower, STR("be"))));
}

/* What will be is told as done. */
static bool rule_tense(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        bool future = false, done = false;

        if (!t->content || !is_past(c->claim, c->range, i)) {
            continue;
        }
        for (size_t b = 0; b < ARRAY_LEN(c->best); b++) {
            for (size_t s = c->best[b].start; s < c->best[b].end; s++) {
                if (c->source->tokens[s].term == t->term) {
                    bool later = is_future(c->source, c->best[b], s);

                    future = future || later;
                    done = done || !later;
                }
            }
        }
        if (future && !done) {
            *why = arena_fmt(c->arena,
                             "the article does not say that it has happened (\"" STR_FMT "\")",
                             STR_ARG(t->text));
            return true;
        }
    }
    return false;
}

static const struct str relatives[] = {STR_INIT("last"), STR_INIT("next"), STR_INIT("this")};

static bool is_relative(struct str lower)
{
    for (size_t i = 0; i < ARRAY_LEN(relatives); i++) {
        if (str_eq(lower, relatives[i])) {
            return true;
        }
    }
    return false;
}

/* "last week" for the article's "next week". */
static bool rule_when(const struct comparison *c, struct str *why)
{
    for (size_t i = c->range.start + 1; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        bool other = false, same = false;

        for (size_t s = c->best[0].start + 1; is_relative(t[-1].lower) && s < c->best[0].end; s++) {
            const struct token *u = &c->source->tokens[s];

            if (u->term == t->term && is_relative(u[-1].lower)) {
                same = same || str_eq(u[-1].lower, t[-1].lower);
                other = other || !same;
            }
        }
        if (other && !same) {
            *why = arena_fmt(c->arena,
                             "the article gives another time than \"" STR_FMT " " STR_FMT "\"",
                             STR_ARG(t[-1].text), STR_ARG(t->text));
            return true;
        }
    }
    return false;
}

/* A day that the article names nowhere, though it names days. */
static bool rule_date(const struct comparison *c, struct str *why)
{
    bool dated = false;

    for (size_t s = 0; s < c->source->token_count && !dated; s++) {
        dated = c->source->tokens[s].dated;
    }
    for (size_t i = c->range.start; dated && i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];

        if (t->dated && !t->settled) {
            *why = arena_fmt(c->arena, "the article names another day than \"" STR_FMT "\"",
                             STR_ARG(t->text));
            return true;
        }
    }
    return false;
}

static bool rule_ordered(const struct comparison *c, struct str *why)
{
    size_t ordered = 0, covered = 0;

    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];

        ordered += t->content && t->term->ordered;
        covered += t->content && evidence_has(c, t->term);
    }
    if (ordered > covered) {
        *why = STR("only an instruction to a machine in the article says so");
        return true;
    }
    return false;
}

static bool rule_coverage(const struct comparison *c, struct str *why)
{
    if (c->coverage < COVERAGE_MIN) {
        *why = STR("the article says hardly a word of it");
        return true;
    }
    return false;
}

unsigned rules_fired(const struct comparison *c, struct str *why)
{
    static bool (*const rules[RULE_COUNT])(const struct comparison *, struct str *) = {
        [RULE_ORDERED] = rule_ordered, //
        [RULE_NAME] = rule_name,           [RULE_NAME_PARTS] = rule_name_parts,
        [RULE_TITLE] = rule_title,         [RULE_NUMBER] = rule_number,
        [RULE_DIRECTION] = rule_direction, [RULE_QUOTATION] = rule_quotation,
        [RULE_GUESS] = rule_guess,         [RULE_OPPOSITE] = rule_opposite,
        [RULE_DENIAL] = rule_denial,       [RULE_ROLES] = rule_roles,
        [RULE_TENSE] = rule_tense,         [RULE_WHEN] = rule_when,
        [RULE_DATE] = rule_date,           [RULE_SUPERLATIVE] = rule_superlative,
        [RULE_COVERAGE] = rule_coverage,
    };
    unsigned fired = 0;

    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        struct str reason = STR_NULL;

        if (rules[i](c, &reason)) {
            *why = fired == 0 ? reason : *why;
            fired |= 1U << i;
        }
    }
    return fired;
}
