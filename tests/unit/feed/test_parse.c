/* feed/parse and what stands behind it: each row is a document and what has to stand in its JSON. */
#include "unit/test.h"

#include "core/arena.h"
#include "core/limits.h"
#include "feed/feed_json.h"
#include "feed/parse.h"

#define BASE "https://news.example/feed"

struct row {
    const char *name, *in, *want;
};

#define RSS(inside)       "<rss version='2.0'><channel><title>T</title>" inside "</channel></rss>"
#define ITEM(inside)      RSS("<item>" inside "</item>")
#define ATOM(inside)      "<feed xmlns='http://www.w3.org/2005/Atom'>" inside "</feed>"
#define ENTRY(inside)     ATOM("<entry>" inside "</entry>")
#define JSON_FEED(inside) "{\"version\":\"https://jsonfeed.org/version/1.1\"," inside "}"
#define JSON_ITEM(inside) JSON_FEED("\"items\":[{" inside "}]")

static struct row format_rows[] = {
    {"rss 2.0", RSS(""), "\"format\":\"rss-2.0\",\"title\":\"T\""},
    {"rss 0.91", "<rss version='0.91'><channel/></rss>", "rss-0.91"},
    {"rss 0.93 counts as 0.92", "<rss version='0.93'><channel/></rss>", "rss-0.92"},
    {"rss without version", "<rss><channel/></rss>", "rss-2.0"},
    {"rss in a namespace of its own",
     "<rss xmlns='urn:x'><channel><title>T</title></channel></rss>", "\"title\":\"T\""},
    {"rdf 1.0",
     "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
     "xmlns='http://purl.org/rss/1.0/'><channel rdf:about='https://c.example/'/>"
     "<item rdf:about='https://a.example/1'><title>i</title></item></rdf:RDF>",
     "\"id\":\"https://a.example/1\",\"link\":\"https://a.example/1\",\"title\":\"i\""},
    {"rdf 0.90",
     "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
     "xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>t</title></channel>"
     "</rdf:RDF>",
     "rss-0.90"},
    {"atom 1.0", ATOM("<title>t</title>"), "atom-1.0"},
    {"atom 0.3", "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><tagline>d</tagline></feed>",
     "\"format\":\"atom-0.3\",\"title\":null,\"link\":null,\"description\":\"d\""},
    {"a bare entry", "<entry xmlns='http://www.w3.org/2005/Atom'><title>t</title></entry>",
     "\"title\":\"t\""},
    {"cdf",
     "<CHANNEL HREF='https://c.example/'><TITLE>t</TITLE>"
     "<ITEM HREF='https://c.example/1' "
     "LASTMOD='2004-04-07T04:05:43Z'><ABSTRACT>s</ABSTRACT></ITEM></CHANNEL>",
     "\"format\":\"cdf\",\"title\":\"t\",\"link\":\"https://c.example/\""},
    {"a channel without rss", "<channel><title>t</title><item><title>i</title></item></channel>",
     "rss-2.0"},
    {"json 1.1", JSON_FEED("\"title\":\"t\""), "\"format\":\"json-1.1\",\"title\":\"t\""},
    {"json 1.0", "{\"version\":\"http://jsonfeed.org/version/1\"}", "json-1.0"},
};

