#include "fmt/diff.h"

#include <stdint.h>
#include <string.h>

#include "core/map.h"
#include "core/utf8.h"
#include "fmt/json.h"

enum { EDITS_MAX = 400 };   /* words that differ; beyond it the rest is one change */
enum { COUNTER_WORDS = 4 }; /* of a line that may be one */

/* A text as its words: each a view with the white space behind it, and a number that is its alone. */
struct words {
    struct str *at;
    size_t *id;
    size_t count;
};

/* What the words between a common beginning and end are: kept or not. */
struct middle {
    const size_t *before, *after;
    size_t before_count, after_count;
    bool *removed, *added;
};

static uint32_t level_code(uint32_t code)
{
    static const struct {
        uint32_t first, last, level;
    } rows[] = {
        {0x09, 0x0d, ' '},      {0x60, 0x60, '\''},     {0x85, 0x85, ' '},
        {0xa0, 0xa0, ' '},      {0xab, 0xab, '"'},      {0xb4, 0xb4, '\''},
        {0xbb, 0xbb, '"'},      {0x1680, 0x1680, ' '},  {0x2000, 0x200b, ' '},
        {0x2018, 0x201b, '\''}, {0x201c, 0x201f, '"'},  {0x2028, 0x2029, ' '},
        {0x202f, 0x202f, ' '},  {0x2032, 0x2032, '\''}, {0x2033, 0x2033, '"'},
        {0x2039, 0x203a, '\''}, {0x205f, 0x205f, ' '},  {0x3000, 0x3000, ' '},
        {0xfeff, 0xfeff, ' '},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows) && rows[i].first <= code; i++) {
        if (code <= rows[i].last) {
            return rows[i].level;
        }
    }
    return code;
}

struct str diff_level(struct arena *a, struct str s)
{
    struct buf b = {0};
    size_t at = 0;
    bool space = false;

    if (s.ptr == NULL) {
        return s;
    }
    while (at < s.len) {
        uint32_t code = level_code(utf8_next(s, &at));

        if (code == ' ') {
            space = b.len > 0;
            continue;
        }
        if (space) {
            buf_add_char(&b, ' ');
            space = false;
        }
        utf8_add(&b, code);
    }
    return buf_str(&b, a);
}

bool diff_same(struct arena *a, struct str before, struct str after)
{
    return str_eq(diff_level(a, before), diff_level(a, after));
}

static bool is_counter(struct str line)
{
    size_t words = 1;
    bool digits = false;

    for (size_t i = 0; i < line.len; i++) {
        words += line.ptr[i] == ' ';
        digits = digits || char_is_digit(line.ptr[i]);
    }
    return digits && words <= COUNTER_WORDS &&
           str_find_char(STR(".!?:;\"'"), line.ptr[line.len - 1], 0) == STR_NPOS;
}

/* Levelled, a paragraph a line, with one sign for each number of a counter. */
static struct str without_counters(struct arena *a, struct str text)
{
    struct buf b = {0};
    struct str rest = text, line;

    while (str_split(&rest, '\n', &line)) {
        bool counter;

        line = diff_level(a, line);
        counter = line.len > 0 && is_counter(line);
        for (size_t i = 0; i < line.len; i++) {
            if (!counter || !char_is_digit(line.ptr[i])) {
                buf_add_char(&b, line.ptr[i]);
            } else if (i == 0 || !char_is_digit(line.ptr[i - 1])) {
                buf_add_char(&b, '#');
            }
        }
        if (line.len > 0) {
            buf_add_char(&b, ' ');
        }
    }
    return buf_str(&b, a);
}

bool diff_same_text(struct arena *a, struct str before, struct str after)
{
    return str_eq(without_counters(a, before), without_counters(a, after));
}

static void split_words(struct arena *a, struct map *ids, struct str s, struct words *out)
{
    size_t cap = 0, id_cap = 0, at = 0;

    *out = (struct words){NULL, NULL, 0};
    while (at < s.len) {
        size_t start = at;
        struct str word;
        size_t *id;

        while (at < s.len && !char_is_space(s.ptr[at])) {
            at++;
        }
        while (at < s.len && char_is_space(s.ptr[at])) {
            at++;
        }
        word = str_sub(s, start, at);
        id = map_get(ids, word);
        if (id == NULL) {
            id = arena_alloc(a, sizeof(*id));
            *id = ids->count;
            map_put(ids, word, id);
        }
        out->at = arena_grow(a, out->at, out->count, &cap, sizeof(*out->at));
        out->id = arena_grow(a, out->id, out->count, &id_cap, sizeof(*out->id));
        out->at[out->count] = word;
        out->id[out->count++] = *id;
    }
}

/* How far one can go from diagonal k after d edits, given where d - 1 edits lead. */
static ptrdiff_t furthest(const struct middle *m, const ptrdiff_t *last, ptrdiff_t k, ptrdiff_t d)
{
    ptrdiff_t x = 0, y;

    if (d > 0) {
        x = k == -d || (k != d && last[k - 1] < last[k + 1]) ? last[k + 1] : last[k - 1] + 1;
    }
    y = x - k;
    while (x < (ptrdiff_t)m->before_count && y < (ptrdiff_t)m->after_count &&
           m->before[x] == m->after[y]) {
        x++;
        y++;
    }
    return x;
}

