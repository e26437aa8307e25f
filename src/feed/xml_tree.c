/*
 * feed/xml_tree - the tree of feed/xml: building it, walking it, reading text out of it.
 */
#include "feed/xml_tree.h"

#include "core/limits.h"
#include "core/utf8.h"
#include "fmt/escape.h"
#include "fmt/url.h"
#include "text/entity.h"

void xml_builder_init(struct xml_builder *b, struct arena *a, struct str base)
{
    *b = (struct xml_builder){.arena = a};
    b->top = arena_alloc(a, sizeof(*b->top));
    b->top->base = base.len <= LIMIT_XML_BASE ? base : STR_NULL;
    b->open = b->top;
}

static struct xml_node *add_node(struct xml_builder *b)
{
    struct xml_node *n = arena_alloc(b->arena, sizeof(*n));

    n->parent = b->open;
    if (b->open->last == NULL) {
        b->open->first = n;
    } else {
        b->open->last->next = n;
    }
    b->open->last = n;
    if (++b->nodes > LIMIT_XML_NODES) {
        b->limit = "more elements and texts than are read";
    }
    return n;
}

/* UTF-8 that was taken for Latin-1 and written as references, one a byte. Absent if it was not. */
static struct str undo_latin1(struct arena *a, struct str s)
{
    struct buf bytes = {0};
    struct str out = STR_NULL;
    size_t at = 0;
    uint32_t code = 0;

    while (at < s.len && code <= 0xFF) {
        code = utf8_next(s, &at);
        buf_add_char(&bytes, (char)(code & 0xFF));
    }
    if (code <= 0xFF && utf8_valid(buf_view(&bytes))) {
        out = arena_str(a, buf_view(&bytes));
    }
    buf_free(&bytes);
    return out;
}

static bool has_c1(struct str s)
{
    size_t at = 0;

    while ((at = str_find_char(s, (char)0xC2, at)) != STR_NPOS) {
        at++;
        if (at < s.len && (unsigned char)s.ptr[at] < 0xA0) {
            return true;
        }
    }
    return false;
}

/* No text has C1 controls: they are UTF-8 taken for Latin-1, or windows-1252 written as numbers. */
static struct str repair_text(struct arena *a, struct str s)
{
    struct buf out = {0};
    struct str undone;
    size_t at = 0;

    if (!has_c1(s)) {
        return arena_str(a, s);
    }
    undone = undo_latin1(a, s);
    if (undone.ptr != NULL) {
        return undone;
    }
    while (at < s.len) {
        utf8_add(&out, entity_windows(utf8_next(s, &at)));
    }
    return buf_str(&out, a);
}

static void flush_text(struct xml_builder *b)
{
    if (b->text.len > 0) {
        struct xml_node *n = add_node(b);

        n->text = repair_text(b->arena, buf_view(&b->text));
        n->base = b->open->base;
        n->complete = true;
        b->text.len = 0;
    }
}

/* A feed's root names its own namespace: whatever stands there is the dialect's. */
static void learn_own(struct xml_builder *b, const struct xml_start *s)
{
    if (b->own_uri.ptr != NULL || s->uri.ptr == NULL) {
        return;
    }
    if (str_eq_nocase(s->local, STR("rss"))) {
        b->own_ns = NS_NONE;
    } else if (str_eq_nocase(s->local, STR("feed")) || str_eq_nocase(s->local, STR("entry"))) {
        b->own_ns = NS_ATOM;
    } else {
        return;
    }
    b->own_uri = arena_str(b->arena, s->uri);
}

static enum ns resolve(const struct xml_builder *b, struct str uri, struct str prefix)
{
    if (uri.ptr == NULL) {
        return ns_of_prefix(prefix);
    }
    return b->own_uri.ptr != NULL && str_eq(uri, b->own_uri) ? b->own_ns : ns_of_uri(uri);
}

/* The bytes of all bases together are bounded: each nested one may repeat the whole of the outer. */
static void set_base(struct xml_builder *b, struct xml_node *n)
{
    struct str own = xml_attribute_ns(n, NS_XML, "base");

    n->base = n->parent->base;
    if (own.ptr == NULL || str_trim(own).len == 0 || b->base_bytes > LIMIT_XML_BASE_BYTES) {
        return;
    }
    own = url_resolve(b->arena, n->base, str_trim(own));
    b->base_bytes += own.len;
    if (own.ptr != NULL && own.len <= LIMIT_XML_BASE && url_is_http(own)) {
        n->base = own;
    }
}

