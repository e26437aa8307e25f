/*
 * text/markup - see the header.
 */
#include "text/markup.h"

#include <string.h>

struct raw_row {
    const char *name;
    bool is_text;
};

/* 13.2.6.4: elements whose content is raw text. Frames and noembed are never shown here. */
static const struct raw_row raw_elements[] = {
    {"script", false}, //
    {"style", false},  {"iframe", false}, {"noembed", false}, {"noframes", false},
    {"xmp", true},     {"title", true},   {"textarea", true}, {"plaintext", true},
};

void markup_init(struct markup *m, struct str source)
{
    *m = (struct markup){.source = source};
}

/* Behind the next occurrence of `needle`, or the end. */
static size_t behind(struct str s, struct str needle, size_t from)
{
    size_t found = str_find(s, needle, from);

    return found == STR_NPOS ? s.len : found + needle.len;
}

static bool ends_name(char c)
{
    return char_is_space(c) || c == '/' || c == '>';
}

/* Moves *at behind one attribute; false at the end of the tag or of the text. */
static bool scan_attribute(struct str s, size_t *at, struct str *name, struct str *value)
{
    size_t p = *at, from;

    while (p < s.len && (char_is_space(s.ptr[p]) || s.ptr[p] == '/')) {
        p++;
    }
    if (p >= s.len || s.ptr[p] == '>') {
        *at = p;
        return false;
    }
    from = p++; /* an equals sign here belongs to the name */
    while (p < s.len && !ends_name(s.ptr[p]) && s.ptr[p] != '=') {
        p++;
    }
    *name = str_sub(s, from, p);
    *value = STR("");
    while (p < s.len && char_is_space(s.ptr[p])) {
        p++;
    }
    if (p < s.len && s.ptr[p] == '=') {
        p++;
        while (p < s.len && char_is_space(s.ptr[p])) {
            p++;
        }
        if (p < s.len && (s.ptr[p] == '"' || s.ptr[p] == '\'')) {
            size_t quote = str_find_char(s, s.ptr[p], p + 1);

            quote = quote == STR_NPOS ? s.len : quote;
            *value = str_sub(s, p + 1, quote);
            p = quote < s.len ? quote + 1 : quote;
        } else {
            for (from = p; p < s.len && !char_is_space(s.ptr[p]) && s.ptr[p] != '>'; p++) {
            }
            *value = str_sub(s, from, p);
        }
    }
    *at = p;
    return true;
}

bool markup_attribute(struct str attributes, size_t *at, struct str *name, struct str *value)
{
    return scan_attribute(attributes, at, name, value);
}

/* A tag whose name begins at `from`; false when the text ends inside it (then it is dropped). */
static bool scan_tag(struct markup *m, size_t from, struct markup_token *out)
{
    struct str s = m->source, name, value;
    size_t p = from, first, i;

    while (p < s.len && !ends_name(s.ptr[p])) {
        p++;
    }
    memset(out->name, 0, sizeof(out->name));
    for (i = 0; i < p - from && i + 1 < sizeof(out->name); i++) {
        out->name[i] = char_lower(s.ptr[from + i]);
    }
    first = p;
    while (scan_attribute(s, &p, &name, &value)) {
    }
    if (p >= s.len) {
        m->at = s.len;
        return false;
    }
    out->attributes = str_sub(s, first, p);
    m->at = p + 1;
    return true;
}

static void enter_raw(struct markup *m, const char *name)
{
    size_t i;

    for (i = 0; i < ARRAY_LEN(raw_elements); i++) {
        if (strcmp(raw_elements[i].name, name) == 0) {
            memcpy(m->raw, name, sizeof(m->raw));
            m->raw_is_text = raw_elements[i].is_text;
            return;
        }
    }
}

/* Where the end tag of the raw element begins, or the end of the text. */
static size_t raw_end(const struct markup *m)
{
    struct str s = m->source, name = str_z(m->raw);
    size_t p = m->at;

    while ((p = str_find(s, STR("</"), p)) != STR_NPOS) {
        size_t after = p + 2 + name.len;

        if (str_starts_nocase(str_sub(s, p + 2, s.len), name) &&
            (after >= s.len || ends_name(s.ptr[after]))) {
            return p;
        }
        p += 2;
    }
    return s.len;
}

/* Behind the "-->" or "--!>" that ends a comment whose inside begins at `from`. */
static size_t comment_end(struct str s, size_t from)
{
    size_t p = from;

    while ((p = str_find(s, STR("--"), p)) != STR_NPOS) {
        struct str rest = str_sub(s, p + 2, s.len);

        if (str_starts(rest, STR(">"))) {
            return p + 3;
        }
        if (str_starts(rest, STR("!>"))) {
            return p + 4;
        }
        p++;
    }
    return s.len;
}

/* What begins with '<' and is no tag: moves behind it. False when the '<' is text. */
static bool skip_declaration(struct markup *m)
{
    struct str rest = str_sub(m->source, m->at, m->source.len);

    if (str_starts(rest, STR("<!-->")) || str_starts(rest, STR("<!--->"))) {
        m->at = behind(m->source, STR(">"), m->at);
        return true;
    }
    if (str_starts(rest, STR("<!--"))) {
        m->at = comment_end(m->source, m->at + 4);
        return true;
    }
    if (rest.len >= 2 && (rest.ptr[1] == '!' || rest.ptr[1] == '?' || rest.ptr[1] == '/')) {
        if (rest.len == 2 && rest.ptr[1] == '/') {
            return false;
        }
        m->at = behind(m->source, STR(">"), m->at);
        return true;
    }
    return false;
}

/* A tag or text at m->at; false when it was something to pass over. */
static bool scan_token(struct markup *m, struct markup_token *out)
{
    struct str s = m->source;
    size_t from = m->at, end = from;
    bool close;

    if (s.ptr[from] == '<') {
        close = from + 1 < s.len && s.ptr[from + 1] == '/';
        if (from + 1 + close < s.len && char_is_alpha(s.ptr[from + 1 + close])) {
            out->kind = close ? MARKUP_CLOSE : MARKUP_OPEN;
            return scan_tag(m, from + 1 + close, out);
        }
        if (skip_declaration(m)) {
            return false;
        }
        end = from + 1;
    }
    end = str_find_char(s, '<', end);
    m->at = end == STR_NPOS ? s.len : end;
    out->kind = MARKUP_TEXT;
    out->text = str_sub(s, from, m->at);
    return true;
}

bool markup_next(struct markup *m, struct markup_token *out)
{
    *out = (struct markup_token){.kind = MARKUP_END_OF_TEXT};
    if (m->raw[0] != '\0') {
        size_t end = raw_end(m);

        out->kind = m->raw_is_text ? MARKUP_TEXT : MARKUP_RAW;
        out->text = str_sub(m->source, m->at, end);
        m->at = end;
        m->raw[0] = '\0';
        return true;
    }
    while (m->at < m->source.len) {
        if (scan_token(m, out)) {
            if (out->kind == MARKUP_OPEN) {
                enter_raw(m, out->name);
            }
            return true;
        }
    }
    return false;
}
