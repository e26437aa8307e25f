#include "digest/keys.h"

#include "digest/data.h"
#include "text/data.h"
#include "text/word.h"

enum { KEYS_MOST = 12, PHRASE_WORDS = 4 };

static const struct json_field fields[] = {
    JSON_STRS(struct keys, names, name_count),
    JSON_STRS(struct keys, countries, country_count),
    JSON_STRS(struct keys, topics, topic_count),
};
const struct json_shape keys_shape = JSON_SHAPE(struct keys, fields);

/* Adds what is not there yet, while there is room. */
static void add(struct str *list, size_t *count, struct str key)
{
    if (key.len == 0 || *count == KEYS_MOST) {
        return;
    }
    for (size_t i = 0; i < *count; i++) {
        if (str_eq_nocase(list[i], key)) {
            return;
        }
    }
    list[(*count)++] = key;
}

/* Whether nothing but a blank lies between a word and the one before it. */
static bool follows(const struct words *w, size_t i)
{
    return w->list[i - 1].start + w->list[i - 1].text.len + 1 == w->list[i].start;
}

/* Two capitalised words and more in a row, the first of a sentence not among them. */
static void add_names(struct keys *out, struct str text, const struct words *w)
{
    for (size_t i = 1; i < w->count;) {
        size_t first = i;

        while (i < w->count && w->list[i].capital && !w->list[i].stop &&
               (i == first || follows(w, i))) {
            i++;
        }
        if (i - first >= 2) {
            const struct word *last = &w->list[i - 1];

            add(out->names, &out->name_count,
                str_sub(text, w->list[first].start, last->start + last->text.len));
        }
        i += i == first;
    }
}

static void add_phrases(struct arena *a, struct keys *out, const struct words *w)
{
    for (size_t i = 0; i < w->count; i++) {
        struct buf phrase = {0};

        for (size_t n = 0; n < PHRASE_WORDS && i + n < w->count; n++) {
            struct str view;

            buf_add_z(&phrase, n == 0 ? "" : " ");
            buf_add(&phrase, w->list[i + n].lower);
            view = buf_view(&phrase);
            add(out->countries, &out->country_count, arena_str(a, data_find(data_countries, view)));
            add(out->topics, &out->topic_count, arena_str(a, data_find(data_topics, view)));
        }
        buf_free(&phrase);
    }
}

static void read_text(struct arena *a, struct keys *out, struct str text, struct str language,
                      bool names)
{
    struct words w;

    word_split(a, text, language, &w);
    if (names) {
        add_names(out, text, &w);
    }
    add_phrases(a, out, &w);
}

void digest_keys(struct arena *a, struct str title, struct str language, const struct summary *s,
                 const struct readout *r, struct keys *out)
{
    *out = (struct keys){.names = arena_array(a, KEYS_MOST, sizeof(struct str)),
                         .countries = arena_array(a, KEYS_MOST, sizeof(struct str)),
                         .topics = arena_array(a, KEYS_MOST, sizeof(struct str))};
    for (size_t i = 0; i < r->counterpart_count; i++) {
        add(out->names, &out->name_count, r->counterparts[i].name);
    }
    for (size_t i = 0; i < r->country_count; i++) {
        add(out->countries, &out->country_count, r->countries[i]);
    }
    for (size_t i = 0; i < r->topic_count; i++) {
        add(out->topics, &out->topic_count, r->topics[i]);
    }
    if (r->is_readout) {
        return;
    }
    /* A headline has capitals everywhere. */
    read_text(a, out, title, language, false);
    for (size_t i = 0; i < s->sentence_count; i++) {
        read_text(a, out, s->sentences[i].text, language, true);
    }
}
