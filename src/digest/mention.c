#include "digest/mention.h"

#define OFFICE (TOKEN_HEAD | TOKEN_MOD | TOKEN_TAIL | TOKEN_ORG)

/* What is read at one place: each step moves `at` only when it finds something. */
struct reader {
    struct arena *arena;
    struct str text;
    const struct tokens *t;
    size_t at, end;
};

static const struct token *token_at(const struct reader *r, size_t i)
{
    return i < r->end ? &r->t->list[i] : NULL;
}

static bool has_class(const struct reader *r, size_t i, unsigned classes)
{
    return i < r->end && (r->t->list[i].classes & classes) != 0;
}

static bool is_capital(const struct reader *r, size_t i)
{
    return i < r->end && r->t->list[i].capital;
}

/* A rank before a name: abbreviated, or a word that is no part of "Secretary General". */
static bool is_rank(const struct reader *r, size_t i)
{
    if (token_is(r->t, i, "air marine") && token_is(r->t, i + 1, "force corps")) {
        i++;
    }
    if (token_is(r->t, i, "vice rear navy army force corps marine")) {
        return has_class(r, i + 1, TOKEN_RANK) && !token_is(r->t, i + 1, "general marshal");
    }
    if (!has_class(r, i, TOKEN_RANK) || str_ends(r->t->list[i].lower, STR("."))) {
        return has_class(r, i, TOKEN_RANK);
    }
    return !(i > 0 && token_is(r->t, i - 1,
                               "secretary inspector director attorney governor consul surgeon "
                               "adjutant the of")) &&
           !has_class(r, i + 1, TOKEN_HEAD) && !token_is(r->t, i + 1, "staff of");
}

static bool is_connector(const struct reader *r, size_t i)
{
    return token_is(r->t, i, "of for to the and on") || (i < r->end && token_is_mark(r->t, i, '&'));
}

/* The next word that has a capital and is no country behind connecting words, or 0. */
static size_t behind_connectors(const struct reader *r, size_t i)
{
    size_t n = 0;

    while (n < 3 && is_connector(r, i)) {
        i++;
        n++;
    }
    return n > 0 && is_capital(r, i) && r->t->list[i].country.ptr == NULL ? i : 0;
}

/*
 * Whether the word at `next`, behind connecting words from `i`, goes on with a title: a word of
 * offices, or any behind an office's "of" or "for", where no name can stand ("Minister for Women").
 */
static bool is_field(const struct reader *r, size_t i, size_t next)
{
    return has_class(r, next, OFFICE) ||
           (token_is(r->t, i, "of for") && has_class(r, i - 1, TOKEN_HEAD));
}

/* What follows "Islamic Republic of [the]", or `i` where none stands. */
static size_t behind_state(const struct reader *r, size_t i)
{
    size_t next = i;

    while (is_capital(r, next) && r->t->list[next].country.ptr == NULL &&
           token_is(r->t, next,
                    "republic kingdom state states federation union sultanate principality "
                    "commonwealth emirate grand duchy federal islamic democratic arab people's "
                    "socialist bolivarian hashemite plurinational united")) {
        next++;
    }
    if (next == i || !token_is(r->t, next, "of")) {
        return i;
    }
    return next + (token_is(r->t, next + 1, "the") ? 2 : 1);
}

/* "of [the] COUNTRY" or "of the Republic of COUNTRY" at `at`: takes it. */
static bool read_of_country(struct reader *r, struct person *p)
{
    size_t i = r->at;

    if (!token_is(r->t, i, "of from")) {
        return false;
    }
    i += token_is(r->t, i + 1, "the") && (i + 1 >= r->end || r->t->list[i + 1].country.ptr == NULL)
             ? 2
             : 1;
    i = behind_state(r, i);
    if (i >= r->end || r->t->list[i].country.ptr == NULL) {
        return false;
    }
    p->country = p->country.ptr == NULL ? r->t->list[i].country : p->country;
    r->at = i + r->t->list[i].country_tokens;
    return true;
}

/* What of the field at `next` is taken with its "of": a service whole, which before a rank is a part of that elsewhere. */
static size_t field_end(const struct reader *r, size_t next)
{
    if (token_is(r->t, next, "air marine") && token_is(r->t, next + 1, "force corps")) {
        return next + 2;
    }
    return has_class(r, next, OFFICE) && !is_rank(r, next) ? next : next + 1;
}

