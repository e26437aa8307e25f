#include "text/selector_error.h"

#include "core/utf8.h"

enum { SHOWN_BYTES = 80 };

int selector_error(struct err *err, struct str text, size_t at, const char *what)
{
    struct str shown = str_sub(text, 0, utf8_cut(text, SHOWN_BYTES));

    return err_set(err, ERR_SYNTAX, "selector \"" STR_FMT "\": %s at character %zu", STR_ARG(shown),
                   what, utf8_count(str_sub(text, 0, at)) + 1);
}
