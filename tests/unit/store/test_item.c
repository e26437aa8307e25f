/* The way of an item through its stages, its revisions, its deliveries and its end. */
#include "unit/store/world.h"

#include "fmt/time.h"

static const char *const feeds[] = {"a", "b"};

static const struct world_item two_items[] = {
    {"1", "https://x.example/one", "One", 1, "text", false},
    {"2", "https://x.example/two", "Two", 2, "text", false},
};

/* Polls feed "a" with the first `count` of two_items and claims the first item that is due. */
static struct store_item begin(struct world *w, size_t count, int64_t backlog)
{
    struct world_poll poll = {"a", two_items, count, backlog};
    struct store_item *items;
    size_t got;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    world_put(w, &poll);
    IN_JOB(w, store_claim_items(w->store, w->arena, w->now, 1, false, &items, &got, &job_err));
    assert_int_equal(got, 1);
    return items[0];
}

/* A first poll keeps the texts of what it begins, and of what a filter's refusal may yet begin. */
static void texts_are_kept_for_what_may_be_begun(void **state)
{
    static const struct {
        int64_t backlog;
        bool unfiltered;
        int texts;
    } rows[] = {{1, false, 2}, {1, true, 1}, {-1, true, 2}, {0, true, 0}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct world_poll poll = {"a", two_items, ARRAY_LEN(two_items), rows[i].backlog};
        struct world *w;
        void *own;

        world_setup(&own);
        w = own;
        w->unfiltered = rows[i].unfiltered;
        world_sync(w, feeds, ARRAY_LEN(feeds));
        world_put(w, &poll);
        assert_int_equal(world_number(w, "SELECT count(content) FROM revisions"), rows[i].texts);
        world_teardown(&own);
    }
}

static size_t claim(struct world *w, struct store_item **out)
{
    size_t count;

    IN_JOB(w, store_claim_items(w->store, w->arena, w->now, 9, false, out, &count, &job_err));
    return count;
}

static struct store_item claim_one(struct world *w)
{
    struct store_item *items;

    assert_int_equal(claim(w, &items), 1);
    return items[0];
}

static void enter(struct world *w, int64_t id, const char *stage, bool fails)
{
    bool failed;

    IN_JOB(w, store_enter_stage(w->store, id, stage, &failed, &job_err));
    assert_int_equal(failed, fails);
}

static void keep(struct world *w, const struct store_item *i, const char *text, int64_t late_due)
{
    static const struct str notifiers[] = {STR_INIT("desk"), STR_INIT("log")};
    struct store_readout r = {.item_id = i->id,
                              .revision = i->revision,
                              .notifiers = notifiers,
                              .notifier_count = 2,
                              .late_due = late_due};

    r.report = (struct report){.event = arena_fmt(w->arena, "event.%lld", (long long)i->revision),
                               .spool_name = STR("name"),
                               .source = late_due == 0 ? STR("page") : STR("feed"),
                               .fetched = w->now,
                               .article_url = STR("https://x.example/one?final"),
                               .article_sha256 = STR("abc"),
                               .article_text = str_z(text),
                               .summary = STR("[]"),
                               .method = STR("extractive"),
                               .readout = STR("{}")};
    IN_JOB(w, store_put_readout(w->store, &r, &job_err));
}

static void spooled(struct world *w, const struct store_item *i)
{
    IN_JOB(w, store_spooled(w->store, i->id, i->revision, w->now, &job_err));
}

static void put_title(struct world *w, const char *title)
{
    struct world_item item = two_items[0];
    struct world_poll poll = {"a", &item, 1, -1};

    item.title = title;
    world_put(w, &poll);
}

