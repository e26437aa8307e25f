/* Which items of later documents are new, told as stories of polls. */
#include "unit/store/world.h"

enum { STEPS = 5 };

struct step {
    const char *feed;
    struct world_item items[10];
    int new_items, revisions, spooled; /* expected; spooled: before the next step */
    int64_t after_s;                   /* the step begins so many seconds after the one before */
    int placeholders, old, backlog;    /* backlog 0: all */
    bool moved;
};

struct story {
    const char *name;
    struct step steps[STEPS];
};

#define OLD_SITE(n, name) "https://www.old.example/News/Article/41755" n "/" name "/"
#define NEW_SITE(n, name) "https://www.new.example/News/Article/41755" n "/" name "/"
#define ITEM_OLD(n, name, day)                                      \
    {                                                               \
        OLD_SITE(n, name), OLD_SITE(n, name), name, day, "x", false \
    }
#define ITEM_NEW(n, name, day)                                      \
    {                                                               \
        NEW_SITE(n, name), NEW_SITE(n, name), name, day, "x", false \
    }

static struct story stories[] = {
    {"a first poll begins the newest of its backlog, whatever their order",
     {{"a",
       .items = {{"1", "https://x.example/one", "One", 1, NULL, false},
                 {"2", "https://x.example/two", "Two", 5, NULL, false},
                 {"3", "https://x.example/three", "Three", 3, NULL, false},
                 {"4", "https://x.example/four", "Four", 2, NULL, false}},
       .new_items = 2, .old = 2, .backlog = 2, .spooled = 2},
      {"a", .items = {{"1", "https://x.example/one", "One edited", 1, NULL, false},
                      {"2", "https://x.example/two", "Two", 5, NULL, false}}}}},
    {"without dates the first in the document are the newest",
     {{"a",
       .items = {{"1", "https://x.example/one", "One", 0, NULL, false},
                 {"2", "https://x.example/two", "Two", 0, NULL, false}},
       .new_items = 1, .old = 1, .backlog = 1, .spooled = 1},
      {"a",
       .items = {{"1", "https://x.example/one", "One edited", 0, NULL, false},
                 {"2", "https://x.example/two", "Two", 0, NULL, false}},
       .revisions = 1, .spooled = 1}}},
    {"an old date does not hide an item that comes later",
     {{"a", .items = {{"1", "https://x.example/one", "One", 9, NULL, false}}, .new_items = 1,
       .spooled = 1},
      {"a",
       .items = {{"1", "https://x.example/one", "One", 9, NULL, false},
                 {"2", "https://x.example/two", "Two", 1, NULL, false}},
       .new_items = 1, .spooled = 1}}},
    {"a placeholder is news when it is filled in",
     {{"a",
       .items = {{"1", NULL, NULL, 1, NULL, false},
                 {"2", "https://x.example/two", "Two", 1, NULL, false}},
       .new_items = 1, .placeholders = 1, .spooled = 1},
      {"a",
       .items = {{"1", "https://x.example/one", "One", 1, NULL, false},
                 {"2", "https://x.example/two", "Two", 1, NULL, false}},
       .new_items = 1, .spooled = 1},
      {"a",
       .items = {{"1", NULL, NULL, 1, NULL, false},
                 {"2", "https://x.example/two", "Two", 1, NULL, false}},
       .placeholders = 1},
      {"a", .items = {{"1", "https://x.example/one", "One", 1, NULL, false},
                      {"2", "https://x.example/two", "Two", 1, NULL, false}}}}},
    {"a change of title is a revision, one of white space and quotes is not",
     {{"a", .items = {{"1", "https://x.example/one", "The 'One'", 1, NULL, false}}, .new_items = 1,
       .spooled = 1},
      {"a", .items = {{"1", "https://x.example/one", "The  \xe2\x80\x98One\xe2\x80\x99", 1, NULL,
                       false}}},
      {"a", .items = {{"1", "https://x.example/one", "The Two", 1, NULL, false}}, .revisions = 1,
       .spooled = 1}}},
    {"guid, link, date or description alone are no revision",
     {{"a", .items = {{"1", "https://x.example/one", "One", 1, "d", false}}, .new_items = 1,
       .spooled = 1},
      {"a", .items = {{"1", "https://x.example/other", "One", 1, "d", false}}},
      {"a", .items = {{"1", "https://x.example/other", "One", 2, "e", false}}},
      {"a", .items = {{"new-guid", "https://x.example/other", "One", 2, "e", false}}}}},
    {"a guid that changes at each poll makes no double",
     {{"a", .items = {{"t1", "https://x.example/one", "One", 1, NULL, false}}, .new_items = 1,
       .spooled = 1},
      {"a", .items = {{"t2", "https://x.example/one", "One", 1, NULL, false}}},
      {"a", .items = {{"t3", "https://x.example/one", "One", 2, NULL, false}}},
      {"a",
       .items = {{"t4", "https://x.example/one", "One", 1, NULL, false},
                 {"t5", "https://x.example/two", "Two", 1, NULL, false}},
       .new_items = 1, .spooled = 1}}},
    {"the same link and title in one document are two items when their guids differ",
     {{"a",
       .items = {{"1", "https://x.example/board", "Notice", 1, "a", false},
                 {"2", "https://x.example/board", "Notice", 2, "b", false}},
       .new_items = 2, .spooled = 2},
      {"a",
       .items = {{"1", "https://x.example/board", "Notice", 1, "a", false},
                 {"2", "https://x.example/board", "Notice", 2, "b", false},
                 {"3", "https://x.example/board", "Notice", 3, "c", false}},
       .new_items = 1, .spooled = 1}}},
    {"one guid with two links in a document is two items, also when both change",
     {{"a",
       .items = {{"1", "https://x.example/one", "One", 1, NULL, false},
                 {"1", "https://x.example/two", "Two", 1, NULL, false}},
       .new_items = 2, .spooled = 2},
      {"a", .items = {{"1", "https://x.example/two", "Two", 1, "changed", false},
                      {"1", "https://x.example/one", "One", 1, "changed", false}}},
      {"a",
       .items = {{"1", "https://x.example/two", "Two edited", 1, NULL, false},
                 {"1", "https://x.example/one", "One", 1, "changed", false}},
       .revisions = 1, .spooled = 1}}},
    {"a guid with a new link above the item that has it is another item",
     {{"a", .items = {{"1", "https://x.example/one", "One", 1, NULL, false}}, .new_items = 1,
       .spooled = 1},
      {"a",
       .items = {{"1", "https://x.example/two", "Two", 1, NULL, false},
                 {"1", "https://x.example/one", "One", 1, NULL, false}},
       .new_items = 1, .spooled = 1}}},
    {"one guid twice with one link is one item, and the second title no revision",
     {{"a",
       .items = {{"1", "https://x.example/one", "One", 1, NULL, false},
                 {"1", "https://x.example/one", "One again", 1, NULL, false}},
       .new_items = 1, .spooled = 1},
      {"a", .items = {{"1", "https://x.example/one", "One again", 1, NULL, false},
                      {"1", "https://x.example/one", "One", 1, NULL, false}}},
      {"a", .items = {{"1", "https://x.example/moved", "One", 1, "x", false},
                      {"1", "https://x.example/moved", "One", 1, "y", false}}}}},
    {"tracking parameters make no double",
     {{"a",
       .items = {{NULL, "https://x.example/one?utm_source=rss&utm_medium=1", "One", 1, NULL,
                  false}},
       .new_items = 1, .spooled = 1},
      {"a", .items = {{NULL, "https://x.example/one?utm_source=rss&utm_medium=2", "One", 1, NULL,
                       false}}},
      {"a", .items = {{"g", "https://x.example/one?utm_source=x", "One", 1, NULL, false}}}}},
    {"an item without guid and link is known by its title",
     {{"a", .items = {{NULL, NULL, "Only a title", 1, NULL, false}}, .new_items = 1, .spooled = 1},
      {"a", .items = {{NULL, NULL, "Only a title", 1, "more", false}}}}},
    {"what leaves the document and returns is not new",
     {{"a",
       .items = {{"1", "https://x.example/one", "One", 1, NULL, false},
                 {"2", "https://x.example/two", "Two", 1, NULL, false}},
       .new_items = 2, .spooled = 2},
      {"a", .items = {{"2", "https://x.example/two", "Two", 1, NULL, false}}},
      {"a", .items = {{.link = NULL}}},
      {"a", .items = {{"1", "https://x.example/one", "One", 1, NULL, false},
                      {"2", "https://x.example/two", "Two", 1, NULL, false}}}}},
    {"a site that moves brings back nothing",
     {{"a",
       .items = {ITEM_OLD("01", "one", 1), ITEM_OLD("02", "two", 2), ITEM_OLD("03", "three", 3),
                 ITEM_OLD("04", "four", 4)},
       .new_items = 4, .spooled = 4},
      {"a",
       .items = {ITEM_NEW("01", "one", 1), ITEM_NEW("02", "two", 2), ITEM_NEW("03", "three", 3),
                 ITEM_NEW("04", "four", 4)},
       .moved = true},
      {"a", .items = {ITEM_OLD("01", "one", 1), ITEM_OLD("02", "two", 2),
                      ITEM_OLD("03", "three", 3), ITEM_OLD("04", "four", 4)}}}},
    {"a move together with news and an edited title",
     {{"a",
       .items = {ITEM_OLD("01", "one", 1), ITEM_OLD("02", "two", 2), ITEM_OLD("03", "three", 3),
                 ITEM_OLD("04", "four", 4)},
       .new_items = 4, .spooled = 4},
      {"a",
       .items = {ITEM_NEW("06", "six", 6),
                 ITEM_NEW("05", "five", 5),
                 ITEM_NEW("04", "four", 4),
                 {NEW_SITE("03", "three"), NEW_SITE("03", "three"), "three edited", 3, "x", false},
                 ITEM_NEW("02", "two", 2)},
       .new_items = 2, .revisions = 1, .spooled = 3, .moved = true}}},
    {"the parts of a move without date or with another title need its proof",
     {{"a",
       .items = {ITEM_OLD("01", "one", 1), ITEM_OLD("02", "two", 2), ITEM_OLD("03", "three", 3)},
       .new_items = 3, .spooled = 3},
      {"a",
       .items = {{NEW_SITE("01", "one"), NEW_SITE("01", "one"), "one", 0, "x", false},
                 {NEW_SITE("02", "two"), NEW_SITE("02", "two"), "two", 0, "x", false},
                 {NEW_SITE("03", "three"), NEW_SITE("03", "three"), "three edited", 3, "x", false}},
       .revisions = 1, .spooled = 1, .moved = true}}},
    {"two that agree by halves are no move",
     {{"a", .items = {ITEM_OLD("01", "one", 1), ITEM_OLD("02", "two", 2)}, .new_items = 2,
       .spooled = 2},
      {"a",
       .items = {{NEW_SITE("01", "one"), NEW_SITE("01", "one"), "one", 8, "x", false},
                 {NEW_SITE("02", "two"), NEW_SITE("02", "two"), "two", 8, "x", false}},
       .new_items = 2, .spooled = 2}}},
    {"one that agrees in all three is a move",
     {{"a", .items = {ITEM_OLD("01", "one", 1)}, .new_items = 1, .spooled = 1},
      {"a", .items = {ITEM_NEW("01", "one", 1)}, .moved = true}}},
    {"after a move an old item at the new host needs no more proof",
     {{"a", .items = {ITEM_OLD("01", "one", 1), ITEM_OLD("02", "two", 2)}, .new_items = 2,
       .spooled = 2},
      {"a", .items = {ITEM_NEW("02", "two", 2)}, .moved = true},
      {"a",
       .items = {ITEM_NEW("02", "two", 2),
                 {NEW_SITE("01", "one"), NEW_SITE("01", "one"), "one edited", 7, "x", false}},
       .revisions = 1, .spooled = 1}}},
    {"the same path at another publisher's host in one feed is news while the old one stands",
     {{"a", .items = {ITEM_OLD("01", "one", 1)}, .new_items = 1, .spooled = 1},
      {"a", .items = {ITEM_NEW("01", "one", 1), ITEM_OLD("01", "one", 1)}, .new_items = 1,
       .spooled = 1}}},
    {"a story in two feeds is one item",
     {{"a", .items = {ITEM_OLD("01", "one", 1)}, .new_items = 1, .spooled = 1},
      {"b", .items = {ITEM_OLD("01", "one", 1), ITEM_OLD("02", "two", 1)}, .new_items = 1,
       .spooled = 1},
      {"b", .items = {{"other", OLD_SITE("01", "one"), "one", 1, "edited", false},
                      ITEM_OLD("02", "two", 1)}},
      {"a", .items = {ITEM_OLD("02", "two", 1)}}}},
    {"a title edited in both feeds is one revision",
     {{"a", .items = {ITEM_OLD("01", "one", 1)}, .new_items = 1, .spooled = 1},
      {"b", .items = {ITEM_OLD("01", "one", 1)}},
      {"a", .items = {{OLD_SITE("01", "one"), OLD_SITE("01", "one"), "one edited", 1, "x", false}},
       .revisions = 1, .spooled = 1},
      {"b",
       .items = {{OLD_SITE("01", "one"), OLD_SITE("01", "one"), "one edited", 1, "x", false}}}}},
    {"a feed's lasting other title of a shared story is no revision",
     {{"a", .items = {{"g", "https://x.example/one", "One", 1, "x", false}}, .new_items = 1,
       .spooled = 1},
      {"b", .items = {{"g", "https://x.example/one", "Agency: One", 1, "x", false}}},
      {"b", .items = {{"g", "https://x.example/one", "Agency: One", 1, "y", false}}}}},
    {"the same link with other title and guid in another feed is another item",
     {{"a", .items = {{"1", "https://x.example/live", "Morning", 1, NULL, false}}, .new_items = 1,
       .spooled = 1},
      {"b", .items = {{"2", "https://x.example/live", "Evening", 1, NULL, false}}, .new_items = 1,
       .spooled = 1}}},
    {"what is beyond one feed's backlog is another feed's news",
     {{"a",
       .items = {{"1", "https://x.example/one", "One", 1, NULL, false},
                 {"2", "https://x.example/two", "Two", 2, NULL, false}},
       .new_items = 1, .old = 1, .backlog = 1, .spooled = 1},
      {"b", .items = {{"1", "https://x.example/one", "One", 1, NULL, false}}, .new_items = 1,
       .spooled = 1},
      {"a",
       .items = {{"1", "https://x.example/one", "One edited", 1, NULL, false},
                 {"2", "https://x.example/two", "Two", 2, NULL, false}},
       .revisions = 1, .spooled = 1}}},
    {"an item its filters refuse is judged again when its title changes",
     {{"a", .items = {{"1", "https://x.example/one", "Contract", 1, NULL, true}}},
      {"a", .items = {{"1", "https://x.example/one", "Contract!", 1, NULL, true}}},
      {"a", .items = {{"1", "https://x.example/one", "Readout", 1, NULL, false}}, .new_items = 1,
       .spooled = 1}}},
    {"the first revision comes at once, the next within an hour waits",
     {{"a", .items = {{"1", "https://x.example/one", "One", 1, NULL, false}}, .new_items = 1,
       .spooled = 1},
      {"a", .items = {{"1", "https://x.example/one", "Two", 1, NULL, false}}, .revisions = 1,
       .spooled = 1},
      {"a", .items = {{"1", "https://x.example/one", "Three", 1, NULL, false}}, .revisions = 1,
       .after_s = 600},
      {"a", .items = {{"1", "https://x.example/one", "Four", 1, NULL, false}}, .after_s = 600},
      {"a", .items = {{"1", "https://x.example/one", "Four", 1, NULL, false}}, .after_s = 2400,
       .spooled = 1}}},
    {"a change that is taken back before its time leaves nothing",
     {{"a", .items = {{"1", "https://x.example/one", "One", 1, NULL, false}}, .new_items = 1,
       .spooled = 1},
      {"a", .items = {{"1", "https://x.example/one", "Two", 1, NULL, false}}, .revisions = 1,
       .spooled = 1},
      {"a", .items = {{"1", "https://x.example/one", "Three", 1, NULL, false}}, .revisions = 1,
       .after_s = 600},
      {"a", .items = {{"1", "https://x.example/one", "Two", 1, NULL, false}}, .after_s = 600},
      {"a", .items = {{"1", "https://x.example/one", "Two", 1, NULL, false}}, .after_s = 9000}}},
};

