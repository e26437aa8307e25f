/*
 * feed/build_xml - what stands in the elements of a channel, an item, an entry.
 *
 * One pass collects the children that mean something (ns.c); each field is then read from the
 * candidate of the lowest rank that says anything.
 */
#include "feed/build.h"

#include <stdlib.h>

#include "core/limits.h"
#include "core/num.h"
#include "core/utf8.h"
#include "feed/value.h"
#include "fmt/sha.h"
#include "fmt/time.h"
#include "fmt/url.h"

struct candidate {
    const struct xml_node *node;
    struct ns_field meaning;
    size_t order;
};

struct fields {
    struct candidate *list; /* by field, then rank, then order in the document */
    size_t count, cap;
};

#define NESTING 3 /* media:group > media:content > media:title */

static int by_field(const void *left, const void *right)
{
    const struct candidate *l = left, *r = right;

    if (l->meaning.field != r->meaning.field) {
        return l->meaning.field < r->meaning.field ? -1 : 1;
    }
    if (l->meaning.rank != r->meaning.rank) {
        return l->meaning.rank < r->meaning.rank ? -1 : 1;
    }
    return l->order < r->order ? -1 : l->order > r->order;
}

static bool is_nest(const struct xml_node *n)
{
    return n->first != NULL && (n->ns == NS_MEDIA || n->ns == NS_ITUNES || n->ns == NS_GOOGLEPLAY);
}

static void collect(struct arena *a, const struct xml_node *parent, struct fields *out)
{
    const struct xml_node *n = parent->first;
    size_t depth = 1;

    while (n != NULL && n != parent) {
        struct ns_field meaning = {FIELD_NONE, 0};

        if (n->local.ptr != NULL) {
            meaning = ns_field(n->ns, n->local);
        }
        if (meaning.field != FIELD_NONE && meaning.field != FIELD_GROUP) {
            out->list = arena_grow(a, out->list, out->count, &out->cap, sizeof(*out->list));
            out->list[out->count] = (struct candidate){n, meaning, out->count};
            out->count++;
        }
        if (meaning.field != FIELD_NONE && is_nest(n) && depth < NESTING) {
            n = n->first;
            depth++;
            continue;
        }
        while (n != parent && n->next == NULL) {
            n = n->parent;
            depth--;
        }
        n = n == parent ? parent : n->next;
    }
    if (out->count > 1) {
        qsort(out->list, out->count, sizeof(*out->list), by_field);
    }
}

/* The next candidate for a field; *at is 0 at first. */
static const struct candidate *next_of(const struct fields *f, enum field field, size_t *at)
{
    while (*at < f->count && f->list[*at].meaning.field < field) {
        (*at)++;
    }
    return *at < f->count && f->list[*at].meaning.field == field ? &f->list[(*at)++] : NULL;
}

/* The first candidate that says something. */
static struct str read_first(struct bounds *v, const struct fields *f, enum field field,
                             struct str (*read)(struct bounds *, const struct xml_node *))
{
    const struct candidate *c;
    size_t at = 0;

    while ((c = next_of(f, field, &at)) != NULL) {
        struct str s = read(v, c->node);

        if (s.ptr != NULL) {
            return s;
        }
    }
    return STR_NULL;
}

/* The same for texts that people read: empty, not absent, when the element is there. */
static struct str read_words(struct bounds *v, const struct fields *f, enum field field,
                             struct str (*read)(struct bounds *, const struct xml_node *))
{
    struct str s = read_first(v, f, field, read);
    size_t at = 0;

    return s.ptr == NULL && next_of(f, field, &at) != NULL ? STR("") : s;
}

static int64_t read_time(struct build *b, const struct fields *f, enum field field)
{
    const struct candidate *c;
    size_t at = 0;

    while ((c = next_of(f, field, &at)) != NULL) {
        struct str s = value_token(&b->bounds, c->node);
        int64_t t = s.ptr == NULL ? TIME_NONE : time_parse(s, NULL);

        if (t != TIME_NONE) {
            return t;
        }
        if (s.ptr != NULL) {
            build_warn(b, arena_fmt(b->arena, "byte %u: not a date: " STR_FMT, c->node->start,
                                    STR_ARG(str_sub(s, 0, utf8_cut(s, WARNING_BYTES)))));
        }
    }
    return TIME_NONE;
}

/* ---- links ---- */

/* "http://www.iana.org/assignments/relation/self" is "self"; none is "alternate". */
static struct str relation(const struct xml_node *n)
{
    struct str rel = str_trim(xml_attribute(n, "rel"));
    size_t slash = str_rfind_char(rel, '/');

    if (str_starts_nocase(rel, STR("http:")) || str_starts_nocase(rel, STR("https:"))) {
        rel = str_sub(rel, slash + 1, rel.len);
    }
    return rel.len == 0 ? STR("alternate") : rel;
}

