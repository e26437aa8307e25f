/*
 * feed/xml_lenient - XML as people really write it: nothing is an error, everything complete is kept.
 *
 * One pass, no backtracking beyond one tag. HTML names are known, a stray & or < is text, tags close
 * in any case, an item or a one-line field ends where the next begins.
 */

#include "core/limits.h"
#include "core/utf8.h"
#include "feed/xml_tree.h"
#include "text/entity.h"

struct entity {
    struct str name, value;
};

#define ENTITIES_MAX 64U

struct tag {
    struct str *names, *values; /* BOUND_ATTRIBUTES of them */
    size_t count;
    bool empty, more; /* more: attributes that are left out */
};

struct lenient {
    struct xml_builder *builder;
    struct str source, *damage;
    size_t at;
    struct str *names; /* of the open elements, as written with prefix */
    size_t depth;
    struct entity entities[ENTITIES_MAX]; /* of the internal DTD, plain text only */
    size_t entity_count;
    size_t expanded;
    struct tag tag; /* being read */
    /* Searched for once and not found: not again, or many openings would cost their square. */
    bool no_cdata_end, no_comment_end, doctype_seen;
};

static void note(struct lenient *l, const char *what)
{
    if (l->damage->ptr == NULL || str_find(*l->damage, STR("byte "), 0) == STR_NPOS) {
        *l->damage = arena_fmt(l->builder->arena, "byte %zu: %s", l->at, what);
    }
}

/* ---- text ---- */

static struct str find_entity(const struct lenient *l, struct str s, size_t *at)
{
    size_t end = *at + 1;

    while (end < s.len && end - *at < 64 && (char_is_alnum(s.ptr[end]) || s.ptr[end] == '_')) {
        end++;
    }
    if (end >= s.len || s.ptr[end] != ';') {
        return STR_NULL;
    }
    for (size_t i = 0; i < l->entity_count; i++) {
        if (str_eq(l->entities[i].name, str_sub(s, *at + 1, end))) {
            *at = end + 1;
            return l->entities[i].value;
        }
    }
    return STR_NULL;
}

/* A number that names one half of a character outside the basic plane takes the other half along. */
static bool add_pair(struct buf *out, struct str s, size_t *at)
{
    static const struct str open = STR_INIT("&#");
    uint32_t half[2] = {0, 0};
    size_t p = *at;

    for (size_t i = 0; i < 2; i++) {
        if (!str_starts(str_sub(s, p, s.len), open)) {
            return false;
        }
        for (p += 2; p < s.len && char_is_digit(s.ptr[p]) && half[i] < 0x110000; p++) {
            half[i] = half[i] * 10 + (uint32_t)(s.ptr[p] - '0');
        }
        if (p >= s.len || s.ptr[p] != ';') {
            return false;
        }
        p++;
    }
    if (half[0] < 0xD800 || half[0] > 0xDBFF || half[1] < 0xDC00 || half[1] > 0xDFFF) {
        return false;
    }
    utf8_add(out, 0x10000 + ((half[0] - 0xD800) << 10) + (half[1] - 0xDC00));
    *at = p;
    return true;
}

/* Decodes one reference at *at, or adds the '&' itself. */
static void add_reference(struct lenient *l, struct buf *out, struct str s, size_t *at)
{
    struct str own = l->entity_count > 0 ? find_entity(l, s, at) : STR_NULL;
    uint32_t code;

    if (own.ptr != NULL) {
        l->expanded += own.len;
        if (l->expanded > LIMIT_FIELD_BYTES) {
            l->builder->bounds->at = l->at;
            xml_builder_stop(l->builder, BOUND_ENTITIES);
        } else {
            buf_add(out, own);
        }
        return;
    }
    if (add_pair(out, s, at)) {
        return;
    }
    code = entity_next(s, at, ENTITY_XML);
    if (code == 0) {
        buf_add_char(out, '&');
        (*at)++;
    } else if (code >= 0x20 || char_is_space((char)code)) {
        utf8_add(out, code);
    }
}

