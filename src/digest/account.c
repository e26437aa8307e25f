#include "digest/account.h"

#include "digest/data.h"
#include "text/data.h"

size_t account_sentence_end(const struct tokens *t, size_t from)
{
    size_t i = from + 1;

    while (i < t->count && !t->list[i].sentence_first) {
        i++;
    }
    return i < t->count ? i : t->count;
}

bool account_title_has(const struct account *c, const char *words)
{
    size_t i;

    for (i = 0; i < c->title_tokens.count; i++) {
        if (token_is(&c->title_tokens, i, words)) {
            return true;
        }
    }
    return false;
}

static void add_country(struct account *c, struct str code)
{
    struct readout *out = c->out;
    size_t i;

    if (code.ptr == NULL || str_eq(code, c->home)) {
        return;
    }
    for (i = 0; i < out->country_count; i++) {
        if (str_eq(out->countries[i], code)) {
            return;
        }
    }
    out->countries = arena_grow(c->arena, out->countries, out->country_count, &c->countries_cap,
                                sizeof(*out->countries));
    for (i = out->country_count++; i > 0 && str_cmp(out->countries[i - 1], code) > 0; i--) {
        out->countries[i] = out->countries[i - 1];
    }
    out->countries[i] = code;
}

static struct str last_word(struct str name)
{
    struct str suffixes[] = {STR(" Jr."), STR(" Sr."), STR(" II"), STR(" III"), STR(" IV")};
    size_t i;

    for (i = 0; i < ARRAY_LEN(suffixes); i++) {
        if (str_ends(name, suffixes[i])) {
            name.len -= suffixes[i].len;
        }
    }
    i = str_rfind_char(name, ' ');
    return i == STR_NPOS ? name : str_sub(name, i + 1, name.len);
}

static bool is_same_person(const struct person *a, const struct person *b)
{
    return a->name.ptr != NULL && b->name.ptr != NULL &&
           str_eq_nocase(last_word(a->name), last_word(b->name));
}

static bool is_international(struct str title)
{
    static const struct str words[] = {
        STR_INIT("NATO"), //
        STR_INIT("European"),
        STR_INIT("Secretary General"),
        STR_INIT("Secretary-General"),
        STR_INIT("High Representative"),
        STR_INIT("United Nations"),
        STR_INIT("UN "),
        STR_INIT("EU "),
        STR_INIT("African Union"),
        STR_INIT("ASEAN"),
        STR_INIT("OSCE"),
        STR_INIT("Director General"),
    };
    size_t i;

    for (i = 0; i < ARRAY_LEN(words); i++) {
        if (title.ptr != NULL && str_find(title, words[i], 0) != STR_NPOS) {
            return true;
        }
    }
    return false;
}

static void add_counterpart(struct account *c, const struct person *p)
{
    struct readout *out = c->out;
    struct person found = *p;
    size_t i;

    if (p->name.ptr == NULL || (p->country.ptr != NULL && str_eq(p->country, c->home)) ||
        (out->principal != NULL && is_same_person(p, out->principal)) ||
        (out->spokesperson != NULL && is_same_person(p, out->spokesperson))) {
        return;
    }
    for (i = 0; i < out->counterpart_count; i++) {
        if (is_same_person(p, &out->counterparts[i])) {
            return;
        }
    }
    for (i = 0; i < c->title_mentions.count && found.country.ptr == NULL; i++) {
        if (is_same_person(p, &c->title_mentions.list[i].person)) {
            found.country = c->title_mentions.list[i].person.country;
        }
    }
    out->counterparts = arena_grow(c->arena, out->counterparts, out->counterpart_count,
                                   &c->counterparts_cap, sizeof(*out->counterparts));
    out->counterparts[out->counterpart_count++] = found;
}

/* "Latvia, Lithuania and Poland" at `i`; the place behind it. */
static size_t country_list_end(const struct tokens *t, size_t i, size_t end)
{
    while (i < end) {
        size_t next = i;

        while (next < end && (token_is(t, next, "and the") || token_is_mark(t, next, ',') ||
                              token_is_mark(t, next, '&'))) {
            next++;
        }
        if (next >= end || t->list[next].country.ptr == NULL) {
            break;
        }
        i = next + t->list[next].country_tokens;
    }
    return i;
}

