/* Any selector on any page finds elements of it, in order and each once, or is refused with its place. */
#include <assert.h>
#include <string.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/utf8.h"
#include "fuzz/fuzz.h"
#include "text/select.h"

/* What is found stands in document order; nothing of the search stays in the tree. */
static void check(struct html_node *root, const struct selected *found)
{
    size_t next = 0;

    for (struct html_node *n = root; n != NULL; n = html_next(n, root)) {
        assert(n->data == NULL);
        if (next < found->count && found->nodes[next] == n) {
            assert(n->name.ptr != NULL);
            next++;
        }
    }
    assert(next == found->count && root->parent == NULL);
}

/* The first line is the selector, the rest the page. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct buf valid = {0};
    struct html_node *root;
    struct selector *s = NULL;
    struct selected found;
    struct str rest, text;
    struct err err = {0};

    utf8_add_valid(&valid, (struct str){(const char *)data, size});
    rest = buf_view(&valid);
    if (str_split(&rest, '\n', &text) && select_read(a, &text, 1, &s, &err) == -1) {
        assert(strstr(err.text, "at character ") != NULL && utf8_valid(str_z(err.text)));
    } else if (s != NULL && html_parse(a, rest, &root, &err) == 0) {
        assert(select_find(a, s, root, &found) || found.count == 0);
        check(root, &found);
    }
    buf_free(&valid);
    arena_free(a);
    return 0;
}
