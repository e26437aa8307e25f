#include "fmt/json.h"

#include <math.h>
#include <string.h>

#include "core/num.h"
#include "core/utf8.h"
#include "fmt/time.h"

struct span_member { /* the shape of every JSON_KIND_SPAN member */
    size_t start, end;
};

/* ---- writing ---- */

static void write_escaped(struct buf *out, unsigned char c)
{
    static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt";

    for (size_t i = 0; i + 1 < sizeof(shorts); i += 2) {
        if ((unsigned char)shorts[i] == c) {
            buf_add_char(out, '\\');
            buf_add_char(out, shorts[i + 1]);
            return;
        }
    }
    buf_add_fmt(out, "\\u%04x", c);
}

/* The first byte at or after `at` that a JSON string cannot hold as it is; bytes of UTF-8 are looked at. */
static size_t plain_end(struct str s, size_t at)
{
    while (at < s.len) {
        unsigned char c = (unsigned char)s.ptr[at];

        if (c < ' ' || c == '"' || c == '\\' || c >= 0x7F) {
            break;
        }
        at++;
    }
    return at;
}

void json_write_str(struct buf *out, struct str s)
{
    size_t at = 0, from = 0;

    buf_reserve(out, s.len + 2);
    buf_add_char(out, '"');
    while ((at = plain_end(s, at)) < s.len) {
        size_t before = at;
        uint32_t code = utf8_next(s, &at);

        if (code >= 0x80 && code != UTF8_REPLACEMENT) {
            continue;
        }
        buf_add(out, str_sub(s, from, before));
        if (code < 0x80) {
            write_escaped(out, (unsigned char)code);
        } else {
            utf8_add(out, code);
        }
        from = at;
    }
    buf_add(out, str_sub(s, from, s.len));
    buf_add_char(out, '"');
}

static void write_str_or_null(struct buf *out, struct str s)
{
    if (s.ptr == NULL) {
        buf_add(out, STR("null"));
    } else {
        json_write_str(out, s);
    }
}

/* Up to 6 digits after the point; printf's %f would ask the locale for its point. */
static void write_real(struct buf *out, double value)
{
    const int64_t scale = 1000000;
    int64_t scaled;
    struct str digits;
    char fraction[6];
    size_t n = sizeof(fraction);

    if (!isfinite(value) || fabs(value) >= 9e12) {
        buf_add(out, STR("null"));
        return;
    }
    scaled = (int64_t)(value < 0 ? value * 1e6 - 0.5 : value * 1e6 + 0.5);
    if (scaled < 0) {
        buf_add_char(out, '-');
        scaled = -scaled;
    }
    buf_add_fmt(out, "%lld", (long long)(scaled / scale));
    for (int64_t rest = scaled % scale, i = 5; i >= 0; i--, rest /= 10) {
        fraction[i] = (char)('0' + rest % 10);
    }
    while (n > 0 && fraction[n - 1] == '0') {
        n--;
    }
    digits = (struct str){fraction, n};
    if (n > 0) {
        buf_add_char(out, '.');
        buf_add(out, digits);
    }
}

static void write_time(struct buf *out, int64_t t)
{
    size_t start = out->len;

    buf_add_char(out, '"');
    if (time_add_rfc3339(out, t)) {
        buf_add_char(out, '"');
    } else {
        out->len = start;
        buf_add(out, STR("null"));
    }
}

static void write_span(struct buf *out, const struct span_member *s)
{
    buf_add_fmt(out, "[%zu,%zu]", s->start, s->end);
}

static void write_strs(struct buf *out, const struct str *list, size_t count)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        write_str_or_null(out, list[i]);
    }
    buf_add_char(out, ']');
}

static void write_list(struct buf *out, const struct json_shape *shape, const char *list,
                       size_t count)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        json_write(out, shape, list + i * shape->size);
    }
    buf_add_char(out, ']');
}

static size_t count_of(const struct json_field *f, const char *value)
{
    return *(const size_t *)(const void *)(value + f->count_offset);
}

