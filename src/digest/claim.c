#include "digest/claim.h"

#include "text/word.h"

#define NEGATION_REACH 5

/* What is the same wherever a word stands: by struct word's form. */
struct form {
    const struct lexeme *lexeme;
    struct term *term; /* of the word alone; NULL: not looked up yet */
    bool read;         /* lexeme was looked up */
};

void reader_init(struct reader *r, struct arena *a, struct str language)
{
    r->arena = a;
    r->language = language;
    lexicon_init(&r->lexicon, a);
    map_init(&r->terms, a);
}

struct term *reader_term(const struct reader *r, struct str key)
{
    return map_get(&r->terms, key);
}

static struct term *intern(struct reader *r, struct str key)
{
    struct term *t = map_get(&r->terms, key);

    if (t == NULL) {
        t = arena_alloc(r->arena, sizeof(*t));
        t->key = key;
        map_put(&r->terms, key, t);
    }
    return t;
}

/* "1,500.5" and "23rd"; false when it is more than a number and an ordinal ending. */
static bool parse_digits(struct str s, double *value, bool *ordinal, struct str *suffix)
{
    double scale = 0;
    size_t i = 0;

    *value = 0;
    for (; i < s.len && (char_is_digit(s.ptr[i]) || s.ptr[i] == ',' || s.ptr[i] == '.'); i++) {
        if (s.ptr[i] == '.') {
            scale = scale > 0 ? scale : 1;
        } else if (char_is_digit(s.ptr[i])) {
            *value = scale > 0 ? *value + (s.ptr[i] - '0') * (scale /= 10)
                               : *value * 10 + (s.ptr[i] - '0');
        }
    }
    *suffix = str_sub(s, i, s.len);
    *ordinal = str_eq(*suffix, STR("st")) || str_eq(*suffix, STR("nd")) ||
               str_eq(*suffix, STR("rd")) || str_eq(*suffix, STR("th"));
    return i > 0 && char_is_digit(s.ptr[0]);
}

static const struct {
    struct str sign, unit;
} signs[] = {
    {STR_INIT("$"), STR_INIT("usd")},        {STR_INIT("\xe2\x82\xac"), STR_INIT("eur")}, //
    {STR_INIT("\xc2\xa3"), STR_INIT("gbp")}, {STR_INIT("\xc2\xa5"), STR_INIT("jpy")},
    {STR_INIT("%"), STR_INIT("percent")},
};

static void set_unit_by_sign(struct str text, struct token *t)
{
    struct str before = str_sub(text, 0, t->start), after = str_sub(text, t->end, text.len);

    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        if (str_ends(before, signs[i].sign) || str_starts(after, signs[i].sign)) {
            t->unit = signs[i].unit;
        }
    }
}

/* COVID-19, F-35: the digits are part of a name. */
static bool hangs_on_word(struct str text, size_t start)
{
    return start > 1 && text.ptr[start - 1] == '-' && char_is_alpha(text.ptr[start - 2]);
}

/* 4Q: a form with a meaning of its own, and no number of things. */
static bool is_alias(struct str lower, const struct lexeme *x)
{
    return x != NULL && x->key.ptr != NULL && x->number == NUMBER_NONE && lower.len > 0 &&
           !char_is_digit(lower.ptr[lower.len - 1]);
}

static void set_number(struct reader *r, struct str text, struct token *t, const struct lexeme *x)
{
    struct str suffix;

    if (hangs_on_word(text, t->start) || is_alias(t->lower, x)) {
        return;
    }
    if (parse_digits(t->lower, &t->value, &t->ordinal, &suffix)) {
        t->number = true;
        set_unit_by_sign(text, t);
        x = suffix.len > 0 ? lexicon_form(&r->lexicon, suffix) : NULL;
        if (x != NULL && (x->number == NUMBER_SUFFIX || x->number == NUMBER_SCALE)) {
            t->value *= x->value;
        } else if (x != NULL && x->unit.ptr != NULL) {
            t->unit = x->unit;
            t->bare = t->value;
            t->value *= x->factor;
        }
    } else if (x != NULL && (x->number == NUMBER_CARDINAL || x->number == NUMBER_TENS ||
                             x->number == NUMBER_ORDINAL)) {
        t->number = true;
        t->value = x->value;
        t->ordinal = x->number == NUMBER_ORDINAL;
    }
}

