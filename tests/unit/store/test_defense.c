/* The releases of a department whose site moves, as its feed really looks, polled by several feeds. */
#include "unit/store/world.h"

#include <stdlib.h>

#include "feed/parse.h"
#include "store/store_impl.h"
#include "sys/file.h"

/* A document of a feed: the whole file, or only its items of one folder of the site. */
struct visit {
    const char *feed, *file, *folder;
    bool moved;
    int new_items, revisions, placeholders, spooled;
};

struct story {
    const char *name;
    struct visit visits[6];
};

#define FIRST "releases.xml"
#define LATER "releases-later.xml"

static struct story stories[] = {
    {"a day later there are two new items and one revision",
     {{"releases", FIRST, NULL, false, 14, 0, 1, 14},
      {"releases", FIRST, NULL, false, 0, 0, 1, 0},
      {"releases", LATER, NULL, false, 2, 1, 1, 3},
      {"releases", LATER, NULL, false, 0, 0, 1, 0}}},
    {"a move brings back no old item",
     {{"releases", FIRST, NULL, false, 14, 0, 1, 14},
      {"releases", FIRST, NULL, true, 0, 0, 1, 0},
      {"releases", LATER, NULL, true, 2, 1, 1, 3},
      {"releases", FIRST, NULL, true, 0, 1, 1, 0}}},
    {"a move and news at once",
     {{"releases", FIRST, NULL, false, 14, 0, 1, 14},
      {"releases", LATER, NULL, true, 2, 1, 1, 3},
      {"releases", LATER, NULL, true, 0, 0, 1, 0}}},
    {"a move back brings back no old item either",
     {{"releases", FIRST, NULL, false, 14, 0, 1, 14},
      {"releases", FIRST, NULL, true, 0, 0, 1, 0},
      {"releases", FIRST, NULL, false, 0, 0, 1, 0}}},
    {"several feeds of the site share their items, whatever moves first",
     {{"speeches", FIRST, "/News/Speeches/", false, 1, 0, 0, 1},
      {"releases", FIRST, NULL, false, 13, 0, 1, 13},
      {"contracts", FIRST, "/News/Contracts/", false, 0, 0, 0, 0},
      {"speeches", LATER, "/News/Speeches/", true, 0, 0, 0, 0},
      {"releases", LATER, NULL, true, 2, 1, 1, 3},
      {"contracts", LATER, "/News/Contracts/", true, 0, 0, 0, 0}}},
};

static struct str moved(struct arena *a, struct str s)
{
    const struct str from = STR("www.defense.gov"), to = STR("www.war.gov");
    struct buf b = {0};
    size_t at = 0, next;

    while ((next = str_find(s, from, at)) != STR_NPOS) {
        buf_add(&b, str_sub(s, at, next));
        buf_add(&b, to);
        at = next + from.len;
    }
    buf_add(&b, str_sub(s, at, s.len));
    return buf_str(&b, a);
}

static struct feed *read_document(struct world *w, const struct visit *v, const struct str *known,
                                  size_t known_count)
{
    const char *top = getenv("SOURCE_DIR");
    const char *path = arena_z(w->arena, arena_fmt(w->arena, "%s/tests/data/defense/%s",
                                                   top == NULL ? "." : top, v->file));
    struct parse_hints hints = {
        .base = STR("https://www.defense.gov/rss"), .known = known, .known_count = known_count};
    struct str body;
    struct feed *feed = NULL;
    struct err err = {0};
    size_t kept = 0;

    if (file_read(w->arena, path, 1U << 20, &body, &err) == -1 ||
        feed_parse(w->arena, v->moved ? moved(w->arena, body) : body, &hints, &feed, &err) == -1) {
        fail_msg("%s", err.text);
        return NULL;
    }
    for (size_t i = 0; v->folder != NULL && i < feed->item_count; i++) {
        if (str_find(feed->items[i].link, str_z(v->folder), 0) != STR_NPOS) {
            feed->items[kept++] = feed->items[i];
        }
    }
    feed->item_count = v->folder == NULL ? feed->item_count : kept;
    return feed;
}

static void visit(struct world *w, const struct visit *v)
{
    struct store_poll poll = {
        .feed_id = world_feed(w, v->feed), .polled_at = w->now, .due = w->now, .status = 200};
    struct store_put put = {.poll = &poll, .now = w->now, .backlog = -1};
    struct store_put_result r;
    struct str *known;
    size_t known_count;

    IN_JOB(w, store_known(w->store, w->arena, poll.feed_id, &known, &known_count, &job_err));
    /* The cut of a folder looks at links, which a known item does not bring. */
    put.feed = read_document(w, v, known, v->folder == NULL ? known_count : 0);
    IN_JOB(w, store_put_feed(w->store, w->arena, &put, &r, &job_err));
    assert_int_equal(r.new_items, v->new_items);
    assert_int_equal(r.revisions, v->revisions);
    assert_int_equal(r.placeholders, v->placeholders);
    assert_int_equal(world_spool(w), v->spooled);
}

static void test_story(void **state)
{
    static const char *const feeds[] = {"releases", "speeches", "contracts"};
    const struct story *story = *state;
    void *world = NULL;
    struct world *w;

    world_setup(&world);
    w = world;
    world_sync(w, feeds, ARRAY_LEN(feeds));
    for (size_t i = 0; i < ARRAY_LEN(story->visits) && story->visits[i].feed != NULL; i++) {
        print_message("visit %zu\n", i + 1);
        visit(w, &story->visits[i]);
    }
    world_teardown(&world);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(stories)];

    for (size_t i = 0; i < ARRAY_LEN(stories); i++) {
        tests[i] = (struct CMUnitTest){
            .name = stories[i].name, .test_func = test_story, .initial_state = &stories[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
