#include "fmt/json.h"

#include <string.h>

#include "core/limits.h"
#include "core/utf8.h"

struct parser {
    struct arena *a;
    struct str text;
    size_t at;
    size_t values;                  /* so far */
    size_t depth;                   /* the most */
    struct json_leniency *leniency; /* NULL: a value that is nested deeper is an error */
    const char *broken;             /* what fail() was told */
    struct level *levels;           /* the open arrays and objects */
    size_t open;
    struct err *err;
};

struct level {
    struct json *parent;
    struct json **last; /* where its next child goes */
};

#define KEPT_LEVELS 2U /* the root and its arrays and objects */

static int fail(struct parser *p, const char *what)
{
    size_t line = 1, column = 1;

    for (size_t i = 0; i < p->at; i++) {
        line += p->text.ptr[i] == '\n';
        /* Bytes that go on with a character are none. */
        column =
            p->text.ptr[i] == '\n' ? 1 : column + (((unsigned char)p->text.ptr[i] & 0xC0) != 0x80);
    }
    p->broken = what;
    return err_set(p->err, ERR_SYNTAX, "JSON: %s at line %zu, column %zu", what, line, column);
}

static void skip_space(struct parser *p)
{
    while (p->at < p->text.len && char_is_space(p->text.ptr[p->at])) {
        p->at++;
    }
}

static bool accept(struct parser *p, char c)
{
    skip_space(p);
    if (p->at < p->text.len && p->text.ptr[p->at] == c) {
        p->at++;
        return true;
    }
    return false;
}

/* The value of four hexadecimal digits at p->at, or -1; moves behind them. */
static int32_t hex4(struct parser *p)
{
    int32_t value = 0;

    if (p->text.len - p->at < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++, p->at++) {
        char c = char_lower(p->text.ptr[p->at]);

        if (char_is_digit(c)) {
            value = value * 16 + (c - '0');
        } else if (c >= 'a' && c <= 'f') {
            value = value * 16 + (c - 'a' + 10);
        } else {
            return -1;
        }
    }
    return value;
}

/* \uXXXX, or two of them; U+0000 and a surrogate alone become U+FFFD. */
static int unescape_unicode(struct parser *p, struct buf *out)
{
    int32_t code = hex4(p), low;
    size_t before = p->at;

    if (code == -1) {
        return fail(p, "bad \\u");
    }
    if (code >= 0xD800 && code <= 0xDBFF && p->text.len - p->at >= 6 &&
        p->text.ptr[p->at] == '\\' && p->text.ptr[p->at + 1] == 'u') {
        p->at += 2;
        low = hex4(p);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        } else {
            p->at = before;
        }
    }
    utf8_add(out, code == 0 ? UTF8_REPLACEMENT : (uint32_t)code);
    return 0;
}

static int unescape(struct parser *p, struct buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *found;
    char c;

    if (p->at >= p->text.len) {
        return fail(p, "a string that does not end");
    }
    c = p->text.ptr[p->at++];
    if (c == 'u') {
        return unescape_unicode(p, out);
    }
    found = c == '\0' ? NULL : strchr(from, c);
    if (found == NULL) {
        return fail(p, "an unknown escape");
    }
    buf_add_char(out, to[found - from]);
    return 0;
}

/* Behind the opening quote. Bare control characters other than NUL are let through: feeds hold them. */
static int parse_string(struct parser *p, struct str *out)
{
    struct buf b = {0};
    size_t from = p->at;

    while (p->at < p->text.len && p->text.ptr[p->at] != '"') {
        char c = p->text.ptr[p->at];

        if (c != '\\' && c != '\0') {
            p->at++;
            continue;
        }
        utf8_add_valid(&b, str_sub(p->text, from, p->at));
        p->at++;
        if (c == '\0') {
            utf8_add(&b, UTF8_REPLACEMENT);
        } else if (unescape(p, &b) == -1) {
            buf_free(&b);
            return -1;
        }
        from = p->at;
    }
    if (p->at == p->text.len) {
        buf_free(&b);
        return fail(p, "a string that does not end");
    }
    utf8_add_valid(&b, str_sub(p->text, from, p->at));
    p->at++;
    *out = buf_str(&b, p->a);
    return 0;
}

