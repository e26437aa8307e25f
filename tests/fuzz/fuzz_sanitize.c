#include <assert.h>

#include "core/arena.h"
#include "core/err.h"
#include "text/sanitize.h"

#include "core/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct err err = {0};

    struct buf valid = {0};
    struct str html;

    (void)err;
    utf8_add_valid(&valid, s);
    html = sanitize_html(a, buf_view(&valid), STR("https://news.example/"));
    assert(utf8_valid(html));
    assert(str_find_nocase(html, STR("<script"), 0) == STR_NPOS);
    assert(str_eq(sanitize_text(a, html), sanitize_text(a, sanitize_html(a, html, STR_NULL))));
    buf_free(&valid);
    arena_free(a);
    return 0;
}