/* Adds text with references decoded and control characters left out. */
static void add_text(struct lenient *l, struct buf *out, struct str s, bool references)
{
    size_t at = 0;

    while (at < s.len) {
        size_t from = at;

        while (at < s.len && (unsigned char)s.ptr[at] >= 0x20 && s.ptr[at] != '&') {
            at++;
        }
        buf_add(out, str_sub(s, from, at));
        if (at >= s.len) {
            break;
        }
        if (s.ptr[at] == '&' && references) {
            add_reference(l, out, s, &at);
            continue;
        }
        if (s.ptr[at] == '&' || char_is_space(s.ptr[at])) {
            buf_add_char(out, s.ptr[at]);
        }
        at++;
    }
}

static void emit_text(struct lenient *l, struct str s, bool references)
{
    struct buf *out = xml_builder_buffer(l->builder);

    if (out != NULL) {
        add_text(l, out, s, references);
    }
}

/* ---- names and namespaces ---- */

static void split_name(struct str name, struct str *prefix, struct str *local)
{
    size_t colon = str_find_char(name, ':', 0);

    if (colon == STR_NPOS || colon + 1 == name.len) {
        *prefix = STR_NULL;
        *local = name;
    } else {
        *prefix = str_sub(name, 0, colon);
        *local = str_sub(name, colon + 1, name.len);
    }
}

/* ---- tags ---- */

static void close_one(struct lenient *l, bool complete)
{
    xml_builder_end(l->builder, l->at, complete);
    l->depth--;
}

/* Closes the innermost open element of this name, and what is open inside it. */
static bool close_named(struct lenient *l, struct str name)
{
    size_t i = l->depth;

    while (i > 0 && !str_eq_nocase(l->names[i - 1], name)) {
        i--;
    }
    if (i == 0) {
        return false;
    }
    while (l->depth > i) {
        note(l, "an element is not closed");
        close_one(l, true);
    }
    close_one(l, true);
    return true;
}

static bool is_one_of(struct str name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(name, str_z(list[i]))) {
            return true;
        }
    }
    return false;
}

/* A field of one line ends where the next field begins, an item where the next item begins. */
static void close_implied(struct lenient *l, struct str name)
{
    static const char *const leaves[] = {"title", "link", "guid", "pubDate", "category"};
    static const char *const fields[] = {"title",       "link", "guid",  "pubDate",
                                         "description", "item", "entry", "category"};
    static const char *const items[] = {"item", "entry"};

    if (is_one_of(name, fields, ARRAY_LEN(fields)) && l->depth > 0 &&
        is_one_of(l->names[l->depth - 1], leaves, ARRAY_LEN(leaves))) {
        note(l, "a field is not closed");
        close_one(l, true);
    }
    if (is_one_of(name, items, ARRAY_LEN(items)) && close_named(l, name)) {
        note(l, "an item is not closed");
    }
}

static bool is_name_byte(char c)
{
    return char_is_alnum(c) || c == '_' || c == ':' || c == '-' || c == '.' ||
           (unsigned char)c >= 0x80;
}

static size_t skip_space(struct str s, size_t p)
{
    while (p < s.len && char_is_space(s.ptr[p])) {
        p++;
    }
    return p;
}

/* The value that begins at *p; a quote that never closes ends with the tag. */
static struct str scan_value(struct str s, size_t *p)
{
    size_t from = *p, end;

    if (from < s.len && (s.ptr[from] == '"' || s.ptr[from] == '\'')) {
        struct str near =
            str_sub(s, 0, from + LIMIT_XML_TAG_BYTES < s.len ? from + LIMIT_XML_TAG_BYTES : s.len);

        end = str_find_char(near, s.ptr[from], from + 1);
        if (end != STR_NPOS) {
            *p = end + 1;
            return str_sub(s, from + 1, end);
        }
        from++;
    }
    for (end = from; end < s.len && !char_is_space(s.ptr[end]) && s.ptr[end] != '>'; end++) {
    }
    if (end > from && end < s.len && s.ptr[end] == '>' && s.ptr[end - 1] == '/') {
        end--;
    }
    *p = end;
    return str_sub(s, from, end);
}