static void an_item_comes_with_all_its_feed_says(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);

    assert_str(i.stage, "article");
    assert_str(i.feed, "a");
    assert_str(i.feed_url, "https://a.example/feed");
    assert_str(i.key, "1");
    assert_str(i.link, "https://x.example/one");
    assert_str(i.title, "One");
    assert_str(i.content, "text");
    assert_int_equal(i.revision, 1);
    assert_int_equal(i.tries, 0);
    assert_int_equal(i.detected, WORLD_START);
    assert_int_equal(i.published, WORLD_START + 86400);
    assert_int_equal(i.updated, TIME_NONE);
    assert_int_equal(i.category_count, 0);
    assert_null(i.article_text.ptr);
    assert_false(i.first_done);
}

static void ten_crashes_of_a_stage_end_an_item(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct store_item *items;

    /* Each crash begins anew with the page; the tries of the stage that crashed count on. */
    for (int n = 1; n <= 10; n++) {
        enter(w, i.id, "article", false);
        enter(w, i.id, "digest", false);
        store_close(w->store);
        world_open(w);
        i = claim_one(w);
        assert_str(i.stage, "digest");
        assert_int_equal(i.tries, n);
    }
    enter(w, i.id, "article", false);
    enter(w, i.id, "digest", true);
    assert_int_equal(claim(w, &items), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE stage = 'failed'"), 1);
}

static void a_shutdown_is_no_try(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);

    for (int n = 0; n < 6; n++) {
        enter(w, i.id, "article", false);
        IN_JOB(w, store_release_item(w->store, i.id, &job_err));
        i = claim_one(w);
        assert_int_equal(i.tries, 0);
    }
}

static void a_page_that_is_late_is_waited_for(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct store_item *items;
    struct store_dues dues;

    for (int n = 1; n <= 5; n++) {
        enter(w, i.id, "article", false);
        IN_JOB(w, store_defer_item(w->store, i.id, w->now + 10, STR("503"), &job_err));
        assert_int_equal(claim(w, &items), 0);
        IN_JOB(w, store_next_due(w->store, &dues, &job_err));
        assert_int_equal(dues.item, w->now + 10);
        w->now += 10;
        i = claim_one(w);
        assert_str(i.stage, "article");
        assert_int_equal(i.page_tries, n);
        assert_int_equal(i.tries, 0);
    }
}

static void a_refused_item_gives_its_place_to_the_next(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 2, 1);
    bool promoted;

    assert_str(i.title, "Two");
    IN_JOB(w, store_drop_item(w->store, i.id, w->now, &promoted, &job_err));
    assert_true(promoted);
    i = claim_one(w);
    assert_str(i.title, "One");
    IN_JOB(w, store_drop_item(w->store, i.id, w->now, &promoted, &job_err));
    assert_false(promoted);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE stage = 'unwanted'"), 2);
}

static void a_revision_the_filters_refuse_leaves_the_first(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct store_item *items;
    bool promoted;

    keep(w, &i, "Text.", 0);
    spooled(w, &i);
    put_title(w, "One edited");
    i = claim_one(w);
    assert_int_equal(i.revision, 2);
    assert_str(i.article_text, "Text.");
    assert_str(i.article_source, "page");
    assert_false(i.first_done);
    IN_JOB(w, store_drop_item(w->store, i.id, w->now, &promoted, &job_err));
    assert_false(promoted);
    assert_int_equal(claim(w, &items), 0);
    assert_int_equal(world_number(w, "SELECT revision FROM items"), 1);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE stage = 'done'"), 1);
}

