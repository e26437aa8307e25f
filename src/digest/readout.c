#include "digest/readout.h"

#include "core/utf8.h"
#include "digest/account.h"
#include "digest/data.h"
#include "digest/day.h"
#include "fmt/time.h"
#include "text/data.h"

#define DAY_SECONDS 86400
#define TOPICS_MAX  8U
#define TOPIC_WORDS 2U
/* An account says at its beginning who met whom. */
#define TEXT_BYTES 16384U

/* ---- who says it ---- */

/* "NAME provided the following readout", "is attributable to NAME": where the person stands. */
static struct span attribution_of(const struct tokens *t, struct span s)
{
    size_t i;

    for (i = s.start; i + 2 < s.end; i++) {
        if (token_is(t, i, "provided provides issued released") && token_is(t, i + 1, "the this") &&
            token_is(t, i + 2, "following readout statement below")) {
            return (struct span){s.start, i};
        }
        if (token_is(t, i, "attributable attributed") && token_is(t, i + 1, "to")) {
            return (struct span){i + 2, s.end};
        }
    }
    return (struct span){0, 0};
}

static void read_spokesperson(struct account *c, struct span where)
{
    struct mentions found;
    struct person *p;

    mention_find(c->arena, c->text, &c->tokens, where, &found);
    if (found.count > 0 && found.list[0].person.name.ptr != NULL) {
        p = arena_alloc(c->arena, sizeof(*p));
        *p = found.list[0].person;
        c->out->spokesperson = p;
    }
}

/* ---- what, when, about what ---- */

static bool event_has(const struct account *c, const char *words)
{
    size_t i;

    for (i = c->event.start; i < c->event.end; i++) {
        if (token_is(&c->tokens, i, words)) {
            return true;
        }
    }
    return false;
}

/* By phone or face to face; absent when neither headline nor text tells. */
static struct str manner_of(const struct account *c, unsigned classes)
{
    if ((classes & EVENT_CALL) != 0) {
        return STR("call");
    }
    if ((classes & EVENT_MEETING) != 0) {
        return STR("meeting");
    }
    if ((classes & EVENT_SPEAK) != 0) {
        return event_is_in_person(&c->tokens, c->event) ? STR("meeting") : STR("call");
    }
    return STR_NULL;
}

static struct str kind_of(const struct account *c)
{
    const struct readout *out = c->out;
    struct str manner = manner_of(c, c->headline & ~(unsigned)EVENT_SPEAK);
    bool several = account_title_has(c, "calls meetings") || event_has(c, "separate separately");

    if ((c->headline & EVENT_STATEMENT) != 0) {
        return STR("statement");
    }
    if ((c->headline & EVENT_VISIT) != 0) {
        return STR("visit");
    }
    if ((c->headline & EVENT_MULTILATERAL) != 0 || out->country_count >= 3 ||
        (several && (out->country_count >= 2 || out->counterpart_count >= 2))) {
        return STR("multilateral");
    }
    if ((c->headline & EVENT_TRILATERAL) != 0 || out->country_count == 2) {
        return STR("trilateral");
    }
    if (manner.ptr == NULL) {
        manner = manner_of(c, event_classes(&c->tokens, c->event));
    }
    return manner.ptr == NULL ? STR("other") : manner;
}

static void read_date(struct account *c)
{
    int64_t day = day_find(&c->tokens, c->event, c->day);

    if (day == DAY_NONE) {
        day = day_find(&c->title_tokens, (struct span){0, c->title_tokens.count}, c->day);
    }
    if (day == DAY_NONE) {
        day = c->day;
    }
    c->out->date = day == DAY_NONE ? STR_NULL : day_write(c->arena, day);
}

static void read_topics(struct account *c)
{
    const struct tokens *t = &c->tokens;
    struct readout *out = c->out;
    size_t i, n, k;

    out->topics = arena_array(c->arena, TOPICS_MAX, sizeof(*out->topics));
    for (i = c->event.start; i < t->count; i++) {
        struct str phrase = STR("");

        for (n = 0; n < TOPIC_WORDS && i + n < t->count && t->list[i + n].word; n++) {
            struct str topic;

            phrase = arena_fmt(c->arena, STR_FMT "%s" STR_FMT, STR_ARG(phrase), n == 0 ? "" : " ",
                               STR_ARG(t->list[i + n].lower));
            topic = data_find(data_topics, phrase);
            for (k = 0; k < out->topic_count && !str_eq(out->topics[k], topic); k++) {
            }
            if (topic.ptr != NULL && k == out->topic_count && k < TOPICS_MAX) {
                out->topics[out->topic_count++] = topic;
            }
        }
    }
}