static void write_field(struct buf *out, const struct json_field *f, const char *value)
{
    const void *member = value + f->offset;
    const void *inner;

    switch (f->kind) {
    case JSON_KIND_STR:
        write_str_or_null(out, *(const struct str *)member);
        break;
    case JSON_KIND_INT:
        buf_add_fmt(out, "%lld", (long long)*(const int64_t *)member);
        break;
    case JSON_KIND_COUNT:
        if (*(const int64_t *)member < 0) {
            buf_add_z(out, "null");
        } else {
            buf_add_fmt(out, "%lld", (long long)*(const int64_t *)member);
        }
        break;
    case JSON_KIND_SIZE:
        buf_add_fmt(out, "%zu", *(const size_t *)member);
        break;
    case JSON_KIND_REAL:
        write_real(out, *(const double *)member);
        break;
    case JSON_KIND_BOOL:
        buf_add_z(out, *(const bool *)member ? "true" : "false");
        break;
    case JSON_KIND_TIME:
        write_time(out, *(const int64_t *)member);
        break;
    case JSON_KIND_SPAN:
        write_span(out, member);
        break;
    case JSON_KIND_STRS:
        write_strs(out, *(struct str *const *)member, count_of(f, value));
        break;
    case JSON_KIND_LIST:
        write_list(out, f->shape, *(char *const *)member, count_of(f, value));
        break;
    case JSON_KIND_STRUCT:
        inner = *(void *const *)member;
        if (inner == NULL) {
            buf_add_z(out, "null");
        } else {
            json_write(out, f->shape, inner);
        }
        break;
    case JSON_KIND_RAW:
        buf_add(out, ((const struct str *)member)->ptr == NULL ? STR("null")
                                                               : *(const struct str *)member);
        break;
    }
}

/* Recurses as deep as the shapes do, which are ours. */
void json_write(struct buf *out, const struct json_shape *shape, const void *value)
{
    buf_add_char(out, '{');
    for (size_t i = 0; i < shape->field_count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        buf_add_char(out, '"'); /* names of ours, which need no escapes */
        buf_add_z(out, shape->fields[i].name);
        buf_add(out, STR("\":"));
        write_field(out, &shape->fields[i], value);
    }
    buf_add_char(out, '}');
}

/* ---- reading a struct ---- */

