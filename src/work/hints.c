#include "work/task.h"

/* A limit as the configuration calls it. */
#define LIMIT(name)                                                        \
    {                                                                      \
#        name, JSON_KIND_INT, offsetof(struct hints, limits.name), 0, NULL \
    }

static const struct json_field fields[] = {
    JSON_FIELD(struct hints, base, STR), //
    JSON_FIELD(struct hints, content_type, STR),
    JSON_FIELD(struct hints, language, STR),
    JSON_STRS(struct hints, select, select_count),
    JSON_STRS(struct hints, remove, remove_count),
    JSON_FIELD(struct hints, first, STR),
    JSON_FIELD(struct hints, number, SIZE),
    JSON_STRS(struct hints, continued, continued_count),
    JSON_FIELD(struct hints, whole, STR),
    JSON_STRS(struct hints, known, known_count),
    JSON_FIELD(struct hints, headlines, BOOL),
    LIMIT(max_depth),
    LIMIT(max_attributes),
    LIMIT(max_name),
    LIMIT(max_text),
    LIMIT(max_title),
    LIMIT(max_items),
    JSON_STRS(struct hints, match, match_count),
    JSON_STRS(struct hints, ignore, ignore_count),
    JSON_STRS(struct hints, categories, category_count),
    JSON_FIELD(struct hints, sentences, SIZE),
    JSON_FIELD(struct hints, characters, SIZE),
    JSON_FIELD(struct hints, length, STR),
    JSON_FIELD(struct hints, title, STR),
    JSON_FIELD(struct hints, published, TIME),
    JSON_FIELD(struct hints, source, STR),
    JSON_FIELD(struct hints, target_language, STR),
    JSON_FIELD(struct hints, text, STR),
    JSON_FIELD(struct hints, plain, BOOL),
    JSON_FIELD(struct hints, threshold, REAL),
    JSON_FIELD(struct hints, strict, BOOL),
};
const struct json_shape hints_shape = JSON_SHAPE(struct hints, fields);
