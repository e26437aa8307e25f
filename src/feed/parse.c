/*
 * feed/parse - see the header.
 *
 * Bytes become UTF-8, UTF-8 becomes a tree, the first row of formats[] that knows the tree reads it.
 */
#include "feed/parse.h"

#include "feed/build.h"
#include "feed/discover.h"
#include "feed/jsonfeed.h"
#include "feed/xml.h"
#include "fmt/json.h"
#include "fmt/url.h"
#include "text/charset.h"

#define SHOWN_LINKS_BYTES 200U /* what an error has room for */

struct format {
    const char *root; /* local name of the root element */
    /* The name of the format, absent when it is not this one after all. */
    struct str (*sniff)(const struct xml_node *root);
};

static const struct xml_node *find_child(const struct xml_node *n, const char *local)
{
    for (const struct xml_node *p = n->first; p != NULL; p = p->next) {
        if (p->local.ptr != NULL && str_eq_nocase(p->local, str_z(local))) {
            return p;
        }
    }
    return NULL;
}

static struct str sniff_rss(const struct xml_node *root)
{
    static const struct {
        struct str version, name;
    } versions[] = {
        {STR_INIT("0.90"), STR_INIT("rss-0.90")}, //
        {STR_INIT("0.91"), STR_INIT("rss-0.91")}, {STR_INIT("0.92"), STR_INIT("rss-0.92")},
        {STR_INIT("0.93"), STR_INIT("rss-0.92")}, {STR_INIT("0.94"), STR_INIT("rss-0.92")},
        {STR_INIT("1.0"), STR_INIT("rss-1.0")},
    };
    struct str version = str_trim(xml_attribute(root, "version"));

    for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
        if (str_eq(version, versions[i].version)) {
            return versions[i].name;
        }
    }
    return STR("rss-2.0");
}

/* RDF is a feed when it has a channel or items; 0.90 tells itself by its namespace alone. */
static struct str sniff_rdf(const struct xml_node *root)
{
    const struct xml_node *channel = find_child(root, "channel"), *item = find_child(root, "item");

    if (channel == NULL && item == NULL) {
        return STR_NULL;
    }
    channel = channel != NULL ? channel : item;
    return xml_attribute_ns(channel, NS_RDF, "about").ptr == NULL &&
                   find_child(channel, "items") == NULL
               ? STR("rss-0.90")
               : STR("rss-1.0");
}

static struct str sniff_atom(const struct xml_node *root)
{
    struct str version = str_trim(xml_attribute(root, "version"));

    if (root->ns != NS_ATOM && root->ns != NS_NONE) {
        return STR_NULL;
    }
    return str_starts(version, STR("0.")) || find_child(root, "modified") != NULL ||
                   find_child(root, "tagline") != NULL
               ? STR("atom-0.3")
               : STR("atom-1.0");
}

/* A channel without its rss is CDF when it links by attributes. */
static struct str sniff_channel(const struct xml_node *root)
{
    const struct xml_node *item = find_child(root, "item");
    bool cdf = xml_attribute(root, "href").ptr != NULL ||
               xml_attribute(root, "lastmod").ptr != NULL ||
               (item != NULL && xml_attribute(item, "href").ptr != NULL);

    return cdf || (item != NULL && find_child(item, "abstract") != NULL) ? STR("cdf")
                                                                         : STR("rss-2.0");
}

/* Items that lost all that stood around them. */
static struct str sniff_item(const struct xml_node *root)
{
    return root->ns == NS_NONE && find_child(root, "title") != NULL ? STR("rss-2.0") : STR_NULL;
}

static const struct format formats[] = {
    {"rss", sniff_rss}, //
    {"RDF", sniff_rdf},         {"feed", sniff_atom}, {"entry", sniff_atom},
    {"channel", sniff_channel}, {"item", sniff_item},
};

/* The first element that is the root of a feed; a web page before it means there is none. */
static const struct xml_node *find_root(const struct xml_node *top, struct str *format)
{
    for (const struct xml_node *n = xml_next(top, top); n != NULL; n = xml_next(n, top)) {
        if (n->local.ptr == NULL) {
            continue;
        }
        if (str_eq_nocase(n->local, STR("html"))) {
            return NULL;
        }
        for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
            if (str_eq_nocase(n->local, str_z(formats[i].root))) {
                *format = formats[i].sniff(n);
                if (format->ptr != NULL) {
                    return n;
                }
            }
        }
    }
    return NULL;
}

static bool is_page(const struct xml_node *top)
{
    for (const struct xml_node *n = xml_next(top, top); n != NULL; n = xml_next(n, top)) {
        if (n->local.ptr != NULL && str_eq_nocase(n->local, STR("html"))) {
            return true;
        }
    }
    return false;
}

