#include "article/follow.h"

#include "core/num.h"
#include "fmt/url.h"
#include "text/plain.h"

enum { LABEL_CHARS = 40, PAGES_MOST = 99, CUT_TAIL = 80, CUT_LINES = 3 };

/* ---- numbered pages ---- */

static const struct str members[] = {
    STR_INIT("page"),  STR_INIT("p"),      STR_INIT("pg"),   STR_INIT("pagenum"),
    STR_INIT("seite"), STR_INIT("pagina"), STR_INIT("sida"), STR_INIT("strona"),
};

/* What stands between an address and the number of a page; the longer first. */
static const struct str joints[] = {
    STR_INIT("/page/"),  STR_INIT("/page-"), STR_INIT("-page-"), STR_INIT("/seite-"),
    STR_INIT("-seite-"), STR_INIT("/p"),     STR_INIT(",p"),     STR_INIT("/"),
    STR_INIT("-"),       STR_INIT("_"),      STR_INIT(","),
};

static bool is_number(struct str s, size_t number)
{
    int64_t n;

    return s.len > 0 && s.len <= 2 && char_is_digit(s.ptr[0]) && num_parse(s, &n) &&
           n == (int64_t)number;
}

/* The path without what may stand behind a number: "/", ".html". */
static struct str path_stem(struct str path, struct str *suffix)
{
    size_t dot = str_rfind_char(path, '.'), slash = str_rfind_char(path, '/');
    struct str stem = path;

    if (str_ends(path, STR("/"))) {
        stem = str_sub(path, 0, path.len - 1);
    } else if (dot != STR_NPOS && (slash == STR_NPOS || dot > slash)) {
        stem = str_sub(path, 0, dot);
    }
    *suffix = str_sub(path, stem.len, path.len);
    return stem;
}

static bool is_numbered_path(struct str path, struct str first, size_t number)
{
    struct str suffix, first_suffix, stem = path_stem(path, &suffix);
    struct str first_stem = path_stem(first, &first_suffix), rest;

    /* "/story.html/2" and "/story-2.html" */
    if (str_starts(path, first) && first.len > 1 && !str_ends(first, STR("/"))) {
        rest = str_sub(path, first.len, path.len);
    } else if (str_starts(stem, first_stem) && first_stem.len > 1) {
        rest = str_sub(stem, first_stem.len, stem.len);
    } else {
        return false;
    }
    rest = str_ends(rest, STR("/")) ? str_sub(rest, 0, rest.len - 1) : rest;
    for (size_t i = 0; i < ARRAY_LEN(joints); i++) {
        if (str_starts(rest, joints[i]) &&
            is_number(str_sub(rest, joints[i].len, rest.len), number)) {
            return true;
        }
    }
    return false;
}

/* The member of a query that numbers its page is `number`, and what else stands in it in the first page's too. */
static bool is_numbered_query(struct str query, struct str first, size_t number)
{
    struct str rest = query, part;
    bool numbered = false;
    size_t others = 0, first_others = 0;

    while (str_split(&rest, '&', &part)) {
        size_t equals = str_find_char(part, '=', 0);
        struct str name = str_sub(part, 0, equals == STR_NPOS ? part.len : equals);
        bool is_page = false;

        for (size_t i = 0; i < ARRAY_LEN(members); i++) {
            is_page |= str_eq_nocase(name, members[i]);
        }
        if (is_page && equals != STR_NPOS &&
            is_number(str_sub(part, equals + 1, part.len), number)) {
            numbered = true;
        } else if (part.len > 0) {
            others += part.len + 1;
            if (str_find(first, part, 0) == STR_NPOS) {
                return false;
            }
        }
    }
    rest = first;
    while (str_split(&rest, '&', &part)) {
        size_t equals = str_find_char(part, '=', 0);
        bool is_page = false;

        for (size_t i = 0; i < ARRAY_LEN(members); i++) {
            is_page |=
                str_eq_nocase(str_sub(part, 0, equals == STR_NPOS ? part.len : equals), members[i]);
        }
        first_others += is_page || part.len == 0 ? 0 : part.len + 1;
    }
    return numbered && others == first_others;
}

