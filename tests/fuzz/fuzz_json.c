#include <assert.h>

#include "core/arena.h"
#include "core/err.h"
#include "fmt/json.h"

#include "core/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct err err = {0};

    struct json *tree;

    if (json_parse(a, s, &tree, &err) == 0) {
        assert(tree->type != JSON_STRING || utf8_valid(tree->text));
    }
    arena_free(a);
    return 0;
}
