#include "digest/readout.h"

#include "digest/data.h"
#include "digest/readout_date.h"
#include "digest/readout_words.h"

enum {
    TEXT_BYTES = 8192, /* an account says who met whom at its beginning */
    TITLE_BYTES = 1024,
    PEOPLE_MAX = 24,
    TOPICS_MAX = 6,
    SPEAKER_WORDS = 12,
};

struct people {
    struct official list[PEOPLE_MAX];
    size_t count;
};

struct account {
    struct arena *arena;
    struct rwords title, text; /* text without the attribution */
    struct people named;
    struct str *title_countries;
    size_t title_country_count;
    struct readout *out;
};

static bool word_is(const struct rwords *w, size_t at, const char *word)
{
    return at < w->count && str_eq(w->list[at].lower, str_z(word));
}

static bool words_are(const struct rwords *w, size_t at, struct str phrase)
{
    struct str rest = phrase, word;

    while (str_split(&rest, ' ', &word)) {
        if (at >= w->count || !str_eq(w->list[at].lower, word)) {
            return false;
        }
        at++;
    }
    return true;
}

static bool holds(const struct rwords *w, struct str phrase)
{
    for (size_t i = 0; i < w->count; i++) {
        if (words_are(w, i, phrase)) {
            return true;
        }
    }
    return false;
}

/* Whether a headline holds a phrase of a class. */
static bool headline_is(const struct rwords *title, struct str class)
{
    struct str rest = data_headlines, line, name;

    while (str_split(&rest, '\n', &line)) {
        if (str_split(&line, '\t', &name) && line.ptr != NULL && str_eq(name, class) &&
            holds(title, line)) {
            return true;
        }
    }
    return false;
}

/* ---- attribution ---- */

/* The end of the first paragraph when it only says who speaks; 0 when it is part of the account. */
static size_t attribution_end(const struct rwords *w)
{
    size_t end = 0;
    bool says = false;

    while (end < w->count && !w->list[end].paragraph) {
        end++;
    }
    for (size_t i = 0; i < end; i++) {
        says = says || words_are(w, i, STR("the following")) ||
               words_are(w, i, STR("attributable to")) || words_are(w, i, STR("this readout"));
    }
    return says && end < w->count ? end + 1 : 0;
}

static struct person *make_person(struct arena *a, const struct official *o)
{
    struct person *p = arena_alloc(a, sizeof(*p));

    *p = (struct person){o->name, o->title, STR_NULL};
    return p;
}

static void find_spokesperson(struct account *acc, size_t end)
{
    struct official o;

    for (size_t i = 0; i < end; i++) {
        if (rwords_official(&acc->text, i, &o)) {
            if (o.name.ptr != NULL) {
                acc->out->spokesperson = make_person(acc->arena, &o);
                return;
            }
            i = o.end > i ? o.end - 1 : i;
        }
    }
}

/* ---- people ---- */

/* Every word of the shorter name stands in the longer one, the last of them last. */
static bool same_name(struct str a, struct str b)
{
    size_t blank_a = str_rfind_char(a, ' '), blank_b = str_rfind_char(b, ' ');
    struct str last_a = blank_a == STR_NPOS ? a : str_sub(a, blank_a + 1, a.len);
    struct str last_b = blank_b == STR_NPOS ? b : str_sub(b, blank_b + 1, b.len);

    return a.len > 0 && b.len > 0 &&
           (str_eq(a, b) ||
            ((blank_a == STR_NPOS || blank_b == STR_NPOS) && str_eq(last_a, last_b)) ||
            str_ends(a, b) || str_ends(b, a));
}

static struct official *known(struct people *p, const struct official *o)
{
    for (size_t i = 0; i < p->count; i++) {
        if (o->name.ptr != NULL && p->list[i].name.ptr != NULL &&
            same_name(p->list[i].name, o->name)) {
            return &p->list[i];
        }
        if (o->name.ptr == NULL && p->list[i].name.ptr == NULL &&
            str_eq(p->list[i].title, o->title) && str_eq(p->list[i].country, o->country)) {
            return &p->list[i];
        }
    }
    return NULL;
}

static void find_people(struct account *acc, const struct rwords *w, size_t from)
{
    struct official o, *old;

    for (size_t i = from; i < w->count && acc->named.count < PEOPLE_MAX; i++) {
        if (!rwords_official(w, i, &o)) {
            continue;
        }
        old = known(&acc->named, &o);
        if (old == NULL) {
            acc->named.list[acc->named.count++] = o;
        } else if (old->country.ptr == NULL) {
            old->country = o.country;
        }
        i = o.end > i ? o.end - 1 : i;
    }
}

