/*
 * feed/xml_tree - see the header.
 */
#include "feed/xml_tree.h"

#include "core/limits.h"
#include "core/utf8.h"
#include "fmt/url.h"
#include "text/entity.h"

struct xml_builder *xml_builder_new(struct bounds *bounds, struct str base)
{
    struct arena *a = bounds->arena;
    struct xml_builder *b = arena_alloc(a, sizeof(*b));

    b->arena = a;
    b->bounds = bounds;
    b->ended = BOUND_COUNT;
    b->top = arena_alloc(a, sizeof(*b->top));
    b->top->base = base.len <= LIMIT_XML_BASE ? base : STR_NULL;
    b->open = b->top;
    return b;
}

void xml_builder_stop(struct xml_builder *b, enum bound bound)
{
    bounds_hit(b->bounds, bound);
    b->ended = bound;
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
        xml_builder_stop(b, BOUND_NODES);
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
    struct str undone = undo_latin1(a, s);
    size_t at = 0;

    if (undone.ptr != NULL) {
        return undone;
    }
    while (at < s.len) {
        utf8_add(&out, entity_windows(utf8_next(s, &at)));
    }
    return buf_str(&out, a);
}

/* Between the fields of an item and around items white space is layout, not text. */
static bool is_layout(const struct xml_node *open, struct str s)
{
    return (open->parent == NULL || open->parent->parent == NULL || xml_is_item(open) ||
            str_eq_nocase(open->local, STR("channel"))) &&
           str_trim(s).len == 0;
}

static void flush_text(struct xml_builder *b)
{
    struct str s = b->text.len > 0 ? buf_view(&b->text) : b->held;

    if (s.len > 0 && is_layout(b->open, s)) {
        b->text.len = 0;
        b->held = STR_NULL;
    } else if (s.len > 0) {
        struct xml_node *n = add_node(b);

        n->text = has_c1(s)         ? repair_text(b->arena, s)
                  : b->text.len > 0 ? arena_str(b->arena, s)
                                    : s;
        n->base = b->open->base;
        n->complete = true;
        b->text.len = 0;
        b->held = STR_NULL;
    }
}

/* ---- namespaces ---- */

static const struct xml_declaration *find_declaration(const struct xml_builder *b,
                                                      struct str prefix)
{
    for (size_t i = b->scope_count; i > 0; i--) {
        if (str_eq(b->scope[i - 1].prefix, prefix)) {
            return &b->scope[i - 1];
        }
    }
    return NULL;
}

static enum ns ns_of(const struct xml_builder *b, struct str uri)
{
    return b->own_uri.ptr != NULL && str_eq(uri, b->own_uri) ? b->own_ns : ns_of_uri(uri);
}

void xml_builder_declare(struct xml_builder *b, struct str prefix, struct str uri)
{
    if (b->scope_count == ARRAY_LEN(b->scope)) {
        bounds_hit(b->bounds, BOUND_NAMESPACES);
        return;
    }
    b->scope[b->scope_count++] = (struct xml_declaration){prefix, uri, ns_of(b, uri), b->depth + 1};
}

enum ns xml_builder_attribute_ns(const struct xml_builder *b, struct str prefix)
{
    const struct xml_declaration *d = prefix.len == 0 ? NULL : find_declaration(b, prefix);

    return d != NULL ? d->ns : ns_of_prefix(prefix);
}

/* A feed's root names its own namespace: whatever stands there is the dialect's. */
static void learn_own(struct xml_builder *b, const struct xml_start *s, struct str uri)
{
    if (b->own_uri.ptr != NULL || uri.ptr == NULL) {
        return;
    }
    if (str_eq_nocase(s->local, STR("rss"))) {
        b->own_ns = NS_NONE;
    } else if (str_eq_nocase(s->local, STR("feed")) || str_eq_nocase(s->local, STR("entry"))) {
        b->own_ns = NS_ATOM;
    } else {
        return;
    }
    b->own_uri = uri;
    for (size_t i = 0; i < b->scope_count; i++) {
        b->scope[i].ns = ns_of(b, b->scope[i].uri);
    }
}

static enum ns resolve(struct xml_builder *b, const struct xml_start *s)
{
    const struct xml_declaration *d = find_declaration(b, s->prefix);

    learn_own(b, s, d != NULL ? d->uri : s->prefix.len == 0 ? STR("") : STR_NULL);
    if (d != NULL) {
        return d->ns;
    }
    return s->prefix.len == 0 ? ns_of(b, STR("")) : ns_of_prefix(s->prefix);
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

    if (xml_builder_ended(b)) {
        return;
    }
    flush_text(b);
    if (++b->depth > b->bounds->most[BOUND_DEPTH]) {
        xml_builder_stop(b, BOUND_DEPTH);
        return;
    }
    n = add_node(b);
    n->local = bounds_cut(b->bounds, BOUND_NAME, s->local);
    for (size_t i = 0; i < s->attribute_count; i++) {
        s->attributes[i].local = bounds_cut(b->bounds, BOUND_NAME, s->attributes[i].local);
    }
    n->attributes = s->attributes;
    n->attribute_count = (uint32_t)s->attribute_count;
    b->nodes += s->attribute_count;
    n->ns = resolve(b, s);
    n->undeclared = s->prefix.len > 0 && !str_eq_nocase(s->prefix, STR("xml")) &&
                    find_declaration(b, s->prefix) == NULL;
    n->start = (uint32_t)s->at; /* LIMIT_DOCUMENT_BYTES */
    set_base(b, n);
    b->open = n;
}

void xml_builder_view(struct xml_builder *b, struct str text)
{
    if (xml_builder_ended(b) || b->open == b->top) {
        return;
    }
    if (b->held.len == 0 && b->text.len == 0) {
        b->held = text;
    } else {
        buf_add(xml_builder_buffer(b), text);
    }
}

struct buf *xml_builder_buffer(struct xml_builder *b)
{
    if (xml_builder_ended(b) || b->open == b->top) {
        return NULL;
    }
    if (b->held.len > 0) {
        buf_add(&b->text, b->held);
        b->held = STR_NULL;
    }
    return &b->text;
}

void xml_builder_end(struct xml_builder *b, size_t at, bool complete)
{
    if (xml_builder_ended(b) || b->open == b->top) {
        return;
    }
    flush_text(b);
    b->open->end = (uint32_t)at;
    b->open->complete = complete;
    b->open = b->open->parent;
    b->depth--;
    while (b->scope_count > 0 && b->scope[b->scope_count - 1].depth > b->depth) {
        b->scope_count--;
    }
}

void xml_builder_finish(struct xml_builder *b, size_t at)
{
    enum bound ended = b->ended;

    b->ended = BOUND_COUNT;
    while (b->open != b->top) {
        xml_builder_end(b, at, false);
    }
    b->ended = ended;
    buf_free(&b->text);
}