static struct row feed_rows[] = {
    {"lastBuildDate goes before pubDate",
     RSS("<pubDate>Mon, 05 May 2025 10:00:00 GMT</pubDate>"
         "<lastBuildDate>Tue, 06 May 2025 10:00:00 GMT</lastBuildDate>"),
     "\"updated\":\"2025-05-06T10:00:00Z\""},
    {"pubDate stands in for it", RSS("<pubDate>Mon, 05 May 2025 10:00:00 GMT</pubDate>"),
     "\"updated\":\"2025-05-05T10:00:00Z\""},
    {"the title of an image is not the feed's",
     "<rss><channel><image><title>I</title></image><title>T</title></channel></rss>",
     "\"title\":\"T\""},
    {"an atom self link is not the link, but is kept",
     RSS("<atom:link rel='self' href='https://s.example/'/>"
         "<atom:link rel='hub' href='https://h.example/'/><link>https://l.example/</link>"),
     "\"hub\":\"https://h.example/\",\"self\":\"https://s.example/\""},
    {"ttl is in minutes", RSS("<ttl>60</ttl>"), "\"ttl_s\":3600"},
    {"a ttl may have a fraction and a sign", RSS("<ttl> +30.5 </ttl>"), "\"ttl_s\":1800"},
    {"a ttl beyond all sense is long", RSS("<ttl>99999999999999999999</ttl>"),
     "\"ttl_s\":60000000"},
    {"a ttl of nothing, or of less, is none", RSS("<ttl>-60</ttl>"), "\"ttl_s\":0"},
    {"a ttl in words is none", RSS("<ttl>60 minutes</ttl>"), "\"ttl_s\":0"},
    {"a period that is not named is a day", RSS("<sy:updateFrequency>2</sy:updateFrequency>"),
     "\"ttl_s\":43200"},
    {"the larger of ttl and period counts",
     RSS("<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>"
         "<sy:updateFrequency>2</sy:updateFrequency>"),
     "\"ttl_s\":43200"},
    {"hours and days to skip are bits",
     RSS("<skipHours><hour>0</hour><hour>5</hour></skipHours>"
         "<skipDays><day>Sunday</day><day>saturday</day></skipDays>"),
     "\"skip_hours\":33,\"skip_days\":65"},
    {"a day may be cut short", RSS("<skipDays><day>Sun</day><day>S</day></skipDays>"),
     "\"skip_days\":1"},
    {"the language of the root is the feed's", "<rss xml:lang='de'><channel/></rss>",
     "\"language\":\"de\""},
    {"an unreadable date is a warning and null", RSS("<pubDate>soon</pubDate>"),
     "\"warnings\":[\"byte 53: not a date: soon\"]"},
    {"a warning cuts no character in two",
     RSS("<pubDate>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xC3\xA4</pubDate>"),
     "aaa\"],\"items\""},
    {"json authors are inherited",
     JSON_FEED("\"authors\":[{\"name\":\"A\"}],\"items\":[{\"id\":\"1\"}]"), "\"authors\":[\"A\"]"},
    {"a json hub is kept", JSON_FEED("\"hubs\":[{\"url\":\"https://h.example/\"}]"),
     "\"hub\":\"https://h.example/\""},
};

