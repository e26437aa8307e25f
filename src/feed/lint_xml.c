/*
 * feed/lint_xml - see feed/lint.h.
 *
 * Rules are rows: which elements must stand in which, and what the text of an element must be.
 */
#include "core/num.h"
#include "feed/lint_parts.h"
#include "feed/lint_value.h"
#include "feed/value.h"
#include "feed/xml.h"

/* Where an element stands. */
enum place { PLACE_OTHER, PLACE_RSS, PLACE_RSS_ITEM, PLACE_ATOM, PLACE_ENTRY };

/* Where the start tag of an element begins. */
static size_t place_of(const struct linter *l, const struct xml_node *n)
{
    return str_rfind_char(str_sub(l->source, 0, n->start), '<');
}

/* ---- what must be there ---- */

struct required {
    const char *format; /* how it begins */
    enum place place;
    enum ns ns;
    const char *child, *spec;
};

static const struct required required[] = {
    {"rss-", PLACE_RSS, NS_NONE, "title", "RSS, required channel elements"}, //
    {"rss-", PLACE_RSS, NS_NONE, "link", "RSS, required channel elements"},
    {"rss-", PLACE_RSS, NS_NONE, "description", "RSS, required channel elements"},
    {"rss-0.91", PLACE_RSS, NS_NONE, "language", "RSS 0.91"},
    {"rss-0.91", PLACE_RSS_ITEM, NS_NONE, "title", "RSS 0.91"},
    {"rss-0.91", PLACE_RSS_ITEM, NS_NONE, "link", "RSS 0.91"},
    {"rss-0.90", PLACE_RSS_ITEM, NS_NONE, "title", "RSS 0.90"},
    {"rss-0.90", PLACE_RSS_ITEM, NS_NONE, "link", "RSS 0.90"},
    {"rss-1.0", PLACE_RSS, NS_NONE, "items", "RSS 1.0 5.3.5"},
    {"rss-1.0", PLACE_RSS_ITEM, NS_NONE, "title", "RSS 1.0 5.5.1"},
    {"rss-1.0", PLACE_RSS_ITEM, NS_NONE, "link", "RSS 1.0 5.5.2"},
    {"atom-1.0", PLACE_ATOM, NS_ATOM, "id", "RFC 4287 4.1.1"},
    {"atom-1.0", PLACE_ATOM, NS_ATOM, "title", "RFC 4287 4.1.1"},
    {"atom-1.0", PLACE_ATOM, NS_ATOM, "updated", "RFC 4287 4.1.1"},
    {"atom-1.0", PLACE_ENTRY, NS_ATOM, "id", "RFC 4287 4.1.2"},
    {"atom-1.0", PLACE_ENTRY, NS_ATOM, "title", "RFC 4287 4.1.2"},
    {"atom-1.0", PLACE_ENTRY, NS_ATOM, "updated", "RFC 4287 4.1.2"},
    {"atom-0.3", PLACE_ATOM, NS_ATOM, "title", "Atom 0.3"},
    {"atom-0.3", PLACE_ATOM, NS_ATOM, "link", "Atom 0.3"},
    {"atom-0.3", PLACE_ATOM, NS_ATOM, "modified", "Atom 0.3"},
    {"atom-0.3", PLACE_ENTRY, NS_ATOM, "title", "Atom 0.3"},
    {"atom-0.3", PLACE_ENTRY, NS_ATOM, "link", "Atom 0.3"},
    {"atom-0.3", PLACE_ENTRY, NS_ATOM, "id", "Atom 0.3"},
    {"atom-0.3", PLACE_ENTRY, NS_ATOM, "issued", "Atom 0.3"},
    {"atom-0.3", PLACE_ENTRY, NS_ATOM, "modified", "Atom 0.3"},
};

static bool is_format(const struct linter *l, const char *format)
{
    return str_starts(l->format, str_z(format));
}

static const struct xml_node *find_child(const struct xml_node *n, enum ns ns, const char *local)
{
    for (const struct xml_node *p = n->first; p != NULL; p = p->next) {
        if (p->local.ptr != NULL && p->ns == ns && str_eq_nocase(p->local, str_z(local))) {
            return p;
        }
    }
    return NULL;
}

static void check_required(struct linter *l, const struct xml_node *n, enum place place)
{
    for (size_t i = 0; i < ARRAY_LEN(required); i++) {
        const struct required *r = &required[i];

        if (r->place == place && is_format(l, r->format) &&
            find_child(n, r->ns, r->child) == NULL) {
            lint_mark(l, place_of(l, n), true,
                      arena_fmt(l->arena, STR_FMT " has no %s (%s)", STR_ARG(lint_shown(n->local)),
                                r->child, r->spec));
        }
    }
}

/* ---- items ---- */

