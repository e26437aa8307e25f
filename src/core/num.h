/*
 * core/num - arithmetic on sizes from outside that cannot overflow, and numbers out of text.
 *
 * Each returns false and leaves *out alone when the result does not fit.
 */
#ifndef READOUT_CORE_NUM_H
#define READOUT_CORE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

static inline bool num_add(size_t a, size_t b, size_t *out)
{
    size_t sum;

    if (__builtin_add_overflow(a, b, &sum)) {
        return false;
    }
    *out = sum;
    return true;
}

static inline bool num_mul(size_t a, size_t b, size_t *out)
{
    size_t product;

    if (__builtin_mul_overflow(a, b, &product)) {
        return false;
    }
    *out = product;
    return true;
}

/* All of `s` as a decimal number with an optional sign: no blanks, no fraction, at least a digit. */
static inline bool num_parse(struct str s, int64_t *out)
{
    size_t i = s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+') ? 1 : 0;
    int64_t value = 0;

    if (i == s.len) {
        return false;
    }
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, s.ptr[i] - '0', &value)) {
            return false;
        }
    }
    /* Counted downwards, because the least number has no positive twin. */
    if (s.ptr[0] != '-' && __builtin_sub_overflow(0, value, &value)) {
        return false;
    }
    *out = value;
    return true;
}

#endif
