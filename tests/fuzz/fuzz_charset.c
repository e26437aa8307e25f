#include <assert.h>

#include "core/arena.h"
#include "core/err.h"
#include "text/charset.h"

#include "core/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct err err = {0};

    struct charset_result r;

    for (int kind = CHARSET_XML; kind <= CHARSET_TEXT; kind++) {
        if (charset_decode(a, s, STR_NULL, (enum charset_document)kind, &r, &err) == 0) {
            assert(utf8_valid(r.text));
        }
    }
    arena_free(a);
    return 0;
}