static bool all_digits(struct str s)
{
    size_t i = 0;

    while (i < s.len && char_is_digit(s.ptr[i])) {
        i++;
    }
    return i > 0 && i == s.len;
}

/* "235, 000" and "98. 7": some texts have a space within numbers. From the last pair back, so that chains add up. */
static void join_digits(struct passage *p, struct token_range range)
{
    for (size_t i = range.end; i-- > range.start + 1;) {
        struct token *t = &p->tokens[i - 1], *next = t + 1;
        struct str between = str_sub(p->text, t->end, next->start);
        double scale;

        if (!all_digits(t->lower) || !all_digits(next->lower)) {
            continue;
        }
        if (str_eq(between, STR(", ")) && t->lower.len <= 3 && next->lower.len == 3) {
            next->thousands = next->thousands > 0 ? next->thousands : 1000;
            t->thousands = next->thousands * 1000;
            t->joined = t->value * next->thousands +
                        (next->joined > 0 && next->thousands > 1000 ? next->joined : next->value);
        } else if (str_eq(between, STR(". ")) && next->lower.len <= 2) {
            scale = next->lower.len == 1 ? 10 : 100;
            t->joined = t->value + next->value / scale;
        }
    }
}

/* Takes scales and units behind a number into it: 2.4 billion, two hours and 20 minutes. */
static void bind_numbers(struct reader *r, struct passage *p, struct token_range range)
{
    struct token *last = NULL; /* the number whose unit may go on */

    for (size_t i = range.start; i < range.end; i++) {
        struct token *t = &p->tokens[i];
        size_t next = i + 1;

        if (!t->number || t->ordinal) {
            continue;
        }
        for (; next < range.end && next <= i + 3; next++) {
            const struct lexeme *x = lexicon_form(&r->lexicon, p->tokens[next].lower);

            if (x != NULL && x->number == NUMBER_SCALE) {
                t->value *= x->value;
                p->tokens[next].content = false;
            } else if (x != NULL && x->unit.ptr != NULL) {
                t->unit = x->unit;
                t->bare = t->value;
                t->value *= x->factor;
                p->tokens[next].content = false;
                break;
            } else {
                next = range.end;
            }
        }
        if (last != NULL && t->unit.ptr != NULL && str_eq(last->unit, t->unit) &&
            str_eq(t->unit, STR("second")) && last + 4 >= t) {
            t->value += last->value;
            last->value = t->value;
        }
        last = t;
    }
}

static const struct lexeme *lexeme_of(struct reader *r, const struct word *w)
{
    struct form *f = &r->forms[w->form];

    if (!f->read) {
        f->read = true;
        f->lexeme = lexicon_form(&r->lexicon, w->lower);
    }
    return f->lexeme;
}

/* The longest form of the lexicon that begins at word i; its words. */
static size_t longest_form(struct reader *r, const struct words *words, size_t i, struct str *form)
{
    const struct lexeme *x = lexeme_of(r, &words->list[i]);
    struct buf b = {0};
    size_t best = 1, max = x == NULL ? 0 : x->words_max;

    for (size_t n = 0; n < max && i + n < words->count; n++) {
        if (n > 0) {
            buf_add_char(&b, ' ');
        }
        buf_add(&b, words->list[i + n].lower);
        x = n > 0 ? lexicon_form(&r->lexicon, buf_view(&b)) : NULL;
        if (x != NULL && x->key.ptr != NULL) {
            best = n + 1;
            *form = arena_str(r->arena, buf_view(&b));
        }
    }
    buf_free(&b);
    return best;
}

static struct term *term_of(struct reader *r, const struct word *w)
{
    struct form *f = &r->forms[w->form];

    if (f->term == NULL) {
        f->term = intern(r, lexicon_key(&r->lexicon, w->lower, w->stem));
    }
    return f->term;
}