static struct str written(const struct reader *r, size_t from, size_t end)
{
    const struct token *last = &r->t->list[end - 1];

    return str_sub(r->text, r->t->list[from].start, last->start + last->text.len);
}

/*
 * A title at `at`: words of offices, capital unless `small` allows others, with at least one head.
 * Stops before a rank, a name or a country; takes "of COUNTRY".
 */
static bool read_title(struct reader *r, struct person *p, bool small)
{
    size_t from = r->at, i = from, next;
    bool head = false;
    struct reader tail = *r;
    struct person ignored = {.country = STR_NULL};

    while (i < r->end) {
        const struct token *word = &r->t->list[i];

        if (word->word && has_class(r, i, OFFICE) && (word->capital || small) && !is_rank(r, i) &&
            word->country.ptr == NULL) {
            head = head || has_class(r, i, TOKEN_HEAD);
            i++;
            if (word->possessive && !has_class(r, i, TOKEN_HEAD)) {
                break;
            }
            continue;
        }
        next = i > from ? behind_connectors(r, i) : 0;
        tail.at = i;
        if (next == 0 || read_of_country(&tail, &ignored) || !(head || token_is(r->t, i, "and")) ||
            !is_field(r, i, next)) {
            break;
        }
        i = field_end(r, next);
    }
    if (!head || i == from) {
        return false;
    }
    p->title = written(r, from, i);
    tail.at = i;
    if (read_of_country(&tail, p)) {
        i = tail.at;
    }
    r->at = i;
    return true;
}

static bool is_particle(const struct reader *r, size_t i)
{
    return token_is(
        r->t, i,
        "van von de der den da dos del della di du la le bin bint ben ibn al el ter ten zu y");
}

static bool is_calendar(const struct reader *r, size_t i)
{
    return token_is(r->t, i,
                    "today yesterday monday tuesday wednesday thursday friday saturday sunday "
                    "january february march april june july august september october "
                    "november december jan. feb. aug. sept. oct. nov. dec. on in at");
}

/* Whether the word can be the next of a name that has `n` words so far. */
static bool is_name_word(const struct reader *r, size_t i, size_t n)
{
    const struct token *word = token_at(r, i);
    bool followed = is_capital(r, i + 1) && !has_class(r, i + 1, OFFICE) && !is_calendar(r, i + 1);

    if (word == NULL || !word->word || !word->capital || is_calendar(r, i) ||
        char_is_digit(word->text.ptr[0])) {
        return false;
    }
    if (word->country.ptr != NULL && n == 0) {
        /* "Secretary Jordan Blake"; a country of its own has a title behind it. */
        return word->country_tokens == 1 && !word->country_possessive &&
               !has_class(r, i + 1, OFFICE) && (followed || !is_capital(r, i + 1));
    }
    if (word->country.ptr != NULL) {
        return word->country_tokens == 1 && !has_class(r, i + 1, OFFICE) && n == 1;
    }
    if (has_class(r, i, TOKEN_HEAD | TOKEN_MOD | TOKEN_TAIL | TOKEN_ORG)) {
        /* A surname that is also a word of offices: "Joel Marshal met". */
        return n == 1 && !is_capital(r, i + 1) && !token_is(r->t, i + 1, "of for");
    }
    return true;
}

/* A name at `at`, behind ranks and honorifics. */
static bool read_name(struct reader *r, struct mention *m)
{
    size_t from, i = r->at, n = 0;

    while (has_class(r, i, TOKEN_HONOR) || is_rank(r, i)) {
        i++;
    }
    from = i;
    while (i < r->end) {
        size_t next = i;

        while (next < i + 3 && is_particle(r, next) && (n > 0 || !r->t->list[next].possessive)) {
            next++;
        }
        if (token_is(r->t, i, "jr. sr. ii iii iv") && n > 0) {
            next = i;
        } else if (!is_name_word(r, next, n)) {
            break;
        }
        n++;
        i = next + 1;
        if (r->t->list[next].possessive) {
            break;
        }
    }
    if (n == 0) {
        return false;
    }
    m->person.name = written(r, from, i);
    m->name_first = from;
    m->name_end = i;
    r->at = i;
    return true;
}