static bool is_number_char(char c)
{
    return char_is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* -?digits(.digits)?([eE][+-]?digits)? ; leading zeros are let through. */
static bool is_number(struct str s)
{
    size_t i = s.len > 0 && s.ptr[0] == '-' ? 1 : 0, start = i;

    while (i < s.len && char_is_digit(s.ptr[i])) {
        i++;
    }
    if (i == start) {
        return false;
    }
    if (i < s.len && s.ptr[i] == '.') {
        start = ++i;
        while (i < s.len && char_is_digit(s.ptr[i])) {
            i++;
        }
        if (i == start) {
            return false;
        }
    }
    if (i < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
        i += i + 1 < s.len && (s.ptr[i + 1] == '+' || s.ptr[i + 1] == '-') ? 2 : 1;
        start = i;
        while (i < s.len && char_is_digit(s.ptr[i])) {
            i++;
        }
        if (i == start) {
            return false;
        }
    }
    return i == s.len;
}

static const struct {
    struct str word;
    enum json_type type;
} words[] = {
    {STR_INIT("null"), JSON_NULL}, //
    {STR_INIT("true"), JSON_TRUE},
    {STR_INIT("false"), JSON_FALSE},
};

/* A word or a number. */
static int parse_plain(struct parser *p, struct json *value)
{
    struct str rest = str_sub(p->text, p->at, p->text.len);
    size_t len = 0;

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_starts(rest, words[i].word)) {
            value->type = words[i].type;
            p->at += words[i].word.len;
            return 0;
        }
    }
    while (len < rest.len && is_number_char(rest.ptr[len])) {
        len++;
    }
    if (!is_number(str_sub(rest, 0, len))) {
        return fail(p, "no value");
    }
    value->type = JSON_NUMBER;
    value->text = arena_str(p->a, str_sub(rest, 0, len));
    p->at += len;
    return 0;
}

/* Behind the array or object that begins at p->at; what is in it is not looked at. */
static int pass_over(struct parser *p)
{
    size_t open = 0;
    struct str ignored;

    if (p->leniency->passed++ == 0) {
        p->leniency->at = p->at;
    }
    do {
        char c = p->at < p->text.len ? p->text.ptr[p->at++] : '\0';

        if (c == '\0' && p->at == p->text.len) {
            return fail(p, "an array or object that does not end");
        }
        if (c == '"' && parse_string(p, &ignored) == -1) {
            return -1;
        }
        open += c == '[' || c == '{';
        open -= c == ']' || c == '}';
    } while (open > 0);
    return 0;
}

/* The beginning of a value; of an array or object only its bracket. */
static int parse_begin(struct parser *p, struct json *value, bool deepest)
{
    skip_space(p);
    value->at = (uint32_t)p->at;
    if (deepest && p->at < p->text.len &&
        (p->text.ptr[p->at] == '{' || p->text.ptr[p->at] == '[')) {
        if (p->leniency == NULL) {
            return err_set(p->err, ERR_LIMIT, "JSON nested deeper than %zu at byte %zu", p->depth,
                           p->at);
        }
        value->type = JSON_NULL;
        return pass_over(p);
    }
    if (accept(p, '{')) {
        value->type = JSON_OBJECT;
        return 0;
    }
    if (accept(p, '[')) {
        value->type = JSON_ARRAY;
        return 0;
    }
    if (accept(p, '"')) {
        value->type = JSON_STRING;
        return parse_string(p, &value->text);
    }
    return parse_plain(p, value);
}

static int parse_key(struct parser *p, struct str *key)
{
    if (!accept(p, '"')) {
        return fail(p, "no key");
    }
    if (parse_string(p, key) == -1) {
        return -1;
    }
    return accept(p, ':') ? 0 : fail(p, "no colon");
}

