#include "text/plain.h"

#include "core/utf8.h"

/* Sorted by name. */
static const struct {
    struct str name;
    enum plain_break kind;
} rows[] = {
    {STR_INIT("address"), PLAIN_PARAGRAPH},
    {STR_INIT("article"), PLAIN_PARAGRAPH},
    {STR_INIT("aside"), PLAIN_PARAGRAPH},
    {STR_INIT("audio"), PLAIN_NOTHING},
    {STR_INIT("blockquote"), PLAIN_PARAGRAPH},
    {STR_INIT("body"), PLAIN_PARAGRAPH},
    {STR_INIT("button"), PLAIN_NOTHING},
    {STR_INIT("canvas"), PLAIN_NOTHING},
    {STR_INIT("caption"), PLAIN_PARAGRAPH},
    {STR_INIT("center"), PLAIN_PARAGRAPH},
    {STR_INIT("datalist"), PLAIN_NOTHING},
    {STR_INIT("dd"), PLAIN_LINE},
    {STR_INIT("details"), PLAIN_PARAGRAPH},
    {STR_INIT("div"), PLAIN_PARAGRAPH},
    {STR_INIT("dl"), PLAIN_PARAGRAPH},
    {STR_INIT("dt"), PLAIN_LINE},
    {STR_INIT("embed"), PLAIN_NOTHING},
    {STR_INIT("fieldset"), PLAIN_PARAGRAPH},
    {STR_INIT("figcaption"), PLAIN_PARAGRAPH},
    {STR_INIT("figure"), PLAIN_PARAGRAPH},
    {STR_INIT("footer"), PLAIN_PARAGRAPH},
    {STR_INIT("form"), PLAIN_PARAGRAPH},
    {STR_INIT("h1"), PLAIN_PARAGRAPH},
    {STR_INIT("h2"), PLAIN_PARAGRAPH},
    {STR_INIT("h3"), PLAIN_PARAGRAPH},
    {STR_INIT("h4"), PLAIN_PARAGRAPH},
    {STR_INIT("h5"), PLAIN_PARAGRAPH},
    {STR_INIT("h6"), PLAIN_PARAGRAPH},
    {STR_INIT("head"), PLAIN_NOTHING},
    {STR_INIT("header"), PLAIN_PARAGRAPH},
    {STR_INIT("hr"), PLAIN_PARAGRAPH},
    {STR_INIT("iframe"), PLAIN_NOTHING},
    {STR_INIT("input"), PLAIN_NOTHING},
    {STR_INIT("li"), PLAIN_LINE},
    {STR_INIT("link"), PLAIN_NOTHING},
    {STR_INIT("main"), PLAIN_PARAGRAPH},
    {STR_INIT("map"), PLAIN_NOTHING},
    {STR_INIT("meta"), PLAIN_NOTHING},
    {STR_INIT("nav"), PLAIN_PARAGRAPH},
    {STR_INIT("noembed"), PLAIN_NOTHING},
    {STR_INIT("noframes"), PLAIN_NOTHING},
    {STR_INIT("noscript"), PLAIN_NOTHING},
    {STR_INIT("object"), PLAIN_NOTHING},
    {STR_INIT("ol"), PLAIN_PARAGRAPH},
    {STR_INIT("option"), PLAIN_NOTHING},
    {STR_INIT("p"), PLAIN_PARAGRAPH},
    {STR_INIT("pre"), PLAIN_PARAGRAPH},
    {STR_INIT("script"), PLAIN_NOTHING},
    {STR_INIT("section"), PLAIN_PARAGRAPH},
    {STR_INIT("select"), PLAIN_NOTHING},
    {STR_INIT("style"), PLAIN_NOTHING},
    {STR_INIT("summary"), PLAIN_PARAGRAPH},
    {STR_INIT("svg"), PLAIN_NOTHING},
    {STR_INIT("table"), PLAIN_PARAGRAPH},
    {STR_INIT("tbody"), PLAIN_LINE},
    {STR_INIT("td"), PLAIN_LINE},
    {STR_INIT("template"), PLAIN_NOTHING},
    {STR_INIT("textarea"), PLAIN_NOTHING},
    {STR_INIT("tfoot"), PLAIN_LINE},
    {STR_INIT("th"), PLAIN_LINE},
    {STR_INIT("thead"), PLAIN_LINE},
    {STR_INIT("title"), PLAIN_NOTHING},
    {STR_INIT("tr"), PLAIN_LINE},
    {STR_INIT("ul"), PLAIN_PARAGRAPH},
    {STR_INIT("video"), PLAIN_NOTHING},
};

struct writer {
    struct buf out;
    bool space;        /* white space seen since the last character */
    unsigned newlines; /* to be written before the next character */
    unsigned breaks;   /* br elements since the last character */
    uint32_t before;   /* the last character written */
};