/* Walks back from the end along the rows of each number of edits and marks what was not kept. */
static void mark(const struct middle *m, ptrdiff_t *const *rows, ptrdiff_t d)
{
    ptrdiff_t x = (ptrdiff_t)m->before_count, y = (ptrdiff_t)m->after_count;

    for (; d > 0; d--) {
        const ptrdiff_t *last = rows[d - 1];
        ptrdiff_t k = x - y;
        bool down = k == -d || (k != d && last[k - 1] < last[k + 1]);

        x = down ? last[k + 1] : last[k - 1];
        y = x - (down ? k + 1 : k - 1);
        if (down) {
            m->added[y] = true;
        } else {
            m->removed[x] = true;
        }
    }
}

/* Myers, "An O(ND) Difference Algorithm" (1986), greedy form; false when EDITS_MAX edits are too few. */
static bool compare(struct arena *a, const struct middle *m)
{
    ptrdiff_t **rows = arena_array(a, EDITS_MAX + 1, sizeof(*rows));

    for (ptrdiff_t d = 0; d <= EDITS_MAX; d++) {
        /* Room for the diagonals -d-1 .. d+1, so that the next row may look beyond its edge. */
        rows[d] = arena_array(a, (size_t)(2 * d + 3), sizeof(**rows));
        rows[d] += d + 1;
        rows[d][-d - 1] = rows[d][d + 1] = -1;
        for (ptrdiff_t k = -d; k <= d; k += 2) {
            ptrdiff_t x = furthest(m, d == 0 ? NULL : rows[d - 1], k, d);

            rows[d][k] = x;
            if (x >= (ptrdiff_t)m->before_count && x - k >= (ptrdiff_t)m->after_count) {
                mark(m, rows, d);
                return true;
            }
        }
    }
    return false;
}

/* Adds the word at `text` to the last part when it is of the same kind. */
static void add_part(struct arena *a, struct diff_part **parts, size_t *count, size_t *cap,
                     struct diff_part part)
{
    if (part.text.len == 0) {
        return;
    }
    if (*count > 0 && (*parts)[*count - 1].kind == part.kind) {
        (*parts)[*count - 1].text.len += part.text.len;
        return;
    }
    *parts = arena_grow(a, *parts, *count, cap, sizeof(**parts));
    (*parts)[(*count)++] = part;
}

void diff_words(struct arena *a, struct str before, struct str after, struct diff_part **out,
                size_t *count)
{
    struct words b, n;
    struct map ids;
    struct middle m;
    size_t start = 0, end = 0, cap = 0;

    map_init(&ids, a);
    split_words(a, &ids, before, &b);
    split_words(a, &ids, after, &n);
    while (start < b.count && start < n.count && b.id[start] == n.id[start]) {
        start++;
    }
    while (end < b.count - start && end < n.count - start &&
           b.id[b.count - 1 - end] == n.id[n.count - 1 - end]) {
        end++;
    }
    m.before = b.id + (b.count == 0 ? 0 : start);
    m.after = n.id + (n.count == 0 ? 0 : start);
    m.before_count = b.count - start - end;
    m.after_count = n.count - start - end;
    m.removed = arena_array(a, m.before_count, sizeof(bool));
    m.added = arena_array(a, m.after_count, sizeof(bool));
    if (!compare(a, &m)) {
        memset(m.removed, true, m.before_count);
        memset(m.added, true, m.after_count);
    }
    *out = NULL;
    *count = 0;
    for (size_t i = 0, k = 0; i < b.count || k < n.count;) {
        bool inner_b = i >= start && i < b.count - end, inner_n = k >= start && k < n.count - end;
        struct diff_part part = {DIFF_SAME, STR_NULL};

        if (inner_b && m.removed[i - start]) {
            part = (struct diff_part){DIFF_REMOVED, b.at[i++]};
        } else if (inner_n && m.added[k - start]) {
            part = (struct diff_part){DIFF_ADDED, n.at[k++]};
        } else {
            part.text = n.at[k++];
            i++;
        }
        add_part(a, out, count, &cap, part);
    }
}

static void write_value(struct buf *out, struct str s)
{
    if (s.ptr == NULL) {
        buf_add(out, STR("null"));
    } else {
        json_write_str(out, s);
    }
}

static void write_diff(struct arena *a, struct buf *out, const struct diff_field *f)
{
    static const char *const signs[] = {
        [DIFF_SAME] = "[\"=\",", //
        [DIFF_REMOVED] = "[\"-\",",
        [DIFF_ADDED] = "[\"+\",",
    };
    struct diff_part *parts;
    size_t count;

    diff_words(a, f->before, f->after, &parts, &count);
    for (size_t i = 0; i < count; i++) {
        buf_add_z(out, i == 0 ? "" : ",");
        buf_add_z(out, signs[parts[i].kind]);
        json_write_str(out, parts[i].text);
        buf_add_char(out, ']');
    }
}

void diff_json(struct arena *a, struct buf *out, const struct diff_field *fields, size_t count)
{
    const char *comma = "";

    buf_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (diff_same(a, fields[i].before, fields[i].after)) {
            continue;
        }
        buf_add_z(out, comma);
        buf_add(out, STR("{\"field\":"));
        json_write_str(out, str_z(fields[i].name));
        buf_add(out, STR(",\"before\":"));
        write_value(out, fields[i].before);
        buf_add(out, STR(",\"after\":"));
        write_value(out, fields[i].after);
        buf_add(out, STR(",\"diff\":["));
        write_diff(a, out, &fields[i]);
        buf_add(out, STR("]}"));
        comma = ",";
    }
    buf_add_char(out, ']');
}
