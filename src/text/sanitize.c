/*
 * text/sanitize - see the header.
 *
 * The output is written anew from tokens: only names of the tables below, only attribute values that
 * were decoded and escaped again, so no disguise of a tag or a scheme survives.
 */
#include "text/sanitize.h"

#include <stdbool.h>
#include <string.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "fmt/url.h"
#include "text/entity.h"
#include "text/markup.h"

enum flag {
    FLAG_SHOWN = 1,  /* stays an element; all others are unwrapped */
    FLAG_BLOCK = 2,  /* ends a paragraph */
    FLAG_VOID = 4,   /* has no end tag */
    FLAG_LINE = 8,   /* begins a line */
    FLAG_LIST = 16,  /* closes an open one of its own name up to its parent list or table */
    FLAG_SCOPE = 32, /* what closes by itself inside stops here */
};

struct element {
    const char *name;
    unsigned flags;
};

#define INLINE FLAG_SHOWN
#define BLOCK  (FLAG_SHOWN | FLAG_BLOCK)
#define PART   (FLAG_SHOWN | FLAG_LINE | FLAG_LIST)
/* In byte order. */
static const struct element elements[] = {
    {"a", INLINE}, //
    {"abbr", INLINE},
    {"acronym", INLINE},
    {"address", BLOCK},
    {"article", BLOCK},
    {"aside", BLOCK},
    {"audio", INLINE},
    {"b", INLINE},
    {"bdi", INLINE},
    {"bdo", INLINE},
    {"big", INLINE},
    {"blockquote", BLOCK},
    {"body", FLAG_BLOCK},
    {"br", INLINE | FLAG_VOID | FLAG_LINE},
    {"caption", BLOCK},
    {"center", BLOCK},
    {"cite", INLINE},
    {"code", INLINE},
    {"col", INLINE | FLAG_VOID},
    {"colgroup", INLINE},
    {"dd", PART},
    {"del", INLINE},
    {"details", BLOCK},
    {"dfn", INLINE},
    {"div", BLOCK},
    {"dl", BLOCK | FLAG_SCOPE},
    {"dt", PART},
    {"em", INLINE},
    {"fieldset", FLAG_BLOCK},
    {"figcaption", BLOCK},
    {"figure", BLOCK},
    {"font", INLINE},
    {"footer", BLOCK},
    {"form", FLAG_BLOCK},
    {"h1", BLOCK},
    {"h2", BLOCK},
    {"h3", BLOCK},
    {"h4", BLOCK},
    {"h5", BLOCK},
    {"h6", BLOCK},
    {"header", BLOCK},
    {"hr", BLOCK | FLAG_VOID},
    {"i", INLINE},
    {"img", INLINE | FLAG_VOID},
    {"ins", INLINE},
    {"kbd", INLINE},
    {"li", PART},
    {"main", BLOCK},
    {"mark", INLINE},
    {"menu", BLOCK | FLAG_SCOPE},
    {"nav", BLOCK},
    {"ol", BLOCK | FLAG_SCOPE},
    {"option", FLAG_LINE},
    {"p", BLOCK},
    {"picture", INLINE},
    {"pre", BLOCK},
    {"q", INLINE},
    {"rp", INLINE},
    {"rt", INLINE},
    {"ruby", INLINE},
    {"s", INLINE},
    {"samp", INLINE},
    {"section", BLOCK},
    {"small", INLINE},
    {"source", INLINE | FLAG_VOID},
    {"span", INLINE},
    {"strike", INLINE},
    {"strong", INLINE},
    {"sub", INLINE},
    {"summary", BLOCK},
    {"sup", INLINE},
    {"table", BLOCK | FLAG_SCOPE},
    {"tbody", INLINE},
    {"td", PART | FLAG_SCOPE},
    {"tfoot", INLINE},
    {"th", PART | FLAG_SCOPE},
    {"thead", INLINE},
    {"time", INLINE},
    {"title", FLAG_BLOCK},
    {"tr", PART},
    {"tt", INLINE},
    {"u", INLINE},
    {"ul", BLOCK | FLAG_SCOPE},
    {"var", INLINE},
    {"video", INLINE},
    {"wbr", INLINE | FLAG_VOID},
};

