/* A page becomes a tree whose links hold and whose texts are valid, or an error. */
#include <assert.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/utf8.h"
#include "fuzz/fuzz.h"
#include "text/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct buf page = {0};
    struct html_node *root;
    struct err err;

    utf8_add_valid(&page, (struct str){(const char *)data, size});
    if (html_parse(a, buf_view(&page), &root, &err) == 0) {
        for (const struct html_node *n = root; n != NULL; n = html_next(n, root)) {
            assert((n->name.ptr == NULL) != (n->text.ptr == NULL));
            assert(utf8_valid(n->text));
            assert(n->next == NULL || n->next->prev == n);
            assert(n->first == NULL || n->first->parent == n);
            assert(n->last == NULL || n->last->next == NULL);
        }
    }
    buf_free(&page);
    arena_free(a);
    return 0;
}
