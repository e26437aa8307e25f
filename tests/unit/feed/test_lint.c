/* feed/lint: each row is a feed and what it is told, with its place; a sound feed is told nothing. */
#include "unit/test.h"

#include "core/arena.h"
#include "core/err.h"
#include "feed/lint.h"
#include "feed/lint_value.h"

struct row {
    const char *name, *in, *want; /* want NULL: no findings */
};

#define RSS(inside)                                                               \
    "<rss version='2.0'><channel><title>T</title><link>https://a.example/</link>" \
    "<description>d</description>\n" inside "</channel></rss>"
#define ITEM(inside)                                             \
    RSS("<item><title>t</title><guid>https://a.example/1</guid>" \
        "<pubDate>Mon, 05 May 2025 23:00:00 GMT</pubDate>" inside "</item>")
#define ATOM(inside) "<feed xmlns='http://www.w3.org/2005/Atom'>" inside "</feed>"
#define HEAD         "<id>urn:f</id><title>T</title><updated>2025-05-05T23:00:00Z</updated>"
#define ENTRY(inside)                                                                \
    ATOM(HEAD "<author><name>A</name></author><entry><id>urn:1</id><title>t</title>" \
              "<updated>2025-05-05T23:00:00Z</updated>" inside "</entry>")

#define JSON(items) \
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[\n" items "]}"