enum value_kind {
    VALUE_TEXT,
    VALUE_LINK,   /* http, https, mailto */
    VALUE_SOURCE, /* http, https */
};

struct attribute {
    const char *name;
    const char *element; /* "" for all */
    enum value_kind kind;
};

static const struct attribute attributes[] = {
    {"href", "a", VALUE_LINK}, //
    {"src", "img", VALUE_SOURCE},      {"src", "audio", VALUE_SOURCE},
    {"src", "video", VALUE_SOURCE},    {"src", "source", VALUE_SOURCE},
    {"poster", "video", VALUE_SOURCE}, {"cite", "", VALUE_SOURCE},
    {"alt", "", VALUE_TEXT},           {"title", "", VALUE_TEXT},
    {"lang", "", VALUE_TEXT},          {"dir", "", VALUE_TEXT},
    {"width", "", VALUE_TEXT},         {"height", "", VALUE_TEXT},
    {"colspan", "", VALUE_TEXT},       {"rowspan", "", VALUE_TEXT},
    {"datetime", "", VALUE_TEXT},      {"start", "ol", VALUE_TEXT},
    {"controls", "", VALUE_TEXT},      {"type", "source", VALUE_TEXT},
};

/* How many attributes of one tag are looked at. */
#define ATTRIBUTES_READ 64U

struct cleaner {
    struct arena *arena;
    struct str base;
    struct buf out;
    const struct element *open[LIMIT_HTML_OPEN_TAGS];
    size_t open_count;
};

