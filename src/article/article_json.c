#include "article/article_json.h"

static const struct json_field fields[] = {
    JSON_FIELD(struct article, title, STR),      JSON_FIELD(struct article, byline, STR),
    JSON_FIELD(struct article, published, TIME), JSON_FIELD(struct article, day_only, BOOL),
    JSON_FIELD(struct article, language, STR),   JSON_FIELD(struct article, canonical, STR),
    JSON_FIELD(struct article, problem, STR),    JSON_FIELD(struct article, warning, STR),
    JSON_FIELD(struct article, next, STR),       JSON_FIELD(struct article, whole, STR),
    JSON_FIELD(struct article, text, STR),       JSON_FIELD(struct article, html, STR),
};

const struct json_shape article_shape = JSON_SHAPE(struct article, fields);

void article_json_write(struct buf *out, const struct article *ar)
{
    json_write(out, &article_shape, ar);
}

int article_json_read(struct arena *a, struct str text, struct article **out, struct err *err)
{
    *out = arena_alloc(a, sizeof(**out));
    return json_read(a, text, &article_shape, *out, err);
}