static bool is_html_type(struct str type)
{
    return str_starts_nocase(type, STR("text/html")) ||
           str_starts_nocase(type, STR("application/xhtml"));
}

struct links {
    struct str link, self, hub;
    int rank; /* of link; lower is better */
};

static void offer_link(struct links *l, struct str url, int rank)
{
    if (url.ptr != NULL && (l->link.ptr == NULL || rank < l->rank)) {
        l->link = url;
        l->rank = rank;
    }
}

static int64_t read_length(struct str s)
{
    int64_t n;

    return num_parse(str_trim(s), &n) && n >= 0 ? n : -1;
}

/* One link element: of text, or of attributes. `item` takes enclosures; NULL for the feed's own. */
static void read_link(struct bounds *v, const struct candidate *c, struct item *item,
                      struct links *l)
{
    const struct xml_node *n = c->node;
    struct str href = xml_attribute(n, "href"), rel = relation(n), type = xml_attribute(n, "type");
    struct str url;

    if (href.ptr == NULL) {
        href = xml_attribute_ns(n, NS_RDF, "resource");
    }
    if (href.ptr == NULL) {
        if (str_eq_nocase(rel, STR("alternate"))) {
            offer_link(l, value_url(v, n->base, value_token(v, n)), 10 * c->meaning.rank);
        }
        return;
    }
    url = value_url(v, n->base, href);
    if (str_eq_nocase(rel, STR("alternate"))) {
        bool html = type.len == 0 || is_html_type(str_trim(type));
        bool bare = type.len == 0;

        offer_link(l, url, 10 * c->meaning.rank + (html && !bare ? 1 : html ? 2 : 3));
    } else if (str_eq_nocase(rel, STR("enclosure")) && item != NULL) {
        struct enclosure e = {url, value_plain_text(v, type),
                              read_length(xml_attribute(n, "length"))};

        build_enclosure(v, item, e);
    } else if (str_eq_nocase(rel, STR("self")) && l->self.ptr == NULL) {
        l->self = url;
    } else if (str_eq_nocase(rel, STR("hub")) && l->hub.ptr == NULL) {
        l->hub = url;
    }
}

static void read_links(struct bounds *v, const struct fields *f, struct item *item, struct links *l)
{
    const struct candidate *c;
    size_t at = 0;

    while ((c = next_of(f, FIELD_LINK, &at)) != NULL) {
        read_link(v, c, item, l);
    }
}

/* An Atom id is an IRI; one that is plainly relative is resolved like any other. */
static struct str read_id(struct bounds *v, const struct xml_node *n)
{
    struct str s = value_token(v, n);

    return n->ns == NS_ATOM && str_find_char(s, '/', 0) != STR_NPOS &&
                   str_find_char(s, ':', 0) == STR_NPOS
               ? value_url(v, n->base, s)
               : s;
}

/* RSS 2.0: a guid is a permanent link unless it says it is not. */
static struct str permalink(struct bounds *v, const struct xml_node *n)
{
    struct str s = value_token(v, n), says = str_trim(xml_attribute(n, "isPermaLink"));

    if (!str_eq_nocase(n->local, STR("guid")) || !url_is_http(s) ||
        (says.len > 0 && !str_eq_nocase(says, STR("true")))) {
        return STR_NULL;
    }
    return value_url(v, n->base, s);
}

/* What may stand in for a link that is missing: permalink, rdf:about, the place of the content. */
static void read_link_substitutes(struct bounds *v, const struct fields *f,
                                  const struct xml_node *n, struct links *l)
{
    const struct candidate *c;
    size_t at = 0;
    struct str about = xml_attribute_ns(n, NS_RDF, "about");

    offer_link(l, value_url(v, n->base, xml_attribute(n, "href")), 5); /* CDF */
    offer_link(l, read_first(v, f, FIELD_ID, permalink), 50);
    if (url_is_http(about)) {
        offer_link(l, value_url(v, n->base, about), 51);
    }
    while ((c = next_of(f, FIELD_CONTENT, &at)) != NULL) {
        offer_link(l, value_url(v, c->node->base, xml_attribute(c->node, "src")), 52);
    }
}

/* ---- lists ---- */

static void read_authors(struct bounds *v, const struct fields *f, struct str **list, size_t *count)
{
    const struct candidate *c;
    size_t at = 0;
    int rank = 0;

    while ((c = next_of(f, FIELD_AUTHOR, &at)) != NULL) {
        if (*count > 0 && c->meaning.rank > rank) {
            return; /* modules fill gaps */
        }
        rank = c->meaning.rank;
        build_list(v, list, count, value_person(v, c->node));
    }
}

