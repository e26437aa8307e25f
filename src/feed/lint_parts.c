#include "feed/lint_parts.h"

#include "core/limits.h"
#include "core/utf8.h"

void lint_mark(struct linter *l, size_t at, bool error, struct str text)
{
    if (l->count == LIMIT_LINT_FINDINGS) {
        l->more = true;
        return;
    }
    l->marks = arena_grow(l->arena, l->marks, l->count, &l->cap, sizeof(*l->marks));
    l->marks[l->count++] = (struct mark){at, error, text};
}

struct str lint_shown(struct str s)
{
    s = str_trim(s);
    return str_sub(s, 0, utf8_cut(s, 60));
}
