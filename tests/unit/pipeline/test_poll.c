#include "unit/test.h"

#include "core/attr.h"
#include "fmt/time.h"
#include "pipeline/poll.h"

#define NOW INT64_C(1746500000)

struct row {
    const char *name;
    int status;
    bool conditional;
    const char *im, *body;
    enum poll_answer answer;
    const char *why;
};

static struct row rows[] = {
    {"a document", 200, false, NULL, "<rss/>", POLL_DOCUMENT, NULL},
    {"unchanged", 304, true, NULL, "", POLL_UNCHANGED, NULL},
    {"unchanged, but we hold nothing", 304, false, NULL, "", POLL_FAILED, "HTTP 304"},
    {"nothing", 200, true, NULL, "", POLL_FAILED, "HTTP 200 without a body"},
    {"a part of it", 206, false, NULL, "<rss/>", POLL_FAILED, "HTTP 206"},
    {"what is new", 226, true, "feed", "<rss/>", POLL_DOCUMENT, NULL},
    {"what is new, by another case", 226, true, "Feed", "<rss/>", POLL_DOCUMENT, NULL},
    {"what is new, without a word of how", 226, true, NULL, "<rss/>", POLL_DOCUMENT, NULL},
    {"a difference of another kind", 226, true, "vcdiff", "<rss/>", POLL_FAILED,
     "HTTP 226 by \"vcdiff\", which was not asked for"},
    {"what is new, packed once more", 226, true, "feed, gzip", "<rss/>", POLL_FAILED,
     "HTTP 226 by \"feed, gzip\", which was not asked for"},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    const struct fetch_response r = {.status = row->status,
                                     .conditional = row->conditional,
                                     .im = str_z(row->im),
                                     .body = str_z(row->body)};
    struct str why;

    assert_int_equal(poll_judge(a, &r, &why), row->answer);
    if (row->why == NULL) {
        assert_null(why.ptr);
    } else {
        assert_str(why, row->why);
    }
    arena_free(a);
}

static void a_feed_is_gone_where_it_lives(void **state)
{
    struct fetch_response r = {.status = 410, .final_url = STR("https://a.example/feed")};

    (void)state;
    assert_true(poll_gone(&r));
    r.redirects = 1;
    assert_false(poll_gone(&r));
    r.permanent_url = STR("https://a.example/");
    assert_false(poll_gone(&r));
    r.permanent_url = r.final_url;
    assert_true(poll_gone(&r));
    r.status = 404;
    assert_false(poll_gone(&r));
}

static void a_delta_that_was_not_asked_for_is_told(void **state)
{
    struct fetch_response r = {.status = 226};

    (void)state;
    assert_true(poll_unasked_delta(&r));
    r.conditional = true;
    assert_false(poll_unasked_delta(&r));
    r.status = 200;
    assert_false(poll_unasked_delta(&r));
}

/* RFC 9111 4.3.4. */
static void a_304_that_says_nothing_leaves_what_was_said(void **state)
{
    struct arena *a = arena_new();
    const struct settings s = {.interval_s = 60, .min_interval_s = 60, .max_interval_s = 86400};
    struct store_feed f = {.name = STR("a"), .push_until = TIME_NONE};
    struct fetch_response r = {.status = 200, .fresh_s = 3600, .retry_after_s = -1};
    const struct feed document = {0};
    struct poll_result result = {NOW, &r, &document};
    struct poll_next next;

    (void)state;
    poll_schedule(a, &f, &s, &result, &next);
    assert_in_range(next.due - NOW, 3600, 3961);
    f.hints = next.hints;
    result.feed = NULL;
    r.status = 304;
    r.fresh_s = -1;
    poll_schedule(a, &f, &s, &result, &next);
    assert_in_range(next.due - NOW, 3600, 3961);
    r.fresh_s = 0;
    poll_schedule(a, &f, &s, &result, &next);
    assert_in_range(next.due - NOW, 60, 67);
    r.status = 200;
    r.fresh_s = -1;
    poll_schedule(a, &f, &s, &result, &next);
    assert_in_range(next.due - NOW, 60, 67);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 3] = {
        [ARRAY_LEN(rows)] = cmocka_unit_test(a_feed_is_gone_where_it_lives),
        [ARRAY_LEN(rows) + 1] = cmocka_unit_test(a_delta_that_was_not_asked_for_is_told),
        [ARRAY_LEN(rows) + 2] = cmocka_unit_test(a_304_that_says_nothing_leaves_what_was_said),
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
