/*
 * core/str - a view of bytes, and a buffer that grows.
 *
 * A view owns nothing and is not NUL-terminated. ptr == NULL is absent (JSON null), which is not
 * the same as empty. ASCII rules only: no locale.
 */
#ifndef READOUT_CORE_STR_H
#define READOUT_CORE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/attr.h"

struct str {
    const char *ptr;
    size_t len;
};

#define STR(literal) ((struct str){("" literal), sizeof(literal) - 1})
#define STR_INIT(literal)                 \
    {                                     \
        ("" literal), sizeof(literal) - 1 \
    } /* for static tables */
#define STR_NULL   ((struct str){NULL, 0})
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)((s).len > 4096 ? 4096 : (s).len), ((s).ptr == NULL ? "" : (s).ptr)
#define STR_NPOS   ((size_t)-1)

struct arena;

/* A view of a C string; absent for NULL. */
struct str str_z(const char *z);
bool str_eq_nocase(struct str a, struct str b);
/* Whether `one` is among them, byte for byte. */
bool str_is_listed(const struct str *list, size_t count, struct str one);
/* <0, 0, >0 by bytes, shorter first. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_starts_nocase(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* First place at or after `from`, or STR_NPOS. */
size_t str_find(struct str s, struct str needle, size_t from);
size_t str_find_nocase(struct str s, struct str needle, size_t from);
size_t str_find_char(struct str s, char c, size_t from);
size_t str_rfind_char(struct str s, char c);
/* Without the ASCII white space (space, \t, \n, \v, \f, \r) at both ends. */
struct str str_trim(struct str s);
/* Cuts the part before the first `sep` off *rest; false when *rest is absent (all was handed out). */
bool str_split(struct str *rest, char sep, struct str *part);

/* Inline, as some others below: readers of text call them for each character. */
static inline struct str str_sub(struct str s, size_t from, size_t to)
{
    if (to > s.len) {
        to = s.len;
    }
    if (from > to) {
        from = to;
    }
    return (struct str){s.ptr == NULL ? NULL : s.ptr + from, to - from};
}
static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool char_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool char_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool char_is_alnum(char c)
{
    return char_is_alpha(c) || char_is_digit(c);
}
static inline char char_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}
/* The value of a hexadecimal digit in either case, or -1. */
static inline int char_hex(char c)
{
    char lower = char_lower(c);

    return char_is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* A buffer on the heap: all zero is empty. Running out of memory ends the process. */
struct buf {
    char *ptr;
    size_t len, cap;
};

void buf_free(struct buf *b);
/* Room for `more` bytes beyond len; the address of the first. */
char *buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, struct str s);
static inline void buf_add_char(struct buf *b, char c)
{
    if (b->len == b->cap) {
        buf_reserve(b, 1);
    }
    b->ptr[b->len++] = c;
}
void buf_add_z(struct buf *b, const char *z);
/* For integers and strings only: what the C locale could change (%f, %g) is not for it. */
void buf_add_fmt(struct buf *b, const char *format, ...) ATTR_PRINTF(2, 3);
/* The bytes so far, valid until the next change of the buffer. */
struct str buf_view(const struct buf *b);
/* Moves the bytes to the arena, frees the buffer and leaves it empty; never absent. */
struct str buf_str(struct buf *b, struct arena *a);

#endif
