#include <assert.h>

#include "core/arena.h"
#include "core/err.h"
#include "feed/feed_json.h"
#include "feed/parse.h"

#include "core/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct err err = {0};

    struct parse_hints hints = {.base = STR("https://news.example/feed")};
    struct feed *feed, *again;
    struct buf json = {0};

    if (feed_parse(a, s, &hints, &feed, &err) == 0) {
        feed_json_write(&json, feed);
        assert(utf8_valid(buf_view(&json)));
        assert(feed_json_read(a, buf_view(&json), &again, &err) == 0);
        assert(again->item_count == feed->item_count);
        buf_free(&json);
    }
    assert(utf8_valid(str_z(err.text)));
    arena_free(a);
    return 0;
}