static struct row item_rows[] = {
    {"a title is decoded twice", ITEM("<title>Peru&amp;#39;s &amp;amp; &lt;b>x&lt;/b></title>"),
     "\"title\":\"Peru's & x\""},
    {"an html name needs no DTD", ITEM("<title>a&mdash;b&nbsp;c</title>"),
     "\"title\":\"a\xE2\x80\x94"
     "b c\""},
    {"an atom text title is literal", ENTRY("<title>1 &lt; 2 &amp;amp;</title>"),
     "\"title\":\"1 < 2 &amp;\""},
    {"an atom html title is not", ENTRY("<title type='html'>a &lt;b>b&lt;/b></title>"),
     "\"title\":\"a b\""},
    {"an xhtml title is its text",
     ENTRY("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a "
           "<b>&lt;c></b></div></title>"),
     "\"title\":\"a <c>\""},
    {"description and encoded are summary and content",
     ITEM("<content:encoded>&lt;p>c&lt;/p></content:encoded><description>d</description>"),
     "\"summary\":\"d\",\"content\":\"<p>c</p>\""},
    {"a module does not overwrite",
     ITEM("<itunes:summary>i</itunes:summary><description>d</description>"), "\"summary\":\"d\""},
    {"a module fills a gap", ITEM("<itunes:summary>i</itunes:summary>"), "\"summary\":\"i\""},
    {"an unknown namespace means nothing",
     ITEM("<x:title xmlns:x='urn:x'>x</x:title><title>t</title>"), "\"title\":\"t\""},
    {"FeedBurner's link stands in for the item's",
     ITEM("<feedburner:origLink>https://a.example/1</feedburner:origLink>"),
     "\"link\":\"https://a.example/1\""},
    {"the item's own link goes before it",
     ITEM("<feedburner:origLink>https://a.example/1</feedburner:origLink>"
          "<link>https://b.example/1</link>"),
     "\"link\":\"https://b.example/1\""},
    {"a media group counts as the item's",
     ITEM("<media:group><media:content url='https://m.example/v' type='video/mp4' fileSize='7'>"
          "<media:title>m</media:title></media:content></media:group>"),
     "\"enclosures\":[{\"url\":\"https://m.example/v\",\"type\":\"video/mp4\",\"length\":7}]"},
    {"a guid is a link if nothing else is", ITEM("<guid>https://g.example/1</guid>"),
     "\"id\":\"https://g.example/1\",\"link\":\"https://g.example/1\""},
    {"a guid that is no permalink is not",
     ITEM("<guid isPermaLink='false'>https://g.example/1</guid><title>t</title>"), "\"link\":null"},
    {"a relative link is resolved", ITEM("<link>/a?x=1&amp;y=2</link>"),
     "\"link\":\"https://news.example/a?x=1&y=2\""},
    {"xml:base nests",
     "<rss xml:base='https://b.example/x/'><channel><item "
     "xml:base='y/'><link>z</link></item></channel></rss>",
     "\"link\":\"https://b.example/x/y/z\""},
    {"the html alternate goes first",
     ENTRY("<link rel='self' href='/s'/><link href='/j' type='application/json'/><link href='/h' "
           "type='text/html'/>"),
     "\"link\":\"https://news.example/h\""},
    {"a relation may be written as its URI",
     ENTRY("<link rel='http://www.iana.org/assignments/relation/alternate' href='/a'/>"),
     "\"link\":\"https://news.example/a\""},
    {"an atom enclosure is one",
     ENTRY("<link rel='enclosure' href='/e' type='audio/mpeg' length='9'/>"),
     "{\"url\":\"https://news.example/e\",\"type\":\"audio/mpeg\",\"length\":9}"},
    {"an rss author's name is in brackets", ITEM("<author>a@b.example (A B)</author>"),
     "\"authors\":[\"A B\"]"},
    {"or before the address", ITEM("<dc:creator>A B &lt;a@b.example&gt;</dc:creator>"),
     "\"authors\":[\"A B\"]"},
    {"an atom author is a name", ENTRY("<author><name>A</name><email>e</email></author>"),
     "\"authors\":[\"A\"]"},
    {"or an address", ENTRY("<author><email>e@x.example</email></author>"),
     "\"authors\":[\"e@x.example\"]"},
    {"an entry takes the feed's author",
     ATOM("<author><name>F</name></author><entry><title>t</title></entry>"), "\"authors\":[\"F\"]"},
    {"categories are told once",
     ITEM("<category>a</category><dc:subject>b</dc:subject><category>a</category>"
          "<itunes:keywords>c, d</itunes:keywords>"),
     "\"categories\":[\"a\",\"b\",\"c\",\"d\"]"},
    {"more than four categories fit",
     ITEM("<category>a</category><category>b</category><category>c</category>"
          "<category>d</category><category>e</category>"),
     "[\"a\",\"b\",\"c\",\"d\",\"e\"]"},
    {"a category is its label", ENTRY("<category term='t' label='L'/>"), "\"categories\":[\"L\"]"},
    {"mark-up in elements is content",
     ENTRY("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml' xml:base='/d/'>"
           "a<br/><a href='x'>l</a><script>no</script></div></content>"),
     "\"content\":\"a<br><a href=\\\"https://news.example/d/x\\\">l</a>\""},
    {"atom text content is escaped", ENTRY("<content>1 &lt; 2</content>"),
     "\"content\":\"1 &lt; 2\""},
    {"base64 of Atom 0.3 is decoded",
     ENTRY("<content mode='base64' type='text/html'>PGI+YTwvYj4=</content>"),
     "\"content\":\"<b>a</b>\""},
    {"a picture is no text", ENTRY("<content type='image/png'>iVBORw0KGgo=</content>"),
     "\"content\":\"\""},
    {"the place of the content is the link", ENTRY("<content src='/c' type='video/mp4'/>"),
     "\"link\":\"https://news.example/c\""},
    {"the source's title is not the entry's",
     ENTRY("<source><title>s</title></source><title>t</title>"), "\"title\":\"t\""},
    {"numbers of C1 controls are windows-1252", ITEM("<description>a&#146;s</description>"),
     "\"summary\":\"a\xE2\x80\x99s\""},
    {"UTF-8 written as numbers of its bytes is read", ITEM("<title>&#226;&#128;&#166;</title>"),
     "\"title\":\"\xE2\x80\xA6\""},
    {"a body is content", ITEM("<body><b>b</b></body>"), "\"content\":\"<b>b</b>\""},
    {"an item may have a language", ITEM("<dc:language>fr</dc:language>"), "\"language\":\"fr\""},
    {"json text is escaped", JSON_ITEM("\"id\":1,\"content_text\":\"1 < 2\""),
     "\"id\":\"1\",\"link\":null,\"title\":null"},
    {"json html is sanitised", JSON_ITEM("\"content_html\":\"<p onclick=x>a\""),
     "\"content\":\"<p>a</p>\""},
    {"json attachments and tags",
     JSON_ITEM("\"tags\":[\"a\"],\"attachments\":[{\"url\":\"/f\",\"mime_type\":\"a/"
               "b\",\"size_in_bytes\":5}]"),
     "\"categories\":[\"a\"],\"summary\":null,\"content\":null,\"enclosures\":[{\"url\":\"https://"
     "news.example/f\",\"type\":\"a/b\",\"length\":5}]"},
    {"a json item may point elsewhere", JSON_ITEM("\"external_url\":\"https://x.example/\""),
     "\"link\":\"https://x.example/\""},
    {"a json author is one too", JSON_ITEM("\"author\":{\"name\":\"A\"}"), "\"authors\":[\"A\"]"},
    {"a json item that is none is left out", JSON_FEED("\"items\":[1,{\"id\":\"x\"}]"),
     "\"warnings\":[\"byte 55: an item that is no object is left out\",\"item 1: neither link nor "
     "title; "
     "held back\"],\"items\":[{\"id\":\"x\""},
    {"an item without link and title is held back", ITEM("<guid isPermaLink='false'>g</guid>"),
     "\"placeholder\":true"},
};

