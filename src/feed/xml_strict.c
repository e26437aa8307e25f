/*
 * feed/xml_strict - sound XML 1.0, read in one pass without copies.
 *
 * It stops at the first thing that is not well-formed, and at what is left to the forgiving reader
 * on purpose: document types that declare something, names of entities beyond the five of XML, tags
 * that are too large. What it takes, it takes as the specification says.
 */
#include <string.h>

#include "core/utf8.h"
#include "feed/xml_tree.h"

/* More are read by the forgiving reader, which does not compare each with each. */
#define STRICT_ATTRIBUTES ((size_t)64)

struct strict {
    struct xml_builder *builder;
    const struct xml_hints *hints;
    struct xml_document *out;
    struct str source;
    size_t at;
    struct str *names; /* of the open elements, as written with prefix */
    size_t depth, attribute_most;
    size_t known_cap, looked_to; /* looked_to: how far items were looked through ahead */
    bool root_seen, no_look;
    struct xml_attribute attributes[STRICT_ATTRIBUTES];
};

/* Notes what is wrong at `at`; always false. */
static bool refuse(struct strict *r, size_t at, const char *what)
{
    r->out->damage = arena_fmt(r->builder->arena, "byte %zu: %s", at, what);
    return false;
}

/* What is sound, but left to the forgiving reader; always false. */
static bool leave(struct strict *r)
{
    r->out->damage = STR_NULL;
    return false;
}

static bool is_name_start(char c)
{
    return char_is_alpha(c) || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static bool is_name_byte(char c)
{
    return is_name_start(c) || char_is_digit(c) || c == '-' || c == '.';
}

static size_t skip_space(struct str s, size_t at)
{
    while (at < s.len && char_is_space(s.ptr[at])) {
        at++;
    }
    return at;
}

static size_t name_end(struct str s, size_t at)
{
    while (at < s.len && is_name_byte(s.ptr[at])) {
        at++;
    }
    return at;
}

static char byte_at(struct str s, size_t at)
{
    return at < s.len ? s.ptr[at] : '\0';
}

static void split_name(struct str name, struct str *prefix, struct str *local)
{
    size_t colon = str_find_char(name, ':', 0);

    *prefix = colon == STR_NPOS ? STR_NULL : str_sub(name, 0, colon);
    *local = colon == STR_NPOS ? name : str_sub(name, colon + 1, name.len);
}

/* ---- references ---- */

/* XML 1.0 2.2 */
static bool is_char(uint32_t code)
{
    return code >= 0x20 ? (code < 0xD800 || code > 0xDFFF) && code < 0x110000 && code != 0xFFFE &&
                              code != 0xFFFF
                        : code == '\t' || code == '\n' || code == '\r';
}

static bool read_number(struct str s, size_t *at, uint32_t *code)
{
    uint32_t base = byte_at(s, *at) == 'x' ? 16 : 10;
    size_t from = *at += base == 16;

    for (*code = 0; *at < s.len && *code < 0x110000; (*at)++) {
        char c = char_lower(s.ptr[*at]);

        if (char_is_digit(c)) {
            *code = *code * base + (uint32_t)(c - '0');
        } else if (base == 16 && c >= 'a' && c <= 'f') {
            *code = *code * base + (uint32_t)(c - 'a' + 10);
        } else {
            break;
        }
    }
    return *at > from && is_char(*code);
}

/* The reference whose '&' stands at *at. */
static bool read_reference(struct str s, size_t *at, struct buf *out)
{
    static const struct {
        struct str name;
        char c;
    } names[] = {
        {STR_INIT("lt;"), '<'}, //
        {STR_INIT("gt;"), '>'},   {STR_INIT("amp;"), '&'},
        {STR_INIT("quot;"), '"'}, {STR_INIT("apos;"), '\''},
    };
    struct str rest = str_sub(s, *at + 1, s.len);
    size_t end = 1;
    uint32_t code;

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_starts(rest, names[i].name)) {
            buf_add_char(out, names[i].c);
            *at += 1 + names[i].name.len;
            return true;
        }
    }
    if (byte_at(rest, 0) != '#' || !read_number(rest, &end, &code) || byte_at(rest, end) != ';') {
        return false;
    }
    utf8_add(out, code);
    *at += 1 + end + 1;
    return true;
}