static void nothing_is_kept_twice(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct store_readout r = {.item_id = i.id, .revision = 1};
    struct err err = {0};

    keep(w, &i, "Text.", 0);
    assert_int_equal(store_put_readout(w->store, &r, &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    r.revision = 2;
    assert_int_equal(store_put_readout(w->store, &r, &err), -1);
}

static void a_report_stays_as_it_was_kept(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct world_poll other = {"b", two_items, 1, -1};
    struct report r;

    world_put(w, &other);
    keep(w, &i, "Text.", 0);
    /* Between the commit and the files the world goes on, and the process may die. */
    put_title(w, "One edited");
    world_sync(w, feeds, 1);
    store_close(w->store);
    world_open(w);
    i = claim_one(w);
    assert_str(i.stage, "spool");
    assert_int_equal(i.revision, 1);
    IN_JOB(w, store_report(w->store, w->arena, i.id, 1, &r, &job_err));
    assert_str(r.event, "event.1");
    assert_str(r.title, "One");
    assert_str(r.feed, "a");
    assert_int_equal(r.also_in_count, 1);
    assert_str(r.also_in[0], "b");
    assert_str(r.item_id, "1");
    assert_str(r.spool_name, "name");
    assert_str(r.article_text, "Text.");
    assert_str(r.article_url, "https://x.example/one?final");
    assert_null(r.article_byline.ptr);
    assert_null(r.changes.ptr);
    assert_int_equal(r.detected, WORLD_START);
    spooled(w, &i);
    /* The edit that came meanwhile is the next revision. */
    i = claim_one(w);
    assert_int_equal(i.revision, 2);
    assert_str(i.title, "One edited");
    keep(w, &i, "Text two.", 0);
    spooled(w, &i);
    IN_JOB(w, store_report(w->store, w->arena, i.id, 2, &r, &job_err));
    assert_str(r.changes,
               "[{\"field\":\"title\",\"before\":\"One\",\"after\":\"One edited\",\"diff\":"
               "[[\"-\",\"One\"],[\"+\",\"One edited\"]]},{\"field\":\"text\",\"before\":"
               "\"Text.\",\"after\":\"Text two.\",\"diff\":[[\"-\",\"Text.\"],[\"+\","
               "\"Text two.\"]]}]");
}

static void an_open_item_takes_a_new_title(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct report r;

    put_title(w, "One edited");
    keep(w, &i, "Text.", 0);
    IN_JOB(w, store_report(w->store, w->arena, i.id, 1, &r, &job_err));
    assert_str(r.title, "One edited");
    assert_int_equal(r.revision, 1);
}

static int open_late(struct world *w, const struct store_item *i, struct str text, int64_t next_due,
                     int64_t *revision, struct err *err)
{
    const struct store_late late = {.item_id = i->id,
                                    .now = w->now,
                                    .article_text = text,
                                    .etag = STR("\"new\""),
                                    .next_due = next_due};

    return store_open_revision(w->store, &late, revision, err);
}

static void a_late_page_becomes_the_second_revision(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    int64_t revision;

    keep(w, &i, "From the feed.", w->now + 60);
    spooled(w, &i);
    w->now += 60;
    i = claim_one(w);
    assert_str(i.stage, "late");
    assert_true(i.first_done);
    enter(w, i.id, "late", false);
    IN_JOB(w, store_defer_item(w->store, i.id, w->now + 60, STR("503"), &job_err));
    w->now += 60;
    i = claim_one(w);
    assert_str(i.stage, "late");
    /* A crash behind the stage does not make it forget that revision 1 stands. */
    enter(w, i.id, "digest", false);
    store_close(w->store);
    world_open(w);
    i = claim_one(w);
    assert_true(i.first_done);
    IN_JOB(w, open_late(w, &i, STR("From the page."), TIME_NONE, &revision, &job_err));
    assert_int_equal(revision, 2);
    i.revision = 2;
    keep(w, &i, "From the page.", 0);
    spooled(w, &i);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE stage = 'done'"), 1);
    assert_int_equal(world_number(w, "SELECT count(*) FROM outbox WHERE due IS NOT NULL"), 4);
}

static void a_late_page_with_the_same_text_is_no_revision(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    int64_t revision;

    keep(w, &i, "From  the 'feed'.", w->now + 60);
    spooled(w, &i);
    w->now += 60;
    i = claim_one(w);
    IN_JOB(w, open_late(w, &i,
                        STR("From the \xe2\x80\x98"
                            "feed\xe2\x80\x99."),
                        TIME_NONE, &revision, &job_err));
    assert_int_equal(revision, 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE stage = 'done'"), 1);
}

static void a_late_page_given_up_leaves_the_first_revision(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct store_item *items;

    keep(w, &i, "From the feed.", w->now + 60);
    spooled(w, &i);
    w->now += 60;
    i = claim_one(w);
    /* An edit comes while the page is asked for: it is the next revision, whatever the page does. */
    put_title(w, "One edited");
    IN_JOB(w, store_fail_item(w->store, i.id, STR("404"), &job_err));
    i = claim_one(w);
    assert_str(i.stage, "article");
    assert_int_equal(i.revision, 2);
    IN_JOB(w, store_fail_item(w->store, i.id, STR("404"), &job_err));
    assert_int_equal(claim(w, &items), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE stage = 'failed'"), 1);
}

static void later_pages_come_one_an_hour(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct store_item *items;
    int64_t revision;

    keep(w, &i, "Feed.", 0);
    spooled(w, &i);
    put_title(w, "One edited");
    i = claim_one(w);
    keep(w, &i, "Feed.", w->now + 60);
    spooled(w, &i);
    w->now += 60;
    i = claim_one(w);
    IN_JOB(w, open_late(w, &i, STR("Page."), TIME_NONE, &revision, &job_err));
    assert_int_equal(revision, 0);
    assert_int_equal(claim(w, &items), 0);
    w->now += 3600;
    i = claim_one(w);
    IN_JOB(w, open_late(w, &i, STR("Page."), TIME_NONE, &revision, &job_err));
    assert_int_equal(revision, 3);
}

static void a_page_is_looked_at_again_until_its_times_are_over(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    int64_t revision;

    keep(w, &i, "Seven ships met.\n\n128 comments", w->now + 3600);
    spooled(w, &i);
    w->now += 3600;
    i = claim_one(w);
    assert_str(i.kept_source, "feed");
    assert_int_equal(i.first_detected, WORLD_START);
    IN_JOB(w, open_late(w, &i, STR("Seven ships met.\n\n131 comments"), w->now + 18000, &revision,
                        &job_err));
    assert_int_equal(revision, 0);
    w->now += 18000;
    i = claim_one(w);
    assert_str(i.page_etag, "\"new\"");
    IN_JOB(w, open_late(w, &i, STR("Eight ships met.\n\n131 comments"), TIME_NONE, &revision,
                        &job_err));
    assert_int_equal(revision, 2);
    i.revision = 2;
    keep(w, &i, "Eight ships met.", 0);
    spooled(w, &i);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE stage = 'done'"), 1);
}

static void an_item_has_ten_revisions_at_most(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct store_item *items;

    for (int n = 2; n <= 11; n++) {
        keep(w, &i, "Text.", 0);
        spooled(w, &i);
        w->now += 4000;
        put_title(w, arena_z(w->arena, arena_fmt(w->arena, "Title %d", n)));
        if (n <= 10) {
            i = claim_one(w);
            assert_int_equal(i.revision, n);
        }
    }
    assert_int_equal(claim(w, &items), 0);
}

static void deliveries_wait_for_the_files_and_are_tried_again(void **state)
{
    struct world *w = *state;
    struct store_item i = begin(w, 1, -1);
    struct store_outbox *rows;
    size_t count;

    keep(w, &i, "Text.", 0);
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &rows, &count, &job_err));
    assert_int_equal(count, 0);
    spooled(w, &i);
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &rows, &count, &job_err));
    assert_int_equal(count, 2);
    assert_str(rows[0].notifier, "desk");
    assert_str(rows[0].event, "event.1");
    assert_int_equal(rows[0].tries, 0);
    IN_JOB(w, store_put_outbox(w->store, rows[0].id, false, w->now + 60, STR("500"), w->now,
                               &job_err));
    IN_JOB(w, store_release_outbox(w->store, rows[1].id, &job_err));
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &rows, &count, &job_err));
    assert_int_equal(count, 1);
    assert_str(rows[0].notifier, "log");
    IN_JOB(w, store_put_outbox(w->store, rows[0].id, true, 0, STR_NULL, w->now, &job_err));
    w->now += 60;
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &rows, &count, &job_err));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].tries, 1);
    assert_int_equal(rows[0].first_try, w->now - 60);
    IN_JOB(w,
           store_put_outbox(w->store, rows[0].id, false, TIME_NONE, STR("410"), w->now, &job_err));
    w->now += 100000;
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &rows, &count, &job_err));
    assert_int_equal(count, 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM outbox WHERE state = 'lost'"), 1);
    assert_int_equal(world_number(w, "SELECT count(*) FROM outbox WHERE state = 'sent'"), 1);
}

