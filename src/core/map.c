#include "core/map.h"

#include <stdbool.h>
#include <stdint.h>

struct leaf {
    struct str key;
    void *value;
};

struct branch {
    void *child[2];
    size_t byte;
    unsigned bit; /* 0 = "the key goes on here", 1..8 = a bit of the byte, highest first */
};

/* Branches are marked by the lowest bit of the pointer; both come aligned out of the arena. */
static bool is_branch(const void *p)
{
    return ((uintptr_t)p & 1) != 0;
}

static struct branch *as_branch(void *p)
{
    return (struct branch *)(void *)((char *)p - 1);
}

static unsigned side(struct str key, size_t byte, unsigned bit)
{
    if (byte >= key.len) {
        return 0;
    }
    return bit == 0 ? 1U : ((unsigned char)key.ptr[byte] >> (8U - bit)) & 1U;
}

static struct leaf *nearest(const struct map *m, struct str key)
{
    void *p = m->root;

    while (is_branch(p)) {
        struct branch *b = as_branch(p);

        p = b->child[side(key, b->byte, b->bit)];
    }
    return p;
}

void map_init(struct map *m, struct arena *a)
{
    *m = (struct map){a, NULL, 0};
}

void *map_get(const struct map *m, struct str key)
{
    struct leaf *found;

    if (m->root == NULL) {
        return NULL;
    }
    found = nearest(m, key);
    return str_eq(found->key, key) ? found->value : NULL;
}

/* The first place where two different keys differ. */
static void first_difference(struct str a, struct str b, size_t *byte, unsigned *bit)
{
    size_t i = 0;
    unsigned differing;

    while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i]) {
        i++;
    }
    *byte = i;
    if (i >= a.len || i >= b.len) {
        *bit = 0;
        return;
    }
    differing = (unsigned)((unsigned char)a.ptr[i] ^ (unsigned char)b.ptr[i]);
    *bit = (unsigned)__builtin_clz(differing) - 24U + 1U;
}

void *map_put(struct map *m, struct str key, void *value)
{
    struct leaf *found = NULL, *fresh;
    struct branch *made;
    void **where = &m->root, *old;
    size_t byte;
    unsigned bit, way;

    if (m->root != NULL) {
        found = nearest(m, key);
        if (str_eq(found->key, key)) {
            old = found->value;
            found->value = value;
            return old;
        }
    }
    fresh = arena_alloc(m->arena, sizeof(*fresh));
    *fresh = (struct leaf){key, value};
    m->count++;
    if (m->root == NULL) {
        m->root = fresh;
        return NULL;
    }
    first_difference(found->key, key, &byte, &bit);
    while (is_branch(*where)) {
        struct branch *b = as_branch(*where);

        if (b->byte > byte || (b->byte == byte && b->bit > bit)) {
            break;
        }
        where = &b->child[side(key, b->byte, b->bit)];
    }
    made = arena_alloc(m->arena, sizeof(*made));
    way = side(key, byte, bit);
    made->byte = byte;
    made->bit = bit;
    made->child[way] = fresh;
    made->child[1U - way] = *where;
    *where = (char *)made + 1;
    return NULL;
}
