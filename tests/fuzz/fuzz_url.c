#include <assert.h>

#include "core/arena.h"
#include "core/err.h"
#include "fmt/url.h"

#include "core/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct err err = {0};

    struct str base = STR("https://news.example/a/b?c");
    struct str once = url_resolve(a, base, s);

    (void)err;
    assert(once.ptr != NULL);
    (void)url_link_key(a, once);
    (void)url_host(a, once);
    assert(utf8_valid(s) == false || utf8_valid(url_for_log(a, once)));
    arena_free(a);
    return 0;
}
