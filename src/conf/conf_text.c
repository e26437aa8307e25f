#include "conf/conf_text.h"

#include "conf/conf_keys.h"
#include "core/utf8.h"

enum { LONGEST_TOKEN = 32, LONGEST_NAME = 64 };

/* Where a scan of the text stands. */
struct scan {
    size_t at;
    int line, open_line, depth;
};

/* Passes a quoted string; false when it does not end. */
static bool skip_string(struct str text, struct scan *s)
{
    char quote = text.ptr[s->at++];

    for (; s->at < text.len; s->at++) {
        if (text.ptr[s->at] == '\n') {
            s->line++;
        } else if (text.ptr[s->at] == '\\') {
            s->at++;
        } else if (text.ptr[s->at] == quote) {
            return true;
        }
    }
    return false;
}

static void skip_line(struct str text, struct scan *s)
{
    size_t end = str_find_char(text, '\n', s->at);

    s->at = end == STR_NPOS ? text.len : end - 1;
}

static void skip_comment(struct str text, struct scan *s)
{
    size_t end = str_find(text, STR("*/"), s->at + 2);
    size_t to = end == STR_NPOS ? text.len : end + 1;

    for (; s->at < to; s->at++) {
        s->line += s->at < text.len && text.ptr[s->at] == '\n';
    }
}

/* What libConfuse would take for something else and complain about in its own words. */
static const char *common_mistake(struct str text, size_t at)
{
    if (text.ptr[at] == ';') {
        return "a semicolon: an option ends with its line";
    }
    if (str_starts(str_sub(text, at, text.len), STR("://"))) {
        return "an address must stand in quotes";
    }
    return NULL;
}

static int check_braces(struct str text, struct str path, struct err *err)
{
    struct scan s = {.line = 1};

    for (; s.at < text.len; s.at++) {
        struct str rest = str_sub(text, s.at, text.len);
        char c = text.ptr[s.at];
        int line = s.line;
        const char *mistake = common_mistake(text, s.at);

        if (mistake != NULL) {
            return err_set(err, ERR_CONFIG, STR_FMT ":%d: %s", STR_ARG(path), line, mistake);
        }
        if (c == '\n') {
            s.line++;
        } else if (c == '#' || str_starts(rest, STR("//"))) {
            skip_line(text, &s);
        } else if (str_starts(rest, STR("/*"))) {
            skip_comment(text, &s);
        } else if ((c == '"' || c == '\'') && !skip_string(text, &s)) {
            return err_set(err, ERR_CONFIG, STR_FMT ":%d: a quote is not closed", STR_ARG(path),
                           line);
        } else if (c == '{') {
            s.open_line = s.depth++ == 0 ? s.line : s.open_line;
        } else if (c == '}') {
            s.depth--;
        }
    }
    if (s.depth > 0) {
        return err_set(err, ERR_CONFIG, STR_FMT ":%d: the brace opened here is not closed",
                       STR_ARG(path), s.open_line);
    }
    return 0;
}

void conf_text_blank_comments(char *z, size_t len)
{
    struct str text = {z, len};
    struct scan s = {0};

    for (; s.at < len; s.at++) {
        struct str rest = str_sub(text, s.at, len);
        size_t from = s.at;

        if (z[s.at] == '#' || str_starts(rest, STR("//"))) {
            skip_line(text, &s);
        } else if (str_starts(rest, STR("/*"))) {
            skip_comment(text, &s);
        } else {
            if (z[s.at] == '"' || z[s.at] == '\'') {
                (void)skip_string(text, &s);
            }
            continue;
        }
        for (size_t i = from; i <= s.at && i < len; i++) {
            z[i] = z[i] == '\n' ? '\n' : ' ';
        }
    }
}

int conf_text_check(struct str text, struct str path, struct err *err)
{
    int line = 1;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        line += c == '\n';
        if ((c < ' ' && !char_is_space((char)c)) || c == 0x7F) {
            return err_set(err, ERR_CONFIG, STR_FMT ":%d: a control character", STR_ARG(path),
                           line);
        }
    }
    if (!utf8_valid(text)) {
        return err_set(err, ERR_CONFIG, STR_FMT ":1: the file is not valid UTF-8", STR_ARG(path));
    }
    return check_braces(text, path, err);
}

static bool is_shown(struct str token)
{
    for (size_t i = 0; i < token.len; i++) {
        if (token.ptr[i] != '_' && !(token.ptr[i] >= 'a' && token.ptr[i] <= 'z')) {
            return false;
        }
    }
    return token.len >= 1 && token.len <= LONGEST_TOKEN;
}

struct str conf_text_message(struct buf *out, struct str message)
{
    size_t from = str_find_char(message, '\'', 0), to = str_rfind_char(message, '\'');
    struct str token;

    if (from == STR_NPOS || to <= from) {
        buf_add(out, message);
        return STR_NULL;
    }
    token = str_sub(message, from + 1, to);
    if (is_shown(token)) {
        buf_add(out, message);
        return token;
    }
    buf_add(out, str_trim(str_sub(message, 0, from)));
    buf_add_z(out, " (not shown)");
    return token;
}

bool conf_text_is_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!char_is_alnum(c) && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
            return false;
        }
    }
    return s.len >= 1 && s.len <= LONGEST_NAME;
}

struct str conf_text_beside(struct arena *a, struct str file, struct str path)
{
    size_t slash = str_rfind_char(file, '/');

    if (slash == STR_NPOS || (path.len > 0 && path.ptr[0] == '/')) {
        return arena_str(a, path);
    }
    return arena_fmt(a, STR_FMT "/" STR_FMT, STR_ARG(str_sub(file, 0, slash)), STR_ARG(path));
}

static int add_line(struct arena *a, struct str line, struct conf_line *out, struct err *err)
{
    const struct conf_table *t = &conf_tables[CONF_FEED];
    size_t blank = 0;
    struct conf_feed checked;
    struct str url;

    while (blank < line.len && !char_is_space(line.ptr[blank])) {
        blank++;
    }
    url = str_trim(str_sub(line, blank, line.len));
    out->name = str_sub(line, 0, blank);
    if (!conf_text_is_name(out->name) || url.len == 0) {
        return err_set(err, ERR_CONFIG, "not a `name URL` line");
    }
    if (conf_key_set(a, &t->keys[0], &checked, &url, 1, err) == -1) {
        return -1;
    }
    out->url = checked.url;
    return 0;
}

static size_t count_lines(struct str text)
{
    size_t lines = 0;
    struct str line;

    while (str_split(&text, '\n', &line)) {
        lines++;
    }
    return lines;
}

int conf_text_feed_list(struct arena *a, struct str path, struct str text, struct conf *c,
                        struct err *err)
{
    struct str rest = text, line;
    int64_t number = 0;

    c->list_path = path;
    c->lines = arena_array(a, count_lines(text), sizeof(*c->lines));
    while (str_split(&rest, '\n', &line)) {
        struct conf_line *added = &c->lines[c->line_count];

        number++;
        line = str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#') {
            continue;
        }
        if (add_line(a, line, added, err) == -1) {
            return err_context(err, STR_FMT ":%lld", STR_ARG(path), (long long)number);
        }
        added->number = number;
        c->line_count++;
    }
    return 0;
}