/* Adds `s` with references decoded and line ends as one \n; in a value white space is a space. */
static bool decode(struct strict *r, struct str s, bool value, struct buf *out)
{
    size_t at = 0;

    while (at < s.len) {
        size_t from = at;
        char c = s.ptr[at];

        if (c == '&') {
            if (!read_reference(s, &at, out)) {
                return refuse(r, (size_t)(s.ptr - r->source.ptr) + at,
                              "a reference that XML does not know");
            }
        } else if (c == '\r') {
            at += byte_at(s, at + 1) == '\n' ? 2 : 1;
            buf_add_char(out, value ? ' ' : '\n');
        } else if (value && (c == '\n' || c == '\t')) {
            at++;
            buf_add_char(out, ' ');
        } else {
            while (at < s.len && s.ptr[at] != '&' && s.ptr[at] != '\r' &&
                   !(value && char_is_space(s.ptr[at]) && s.ptr[at] != ' ')) {
                at++;
            }
            buf_add(out, str_sub(s, from, at));
        }
    }
    return true;
}

/* ---- text ---- */

static bool read_text(struct strict *r)
{
    size_t end = str_find_char(r->source, '<', r->at);
    struct str s = str_sub(r->source, r->at, end);
    struct buf *out;

    r->at += s.len;
    if (r->depth == 0) {
        return str_trim(s).len == 0 || refuse(r, r->at - s.len, "text outside of the root element");
    }
    if (str_find_char(s, ']', 0) != STR_NPOS && str_find(s, STR("]]>"), 0) != STR_NPOS) {
        return refuse(r, r->at - s.len, "a text with ]]> in it");
    }
    if (str_find_char(s, '&', 0) == STR_NPOS && str_find_char(s, '\r', 0) == STR_NPOS) {
        xml_builder_view(r->builder, s);
        return true;
    }
    out = xml_builder_buffer(r->builder);
    return out == NULL || decode(r, s, false, out);
}

static bool read_cdata(struct strict *r)
{
    size_t from = r->at + 9, end = str_find(r->source, STR("]]>"), from);
    struct str s = str_sub(r->source, from, end);
    struct buf *out;

    if (end == STR_NPOS || r->depth == 0) {
        return refuse(r, r->at, "a CDATA section without an end or outside of the root element");
    }
    r->at = end + 3;
    if (str_find_char(s, '\r', 0) == STR_NPOS) {
        xml_builder_view(r->builder, s);
        return true;
    }
    out = xml_builder_buffer(r->builder);
    for (size_t i = 0; out != NULL && i < s.len; i++) {
        if (s.ptr[i] != '\r') {
            buf_add_char(out, s.ptr[i]);
        } else if (byte_at(s, i + 1) != '\n') {
            buf_add_char(out, '\n');
        }
    }
    return true;
}

/* ---- what is no element ---- */

static bool read_comment(struct strict *r)
{
    size_t end = str_find(r->source, STR("--"), r->at + 4);

    if (end == STR_NPOS || byte_at(r->source, end + 2) != '>') {
        return refuse(r, r->at, "a comment without an end or with -- inside");
    }
    r->at = end + 3;
    return true;
}

static bool read_instruction(struct strict *r)
{
    size_t end = str_find(r->source, STR("?>"), r->at + 2);
    size_t after = name_end(r->source, r->at + 2);
    struct str target = str_sub(r->source, r->at + 2, after);

    if (end == STR_NPOS || target.len == 0 || !is_name_start(target.ptr[0]) ||
        (after != end && !char_is_space(byte_at(r->source, after)))) {
        return refuse(r, r->at, "a processing instruction without a name or an end");
    }
    if (str_eq_nocase(target, STR("xml")) && (r->at > 0 || !str_eq(target, STR("xml")))) {
        return refuse(r, r->at, "an XML declaration that does not stand at the start");
    }
    r->at = end + 2;
    return true;
}

/* One that only names an external DTD, which is not read. */
static bool read_doctype(struct strict *r)
{
    struct str s = r->source;
    size_t at = r->at + 9;
    char quote = 0;

    for (; at < s.len && at - r->at < LIMIT_XML_TAG_BYTES; at++) {
        char c = s.ptr[at];

        if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[' || c == '<') {
            return leave(r);
        } else if (c == '>') {
            r->at = at + 1;
            return true;
        }
    }
    return refuse(r, r->at, "a document type without an end");
}

static bool read_special(struct strict *r)
{
    struct str rest = str_sub(r->source, r->at, r->source.len);

    if (str_starts(rest, STR("<![CDATA["))) {
        return read_cdata(r);
    }
    if (str_starts(rest, STR("<!--"))) {
        return read_comment(r);
    }
    if (str_starts(rest, STR("<!DOCTYPE")) && !r->root_seen) {
        return read_doctype(r);
    }
    if (str_starts(rest, STR("<?"))) {
        return read_instruction(r);
    }
    return refuse(r, r->at, "a < that begins no tag");
}

/* ---- tags ---- */

