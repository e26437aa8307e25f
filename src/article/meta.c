#include "article/meta.h"

#include "fmt/escape.h"
#include "fmt/time.h"
#include "fmt/url.h"
#include "text/plain.h"

enum { BEFORE_HEADING = 30, BEHIND_HEADING = 80, MAX_DATE_CHARS = 100, MAX_NAME_CHARS = 120 };

/* name or property of a meta element -> where its content goes; earlier rows win. */
static const struct {
    struct str name;
    size_t offset;
} meta_rows[] = {
    {STR_INIT("og:title"), offsetof(struct meta_sources, og_title)},
    {STR_INIT("og:site_name"), offsetof(struct meta_sources, site_name)},
    {STR_INIT("og:url"), offsetof(struct meta_sources, og_url)},
    {STR_INIT("og:locale"), offsetof(struct meta_sources, og_locale)},
    {STR_INIT("article:published_time"), offsetof(struct meta_sources, published)},
    {STR_INIT("og:article:published_time"), offsetof(struct meta_sources, published)},
    {STR_INIT("datepublished"), offsetof(struct meta_sources, published)},
    {STR_INIT("parsely-pub-date"), offsetof(struct meta_sources, published)},
    {STR_INIT("sailthru.date"), offsetof(struct meta_sources, published)},
    {STR_INIT("dc.date.issued"), offsetof(struct meta_sources, published)},
    {STR_INIT("dcterms.created"), offsetof(struct meta_sources, published)},
    {STR_INIT("dc.date"), offsetof(struct meta_sources, published)},
    {STR_INIT("pubdate"), offsetof(struct meta_sources, published)},
    {STR_INIT("publish-date"), offsetof(struct meta_sources, published)},
    {STR_INIT("date"), offsetof(struct meta_sources, published)},
    {STR_INIT("author"), offsetof(struct meta_sources, author)},
    {STR_INIT("article:author_name"), offsetof(struct meta_sources, author)},
    {STR_INIT("article:author"), offsetof(struct meta_sources, author)},
    {STR_INIT("parsely-author"), offsetof(struct meta_sources, author)},
    {STR_INIT("sailthru.author"), offsetof(struct meta_sources, author)},
    {STR_INIT("dc.creator"), offsetof(struct meta_sources, author)},
    {STR_INIT("twitter:title"), offsetof(struct meta_sources, og_title)},
};

struct found {
    struct str values[ARRAY_LEN(meta_rows)];
    struct meta_sources *out;
    struct arena *arena;
};

static void read_meta(struct found *f, const struct html_node *n)
{
    struct str content = str_trim(html_attribute(n, "content")),
               name = html_attribute(n, "property");

    if (name.len == 0) {
        name = html_attribute(n, "name");
    }
    if (name.len == 0) {
        name = html_attribute(n, "itemprop");
    }
    for (size_t i = 0; content.len > 0 && i < ARRAY_LEN(meta_rows); i++) {
        if (f->values[i].len == 0 && str_eq_nocase(name, meta_rows[i].name)) {
            f->values[i] = content;
        }
    }
}

static bool has_rel(const struct html_node *n, struct str wanted)
{
    struct str rest = html_attribute(n, "rel"), part;

    while (str_split(&rest, ' ', &part)) {
        if (str_eq_nocase(part, wanted)) {
            return true;
        }
    }
    return false;
}

static void read_element(struct found *f, const struct html_node *n)
{
    if (html_is(n, "meta")) {
        read_meta(f, n);
    } else if (html_is(n, "title") && f->out->page_title.len == 0 && n->first != NULL &&
               html_is(n->parent, "head")) {
        f->out->page_title = escape_plain(f->arena, n->first->text);
    } else if (html_is(n, "link") && f->out->canonical.len == 0 && has_rel(n, STR("canonical"))) {
        f->out->canonical = str_trim(html_attribute(n, "href"));
    }
}

static void read_sources(struct arena *a, const struct html_node *html, struct meta_sources *out)
{
    struct found f = {.out = out, .arena = a};

    for (const struct html_node *n = html; n != NULL; n = html_next(n, html)) {
        read_element(&f, n);
    }
    for (size_t i = 0; i < ARRAY_LEN(meta_rows); i++) {
        struct str *to = (struct str *)(void *)((char *)out + meta_rows[i].offset);
        /* article:author is an address by its definition; only a name is of use. */
        bool address = url_is_http(f.values[i]) &&
                       meta_rows[i].offset == offsetof(struct meta_sources, author);

        if (to->len == 0 && f.values[i].len > 0 && !address) {
            *to = f.values[i];
        }
    }
    jsonld_read(a, html, out);
}

/* A date in a line that may say more: "Published: May 5, 2025 | 3 min read". */
static int64_t find_date(struct str line, bool *day_only)
{
    int64_t t = time_parse(line, day_only);

    for (size_t i = 0; t == TIME_NONE && i < line.len; i++) {
        struct str rest = str_sub(line, i, line.len);
        size_t bar = str_find_char(rest, '|', 0);

        if ((i > 0 && char_is_alnum(line.ptr[i - 1])) || !char_is_alnum(line.ptr[i])) {
            continue;
        }
        t = time_parse(str_trim(str_sub(rest, 0, bar)), day_only);
    }
    return t;
}