static void add_token(struct reader *r, struct passage *p, const struct word *w, struct str form,
                      size_t end)
{
    struct token *t = &p->tokens[p->token_count++];
    const struct lexeme *x;

    *t = (struct token){.text = str_sub(p->text, w->start, end),
                        .lower = form.ptr == NULL ? w->lower : form,
                        .stem = w->stem,
                        .start = w->start,
                        .end = end,
                        .capital = w->capital};
    x = form.ptr == NULL ? lexeme_of(r, w) : lexicon_form(&r->lexicon, form);
    t->marks = x == NULL ? 0 : x->marks;
    if (str_ends(t->lower, STR("n't"))) {
        t->marks |= MARK_NEGATION;
    }
    set_number(r, p->text, t, x);
    t->content = t->number || (form.ptr == NULL ? !w->stop : true);
    if ((t->marks & (MARK_NEGATION | MARK_HEDGE | MARK_PASSIVE | MARK_PRONOUN | MARK_DETERMINER |
                     MARK_HONORIFIC)) != 0) {
        t->content = false;
    }
    if (t->capital && str_eq(t->lower, STR("may"))) {
        t->marks &= ~(unsigned)(MARK_HEDGE | MARK_FUTURE);
    }
    t->term = form.ptr == NULL ? term_of(r, w) : intern(r, lexicon_key(&r->lexicon, form, form));
}

static bool breaks_clause(struct str between)
{
    for (size_t i = 0; i < between.len; i++) {
        if (between.ptr[i] == ',' || between.ptr[i] == ';' || between.ptr[i] == ':' ||
            between.ptr[i] == '(' || between.ptr[i] == ')') {
            return true;
        }
    }
    return str_find(between, STR("\xe2\x80\x94"), 0) != STR_NPOS;
}

static void mark_clauses(struct passage *p, struct token_range range)
{
    size_t clause = 0;
    int reach = 0;

    for (size_t i = range.start; i < range.end; i++) {
        struct token *t = &p->tokens[i];

        if (i > range.start) {
            bool breaks = breaks_clause(str_sub(p->text, p->tokens[i - 1].end, t->start));

            if (breaks || (t->marks & MARK_CLAUSE) != 0 || str_eq(t->lower, STR("and"))) {
                clause++;
            }
            if (breaks || str_eq(t->lower, STR("but"))) {
                reach = 0;
            }
        }
        t->clause = clause;
        t->first = i == range.start;
        if ((t->marks & MARK_NEGATION) != 0) {
            reach = NEGATION_REACH;
        } else if (reach > 0 && t->content) {
            t->negated = true;
            reach--;
        }
    }
}

static void read_sentence(struct reader *r, const struct words *words, size_t *at,
                          struct passage *p, size_t sentence)
{
    struct span span = p->spans[sentence];
    struct token_range *range = &p->ranges[sentence];

    range->start = p->token_count;
    while (*at < words->count && words->list[*at].start < span.end) {
        struct str form = STR_NULL;
        size_t n = longest_form(r, words, *at, &form);
        const struct word *last;

        while (n > 1 && words->list[*at + n - 1].start >= span.end) {
            n = 1;
            form = STR_NULL;
        }
        last = &words->list[*at + n - 1];
        add_token(r, p, &words->list[*at], form, last->start + last->text.len);
        *at += n;
    }
    range->end = p->token_count;
    join_digits(p, *range);
    bind_numbers(r, p, *range);
    mark_clauses(p, *range);
}

void passage_read(struct reader *r, struct str text, struct span *spans, size_t count,
                  struct passage *out)
{
    struct words words;
    size_t at = 0, capitals = 0;

    word_split(r->arena, text, r->language, &words);
    r->forms = arena_array(r->arena, words.forms, sizeof(*r->forms));
    *out = (struct passage){.text = text,
                            .tokens = arena_array(r->arena, words.count, sizeof(*out->tokens)),
                            .spans = spans,
                            .ranges = arena_array(r->arena, count, sizeof(*out->ranges)),
                            .sentence_count = count};
    for (size_t i = 0; i < count; i++) {
        while (at < words.count && words.list[at].start < spans[i].start) {
            at++;
        }
        read_sentence(r, &words, &at, out, i);
    }
    for (size_t i = 0; i < out->token_count; i++) {
        capitals += out->tokens[i].capital && !out->tokens[i].first;
    }
    /* News text has a capital inside a sentence about once in ten words; lower-cased text hardly any. */
    out->cased = capitals * 40 >= out->token_count;
}