/* Compactly, of a tree; recursion is bounded by LIMIT_JSON_DEPTH. */
static void write_tree(struct buf *out, const struct json *v)
{
    switch (v->type) {
    case JSON_NULL:
        buf_add(out, STR("null"));
        return;
    case JSON_FALSE:
        buf_add(out, STR("false"));
        return;
    case JSON_TRUE:
        buf_add(out, STR("true"));
        return;
    case JSON_NUMBER:
        buf_add(out, v->text);
        return;
    case JSON_STRING:
        json_write_str(out, v->text);
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    buf_add_char(out, v->type == JSON_ARRAY ? '[' : '{');
    for (const struct json *c = v->child; c != NULL; c = c->next) {
        if (c != v->child) {
            buf_add_char(out, ',');
        }
        if (v->type == JSON_OBJECT) {
            json_write_str(out, c->key);
            buf_add_char(out, ':');
        }
        write_tree(out, c);
    }
    buf_add_char(out, v->type == JSON_ARRAY ? ']' : '}');
}

/* A decimal number without the locale; false for one that is no double. */
static bool read_real(struct str s, double *out)
{
    bool negative = s.len > 0 && s.ptr[0] == '-';
    double value = 0, scale = 1;
    size_t i = negative ? 1 : 0;
    int64_t exponent = 0;

    for (; i < s.len && char_is_digit(s.ptr[i]); i++) {
        value = value * 10 + (s.ptr[i] - '0');
    }
    if (i < s.len && s.ptr[i] == '.') {
        for (i++; i < s.len && char_is_digit(s.ptr[i]); i++) {
            scale *= 10;
            value = value * 10 + (s.ptr[i] - '0');
        }
    }
    if (i < s.len &&
        (!num_parse(str_sub(s, i + 1, s.len), &exponent) || exponent > 300 || exponent < -300)) {
        return false;
    }
    for (value /= scale; exponent > 0; exponent--) {
        value *= 10;
    }
    for (; exponent < 0; exponent++) {
        value /= 10;
    }
    *out = negative ? -value : value;
    return isfinite(value);
}

static int read_object(struct arena *a, const struct json *v, const struct json_shape *shape,
                       void *out, struct err *err);

static bool read_size(const struct json *v, size_t *out)
{
    int64_t n;

    if (v->type != JSON_NUMBER || !num_parse(v->text, &n) || n < 0) {
        return false;
    }
    *out = (size_t)n;
    return true;
}

static bool read_span(const struct json *v, struct span_member *out)
{
    return v->type == JSON_ARRAY && v->count == 2 && read_size(v->child, &out->start) &&
           read_size(v->child->next, &out->end);
}

static bool read_time(const struct json *v, int64_t *out)
{
    *out = v->type == JSON_STRING ? time_parse(v->text, NULL) : TIME_NONE;
    return *out != TIME_NONE;
}

static bool read_strs(struct arena *a, const struct json *v, struct str **list, size_t *count)
{
    size_t i = 0;

    if (v->type != JSON_ARRAY) {
        return false;
    }
    *list = arena_array(a, v->count, sizeof(**list));
    for (const struct json *c = v->child; c != NULL; c = c->next) {
        if (c->type != JSON_STRING && c->type != JSON_NULL) {
            return false;
        }
        (*list)[i++] = arena_str(a, json_str(c));
    }
    *count = i;
    return true;
}

static struct str read_raw(struct arena *a, const struct json *v)
{
    struct buf b = {0};

    write_tree(&b, v);
    return buf_str(&b, a);
}

/* A member of plain data; false when it has another type. */
static bool read_plain(struct arena *a, const struct json_field *f, const struct json *v,
                       void *member)
{
    switch (f->kind) {
    case JSON_KIND_STR:
        *(struct str *)member = arena_str(a, json_str(v));
        return v->type == JSON_STRING;
    case JSON_KIND_INT:
    case JSON_KIND_COUNT:
        return v->type == JSON_NUMBER && num_parse(v->text, member);
    case JSON_KIND_SIZE:
        return read_size(v, member);
    case JSON_KIND_REAL:
        return v->type == JSON_NUMBER && read_real(v->text, member);
    case JSON_KIND_BOOL:
        *(bool *)member = v->type == JSON_TRUE;
        return v->type == JSON_TRUE || v->type == JSON_FALSE;
    case JSON_KIND_TIME:
        return read_time(v, member);
    case JSON_KIND_SPAN:
        return read_span(v, member);
    case JSON_KIND_RAW:
        *(struct str *)member = read_raw(a, v);
        return true;
    case JSON_KIND_STRS:
    case JSON_KIND_LIST:
    case JSON_KIND_STRUCT:
        break;
    }
    return false;
}

static int read_list(struct arena *a, const struct json_field *f, const struct json *v, char *out,
                     struct err *err)
{
    char *list = arena_array(a, v->count, f->shape->size);
    size_t i = 0;

    for (const struct json *c = v->child; c != NULL; c = c->next, i++) {
        if (read_object(a, c, f->shape, list + i * f->shape->size, err) == -1) {
            return -1;
        }
    }
    *(char **)(void *)(out + f->offset) = list;
    *(size_t *)(void *)(out + f->count_offset) = i;
    return 0;
}

static int read_field(struct arena *a, const struct json_field *f, const struct json *v, char *out,
                      struct err *err)
{
    void *member = out + f->offset;
    bool fits;

    if (f->kind == JSON_KIND_LIST && v->type == JSON_ARRAY) {
        return read_list(a, f, v, out, err);
    }
    if (f->kind == JSON_KIND_STRUCT && v->type == JSON_OBJECT) {
        void *inner = arena_alloc(a, f->shape->size);

        *(void **)member = inner;
        return read_object(a, v, f->shape, inner, err);
    }
    fits = f->kind == JSON_KIND_STRS
               ? read_strs(a, v, member, (size_t *)(void *)(out + f->count_offset))
               : read_plain(a, f, v, member);
    return fits ? 0 : err_set(err, ERR_SYNTAX, "JSON: \"%s\" is of another type", f->name);
}

static int read_object(struct arena *a, const struct json *v, const struct json_shape *shape,
                       void *out, struct err *err)
{
    if (v->type != JSON_OBJECT) {
        return err_set(err, ERR_SYNTAX, "JSON: no object");
    }
    memset(out, 0, shape->size);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct json_field *f = &shape->fields[i];
        const struct json *member = json_get(v, f->name);

        if (f->kind == JSON_KIND_TIME || f->kind == JSON_KIND_COUNT) {
            *(int64_t *)(void *)((char *)out + f->offset) =
                f->kind == JSON_KIND_TIME ? TIME_NONE : -1;
        }
        if (member != NULL && member->type != JSON_NULL &&
            read_field(a, f, member, out, err) == -1) {
            return -1;
        }
    }
    return 0;
}

int json_read(struct arena *a, struct str text, const struct json_shape *shape, void *out,
              struct err *err)
{
    /* The tree is larger than what is read from it, and is not kept as long. */
    struct arena *scratch = arena_new();
    struct json *root;
    int rc =
        json_parse(scratch, text, &root, err) == -1 ? -1 : read_object(a, root, shape, out, err);

    arena_free(scratch);
    return rc;
}