/* The quoted value at *at. */
static bool read_value(struct strict *r, size_t *at, struct str *out)
{
    struct str s = r->source;
    char quote = byte_at(s, *at);
    size_t end = quote == '"' || quote == '\'' ? str_find_char(s, quote, *at + 1) : STR_NPOS;
    struct buf decoded = {0};
    bool plain, sound;

    if (end == STR_NPOS) {
        return refuse(r, *at, "an attribute's value without quotes");
    }
    *out = str_sub(s, *at + 1, end);
    if (out->len > LIMIT_XML_TAG_BYTES) {
        return leave(r);
    }
    plain = true;
    for (size_t i = 0; i < out->len; i++) {
        char c = out->ptr[i];

        if (c == '<') {
            return refuse(r, *at + 1 + i, "a < in an attribute");
        }
        plain = plain && c != '&' && c != '\n' && c != '\t' && c != '\r';
    }
    *at = end + 1;
    if (plain) {
        return true;
    }
    sound = decode(r, *out, true, &decoded);
    *out = buf_str(&decoded, r->builder->arena);
    return sound;
}

static bool has_attribute(const struct strict *r, size_t count, const struct xml_attribute *a)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(r->attributes[i].local, a->local) &&
            str_eq(r->attributes[i].prefix, a->prefix)) {
            return true;
        }
    }
    return false;
}

/* The attributes up to the '>' or "/>", behind which *at stands then; those of namespaces are declared. */
static bool read_attributes(struct strict *r, size_t *at, size_t *count, bool *empty)
{
    struct str s = r->source;
    size_t from = *at;

    for (*count = 0;;) {
        struct xml_attribute *a = &r->attributes[*count];
        size_t p = skip_space(s, *at), end = name_end(s, p), equals = skip_space(s, end);

        *empty = byte_at(s, p) == '/';
        if (byte_at(s, p + *empty) == '>') {
            *at = p + *empty + 1;
            return true;
        }
        if (p == *at || end == p || !is_name_start(s.ptr[p]) || byte_at(s, equals) != '=') {
            return refuse(r, p, "a tag that is no tag");
        }
        if (*count == r->attribute_most || p - from > LIMIT_XML_TAG_BYTES) {
            return leave(r);
        }
        *a = (struct xml_attribute){0};
        split_name(str_sub(s, p, end), &a->prefix, &a->local);
        *at = skip_space(s, equals + 1);
        if (!read_value(r, at, &a->value)) {
            return false;
        }
        if (has_attribute(r, *count, a)) {
            return refuse(r, p, "an attribute is there twice");
        }
        (*count)++;
    }
}

/* Takes the declarations out of the attributes of the tag. */
static void declare(struct strict *r, size_t *count)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        const struct xml_attribute *a = &r->attributes[i];

        if (a->prefix.len == 0 && str_eq(a->local, STR("xmlns"))) {
            xml_builder_declare(r->builder, STR_NULL, a->value);
        } else if (str_eq(a->prefix, STR("xmlns"))) {
            xml_builder_declare(r->builder, a->local, a->value);
        } else {
            r->attributes[kept++] = *a;
        }
    }
    *count = kept;
}

static void emit_start(struct strict *r, struct str name, size_t count)
{
    struct xml_start start = {.attribute_count = count, .at = r->at};

    split_name(name, &start.prefix, &start.local);
    if (count > 0) {
        start.attributes = arena_array(r->builder->arena, count, sizeof(*start.attributes));
        memcpy(start.attributes, r->attributes, count * sizeof(*start.attributes));
    }
    for (size_t i = 0; i < count; i++) {
        struct xml_attribute *a = &start.attributes[i];

        a->ns = xml_builder_attribute_ns(r->builder, a->prefix);
    }
    xml_builder_start(r->builder, &start);
}

/* ---- items that are known ---- */

/* Where the end tag of the item `name`, whose inside begins at `at`, begins; STR_NPOS when that is not plain. */
static size_t find_item_end(struct str s, size_t at, struct str name)
{
    static const struct {
        struct str open, close;
    } skipped[] = {
        {STR_INIT("<![CDATA["), STR_INIT("]]>")}, //
        {STR_INIT("<!--"), STR_INIT("-->")},
        {STR_INIT("<?"), STR_INIT("?>")},
    };

    while ((at = str_find_char(s, '<', at)) != STR_NPOS) {
        bool close = byte_at(s, at + 1) == '/';
        struct str rest = str_sub(s, at + 1 + close, s.len);

        if (str_starts(rest, name) && !is_name_byte(byte_at(rest, name.len))) {
            return close && byte_at(rest, name.len) == '>' ? at : STR_NPOS;
        }
        for (size_t i = 0; i < ARRAY_LEN(skipped); i++) {
            if (str_starts(str_sub(s, at, s.len), skipped[i].open)) {
                at = str_find(s, skipped[i].close, at + skipped[i].open.len);
                break;
            }
        }
        if (at == STR_NPOS) {
            return at;
        }
        at++;
    }
    return at;
}