static void prune(struct world *w)
{
    bool more;

    do {
        IN_JOB(w, store_prune(w->store, w->now, 10 * 86400, &more, &job_err));
    } while (more);
}

static void texts_go_and_identities_stay_while_they_are_needed(void **state)
{
    struct world *w = *state;
    struct world_poll poll = {"a", two_items, 2, -1}, shorter = {"a", two_items, 1, -1};
    struct store_put_result r;

    world_sync(w, feeds, 1);
    world_put(w, &poll);
    world_spool(w);
    prune(w);
    assert_int_equal(world_number(w, "SELECT count(*) FROM articles"), 2);
    w->now += 11 * 86400;
    world_put(w, &shorter);
    prune(w);
    assert_int_equal(world_number(w, "SELECT count(*) FROM articles"), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM sightings"), 2);
    w->now += 91 * 86400;
    prune(w);
    assert_int_equal(world_number(w, "SELECT count(*) FROM sightings"), 1);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items"), 1);
    assert_int_equal(world_number(w, "SELECT count(*) FROM revisions"), 1);
    r = world_put(w, &shorter);
    assert_int_equal(r.new_items, 0);
}

static void pruning_goes_in_steps(void **state)
{
    enum { MANY = 450 };
    struct world *w = *state;
    struct world_item *items = arena_array(w->arena, MANY, sizeof(*items));
    struct world_poll poll = {"a", items, MANY, 0};
    bool more;

    for (int i = 0; i < MANY; i++) {
        items[i].id = arena_z(w->arena, arena_fmt(w->arena, "%d", i));
        items[i].title = items[i].id;
    }
    world_sync(w, feeds, 1);
    assert_int_equal(world_put(w, &poll).old, MANY);
    w->now += 11 * 86400;
    IN_JOB(w, store_prune(w->store, w->now, 10 * 86400, &more, &job_err));
    assert_true(more);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE pruned = 1"), 200);
    prune(w);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE pruned = 1"), MANY);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_item_comes_with_all_its_feed_says),
        TEST(ten_crashes_of_a_stage_end_an_item),
        TEST(a_shutdown_is_no_try),
        TEST(a_page_that_is_late_is_waited_for),
        TEST(a_refused_item_gives_its_place_to_the_next),
        TEST(a_revision_the_filters_refuse_leaves_the_first),
        TEST(nothing_is_kept_twice),
        TEST(a_report_stays_as_it_was_kept),
        TEST(an_open_item_takes_a_new_title),
        TEST(a_late_page_becomes_the_second_revision),
        TEST(a_late_page_with_the_same_text_is_no_revision),
        TEST(a_late_page_given_up_leaves_the_first_revision),
        TEST(later_pages_come_one_an_hour),
        TEST(a_page_is_looked_at_again_until_its_times_are_over),
        TEST(an_item_has_ten_revisions_at_most),
        TEST(deliveries_wait_for_the_files_and_are_tried_again),
        TEST(texts_go_and_identities_stay_while_they_are_needed),
        TEST(pruning_goes_in_steps),
        cmocka_unit_test(texts_are_kept_for_what_may_be_begun),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
