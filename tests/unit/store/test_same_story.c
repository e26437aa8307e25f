/* One story in several feeds: what is found by its print, who is told later, and what is forgotten. */
#include "unit/store/world.h"

#include "fmt/time.h"

static const char *const feeds[] = {"a", "b"};

/* Puts an item into a feed and claims it; its id. */
static int64_t begin(struct world *w, const char *feed, const char *id)
{
    const struct world_item item = {
        id,     arena_z(w->arena, arena_fmt(w->arena, "https://%s.example/%s", feed, id)),
        id,     1,
        "text", false};
    const struct world_poll poll = {feed, &item, 1, -1};
    struct store_item *items;
    size_t count;

    world_put(w, &poll);
    IN_JOB(w, store_claim_items(w->store, w->arena, w->now, 9, false, &items, &count, &job_err));
    assert_int_equal(count, 1);
    return items[0].id;
}

static void keep(struct world *w, int64_t id, const int64_t *keys, size_t count,
                 const char *notifier)
{
    const struct store_print print = {STR("print"), keys, count, w->now};
    const struct str name = str_z(notifier);
    const struct store_readout r = {
        .item_id = id,
        .revision = 1,
        .report = {.event = STR("event"),
                   .spool_name = STR("name"),
                   .source = STR("page"),
                   .article_text = STR("text"),
                   .method = STR("extractive"),
                   .fetched = w->now},
        .notifiers = &name,
        .notifier_count = 1,
    };

    IN_JOB(w, store_put_print(w->store, id, &print, &job_err));
    IN_JOB(w, store_put_readout(w->store, &r, &job_err));
}

static size_t found(struct world *w, int64_t id, const int64_t *keys, size_t count)
{
    const struct store_print print = {STR("print"), keys, count, w->now};
    struct store_like *likes;
    size_t like_count;

    IN_JOB(w, store_like(w->store, w->arena, id, &print, &likes, &like_count, &job_err));
    for (size_t i = 0; i < like_count; i++) {
        assert_str(likes[i].print, "print");
    }
    return like_count;
}

static void an_item_is_found_by_any_of_its_keys(void **state)
{
    static const int64_t keys[] = {1, -5, 7}, one[] = {-5, 9}, none[] = {2, 3};
    struct world *w = *state;
    int64_t first, own, other;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    first = begin(w, "a", "x");
    keep(w, first, keys, ARRAY_LEN(keys), "desk");
    other = begin(w, "b", "y");
    assert_int_equal(found(w, other, keys, ARRAY_LEN(keys)), 1);
    assert_int_equal(found(w, other, one, ARRAY_LEN(one)), 1);
    assert_int_equal(found(w, other, none, ARRAY_LEN(none)), 0);
    own = begin(w, "a", "z");
    assert_int_equal(found(w, own, keys, ARRAY_LEN(keys)), 0);
    /* Kept anew, it has lost the keys it had. */
    IN_JOB(w, store_put_print(w->store, first, &(struct store_print){STR("print"), none, 1, w->now},
                              &job_err));
    assert_int_equal(found(w, other, keys, ARRAY_LEN(keys)), 0);
    assert_int_equal(found(w, other, none, ARRAY_LEN(none)), 1);
    w->now += STORE_STORY_S + 1;
    assert_int_equal(found(w, other, none, ARRAY_LEN(none)), 0);
}

