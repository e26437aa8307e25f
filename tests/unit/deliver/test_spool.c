/* Names and bytes of the spool files. */
#include "unit/test.h"

#include "core/limits.h"
#include "core/utf8.h"
#include "deliver/spool.h"
#include "fmt/time.h"

enum { MAY_5 = 1746486000 /* 2025-05-05T23:00:00Z */ };

struct name_row {
    const char *name;
    const char *title;
    int64_t published, detected, revision;
    const char *want;
};

static struct name_row name_rows[] = {
    {"published time, slug, six digits", "Readout of Secretary's Meeting", MAY_5, 0, 1,
     "2025-05-05T230000Z-readout-of-secretary-s-meeting-abcdef"},
    {"without a date the time of detection", "One", TIME_NONE, MAY_5, 1,
     "2025-05-05T230000Z-one-abcdef"},
    {"a revision is named", "One", MAY_5, 0, 12, "2025-05-05T230000Z-one-abcdef.r12"},
    {"no traversal, no dot", "../../etc/.passwd", MAY_5, 0, 1,
     "2025-05-05T230000Z-etc-passwd-abcdef"},
    {"a title without letters", "\xe2\x80\xa6 / !", MAY_5, 0, 1, "2025-05-05T230000Z-abcdef"},
    {"no title", NULL, MAY_5, 0, 1, "2025-05-05T230000Z-abcdef"},
};

static void test_name(void **state)
{
    const struct name_row *row = *state;
    struct arena *a = arena_new();
    struct report r = {.title = str_z(row->title),
                       .published = row->published,
                       .detected = row->detected,
                       .revision = row->revision};

    assert_str(spool_name(a, &r, STR("abcdef0123456789")), row->want);
    arena_free(a);
}

static void long_names_are_cut_between_characters(void **state)
{
    struct arena *a = arena_new();
    struct report r = {.published = MAY_5, .revision = 2};
    struct buf title = {0};

    (void)state;
    for (int i = 0; i < 300; i++) {
        struct str name;

        r.title = buf_view(&title);
        name = spool_name(a, &r, STR("abcdef"));
        assert_in_range(name.len + strlen(".json"), 1, LIMIT_NAME_BYTES);
        assert_true(utf8_valid(name));
        assert_true(str_ends(name, STR("-abcdef.r2")));
        assert_int_equal(str_find(name, STR("--"), 0), STR_NPOS);
        buf_add_z(&title, i % 5 == 4 ? " " : i % 3 == 0 ? "\xe6\xb1\xba" : "\xc3\xa9");
    }
    buf_free(&title);
    arena_free(a);
}

static struct str also_in[] = {STR_INIT("defense-news")};
static struct str categories[] = {STR_INIT("Readout"), STR_INIT("Peru")};

static const struct report full = {
    .event = STR_INIT("e1"),
    .feed = STR_INIT("defense-releases"),
    .feed_url = STR_INIT("https://www.war.gov/rss"),
    .also_in = also_in,
    .also_in_count = 1,
    .item_id = STR_INIT("guid"),
    .link = STR_INIT("https://www.war.gov/a/4175602/"),
    .title = STR_INIT("Readout of *Hegseth* <b>"),
    .published = MAY_5,
    .updated = TIME_NONE,
    .categories = categories,
    .category_count = 2,
    .revision = 2,
    .changes = STR_INIT("[{\"field\":\"title\",\"before\":\"Readout of Acting X\",\"after\":"
                        "\"Readout of Deputy X\",\"diff\":[[\"=\",\"Readout of \"],[\"-\","
                        "\"Acting \"],[\"+\",\"Deputy \"],[\"=\",\"X\"]]}]"),
    .detected = MAY_5 + 60,
    .fetched = MAY_5 + 61,
    .source = STR_INIT("page"),
    .article_url = STR_INIT("https://www.war.gov/a/4175602/x"),
    .article_sha256 = STR_INIT("00ff"),
    .article_title = STR_INIT("Readout"),
    .article_language = STR_INIT("en"),
    .article_text = STR_INIT("He met [them](http://x)."),
    .summary = STR_INIT("[{\"text\":\"He met [them](http://x).\",\"source\":[0,24]}]"),
    .method = STR_INIT("extractive"),
    .readout = STR_INIT(
        "{\"is_readout\":true,\"kind\":\"meeting\",\"principal\":{\"name\":\"Pete Hegseth\","
        "\"title\":\"Secretary of Defense\",\"country\":null},\"counterparts\":[{\"name\":"
        "\"Walter Astudillo\",\"title\":\"Minister of Defense\",\"country\":\"PE\"},{\"name\":"
        "\"Elmer Schialer\",\"title\":null,\"country\":null}],\"countries\":[\"PE\"],"
        "\"date\":\"2025-05-05\",\"spokesperson\":{\"name\":\"Sean Parnell\",\"title\":"
        "\"Spokesman\",\"country\":null},\"topics\":[]}"),
};

