#include <assert.h>

#include "article/extract.h"
#include "core/arena.h"
#include "core/err.h"

#include "core/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct err err = {0};

    struct extract_hints hints = {.base = STR("https://news.example/page")};
    struct article *article;

    if (article_extract(a, s, &hints, &article, &err) == 0) {
        assert(utf8_valid(article->text));
        assert(utf8_valid(article->html));
    }
    assert(utf8_valid(str_z(err.text)));
    arena_free(a);
    return 0;
}