#define ONE "<item><title>One</title><link>http://e.example/1</link></item>"
static struct row damaged_rows[] = {
    {"text before the declaration", "Warning: x\n<?xml version='1.0'?>" RSS(ONE), "\"One\""},
    {"junk behind the end", RSS(ONE) "</html><script>x</script>", "\"One\""},
    {"a bare ampersand", ITEM("<title>a & b</title><link>http://e.example/?a=1&copy=3</link>"),
     "\"link\":\"http://e.example/?a=1&copy=3\",\"title\":\"a & b\""},
    {"a < in text", ITEM("<title>1 < 2</title>"), "\"1 < 2\""},
    {"crossed tags", ITEM("<title>a</title><description><b>x<i>y</b>z</i></description>"),
     "\"summary\":\"<b>x<i>y</i></b>z\""},
    {"an end tag in another case", ITEM("<title>a</Title><link>http://e.example/1</link>"),
     "\"title\":\"a\""},
    {"a title that is not closed", ITEM("<title>a<link>http://e.example/1</link>"),
     "\"link\":\"http://e.example/1\",\"title\":\"a\""},
    {"an item that is not closed", RSS("<item><title>a</title><item><title>b</title></item>"),
     "\"title\":\"b\""},
    {"a document cut in a tag keeps what is complete",
     "<rss><channel>" ONE "<item><title>Two</title><lin", "\"One\""},
    {"a document cut in an attribute", "<rss><channel>" ONE "<item><a b=\"", "\"One\""},
    {"a document cut in CDATA", "<rss><channel>" ONE "<item><title><![CDATA[x", "\"One\""},
    {"a comment that is not closed", "<rss><channel><!-- x ><title>T</title></channel></rss>",
     "\"title\":\"T\""},
    {"control characters",
     ITEM("<title>a\x01\x02"
          "b&#8;</title>"),
     "\"title\":\"ab\""},
    {"unquoted and empty attributes",
     ITEM("<title>a</title><enclosure url=http://e.example/1 type=a/b length=1 x/>"),
     "{\"url\":\"http://e.example/1\",\"type\":\"a/b\",\"length\":1}"},
    {"an attribute whose quote never ends",
     ITEM("<title>a</title><enclosure url=\"http://e.example/1 type='a/b'/>"), "\"title\":\"a\""},
    {"a tag that is not closed", ITEM("<title>a</title<link>http://e.example/1</link>"),
     "\"link\":\"http://e.example/1\""},
    {"an entity of the document",
     "<!DOCTYPE rss [<!ENTITY me \"Me &amp; you\">]>" ITEM("<title>&me;</title>"),
     "\"title\":\"Me & you\""},
    {"an entity that names itself is text",
     "<!DOCTYPE rss [<!ENTITY a \"&a;&a;\">]>" ITEM("<title>&a;</title>"), "\"title\":\"&a;&a;\""},
    {"half characters make one", ITEM("<title>&#55357;&#56832; & x</title>"),
     "\"title\":\"\xF0\x9F\x98\x80 & x\""},
    {"a namespace is known in damage too",
     "<feed xmlns:a='http://www.w3.org/2005/Atom' xmlns='http://www.w3.org/2005/Atom'>"
     "<a:entry><a:title type='text' a:x='y'>a & b</a:title></a:entry></feed>",
     "\"title\":\"a & b\""},
    {"upper-case tags", "<RSS><CHANNEL><ITEM><TITLE>a & b</TITLE></ITEM></CHANNEL></RSS>",
     "\"title\":\"a & b\""},
    {"JSON cut in an item keeps what is complete",
     "{\"version\":\"https://jsonfeed.org/version/"
     "1.1\",\"items\":[{\"id\":\"1\",\"title\":\"One\"},"
     "{\"id\":\"2\",\"title\":\"T",
     "\"cut\":true,\"timeouts\":[],\"warnings\":[\"not well-formed: byte 100: a string that does "
     "not end\"]"},
    {"JSON broken in an item keeps those before",
     JSON_FEED("\"items\":[{\"id\":\"1\",\"title\":\"One\"},{\"id\":\"2\" \"title\":\"Two\"}]"),
     "\"title\":\"One\""},
    {"JSON with something behind it",
     JSON_FEED("\"items\":[{\"id\":\"1\",\"title\":\"One\"}]") "\n<!-- cached -->", "\"One\""},
    {"the damage is told with its place", ITEM("<title>a < b</title>"),
     "not well-formed: byte 59: a < that begins no tag"},
};

