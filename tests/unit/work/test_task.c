#include "work/task.h"

#include "unit/test.h"

#include <event2/event.h>
#include <stdlib.h>

#include "work/pool.h"

#define FEED(title, category, text)                                                        \
    STR_INIT("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>F</title><item>" \
             "<title>" title "</title><category>" category "</category><description>" text \
             "</description><link>https://x.example/1</link></item></channel></rss>")
#define XML_IN(charset, bytes)                                                       \
    STR_INIT("<?xml version=\"1.0\" encoding=\"" charset "\"?><rss version=\"2.0\">" \
             "<channel><title>F</title><item><title>" bytes "</title></item></channel></rss>")

#define SLOW_PAGE                                                                             \
    "<!DOCTYPE html><title>T</title><article><h1>T</h1><p>The secretary met the minister on " \
    "Monday to discuss port security: "                                                       \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab</p></article>"

static struct row {
    const char *name, *task;
    struct str bytes;
    const char *match, *ignore; /* NULL: no such filter */
    const char *want;           /* in the answer; NULL: an error */
} rows[] = {
    {"a word of the title decides", "parse", FEED("Readout of a call", "c", "t"), "readout", NULL,
     "\"undecided\":false"},
    {"a word of a category decides", "parse", FEED("A call", "Readouts", "t"), "readouts", NULL,
     "\"undecided\":false"},
    {"a word of the feed's text decides", "parse", FEED("A call", "c", "A readout."), "readout",
     NULL, "\"undecided\":false"},
    {"no word leaves it to the page", "parse", FEED("A call", "c", "t"), "readout", NULL,
     "\"undecided\":true"},
    {"an ignored word drops an item", "parse", FEED("Obituary", "c", "t"), NULL, "obituary",
     "\"unwanted\":true"},
    {"an ignored word of the feed's text does not", "parse", FEED("A", "c", "Obituary"), NULL,
     "obituary", "\"unwanted\":false"},
    {"without filters all are wanted", "parse", FEED("A call", "c", "t"), NULL, NULL,
     "\"unwanted\":false,\"undecided\":false"},
    {"a filter that runs into its time limit is told", "parse",
     FEED("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "c", "t"), "/^(a+)+$/", NULL,
     "\"timeouts\":[\"/^(a+)+$/\"]"},
    {"one of an item's text too", "digest", STR_INIT(SLOW_PAGE), "/(a+)+c/", NULL,
     "\"kept\":false,\"timeouts\":[\"/(a+)+c/\"]"},
    {"what is no feed fails", "parse", STR_INIT("hello"), NULL, NULL, NULL},
    {"windows-1251", "parse", XML_IN("windows-1251", "\xcf\xf0\xe8"), NULL, NULL, "\"При\""},
    {"shift_jis", "parse", XML_IN("shift_jis", "\x93\xfa\x96\x7b"), NULL, NULL, "\"日本\""},
    {"gb18030", "parse", XML_IN("gb18030", "\xd6\xd0\xb9\xfa"), NULL, NULL, "\"中国\""},
    {"big5", "parse", XML_IN("big5", "\xa4\xa4\xb0\xea"), NULL, NULL, "\"中國\""},
    {"euc-kr", "parse", XML_IN("euc-kr", "\xc7\xd1\xb1\xb9"), NULL, NULL, "\"한국\""},
    {"a page has an article", "extract",
     STR_INIT(
         "<!DOCTYPE html><title>T</title><article><h1>T</h1><p>The secretary met the minister on "
         "Monday to discuss port security in the Pacific and much else.</p></article>"),
     NULL, NULL, "port security"},
};

static struct hints hints_of(const struct row *row, struct str filters[2])
{
    struct hints h = {.published = INT64_MIN};

    filters[0] = str_z(row->match);
    filters[1] = str_z(row->ignore);
    h.match = &filters[0];
    h.match_count = row->match != NULL;
    h.ignore = &filters[1];
    h.ignore_count = row->ignore != NULL;
    return h;
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct str filters[2];
    const struct hints hints = hints_of(row, filters);
    const struct task *task = task_find(str_z(row->task));
    struct buf out = {0};
    struct err err;

    assert_non_null(task);
    if (row->want == NULL) {
        assert_int_equal(task->run(a, &hints, row->bytes, &out, &err), -1);
    } else {
        assert_int_equal(task->run(a, &hints, row->bytes, &out, &err), 0);
        if (str_find(buf_view(&out), str_z(row->want), 0) == STR_NPOS) {
            fail_msg("%.*s", (int)out.len, out.ptr);
        }
    }
    buf_free(&out);
    arena_free(a);
}

/* ---- the same in a sandbox ---- */

struct bench {
    struct event_base *base;
    const struct row *row;
    size_t done;
};

static void on_done(void *arg, struct str answer, const struct err *err)
{
    struct bench *b = arg;

    if (b->row->want == NULL) {
        assert_non_null(err);
        assert_int_not_equal(err->code, ERR_INTERNAL);
    } else {
        if (err != NULL) {
            fail_msg("%s: %s", b->row->name, err->text);
        }
        assert_true(str_find(answer, str_z(b->row->want), 0) != STR_NPOS);
    }
    b->done++;
    event_base_loopbreak(b->base);
}

static void on_broken(void *arg, const struct err *err)
{
    (void)arg;
    fail_msg("%s", err->text);
}

/* Every row is the first document of a worker: what was not warmed up, it cannot open any more. */
static void test_rows_in_a_worker(void **state)
{
    const char *dir = getenv("BUILD_DIR");
    char path[4096];
    struct bench b = {.base = event_base_new()};
    const struct pool_options o = {
        .worker_path = path, .workers = 1, .on_broken = on_broken, .arg = &b};
    struct pool *pool;
    struct err err;

    (void)state;
    snprintf(path, sizeof(path), "%s/readoutd-worker", dir == NULL ? "." : dir);
    pool = pool_new(b.base, &o, &err);
    assert_non_null(pool);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str filters[2];
        const struct hints hints = hints_of(&rows[i], filters);

        b.row = &rows[i];
        pool_run(pool, rows[i].task, &hints, rows[i].bytes, true, on_done, &b);
        event_base_dispatch(b.base);
        assert_int_equal(b.done, i + 1);
    }
    pool_free(pool);
    event_base_free(b.base);
}

static void test_unknown_task(void **state)
{
    (void)state;
    assert_null(task_find(STR("dance")));
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 2];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(test_rows_in_a_worker);
    tests[ARRAY_LEN(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(test_unknown_task);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
