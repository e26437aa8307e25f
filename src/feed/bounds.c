/*
 * feed/bounds - see the header.
 */
#include "feed/bounds.h"

#include <stddef.h>

#include "core/utf8.h"

#define FIXED STR_NPOS

static const struct {
    const char *name, *left_out;
    size_t member; /* of struct feed_limits; FIXED: nobody sets it */
    uint32_t value, least, most;
} rows[] = {
    [BOUND_DEPTH] = {"max_depth", "nested deeper than is read",
                     offsetof(struct feed_limits, max_depth), LIMIT_DEPTH, LIMIT_DEPTH_LEAST,
                     LIMIT_DEPTH_MOST}, //
    [BOUND_ATTRIBUTES] = {"max_attributes", "more attributes than are read",
                          offsetof(struct feed_limits, max_attributes), LIMIT_ATTRIBUTES,
                          LIMIT_ATTRIBUTES_LEAST, LIMIT_ATTRIBUTES_MOST},
    [BOUND_NAME] = {"max_name", "a name is cut", offsetof(struct feed_limits, max_name), LIMIT_NAME,
                    LIMIT_NAME_LEAST, LIMIT_NAME_MOST},
    [BOUND_TEXT] = {"max_text", "a text is cut", offsetof(struct feed_limits, max_text), LIMIT_TEXT,
                    LIMIT_TEXT_LEAST, LIMIT_TEXT_MOST},
    [BOUND_TITLE] = {"max_title", "a title or value is cut",
                     offsetof(struct feed_limits, max_title), LIMIT_TITLE, LIMIT_TITLE_LEAST,
                     LIMIT_TITLE_MOST},
    [BOUND_ITEMS] = {"max_items", "more items than are read",
                     offsetof(struct feed_limits, max_items), LIMIT_ITEMS, LIMIT_ITEMS_LEAST,
                     LIMIT_ITEMS_MOST},
    [BOUND_URL] = {"bytes of an address", "an address is left out", FIXED, LIMIT_URL_BYTES, 0, 0},
    [BOUND_LIST] = {"authors, categories or enclosures of an item", "others are left out", FIXED,
                    LIMIT_LIST, 0, 0},
    [BOUND_NODES] = {"elements, texts and attributes", "the rest is not read", FIXED,
                     LIMIT_XML_NODES, 0, 0},
    [BOUND_NAMESPACES] = {"namespaces in scope", "others are left out", FIXED, LIMIT_XML_SCOPE, 0,
                          0},
    [BOUND_ENTITIES] = {"bytes of entities", "they expand to more", FIXED, LIMIT_FIELD_BYTES, 0, 0},
    [BOUND_MEMORY] = {"bytes of memory", "the items from here on are left out", FIXED,
                      LIMIT_FEED_MEMORY, 0, 0},
};
_Static_assert(ARRAY_LEN(rows) == BOUND_COUNT, "a row for each limit");

void bounds_init(struct bounds *b, struct arena *a, const struct feed_limits *limits)
{
    *b = (struct bounds){.arena = a};
    for (size_t i = 0; i < BOUND_COUNT; i++) {
        int64_t set = rows[i].member == FIXED
                          ? 0
                          : *(const int64_t *)(const void *)((const char *)limits + rows[i].member);

        b->most[i] = set == 0              ? rows[i].value
                     : set < rows[i].least ? rows[i].least
                     : set > rows[i].most  ? rows[i].most
                                           : (size_t)set;
    }
}

void bounds_hit(struct bounds *b, enum bound bound)
{
    if (b->hits[bound].count++ == 0) {
        b->hits[bound].at = b->at;
    }
}

struct str bounds_cut(struct bounds *b, enum bound bound, struct str s)
{
    if (s.len > b->most[bound]) {
        s.len = utf8_cut(s, b->most[bound]);
        bounds_hit(b, bound);
    }
    return s;
}

struct str bounds_text(const struct bounds *b, enum bound bound)
{
    size_t count = b->hits[bound].count;

    if (count == 0) {
        return STR_NULL;
    }
    return rows[bound].member == FIXED
               ? arena_fmt(b->arena, "byte %zu: more than %zu %s: %s", b->hits[bound].at,
                           b->most[bound], rows[bound].name, rows[bound].left_out)
           : count > 1
               ? arena_fmt(b->arena, "byte %zu: %s (%s = %zu), %zu times", b->hits[bound].at,
                           rows[bound].left_out, rows[bound].name, b->most[bound], count)
               : arena_fmt(b->arena, "byte %zu: %s (%s = %zu)", b->hits[bound].at,
                           rows[bound].left_out, rows[bound].name, b->most[bound]);
}