enum plain_break plain_break_of(struct str name)
{
    size_t low = 0, high = ARRAY_LEN(rows);

    while (low < high) {
        size_t mid = (low + high) / 2;
        int d = str_cmp(name, rows[mid].name);

        if (d == 0) {
            return rows[mid].kind;
        }
        if (d < 0) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }
    return PLAIN_INLINE;
}

/* Characters that show nothing. Joiners (U+200C, U+200D) stay in the scripts that spell with them. */
static bool is_invisible(uint32_t c, uint32_t before)
{
    if (c == 0x200C || c == 0x200D) {
        return before < 0x0600 || before > 0x109F;
    }
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r') ||
           (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x34F || c == 0x61C || c == 0x115F ||
           c == 0x1160 || c == 0x17B4 || c == 0x17B5 || (c >= 0x180B && c <= 0x180F) ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) ||
           c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) ||
           (c >= 0x1D173 && c <= 0x1D17A) || (c >= 0xE0000 && c <= 0xE0FFF);
}

static bool is_white(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

static void write_break(struct writer *w, unsigned newlines)
{
    if (w->newlines < newlines) {
        w->newlines = newlines;
    }
}

static void write_char(struct writer *w, uint32_t c)
{
    if (w->out.len > 0 && w->newlines > 0) {
        buf_add_z(&w->out, w->newlines == 1 ? "\n" : "\n\n");
    } else if (w->out.len > 0 && w->space) {
        buf_add_char(&w->out, ' ');
    }
    w->newlines = w->breaks = 0;
    w->space = false;
    w->before = c;
    utf8_add(&w->out, c);
}

/* Behind the characters from `at` that are always written as they are. */
static size_t plain_run(struct str text, size_t at)
{
    while (at < text.len && text.ptr[at] > ' ' && text.ptr[at] < 0x7F) {
        at++;
    }
    return at;
}

static void write_text(struct writer *w, struct str text, bool lines)
{
    size_t at = 0;

    while (at < text.len) {
        uint32_t c = utf8_next(text, &at);

        if (lines && c == '\n') {
            write_break(w, w->newlines > 0 ? 2 : 1);
        } else if (is_white(c)) {
            w->space = true;
        } else if (!is_invisible(c, w->before)) {
            size_t end = plain_run(text, at);

            write_char(w, c);
            if (end > at) {
                buf_add(&w->out, str_sub(text, at, end));
                w->before = (unsigned char)text.ptr[end - 1];
                at = end;
            }
        }
    }
}

static unsigned newlines_of(enum plain_break kind)
{
    return kind == PLAIN_PARAGRAPH ? 2 : kind == PLAIN_LINE;
}

/* Two br in a row make a paragraph. */
static void write_br(struct writer *w)
{
    w->breaks++;
    write_break(w, w->breaks > 1 ? 2 : 1);
}

static void write_end(struct writer *w, const struct html_node *n)
{
    write_break(w, newlines_of(plain_break_of(n->name)));
}

/* Closes the elements between `n`, which is done, and the node that follows it. */
static const struct html_node *leave(struct writer *w, const struct html_node *n,
                                     const struct html_node *top)
{
    while (n != top && n->next == NULL) {
        n = n->parent;
        write_end(w, n);
    }
    return n == top ? NULL : n->next;
}

static bool in_pre(const struct html_node *n)
{
    for (; n != NULL; n = n->parent) {
        if (html_is(n, "pre")) {
            return true;
        }
    }
    return false;
}

struct str plain_text(struct arena *a, const struct html_node *top,
                      bool (*left_out)(const struct html_node *n))
{
    const struct html_node *n = top;
    struct writer w = {0};

    while (n != NULL) {
        enum plain_break kind = plain_break_of(n->name);

        if (n->name.ptr == NULL) {
            write_text(&w, n->text, in_pre(n->parent));
            n = leave(&w, n, top);
        } else if (kind == PLAIN_NOTHING || (n != top && left_out != NULL && left_out(n))) {
            n = leave(&w, n, top);
        } else {
            write_break(&w, newlines_of(kind));
            if (html_is(n, "br")) {
                write_br(&w);
            }
            n = n->first != NULL ? n->first : leave(&w, n, top);
        }
    }
    return buf_str(&w.out, a);
}

struct str plain_line(struct arena *a, const struct html_node *top,
                      bool (*left_out)(const struct html_node *n))
{
    struct str text = plain_text(a, top, left_out);
    struct buf out = {0};

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\n') {
            buf_add_char(&out, text.ptr[i]);
        } else if (i + 1 < text.len && text.ptr[i + 1] != '\n') {
            buf_add_char(&out, ' ');
        }
    }
    return buf_str(&out, a);
}
