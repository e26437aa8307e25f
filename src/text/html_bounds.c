#include "text/html_bounds.h"

#include <stdbool.h>

#include "core/limits.h"

enum tag_class {
    TAG_BARRIER = 1 << 0,    /* no end tag reaches beyond it */
    TAG_SPECIAL = 1 << 1,    /* the end tag of an ordinary element does not reach beyond it */
    TAG_FORMATTING = 1 << 2, /* stays active when an element around it is closed */
    TAG_IMPLIED = 1 << 3,    /* never open twice at one level: its end is implied */
    TAG_VOID = 1 << 4,
    TAG_RAW = 1 << 5,       /* its content is text up to its end tag */
    TAG_ALONE = 1 << 6,     /* a second one closes the first */
    TAG_LONE_END = 1 << 7,  /* its end tag closes nothing but itself */
    TAG_FOREIGN = 1 << 8,   /* svg and math: inside, a slash closes a tag */
    TAG_WEAK_END = 1 << 9,  /* special, but its end tag is that of an ordinary element */
    TAG_BREAKOUT = 1 << 10, /* ordinary, but ends foreign content as all HTML tags do */
};

/* Sorted by name. */
static const struct {
    struct str name;
    unsigned class;
} tags[] = {
    {STR_INIT("a"), TAG_FORMATTING | TAG_LONE_END | TAG_ALONE},
    {STR_INIT("address"), TAG_SPECIAL},
    {STR_INIT("annotation-xml"), TAG_BARRIER},
    {STR_INIT("applet"), TAG_BARRIER | TAG_SPECIAL},
    {STR_INIT("area"), TAG_VOID},
    {STR_INIT("article"), TAG_SPECIAL},
    {STR_INIT("aside"), TAG_SPECIAL},
    {STR_INIT("b"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("base"), TAG_VOID},
    {STR_INIT("basefont"), TAG_VOID},
    {STR_INIT("bgsound"), TAG_VOID},
    {STR_INIT("big"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("blockquote"), TAG_SPECIAL},
    {STR_INIT("body"), TAG_IMPLIED},
    {STR_INIT("br"), TAG_VOID},
    {STR_INIT("button"), TAG_SPECIAL | TAG_ALONE},
    {STR_INIT("caption"), TAG_IMPLIED},
    {STR_INIT("center"), TAG_SPECIAL},
    {STR_INIT("code"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("col"), TAG_VOID},
    {STR_INIT("colgroup"), TAG_IMPLIED},
    {STR_INIT("dd"), TAG_IMPLIED},
    {STR_INIT("desc"), TAG_BARRIER},
    {STR_INIT("details"), TAG_SPECIAL},
    {STR_INIT("dir"), TAG_SPECIAL},
    {STR_INIT("div"), TAG_SPECIAL},
    {STR_INIT("dl"), TAG_SPECIAL},
    {STR_INIT("dt"), TAG_IMPLIED},
    {STR_INIT("em"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("embed"), TAG_VOID},
    {STR_INIT("fieldset"), TAG_SPECIAL},
    {STR_INIT("figcaption"), TAG_SPECIAL},
    {STR_INIT("figure"), TAG_SPECIAL},
    {STR_INIT("font"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("footer"), TAG_SPECIAL},
    {STR_INIT("foreignobject"), TAG_BARRIER},
    {STR_INIT("form"), TAG_SPECIAL | TAG_LONE_END},
    {STR_INIT("frame"), TAG_VOID},
    {STR_INIT("frameset"), TAG_BARRIER | TAG_SPECIAL | TAG_LONE_END},
    {STR_INIT("h1"), TAG_SPECIAL},
    {STR_INIT("h2"), TAG_SPECIAL},
    {STR_INIT("h3"), TAG_SPECIAL},
    {STR_INIT("h4"), TAG_SPECIAL},
    {STR_INIT("h5"), TAG_SPECIAL},
    {STR_INIT("h6"), TAG_SPECIAL},
    {STR_INIT("head"), TAG_IMPLIED},
    {STR_INIT("header"), TAG_SPECIAL},
    {STR_INIT("hgroup"), TAG_SPECIAL},
    {STR_INIT("hr"), TAG_VOID},
    {STR_INIT("html"), TAG_IMPLIED},
    {STR_INIT("i"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("iframe"), TAG_RAW},
    {STR_INIT("image"), TAG_VOID},
    {STR_INIT("img"), TAG_VOID},
    {STR_INIT("input"), TAG_VOID},
    {STR_INIT("keygen"), TAG_VOID},
    {STR_INIT("li"), TAG_IMPLIED},
    {STR_INIT("link"), TAG_VOID},
    {STR_INIT("listing"), TAG_SPECIAL},
    {STR_INIT("main"), TAG_SPECIAL},
    {STR_INIT("marquee"), TAG_BARRIER | TAG_SPECIAL},
    {STR_INIT("math"), TAG_BARRIER | TAG_FOREIGN},
    {STR_INIT("menu"), TAG_SPECIAL},
    {STR_INIT("meta"), TAG_VOID},
    {STR_INIT("mi"), TAG_BARRIER},
    {STR_INIT("mn"), TAG_BARRIER},
    {STR_INIT("mo"), TAG_BARRIER},
    {STR_INIT("ms"), TAG_BARRIER},
    {STR_INIT("mtext"), TAG_BARRIER},
    {STR_INIT("nav"), TAG_SPECIAL},
    {STR_INIT("nobr"), TAG_FORMATTING | TAG_LONE_END | TAG_ALONE},
    {STR_INIT("noembed"), TAG_RAW},
    {STR_INIT("noframes"), TAG_RAW},
    {STR_INIT("noscript"), TAG_SPECIAL | TAG_WEAK_END},
    {STR_INIT("object"), TAG_BARRIER | TAG_SPECIAL},
    {STR_INIT("ol"), TAG_SPECIAL},
    {STR_INIT("option"), TAG_IMPLIED},
    {STR_INIT("p"), TAG_IMPLIED},
    {STR_INIT("param"), TAG_VOID},
    {STR_INIT("pre"), TAG_SPECIAL},
    {STR_INIT("ruby"), TAG_BREAKOUT},
    {STR_INIT("s"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("script"), TAG_RAW},
    {STR_INIT("section"), TAG_SPECIAL},
    {STR_INIT("select"), TAG_BARRIER | TAG_SPECIAL | TAG_ALONE | TAG_LONE_END},
    {STR_INIT("small"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("source"), TAG_VOID},
    {STR_INIT("span"), TAG_BREAKOUT},
    {STR_INIT("strike"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("strong"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("style"), TAG_RAW},
    {STR_INIT("sub"), TAG_BREAKOUT},
    {STR_INIT("summary"), TAG_SPECIAL},
    {STR_INIT("sup"), TAG_BREAKOUT},
    {STR_INIT("svg"), TAG_BARRIER | TAG_FOREIGN},
    {STR_INIT("table"), TAG_BARRIER | TAG_SPECIAL},
    {STR_INIT("tbody"), TAG_IMPLIED},
    {STR_INIT("td"), TAG_IMPLIED},
    {STR_INIT("template"), TAG_BARRIER | TAG_SPECIAL},
    {STR_INIT("textarea"), TAG_RAW},
    {STR_INIT("tfoot"), TAG_IMPLIED},
    {STR_INIT("th"), TAG_IMPLIED},
    {STR_INIT("thead"), TAG_IMPLIED},
    {STR_INIT("title"), TAG_RAW},
    {STR_INIT("tr"), TAG_IMPLIED},
    {STR_INIT("track"), TAG_VOID},
    {STR_INIT("tt"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("u"), TAG_FORMATTING | TAG_LONE_END},
    {STR_INIT("ul"), TAG_SPECIAL},
    {STR_INIT("var"), TAG_BREAKOUT},
    {STR_INIT("wbr"), TAG_VOID},
    {STR_INIT("xmp"), TAG_RAW},
};

struct open_tag {
    struct str name;
    unsigned class;
};

/* Stands on the stack for the open cell or caption of a table. */
#define CELL STR("td")

struct scan {
    struct str page;
    size_t at;
    struct open_tag open[LIMIT_HTML_OPEN_TAGS + 1];
    size_t depth;
    size_t tags;
    size_t text_until; /* up to here what looks like an end tag may be text: it closes nothing */
};

struct tag {
    struct str name;
    unsigned class;
    bool end;         /* </name> */
    bool self_closed; /* <name/> */
    size_t attributes;
};

static int compare_nocase(struct str a, struct str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        int d = char_lower(a.ptr[i]) - char_lower(b.ptr[i]);

        if (d != 0) {
            return d;
        }
    }
    return (a.len > b.len) - (a.len < b.len);
}

static unsigned class_of(struct str name)
{
    size_t low = 0, high = ARRAY_LEN(tags);

    while (low < high) {
        size_t mid = (low + high) / 2;
        int d = compare_nocase(name, tags[mid].name);

        if (d == 0) {
            return tags[mid].class;
        }
        if (d < 0) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }
    return 0;
}

/* The value of an attribute, from behind its '='. */
static void skip_value(struct scan *s)
{
    const char *p = s->page.ptr;

    while (s->at < s->page.len && char_is_space(p[s->at])) {
        s->at++;
    }
    if (s->at < s->page.len && (p[s->at] == '"' || p[s->at] == '\'')) {
        size_t end = str_find_char(s->page, p[s->at], s->at + 1);

        s->at = end == STR_NPOS ? s->page.len : end + 1;
        return;
    }
    while (s->at < s->page.len && !char_is_space(p[s->at]) && p[s->at] != '>') {
        s->at++;
    }
}

/* A tag from its '<' on; leaves `at` behind its '>'. */
static struct tag read_tag(struct scan *s)
{
    const char *p = s->page.ptr;
    struct tag t = {.end = p[s->at + 1] == '/'};
    size_t start = s->at + 1 + t.end;

    s->at = start;
    while (s->at < s->page.len && !char_is_space(p[s->at]) && p[s->at] != '>' && p[s->at] != '/') {
        s->at++;
    }
    t.name = str_sub(s->page, start, s->at);
    t.class = class_of(t.name);
    while (s->at < s->page.len && p[s->at] != '>') {
        if (char_is_space(p[s->at]) || p[s->at] == '/') {
            t.self_closed = p[s->at] == '/';
            s->at++;
            continue;
        }
        t.attributes++;
        t.self_closed = false;
        s->at++; /* an attribute's name may begin with '=' */
        while (s->at < s->page.len && !char_is_space(p[s->at]) && p[s->at] != '=' &&
               p[s->at] != '>' && p[s->at] != '/') {
            s->at++;
        }
        while (s->at < s->page.len && char_is_space(p[s->at])) {
            s->at++;
        }
        if (s->at < s->page.len && p[s->at] == '=') {
            s->at++;
            skip_value(s);
        }
    }
    s->at += s->at < s->page.len;
    return t;
}

static size_t end_of(struct str page, struct str mark, size_t from)
{
    size_t at = str_find(page, mark, from);

    return at == STR_NPOS ? page.len : at + mark.len;
}

/* The place of the end tag of an element whose content is text. */
static size_t find_end_tag(struct str page, struct str name, size_t from)
{
    size_t at = from;

    while ((at = str_find(page, STR("</"), at)) != STR_NPOS) {
        struct str rest = str_sub(page, at + 2, page.len);

        if (str_starts_nocase(rest, name) &&
            (rest.len == name.len || char_is_space(rest.ptr[name.len]) ||
             rest.ptr[name.len] == '>' || rest.ptr[name.len] == '/')) {
            return at;
        }
        at += 2;
    }
    return page.len;
}

static bool is_one_of(struct str name, const struct str *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(name, list[i])) {
            return true;
        }
    }
    return false;
}

/* Whether an element whose content is text elsewhere may have mark-up in it here. */
static bool is_raw_uncertain(const struct scan *s)
{
    static const struct str names[] = {STR_INIT("svg"), STR_INIT("math"), STR_INIT("frameset"),
                                       STR_INIT("select")};

    for (size_t i = s->depth; i-- > 0;) {
        if ((s->open[i].class & TAG_BARRIER) != 0 &&
            is_one_of(s->open[i].name, names, ARRAY_LEN(names))) {
            return true;
        }
    }
    return false;
}

/* The innermost barrier, or NULL. */
static struct open_tag *innermost_barrier(struct scan *s)
{
    for (size_t i = s->depth; i-- > 0;) {
        if ((s->open[i].class & TAG_BARRIER) != 0) {
            return &s->open[i];
        }
    }
    return NULL;
}

/* Behind a comment, doctype or other mark-up declaration. */
static void skip_declaration(struct scan *s)
{
    struct str rest = str_sub(s->page, s->at, s->page.len);

    if (str_starts(rest, STR("<!--"))) {
        /* "<!-->" is a whole comment, so the search begins inside the opening dashes. */
        size_t plain = end_of(s->page, STR("-->"), s->at + 2);
        size_t bang = end_of(str_sub(s->page, 0, plain), STR("--!>"), s->at + 4);

        s->at = bang < plain ? bang : plain;
        return;
    }
    if (str_starts(rest, STR("<![CDATA[")) && is_raw_uncertain(s)) {
        if (s->at >= s->text_until) {
            s->text_until = end_of(s->page, STR("]]>"), s->at);
        }
        s->at += 9;
        return;
    }
    s->at = end_of(s->page, STR(">"), s->at);
}

/*
 * Over the content of an element that is text. Where that is uncertain (foreign content, select, framesets,
 * where it may be mark-up; a script inside a script's comment) start tags count and end tags do not.
 */
static void skip_raw(struct scan *s, struct str name)
{
    struct str content;
    size_t end;

    if (is_raw_uncertain(s)) {
        if (s->at >= s->text_until) {
            s->text_until = find_end_tag(s->page, name, s->at);
        }
        return;
    }
    end = find_end_tag(s->page, name, s->at);
    content = str_sub(s->page, s->at, end);
    if (str_eq_nocase(name, STR("script")) && str_find(content, STR("<!--"), 0) != STR_NPOS &&
        str_find_nocase(content, STR("<script"), 0) != STR_NPOS) {
        s->text_until = find_end_tag(s->page, name, end_of(s->page, STR("-->"), end));
    }
    s->at = end;
}

/* Takes entry `from` off the stack, and unless it is alone what is open in it but formatting. */
static void close_from(struct scan *s, size_t from, bool alone)
{
    size_t kept = from;

    for (size_t i = from + 1; i < s->depth; i++) {
        if (alone || (s->open[i].class & TAG_FORMATTING) != 0) {
            s->open[kept++] = s->open[i];
        }
    }
    s->depth = kept;
}

/* Ends the cell or caption that is open in the innermost table, with all in it. */
static void close_cell(struct scan *s)
{
    struct open_tag *barrier = innermost_barrier(s);

    if (barrier != NULL && str_eq(barrier->name, CELL)) {
        s->depth = (size_t)(barrier - s->open);
    }
}

/* An end tag, or a second tag of which only one can be open. Ignored where the standard ignores it. */
static void close_tag(struct scan *s, struct str name, unsigned class)
{
    bool strong = (class & (TAG_SPECIAL | TAG_FORMATTING)) != 0 && (class & TAG_WEAK_END) == 0;

    if (str_eq_nocase(name, STR("table"))) {
        close_cell(s);
    }
    for (size_t i = s->depth; i-- > 0;) {
        const struct open_tag *o = &s->open[i];

        if (str_eq_nocase(o->name, name)) {
            close_from(s, i, (class & TAG_LONE_END) != 0);
            return;
        }
        /* gumbo takes one element it does not know for another, so only the innermost is sure. */
        if (class == 0 && o->class == 0) {
            return;
        }
        if ((o->class & TAG_BARRIER) != 0 || ((o->class & TAG_SPECIAL) != 0 && !strong)) {
            return;
        }
    }
}

static int open_tag(struct scan *s, struct str name, unsigned class, struct err *err)
{
    if (s->depth == LIMIT_HTML_OPEN_TAGS) {
        return err_set(err, ERR_LIMIT, "more than %u tags open at once", LIMIT_HTML_OPEN_TAGS);
    }
    s->open[s->depth++] = (struct open_tag){name, class};
    return 0;
}

/* A tag that is never open twice; those of tables end the cell before them. */
static int follow_implied(struct scan *s, const struct tag *t, struct err *err)
{
    static const struct str cells[] = {STR_INIT("td"), STR_INIT("th"), STR_INIT("caption")};
    static const struct str rows[] = {
        STR_INIT("tr"),
        STR_INIT("tbody"),
        STR_INIT("thead"),
        STR_INIT("tfoot"),
    };
    bool cell = is_one_of(t->name, cells, ARRAY_LEN(cells));
    const struct open_tag *barrier;

    if (!cell && !is_one_of(t->name, rows, ARRAY_LEN(rows))) {
        return 0;
    }
    close_cell(s);
    barrier = innermost_barrier(s);
    if (t->end || !cell || barrier == NULL || !str_eq_nocase(barrier->name, STR("table"))) {
        return 0;
    }
    return open_tag(s, CELL, TAG_BARRIER, err);
}

static int follow_start(struct scan *s, const struct tag *t, struct err *err)
{
    struct open_tag *barrier = innermost_barrier(s);
    unsigned class = t->class;

    if (barrier != NULL && (barrier->class & TAG_FOREIGN) != 0) {
        if (t->self_closed) {
            return 0;
        }
        if (class != 0 && (class & (TAG_RAW | TAG_FOREIGN | TAG_BARRIER)) == 0) {
            barrier->class &= ~(unsigned)TAG_FOREIGN;
        }
    }
    if ((class & TAG_RAW) != 0) {
        skip_raw(s, t->name);
        if (!is_raw_uncertain(s)) {
            return 0;
        }
        class = TAG_BARRIER;
    }
    if ((class & TAG_ALONE) != 0) {
        close_tag(s, t->name, class);
    }
    return (class & TAG_VOID) != 0 ? 0 : open_tag(s, t->name, class, err);
}

static int follow_tag(struct scan *s, const struct tag *t, struct err *err)
{
    if (t->attributes > LIMIT_HTML_ATTRIBUTES) {
        return err_set(err, ERR_LIMIT, "a tag with %zu attributes", t->attributes);
    }
    if (t->end && s->at <= s->text_until) {
        return 0;
    }
    if ((t->class & TAG_IMPLIED) != 0) {
        return follow_implied(s, t, err);
    }
    if (t->end) {
        close_tag(s, t->name, t->class);
        return 0;
    }
    return follow_start(s, t, err);
}

static int scan_page(struct scan *s, struct err *err)
{
    while ((s->at = str_find_char(s->page, '<', s->at)) != STR_NPOS) {
        char next = s->at + 1 < s->page.len ? s->page.ptr[s->at + 1] : '\0';
        char after = s->at + 2 < s->page.len ? s->page.ptr[s->at + 2] : '\0';

        if (++s->tags > LIMIT_HTML_TAGS) {
            return err_set(err, ERR_LIMIT, "more than %u tags", LIMIT_HTML_TAGS);
        }
        if (next == '!' || next == '?' || (next == '/' && !char_is_alpha(after))) {
            skip_declaration(s);
        } else if (char_is_alpha(next) || next == '/') {
            struct tag t = read_tag(s);

            if (follow_tag(s, &t, err) == -1) {
                return -1;
            }
        } else {
            s->at++;
        }
    }
    return 0;
}

int html_check_bounds(struct str page, struct err *err)
{
    struct scan s = {.page = page};

    if (page.len > LIMIT_PAGE_BYTES) {
        return err_set(err, ERR_LIMIT, "a page of %zu bytes", page.len);
    }
    return scan_page(&s, err);
}