static void a_feed_brings_a_story_once(void **state)
{
    static const int64_t keys[] = {1};
    struct world *w = *state;
    int64_t first, second, third;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    first = begin(w, "a", "x");
    keep(w, first, keys, 1, "desk");
    second = begin(w, "b", "y");
    IN_JOB(w, store_join_story(w->store, second, first, w->now, &job_err));
    third = begin(w, "b", "z");
    assert_int_equal(found(w, third, keys, 1), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM items WHERE stage = 'same'"), 1);
}

static void those_who_were_not_told_are_told_later(void **state)
{
    static const int64_t keys[] = {1};
    const struct str names[] = {STR_INIT("desk"), STR_INIT("late")};
    struct world *w = *state;
    struct store_told told;
    struct store_outbox *rows;
    struct store_later *later;
    int64_t first, second;
    size_t count, later_count;
    bool more;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    first = begin(w, "a", "x");
    keep(w, first, keys, 1, "desk");
    second = begin(w, "b", "y");
    IN_JOB(w, store_join_story(w->store, second, first, w->now, &job_err));
    IN_JOB(w, store_story(w->store, w->arena, second, &told, &job_err));
    assert_int_equal(told.story_id, first);
    assert_int_equal(told.revision, 1);
    IN_JOB(w, store_spooled(w->store, first, 1, w->now, &job_err));
    IN_JOB(w, store_tell(w->store, &told, names, 2, w->now, &job_err));
    IN_JOB(w, store_tell(w->store, &told, names, 2, w->now, &job_err));
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &rows, &count, &job_err));
    assert_int_equal(count, 2);
    assert_str(rows[0].notifier, "desk");
    assert_int_equal(rows[0].also_in_count, 0);
    assert_str(rows[1].notifier, "late");
    IN_JOB(w, store_later(w->store, w->arena, &later, &later_count, &job_err));
    assert_int_equal(later_count, 1);
    assert_str(later[0].feed, "a");
    assert_str(later[0].also_in[0], "b");
    assert_int_equal(later[0].seen, w->now);
    IN_JOB(w, store_prune(w->store, w->now + 100, 99, &more, &job_err));
    IN_JOB(w, store_later(w->store, w->arena, &later, &later_count, &job_err));
    assert_int_equal(later_count, 0);
    assert_int_equal(rows[1].also_in_count, 1);
    assert_str(rows[1].also_in[0], "b");
    /* The file that stands says what was known when it was written. */
    IN_JOB(w, store_report(w->store, w->arena, first, 1, &told.report, &job_err));
    assert_int_equal(told.report.also_in_count, 0);
}

static void a_file_that_is_not_written_names_the_later_feed(void **state)
{
    static const int64_t keys[] = {1};
    const struct str names[] = {STR_INIT("late")};
    struct world *w = *state;
    struct store_told told;
    struct store_outbox *rows;
    int64_t first, second;
    size_t count;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    first = begin(w, "a", "x");
    keep(w, first, keys, 1, "desk");
    second = begin(w, "b", "y");
    IN_JOB(w, store_join_story(w->store, second, first, w->now, &job_err));
    IN_JOB(w, store_story(w->store, w->arena, second, &told, &job_err));
    IN_JOB(w, store_tell(w->store, &told, names, 1, w->now, &job_err));
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &rows, &count, &job_err));
    assert_int_equal(count, 0); /* before the file, nobody is told */
    IN_JOB(w, store_spooled(w->store, first, 1, w->now, &job_err));
    IN_JOB(w, store_report(w->store, w->arena, first, 1, &told.report, &job_err));
    assert_int_equal(told.report.also_in_count, 1);
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &rows, &count, &job_err));
    assert_int_equal(count, 2);
}

static void prints_are_forgotten_after_the_window(void **state)
{
    static const int64_t keys[] = {1, 2};
    struct world *w = *state;
    bool more;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    keep(w, begin(w, "a", "x"), keys, 2, "desk");
    assert_int_equal(world_number(w, "SELECT count(*) FROM story_keys"), 2);
    IN_JOB(w, store_prune(w->store, w->now + STORE_STORY_S, 400 * 86400, &more, &job_err));
    assert_int_equal(world_number(w, "SELECT count(*) FROM story_keys"), 2);
    IN_JOB(w, store_prune(w->store, w->now + STORE_STORY_S + 1, 400 * 86400, &more, &job_err));
    assert_int_equal(world_number(w, "SELECT count(*) FROM story_keys"), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM stories"), 0);
}

#define TEST(name, function)                              \
    {                                                     \
        name, function, world_setup, world_teardown, NULL \
    }

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("an item is found by any of its keys", an_item_is_found_by_any_of_its_keys),
        TEST("a feed brings a story once", a_feed_brings_a_story_once),
        TEST("those who were not told are told later", those_who_were_not_told_are_told_later),
        TEST("a file that is not written names the later feed",
             a_file_that_is_not_written_names_the_later_feed),
        TEST("prints are forgotten after the window", prints_are_forgotten_after_the_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
