/* Any pattern on any text gives an answer in bounded time; what filter_check refuses matches nothing. */
#include <assert.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/utf8.h"
#include "digest/filter.h"
#include "fuzz/fuzz.h"

/* The first line is the pattern, the rest the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct buf valid = {0};
    struct str rest, pattern;
    struct err err;
    bool usable;

    utf8_add_valid(&valid, (struct str){(const char *)data, size});
    rest = buf_view(&valid);
    str_split(&rest, '\n', &pattern);
    usable = filter_check(pattern, &err) == 0;
    assert(filter_match(a, pattern, rest) == FILTER_NO || usable);
    buf_free(&valid);
    arena_free(a);
    return 0;
}
