/*
 * feed/value - see the header.
 */
#include "feed/value.h"

#include "core/utf8.h"
#include "fmt/escape.h"
#include "fmt/url.h"
#include "text/sanitize.h"

enum form {
    FORM_TEXT,   /* literal */
    FORM_HTML,   /* escaped mark-up */
    FORM_MARKUP, /* mark-up as elements */
    FORM_OTHER,  /* a picture, a program ... */
};

struct type_row {
    const char *type;
    enum form form;
};

/* RFC 4287 3.1.1 and 4.1.3, and the MIME types of Atom 0.3. */
static const struct type_row types[] = {
    {"", FORM_TEXT}, //
    {"text", FORM_TEXT},      {"text/plain", FORM_TEXT}, {"html", FORM_HTML},
    {"text/html", FORM_HTML}, {"xhtml", FORM_MARKUP},    {"application/xhtml+xml", FORM_MARKUP},
};

static enum form form_of_type(struct str type)
{
    size_t semicolon = str_find_char(type, ';', 0);

    type = str_trim(semicolon == STR_NPOS ? type : str_sub(type, 0, semicolon));
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_eq_nocase(type, str_z(types[i].type))) {
            return types[i].form;
        }
    }
    if (str_ends(type, STR("+xml")) || str_ends(type, STR("/xml"))) {
        return FORM_MARKUP;
    }
    return str_starts_nocase(type, STR("text/")) ? FORM_TEXT : FORM_OTHER;
}

/* RFC 4287 is explicit; everything else is HTML in practice. */
static enum form form_of(const struct xml_node *n)
{
    bool elements = xml_has_elements(n);
    enum form form;

    if (n->ns != NS_ATOM) {
        return elements ? FORM_MARKUP : FORM_HTML;
    }
    form = form_of_type(xml_attribute(n, "type"));
    if (form == FORM_OTHER) {
        return form;
    }
    if (elements) {
        return FORM_MARKUP;
    }
    /* Atom 0.3: mode="escaped" has a type beside it; XHTML without an element is text. */
    return form == FORM_MARKUP && str_eq_nocase(xml_attribute(n, "mode"), STR("escaped"))
               ? FORM_HTML
               : form;
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static struct str decode_base64(struct arena *a, struct str s)
{
    struct buf raw = {0}, out = {0};
    uint32_t bits = 0;
    unsigned count = 0;

    for (size_t i = 0; i < s.len; i++) {
        int digit = base64_digit(s.ptr[i]);

        if (digit < 0) {
            continue;
        }
        bits = bits << 6 | (uint32_t)digit;
        count += 6;
        if (count >= 8) {
            count -= 8;
            buf_add_char(&raw, (char)(bits >> count & 0xFF));
        }
    }
    utf8_add_valid(&out, buf_view(&raw));
    buf_free(&raw);
    return buf_str(&out, a);
}

static struct str text_of(struct bounds *b, const struct xml_node *n)
{
    struct str s;

    b->at = n->start;
    s = bounds_cut(b, BOUND_TEXT, xml_text(b->arena, n));
    return str_eq_nocase(xml_attribute(n, "mode"), STR("base64")) ? decode_base64(b->arena, s) : s;
}

/* The one div that Atom wraps XHTML in is not content. */
static const struct xml_node *unwrap(const struct xml_node *n)
{
    const struct xml_node *only = NULL;

    for (const struct xml_node *p = n->first; p != NULL; p = p->next) {
        if (p->local.ptr == NULL && str_trim(p->text).len == 0) {
            continue;
        }
        if (p->local.ptr == NULL || only != NULL || !str_eq_nocase(p->local, STR("div"))) {
            return n;
        }
        only = p;
    }
    return only == NULL ? n : only;
}

static struct str present(struct str s)
{
    return s.len == 0 ? STR_NULL : s;
}

struct str value_plain_text(struct bounds *b, struct str text)
{
    if (text.ptr == NULL) {
        return text;
    }
    text = bounds_cut(b, BOUND_TITLE, str_trim(text));
    return present(escape_plain(b->arena, text));
}

/* Mark-up is let be four times as long as the text that comes out of it. */
struct str value_plain_html(struct bounds *b, struct str html)
{
    size_t most = 4 * b->most[BOUND_TITLE];