/* RSS 2.0: a guid is a URL unless it says it is none; no two items have the same. */
static void check_id(struct linter *l, const struct xml_node *id)
{
    struct str s = value_token(&l->bounds, id), says = str_trim(xml_attribute(id, "isPermaLink"));
    bool rss = id->ns == NS_NONE;

    if (s.ptr == NULL) {
        lint_mark(l, place_of(l, id), true,
                  arena_fmt(l->arena, STR_FMT " is empty", STR_ARG(lint_shown(id->local))));
        return;
    }
    if (map_put(&l->ids, s, l) != NULL) {
        lint_mark(l, place_of(l, id), true,
                  arena_fmt(l->arena, "an earlier item has the same " STR_FMT ": " STR_FMT,
                            STR_ARG(lint_shown(id->local)), STR_ARG(lint_shown(s))));
    }
    if (rss && !str_eq_nocase(says, STR("false")) && lint_url(s) != NULL) {
        lint_mark(l, place_of(l, id), true,
                  arena_fmt(l->arena,
                            "guid is a permalink (isPermaLink is not \"false\") and %s: " STR_FMT,
                            lint_url(s), STR_ARG(lint_shown(s))));
    }
}

static bool says_something(struct linter *l, const struct xml_node *n)
{
    return n != NULL && value_token(&l->bounds, n).ptr != NULL;
}

/* What only RSS 2.0 has: an item of nothing but what is optional. */
static void check_rss2_item(struct linter *l, const struct xml_node *n)
{
    if (find_child(n, NS_NONE, "title") == NULL && find_child(n, NS_NONE, "description") == NULL) {
        lint_mark(l, place_of(l, n), true,
                  STR("item has neither title nor description (RSS 2.0, elements of item)"));
    }
    if (find_child(n, NS_NONE, "guid") == NULL) {
        lint_mark(l, place_of(l, n), false,
                  STR("item has no guid: readers cannot tell it from others when its link or title "
                      "changes"));
    }
    if (find_child(n, NS_NONE, "pubDate") == NULL && find_child(n, NS_DC, "date") == NULL) {
        lint_mark(l, place_of(l, n), false, STR("item has no pubDate"));
    }
}

static void check_rss_item(struct linter *l, const struct xml_node *n)
{
    const struct xml_node *title = find_child(n, NS_NONE, "title");
    const struct xml_node *text = find_child(n, NS_NONE, "description");
    const struct xml_node *link = find_child(n, NS_NONE, "link");

    if (is_format(l, "rss-2.0")) {
        check_rss2_item(l, n);
    }
    if ((title != NULL || text != NULL) && !says_something(l, title) && !says_something(l, link)) {
        lint_mark(l, place_of(l, n), false,
                  STR("item has neither a title nor a link yet: readers will hold it back or show "
                      "nothing"));
    }
    if (is_format(l, "rss-1.0") && xml_attribute_ns(n, NS_RDF, "about").ptr == NULL) {
        lint_mark(l, place_of(l, n), true, STR("item has no rdf:about (RSS 1.0 5.5)"));
    }
}

static void check_cdf_item(struct linter *l, const struct xml_node *n)
{
    if (xml_attribute(n, "href").ptr == NULL && find_child(n, NS_NONE, "a") == NULL) {
        lint_mark(l, place_of(l, n), true, STR("item has neither an HREF nor an A (CDF)"));
    }
}

static bool has_alternate(const struct xml_node *n)
{
    for (const struct xml_node *p = n->first; p != NULL; p = p->next) {
        struct str rel = p->local.ptr != NULL ? xml_attribute(p, "rel") : STR_NULL;

        if (p->local.ptr != NULL && p->ns == NS_ATOM && str_eq(p->local, STR("link")) &&
            (rel.ptr == NULL || str_eq(rel, STR("alternate")))) {
            return true;
        }
    }
    return false;
}

static void check_entry(struct linter *l, const struct xml_node *n)
{
    if (find_child(n, NS_ATOM, "content") == NULL && !has_alternate(n)) {
        lint_mark(l, place_of(l, n), true,
                  STR("entry has neither content nor an alternate link (RFC 4287 4.1.2)"));
    }
    if (!l->feed_author && find_child(n, NS_ATOM, "author") == NULL &&
        find_child(n, NS_ATOM, "source") == NULL) {
        lint_mark(l, place_of(l, n), true,
                  STR("entry has no author, and the feed has none (RFC 4287 4.1.1)"));
    }
}

/* ---- what must be in it ---- */

struct content {
    enum ns ns;
    const char *local, *attribute; /* attribute NULL: the text */
    const char *(*wrong)(struct str s);
    const char *format; /* how it begins */
    bool needed;        /* the attribute must be there */
};

static const struct content contents[] = {
    {NS_NONE, "pubDate", NULL, lint_rfc822, "rss-", false}, //
    {NS_NONE, "lastBuildDate", NULL, lint_rfc822, "rss-", false},
    {NS_NONE, "link", NULL, lint_url, "rss-", false},
    {NS_NONE, "comments", NULL, lint_url, "rss-", false},
    {NS_NONE, "ttl", NULL, lint_number, "rss-", false},
    {NS_NONE, "enclosure", "url", lint_url, "rss-", true},
    {NS_NONE, "enclosure", "length", lint_number, "rss-", true},
    {NS_NONE, "enclosure", "type", lint_type, "rss-", true},
    {NS_ATOM, "updated", NULL, lint_rfc3339, "", false},
    {NS_ATOM, "published", NULL, lint_rfc3339, "", false},
    {NS_ATOM, "modified", NULL, lint_rfc3339, "", false},
    {NS_ATOM, "issued", NULL, lint_w3c_date, "", false},
    {NS_ATOM, "created", NULL, lint_rfc3339, "", false},
    {NS_ATOM, "id", NULL, lint_iri, "", false},
    {NS_ATOM, "link", "href", lint_reference, "", true},
    {NS_ATOM, "title", "type", lint_text_type, "atom-1.0", false},
    {NS_ATOM, "subtitle", "type", lint_text_type, "atom-1.0", false},
    {NS_ATOM, "summary", "type", lint_text_type, "atom-1.0", false},
    {NS_ATOM, "rights", "type", lint_text_type, "atom-1.0", false},
    {NS_DC, "date", NULL, lint_w3c_date, "", false},
};

