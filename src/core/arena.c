#include "core/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/num.h"

enum { ALIGN = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 4 << 20, ADOPT_LEAST = 64 << 10 };

struct block {
    struct block *next;
    size_t size, used; /* of the bytes that follow the header */
};

#define HEADER ((sizeof(struct block) + ALIGN - 1) / ALIGN * ALIGN)

/* Memory from malloc() that was given to the arena. */
struct adopted {
    struct adopted *next;
    void *ptr;
};

struct arena {
    struct block *blocks; /* the one in use first */
    struct adopted *adopted;
    size_t next_size, total;
};

struct arena *arena_new(void)
{
    struct arena *a = calloc(1, sizeof(*a));

    if (a == NULL) {
        abort();
    }
    a->next_size = FIRST_BLOCK;
    return a;
}

void arena_free(struct arena *a)
{
    struct block *b, *next;

    if (a == NULL) {
        return;
    }
    for (const struct adopted *own = a->adopted; own != NULL; own = own->next) {
        free(own->ptr);
    }
    for (b = a->blocks; b != NULL; b = next) {
        next = b->next;
        if (b->size + HEADER >= MEMORY_LARGE) {
            memory_unmap(b, b->size + HEADER);
        } else {
            free(b);
        }
    }
    free(a);
}

size_t arena_bytes(const struct arena *a)
{
    return a->total;
}

void arena_expect(struct arena *a, size_t size)
{
    while (a->next_size < size && a->next_size < LARGEST_BLOCK) {
        a->next_size *= 2;
    }
}

/* A block for at least `size` bytes. One made to measure goes second, so that the rest of the first is used. */
static struct block *add_block(struct arena *a, size_t size)
{
    size_t want = size > a->next_size ? size : a->next_size, whole;
    struct block *b;

    if (!num_add(want, HEADER, &whole)) {
        abort();
    }
    if (whole >= MEMORY_LARGE) {
        whole = memory_rounded(whole);
        want = whole - HEADER;
    }
    b = whole >= MEMORY_LARGE ? memory_map(whole) : calloc(1, whole);
    if (b == NULL) {
        abort();
    }
    b->size = want;
    a->total += whole;
    if (size > a->next_size && a->blocks != NULL) {
        b->next = a->blocks->next;
        a->blocks->next = b;
    } else {
        b->next = a->blocks;
        a->blocks = b;
    }
    if (a->next_size < LARGEST_BLOCK) {
        a->next_size *= 2;
    }
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    struct block *b = a->blocks;
    size_t padded;
    void *p;

    if (!num_add(size, ALIGN - 1, &padded)) {
        abort();
    }
    padded -= padded % ALIGN;
    if (padded == 0) {
        padded = ALIGN;
    }
    if (b == NULL || b->size - b->used < padded) {
        b = add_block(a, padded);
    }
    p = (char *)b + HEADER + b->used;
    b->used += padded;
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t total;

    if (!num_mul(count, size, &total)) {
        abort();
    }
    return arena_alloc(a, total);
}

void *arena_grow(struct arena *a, void *array, size_t count, size_t *cap, size_t size)
{
    size_t more;
    void *moved;

    if (count < *cap) {
        return array;
    }
    more = *cap == 0 ? 4 : *cap * 2;
    moved = arena_array(a, more, size);
    if (count > 0) {
        memcpy(moved, array, count * size);
    }
    *cap = more;
    return moved;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *copy;

    if (s.ptr == NULL) {
        return STR_NULL;
    }
    copy = arena_alloc(a, s.len);
    memcpy(copy, s.ptr, s.len);
    return (struct str){copy, s.len};
}

/* Buffers grow by doubling: up to half of one that stays is never used. */
static char *without_spare(char *ptr, size_t len, size_t cap)
{
    char *less = cap - len > cap / 8 && cap < MEMORY_LARGE ? realloc(ptr, len) : NULL;

    return less == NULL ? ptr : less;
}

struct str arena_adopt(struct arena *a, char *ptr, size_t len, size_t cap)
{
    struct adopted *own;

    if (cap < ADOPT_LEAST || len < cap / 4) {
        struct str copy = arena_str(a, (struct str){ptr == NULL ? "" : ptr, len});

        free(ptr);
        return copy;
    }
    ptr = without_spare(ptr, len, cap);
    own = arena_alloc(a, sizeof(*own));
    *own = (struct adopted){a->adopted, ptr};
    a->adopted = own;
    a->total += cap;
    return (struct str){ptr, len};
}

void arena_drop(struct arena *a, struct str s)
{
    for (struct adopted *own = a->adopted; own != NULL; own = own->next) {
        if (own->ptr == s.ptr && s.ptr != NULL) {
            free(own->ptr);
            own->ptr = NULL;
        }
    }
}

char *arena_z(struct arena *a, struct str s)
{
    char *copy;

    if (s.ptr == NULL) {
        return NULL;
    }
    copy = arena_alloc(a, s.len + 1);
    memcpy(copy, s.ptr, s.len);
    return copy;
}

struct str arena_fmt(struct arena *a, const char *format, ...)
{
    va_list args;
    char *copy;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        abort();
    }
    copy = arena_alloc(a, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(copy, (size_t)len + 1, format, args);
    va_end(args);
    return (struct str){copy, (size_t)len};
}