/* Reads attributes up to the end of the tag; false when the text ends first. */
static bool scan_attributes(struct lenient *l, size_t *at, struct tag *t)
{
    struct str s = l->source;
    size_t p = *at, from;

    for (;;) {
        struct str value = STR("");

        p = skip_space(s, p);
        if (p >= s.len) {
            return false;
        }
        if (s.ptr[p] == '>' || s.ptr[p] == '<') { /* the next tag begins: this one was not closed */
            *at = p + (s.ptr[p] == '>');
            return true;
        }
        if (s.ptr[p] == '/') {
            t->empty = p + 1 < s.len && s.ptr[p + 1] == '>';
            p++;
            continue;
        }
        for (from = p; p < s.len && is_name_byte(s.ptr[p]); p++) {
        }
        if (p == from) {
            p++; /* a stray byte */
            continue;
        }
        struct str name = str_sub(s, from, p);
        size_t after = skip_space(s, p);

        if (after < s.len && s.ptr[after] == '=') {
            p = skip_space(s, after + 1);
            value = scan_value(s, &p);
        }
        if (t->count < l->builder->bounds->most[BOUND_ATTRIBUTES]) {
            t->names[t->count] = name;
            t->values[t->count++] = value;
        } else if (!t->more) {
            t->more = true;
            bounds_hit(l->builder->bounds, BOUND_ATTRIBUTES);
        }
    }
}

static struct str decode(struct lenient *l, struct str raw)
{
    struct buf out = {0};

    if (str_find_char(raw, '&', 0) == STR_NPOS) {
        return raw;
    }
    add_text(l, &out, raw, true);
    return buf_str(&out, l->builder->arena);
}

static void declare_all(struct lenient *l, const struct tag *t)
{
    for (size_t i = 0; i < t->count; i++) {
        if (str_eq_nocase(t->names[i], STR("xmlns"))) {
            xml_builder_declare(l->builder, STR_NULL, decode(l, t->values[i]));
        } else if (str_starts_nocase(t->names[i], STR("xmlns:"))) {
            xml_builder_declare(l->builder, str_sub(t->names[i], 6, t->names[i].len),
                                decode(l, t->values[i]));
        }
    }
}

static void emit_start(struct lenient *l, struct str name, const struct tag *t)
{
    struct xml_start s = {.at = l->at};
    struct xml_attribute *out;

    declare_all(l, t);
    split_name(name, &s.prefix, &s.local);
    out = arena_array(l->builder->arena, t->count, sizeof(*out));
    for (size_t i = 0; i < t->count; i++) {
        struct xml_attribute *a = &out[s.attribute_count];

        if (str_starts_nocase(t->names[i], STR("xmlns"))) {
            continue;
        }
        split_name(t->names[i], &a->prefix, &a->local);
        a->ns = xml_builder_attribute_ns(l->builder, a->prefix);
        a->value = decode(l, t->values[i]);
        s.attribute_count++;
    }
    s.attributes = out;
    xml_builder_start(l->builder, &s);
    if (!xml_builder_ended(l->builder)) {
        l->names[l->depth++] = name;
    }
}

static void read_start(struct lenient *l)
{
    struct str s = l->source, name;
    size_t p = l->at + 1;
    struct tag *t = &l->tag;

    t->count = 0;
    t->empty = t->more = false;
    l->builder->bounds->at = l->at;
    while (p < s.len && is_name_byte(s.ptr[p])) {
        p++;
    }
    name = str_sub(s, l->at + 1, p);
    if (!scan_attributes(l, &p, t)) {
        note(l, "the document ends in a tag");
        l->at = s.len;
        return;
    }
    close_implied(l, name);
    l->at = p;
    emit_start(l, name, t);
    if (t->empty && !xml_builder_ended(l->builder)) {
        close_one(l, true);
    }
}

static void read_end(struct lenient *l)
{
    struct str s = l->source, name;
    size_t p = l->at + 2, end;

    while (p < s.len && is_name_byte(s.ptr[p])) {
        p++;
    }
    name = str_sub(s, l->at + 2, p);
    end = str_find_char(s, '>', p);
    if (end == STR_NPOS) {
        note(l, "the document ends in a tag");
        l->at = s.len;
        return;
    }
    l->at = skip_space(s, p) == end ? end + 1 : p;
    if (!close_named(l, name)) {
        note(l, "an end tag closes nothing");
    }
}