/* ---- where it is said ---- */

static bool names_somebody(const struct account *c, struct span sentence)
{
    struct mentions found;

    mention_find(c->arena, c->text, &c->tokens, sentence, &found);
    return found.count > 0;
}

/* Takes a sentence that reports talks; true once the participants are found. */
static bool take_sentence(struct account *c, struct span s)
{
    size_t verb = event_verb(&c->tokens, s, false);

    if (verb == STR_NPOS || token_is_mark(&c->tokens, s.end - 1, ':')) {
        return false;
    }
    if (c->verb == STR_NPOS) {
        c->event = s;
        c->people = s;
        c->verb = verb;
    }
    if (!names_somebody(c, s)) {
        return false;
    }
    c->people = s;
    c->verb = verb;
    return true;
}

/* "The above is attributable to NAME", below what is said. */
static void find_late_attribution(struct account *c, size_t start)
{
    size_t end;

    for (; start < c->tokens.count && c->out->spokesperson == NULL; start = end) {
        struct span said;

        end = account_sentence_end(&c->tokens, start);
        said = attribution_of(&c->tokens, (struct span){start, end});
        if (said.end == end) {
            read_spokesperson(c, said);
        }
    }
}

/* The first sentences that report talks; reads the attribution on the way. */
static bool find_event(struct account *c)
{
    const struct tokens *t = &c->tokens;
    bool done = false;
    size_t start, end;

    c->verb = STR_NPOS;
    for (start = 0; start < t->count && !done; start = end) {
        struct span said;

        end = account_sentence_end(t, start);
        said = attribution_of(t, (struct span){start, end});
        if (said.end > said.start) {
            read_spokesperson(c, said);
        } else {
            done = take_sentence(c, (struct span){start, end});
        }
    }
    find_late_attribution(c, start);
    return c->verb != STR_NPOS;
}

static void set_day(struct account *c, int64_t published)
{
    int64_t local;

    if (published != TIME_NONE) {
        local = published + (c->washington ? time_washington_offset(published) : 0);
        c->day = local / DAY_SECONDS - (local % DAY_SECONDS < 0 ? 1 : 0);
    }
}

static bool read_account(struct account *c, int64_t published)
{
    token_split(c->arena, c->title, &c->title_tokens);
    token_split(c->arena, c->text, &c->tokens);
    c->headline = event_classes(&c->title_tokens, (struct span){0, c->title_tokens.count});
    if (c->headline == 0 || (c->headline & EVENT_NO) != 0 ||
        str_ends(str_trim(c->title), STR("?")) || event_is_transcript(&c->tokens) ||
        !find_event(c)) {
        return false;
    }
    mention_find(c->arena, c->title, &c->title_tokens, (struct span){0, c->title_tokens.count},
                 &c->title_mentions);
    account_read_principal(c);
    set_day(c, published);
    account_read_sides(c);
    if ((c->headline & EVENT_STATEMENT) != 0 || account_title_has(c, "readout")) {
        account_complete_countries(c);
        return account_has_other_side(c);
    }
    if (!account_has_other_side(c)) {
        return false;
    }
    account_complete_countries(c);
    return true;
}

void digest_readout(struct arena *a, const struct readout_input *in, struct readout *out)
{
    struct account c = {
        .arena = a,
        .title = in->title,
        .text = str_sub(in->text, 0, utf8_cut(in->text, TEXT_BYTES)),
        .out = out,
        .day = DAY_NONE,
    };

    *out = (struct readout){0};
    if (!read_account(&c, in->published)) {
        *out = (struct readout){0};
        return;
    }
    out->is_readout = true;
    out->kind = kind_of(&c);
    read_date(&c);
    read_topics(&c);
}
