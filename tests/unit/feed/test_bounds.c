/* feed/bounds: each limit of the reading holds in every reader, is set by the hints, and is told with its place. */
#include "feed/bounds.h"

#include "unit/test.h"

#include "core/arena.h"
#include "feed/feed_json.h"
#include "feed/parse.h"

#define HEAD "<rss><channel><item><title>One</title>"
#define TAIL "</item></channel></rss>"
/* What only the forgiving reader takes. */
#define DAMAGED "<x>&</x>"

static struct row {
    const char *name;
    struct feed_limits limits;
    const char *head, *part; /* the document: head, `count` times part, tail */
    size_t count;
    const char *tail;
    const char *warning, *json; /* NULL: there is no warning */
} rows[] = {
    {"depth",
     {.max_depth = 8},
     HEAD "</item><item>",
     "<a>",
     9,
     "",
     "byte 66: nested deeper than is read (max_depth = 8)",
     "\"One\""},
    {"depth in damage",
     {.max_depth = 8},
     HEAD DAMAGED "</item><item>",
     "<a>",
     9,
     "",
     "byte 74: nested deeper than is read (max_depth = 8)",
     "\"One\""},
    {"depth that just fits",
     {.max_depth = 8},
     HEAD "<a><b><c><d><e/></d></c></b></a>",
     "",
     0,
     TAIL,
     NULL,
     "\"One\""},
    {"depth of JSON",
     {.max_depth = 8},
     "{\"version\":\"https://jsonfeed.org/version/1.1\",\"x\":",
     "[",
     20,
     "]]]]]]]]]]]]]]]]]]]],\"items\":[{\"title\":\"One\"}]}",
     "byte 57: nested deeper than is read (max_depth = 8)",
     "\"One\""},
    {"attributes",
     {.max_attributes = 16},
     HEAD "<enclosure url='https://a.example/1' ",
     "a='' ",
     0,
     "b1='' b2='' b3='' b4='' b5='' b6='' b7='' b8='' b9='' c1='' c2='' c3='' c4='' c5='' c6='' "
     "type='audio/mpeg'/>" TAIL,
     "byte 38: more attributes than are read (max_attributes = 16)",
     "\"url\":\"https://a.example/1\",\"type\":null"},
    {"attributes in damage",
     {.max_attributes = 16},
     HEAD DAMAGED "<enclosure url='https://a.example/1' ",
     "a='' ",
     16,
     "type='audio/mpeg'/>" TAIL,
     "byte 46: more attributes than are read (max_attributes = 16)",
     "\"type\":null"},
    {"many attributes of a sound feed are no damage",
     {0},
     HEAD "<enclosure url='https://a.example/1' ",
     "a='' ",
     100,
     "type='audio/mpeg'/>" TAIL,
     NULL,
     "\"type\":\"audio/mpeg\""},
    {"a name",
     {.max_name = 64},
     HEAD "<",
     "a",
     65,
     "/>" TAIL,
     "byte 38: a name is cut (max_name = 64)",
     "\"One\""},
    {"the name of an attribute in damage",
     {.max_name = 64},
     HEAD DAMAGED "<x ",
     "a",
     65,
     "=''/>" TAIL,
     "byte 46: a name is cut (max_name = 64)",
     "\"One\""},
    {"a text",
     {.max_text = 1024},
     HEAD "<description>",
     "a",
     1025,
     "</description>" TAIL,
     "byte 51: a text is cut (max_text = 1024)",
     "aa\",\"content\":null"},
    {"a text in damage",
     {.max_text = 1024},
     HEAD DAMAGED "<description>",
     "a",
     1025,
     "</description>" TAIL,
     "byte 59: a text is cut (max_text = 1024)",
     "aa\",\"content\":null"},
    {"mark-up",
     {.max_text = 1024},
     HEAD "<description>",
     "<p>a</p>",
     200,
     "</description>" TAIL,
     "byte 51: a text is cut (max_text = 1024)",
     "<p>a</p>"},
    {"a text of JSON",
     {.max_text = 1024},
     "{\"version\":\"https://jsonfeed.org/version/"
     "1.1\",\"items\":[{\"title\":\"One\",\"content_html\":\"",
     "a",
     1025,
     "\"},{\"content_text\":\"<\"}]}",
     "byte 85: a text is cut (max_text = 1024)",
     "\"One\""},
    {"a title",
     {.max_title = 256},
     HEAD "</item><item><title>",
     "\xC3\xA4",
     200,
     "</title>" TAIL,
     "byte 58: a title or value is cut (max_title = 256)",
     "\xC3\xA4\""},
    {"a title of JSON",
     {.max_title = 256},
     "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"title\":\"",
     "a",
     257,
     "\"}]}",
     "byte 64: a title or value is cut (max_title = 256)",
     "aa\""},
    {"items",
     {.max_items = 2},
     "<rss><channel>",
     "<item><title>One</title></item>",
     5,
     "</channel></rss>",
     "byte 82: more items than are read (max_items = 2)",
     "\"One\""},
    {"items of JSON",
     {.max_items = 2},
     "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[0",
     ",{\"title\":\"One\"}",
     5,
     "]}",
     "byte 89: more items than are read (max_items = 2)",
     "\"One\""},
    {"an address",
     {0},
     HEAD "<link>https://a.example/",
     "a",
     8192,
     "</link>" TAIL,
     "byte 44: more than 8192 bytes of an address: an address is left out",
     "\"link\":null"},
    {"entities",
     {0},
     "<!DOCTYPE rss [<!ENTITY a "
     "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">]>" HEAD
     "</item><item><title>",
     "&a;",
     40000,
     "",
     "byte 153: more than 2097152 bytes of entities: they expand to more",
     "\"One\""},
    {"what is less than the least counts as the least",
     {.max_depth = 1},
     HEAD,
     "",
     0,
     TAIL,
     NULL,
     "\"One\""},
    {"what is more than the most counts as the most",
     {.max_depth = 1 << 20},
     HEAD "</item><item>",
     "<a>",
     1025,
     "",
     "byte 3114: nested deeper than is read (max_depth = 1024)",
     "\"One\""},
};