    if (html.ptr == NULL) {
        return html;
    }
    html = str_trim(html);
    if (html.len > most) {
        html.len = utf8_cut(html, most);
        bounds_hit(b, BOUND_TITLE);
    }
    return value_plain_text(b, sanitize_text(b->arena, html));
}

/* RFC 4287 4.1.3.3: what is neither text nor XML is base64. Absent when it is no text after all. */
static struct str text_in_base64(struct bounds *b, const struct xml_node *n)
{
    struct str s = decode_base64(b->arena, bounds_cut(b, BOUND_TEXT, xml_text(b->arena, n)));

    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] < 0x20 && !char_is_space(s.ptr[i])) {
            return STR_NULL;
        }
    }
    return str_find(s, STR("\xEF\xBF\xBD"), 0) == STR_NPOS ? s : STR_NULL;
}

struct str value_plain(struct bounds *b, const struct xml_node *n)
{
    b->at = n->start;
    switch (form_of(n)) {
    case FORM_TEXT:
        return value_plain_text(b, text_of(b, n));
    case FORM_HTML:
        return value_plain_html(b, text_of(b, n));
    case FORM_MARKUP:
        return value_plain_html(b, xml_markup(b, n));
    case FORM_OTHER:
        return value_plain_html(b, text_in_base64(b, n));
    }
    return STR_NULL;
}

struct str value_html(struct bounds *b, const struct xml_node *n)
{
    struct buf escaped = {0};
    struct str s = STR_NULL;

    b->at = n->start;
    switch (form_of(n)) {
    case FORM_TEXT:
        escape_html(&escaped, str_trim(text_of(b, n)));
        s = buf_str(&escaped, b->arena);
        break;
    case FORM_HTML:
        s = text_of(b, n);
        break;
    case FORM_MARKUP:
        s = xml_markup(b, unwrap(n));
        break;
    case FORM_OTHER:
        s = text_in_base64(b, n);
        break;
    }
    s = str_trim(s);
    return s.len == 0 ? STR_NULL : present(str_trim(sanitize_html(b->arena, s, n->base)));
}

struct str value_token(struct bounds *b, const struct xml_node *n)
{
    b->at = n->start;
    return present(bounds_cut(b, BOUND_TITLE, str_trim(xml_text(b->arena, n))));
}

struct str value_person_text(struct bounds *b, struct str s)
{
    size_t open, close;

    s = value_plain_text(b, s);
    if (s.ptr == NULL) {
        return s;
    }
    open = str_find_char(s, '(', 0);
    close = str_rfind_char(s, ')');
    if (open != STR_NPOS && close != STR_NPOS && close > open + 1 &&
        str_find_char(str_sub(s, 0, open), '@', 0) != STR_NPOS) {
        return present(str_trim(str_sub(s, open + 1, close)));
    }
    open = str_find_char(s, '<', 0);
    if (open != STR_NPOS && open > 0 && str_find_char(s, '@', open) != STR_NPOS) {
        return present(str_trim(str_sub(s, 0, open)));
    }
    return s;
}

struct str value_person(struct bounds *b, const struct xml_node *n)
{
    static const char *const parts[] = {"name", "email", "uri", "url", "homepage"};

    if (!xml_has_elements(n)) {
        return value_person_text(b, sanitize_unescape(b->arena, text_of(b, n)));
    }
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        for (const struct xml_node *p = xml_next(n, n); p != NULL; p = xml_skip(p, n)) {
            struct str s = STR_NULL;

            if (p->local.ptr != NULL && str_eq_nocase(p->local, str_z(parts[i]))) {
                s = value_plain_text(b, sanitize_unescape(b->arena, text_of(b, p)));
            }
            if (s.ptr != NULL) {
                return s;
            }
        }
    }
    return value_person_text(b, sanitize_text(b->arena, xml_markup(b, n)));
}

/* What a reader may follow; a script, a file or data in the place of a link is none. */
static bool is_link(struct str s)
{
    static const char *const schemes[] = {"http", "https", "ftp", "mailto"};
    struct url u;

    if (!url_split(s, &u)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        if (str_eq_nocase(u.scheme, str_z(schemes[i]))) {
            return true;
        }
    }
    return u.scheme.ptr == NULL;
}

struct str value_url(struct bounds *b, struct str base, struct str reference)
{
    reference = str_trim(reference);
    if (reference.len > b->most[BOUND_URL]) {
        bounds_hit(b, BOUND_URL);
        return STR_NULL;
    }
    if (reference.len == 0) {
        return STR_NULL;
    }
    reference = url_resolve(b->arena, base, reference);
    return is_link(reference) ? present(reference) : STR_NULL;
}