static void json_is_the_contract(void **state)
{
    struct buf out = {0};

    (void)state;
    spool_json(&out, &full);
    assert_str(
        buf_view(&out),
        "{\"schema\":1,\"event\":\"e1\",\"feed\":\"defense-releases\","
        "\"feed_url\":\"https://www.war.gov/rss\",\"also_in\":[\"defense-news\"],"
        "\"item\":{\"id\":\"guid\",\"link\":\"https://www.war.gov/a/4175602/\","
        "\"title\":\"Readout of *Hegseth* <b>\",\"published\":\"2025-05-05T23:00:00Z\","
        "\"updated\":null,\"authors\":[],\"categories\":[\"Readout\",\"Peru\"]},"
        "\"revision\":2,\"changes\":[{\"field\":\"title\",\"before\":\"Readout of Acting X\","
        "\"after\":\"Readout of Deputy X\",\"diff\":[[\"=\",\"Readout of \"],[\"-\","
        "\"Acting \"],[\"+\",\"Deputy \"],[\"=\",\"X\"]]}],"
        "\"detected\":\"2025-05-05T23:01:00Z\",\"fetched\":\"2025-05-05T23:01:01Z\","
        "\"source\":\"page\",\"article\":{\"url\":\"https://www.war.gov/a/4175602/x\","
        "\"sha256\":\"00ff\",\"title\":\"Readout\",\"byline\":null,\"language\":\"en\","
        "\"text\":\"He met [them](http://x).\"},\"summary\":[{\"text\":"
        "\"He met [them](http://x).\",\"source\":[0,24]}],\"method\":\"extractive\","
        "\"model\":null,\"prompt\":null,\"readout\":{\"is_readout\":true,\"kind\":\"meeting\","
        "\"principal\":{\"name\":\"Pete Hegseth\",\"title\":\"Secretary of Defense\","
        "\"country\":null},\"counterparts\":[{\"name\":\"Walter Astudillo\",\"title\":"
        "\"Minister of Defense\",\"country\":\"PE\"},{\"name\":\"Elmer Schialer\",\"title\":null,"
        "\"country\":null}],\"countries\":[\"PE\"],\"date\":\"2025-05-05\",\"spokesperson\":"
        "{\"name\":\"Sean Parnell\",\"title\":\"Spokesman\",\"country\":null},\"topics\":[]},"
        "\"facts\":[],\"paragraphs\":[],\"background\":[]}\n");
    buf_free(&out);
}

static void markdown_is_for_readers(void **state)
{
    struct arena *a = arena_new();
    struct buf out = {0};

    (void)state;
    spool_markdown(a, &out, &full);
    assert_str(buf_view(&out),
               "# Readout of \\*Hegseth\\* \\<b\\>\n"
               "\n"
               "**Meeting**, 2025-05-05: Pete Hegseth (Secretary of Defense) with Walter "
               "Astudillo (Minister of Defense, PE); Elmer Schialer\n"
               "\n"
               "## Summary\n"
               "\n"
               "- He met \\[them\\](http://x). \\[0–24\\]\n"
               "\n"
               "## Changes\n"
               "\n"
               "- title: Readout of ~~Acting~~ **Deputy** X\n"
               "\n"
               "## Source\n"
               "\n"
               "- Link: <https://www.war.gov/a/4175602/>\n"
               "- Article: <https://www.war.gov/a/4175602/x>\n"
               "- Feed: defense-releases\n"
               "- Also in: defense-news\n"
               "- Spokesperson: Sean Parnell (Spokesman)\n"
               "- Published: 2025-05-05T23:00:00Z\n"
               "- Detected: 2025-05-05T23:01:00Z\n"
               "- Fetched: 2025-05-05T23:01:01Z\n"
               "- Text from: the page\n"
               "- SHA-256 of the article: 00ff\n"
               "- Revision: 2\n"
               "- Summary made: extractive\n"
               "- Event: e1\n");
    buf_free(&out);
    arena_free(a);
}

static void an_article_has_facts_paragraphs_and_background(void **state)
{
    struct arena *a = arena_new();
    struct buf out = {0};
    struct report r = full;

    (void)state;
    r.facts = STR("[{\"name\":\"who\",\"text\":\"A | B\",\"source\":[0,2]},"
                  "{\"name\":\"when\",\"text\":\"2025-05-05\",\"source\":null},"
                  "{\"name\":\"other\",\"text\":\"x\",\"source\":null}]");
    r.paragraphs = STR("[[{\"text\":\"One.\",\"source\":[0,4]},{\"text\":\"Two.\",\"source\":"
                       "[5,9]}],[{\"text\":\"Three.\",\"source\":[11,17]}]]");
    r.background = STR("[{\"text\":\"He came.\",\"title\":\"T\",\"link\":\"https://x.example/1\","
                       "\"feed\":\"a\",\"published\":\"2025-04-01T10:00:00Z\"},"
                       "{\"text\":\"He left.\",\"link\":\"javascript:x\",\"published\":null}]");
    spool_markdown(a, &out, &r);
    assert_true(str_find(buf_view(&out),
                         STR("## Key facts\n\n| | | |\n|---|---|---|\n"
                             "| **Who** | A \\| B | \\[0–2\\] |\n"
                             "| **When** | 2025-05-05 |  |\n\n"
                             "## Article\n\nOne. \\[0–4\\] Two. \\[5–9\\]\n\n"
                             "Three. \\[11–17\\]\n\n"
                             "## Background\n\n- 2025-04-01: “He came.” <https://x.example/1>\n"
                             "- “He left.” javascript:x\n\n"),
                         0) != STR_NPOS);
    out.len = 0;
    spool_json(&out, &r);
    assert_true(str_find(buf_view(&out), STR("\"background\":[{\"text\":\"He came.\""), 0) !=
                STR_NPOS);
    buf_free(&out);
    arena_free(a);
}

