/*
 * feed/ns - see the header.
 */
#include "feed/ns.h"

struct uri_row {
    const char *uri; /* without scheme and trailing slash or '#', lower case */
    enum ns ns;
};

static const struct uri_row uris[] = {
    {"www.w3.org/2005/atom", NS_ATOM}, //
    {"purl.org/atom/ns", NS_ATOM},
    {"example.com/newformat", NS_ATOM}, /* drafts of Atom 0.x */
    {"example.com/necho", NS_ATOM},
    {"purl.org/echo", NS_ATOM},
    {"uri/of/echo/namespace", NS_ATOM},
    {"purl.org/pie", NS_ATOM},
    {"purl.org/atom/ns#", NS_ATOM},
    {"my.netscape.com/rdf/simple/0.9", NS_NONE},
    {"my.netscape.com/publish/formats/rss-0.91.dtd", NS_NONE},
    {"channel.netscape.com/rdf/simple/0.9", NS_NONE},
    {"purl.org/rss/1.0", NS_NONE},
    {"purl.org/rss/2.0", NS_NONE},
    {"purl.org/net/rss1.1", NS_NONE},
    {"backend.userland.com/rss", NS_NONE},
    {"backend.userland.com/rss2", NS_NONE},
    {"backend.userland.com/rss091", NS_NONE},
    {"backend.userland.com/rss092", NS_NONE},
    {"blogs.law.harvard.edu/tech/rss", NS_NONE},
    {"cyber.law.harvard.edu/rss", NS_NONE},
    {"cyber.law.harvard.edu/rss/rss.html", NS_NONE},
    {"www.rssboard.org/rss-specification", NS_NONE},
    {"www.w3.org/1999/02/22-rdf-syntax-ns", NS_RDF},
    {"purl.org/dc/elements/1.0", NS_DC},
    {"purl.org/dc/elements/1.1", NS_DC},
    {"purl.org/dc/terms", NS_DCTERMS},
    {"purl.org/rss/1.0/modules/content", NS_CONTENT},
    {"www.itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"www.itunes.com/dtds/podcast-1.0", NS_ITUNES},
    {"www.itunes.com/podcast-1.0.dtd", NS_ITUNES},
    {"example.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"search.yahoo.com/mrss", NS_MEDIA},
    {"video.search.yahoo.com/mrss", NS_MEDIA},
    {"tools.search.yahoo.com/mrss", NS_MEDIA},
    {"www.rssboard.org/media-rss", NS_MEDIA},
    {"purl.org/rss/1.0/modules/syndication", NS_SY},
    {"www.w3.org/1999/xhtml", NS_XHTML},
    {"www.w3.org/xml/1998/namespace", NS_XML},
    {"rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER},
    {"www.google.com/schemas/play-podcasts/1.0", NS_GOOGLEPLAY},
    {"podcastindex.org/namespace/1.0", NS_PODCAST},
    {"github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", NS_PODCAST},
};

static const struct uri_row prefixes[] = {
    {"atom", NS_ATOM}, //
    {"atom10", NS_ATOM},
    {"a10", NS_ATOM},
    {"rss", NS_NONE},
    {"rdf", NS_RDF},
    {"dc", NS_DC},
    {"dcterms", NS_DCTERMS},
    {"content", NS_CONTENT},
    {"itunes", NS_ITUNES},
    {"media", NS_MEDIA},
    {"sy", NS_SY},
    {"xhtml", NS_XHTML},
    {"xml", NS_XML},
    {"feedburner", NS_FEEDBURNER},
    {"googleplay", NS_GOOGLEPLAY},
    {"podcast", NS_PODCAST},
};

struct field_row {
    enum ns ns;
    const char *local; /* lower case */
    struct ns_field meaning;
};

/* Rank 0 is the dialect's own element; modules fill what is missing. */
static const struct field_row rows[] = {
    {NS_NONE, "title", {FIELD_TITLE, 0}}, //
    {NS_ATOM, "title", {FIELD_TITLE, 1}},
    {NS_DC, "title", {FIELD_TITLE, 2}},
    {NS_ITUNES, "title", {FIELD_TITLE, 3}},
    {NS_MEDIA, "title", {FIELD_TITLE, 4}},
    {NS_NONE, "link", {FIELD_LINK, 0}},
    {NS_ATOM, "link", {FIELD_LINK, 1}},
    {NS_FEEDBURNER, "origlink", {FIELD_LINK, 2}},
    {NS_NONE, "url", {FIELD_LINK, 3}},
    {NS_NONE, "a", {FIELD_LINK, 3}}, /* CDF */
    {NS_NONE, "description", {FIELD_SUMMARY, 0}},
    {NS_NONE, "abstract", {FIELD_SUMMARY, 0}}, /* CDF */
    {NS_ATOM, "summary", {FIELD_SUMMARY, 0}},
    {NS_ATOM, "subtitle", {FIELD_SUMMARY, 0}},
    {NS_ATOM, "tagline", {FIELD_SUMMARY, 0}},
    {NS_ATOM, "info", {FIELD_SUMMARY, 3}},
    {NS_DC, "description", {FIELD_SUMMARY, 1}},
    {NS_DCTERMS, "abstract", {FIELD_SUMMARY, 2}},
    {NS_ITUNES, "summary", {FIELD_SUMMARY, 2}},
    {NS_ITUNES, "subtitle", {FIELD_SUMMARY, 3}},
    {NS_GOOGLEPLAY, "description", {FIELD_SUMMARY, 3}},
    {NS_MEDIA, "description", {FIELD_SUMMARY, 4}},
    {NS_CONTENT, "encoded", {FIELD_CONTENT, 0}},
    {NS_ATOM, "content", {FIELD_CONTENT, 0}},
    {NS_NONE, "encoded", {FIELD_CONTENT, 1}},
    {NS_XHTML, "body", {FIELD_CONTENT, 2}},
    {NS_XHTML, "div", {FIELD_CONTENT, 2}},
    {NS_NONE, "body", {FIELD_CONTENT, 2}},
    {NS_NONE, "fullitem", {FIELD_CONTENT, 3}},
    {NS_NONE, "guid", {FIELD_ID, 0}},
    {NS_NONE, "id", {FIELD_ID, 1}},
    {NS_ATOM, "id", {FIELD_ID, 1}},
    {NS_DC, "identifier", {FIELD_ID, 3}},
    {NS_NONE, "pubdate", {FIELD_PUBLISHED, 0}},
    {NS_ATOM, "published", {FIELD_PUBLISHED, 0}},
    {NS_ATOM, "issued", {FIELD_PUBLISHED, 0}},
    {NS_ATOM, "created", {FIELD_PUBLISHED, 4}},
    {NS_DCTERMS, "issued", {FIELD_PUBLISHED, 1}},
    {NS_DCTERMS, "created", {FIELD_PUBLISHED, 3}},
    {NS_DCTERMS, "available", {FIELD_PUBLISHED, 3}},
    {NS_DC, "date", {FIELD_PUBLISHED, 2}},
    {NS_NONE, "lastbuilddate", {FIELD_UPDATED, 0}},
    {NS_ATOM, "updated", {FIELD_UPDATED, 0}},
    {NS_ATOM, "modified", {FIELD_UPDATED, 0}},
    {NS_DCTERMS, "modified", {FIELD_UPDATED, 1}},
    {NS_NONE, "language", {FIELD_LANGUAGE, 0}},
    {NS_DC, "language", {FIELD_LANGUAGE, 1}},
    {NS_NONE, "author", {FIELD_AUTHOR, 0}},
    {NS_NONE, "managingeditor", {FIELD_AUTHOR, 0}},
    {NS_ATOM, "author", {FIELD_AUTHOR, 0}},
    {NS_DC, "creator", {FIELD_AUTHOR, 0}},
    {NS_DC, "author", {FIELD_AUTHOR, 0}},
    {NS_DCTERMS, "creator", {FIELD_AUTHOR, 1}},
    {NS_ITUNES, "author", {FIELD_AUTHOR, 1}},
    {NS_GOOGLEPLAY, "author", {FIELD_AUTHOR, 2}},
    {NS_MEDIA, "credit", {FIELD_AUTHOR, 3}},
    {NS_NONE, "category", {FIELD_CATEGORY, 0}},
    {NS_ATOM, "category", {FIELD_CATEGORY, 0}},
    {NS_DC, "subject", {FIELD_CATEGORY, 0}},
    {NS_DCTERMS, "subject", {FIELD_CATEGORY, 0}},
    {NS_ITUNES, "category", {FIELD_CATEGORY, 0}},
    {NS_GOOGLEPLAY, "category", {FIELD_CATEGORY, 0}},
    {NS_MEDIA, "category", {FIELD_CATEGORY, 0}},
    {NS_ITUNES, "keywords", {FIELD_KEYWORDS, 0}},
    {NS_MEDIA, "keywords", {FIELD_KEYWORDS, 0}},
    {NS_NONE, "enclosure", {FIELD_ENCLOSURE, 0}},
    {NS_MEDIA, "content", {FIELD_ENCLOSURE, 0}},
    {NS_MEDIA, "group", {FIELD_GROUP, 0}},
    {NS_NONE, "ttl", {FIELD_TTL, 0}},
    {NS_NONE, "skiphours", {FIELD_SKIP_HOURS, 0}},
    {NS_NONE, "skipdays", {FIELD_SKIP_DAYS, 0}},
    {NS_SY, "updateperiod", {FIELD_PERIOD, 0}},
    {NS_SY, "updatefrequency", {FIELD_FREQUENCY, 0}},
};

static enum ns find(const struct uri_row *table, size_t count, struct str key)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(key, str_z(table[i].uri))) {
            return table[i].ns;
        }
    }
    return NS_OTHER;
}

enum ns ns_of_uri(struct str uri)
{
    uri = str_trim(uri);
    if (uri.len == 0) {
        return NS_NONE;
    }
    if (str_starts_nocase(uri, STR("http://"))) {
        uri = str_sub(uri, 7, uri.len);
    } else if (str_starts_nocase(uri, STR("https://"))) {
        uri = str_sub(uri, 8, uri.len);
    }
    while (uri.len > 0 && (uri.ptr[uri.len - 1] == '/' || uri.ptr[uri.len - 1] == '#')) {
        uri.len--;
    }
    return find(uris, ARRAY_LEN(uris), uri);
}

enum ns ns_of_prefix(struct str prefix)
{
    return prefix.len == 0 ? NS_NONE : find(prefixes, ARRAY_LEN(prefixes), prefix);
}

struct ns_field ns_field(enum ns ns, struct str local)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].ns == ns && str_eq_nocase(local, str_z(rows[i].local))) {
            return rows[i].meaning;
        }
    }
    return (struct ns_field){FIELD_NONE, 0};
}
