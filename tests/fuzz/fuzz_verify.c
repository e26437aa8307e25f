#include <assert.h>

#include "core/arena.h"
#include "core/err.h"
#include "digest/verify.h"

#include "core/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct err err = {0};

    size_t half = size / 2;
    struct buf source = {0}, summary = {0};
    struct verify_input in = {0};
    struct verdict verdict;

    utf8_add_valid(&source, str_sub(s, 0, half));
    utf8_add_valid(&summary, str_sub(s, half, size));
    in.source = buf_view(&source);
    in.summary = buf_view(&summary);
    if (digest_verify(a, &in, &verdict, &err) == 0) {
        for (size_t i = 0; i < verdict.claim_count; i++) {
            assert(verdict.claims[i].score >= 0 && verdict.claims[i].score <= 1);
            assert(verdict.claims[i].source.end <= in.source.len);
        }
    }
    buf_free(&source);
    buf_free(&summary);
    arena_free(a);
    return 0;
}
