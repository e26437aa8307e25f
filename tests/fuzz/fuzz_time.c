#include <assert.h>

#include "core/arena.h"
#include "core/err.h"
#include "fmt/time.h"

#include "core/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct err err = {0};

    int64_t t = time_parse(s, NULL);
    struct str out = time_rfc3339(a, t);

    (void)err;
    if (out.ptr != NULL) {
        assert(time_parse(out, NULL) == t);
    }
    (void)time_parse_http(s);
    arena_free(a);
    return 0;
}