/* ", [the|DEMONYM] TITLE" or ", representing the TITLE" behind a name without a title. */
static bool read_apposition(struct reader *r, struct mention *m)
{
    struct reader s = *r;
    size_t country = 0;

    if (!token_is_mark(r->t, s.at, ',') || s.at + 1 >= s.end) {
        return false;
    }
    s.at++;
    m->representing = token_is(r->t, s.at, "representing");
    s.at += m->representing ? 1 : 0;
    s.at += token_is(r->t, s.at, "the") ? 1 : 0;
    if (s.at < s.end && s.t->list[s.at].country.ptr != NULL) {
        country = s.at;
        s.at += s.t->list[s.at].country_tokens;
    }
    if (!read_title(&s, &m->person, true)) {
        m->representing = false;
        return false;
    }
    if (country > 0) {
        m->person.country = s.t->list[country].country;
    }
    r->at = s.at;
    return true;
}

/* TITLE [of COUNTRY] [,] [RANK] NAME [of COUNTRY], with a country before it perhaps. */
static bool read_official(struct reader *r, struct mention *m)
{
    struct reader s;

    if (!read_title(r, &m->person, false)) {
        return false;
    }
    if (r->t->list[r->at - 1].possessive) {
        return true;
    }
    s = *r;
    if (token_is_mark(s.t, s.at, ',') && s.at + 1 < s.end) {
        s.at += s.t->list[s.at + 1].country.ptr == NULL ? 1 : 0;
    }
    if (read_name(&s, m)) {
        r->at = s.at;
        read_of_country(r, &m->person);
    }
    return true;
}

/* [RANK] NAME, TITLE: a rank, or a name of two words, and an apposition that is a title. */
static bool read_ranked(struct reader *r, struct mention *m)
{
    struct reader s = *r;
    bool ranked = is_rank(r, r->at) || has_class(r, r->at, TOKEN_HONOR);

    if (!read_name(&s, m)) {
        return false;
    }
    if (!ranked && s.at < r->at + 2) {
        *m = (struct mention){.first = r->at};
        return false;
    }
    if (!read_apposition(&s, m) && !ranked) {
        *m = (struct mention){.first = r->at};
        return false;
    }
    read_of_country(&s, &m->person);
    r->at = s.at;
    return true;
}

/* A country that stands before a title: "Norwegian", "Peru's", "his Emirati counterpart,". */
static struct str read_country(struct reader *r)
{
    const struct token *word = token_at(r, r->at);
    size_t i;

    if (word == NULL || word->country.ptr == NULL) {
        return STR_NULL;
    }
    i = r->at + word->country_tokens;
    if (token_is(r->t, i, "counterpart") && i < r->end) {
        i++;
        i += token_is_mark(r->t, i, ',') ? 1 : 0;
    }
    if (i >= r->end || (!has_class(r, i, OFFICE | TOKEN_RANK | TOKEN_HONOR) &&
                        i == r->at + word->country_tokens)) {
        return STR_NULL;
    }
    r->at = i;
    return word->country;
}

static bool read_mention(struct reader *r, struct mention *m)
{
    struct reader s = *r;
    struct str country = read_country(&s);

    *m = (struct mention){.first = r->at};
    m->person.country = country;
    if (!read_official(&s, m)) {
        *m = (struct mention){.first = r->at, .person.country = country};
        if (!read_ranked(&s, m)) {
            return false;
        }
    }
    if (country.ptr != NULL) {
        m->person.country = country;
    }
    m->end = s.at;
    r->at = s.at;
    return true;
}

void mention_find(struct arena *a, struct str text, const struct tokens *t, struct span range,
                  struct mentions *out)
{
    struct reader r = {a, text, t, range.start, range.end};
    size_t cap = 0;

    *out = (struct mentions){NULL, 0};
    while (r.at < r.end) {
        struct mention m;
        const struct mention *last = out->count == 0 ? NULL : &out->list[out->count - 1];

        if (!read_mention(&r, &m)) {
            r.at++;
            continue;
        }
        /* "Peru's Minister of Defense A and Foreign Minister B": both are of Peru. */
        if (m.person.country.ptr == NULL && last != NULL && m.first == last->end + 1 &&
            (token_is(t, last->end, "and") || token_is_mark(t, last->end, ',') ||
             token_is_mark(t, last->end, '&'))) {
            m.person.country = last->person.country;
        }
        out->list = arena_grow(a, out->list, out->count, &cap, sizeof(*out->list));
        out->list[out->count++] = m;
    }
}