static void add_country_list(struct account *c, const struct tokens *t, struct span list)
{
    size_t i;

    for (i = list.start; i < list.end; i++) {
        add_country(c, t->list[i].country);
        i += t->list[i].country_tokens > 1 ? t->list[i].country_tokens - 1 : 0;
    }
}

/* "the defense ministers of Italy and Spain", "Australian and Japanese counterparts". */
static void add_groups(struct account *c, const struct tokens *t, struct span range)
{
    static const char groups[] = "ministers counterparts counterpart leaders presidents chiefs "
                                 "secretaries officials delegations representatives delegation "
                                 "advisers advisors ambassadors directors";
    size_t i, end;

    for (i = range.start; i < range.end; i++) {
        if (token_is(t, i, groups) && token_is(t, i + 1, "of from")) {
            add_country_list(c, t, (struct span){i + 2, country_list_end(t, i + 2, range.end)});
        }
        if (t->list[i].country.ptr == NULL) {
            continue;
        }
        end = country_list_end(t, i, range.end);
        while (end < range.end && !token_is(t, end, groups) && t->list[end].classes != 0) {
            end++;
        }
        if (token_is(t, end, groups)) {
            add_country_list(c, t, (struct span){i, country_list_end(t, i, range.end)});
        }
        i = country_list_end(t, i, range.end) - 1;
    }
}

/* Not of the other side: "joined by ...", "spoke about ...". */
static bool is_aside(const struct tokens *t, size_t first, size_t from)
{
    size_t i = first > from + 3 ? first - 3 : from;

    for (; i < first; i++) {
        if (token_is(t, i, "joined accompanied alongside about regarding")) {
            return true;
        }
    }
    return false;
}

/* A second official before the verb, without a country: "Presidents A and B met the Prime Minister of C". */
static bool is_own_side(const struct account *c, const struct mention *m)
{
    return (c->headline & EVENT_STATEMENT) == 0 && m->first >= c->people.start &&
           m->first < c->verb && m->person.country.ptr == NULL;
}

static void add_mentions(struct account *c, struct span range)
{
    struct mentions found;
    size_t i;

    mention_find(c->arena, c->text, &c->tokens, range, &found);
    for (i = 0; i < found.count; i++) {
        const struct mention *m = &found.list[i];

        if (is_aside(&c->tokens, m->first, range.start) || is_own_side(c, m)) {
            continue;
        }
        if (c->out->principal == NULL || !is_same_person(&m->person, c->out->principal)) {
            add_country(c, m->person.country);
        }
        add_counterpart(c, &m->person);
    }
    add_groups(c, &c->tokens, range);
}

static bool is_in_name(const struct mentions *m, size_t i)
{
    size_t k;

    for (k = 0; k < m->count; k++) {
        if (i >= m->list[k].name_first && i < m->list[k].name_end) {
            return true;
        }
    }
    return false;
}

/* Countries of the headline but those that are a subject or a place: "on Ukraine", "in Norway". */
static void add_title_countries(struct account *c)
{
    const struct tokens *t = &c->title_tokens;
    size_t i, from;

    for (i = 0; i < t->count; i++) {
        if (t->list[i].country.ptr == NULL || is_in_name(&c->title_mentions, i)) {
            continue;
        }
        from = i > 0 && token_is(t, i - 1, "the") ? i - 1 : i;
        if (from == 0 || !token_is(t, from - 1, "on about against in for")) {
            add_country(c, t->list[i].country);
        }
        i += t->list[i].country_tokens - 1;
    }
}

/* A visit that names its city only. */
static void add_capitals(struct account *c, struct span range)
{
    size_t i;

    for (i = range.start; i < range.end; i++) {
        struct str city = c->tokens.list[i].lower;

        if (!c->tokens.list[i].capital) {
            continue;
        }
        if (i + 1 < range.end && c->tokens.list[i + 1].capital) {
            city = arena_fmt(c->arena, STR_FMT " " STR_FMT, STR_ARG(city),
                             STR_ARG(c->tokens.list[i + 1].lower));
            add_country(c, data_find(data_capitals, city));
            city = c->tokens.list[i].lower;
        }
        add_country(c, data_find(data_capitals, city));
    }
}

/* ---- the issuing side ---- */