static void add_keywords(struct bounds *v, struct item *item, struct str text)
{
    struct str part;

    while (str_split(&text, ',', &part)) {
        build_list(v, &item->categories, &item->category_count, value_plain_html(v, part));
    }
}

static void read_categories(struct bounds *v, const struct fields *f, struct item *item)
{
    static const char *const names[] = {"label", "term", "text"};
    const struct candidate *c;
    size_t at = 0;

    while ((c = next_of(f, FIELD_CATEGORY, &at)) != NULL) {
        struct str s = STR_NULL;

        for (size_t i = 0; i < ARRAY_LEN(names) && s.ptr == NULL; i++) {
            if (c->node->ns != NS_MEDIA) {
                s = value_plain_html(v, xml_attribute(c->node, names[i]));
            }
        }
        s = s.ptr != NULL ? s : value_plain_html(v, xml_text(v->arena, c->node));
        build_list(v, &item->categories, &item->category_count, s);
    }
    at = 0;
    while ((c = next_of(f, FIELD_KEYWORDS, &at)) != NULL) {
        add_keywords(v, item, xml_text(v->arena, c->node));
    }
}

static void read_enclosures(struct bounds *v, const struct fields *f, struct item *item)
{
    const struct candidate *c;
    size_t at = 0;

    while ((c = next_of(f, FIELD_ENCLOSURE, &at)) != NULL) {
        const struct xml_node *n = c->node;

        v->at = n->start;
        struct str length = xml_attribute(n, n->ns == NS_MEDIA ? "fileSize" : "length");
        struct enclosure e = {value_url(v, n->base, xml_attribute(n, "url")),
                              value_plain_text(v, xml_attribute(n, "type")), read_length(length)};

        build_enclosure(v, item, e);
    }
}

static struct str read_language(struct bounds *v, const struct fields *f, const struct xml_node *n)
{
    struct str s = read_first(v, f, FIELD_LANGUAGE, value_plain);

    if (s.ptr == NULL) {
        s = value_plain_text(v, xml_attribute_ns(n, NS_XML, "lang"));
    }
    return s;
}

/* ---- items ---- */

static void fill_item(struct build *b, const struct xml_node *n, struct item *item)
{
    struct bounds *v = &b->bounds;
    struct fields f = {0};
    struct links l = {.rank = 0};

    collect(b->arena, n, &f);
    item->title = read_words(v, &f, FIELD_TITLE, value_plain);
    item->id = read_first(v, &f, FIELD_ID, read_id);
    if (item->id.ptr == NULL) {
        item->id = value_plain_text(v, xml_attribute_ns(n, NS_RDF, "about"));
    }
    read_links(v, &f, item, &l);
    read_link_substitutes(v, &f, n, &l);
    item->link = l.link;
    if (build_wants_text(b, item)) {
        item->summary = read_words(v, &f, FIELD_SUMMARY, value_html);
        item->content = read_words(v, &f, FIELD_CONTENT, value_html);
    }
    item->published = read_time(b, &f, FIELD_PUBLISHED);
    item->updated = read_time(b, &f, FIELD_UPDATED);
    if (item->updated == TIME_NONE && xml_attribute(n, "lastmod").ptr != NULL) {
        item->updated = time_parse(xml_attribute(n, "lastmod"), NULL); /* CDF */
    }
    item->language = read_language(v, &f, n);
    read_authors(v, &f, &item->authors, &item->author_count);
    if (item->author_count == 0 && n->ns == NS_ATOM) {
        item->authors = b->authors;
        item->author_count = b->author_count;
    }
    read_categories(v, &f, item);
    read_enclosures(v, &f, item);
}

void build_xml_items(struct build *b, const struct xml_document *d, const struct xml_node *top)
{
    size_t passed = 0;
    const struct xml_node *n = xml_is_item(top) ? top : xml_next(top, top);

    while (n != NULL) {
        struct item *item;

        if (!xml_is_item(n)) {
            n = xml_next(n, top);
            continue;
        }
        if (!n->complete) {
            build_warn(
                b, arena_fmt(b->arena, "byte %u: an item that is cut off is left out", n->start));
            n = xml_skip(n, top);
            continue;
        }
        b->bounds.at = n->start;
        if (passed < d->known_count && d->known[passed].node == n) {
            item = build_item(b, d->known[passed++].digest);
        } else {
            item = build_item(b, sha_hex(b->arena, str_sub(b->source, n->start, n->end)));
        }
        if (item == NULL) {
            return;
        }
        if (!item->known) {
            fill_item(b, n, item);
            build_finish_item(b, item);
        }
        n = n == top ? NULL : xml_skip(n, top);
    }
}

/* ---- the feed ---- */

enum { MOST_NUMBER = 1000000 };

