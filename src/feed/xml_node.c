#include "feed/xml_node.h"

#include "fmt/escape.h"
#include "fmt/url.h"

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

bool xml_is_item(const struct xml_node *n)
{
    if (n->local.ptr == NULL) {
        return false;
    }
    return (str_eq_nocase(n->local, STR("item")) && (n->ns == NS_NONE || n->ns == NS_ATOM)) ||
           (str_eq_nocase(n->local, STR("entry")) && (n->ns == NS_NONE || n->ns == NS_ATOM));
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

struct str xml_markup(struct bounds *bounds, const struct xml_node *n)
{
    struct arena *a = bounds->arena;
    struct buf out = {0};
    const struct xml_node *p = n->first;

    while (p != NULL && p != n && out.len <= bounds->most[BOUND_TEXT]) {
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
    bounds->at = n->start;
    return bounds_cut(bounds, BOUND_TEXT, buf_str(&out, a));
}