static size_t count_items(const struct step *s)
{
    size_t n = 0;

    while (n < ARRAY_LEN(s->items) &&
           (s->items[n].id != NULL || s->items[n].title != NULL || s->items[n].link != NULL)) {
        n++;
    }
    return n;
}

static void tell(const char *what, size_t step, int64_t got, int64_t want)
{
    if (got != want) {
        fail_msg("step %zu: %s is %lld, not %lld", step + 1, what, (long long)got, (long long)want);
    }
}

static void run_story(struct world *w, const struct story *story)
{
    static const char *const feeds[] = {"a", "b"};

    world_sync(w, feeds, ARRAY_LEN(feeds));
    for (size_t i = 0; i < STEPS && story->steps[i].feed != NULL; i++) {
        const struct step *s = &story->steps[i];
        struct world_poll poll = {s->feed, s->items, count_items(s),
                                  s->backlog == 0 ? -1 : s->backlog};
        struct store_put_result r;

        w->now += s->after_s;
        r = world_put(w, &poll);
        tell("new", i, r.new_items, s->new_items);
        tell("revisions", i, r.revisions, s->revisions);
        tell("placeholders", i, r.placeholders, s->placeholders);
        tell("old", i, r.old, s->old);
        tell("moved", i, r.moved_to.ptr != NULL, s->moved);
        tell("spooled", i, (int64_t)world_spool(w), s->spooled);
    }
}

static void test_story(void **state)
{
    const struct story *story = *state;
    void *world = NULL;

    world_setup(&world);
    run_story(world, story);
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