/* Adds the next child of the innermost open value, or closes it: *child is NULL then. */
static int parse_child(struct parser *p, struct level *level, struct json **child)
{
    bool object = level->parent->type == JSON_OBJECT;
    char close = object ? '}' : ']';

    *child = NULL;
    if (accept(p, close)) {
        return 0;
    }
    if (level->parent->count > 0) {
        if (!accept(p, ',')) {
            return fail(p, "no comma");
        }
        if (accept(p, close)) { /* a comma too many */
            return 0;
        }
    }
    if (++p->values > LIMIT_JSON_VALUES) {
        return err_set(p->err, ERR_LIMIT, "JSON of more than %u values", LIMIT_JSON_VALUES);
    }
    *child = arena_alloc(p->a, sizeof(**child));
    *level->last = *child;
    level->last = &(*child)->next;
    level->parent->count++;
    return object ? parse_key(p, &(*child)->key) : 0;
}

static void drop_last(struct json *parent)
{
    struct json **last = &parent->child;

    while (*last != NULL && (*last)->next != NULL) {
        last = &(*last)->next;
    }
    if (*last != NULL) {
        *last = NULL;
        parent->count--;
    }
}

/* After an error: leaves out the value it came in and what else has no end; false if nothing is left. */
static bool keep_whole(struct parser *p, bool in_value)
{
    if (p->leniency == NULL || p->broken == NULL || p->open == 0) {
        return false;
    }
    p->leniency->broken = str_z(p->broken);
    p->leniency->broken_at = p->at;
    if (p->open > KEPT_LEVELS) {
        drop_last(p->levels[KEPT_LEVELS - 1].parent);
    } else if (in_value) {
        drop_last(p->levels[p->open - 1].parent);
    }
    return true;
}

static int parse_tree(struct parser *p, struct json *root)
{
    struct json *value = root;

    p->levels = arena_array(p->a, p->depth, sizeof(*p->levels));
    for (;;) {
        if (value != NULL) {
            if (parse_begin(p, value, p->open == p->depth) == -1) {
                break;
            }
            if (value->type == JSON_ARRAY || value->type == JSON_OBJECT) {
                p->levels[p->open++] = (struct level){value, &value->child};
            }
        } else {
            p->open--;
        }
        if (p->open == 0) {
            return 0;
        }
        if (parse_child(p, &p->levels[p->open - 1], &value) == -1) {
            break;
        }
    }
    return keep_whole(p, value != NULL) ? 0 : -1;
}

static int parse_text(struct parser *p, struct json **out)
{
    struct json *root = arena_alloc(p->a, sizeof(*root));

    if (str_starts(p->text, STR("\xef\xbb\xbf"))) {
        p->at = 3;
    }
    if (parse_tree(p, root) == -1) {
        return -1;
    }
    skip_space(p);
    if (p->at < p->text.len && p->broken == NULL) {
        fail(p, "more after the end");
        if (p->leniency == NULL) {
            return -1;
        }
        p->leniency->broken = str_z(p->broken);
        p->leniency->broken_at = p->at;
    }
    *out = root;
    return 0;
}

int json_parse(struct arena *a, struct str text, struct json **out, struct err *err)
{
    struct parser p = {.a = a, .text = text, .depth = LIMIT_JSON_DEPTH, .err = err};

    return parse_text(&p, out);
}

int json_parse_lenient(struct arena *a, struct str text, struct json_leniency *leniency,
                       struct json **out, struct err *err)
{
    struct parser p = {
        .a = a, .text = text, .depth = leniency->most, .leniency = leniency, .err = err};

    return parse_text(&p, out);
}

const struct json *json_get(const struct json *object, const char *key)
{
    const struct json *found = NULL;

    if (object == NULL || object->type != JSON_OBJECT) {
        return NULL;
    }
    for (const struct json *m = object->child; m != NULL; m = m->next) {
        if (str_eq(m->key, str_z(key))) {
            found = m;
        }
    }
    return found;
}

struct str json_str(const struct json *value)
{
    return value != NULL && value->type == JSON_STRING ? value->text : STR_NULL;
}