struct refusal {
    const char *name, *in;
    enum err_code code;
    const char *want;
};

static struct refusal refusals[] = {
    {"nothing", "", ERR_UNSUPPORTED, "empty"},
    {"text", "hello", ERR_UNSUPPORTED, "not a feed"},
    {"a web page", "<!DOCTYPE html><html><body>x</body></html>", ERR_UNSUPPORTED,
     "a web page, not a feed"},
    {"a web page with feeds",
     "<html><head><link rel='alternate' type='application/rss+xml' href='/f'></head></html>",
     ERR_UNSUPPORTED, "a web page, not a feed; it advertises https://news.example/f"},
    {"a web page with two feeds",
     "<html><head><link rel='alternate' type='application/rss+xml' href='/f'>"
     "<link rel='alternate' type='application/atom+xml' "
     "href='https://other.example/'></head></html>",
     ERR_UNSUPPORTED,
     "a web page, not a feed; it advertises https://news.example/f, https://other.example/"},
    {"another XML", "<opml><body/></opml>", ERR_UNSUPPORTED, "not a feed"},
    {"RDF that is no feed", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
     ERR_UNSUPPORTED, "not a feed"},
    {"another feed element", "<x:feed xmlns:x='urn:x' xmlns:y='urn:y'><y:entry/></x:feed>",
     ERR_NONE, ""},
    {"another JSON", "{\"error\":1}", ERR_UNSUPPORTED, "JSON, but not a feed"},
    {"JSON with no whole item",
     "{\"version\":\"https://jsonfeed.org/version/1.1\",\n\"items\":[{\"id", ERR_SYNTAX,
     "JSON: a string that does not end at line 2, column 14"},
    {"JSON that is cut and no feed", "{\"items\":[{\"a\":1},", ERR_SYNTAX,
     "JSON: no value at line 1, column 19"},
};

static struct feed *parse(struct arena *a, struct str in, struct err *err)
{
    struct parse_hints hints = {.base = STR(BASE)};
    struct feed *feed;

    return feed_parse(a, in, &hints, &feed, err) == -1 ? NULL : feed;
}

/* The same where it has to work; never NULL. */
static struct feed *parse_well(struct arena *a, struct str in)
{
    struct err err = {0};
    struct feed *feed = parse(a, in, &err);

    assert_non_null(feed);
    return feed != NULL ? feed : arena_alloc(a, sizeof(*feed));
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct buf out = {0};
    struct feed *feed = parse_well(a, str_z(row->in));

    feed_json_write(&out, feed);
    if (str_find(buf_view(&out), str_z(row->want), 0) == STR_NPOS) {
        print_error("no %s\nin %.*s\n", row->want, (int)out.len, out.ptr);
        fail();
    }
    buf_free(&out);
    arena_free(a);
}

static void test_refusal(void **state)
{
    const struct refusal *row = *state;
    struct arena *a = arena_new();
    struct err err = {0};
    struct feed *feed = parse(a, str_z(row->in), &err);

    assert_int_equal(feed == NULL, row->code != ERR_NONE);
    assert_int_equal(err.code, row->code);
    assert_string_equal(err.text, row->want);
    arena_free(a);
}