/* An officer whom the text names by rank has the office that the headline gives. */
static void adopt_headline(struct account *acc)
{
    struct official o, *old;

    for (size_t i = 0; i < acc->title.count; i++) {
        if (!rwords_official(&acc->title, i, &o)) {
            continue;
        }
        old = o.name.ptr == NULL ? NULL : known(&acc->named, &o);
        if (old != NULL && old->title.ptr == NULL) {
            old->title = o.title;
        }
        i = o.end > i ? o.end - 1 : i;
    }
}

static void add_country(struct arena *a, struct str **list, size_t *count, struct str code)
{
    struct str *more;
    size_t at = 0;

    for (size_t i = 0; i < *count; i++) {
        if (str_eq((*list)[i], code)) {
            return;
        }
        at += str_cmp((*list)[i], code) < 0;
    }
    more = arena_array(a, *count + 1, sizeof(*more));
    for (size_t i = 0; i < *count + 1; i++) {
        more[i] = i < at ? (*list)[i] : i == at ? code : (*list)[i - 1];
    }
    *list = more;
    ++*count;
}

/* Countries of a stretch of words but our own; a city behind "in" is only where it was. */
static void find_countries(struct account *acc, const struct rwords *w, size_t from, size_t to)
{
    size_t end;

    for (size_t i = from; i < to; i++) {
        struct str code = rwords_country(w, i, &end);

        if (code.ptr == NULL) {
            continue;
        }
        if (!str_eq(code, STR("US")) &&
            !(i > 0 && (word_is(w, i - 1, "in") || word_is(w, i - 1, "at")))) {
            add_country(acc->arena, &acc->title_countries, &acc->title_country_count, code);
        }
        i = end - 1;
    }
}

/* The words of the first sentence of the account that has a verb of meeting. */
static size_t first_sentence_end(const struct rwords *w, size_t from)
{
    size_t end = from;

    while (end < w->count && !w->list[end].stop) {
        end++;
    }
    return end < w->count ? end + 1 : end;
}

/* ---- is it one? ---- */

/* SECRETARY HOLT: Good morning. Q: What … */
static bool is_transcript(const struct rwords *w)
{
    size_t speakers = 0;

    for (size_t i = 0; i < w->count; i++) {
        bool begins = i == 0 || w->list[i - 1].stop;
        size_t j = i;

        while (begins && j < w->count && j - i < SPEAKER_WORDS && w->list[j].capital &&
               !w->list[j].colon && !w->list[j].stop) {
            j++;
        }
        if (begins && j < w->count && w->list[j].colon) {
            bool shouted = true;

            for (size_t k = 0; k < w->list[j].text.len; k++) {
                shouted =
                    shouted && !(w->list[j].text.ptr[k] >= 'a' && w->list[j].text.ptr[k] <= 'z');
            }
            speakers += shouted;
        }
    }
    return speakers > 0;
}

static bool tells_of_the_past(const struct rwords *w, size_t from)
{
    static const struct str verbs[] = {
        STR_INIT("met"),       STR_INIT("spoke"),   STR_INIT("hosted"),    STR_INIT("welcomed"),
        STR_INIT("visited"),   STR_INIT("held"),    STR_INIT("received"),  STR_INIT("talked"),
        STR_INIT("discussed"), STR_INIT("led"),     STR_INIT("conferred"), STR_INIT("called"),
        STR_INIT("consulted"), STR_INIT("greeted"), STR_INIT("convened"),  STR_INIT("participated"),
        STR_INIT("exchanged"), STR_INIT("joined"),
    };

    for (size_t i = from; i < w->count; i++) {
        for (size_t k = 0; k < ARRAY_LEN(verbs); k++) {
            if (str_eq(w->list[i].lower, verbs[k])) {
                return true;
            }
        }
    }
    return false;
}

static bool has_event(const struct rwords *title)
{
    static const struct str kinds[] = {STR_INIT("statement"),    STR_INIT("trilateral"),
                                       STR_INIT("multilateral"), STR_INIT("visit"),
                                       STR_INIT("call"),         STR_INIT("meeting")};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (headline_is(title, kinds[i])) {
            return true;
        }
    }
    return false;
}

static bool is_readout(const struct account *acc, size_t from)
{
    bool joint = headline_is(&acc->title, STR("statement"));
    bool official = acc->named.count > 0;

    return has_event(&acc->title) && official && !headline_is(&acc->title, STR("no")) &&
           (joint || !holds(&acc->title, STR("statement"))) && !is_transcript(&acc->text) &&
           tells_of_the_past(&acc->text, from) &&
           (acc->named.count > 1 || acc->title_country_count > 0);
}

/* ---- the fields ---- */

static struct str kind_of(const struct account *acc)
{
    const struct rwords *t = &acc->title;
    const struct readout *out = acc->out;
    bool call = headline_is(t, STR("call"));