static struct row rows[] = {
    {"a sound RSS feed", ITEM("<link>https://a.example/1</link>"), NULL},
    {"a sound Atom feed", ENTRY("<content>c</content>"), NULL},
    {"a sound JSON Feed",
     "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[]}", NULL},
    {"a channel needs its elements", "<rss version='2.0'>\n <channel></channel></rss>",
     "\"line\":2,\"column\":2,\"severity\":\"error\",\"text\":\"channel has no description"},
    {"an item needs a title or a description", RSS("<item></item>"),
     "\"line\":2,\"column\":1,\"severity\":\"error\",\"text\":\"item has neither title nor "
     "description"},
    {"an item without guid is a warning", RSS("<item><title>t</title></item>"),
     "\"severity\":\"warning\",\"text\":\"item has no guid"},
    {"a placeholder", RSS("<item><title/><link/><guid>https://a.example/1</guid></item>"),
     "item has neither a title nor a link yet"},
    {"a guid that is no permalink says so", RSS("<item><title>t</title><guid>x-1</guid></item>"),
     "guid is a permalink (isPermaLink is not \\\"false\\\") and is not absolute: x-1"},
    {"two items with one guid",
     RSS("<item><title>t</title><guid isPermaLink='false'>x</guid></item>\n"
         "<item><title>t</title><guid isPermaLink='false'>x</guid></item>"),
     "\"line\":3,\"column\":23,\"severity\":\"error\",\"text\":\"an earlier item has the same "
     "guid: x"},
    {"an empty guid", RSS("<item><title>t</title><guid/></item>"), "guid is empty"},
    {"a date that is none", ITEM("\n<pubDate>soon</pubDate>"),
     "\"line\":3,\"column\":1,\"severity\":\"error\",\"text\":\"pubDate is no date: soon"},
    {"a date of the wrong form", ITEM("<pubDate>2025-05-05</pubDate>"),
     "pubDate is not a date of RFC 822"},
    {"a relative link", ITEM("<link>/a/1</link>"), "link is not absolute: /a/1"},
    {"an enclosure without length",
     ITEM("<enclosure url='https://a.example/1.mp3' type='audio/mpeg'/>"),
     "enclosure has no length"},
    {"columns are characters", RSS("<category>\xC3\xA9\xC3\xA9</category><item/>"),
     "\"line\":2,\"column\":24,"},
    {"an entry needs an id",
     ATOM(HEAD "<author><name>A</name></author><entry><title>t</title>"
               "<updated>2025-05-05T23:00:00Z</updated><content/></entry>"),
     "entry has no id (RFC 4287 4.1.2)"},
    {"an entry needs an author", ATOM(HEAD "<entry/>"), "entry has no author"},
    {"an entry needs content or a link", ENTRY("<link rel='self' href='https://a.example/'/>"),
     "entry has neither content nor an alternate link"},
    {"an id is an IRI", ATOM("<id>1</id><title/><updated>2025-05-05T23:00:00Z</updated>"),
     "id is no absolute IRI: 1"},
    {"a date of Atom", ENTRY("<link href='/1'/><published>2025-05-05</published>"),
     "published is not a date of RFC 3339"},
    {"damage has its place", RSS("\n<category>a & b</category>"),
     "\"line\":3,\"column\":13,\"severity\":\"error\",\"text\":\"not well-formed: a reference"},
    {"a wrong encoding is one of the whole document",
     "<?xml version='1.0' encoding='utf-7'?><rss version='2.0'><channel/></rss>",
     "\"line\":1,\"column\":1,\"severity\":\"error\",\"text\":\"the declared encoding is wrong"},
    {"no encoding is UTF-8", RSS("<category>caf\xE9</category>"),
     "\"text\":\"no encoding is declared, which means UTF-8, and it is not that; read as "
     "windows-1252"},
    {"a prefix that is not declared, once",
     RSS("<dc:creator>A</dc:creator>\n<dc:creator>B</dc:creator>"),
     "\"findings\":[{\"line\":2,\"column\":1,\"severity\":\"error\",\"text\":\"the prefix dc is "
     "not "
     "declared (Namespaces in XML 5)\"}]"},
    {"an older version has neither guids nor dates",
     "<rss version='0.92'><channel><title>T</title><link>https://a.example/</link>"
     "<description>d</description><item><title>t</title></item></channel></rss>",
     NULL},
    {"RSS 0.91 has a language",
     "<rss version='0.91'><channel><title>T</title><link>https://a.example/</link>"
     "<description>d</description><item><title>t</title></item></channel></rss>",
     "channel has no language (RSS 0.91)\"},{\"line\":1,\"column\":105,\"severity\":\"error\","
     "\"text\":\"item has no link"},
    {"an item of RSS 1.0 is about something",
     "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
     "xmlns='http://purl.org/rss/1.0/'><channel rdf:about='urn:x'><title>T</title>"
     "<link>https://a.example/</link><description>d</description><items/></channel>"
     "<item><title>t</title><link>https://a.example/1</link></item></rdf:RDF>",
     "\"text\":\"item has no rdf:about (RSS 1.0 5.5)\"}],\"more\""},
    {"Atom 0.3 has rules of its own",
     "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title><link href='/'/>"
     "<modified>2003-12-13T18:30:02Z</modified><entry><title>t</title><link href='/1'/>"
     "<id>urn:1</id><issued>2003-12-13T08:29</issued></entry></feed>",
     "\"text\":\"Atom 0.3 gave way to Atom 1.0 (RFC 4287)\"},{\"line\":1,\"column\":127,"
     "\"severity\":\"error\",\"text\":\"entry has no modified (Atom 0.3)\"},{\"line\":1,\"column\":"
     "181,\"severity\":\"error\",\"text\":\"issued is not a date of W3CDTF"},
    {"an item of CDF has an address",
     "<CHANNEL HREF='https://a.example/'><TITLE>T</TITLE><ITEM><TITLE>t</TITLE></ITEM>"
     "<ITEM HREF='/1'/></CHANNEL>",
     "[{\"line\":1,\"column\":52,\"severity\":\"error\",\"text\":\"item has neither an HREF nor an "
     "A "
     "(CDF)\"}]"},
    {"a type of text", ENTRY("<content/><summary type='markdown'>s</summary>"),
     "summary type is neither text, html nor xhtml: markdown"},
    {"an item that is cut off is only that",
     "<rss version='2.0'><channel><title>T</title><link>https://a.example/</link>"
     "<description>d</description>\n<item><title>t",
     "\"findings\":[{\"line\":2,\"column\":7,\"severity\":\"error\",\"text\":\"an item that is cut "
     "off "
     "is left out\"},{\"line\":2,\"column\":15,\"severity\":\"error\",\"text\":\"not well-formed: "
     "the "
     "document ends in an element\"}]"},
    {"broken JSON has its place",
     JSON("{\"id\":\"1\",\"content_text\":\"x\",\"title\":\"t\",\"date_published\":\"2025-05-05T23:"
          "00:00Z\"},"
          "\n{\"id\" 2}"),
     "\"findings\":[{\"line\":3,\"column\":7,\"severity\":\"error\",\"text\":\"not well-formed: no "
     "colon\"}]"},
    {"a JSON Feed needs its title",
     "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}",
     "\"line\":1,\"column\":1,\"severity\":\"error\",\"text\":\"feed has no title (JSON Feed 1.1)"},
    {"a sound item of JSON",
     JSON("{\"id\":\"1\",\"url\":\"https://a.example/1\",\"content_text\":\"x\",\"tags\":[\"a\"],"
          "\"authors\":[{\"name\":\"A\"}],\"date_published\":\"2025-05-05T23:00:00Z\",\"title\":"
          "null,"
          "\"attachments\":[{\"url\":\"https://a.example/1.mp3\",\"mime_type\":\"audio/mpeg\"}]}"),
     NULL},
    {"an item of JSON has an id", JSON("{\"url\":\"https://a.example/1\"}"),
     "\"line\":2,\"column\":1,\"severity\":\"error\",\"text\":\"item has no id"},
    {"an id of JSON is a string", JSON("{\"id\":5}"),
     "\"column\":7,\"severity\":\"error\",\"text\":\"id is no string"},
    {"an item of JSON has content", JSON("{\"id\":\"1\"}"),
     "item has neither content_html nor content_text"},
    {"two items of JSON with one id", JSON("{\"id\":\"x\"},\n{\"id\":\"x\"}"),
     "\"line\":3,\"column\":7,\"severity\":\"error\",\"text\":\"an earlier item has the same id: "
     "x"},
    {"a date of JSON is told once",
     JSON("{\"id\":\"1\",\"url\":\"https://a.example/"
          "1\",\"content_text\":\"x\",\n\"date_published\":\"soon\"}"),
     "[{\"line\":3,\"column\":18,\"severity\":\"error\",\"text\":\"date_published is no date: "
     "soon\"}]"},
    {"an author of nothing", JSON("{\"authors\":[{}]}"),
     "author has neither name nor url nor avatar"},
    {"what is no author", JSON("{\"authors\":[\"A\"]}"), "authors holds what is no object"},
    {"an attachment needs its type", JSON("{\"attachments\":[{\"url\":\"https://a.example/1\"}]}"),
     "attachment has no mime_type"},
    {"an author of JSON Feed 1.0", JSON("{\"author\":{\"name\":\"A\"}}"),
     "author gave way to authors"},
    {"an item that is no object", JSON("1"), "items holds what is no object"},
    {"what content is made of is not looked at",
     ENTRY("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><a/></div></content>"),
     NULL},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    const struct parse_hints hints = {.base = STR("https://a.example/feed")};
    struct arena *a = arena_new();
    struct buf json = {0};
    struct lint lint;
    struct err err;

