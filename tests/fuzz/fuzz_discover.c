/* Every feed a page advertises has an address that can be followed. */
#include <assert.h>

#include "core/arena.h"
#include "core/limits.h"
#include "core/utf8.h"
#include "feed/discover.h"
#include "fmt/url.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct buf page = {0}, json = {0};
    struct discovered *found;
    size_t count;

    utf8_add_valid(&page, (struct str){(const char *)data, size});
    feed_discover(a, buf_view(&page), STR("https://news.example/a/"), &found, &count);
    assert(count <= LIMIT_LIST);
    for (size_t i = 0; i < count; i++) {
        assert(found[i].url.len > 0);
        for (size_t k = 0; k < i; k++) {
            assert(!str_eq(found[i].url, found[k].url));
        }
    }
    discover_json_write(&json, found, count);
    assert(utf8_valid(buf_view(&json)));
    buf_free(&json);
    buf_free(&page);
    arena_free(a);
    return 0;
}