static bool is_same_site(const struct url *u, const struct url *v)
{
    return str_eq_nocase(u->scheme, v->scheme) && str_eq_nocase(u->host, v->host) &&
           str_eq(u->port, v->port);
}

/* Whether an address is that of page `number` of the article that begins at `first`. */
static bool is_page_of(struct str address, struct str first, size_t number)
{
    struct url u, f;

    if (!url_split(address, &u) || !url_split(first, &f) || !is_same_site(&u, &f)) {
        return false;
    }
    if (str_eq(u.path, f.path)) {
        return is_numbered_query(u.query, f.query, number);
    }
    return str_eq(u.query, f.query) && is_numbered_path(u.path, f.path, number);
}

/* ---- links ---- */

/* The address of a link, absolute and without its fragment; absent for none. */
static struct str address_of(const struct page *p, struct str base, const struct html_node *n)
{
    struct str href = str_trim(html_attribute(n, "href"));
    struct str url = href.len == 0 ? STR_NULL : url_resolve(p->arena, base, href);

    return url_is_http(url) ? url_without_fragment(url) : STR_NULL;
}

static bool has_word_of(struct str text, const struct str *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = str_find_nocase(text, words[i], 0);

        if (at != STR_NPOS && (at == 0 || !char_is_alnum(text.ptr[at - 1])) &&
            (at + words[i].len == text.len || !char_is_alnum(text.ptr[at + words[i].len]))) {
            return true;
        }
    }
    return false;
}

static bool has_rel_next(const struct html_node *n)
{
    struct str rest = html_attribute(n, "rel"), part;

    while (str_split(&rest, ' ', &part)) {
        if (str_eq_nocase(part, STR("next"))) {
            return true;
        }
    }
    return false;
}

/* A link that says so: by rel, by the number, by a word or an arrow. Slugs of other articles end in numbers too. */
static bool leads_on(const struct page *p, const struct html_node *n, size_t number)
{
    static const struct str words[] = {
        STR_INIT("next"),
        STR_INIT("next page"),
        STR_INIT("weiter"),
        STR_INIT("suivant"),
        STR_INIT("suivante"),
        STR_INIT("siguiente"),
        STR_INIT("volgende"),
        STR_INIT("avanti"),
        STR_INIT("n\xC3\xA4"
                 "chste"),
        STR_INIT("n\xC3\xA4sta"),
        STR_INIT("\xE2\x80\xBA"),
        STR_INIT("\xC2\xBB"),
        STR_INIT("\xE2\x86\x92"),
        STR_INIT(">"),
        STR_INIT(">>"),
    };
    const struct note *note = n->data;
    struct str label;

    if (has_rel_next(n)) {
        return true;
    }
    if (!html_is(n, "a") || note == NULL || note->chars > LABEL_CHARS) {
        return false;
    }
    label = str_trim(page_line(p, note));
    return is_number(label, number) || has_word_of(label, words, ARRAY_LEN(words));
}

static struct str find_next(const struct page *p, struct str base, struct str first, size_t number)
{
    for (const struct html_node *n = p->html; n != NULL; n = html_next(n, p->html)) {
        struct str url;

        if ((!html_is(n, "a") && !html_is(n, "link")) || !leads_on(p, n, number + 1)) {
            continue;
        }
        url = address_of(p, base, n);
        if (url.len > 0 && is_page_of(url, first, number + 1)) {
            return url;
        }
    }
    return STR_NULL;
}