/* <!ENTITY name "value"> of an internal subset; values are taken as text, nothing nests. */
static void read_entities(struct lenient *l, struct str subset)
{
    size_t p = 0;

    while ((p = str_find(subset, STR("<!ENTITY"), p)) != STR_NPOS &&
           l->entity_count < ARRAY_LEN(l->entities)) {
        size_t from = skip_space(subset, p + 8), to = from;
        struct entity *e = &l->entities[l->entity_count];

        while (to < subset.len && is_name_byte(subset.ptr[to])) {
            to++;
        }
        p = skip_space(subset, to);
        if (to > from && p < subset.len && (subset.ptr[p] == '"' || subset.ptr[p] == '\'')) {
            size_t end = str_find_char(subset, subset.ptr[p], p + 1);

            if (end != STR_NPOS) {
                size_t held = l->entity_count;
                struct str raw = str_sub(subset, p + 1, end);

                l->entity_count = 0;
                e->name = str_sub(subset, from, to);
                e->value = decode(l, raw);
                l->entity_count = held + 1;
                p = end;
            }
        }
    }
}

static void read_doctype(struct lenient *l)
{
    struct str s = l->source;
    size_t end = str_find_char(s, '>', l->at), bracket = str_find_char(s, '[', l->at);

    if (bracket < end) {
        size_t close = str_find(s, STR("]>"), bracket);

        if (close == STR_NPOS) {
            close = str_find_char(s, ']', bracket);
            end = close == STR_NPOS ? end : str_find_char(s, '>', close);
        } else {
            end = close + 1;
        }
        read_entities(l, str_sub(s, bracket, close == STR_NPOS ? s.len : close));
    }
    l->at = end == STR_NPOS ? s.len : end + 1;
}

/* Comments, CDATA, instructions, declarations. False when none begins here. */
static bool read_special(struct lenient *l)
{
    struct str s = l->source, rest = str_sub(s, l->at, s.len);
    size_t end;

    if (str_starts_nocase(rest, STR("<![CDATA["))) {
        end = l->no_cdata_end ? STR_NPOS : str_find(s, STR("]]>"), l->at + 9);
        if (end == STR_NPOS) {
            l->no_cdata_end = true;
            note(l, "a CDATA section is not closed");
            end = str_find(s, STR("</"), l->at + 9);
            end = end == STR_NPOS ? s.len : end;
            emit_text(l, str_sub(s, l->at + 9, end), false);
            l->at = end;
        } else {
            emit_text(l, str_sub(s, l->at + 9, end), false);
            l->at = end + 3;
        }
        return true;
    }
    if (!l->doctype_seen && str_starts_nocase(rest, STR("<!DOCTYPE"))) {
        l->doctype_seen = true;
        read_doctype(l);
        return true;
    }
    if (str_starts(rest, STR("<!--"))) {
        end = l->no_comment_end ? STR_NPOS : str_find(s, STR("-->"), l->at + 4);
        if (end != STR_NPOS) {
            l->at = end + 3;
            return true;
        }
        l->no_comment_end = true;
        note(l, "a comment is not closed");
    } else if (!str_starts(rest, STR("<?")) && !str_starts(rest, STR("<!"))) {
        return false;
    }
    end = str_find_char(s, '>', l->at);
    l->at = end == STR_NPOS ? s.len : end + 1;
    return true;
}

static void read_token(struct lenient *l)
{
    struct str s = l->source;
    size_t next = l->at + 1, end;

    if (s.ptr[l->at] == '<') {
        if (next < s.len && (char_is_alpha(s.ptr[next]) || s.ptr[next] == '_')) {
            read_start(l);
            return;
        }
        if (next + 1 < s.len && s.ptr[next] == '/' && is_name_byte(s.ptr[next + 1])) {
            read_end(l);
            return;
        }
        if (read_special(l)) {
            return;
        }
        note(l, "a < that begins no tag");
    }
    end = str_find_char(s, '<', next);
    end = end == STR_NPOS ? s.len : end;
    emit_text(l, str_sub(s, l->at, end), true);
    l->at = end;
}

void xml_read_lenient(struct xml_builder *b, struct str text, struct str *damage)
{
    struct lenient *l = arena_alloc(b->arena, sizeof(*l));

    l->builder = b;
    l->source = text;
    l->damage = damage;
    l->names = arena_array(b->arena, b->bounds->most[BOUND_DEPTH], sizeof(*l->names));
    l->tag.names = arena_array(b->arena, b->bounds->most[BOUND_ATTRIBUTES], sizeof(struct str));
    l->tag.values = arena_array(b->arena, b->bounds->most[BOUND_ATTRIBUTES], sizeof(struct str));
    while (l->at < text.len && !xml_builder_ended(b)) {
        read_token(l);
    }
}