static const struct element *find_element(const char *name)
{
    size_t low = 0, high = ARRAY_LEN(elements);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, elements[middle].name);

        if (order == 0) {
            return &elements[middle];
        }
        if (order > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* Characters that no text of ours holds: controls but white space, and noncharacters. */
static bool is_forbidden(uint32_t code)
{
    return (code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
           (code >= 0x7F && code <= 0x9F) || (code >= 0xFDD0 && code <= 0xFDEF) ||
           (code & 0xFFFE) == 0xFFFE;
}

static void add_code(struct buf *out, uint32_t code, bool escape)
{
    if (is_forbidden(code)) {
        return;
    }
    if (escape && code == '&') {
        buf_add(out, STR("&amp;"));
    } else if (escape && code == '<') {
        buf_add(out, STR("&lt;"));
    } else if (escape && code == '>') {
        buf_add(out, STR("&gt;"));
    } else if (escape && code == '"') {
        buf_add(out, STR("&quot;"));
    } else {
        utf8_add(out, code);
    }
}

/* Bytes that add_decoded cannot copy as they are: first of what is_forbidden and add_code look at. */
static const bool special[256] = {
    [0x00 ... 0x1F] = true, ['&'] = true,  ['<'] = true,  ['>'] = true,           ['"'] = true,
    [0x7F] = true,          [0xC2] = true, [0xEF] = true, [0xF0 ... 0xFF] = true,
};

/* Adds text as HTML that shows the same. */
static void add_escaped(struct buf *out, struct str s)
{
    size_t at = 0;

    while (at < s.len) {
        size_t from = at;

        while (at < s.len && !special[(unsigned char)s.ptr[at]]) {
            at++;
        }
        buf_add(out, str_sub(s, from, at));
        if (at < s.len) {
            add_code(out, utf8_next(s, &at), true);
        }
    }
}

/* Adds text with its references decoded; with `escape` as HTML that shows the same. */
static void add_decoded(struct buf *out, struct str s, enum entity_place place, bool escape)
{
    size_t at = 0;

    while (at < s.len) {
        size_t from = at;
        uint32_t code = 0;

        while (at < s.len && !special[(unsigned char)s.ptr[at]]) {
            at++;
        }
        buf_add(out, str_sub(s, from, at));
        if (at >= s.len) {
            return;
        }
        if (s.ptr[at] == '&') {
            code = entity_next(s, &at, place);
        }
        if (code == 0) {
            code = utf8_next(s, &at);
        }
        add_code(out, code, escape);
    }
}

/* ---- elements ---- */

static void close_above(struct cleaner *c, size_t keep)
{
    while (c->open_count > keep) {
        c->open_count--;
        buf_add(&c->out, STR("</"));
        buf_add_z(&c->out, c->open[c->open_count]->name);
        buf_add_char(&c->out, '>');
    }
}

/* Closes the innermost open `e`, unless an element that bounds it stands between. */
static void close_implied(struct cleaner *c, const struct element *e)
{
    size_t i = c->open_count;

    while (i > 0) {
        i--;
        if (c->open[i] == e) {
            close_above(c, i);
            return;
        }
        if ((c->open[i]->flags & FLAG_SCOPE) != 0) {
            return;
        }
    }
}

static void add_attribute(struct cleaner *c, const struct attribute *row, struct str raw)
{
    struct buf decoded = {0};
    struct str value;

    add_decoded(&decoded, raw, ENTITY_ATTRIBUTE, false);
    value = buf_view(&decoded);
    if (row->kind != VALUE_TEXT) {
        value = str_trim(value);
        value = value.len == 0 || value.len > LIMIT_URL_BYTES
                    ? STR_NULL
                    : url_resolve(c->arena, c->base, value);
        if (!url_is_http(value) &&
            !(row->kind == VALUE_LINK && str_starts_nocase(value, STR("mailto:")))) {
            value = STR_NULL;
        }
    }
    if (value.ptr != NULL) {
        buf_add_char(&c->out, ' ');
        buf_add_z(&c->out, row->name);
        buf_add(&c->out, STR("=\""));
        add_escaped(&c->out, value);
        buf_add_char(&c->out, '"');
    }
    buf_free(&decoded);
}

static size_t find_attribute(const struct element *e, struct str name)
{
    size_t i;

    for (i = 0; i < ARRAY_LEN(attributes); i++) {
        if (str_eq_nocase(name, str_z(attributes[i].name)) &&
            (attributes[i].element[0] == '\0' || strcmp(attributes[i].element, e->name) == 0)) {
            break;
        }
    }
    return i;
}

static void open_element(struct cleaner *c, const struct element *e, struct str raw)
{
    struct str name, value;
    size_t at = 0, i;
    uint32_t seen = 0;

    _Static_assert(ARRAY_LEN(attributes) <= 32, "seen has a bit for each");
    buf_add_char(&c->out, '<');
    buf_add_z(&c->out, e->name);
    for (size_t n = 0; n < ATTRIBUTES_READ && markup_attribute(raw, &at, &name, &value); n++) {
        i = find_attribute(e, name);
        if (i < ARRAY_LEN(attributes) && (seen & 1U << i) == 0) {
            seen |= 1U << i;
            add_attribute(c, &attributes[i], value);
        }
    }
    buf_add_char(&c->out, '>');
    if ((e->flags & FLAG_VOID) == 0) {
        c->open[c->open_count++] = e;
    }
}

static void on_open(struct cleaner *c, const struct markup_token *t)
{
    const struct element *e = find_element(t->name), *p = find_element("p");

    if (e == NULL || (e->flags & FLAG_SHOWN) == 0) {
        return;
    }
    if ((e->flags & FLAG_BLOCK) != 0) {
        close_implied(c, p);
    }
    if ((e->flags & FLAG_LIST) != 0 || strcmp(e->name, "a") == 0) {
        close_implied(c, e);
    }
    if (strcmp(e->name, "dd") == 0 || strcmp(e->name, "dt") == 0) {
        close_implied(c, find_element(e->name[1] == 'd' ? "dt" : "dd"));
    }
    if (c->open_count < ARRAY_LEN(c->open)) {
        open_element(c, e, t->attributes);
    }
}

static void on_close(struct cleaner *c, const struct markup_token *t)
{
    const struct element *e = find_element(t->name);
    size_t i = c->open_count;

    if (e == NULL) {
        return;
    }
    if ((e->flags & FLAG_VOID) != 0) {
        if (strcmp(e->name, "br") == 0) { /* the standard takes </br> for <br> */
            buf_add(&c->out, STR("<br>"));
        }
        return;
    }
    while (i > 0) {
        i--;
        if (c->open[i] == e) {
            close_above(c, i);
            return;
        }
    }
}

struct str sanitize_html(struct arena *a, struct str fragment, struct str base)
{
    struct cleaner c = {.arena = a, .base = base};
    struct markup m;
    struct markup_token t;

    buf_reserve(&c.out, fragment.len + fragment.len / 8);
    markup_init(&m, fragment);
    while (c.out.len < LIMIT_FIELD_BYTES && markup_next(&m, &t)) {
        switch (t.kind) {
        case MARKUP_TEXT:
            add_decoded(&c.out, t.text, ENTITY_TEXT, true);
            break;
        case MARKUP_OPEN:
            on_open(&c, &t);
            break;
        case MARKUP_CLOSE:
            on_close(&c, &t);
            break;
        case MARKUP_RAW:
        case MARKUP_END_OF_TEXT:
            break;
        }
    }
    close_above(&c, 0);
    if (str_eq(buf_view(&c.out), fragment)) { /* clean already: no copy */
        buf_free(&c.out);
        return fragment;
    }
    return buf_str(&c.out, a);
}

/* ---- text ---- */

/* What has to stand before the next character of a text. */
enum gap { GAP_NONE, GAP_SPACE, GAP_LINE, GAP_PARAGRAPH };

struct writer {
    struct buf out;
    enum gap gap;
    bool lines; /* paragraphs and lines are kept apart, not only by a space */
};

static void widen(struct writer *w, enum gap gap)
{
    if (gap == GAP_LINE && w->gap >= GAP_LINE) {
        gap = GAP_PARAGRAPH; /* br br */
    }
    if (w->gap < gap) {
        w->gap = gap;
    }
}

static void write_gap(struct writer *w)
{
    static const char *const gaps[] = {"", " ", "\n", "\n\n"};

    if (w->out.len > 0) {
        buf_add_z(&w->out, gaps[w->lines || w->gap == GAP_NONE ? w->gap : GAP_SPACE]);
    }
    w->gap = GAP_NONE;
}

/* Adds decoded text; white space of any kind is one gap. */
static void write_text(struct writer *w, struct str s)
{
    size_t at = 0;

    while (at < s.len) {
        size_t from = at;
        uint32_t code = utf8_next(s, &at);

        if (code == 0xA0 || (code <= ' ' && char_is_space((char)code))) {
            widen(w, GAP_SPACE);
            continue;
        }
        write_gap(w);
        buf_add(&w->out, str_sub(s, from, at));
    }
}

static void write_token(struct writer *w, const struct markup_token *t)
{
    const struct element *e;
    struct buf decoded = {0};

    if (t->kind == MARKUP_TEXT) {
        add_decoded(&decoded, t->text, ENTITY_TEXT, false);
        write_text(w, buf_view(&decoded));
        buf_free(&decoded);
        return;
    }
    e = find_element(t->name);
    if (e == NULL) {
        return;
    }
    if ((e->flags & FLAG_BLOCK) != 0) {
        widen(w, GAP_PARAGRAPH);
    } else if ((e->flags & FLAG_LINE) != 0 && t->kind == MARKUP_OPEN) {
        widen(w, (e->flags & FLAG_SCOPE) != 0 ? GAP_SPACE : GAP_LINE);
    }
}

static struct str write_all(struct arena *a, struct str fragment, bool lines)
{
    struct writer w = {.lines = lines};
    struct markup m;
    struct markup_token t;

    markup_init(&m, fragment);
    while (markup_next(&m, &t)) {
        write_token(&w, &t);
    }
    return buf_str(&w.out, a);
}

struct str sanitize_text(struct arena *a, struct str fragment)
{
    return write_all(a, fragment, false);
}

struct str sanitize_paragraphs(struct arena *a, struct str fragment)
{
    return write_all(a, fragment, true);
}

struct str sanitize_unescape(struct arena *a, struct str s)
{
    struct buf out = {0};

    add_decoded(&out, s, ENTITY_TEXT, false);
    return buf_str(&out, a);
}