static bool is_washington(const struct person *p)
{
    static const struct str offices[] = {
        STR_INIT("Secretary of Defense"), //
        STR_INIT("Secretary of War"),          STR_INIT("Secretary of State"),
        STR_INIT("Secretary of the"),          STR_INIT("Chairman of the Joint Chiefs"),
        STR_INIT("National Security Advisor"),
    };
    size_t i;

    if (p->title.ptr == NULL || (p->country.ptr != NULL && !str_eq(p->country, STR("US")))) {
        return false;
    }
    for (i = 0; i < ARRAY_LEN(offices); i++) {
        if (str_find(p->title, offices[i], 0) != STR_NPOS) {
            return str_find(p->title, STR("State for"), 0) == STR_NPOS;
        }
    }
    return str_eq(p->title, STR("President")) || str_eq(p->title, STR("Vice President"));
}

/* The official of the issuing side: without a country of its own, before the verb if there is one. */
static const struct mention *find_principal(const struct account *c, const struct mentions *m)
{
    size_t i;

    for (i = 0; i < m->count; i++) {
        if (m->list[i].first < c->verb && (m->list[i].person.country.ptr == NULL ||
                                           str_eq(m->list[i].person.country, STR("US")))) {
            return &m->list[i];
        }
    }
    if (m->count > 0 && m->list[0].first < c->verb) {
        return &m->list[0];
    }
    return NULL;
}

static struct str first_country(const struct tokens *t)
{
    size_t i;

    for (i = 0; i < t->count; i++) {
        if (t->list[i].country.ptr != NULL) {
            return t->list[i].country;
        }
    }
    return STR_NULL;
}

void account_read_principal(struct account *c)
{
    const struct mention *m;
    struct mentions found;
    struct person *p;
    size_t i;

    mention_find(c->arena, c->text, &c->tokens, c->people, &found);
    m = find_principal(c, &found);
    if (m != NULL) {
        p = arena_alloc(c->arena, sizeof(*p));
        *p = m->person;
        c->out->principal = p;
        c->washington = is_washington(p);
        c->home = c->washington ? STR("US") : p->country;
        if (c->title_mentions.count > 0 && c->title_mentions.list[0].representing == false &&
            m->representing) {
            p->title = c->title_mentions.list[0].person.title;
        }
        for (i = 0; i < c->title_mentions.count && p->name.ptr == NULL; i++) {
            const struct person *headline = &c->title_mentions.list[i].person;

            if (i == 0 && headline->country.ptr == NULL) {
                p->name = headline->name;
            }
        }
    }
    if ((c->headline & EVENT_STATEMENT) != 0 && c->home.ptr == NULL) {
        c->home = first_country(&c->title_tokens);
    }
    if (c->out->spokesperson != NULL && c->out->spokesperson->title.ptr != NULL &&
        (str_find(c->out->spokesperson->title, STR("Pentagon"), 0) != STR_NPOS ||
         str_find(c->out->spokesperson->title, STR("White House"), 0) != STR_NPOS ||
         str_find(c->out->spokesperson->title, STR("Joint Staff"), 0) != STR_NPOS)) {
        c->washington = true;
        c->home = STR("US");
    }
}

void account_read_sides(struct account *c)
{
    size_t start, end;

    add_mentions(c, c->people);
    for (start = c->people.end; start < c->tokens.count; start = end) {
        end = account_sentence_end(&c->tokens, start);
        if (event_verb(&c->tokens, (struct span){start, end}, true) != STR_NPOS) {
            add_mentions(c, (struct span){start, end});
        }
    }
}

bool account_has_other_side(const struct account *c)
{
    const struct readout *out = c->out;
    bool said = (c->headline & EVENT_STATEMENT) != 0 || account_title_has(c, "readout");
    size_t i;

    if (out->country_count > 0) {
        return said || out->principal != NULL;
    }
    for (i = 0; i < out->counterpart_count; i++) {
        if (is_international(out->counterparts[i].title)) {
            return true;
        }
    }
    return out->counterpart_count > 0 && first_country(&c->title_tokens).ptr != NULL;
}

void account_complete_countries(struct account *c)
{
    struct readout *out = c->out;
    size_t i;

    if ((c->headline & EVENT_STATEMENT) != 0 && out->counterpart_count == 0) {
        add_country_list(c, &c->tokens, c->event);
    }
    add_title_countries(c);
    if (out->country_count == 0) {
        add_capitals(c, c->event);
    }
    for (i = 0; i < out->counterpart_count && out->country_count == 1; i++) {
        struct person *p = &out->counterparts[i];

        if (p->country.ptr == NULL && !is_international(p->title)) {
            p->country = out->countries[0];
        }
    }
}