static void check_content(struct linter *l, const struct xml_node *n)
{
    for (size_t i = 0; i < ARRAY_LEN(contents); i++) {
        const struct content *c = &contents[i];
        const char *wrong;
        struct str s;

        if (n->ns != c->ns || !is_format(l, c->format) ||
            !str_eq_nocase(n->local, str_z(c->local))) {
            continue;
        }
        s = c->attribute != NULL ? xml_attribute(n, c->attribute) : value_token(&l->bounds, n);
        if (s.ptr == NULL) {
            if (c->needed) {
                lint_mark(l, place_of(l, n), true,
                          arena_fmt(l->arena, "%s has no %s", c->local, c->attribute));
            }
            continue;
        }
        wrong = c->wrong(str_trim(s));
        if (wrong != NULL) {
            lint_mark(l, place_of(l, n), true,
                      arena_fmt(l->arena, "%s%s%s %s: " STR_FMT, c->local,
                                c->attribute == NULL ? "" : " ",
                                c->attribute == NULL ? "" : c->attribute, wrong,
                                STR_ARG(lint_shown(s))));
        }
    }
}

/* ---- the document ---- */

static enum place place(const struct xml_node *n)
{
    if (n->ns == NS_NONE && str_eq_nocase(n->local, STR("channel"))) {
        return PLACE_RSS;
    }
    if (n->ns == NS_ATOM && str_eq_nocase(n->local, STR("feed"))) {
        return PLACE_ATOM;
    }
    if (!xml_is_item(n)) {
        return PLACE_OTHER;
    }
    return n->ns == NS_ATOM ? PLACE_ENTRY : PLACE_RSS_ITEM;
}

static void check_element(struct linter *l, const struct xml_node *n)
{
    enum place where = place(n);
    const struct xml_node *id;

    if (where == PLACE_ATOM && is_format(l, "atom-0.3")) {
        lint_mark(l, place_of(l, n), false, STR("Atom 0.3 gave way to Atom 1.0 (RFC 4287)"));
    }
    if (where == PLACE_ATOM) {
        l->feed_author = find_child(n, NS_ATOM, "author") != NULL;
    }
    check_required(l, n, where);
    if (where == PLACE_RSS_ITEM && is_format(l, "cdf")) {
        check_cdf_item(l, n);
    } else if (where == PLACE_RSS_ITEM) {
        check_rss_item(l, n);
    } else if (where == PLACE_ENTRY && is_format(l, "atom-1.0")) {
        check_entry(l, n);
    }
    if (where == PLACE_RSS_ITEM || where == PLACE_ENTRY) {
        id = where == PLACE_ENTRY ? find_child(n, NS_ATOM, "id") : find_child(n, NS_NONE, "guid");
        if (id != NULL) {
            check_id(l, id);
        }
    }
}

/* Each prefix that nothing declares, once: what it means is a guess that not every reader makes. */
static void check_prefix(struct linter *l, const struct xml_node *n)
{
    size_t at = place_of(l, n);
    struct str name = at == STR_NPOS ? STR_NULL : str_sub(l->source, at + 1, n->start);
    size_t colon = str_find_char(name, ':', 0);
    struct str prefix = colon == STR_NPOS ? name : str_sub(name, 0, colon);

    if (prefix.len > 0 && map_put(&l->prefixes, prefix, l) == NULL) {
        lint_mark(l, at, true,
                  arena_fmt(l->arena,
                            "the prefix " STR_FMT " is not declared (Namespaces in XML 5)",
                            STR_ARG(lint_shown(prefix))));
    }
}

/* Elements of the feed and of its items; not what content is made of. */
void lint_xml(struct linter *l, const struct xml_node *top)
{
    const struct xml_node *n = xml_next(top, top);

    while (n != NULL) {
        enum place above;

        if (n->local.ptr == NULL) {
            n = xml_next(n, top);
            continue;
        }
        if (xml_is_item(n) && !n->complete) { /* told as one that is cut off */
            n = xml_skip(n, top);
            continue;
        }
        if (n->undeclared) {
            check_prefix(l, n);
        }
        check_element(l, n);
        above = n->parent == NULL || n->parent->local.ptr == NULL ? PLACE_OTHER : place(n->parent);
        if (above != PLACE_OTHER) {
            check_content(l, n);
        }
        n = xml_next(n, top);
    }
}
