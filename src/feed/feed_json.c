/*
 * feed/feed_json - see the header.
 */
#include "feed/feed_json.h"

#include "fmt/time.h"

static const struct json_field enclosure_fields[] = {
    JSON_FIELD(struct enclosure, url, STR),
    JSON_FIELD(struct enclosure, type, STR),
    JSON_FIELD(struct enclosure, length, COUNT),
};
static const struct json_shape enclosure_shape = JSON_SHAPE(struct enclosure, enclosure_fields);

static const struct json_field item_fields[] = {
    JSON_FIELD(struct item, id, STR),
    JSON_FIELD(struct item, link, STR),
    JSON_FIELD(struct item, title, STR),
    JSON_FIELD(struct item, published, TIME),
    JSON_FIELD(struct item, updated, TIME),
    JSON_STRS(struct item, authors, author_count),
    JSON_STRS(struct item, categories, category_count),
    JSON_FIELD(struct item, summary, STR),
    JSON_FIELD(struct item, content, STR),
    JSON_LIST(struct item, enclosures, enclosure_count, &enclosure_shape),
    JSON_FIELD(struct item, language, STR),
    JSON_FIELD(struct item, digest, STR),
    JSON_FIELD(struct item, key, STR),
    JSON_FIELD(struct item, link_key, STR),
    JSON_FIELD(struct item, placeholder, BOOL),
    JSON_FIELD(struct item, unwanted, BOOL),
    JSON_FIELD(struct item, undecided, BOOL),
};
static const struct json_shape item_shape = JSON_SHAPE(struct item, item_fields);

static const struct json_field known_fields[] = {
    JSON_FIELD(struct item, digest, STR),
};
static const struct json_shape known_shape = JSON_SHAPE(struct item, known_fields);

static const struct json_field feed_fields[] = {
    JSON_FIELD(struct feed, format, STR),
    JSON_FIELD(struct feed, title, STR),
    JSON_FIELD(struct feed, link, STR),
    JSON_FIELD(struct feed, description, STR),
    JSON_FIELD(struct feed, language, STR),
    JSON_FIELD(struct feed, id, STR),
    JSON_FIELD(struct feed, updated, TIME),
    JSON_FIELD(struct feed, ttl_s, INT),
    JSON_FIELD(struct feed, skip_hours, INT),
    JSON_FIELD(struct feed, skip_days, INT),
    JSON_FIELD(struct feed, hub, STR),
    JSON_FIELD(struct feed, self, STR),
    JSON_FIELD(struct feed, cut, BOOL),
    JSON_STRS(struct feed, timeouts, timeout_count),
    JSON_STRS(struct feed, warnings, warning_count),
    JSON_LIST(struct feed, items, item_count, &item_shape),
};
const struct json_shape feed_shape = JSON_SHAPE(struct feed, feed_fields);

/* Each item by its own shape, so the feed is written as its other fields and then the items. */
void feed_json_write(struct buf *out, const struct feed *f)
{
    const struct json_shape head = {feed_fields, ARRAY_LEN(feed_fields) - 1, sizeof(*f)};

    json_write(out, &head, f);
    out->len--; /* the closing brace */
    buf_add(out, STR(",\"items\":["));
    for (size_t i = 0; i < f->item_count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        json_write(out, f->items[i].known ? &known_shape : &item_shape, &f->items[i]);
    }
    buf_add(out, STR("]}"));
}

int feed_json_read(struct arena *a, struct str text, struct feed **out, struct err *err)
{
    *out = arena_alloc(a, sizeof(**out));
    if (json_read(a, text, &feed_shape, *out, err) == -1) {
        return err_context(err, "feed");
    }
    for (size_t i = 0; i < (*out)->item_count; i++) {
        struct item *item = &(*out)->items[i];

        /* Every other item has a key, be it made of nothing. */
        item->known = item->key.ptr == NULL;
    }
    return 0;
}