void xml_builder_start(struct xml_builder *b, const struct xml_start *s)
{
    struct xml_node *n;

    if (b->limit != NULL) {
        return;
    }
    flush_text(b);
    if (++b->depth > LIMIT_XML_DEPTH) {
        b->limit = "nested deeper than is read";
        return;
    }
    learn_own(b, s);
    n = add_node(b);
    n->local = s->local;
    n->attributes = s->attributes;
    n->attribute_count = (uint32_t)s->attribute_count;
    b->nodes += s->attribute_count;
    n->ns = resolve(b, s->uri, s->prefix);
    n->start = (uint32_t)s->at; /* LIMIT_DOCUMENT_BYTES */
    set_base(b, n);
    b->open = n;
}

void xml_builder_text(struct xml_builder *b, struct str text)
{
    if (b->limit == NULL && b->open != b->top) {
        buf_add(&b->text, text);
    }
}

void xml_builder_end(struct xml_builder *b, size_t at, bool complete)
{
    if (b->limit != NULL || b->open == b->top) {
        return;
    }
    flush_text(b);
    b->open->end = (uint32_t)at;
    b->open->complete = complete;
    b->open = b->open->parent;
    b->depth--;
}

void xml_builder_finish(struct xml_builder *b, size_t at)
{
    const char *limit = b->limit;

    b->limit = NULL;
    while (b->open != b->top) {
        xml_builder_end(b, at, false);
    }
    b->limit = limit;
    buf_free(&b->text);
}

/* ---- reading ---- */

struct xml_node *xml_skip(const struct xml_node *n, const struct xml_node *top)
{
    while (n != top && n->next == NULL) {
        n = n->parent;
    }
    return n == top ? NULL : n->next;
}

struct xml_node *xml_next(const struct xml_node *n, const struct xml_node *top)
{
    return n->first != NULL ? n->first : xml_skip(n, top);
}

struct str xml_attribute_ns(const struct xml_node *n, enum ns ns, const char *local)
{
    for (size_t i = 0; i < n->attribute_count; i++) {
        if (n->attributes[i].ns == ns && str_eq_nocase(n->attributes[i].local, str_z(local))) {
            return n->attributes[i].value;
        }
    }
    return STR_NULL;
}

struct str xml_attribute(const struct xml_node *n, const char *local)
{
    return xml_attribute_ns(n, NS_NONE, local);
}

struct str xml_text(struct arena *a, const struct xml_node *n)
{
    struct buf out = {0};

    if (n->first == NULL) {
        return STR("");
    }
    if (n->first->next == NULL && n->first->text.ptr != NULL) {
        return n->first->text;
    }
    for (const struct xml_node *p = xml_next(n, n); p != NULL; p = xml_next(p, n)) {
        if (p->text.ptr != NULL) {
            buf_add(&out, p->text);
        }
    }
    return buf_str(&out, a);
}

bool xml_has_elements(const struct xml_node *n)
{
    for (const struct xml_node *p = n->first; p != NULL; p = p->next) {
        if (p->local.ptr != NULL) {
            return true;
        }
    }
    return false;
}

/* A link of mark-up is resolved here where its own base differs from that of the text around. */
static void write_attribute(struct arena *a, struct buf *out, const struct xml_node *n,
                            const struct xml_attribute *at)
{
    bool link = str_eq_nocase(at->local, STR("href")) || str_eq_nocase(at->local, STR("src"));

    buf_add_char(out, ' ');
    buf_add(out, at->local);
    buf_add(out, STR("=\""));
    escape_html(out, link ? url_resolve(a, n->base, at->value) : at->value);
    buf_add_char(out, '"');
}

static void write_start(struct arena *a, struct buf *out, const struct xml_node *n)
{
    buf_add_char(out, '<');
    buf_add(out, n->local);
    for (size_t i = 0; i < n->attribute_count; i++) {
        if (n->attributes[i].ns == NS_NONE) {
            write_attribute(a, out, n, &n->attributes[i]);
        }
    }
    buf_add_char(out, '>');
}

/* HTML takes </br> for one more line. */
static void write_end(struct buf *out, const struct xml_node *n)
{
    if (str_eq_nocase(n->local, STR("br"))) {
        return;
    }
    buf_add(out, STR("</"));
    buf_add(out, n->local);
    buf_add_char(out, '>');
}

struct str xml_markup(struct arena *a, const struct xml_node *n)
{
    struct buf out = {0};
    const struct xml_node *p = n->first;

    while (p != NULL && p != n && out.len <= LIMIT_FIELD_BYTES) {
        if (p->text.ptr != NULL) {
            escape_html(&out, p->text);
        } else {
            write_start(a, &out, p);
            if (p->first != NULL) {
                p = p->first;
                continue;
            }
            write_end(&out, p);
        }
        while (p != n && p->next == NULL) {
            p = p->parent;
            if (p != n) {
                write_end(&out, p);
            }
        }
        p = p == n ? n : p->next;
    }
    return buf_str(&out, a);
}
