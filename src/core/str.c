#include "core/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/memory.h"
#include "core/num.h"

struct str str_z(const char *z)
{
    return (struct str){z, z == NULL ? 0 : strlen(z)};
}

static bool same_nocase(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (char_lower(a[i]) != char_lower(b[i])) {
            return false;
        }
    }
    return true;
}

bool str_is_listed(const struct str *list, size_t count, struct str one)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(list[i], one)) {
            return true;
        }
    }
    return false;
}

bool str_eq_nocase(struct str a, struct str b)
{
    return a.len == b.len && same_nocase(a.ptr, b.ptr, a.len);
}

int str_cmp(struct str a, struct str b)
{
    size_t least = a.len < b.len ? a.len : b.len;
    int order = least == 0 ? 0 : memcmp(a.ptr, b.ptr, least);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_sub(s, 0, prefix.len), prefix);
}

bool str_starts_nocase(struct str s, struct str prefix)
{
    return s.len >= prefix.len && same_nocase(s.ptr, prefix.ptr, prefix.len);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_sub(s, s.len - suffix.len, s.len), suffix);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    const char *hit;

    if (from > s.len || s.ptr == NULL) {
        return STR_NPOS;
    }
    if (needle.len == 0) {
        return from;
    }
    hit = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return hit == NULL ? STR_NPOS : (size_t)(hit - s.ptr);
}

size_t str_find_nocase(struct str s, struct str needle, size_t from)
{
    for (size_t i = from; i <= s.len && needle.len <= s.len - i; i++) {
        if (same_nocase(s.ptr + i, needle.ptr, needle.len)) {
            return i;
        }
    }
    return STR_NPOS;
}

size_t str_find_char(struct str s, char c, size_t from)
{
    const char *hit = from < s.len ? memchr(s.ptr + from, c, s.len - from) : NULL;

    return hit == NULL ? STR_NPOS : (size_t)(hit - s.ptr);
}

size_t str_rfind_char(struct str s, char c)
{
    const char *hit = s.len > 0 ? memrchr(s.ptr, c, s.len) : NULL;

    return hit == NULL ? STR_NPOS : (size_t)(hit - s.ptr);
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && char_is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && char_is_space(s.ptr[s.len - 1])) {
        s.len--;
    }
    return s;
}

bool str_split(struct str *rest, char sep, struct str *part)
{
    size_t at;

    if (rest->ptr == NULL) {
        return false;
    }
    at = str_find_char(*rest, sep, 0);
    if (at == STR_NPOS) {
        *part = *rest;
        *rest = STR_NULL;
    } else {
        *part = str_sub(*rest, 0, at);
        *rest = str_sub(*rest, at + 1, rest->len);
    }
    return true;
}

void buf_free(struct buf *b)
{
    free(b->ptr);
    *b = (struct buf){NULL, 0, 0};
}

static char *grow(const struct buf *b, size_t cap)
{
    char *p = cap < MEMORY_LARGE ? realloc(b->ptr, cap) : memory_large(cap);

    if (p == NULL) {
        abort();
    }
    if (cap >= MEMORY_LARGE) {
        if (b->len > 0) {
            memcpy(p, b->ptr, b->len);
        }
        free(b->ptr);
    }
    return p;
}

char *buf_reserve(struct buf *b, size_t more)
{
    size_t need, cap = b->cap < 64 ? 64 : b->cap;

    if (!num_add(b->len, more, &need)) {
        abort();
    }
    while (cap < need) {
        if (!num_mul(cap, 2, &cap)) {
            abort();
        }
    }
    if (cap != b->cap) {
        b->ptr = grow(b, cap);
        b->cap = cap;
    }
    return b->ptr + b->len;
}

void buf_add(struct buf *b, struct str s)
{
    if (s.len > 0) {
        memcpy(buf_reserve(b, s.len), s.ptr, s.len);
        b->len += s.len;
    }
}

void buf_add_z(struct buf *b, const char *z)
{
    buf_add(b, str_z(z));
}

void buf_add_fmt(struct buf *b, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        abort();
    }
    va_start(args, format);
    vsnprintf(buf_reserve(b, (size_t)len + 1), (size_t)len + 1, format, args);
    va_end(args);
    b->len += (size_t)len;
}

struct str buf_view(const struct buf *b)
{
    return (struct str){b->ptr == NULL ? "" : b->ptr, b->len};
}

struct str buf_str(struct buf *b, struct arena *a)
{
    struct str s = arena_adopt(a, b->ptr, b->len, b->cap);

    *b = (struct buf){NULL, 0, 0};
    return s;
}
