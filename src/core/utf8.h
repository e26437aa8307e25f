/*
 * core/utf8 - UTF-8 (RFC 3629): decode, encode, check, count.
 */
#ifndef READOUT_CORE_UTF8_H
#define READOUT_CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

#define UTF8_REPLACEMENT 0xFFFDU

/* For utf8_next(): a code point that is not ASCII. */
uint32_t utf8_next_wide(struct str s, size_t *at);
/*
 * The code point at *at, which moves behind it. A byte that begins no valid sequence gives
 * UTF8_REPLACEMENT and moves by the length of the longest valid prefix, at least one.
 */
static inline uint32_t utf8_next(struct str s, size_t *at)
{
    unsigned char first = (unsigned char)s.ptr[*at];

    if (first >= 0x80) {
        return utf8_next_wide(s, at);
    }
    *at += 1;
    return first;
}
/* Writes 1..4 bytes; a surrogate or a value above U+10FFFF is written as U+FFFD. */
size_t utf8_encode(uint32_t code, char out[4]);
static inline void utf8_add(struct buf *b, uint32_t code)
{
    if (code < 0x80) {
        buf_add_char(b, (char)code);
    } else {
        b->len += utf8_encode(code, buf_reserve(b, 4));
    }
}
bool utf8_valid(struct str s);
/* Adds `s` with every invalid sequence replaced by U+FFFD. */
void utf8_add_valid(struct buf *b, struct str s);
/* Code points in a valid string. */
size_t utf8_count(struct str s);
/* The greatest cut <= max that splits no sequence. */
size_t utf8_cut(struct str s, size_t max);

/*
 * Turns ascending byte offsets of one text into code point offsets, each in the time of its distance
 * from the one before. Starts all zero but for `text`.
 */
struct utf8_counter {
    struct str text;
    size_t bytes, points;
};
size_t utf8_points_at(struct utf8_counter *c, size_t bytes);

#endif