static bool is_whole_link(const struct page *p, const struct html_node *n)
{
    static const struct str words[] = {
        STR_INIT("print"),           STR_INIT("printable"),    STR_INIT("printer-friendly"),
        STR_INIT("single page"),     STR_INIT("one page"),     STR_INIT("view all"),
        STR_INIT("all pages"),       STR_INIT("druckversion"), STR_INIT("drucken"),
        STR_INIT("auf einer seite"), STR_INIT("imprimer"),     STR_INIT("imprimir"),
        STR_INIT("stampa"),
    };
    struct str label;

    if (html_is(n, "link")) {
        return str_eq_nocase(html_attribute(n, "rel"), STR("alternate")) &&
               str_eq_nocase(html_attribute(n, "media"), STR("print"));
    }
    if (!html_is(n, "a") || n->data == NULL) {
        return false;
    }
    label = page_line(p, n->data);
    return label.len <= LABEL_CHARS && has_word_of(label, words, ARRAY_LEN(words));
}

static struct str find_whole(const struct page *p, struct str base)
{
    struct url b, u;

    for (const struct html_node *n = p->html; n != NULL && url_split(base, &b);
         n = html_next(n, p->html)) {
        struct str url = is_whole_link(p, n) ? address_of(p, base, n) : STR_NULL;

        if (url.len > 0 && !str_eq(url, base) && url_split(url, &u) && is_same_site(&u, &b)) {
            return url;
        }
    }
    return STR_NULL;
}

static bool ends_open(struct str line)
{
    static const struct str ends[] = {
        STR_INIT("\xE2\x80\xA6"),
        STR_INIT("..."),
        STR_INIT("[\xE2\x80\xA6]"),
        STR_INIT("[...]"),
    };

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (str_ends(line, ends[i])) {
            return true;
        }
    }
    return false;
}

/* "..." at its end, or an invitation to read on there. */
static bool is_cut(const struct page *p, struct str base, struct str text)
{
    static const struct str words[] = {
        STR_INIT("continue reading"), STR_INIT("read full"),       STR_INIT("read the full"),
        STR_INIT("full story"),       STR_INIT("full article"),    STR_INIT("read the rest"),
        STR_INIT("weiterlesen"),      STR_INIT("lire la suite"),   STR_INIT("seguir leyendo"),
        STR_INIT("ganzen artikel"),   STR_INIT("leer m\xC3\xA1s"), STR_INIT("lees verder"),
    };
    struct str rest = text, tail;

    /* The last lines: what leads on may stand below, as text. */
    for (size_t i = 0; i < CUT_LINES && rest.len > 0; i++) {
        size_t line = str_rfind_char(rest, '\n');

        tail = str_sub(rest, line == STR_NPOS ? 0 : line + 1, rest.len);
        rest = str_trim(str_sub(rest, 0, line == STR_NPOS ? 0 : line));
        if (ends_open(tail) ||
            (tail.len <= CUT_TAIL && has_word_of(tail, words, ARRAY_LEN(words)))) {
            return true;
        }
    }
    for (size_t i = 0; i < p->count; i++) {
        const struct note *n = &p->notes[i];

        /* A teaser of another article says the same: only a link out of the text's own matter counts. */
        if (n->tag == TAG_A && n->chars <= LABEL_CHARS && n->chars > 0 &&
            has_word_of(page_line(p, n), words, ARRAY_LEN(words)) &&
            str_eq(address_of(p, base, n->node), base)) {
            return true;
        }
    }
    return false;
}

void follow_find(const struct page *p, const struct follow_hints *hints, struct str text,
                 struct follow *out)
{
    struct str base = url_without_fragment(hints->base);
    struct str first = hints->first.len > 0 ? hints->first : base;
    size_t number = hints->number == 0 ? 1 : hints->number;

    *out = (struct follow){STR_NULL, STR_NULL};
    if (!url_is_http(base)) {
        return;
    }
    if (number < PAGES_MOST) {
        out->next = find_next(p, base, first, number);
    }
    if (number > 1 || (out->next.ptr == NULL && !is_cut(p, base, text))) {
        return;
    }
    out->whole = find_whole(p, base);
    if (out->whole.ptr == NULL && out->next.ptr == NULL && hints->canonical.len > 0 &&
        !str_eq(hints->canonical, base)) {
        out->whole = hints->canonical;
    }
}
