#include "text/data.h"

/* The line that holds byte `at`, from its first byte. */
static size_t line_start(struct str file, size_t at)
{
    while (at > 0 && file.ptr[at - 1] != '\n') {
        at--;
    }
    return at;
}

struct str data_find(struct str file, struct str key)
{
    size_t low = 0, high = file.len;

    while (low < high) {
        size_t start = line_start(file, low + (high - low) / 2);
        size_t end = str_find_char(file, '\n', start);
        struct str line = str_sub(file, start, end == STR_NPOS ? file.len : end);
        size_t tab = str_find_char(line, '\t', 0);
        struct str found = tab == STR_NPOS ? line : str_sub(line, 0, tab);
        int order = str_cmp(key, found);

        if (order == 0) {
            return tab == STR_NPOS ? STR("") : str_sub(line, tab + 1, line.len);
        }
        if (order < 0) {
            high = start;
        } else {
            low = start + line.len + 1;
        }
    }
    return STR_NULL;
}