    if (headline_is(t, STR("statement"))) {
        return STR("statement");
    }
    if (headline_is(t, STR("trilateral"))) {
        return STR("trilateral");
    }
    if (headline_is(t, STR("multilateral")) || out->country_count > 2) {
        return STR("multilateral");
    }
    if (headline_is(t, STR("visit"))) {
        return STR("visit");
    }
    if (call || holds(&acc->text, STR("by phone")) || holds(&acc->text, STR("by telephone")) ||
        holds(&acc->text, STR("by video"))) {
        return STR("call");
    }
    return out->country_count == 2 ? STR("trilateral") : STR("meeting");
}

/* The issuing side's official: the first whose country is not said to be another. */
static size_t principal_index(const struct people *p)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->list[i].country.ptr == NULL || str_eq(p->list[i].country, STR("US"))) {
            return i;
        }
    }
    return 0;
}

/* Somebody who is only spoken of, by an office that another has already filled in. */
static bool is_mention(const struct people *p, size_t at, size_t principal)
{
    const struct official *o = &p->list[at];

    return o->name.ptr == NULL && (o->country.ptr == NULL || at == principal);
}

static void fill_people(struct account *acc)
{
    struct people *p = &acc->named;
    struct readout *out = acc->out;
    size_t principal = principal_index(p);
    bool one_country = acc->title_country_count == 1;

    out->principal = make_person(acc->arena, &p->list[principal]);
    out->counterparts = arena_array(acc->arena, p->count, sizeof(*out->counterparts));
    for (size_t i = 0; i < p->count; i++) {
        struct official *o = &p->list[i];

        if (i == principal || is_mention(p, i, principal)) {
            continue;
        }
        if (o->country.ptr == NULL && one_country) {
            o->country = acc->title_countries[0];
        }
        if (o->country.ptr != NULL) {
            add_country(acc->arena, &out->countries, &out->country_count, o->country);
        }
        if (o->name.ptr != NULL) {
            out->counterparts[out->counterpart_count++] =
                (struct person){o->name, o->title, o->country};
        }
    }
}

static void fill_countries(struct account *acc, size_t from)
{
    struct readout *out = acc->out;

    if (out->country_count == 0) {
        find_countries(acc, &acc->text, from, first_sentence_end(&acc->text, from));
    }
    if (out->country_count == 0 || headline_is(&acc->title, STR("multilateral"))) {
        for (size_t i = 0; i < acc->title_country_count; i++) {
            add_country(acc->arena, &out->countries, &out->country_count, acc->title_countries[i]);
        }
    }
}

static void fill_topics(struct account *acc)
{
    struct str rest = data_topics, topic;
    struct readout *out = acc->out;

    out->topics = arena_array(acc->arena, TOPICS_MAX, sizeof(*out->topics));
    while (out->topic_count < TOPICS_MAX && str_split(&rest, '\n', &topic)) {
        if (topic.len > 0 && holds(&acc->text, topic)) {
            out->topics[out->topic_count++] = topic;
        }
    }
}

/* Offices of the United States count their days in Washington. */
static bool is_american(const struct account *acc)
{
    static const struct str marks[] = {
        STR_INIT("pentagon"),
        STR_INIT("white house"),
        STR_INIT("secretary of defense"),
        STR_INIT("secretary of state"),
        STR_INIT("secretary of war"),
        STR_INIT("joint chiefs"),
        STR_INIT("readout of president"),
        STR_INIT("vice president"),
    };

    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (holds(&acc->title, marks[i]) || holds(&acc->text, marks[i])) {
            return true;
        }
    }
    return false;
}

void digest_readout(struct arena *a, const struct readout_input *in, struct readout *out)
{
    struct account acc = {.arena = a, .out = out};
    size_t from, body_end;

    *out = (struct readout){0};
    rwords_init(a, &acc.title);
    acc.text = acc.title;
    rwords_split(&acc.title, in->title, TITLE_BYTES);
    rwords_split(&acc.text, in->text, TEXT_BYTES);
    from = attribution_end(&acc.text);
    find_countries(&acc, &acc.title, 0, acc.title.count);
    find_people(&acc, &acc.text, from);
    adopt_headline(&acc);
    out->is_readout = is_readout(&acc, from);
    if (!out->is_readout) {
        return;
    }
    find_spokesperson(&acc, from);
    fill_people(&acc);
    fill_countries(&acc, from);
    fill_topics(&acc);
    out->kind = kind_of(&acc);
    body_end = first_sentence_end(&acc.text, from);
    out->date = readout_date(a, &(struct readout_when){.text = &acc.text,
                                                       .from = from,
                                                       .to = body_end,
                                                       .title = &acc.title,
                                                       .published = in->published,
                                                       .american = is_american(&acc)});
}