static void a_known_item_is_its_digest_alone(void **state)
{
    struct str in = STR(RSS(ONE "<item><title>Two</title></item>"));
    struct arena *a = arena_new();
    struct err err = {0};
    struct feed *first = parse_well(a, in), *second;
    struct parse_hints hints = {.known = &first->items[0].digest, .known_count = 1};

    (void)state;
    assert_int_equal(feed_parse(a, in, &hints, &second, &err), 0);
    assert_int_equal(second->item_count, 2);
    assert_true(second->items[0].known);
    assert_null(second->items[0].title.ptr);
    assert_false(second->items[1].known);
    assert_true(str_eq(second->items[1].digest, first->items[1].digest));
    arena_free(a);
}

static void headlines_go_without_texts(void **state)
{
    static const struct {
        const char *in;
        bool text;
    } rows[] = {
        {RSS("<item><title>T</title><description>D</description></item>"), false},
        {RSS("<item><guid>g</guid><description>D</description></item>"), false},
        {RSS("<item><link>https://a.example/1</link><description>D</description></item>"), false},
        {RSS("<item><description>only the text tells it from others</description></item>"), true},
        {JSON_FEED("\"items\":[{\"id\":\"1\",\"content_text\":\"C\"}]"), false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new();
        const struct parse_hints hints = {.headlines = true};
        struct feed *whole = parse_well(a, str_z(rows[i].in)), *bare;
        const struct item *item, *same = &whole->items[0];
        struct err err;

        assert_int_equal(feed_parse(a, str_z(rows[i].in), &hints, &bare, &err), 0);
        item = &bare->items[0];
        assert_int_equal(item->summary.len + item->content.len > 0, rows[i].text);
        assert_true(same->summary.len + same->content.len > 0);
        assert_true(str_eq(item->key, same->key));
        assert_true(str_eq(item->digest, same->digest));
        arena_free(a);
    }
}

static void a_digest_depends_on_the_item_alone(void **state)
{
    struct arena *a = arena_new();
    struct feed *sound = parse_well(a, STR(RSS(ONE)));
    struct feed *damaged = parse_well(a, STR(RSS("<link>&</link>" ONE)));

    (void)state;
    assert_true(str_eq(sound->items[0].digest, damaged->items[0].digest));
    arena_free(a);
}

/* A document with `count` times `part` in its middle. */
static struct str repeat(struct arena *a, const char *head, const char *part, size_t count)
{
    struct buf out = {0};

    buf_add_z(&out, head);
    for (size_t i = 0; i < count; i++) {
        buf_add_z(&out, part);
    }
    return buf_str(&out, a);
}

static void limits_hold(void **state)
{
    struct arena *a = arena_new();
    struct err err = {0};
    struct feed *feed;

    (void)state;
    feed = parse_well(a, repeat(a, "<rss><channel>", "<item/>", LIMIT_ITEMS + 1));
    assert_int_equal(feed->item_count, LIMIT_ITEMS);
    feed = parse_well(a, repeat(a, "<rss><channel>" ONE, "<a>", LIMIT_DEPTH + 1));
    assert_int_equal(feed->item_count, 1);
    feed = parse_well(a, repeat(a, "<rss><channel>" ONE "<x ", "a=\"\" ", LIMIT_ATTRIBUTES + 1));
    assert_int_equal(feed->item_count, 1);
    assert_null(parse(a, repeat(a, "", "<a>", LIMIT_DEPTH + 1), &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_string_equal(err.text, "byte 768: nested deeper than is read (max_depth = 256)");
    arena_free(a);
}

struct table {
    struct row *rows;
    size_t count;
};

int main(void)
{
    struct table tables[] = {
        {format_rows, ARRAY_LEN(format_rows)}, //
        {feed_rows, ARRAY_LEN(feed_rows)},
        {item_rows, ARRAY_LEN(item_rows)},
        {damaged_rows, ARRAY_LEN(damaged_rows)},
    };
    struct CMUnitTest tests[ARRAY_LEN(format_rows) + ARRAY_LEN(feed_rows) + ARRAY_LEN(item_rows) +
                            ARRAY_LEN(damaged_rows) + ARRAY_LEN(refusals) + 4];
    size_t n = 0;

    for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
        for (size_t i = 0; i < tables[t].count; i++) {
            tests[n++] = (struct CMUnitTest){.name = tables[t].rows[i].name,
                                             .test_func = test_row,
                                             .initial_state = &tables[t].rows[i]};
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = refusals[i].name, .test_func = test_refusal, .initial_state = &refusals[i]};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_known_item_is_its_digest_alone);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(headlines_go_without_texts);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_digest_depends_on_the_item_alone);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(limits_hold);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
