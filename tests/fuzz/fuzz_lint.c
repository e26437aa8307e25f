/* A feed that can be read can be judged; each finding has a place inside it or none. */
#include <assert.h>

#include "core/arena.h"
#include "core/limits.h"
#include "core/utf8.h"
#include "feed/lint.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct parse_hints hints = {.base = STR("https://news.example/feed")};
    struct err err = {0};
    struct lint lint;
    struct buf json = {0};
    size_t line = 0;

    if (feed_lint(a, s, &hints, &lint, &err) == 0) {
        assert(lint.finding_count <= LIMIT_LINT_FINDINGS);
        for (size_t i = 0; i < lint.finding_count; i++) {
            assert(lint.findings[i].line == 0 || lint.findings[i].line >= line);
            line = lint.findings[i].line;
        }
        lint_json_write(&json, &lint);
        assert(utf8_valid(buf_view(&json)));
        buf_free(&json);
    }
    arena_free(a);
    return 0;
}