static struct str document(struct arena *a, const struct row *row)
{
    struct buf out = {0};

    buf_add_z(&out, row->head);
    for (size_t i = 0; i < row->count; i++) {
        buf_add_z(&out, row->part);
    }
    buf_add_z(&out, row->tail);
    return buf_str(&out, a);
}

/* The warning of a limit, which stands before all others. */
static struct str told(const struct feed *f)
{
    bool limit =
        f->warning_count > 0 && (str_find(f->warnings[0], STR("(max_"), 0) != STR_NPOS ||
                                 str_find(f->warnings[0], STR(": more than "), 0) != STR_NPOS);

    return limit ? f->warnings[0] : STR_NULL;
}

static void test_row(void **state)
{
    const struct row *row = *state;
    const struct parse_hints hints = {.limits = row->limits};
    struct arena *a = arena_new();
    struct buf json = {0};
    struct feed *feed = NULL;
    struct err err;

    assert_int_equal(feed_parse(a, document(a, row), &hints, &feed, &err), 0);
    if (row->warning == NULL) {
        assert_null(told(feed).ptr);
    } else {
        assert_str(told(feed), row->warning);
    }
    feed_json_write(&json, feed);
    assert_true(str_find(buf_view(&json), str_z(row->json), 0) != STR_NPOS);
    buf_free(&json);
    arena_free(a);
}

static void every_title_beyond_is_counted(void **state)
{
    const struct parse_hints hints = {.limits = {.max_title = 256}};
    struct arena *a = arena_new();
    struct buf in = {0};
    struct feed *feed = NULL;
    struct err err;

    (void)state;
    buf_add_z(&in, "<rss><channel>");
    for (size_t i = 0; i < 30; i++) {
        buf_add_fmt(&in, "<item><pubDate>soon</pubDate><title>%0300zu</title></item>", i);
    }
    buf_add_z(&in, "</channel></rss>");
    assert_int_equal(feed_parse(a, buf_str(&in, a), &hints, &feed, &err), 0);
    assert_str(feed->warnings[0], "byte 50: a title or value is cut (max_title = 256), 30 times");
    assert_int_equal(feed->warning_count, LIMIT_FEED_WARNINGS + 1);
    arena_free(a);
}

int main(void)
{
    static struct CMUnitTest tests[ARRAY_LEN(rows) + 1];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(every_title_beyond_is_counted);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
