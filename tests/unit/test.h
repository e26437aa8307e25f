/*
 * unit/test - cmocka with the headers it wants before it, and asserts for our own types.
 */
#ifndef READOUT_TESTS_UNIT_TEST_H
#define READOUT_TESTS_UNIT_TEST_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdio.h>
#include <string.h>

#include "core/str.h"

/* Fails with both values when a view does not hold exactly the bytes of a C string. */
#define assert_str(got, want) test_assert_str((got), (want), __FILE__, __LINE__)

static inline void test_assert_str(struct str got, const char *want, const char *file, int line)
{
    if (got.ptr == NULL || got.len != strlen(want) || memcmp(got.ptr, want, got.len) != 0) {
        print_error("got  [%.*s]\nwant [%s]\n", (int)got.len, got.ptr == NULL ? "" : got.ptr, want);
        _fail(file, line);
    }
}

#endif
