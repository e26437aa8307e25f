/*
 * feed/discover - see the header.
 */
#include "feed/discover.h"

#include <string.h>

#include "core/limits.h"
#include "feed/value.h"
#include "fmt/json.h"
#include "fmt/url.h"
#include "text/markup.h"
#include "text/sanitize.h"

/* How much a type of an advertised document says of it. */
enum meaning { MEANING_NONE, MEANING_VAGUE, MEANING_FEED };

static enum meaning meaning_of(struct str type)
{
    static const struct {
        const char *type;
        enum meaning meaning;
    } types[] = {
        {"application/rss+xml", MEANING_FEED},
        {"application/atom+xml", MEANING_FEED},
        {"application/feed+json", MEANING_FEED},
        {"application/rdf+xml", MEANING_FEED},
        {"application/json", MEANING_VAGUE},
        {"application/xml", MEANING_VAGUE},
        {"text/xml", MEANING_VAGUE},
    };

    type = str_trim(str_sub(type, 0, str_find_char(type, ';', 0)));
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_eq_nocase(type, str_z(types[i].type))) {
            return types[i].meaning;
        }
    }
    return MEANING_NONE;
}

/* JSON Feed 1.0 was announced as any JSON is, and so are interfaces of programs. */
static bool speaks_of_feed(struct str s)
{
    static const char *const words[] = {"feed", "rss", "atom"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_find_nocase(s, str_z(words[i]), 0) != STR_NPOS) {
            return true;
        }
    }
    return false;
}

static bool has_word(struct str words, struct str word)
{
    struct str part;

    while (str_split(&words, ' ', &part)) {
        if (str_eq_nocase(str_trim(part), word)) {
            return true;
        }
    }
    return false;
}

/* A link element's attributes as a discovered feed; false when it is none. */
static bool read_link(struct bounds *b, struct str attributes, struct str base,
                      struct discovered *out)
{
    struct str name, value, rel = STR_NULL, href = STR_NULL;
    enum meaning meaning;
    size_t at = 0;

    *out = (struct discovered){.type = STR_NULL};
    for (size_t n = 0; n < 32 && markup_attribute(attributes, &at, &name, &value); n++) {
        if (str_eq_nocase(name, STR("rel"))) {
            rel = value;
        } else if (str_eq_nocase(name, STR("href"))) {
            href = sanitize_unescape(b->arena, value);
        } else if (str_eq_nocase(name, STR("type"))) {
            out->type = value;
        } else if (str_eq_nocase(name, STR("title"))) {
            out->title = value_plain_html(b, value);
        }
    }
    meaning = meaning_of(out->type);
    if (!has_word(rel, STR("alternate")) || meaning == MEANING_NONE) {
        return false;
    }
    out->url = value_url(b, base, href);
    return out->url.ptr != NULL &&
           (meaning == MEANING_FEED || speaks_of_feed(out->url) || speaks_of_feed(out->title));
}

/* HTML standard 4.2.3: the first base element with a href. */
static struct str find_base(struct bounds *b, struct str page, struct str base)
{
    struct markup m;
    struct markup_token t;
    struct str name, value;
    size_t at = 0;

    markup_init(&m, page);
    while (markup_next(&m, &t)) {
        if (t.kind != MARKUP_OPEN || strcmp(t.name, "base") != 0) {
            continue;
        }
        for (at = 0; markup_attribute(t.attributes, &at, &name, &value);) {
            if (str_eq_nocase(name, STR("href"))) {
                value = value_url(b, base, sanitize_unescape(b->arena, value));
                return url_is_http(value) ? value : base;
            }
        }
    }
    return base;
}

void feed_discover(struct arena *a, struct str page, struct str base, struct discovered **out,
                   size_t *count)
{
    struct markup m;
    struct markup_token t;
    struct discovered found;
    struct bounds bounds;
    size_t cap = 0;

    bounds_init(&bounds, a, &(struct feed_limits){0});
    *out = NULL;
    *count = 0;
    base = find_base(&bounds, page, base);
    markup_init(&m, page);
    while (*count < LIMIT_LIST && markup_next(&m, &t)) {
        bool again = false;

        if (t.kind != MARKUP_OPEN || strcmp(t.name, "link") != 0 ||
            !read_link(&bounds, t.attributes, base, &found)) {
            continue;
        }
        for (size_t i = 0; i < *count; i++) {
            again = again || str_eq((*out)[i].url, found.url);
        }
        if (!again) {
            *out = arena_grow(a, *out, *count, &cap, sizeof(found));
            (*out)[(*count)++] = found;
        }
    }
}

struct discovered discover_itself(const struct feed *feed, struct str base)
{
    static const struct {
        const char *format, *type;
    } types[] = {
        {"atom", "application/atom+xml"},
        {"json", "application/feed+json"},
        {"cdf", "application/x-cdf"},
    };
    struct discovered d = {url_is_http(base) ? base : feed->self, STR("application/rss+xml"),
                           feed->title};

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_starts(feed->format, str_z(types[i].format))) {
            d.type = str_z(types[i].type);
        }
    }
    return d;
}

void discover_json_write(struct buf *out, const struct discovered *list, size_t count)
{
    static const struct json_field fields[] = {
        JSON_FIELD(struct discovered, url, STR), //
        JSON_FIELD(struct discovered, type, STR),
        JSON_FIELD(struct discovered, title, STR),
    };
    static const struct json_shape shape = JSON_SHAPE(struct discovered, fields);

    buf_add(out, STR("{\"feeds\":["));
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        json_write(out, &shape, &list[i]);
    }
    buf_add(out, STR("]}"));
}