/* Nothing of a hostile feed may begin mark-up, end a link or hide. */
static void hostile_text_stays_text(void **state)
{
    struct arena *a = arena_new();
    struct report r = {.title = STR("x\n# y\x1b[31m \xe2\x80\xae z"),
                       .link = STR("https://x.example/>) [click](javascript:1)"),
                       .article_url = STR("javascript:alert(1)"),
                       .published = TIME_NONE,
                       .updated = TIME_NONE,
                       .fetched = TIME_NONE,
                       .readout = STR("{\"is_readout\":false}"),
                       .summary = STR("[]"),
                       .revision = 1};
    struct buf out = {0};

    (void)state;
    spool_markdown(a, &out, &r);
    assert_true(str_starts(buf_view(&out), STR("# x \\# y")));
    assert_int_equal(str_find(buf_view(&out), STR("\n# y"), 0), STR_NPOS);
    assert_int_equal(str_find_char(buf_view(&out), '\x1b', 0), STR_NPOS);
    assert_int_equal(str_find(buf_view(&out), STR("\xe2\x80\xae"), 0), STR_NPOS);
    assert_int_equal(str_find(buf_view(&out), STR("[click]"), 0), STR_NPOS);
    assert_int_equal(str_find(buf_view(&out), STR("<javascript"), 0), STR_NPOS);
    assert_int_equal(str_find(buf_view(&out), STR("## Summary"), 0), STR_NPOS);
    buf_free(&out);
    arena_free(a);
}

static void a_report_of_nothing_is_a_file(void **state)
{
    struct arena *a = arena_new();
    struct report r = {
        .published = TIME_NONE, .updated = TIME_NONE, .detected = MAY_5, .fetched = TIME_NONE};
    struct buf out = {0};

    (void)state;
    spool_markdown(a, &out, &r);
    assert_true(str_starts(buf_view(&out), STR("# Untitled\n")));
    out.len = 0;
    spool_json(&out, &r);
    assert_int_not_equal(str_find(buf_view(&out), STR("\"summary\":[]"), 0), STR_NPOS);
    assert_int_not_equal(str_find(buf_view(&out), STR("\"readout\":null"), 0), STR_NPOS);
    buf_free(&out);
    arena_free(a);
}

/* A change in a long text is shown with a little of what is around it. */
static void long_unchanged_text_is_left_out(void **state)
{
    struct arena *a = arena_new();
    struct report r = {.title = STR("t"),
                       .published = TIME_NONE,
                       .updated = TIME_NONE,
                       .detected = MAY_5,
                       .fetched = TIME_NONE,
                       .revision = 2};
    struct buf out = {0}, changes = {0};

    (void)state;
    buf_add(&changes, STR("[{\"field\":\"text\",\"diff\":[[\"=\",\""));
    for (int i = 0; i < 100; i++) {
        buf_add(&changes, STR("word\xc3\xa9 "));
    }
    buf_add(&changes, STR("\"],[\"+\",\" new\"]]}]"));
    r.changes = buf_view(&changes);
    spool_markdown(a, &out, &r);
    assert_int_not_equal(str_find(buf_view(&out), STR(" … "), 0), STR_NPOS);
    assert_int_not_equal(str_find(buf_view(&out), STR(" **new**\n"), 0), STR_NPOS);
    assert_true(utf8_valid(buf_view(&out)));
    assert_in_range(out.len, 1, 500);
    buf_free(&out);
    buf_free(&changes);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(name_rows) + 7] = {
        cmocka_unit_test(long_names_are_cut_between_characters),
        cmocka_unit_test(json_is_the_contract),
        cmocka_unit_test(markdown_is_for_readers),
        cmocka_unit_test(an_article_has_facts_paragraphs_and_background),
        cmocka_unit_test(hostile_text_stays_text),
        cmocka_unit_test(a_report_of_nothing_is_a_file),
        cmocka_unit_test(long_unchanged_text_is_left_out),
    };

    for (size_t i = 0; i < ARRAY_LEN(name_rows); i++) {
        tests[i + 7] = (struct CMUnitTest){
            .name = name_rows[i].name, .test_func = test_name, .initial_state = &name_rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