    assert_int_equal(feed_lint(a, str_z(row->in), &hints, &lint, &err), 0);
    lint_json_write(&json, &lint);
    buf_add_char(&json, '\0');
    if (row->want == NULL) {
        assert_non_null(strstr(json.ptr, "\"findings\":[],\"more\":false}"));
    } else if (strstr(json.ptr, row->want) == NULL) {
        fail_msg("%s", json.ptr);
    }
    buf_free(&json);
    arena_free(a);
}

static struct value_row {
    const char *name;
    const char *(*rule)(struct str s);
    const char *good[5], *bad[6];
} value_rows[] = {
    {"dates of RFC 822",
     lint_rfc822,
     {"Mon, 05 May 2025 23:00:00 GMT", "5 May 2025 23:00 +0200", "05 May 2025 23:00:00 EST", NULL},
     {"Mon, 05 May 25 23:00:00 GMT", "May 5, 2025", "Mon, 05 May 2025 23:00:00", "2025-05-05",
      "Tue, 05 May 2025 23:00:00 GMT", NULL}},
    {"dates of W3CDTF",
     lint_w3c_date,
     {"2025", "2025-05-05", "2025-05-05T23:00+02:00", "2025-05-05T23:00:00.5Z", NULL},
     {"May 2025", "2025-05-05T23:00", "x", NULL}},
    {"dates of RFC 3339",
     lint_rfc3339,
     {"2025-05-05T23:00:00Z", "2025-05-05T23:00:00.25+02:00", NULL},
     {"2025-05-05", "2025-05-05 23:00:00Z", "2025-05-05T23:00Z", "2025-05-05T23:00:00", "x", NULL}},
    {"addresses",
     lint_url,
     {"https://a.example/", "http://a.example/?q=1", NULL},
     {"/a", "a.example", "https://a.example/a b", "ftp://a.example/", "", NULL}},
    {"IRIs", lint_iri, {"urn:x", "tag:a.example,2025:1", NULL}, {"x", "", NULL}},
    {"references", lint_reference, {"/a", "https://a.example/", NULL}, {"", "a b", NULL}},
    {"numbers", lint_number, {"0", "60", NULL}, {"-1", "x", "", NULL}},
    {"types", lint_type, {"audio/mpeg", NULL}, {"audio", "/mpeg", "audio/", NULL}},
};

static void test_values(void **state)
{
    const struct value_row *row = *state;

    for (size_t i = 0; row->good[i] != NULL; i++) {
        assert_null(row->rule(str_z(row->good[i])));
    }
    for (size_t i = 0; row->bad[i] != NULL; i++) {
        assert_non_null(row->rule(str_z(row->bad[i])));
    }
}

int main(void)
{
    static struct CMUnitTest tests[ARRAY_LEN(rows) + ARRAY_LEN(value_rows)];
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(value_rows); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = value_rows[i].name, .test_func = test_values, .initial_state = &value_rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