/* Says what the document is instead, and where its feeds are if it is a page. */
static int refuse(struct arena *a, struct str text, struct str base, bool page, struct err *err)
{
    struct discovered *found;
    struct buf links = {0};
    size_t count;

    if (!page) {
        return err_set(err, ERR_UNSUPPORTED, "not a feed");
    }
    feed_discover(a, text, base, &found, &count);
    for (size_t i = 0; i < count; i++) {
        struct str shown = url_for_log(a, found[i].url);

        /* The first in any case, others only whole: half an address is of no use. */
        if (i == 0 || links.len + shown.len < SHOWN_LINKS_BYTES) {
            buf_add_z(&links, i == 0 ? "; it advertises " : ", ");
            buf_add(&links, shown);
        }
    }
    err_set(err, ERR_UNSUPPORTED, "a web page, not a feed" STR_FMT, STR_ARG(buf_view(&links)));
    buf_free(&links);
    return -1;
}

/* The channel, or the root itself where there is none. */
static const struct xml_node *find_channel(const struct xml_node *root)
{
    const struct xml_node *channel = find_child(root, "channel");

    return channel != NULL && channel->ns == NS_NONE ? channel : root;
}

static int parse_xml(struct build *b, struct str base, struct err *err)
{
    const struct xml_hints hints = {base, b->known.count > 0 ? build_known : NULL, b};
    struct xml_document d;
    const struct xml_node *root, *channel;

    xml_read(&b->bounds, b->source, &hints, &d);
    root = find_root(d.top, &b->feed->format);
    if (root == NULL && d.ended != BOUND_COUNT) {
        return err_set(err, ERR_LIMIT, STR_FMT, STR_ARG(bounds_text(&b->bounds, d.ended)));
    }
    if (root == NULL) {
        return refuse(b->arena, b->source, base, is_page(d.top), err);
    }
    if (d.damage.ptr != NULL) {
        build_warn(b, arena_fmt(b->arena, "not well-formed: " STR_FMT, STR_ARG(d.damage)));
    }
    b->feed->cut = !root->complete;
    channel = find_channel(root);
    if (!xml_is_item(root)) {
        build_xml_feed(b, channel);
    }
    /* Items that stand beside the root are kept too; a second document is not. */
    build_xml_items(b, &d, xml_is_item(root) ? d.top : root);
    return 0;
}

static int parse_json(struct build *b, struct str base, struct err *err)
{
    struct json_leniency l = {.most = b->bounds.most[BOUND_DEPTH]};
    struct json *root;

    if (json_parse_lenient(b->arena, b->source, &l, &root, err) == -1) {
        return -1;
    }
    b->bounds.hits[BOUND_DEPTH].count = l.passed;
    b->bounds.hits[BOUND_DEPTH].at = l.at;
    b->feed->format = jsonfeed_sniff(root);
    if (b->feed->format.ptr == NULL && l.broken.ptr == NULL) {
        return err_set(err, ERR_UNSUPPORTED, "JSON, but not a feed");
    }
    if (b->feed->format.ptr != NULL) {
        jsonfeed_read(b, root, base);
    }
    if (l.broken.ptr == NULL) {
        return 0;
    }
    if (b->feed->item_count == 0) {
        return -1; /* nothing is left that is worth a warning: *err says what is wrong */
    }
    build_warn(b, arena_fmt(b->arena, "not well-formed: byte %zu: " STR_FMT, l.broken_at,
                            STR_ARG(l.broken)));
    b->feed->cut = l.broken_at >= b->source.len;
    return 0;
}

static void warn_charset(struct build *b, const struct charset_result *r)
{
    if (r->mismatch || r->undeclared) {
        build_warn(b,
                   arena_fmt(b->arena, "%s; read as %s",
                             r->undeclared
                                 ? "no encoding is declared, which means UTF-8, and it is not that"
                                 : "the declared encoding is wrong",
                             r->name));
    }
    if (r->replaced > 0) {
        build_warn(b, arena_fmt(b->arena, "byte %zu: %zu byte sequence%s not of %s", r->replaced_at,
                                r->replaced, r->replaced == 1 ? "" : "s", r->name));
    }
}

int feed_parse(struct arena *a, struct str body, const struct parse_hints *hints, struct feed **out,
               struct err *err)
{
    struct charset_result decoded;
    struct build b;
    struct str text;
    int rc;

    arena_expect(a, body.len);
    build_init(&b, a, hints);
    if (charset_decode(a, body, hints->content_type, CHARSET_XML, &decoded, err) == -1) {
        return -1;
    }
    warn_charset(&b, &decoded);
    b.source = decoded.text;
    text = str_trim(decoded.text);
    if (text.len == 0) {
        return err_set(err, ERR_UNSUPPORTED, "empty");
    }
    rc = text.ptr[0] == '{' || text.ptr[0] == '[' ? parse_json(&b, hints->base, err)
                                                  : parse_xml(&b, hints->base, err);
    build_warn_bounds(&b);
    *out = b.feed;
    return rc;
}