/* Above zero, a fraction cut off, what is beyond all sense lessened; 0: none. */
static int64_t read_number(struct bounds *v, const struct fields *f, enum field field)
{
    struct str s = read_first(v, f, field, value_token);
    size_t i = s.len > 0 && s.ptr[0] == '+' ? 1 : 0, start = i;
    int64_t n = 0;

    while (i < s.len && char_is_digit(s.ptr[i])) {
        n = n < MOST_NUMBER ? n * 10 + (s.ptr[i] - '0') : MOST_NUMBER;
        i++;
    }
    if (i == start || (i < s.len && s.ptr[i] != '.')) {
        return 0;
    }
    return n < MOST_NUMBER ? n : MOST_NUMBER;
}

/* Its name, or the start of it as mail writes it. */
static bool is_day(struct str s, struct str name)
{
    return str_eq_nocase(s, name) || str_eq_nocase(s, str_sub(name, 0, 3));
}

/* The sum of bits for the texts of the children. */
static int64_t read_skip(struct bounds *v, const struct fields *f, enum field field)
{
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    const struct candidate *c;
    size_t at = 0;
    int64_t bits = 0, hour;

    c = next_of(f, field, &at);
    for (const struct xml_node *p = c == NULL ? NULL : c->node->first; p != NULL; p = p->next) {
        struct str s = p->local.ptr == NULL ? STR_NULL : value_token(v, p);

        if (field == FIELD_SKIP_HOURS && num_parse(s, &hour) && hour >= 0 && hour <= 24) {
            bits |= INT64_C(1) << hour % 24;
        }
        for (size_t i = 0; field == FIELD_SKIP_DAYS && i < ARRAY_LEN(days); i++) {
            bits |= is_day(s, str_z(days[i])) ? INT64_C(1) << i : 0;
        }
    }
    return bits;
}

/* The larger of ttl and the period of the syndication module. */
static int64_t read_ttl(struct bounds *v, const struct fields *f)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } periods[] = {
        {"hourly", 3600},     {"daily", 86400},     {"weekly", 604800},
        {"monthly", 2592000}, {"yearly", 31536000},
    };
    struct str name = read_first(v, f, FIELD_PERIOD, value_token);
    int64_t times = read_number(v, f, FIELD_FREQUENCY), ttl = 60 * read_number(v, f, FIELD_TTL);

    if (name.ptr == NULL && times > 0) {
        name = STR("daily"); /* as the module says of an absent period */
    }
    for (size_t i = 0; i < ARRAY_LEN(periods); i++) {
        if (str_eq_nocase(name, str_z(periods[i].name))) {
            int64_t period = periods[i].seconds / (times > 0 ? times : 1);

            ttl = period > ttl ? period : ttl;
        }
    }
    return ttl;
}

static void read_updated(struct build *b, const struct fields *f, const struct xml_node *channel)
{
    struct feed *feed = b->feed;

    feed->updated = read_time(b, f, FIELD_UPDATED);
    if (feed->updated == TIME_NONE) {
        feed->updated = read_time(b, f, FIELD_PUBLISHED);
    }
    if (feed->updated == TIME_NONE && xml_attribute(channel, "lastmod").ptr != NULL) {
        feed->updated = time_parse(xml_attribute(channel, "lastmod"), NULL); /* CDF */
    }
}

void build_xml_feed(struct build *b, const struct xml_node *channel)
{
    struct bounds *v = &b->bounds;
    struct feed *feed = b->feed;
    struct fields f = {0};
    struct links l = {.rank = 0};

    collect(b->arena, channel, &f);
    feed->title = read_words(v, &f, FIELD_TITLE, value_plain);
    feed->description = read_words(v, &f, FIELD_SUMMARY, value_html);
    feed->id = read_first(v, &f, FIELD_ID, read_id);
    if (feed->id.ptr == NULL) {
        feed->id = value_plain_text(v, xml_attribute_ns(channel, NS_RDF, "about"));
    }
    read_links(v, &f, NULL, &l);
    offer_link(&l, value_url(v, channel->base, xml_attribute(channel, "href")), 5);
    feed->link = l.link;
    feed->self = l.self;
    feed->hub = l.hub;
    feed->language = read_language(v, &f, channel);
    if (feed->language.ptr == NULL && channel->parent != NULL) {
        feed->language = value_plain_text(v, xml_attribute_ns(channel->parent, NS_XML, "lang"));
    }
    read_updated(b, &f, channel);
    read_authors(v, &f, &b->authors, &b->author_count);
    feed->ttl_s = read_ttl(v, &f);
    feed->skip_hours = read_skip(v, &f, FIELD_SKIP_HOURS);
    feed->skip_days = read_skip(v, &f, FIELD_SKIP_DAYS);
}
