/* feed/feed_json, feed/discover: what is written is read back; feeds of a page. */
#include "unit/test.h"

#include "core/arena.h"
#include "feed/discover.h"
#include "feed/feed_json.h"
#include "fmt/time.h"

static void what_is_written_is_read_back(void **state)
{
    struct str names[] = {STR("A"), STR("B")};
    struct enclosure file = {STR("https://e.example/f"), STR_NULL, -1};
    struct item items[] = {
        {.id = STR("1"),
         .link = STR("https://e.example/1"),
         .title = STR("t\""),
         .published = 5,
         .updated = TIME_NONE,
         .authors = names,
         .author_count = 2,
         .enclosures = &file,
         .enclosure_count = 1,
         .digest = STR("d1"),
         .key = STR("1"),
         .placeholder = true},
        {.digest = STR("d2"), .known = true, .published = TIME_NONE, .updated = TIME_NONE},
    };
    struct feed feed = {.format = STR("rss-2.0"),
                        .updated = 7,
                        .ttl_s = 60,
                        .skip_days = 3,
                        .items = items,
                        .item_count = 2};
    struct feed *got;
    struct arena *a = arena_new();
    struct buf out = {0}, again = {0};
    struct err err;

    (void)state;
    feed_json_write(&out, &feed);
    assert_int_equal(feed_json_read(a, buf_view(&out), &got, &err), 0);
    feed_json_write(&again, got);
    assert_true(str_eq(buf_view(&out), buf_view(&again)));
    assert_true(got->items[1].known);
    assert_false(got->items[0].known);
    assert_int_equal(got->items[0].enclosures[0].length, -1);
    assert_int_equal(str_find(buf_view(&out), STR("{\"digest\":\"d2\"}]}"), 0) != STR_NPOS, true);
    buf_free(&out);
    buf_free(&again);
    arena_free(a);
}

static void other_json_is_refused(void **state)
{
    struct arena *a = arena_new();
    struct feed *got;
    struct err err;

    (void)state;
    assert_int_equal(feed_json_read(a, STR("{\"items\":1}"), &got, &err), -1);
    assert_int_equal(err.code, ERR_SYNTAX);
    arena_free(a);
}

static void a_page_tells_its_feeds_once(void **state)
{
    struct arena *a = arena_new();
    struct discovered *found;
    size_t count;

    (void)state;
    feed_discover(
        a,
        STR("<link rel=stylesheet href=/s><link rel='Alternate' type=application/rss+xml "
            "href='/f?a&amp;b' title='N &amp; M'><link rel=alternate type=text/html href=/h>"
            "<link rel='alternate home' type='application/atom+xml' href=/g>"
            "<link rel=alternate type=application/rss+xml href='/f?a&amp;b'>"
            "<link rel=alternate type=application/rss+xml>"),
        STR("https://e.example/x"), &found, &count);
    assert_int_equal(count, 2);
    assert_str(found[0].url, "https://e.example/f?a&b");
    assert_str(found[0].title, "N & M");
    assert_str(found[1].url, "https://e.example/g");
    assert_str(found[1].type, "application/atom+xml");
    arena_free(a);
}

static void a_type_that_says_little_needs_a_word_of_a_feed(void **state)
{
    struct arena *a = arena_new();
    struct discovered *found;
    size_t count;

    (void)state;
    feed_discover(a,
                  STR("<link rel=alternate type=application/json title=JSON href=/wp-json/1>"
                      "<link rel=alternate type=application/json href=/feed.json>"
                      "<link rel=alternate type=text/xml title='RSS news' href=/n>"
                      "<link rel=alternate type='application/atom+xml; charset=utf-8' href=/a>"),
                  STR("https://e.example/x"), &found, &count);
    assert_int_equal(count, 3);
    assert_str(found[0].url, "https://e.example/feed.json");
    assert_str(found[1].url, "https://e.example/n");
    assert_str(found[2].url, "https://e.example/a");
    arena_free(a);
}

static void a_feed_tells_itself(void **state)
{
    const struct feed atom = {.format = STR("atom-1.0"), .self = STR("https://e.example/s")};
    const struct feed rdf = {.format = STR("rss-1.0"), .title = STR("T")};

    (void)state;
    assert_str(discover_itself(&atom, STR_NULL).url, "https://e.example/s");
    assert_str(discover_itself(&atom, STR("https://e.example/f")).url, "https://e.example/f");
    assert_str(discover_itself(&atom, STR_NULL).type, "application/atom+xml");
    assert_str(discover_itself(&rdf, STR_NULL).type, "application/rss+xml");
    assert_str(discover_itself(&rdf, STR_NULL).title, "T");
    assert_null(discover_itself(&rdf, STR_NULL).url.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(other_json_is_refused),
        cmocka_unit_test(a_page_tells_its_feeds_once),
        cmocka_unit_test(a_type_that_says_little_needs_a_word_of_a_feed),
        cmocka_unit_test(a_feed_tells_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