/* Passes over the inside of the item that has just been started, if its content is known. */
static void pass_known(struct strict *r, struct str name)
{
    const struct xml_node *item = r->builder->open;
    struct xml_document *out = r->out;
    struct str digest;
    size_t end;

    if (r->hints->known == NULL || r->no_look || r->at < r->looked_to || r->depth < 2 ||
        !xml_is_item(item)) {
        return;
    }
    end = find_item_end(r->source, r->at, name);
    if (end == STR_NPOS) {
        r->no_look = true; /* or each item would be looked through to the end of the document */
        return;
    }
    r->looked_to = end;
    digest = r->hints->known(r->hints->arg, str_sub(r->source, r->at, end + name.len + 3));
    if (digest.ptr == NULL) {
        return;
    }
    out->known = arena_grow(r->builder->arena, out->known, out->known_count, &r->known_cap,
                            sizeof(*out->known));
    out->known[out->known_count++] = (struct xml_known){item, digest};
    r->at = end;
}

static bool read_start(struct strict *r)
{
    struct str s = r->source, name;
    size_t p = name_end(s, r->at + 1), count;
    bool empty;

    name = str_sub(s, r->at + 1, p);
    if (r->depth == 0 && r->root_seen) {
        return refuse(r, r->at, "an element behind the root element");
    }
    if (!read_attributes(r, &p, &count, &empty)) {
        return false;
    }
    r->builder->bounds->at = r->at;
    declare(r, &count);
    r->at = p;
    emit_start(r, name, count);
    r->root_seen = true;
    if (xml_builder_ended(r->builder)) {
        return true;
    }
    if (empty) {
        xml_builder_end(r->builder, r->at, true);
        return true;
    }
    r->names[r->depth++] = name;
    pass_known(r, name);
    return true;
}

static bool read_end(struct strict *r)
{
    size_t from = r->at + 2, end = name_end(r->source, from);
    struct str name = str_sub(r->source, from, end);

    end = skip_space(r->source, end);
    if (r->depth == 0 || !str_eq(r->names[r->depth - 1], name) || byte_at(r->source, end) != '>') {
        return refuse(r, r->at, "an end tag that closes another element");
    }
    r->at = end + 1;
    r->depth--;
    xml_builder_end(r->builder, r->at, true);
    return true;
}

static bool read_token(struct strict *r)
{
    char next;

    if (r->source.ptr[r->at] != '<') {
        return read_text(r);
    }
    next = byte_at(r->source, r->at + 1);
    if (next == '/') {
        return read_end(r);
    }
    return is_name_start(next) ? read_start(r) : read_special(r);
}

/* The first control character that XML has no place for. */
static size_t find_control(struct str s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    size_t at = 0;

    while (at < s.len) {
        uint64_t eight;

        /* Eight bytes at once, none of them below a space (nor one of UTF-8 that is mistaken for it). */
        while (s.len - at >= sizeof(eight)) {
            memcpy(&eight, s.ptr + at, sizeof(eight));
            if (((eight - ones * ' ') & ~eight & tops) != 0) {
                break;
            }
            at += sizeof(eight);
        }
        for (size_t i = 0; i < sizeof(eight) && at < s.len; i++, at++) {
            if ((unsigned char)s.ptr[at] < ' ' && !is_char((unsigned char)s.ptr[at])) {
                return at;
            }
        }
    }
    return STR_NPOS;
}

bool xml_read_strict(struct xml_builder *b, struct str text, const struct xml_hints *hints,
                     struct xml_document *out)
{
    struct strict *r = arena_alloc(b->arena, sizeof(*r));
    size_t control = find_control(text);

    r->builder = b;
    r->hints = hints;
    r->out = out;
    r->source = text;
    r->names = arena_array(b->arena, b->bounds->most[BOUND_DEPTH], sizeof(*r->names));
    r->attribute_most = b->bounds->most[BOUND_ATTRIBUTES] < STRICT_ATTRIBUTES
                            ? b->bounds->most[BOUND_ATTRIBUTES]
                            : STRICT_ATTRIBUTES - 1;
    if (control != STR_NPOS) {
        return refuse(r, control, "a control character");
    }
    while (r->at < text.len && !xml_builder_ended(b)) {
        if (!read_token(r)) {
            return false;
        }
    }
    if (!xml_builder_ended(b) && (r->depth > 0 || !r->root_seen)) {
        return refuse(r, text.len, "the document ends in an element");
    }
    return true;
}
