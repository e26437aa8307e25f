/*
 * feed/build - see the header.
 */
#include "feed/build.h"

#include "core/limits.h"
#include "feed/identity.h"
#include "fmt/sha.h"
#include "fmt/time.h"

void build_init(struct build *b, struct arena *a, const struct parse_hints *hints)
{
    *b = (struct build){.arena = a, .headlines = hints->headlines};
    bounds_init(&b->bounds, a, &hints->limits);
    b->feed = arena_alloc(a, sizeof(*b->feed));
    b->feed->updated = TIME_NONE;
    map_init(&b->known, a);
    for (size_t i = 0; i < hints->known_count; i++) {
        map_put(&b->known, hints->known[i], b->feed); /* any value that is not NULL */
    }
}

void build_warn(struct build *b, struct str line)
{
    struct feed *f = b->feed;

    if (f->warning_count < LIMIT_FEED_WARNINGS) {
        f->warnings =
            arena_grow(b->arena, f->warnings, f->warning_count, &b->warning_cap, sizeof(line));
        f->warnings[f->warning_count++] = line;
    }
}

void build_warn_bounds(struct build *b)
{
    struct feed *f = b->feed;
    struct str *all = arena_array(b->arena, BOUND_COUNT + f->warning_count, sizeof(*all));
    size_t n = 0;

    for (size_t i = 0; i < BOUND_COUNT; i++) {
        all[n] = bounds_text(&b->bounds, (enum bound)i);
        n += all[n].ptr != NULL;
    }
    for (size_t i = 0; i < f->warning_count; i++) {
        all[n++] = f->warnings[i];
    }
    f->warnings = all;
    f->warning_count = n;
}

struct str build_known(const void *arg, struct str inside)
{
    const struct build *b = arg;
    struct str digest = sha_hex(b->arena, inside);

    return map_get(&b->known, digest) != NULL ? digest : STR_NULL;
}

struct item *build_item(struct build *b, struct str digest)
{
    struct feed *f = b->feed;
    struct item *item;

    if (f->item_count == b->bounds.most[BOUND_ITEMS] ||
        arena_bytes(b->arena) > b->bounds.most[BOUND_MEMORY]) {
        bounds_hit(&b->bounds,
                   f->item_count == b->bounds.most[BOUND_ITEMS] ? BOUND_ITEMS : BOUND_MEMORY);
        return NULL;
    }
    f->items = arena_grow(b->arena, f->items, f->item_count, &b->item_cap, sizeof(*item));
    item = &f->items[f->item_count++];
    *item = (struct item){.digest = digest, .published = TIME_NONE, .updated = TIME_NONE};
    item->known = map_get(&b->known, digest) != NULL;
    return item;
}

void build_list(struct bounds *b, struct str **list, size_t *count, struct str s)
{
    if (s.ptr == NULL || s.len == 0) {
        return;
    }
    for (size_t i = 0; i < *count; i++) {
        if (str_eq((*list)[i], s)) {
            return;
        }
    }
    if (*count == b->most[BOUND_LIST]) {
        bounds_hit(b, BOUND_LIST);
        return;
    }
    if (*list == NULL) {
        *list = arena_array(b->arena, 4, sizeof(s));
    } else if (*count >= 4 && (*count & (*count - 1)) == 0) {
        struct str *larger = arena_array(b->arena, 2 * *count, sizeof(s));

        for (size_t i = 0; i < *count; i++) {
            larger[i] = (*list)[i];
        }
        *list = larger;
    }
    (*list)[(*count)++] = s;
}

void build_enclosure(struct bounds *b, struct item *item, struct enclosure e)
{
    if (e.url.ptr == NULL) {
        return;
    }
    for (size_t i = 0; i < item->enclosure_count; i++) {
        if (str_eq(item->enclosures[i].url, e.url)) {
            return;
        }
    }
    if (item->enclosure_count == b->most[BOUND_LIST]) {
        bounds_hit(b, BOUND_LIST);
        return;
    }
    if ((item->enclosure_count & (item->enclosure_count - 1)) == 0) {
        struct enclosure *larger = arena_array(b->arena, 2 * item->enclosure_count + 1, sizeof(e));

        for (size_t i = 0; i < item->enclosure_count; i++) {
            larger[i] = item->enclosures[i];
        }
        item->enclosures = larger;
    }
    item->enclosures[item->enclosure_count++] = e;
}

bool build_wants_text(const struct build *b, const struct item *item)
{
    return !b->headlines || (item->id.len == 0 && item->link.len == 0 && item->title.len == 0);
}

void build_finish_item(struct build *b, struct item *item)
{
    identity_set(b->arena, item);
    if (item->placeholder) {
        build_warn(b, arena_fmt(b->arena, "item %zu: neither link nor title; held back",
                                (size_t)(item - b->feed->items) + 1));
    }
}
