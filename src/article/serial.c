#include "article/serial.h"

#include "fmt/escape.h"

static bool is_void(const struct html_node *n)
{
    static const char *const names[] = {"br", "hr", "img", "wbr", "source", "input", "col", "area"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (html_is(n, names[i])) {
            return true;
        }
    }
    return false;
}

/* Presentation goes: class, style, data and event attributes are of no use without the page. */
static bool is_kept(struct str name)
{
    static const struct str names[] = {
        STR_INIT("href"),  STR_INIT("src"),      STR_INIT("alt"),     STR_INIT("title"),
        STR_INIT("lang"),  STR_INIT("dir"),      STR_INIT("colspan"), STR_INIT("rowspan"),
        STR_INIT("width"), STR_INIT("height"),   STR_INIT("cite"),    STR_INIT("datetime"),
        STR_INIT("start"), STR_INIT("reversed"),
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(name, names[i])) {
            return true;
        }
    }
    return false;
}

static void open_element(struct buf *out, const struct html_node *n)
{
    buf_add_char(out, '<');
    buf_add(out, n->name);
    for (size_t i = 0; i < n->attribute_count; i++) {
        if (is_kept(n->attributes[i].name)) {
            buf_add_char(out, ' ');
            buf_add(out, n->attributes[i].name);
            buf_add_z(out, "=\"");
            escape_html(out, n->attributes[i].value);
            buf_add_char(out, '"');
        }
    }
    buf_add_char(out, '>');
}

static void close_element(struct buf *out, const struct html_node *n)
{
    if (!is_void(n)) {
        buf_add_z(out, "</");
        buf_add(out, n->name);
        buf_add_char(out, '>');
    }
}

/* The node after `n` and all in it; closes the elements that end between. */
static const struct html_node *leave(struct buf *out, const struct html_node *n,
                                     const struct html_node *top)
{
    while (n != top && n->next == NULL) {
        n = n->parent;
        close_element(out, n);
    }
    return n == top ? NULL : n->next;
}

struct str serial_html(struct arena *a, const struct html_node *top,
                       bool (*left_out)(const struct html_node *n))
{
    const struct html_node *n = top;
    struct buf out = {0};

    while (n != NULL) {
        if (n->name.ptr == NULL) {
            escape_html(&out, n->text);
            n = leave(&out, n, top);
        } else if (n != top && left_out(n)) {
            n = leave(&out, n, top);
        } else if (n->first != NULL) {
            open_element(&out, n);
            n = n->first;
        } else {
            open_element(&out, n);
            close_element(&out, n);
            n = leave(&out, n, top);
        }
    }
    return buf_str(&out, a);
}
