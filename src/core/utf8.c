#include "core/utf8.h"

#include <string.h>

uint32_t utf8_next_wide(struct str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    size_t left = s.len - *at, more, i;
    uint32_t code, low = 0x80, high = 0xBF;

    /* RFC 3629 section 4: the second byte's range depends on the first. */
    if (p[0] >= 0xC2 && p[0] <= 0xDF) {
        more = 1;
        code = p[0] & 0x1FU;
    } else if (p[0] >= 0xE0 && p[0] <= 0xEF) {
        more = 2;
        code = p[0] & 0x0FU;
        low = p[0] == 0xE0 ? 0xA0 : 0x80;
        high = p[0] == 0xED ? 0x9F : 0xBF;
    } else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        more = 3;
        code = p[0] & 0x07U;
        low = p[0] == 0xF0 ? 0x90 : 0x80;
        high = p[0] == 0xF4 ? 0x8F : 0xBF;
    } else {
        *at += 1;
        return UTF8_REPLACEMENT;
    }
    for (i = 1; i <= more; i++) {
        if (i >= left || p[i] < low || p[i] > high) {
            *at += i;
            return UTF8_REPLACEMENT;
        }
        code = code << 6 | (p[i] & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    *at += more + 1;
    return code;
}

size_t utf8_encode(uint32_t code, char out[4])
{
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        code = UTF8_REPLACEMENT;
    }
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* Behind the ASCII that begins at `at`. */
static size_t skip_ascii(struct str s, size_t at)
{
    uint64_t eight;

    while (s.len - at >= sizeof(eight)) {
        memcpy(&eight, s.ptr + at, sizeof(eight));
        if ((eight & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        at += sizeof(eight);
    }
    while (at < s.len && (unsigned char)s.ptr[at] < 0x80) {
        at++;
    }
    return at;
}

/* The length of the valid run from `at`. */
static size_t valid_run(struct str s, size_t at)
{
    size_t from = at, before;

    while (at < s.len) {
        if ((unsigned char)s.ptr[at] < 0x80) {
            at = skip_ascii(s, at);
            continue;
        }
        before = at;
        /* U+FFFD itself is valid: three bytes, where a broken sequence moves by less or differs. */
        if (utf8_next(s, &at) == UTF8_REPLACEMENT &&
            !str_eq(str_sub(s, before, at), STR("\xEF\xBF\xBD"))) {
            return before - from;
        }
    }
    return at - from;
}

bool utf8_valid(struct str s)
{
    return valid_run(s, 0) == s.len;
}

void utf8_add_valid(struct buf *b, struct str s)
{
    size_t at = 0, run;

    while (at < s.len) {
        run = valid_run(s, at);
        buf_add(b, str_sub(s, at, at + run));
        at += run;
        if (at < s.len) {
            utf8_add(b, utf8_next(s, &at));
        }
    }
}

size_t utf8_count(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        n += ((unsigned char)s.ptr[i] & 0xC0U) != 0x80U;
    }
    return n;
}

size_t utf8_cut(struct str s, size_t max)
{
    if (max >= s.len) {
        return s.len;
    }
    while (max > 0 && ((unsigned char)s.ptr[max] & 0xC0U) == 0x80U) {
        max--;
    }
    return max;
}

size_t utf8_points_at(struct utf8_counter *c, size_t bytes)
{
    if (bytes < c->bytes) {
        c->bytes = c->points = 0;
    }
    c->points += utf8_count(str_sub(c->text, c->bytes, bytes));
    c->bytes = bytes;
    return c->points;
}