static int64_t date_of(const struct page *p, const struct note *n, bool *day_only)
{
    struct str exact = html_attribute(n->node, "datetime");
    int64_t t = TIME_NONE;

    if (exact.len == 0) {
        exact = html_attribute(n->node, "content");
    }
    if (n->tag != TAG_TIME && (n->names & NAME_DATE) == 0) {
        return TIME_NONE;
    }
    if (exact.len > 0) {
        t = time_parse(exact, day_only);
    }
    if (t == TIME_NONE && n->chars > 0 && n->chars <= MAX_DATE_CHARS) {
        t = find_date(page_line(p, n), day_only);
    }
    return t;
}

/* Text of the article itself begins here. */
static bool is_body_text(const struct note *n)
{
    return (n->tag == TAG_P || n->tag == TAG_DIV) && n->run_chars >= 140;
}

/* A date that stands behind the heading, up to the text, or shortly before it. */
static int64_t visible_date(const struct page *p, const struct note *heading, bool *day_only)
{
    size_t at = (size_t)(heading - p->notes), end = at + BEHIND_HEADING;
    size_t first = at > BEFORE_HEADING ? at - BEFORE_HEADING : 0;
    int64_t t = TIME_NONE;

    for (size_t i = at + 1; i < p->count && i < end && t == TIME_NONE; i++) {
        if (is_body_text(&p->notes[i])) {
            break;
        }
        t = date_of(p, &p->notes[i], day_only);
    }
    for (size_t i = at; i-- > first && t == TIME_NONE;) {
        t = date_of(p, &p->notes[i], day_only);
    }
    return t;
}

/* The first date marked as the article's own by itemprop, wherever it stands. */
static int64_t marked_date(const struct page *p, bool *day_only)
{
    int64_t t = TIME_NONE;

    for (size_t i = 0; i < p->count && t == TIME_NONE; i++) {
        if (str_eq_nocase(html_attribute(p->notes[i].node, "itemprop"), STR("datePublished"))) {
            t = date_of(p, &p->notes[i], day_only);
        }
    }
    return t;
}

static void choose_published(const struct page *p, const struct meta_sources *s,
                             const struct note *heading, struct meta *out)
{
    out->published = time_parse(s->ld_published, &out->day_only);
    if (out->published == TIME_NONE) {
        out->published = time_parse(s->published, &out->day_only);
    }
    if (out->published == TIME_NONE) {
        out->published = marked_date(p, &out->day_only);
    }
    if (out->published == TIME_NONE && heading != NULL) {
        out->published = visible_date(p, heading, &out->day_only);
    }
    if (out->published == TIME_NONE) {
        out->day_only = false;
    }
}

static struct str without_by(struct str name)
{
    if (str_starts_nocase(name, STR("by ")) || str_starts_nocase(name, STR("by:"))) {
        name = str_trim(str_sub(name, 3, name.len));
    }
    return name;
}

/* A short line named byline or author near the heading. */
static struct str visible_byline(const struct page *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct note *n = &p->notes[i];
        struct str line;

        if ((n->names & NAME_BYLINE) == 0 || n->chars < 3 || n->chars > MAX_NAME_CHARS) {
            continue;
        }
        line = without_by(page_line(p, n));
        if (line.len > 0) {
            return line;
        }
    }
    return STR_NULL;
}

static struct str choose_byline(const struct page *p, const struct meta_sources *s)
{
    struct str name = s->ld_author.len > 0 ? s->ld_author : s->author;

    if (name.len == 0) {
        return visible_byline(p);
    }
    return without_by(escape_plain(p->arena, name));
}

static struct str choose_language(const struct page *p, const struct meta_sources *s)
{
    struct str lang = str_trim(html_attribute(p->html, "lang"));
    char *copy;

    if (lang.len == 0) {
        lang = s->ld_language.len > 0 ? s->ld_language : s->og_locale;
    }
    if (lang.len == 0 || lang.len > 35) {
        return STR_NULL;
    }
    copy = arena_z(p->arena, lang);
    for (size_t i = 0; i < lang.len; i++) {
        copy[i] = (char)(copy[i] == '_' ? '-' : copy[i]);
    }
    return (struct str){copy, lang.len};
}

void meta_read(const struct page *p, struct str base, struct meta *out)
{
    struct meta_sources s = {0};
    const struct note *heading = NULL;
    struct str url;

    *out = (struct meta){.published = TIME_NONE};
    read_sources(p->arena, p->html, &s);
    out->title = headline_choose(p, &s, &heading);
    if (out->title.ptr != NULL) {
        out->title = escape_plain(p->arena, out->title);
    }
    out->byline = choose_byline(p, &s);
    out->language = choose_language(p, &s);
    choose_published(p, &s, heading, out);
    url = url_resolve(p->arena, base, s.canonical.len > 0 ? s.canonical : s.og_url);
    out->canonical = url_is_http(url) ? url : STR_NULL;
    out->body = s.ld_body;
}
