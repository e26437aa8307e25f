#include "digest/event.h"

#include <string.h>

#include "digest/data.h"
#include "text/data.h"

#define PHRASE_WORDS 3U
#define PHRASE_BYTES 64U

static const struct {
    struct str name;
    unsigned bit;
} classes[] = {
    {STR_INIT("no"), EVENT_NO}, //
    {STR_INIT("statement"), EVENT_STATEMENT},
    {STR_INIT("visit"), EVENT_VISIT},
    {STR_INIT("trilateral"), EVENT_TRILATERAL},
    {STR_INIT("multilateral"), EVENT_MULTILATERAL},
    {STR_INIT("call"), EVENT_CALL},
    {STR_INIT("speak"), EVENT_SPEAK},
    {STR_INIT("meeting"), EVENT_MEETING},
    {STR_INIT("talks"), EVENT_TALKS},
};

static unsigned class_bit(struct str name, bool first)
{
    size_t i;

    if (first && str_eq(name, STR("first"))) {
        return EVENT_NO;
    }
    for (i = 0; i < ARRAY_LEN(classes); i++) {
        if (str_eq(name, classes[i].name)) {
            return classes[i].bit;
        }
    }
    return 0;
}

/* The class of the longest phrase at `i`; *words is its length, or 1. */
static unsigned phrase_class(const struct tokens *t, size_t i, size_t end, size_t *words)
{
    char key[PHRASE_BYTES];
    size_t n, len = 0;
    unsigned found = 0;

    *words = 1;
    for (n = 0; n < PHRASE_WORDS && i + n < end && t->list[i + n].word; n++) {
        struct str word = t->list[i + n].lower, name;

        if (len + word.len + 1 > sizeof(key)) {
            break;
        }
        if (n > 0) {
            key[len++] = ' ';
        }
        memcpy(key + len, word.ptr, word.len);
        len += word.len;
        name = data_find(data_headlines, (struct str){key, len});
        if (name.ptr != NULL) {
            found = class_bit(name, i == 0);
            *words = n + 1;
        }
    }
    return found;
}

unsigned event_classes(const struct tokens *t, struct span range)
{
    unsigned found = 0;
    size_t i, words;

    for (i = range.start; i < range.end; i += words) {
        found |= phrase_class(t, i, range.end, &words);
    }
    return found;
}

bool event_is_in_person(const struct tokens *t, struct span range)
{
    size_t i;

    for (i = range.start; i < range.end; i++) {
        if (token_is(t, i, "margins sidelines pentagon") ||
            (token_is(t, i, "in") && token_is(t, i + 1, "person"))) {
            return true;
        }
    }
    return false;
}

static bool is_denied(const struct tokens *t, size_t i)
{
    return i > 0 && token_is(t, i - 1, "will would to may can not never should did");
}

size_t event_verb(const struct tokens *t, struct span range, bool later)
{
    size_t i;

    for (i = range.start; i < range.end; i++) {
        bool meets = token_is(t, i,
                              "met spoke hosted welcomed visited received talked phoned "
                              "telephoned conferred greeted");
        bool holds = token_is(t, i,
                              "held convened concluded conducted co-hosted co-chaired "
                              "chaired consulted led had participated exchanged sat joined "
                              "called discussed gathered");

        if (token_is(t, i, "called") && token_is(t, i + 1, "for on")) {
            holds = false;
        }
        if ((meets || (holds && !later)) && !is_denied(t, i)) {
            return i;
        }
    }
    return STR_NPOS;
}

/* "SECRETARY HOLT:", "Q:", "Q." */
static bool is_speaker(const struct tokens *t, size_t i)
{
    size_t n = 0, k;

    while (i + n < t->count && n < 5 && t->list[i + n].word) {
        for (k = 0; k < t->list[i + n].text.len; k++) {
            char c = t->list[i + n].text.ptr[k];

            if (c >= 'a' && c <= 'z') {
                return false;
            }
        }
        n++;
    }
    return n > 0 && token_is_mark(t, i + n, ':');
}

bool event_is_transcript(const struct tokens *t)
{
    size_t i;

    for (i = 0; i < t->count; i++) {
        if (t->list[i].sentence_first &&
            (is_speaker(t, i) || (str_eq(t->list[i].text, STR("Q."))))) {
            return true;
        }
    }
    return false;
}
