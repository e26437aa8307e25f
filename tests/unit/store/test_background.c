/* What came before: earlier items that share people, countries or topics. */
#include "unit/store/world.h"

#include "fmt/time.h"

static const char *const feeds[] = {"a"};

/* Three names, in the order of struct store_keys; NULL: none of the kind. */
struct entry {
    const char *id, *title;
    int day;
    const char *name, *country, *topic;
};

static struct str background(struct world *w, int64_t id, const struct entry *e)
{
    const struct str name = str_z(e->name), country = str_z(e->country), topic = str_z(e->topic);
    const struct store_keys keys = {&name,           &country,           &topic,
                                    e->name != NULL, e->country != NULL, e->topic != NULL};
    struct str json;

    IN_JOB(w, store_background(w->store, w->arena, id, &keys, &json, &job_err));
    IN_JOB(w, store_background_index(w->store, id, &keys, &job_err));
    return json;
}

/* Puts an item and keeps it with one sentence, its title; the background it is given. */
static struct str put(struct world *w, const struct entry *e)
{
    const struct world_item item = {
        e->id,    arena_z(w->arena, arena_fmt(w->arena, "https://x.example/%s", e->id)),
        e->title, e->day,
        "text",   false};
    const struct world_poll poll = {"a", &item, 1, -1};
    struct store_item *items;
    struct store_readout r = {.revision = 1};
    struct str json;
    size_t count;

    world_put(w, &poll);
    IN_JOB(w, store_claim_items(w->store, w->arena, w->now, 9, false, &items, &count, &job_err));
    assert_int_equal(count, 1);
    json = background(w, items[0].id, e);
    r.item_id = items[0].id;
    r.report = (struct report){
        .event = str_z(e->id),
        .spool_name = STR("name"),
        .source = STR("page"),
        .article_text = str_z(e->title),
        .summary = arena_fmt(w->arena, "[{\"text\":\"%s.\",\"source\":[0,1]}]", e->title),
        .method = STR("extractive"),
        .facts = STR("[1]"),
        .paragraphs = STR("[2]"),
        .background = json,
        .fetched = w->now,
    };
    IN_JOB(w, store_put_readout(w->store, &r, &job_err));
    IN_JOB(w, store_spooled(w->store, items[0].id, 1, w->now, &job_err));
    return json;
}

static void only_what_shares_a_key_is_found(void **state)
{
    static const struct entry before[] = {
        {"1", "Ek visits", 1, "Bo Ek", "NO", "air defense"},
        {"2", "Ports reopen", 2, "Cy Ray", "SE", "ports"},
        {"3", "Norway buys", 3, NULL, "NO", NULL},
    };
    static const struct entry now = {"4", "Ek calls", 9, "Bo Ek", "NO", NULL};
    struct world *w = *state;
    struct str json;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    for (size_t i = 0; i < ARRAY_LEN(before); i++) {
        put(w, &before[i]);
    }
    json = put(w, &now);
    assert_str(json, "[{\"text\":\"Ek visits.\",\"title\":\"Ek visits\",\"link\":"
                     "\"https://x.example/1\",\"feed\":\"a\",\"published\":"
                     "\"2025-05-07T00:00:00Z\"},{\"text\":\"Norway buys.\",\"title\":"
                     "\"Norway buys\",\"link\":\"https://x.example/3\",\"feed\":\"a\","
                     "\"published\":\"2025-05-09T00:00:00Z\"}]");
}

static void later_items_and_the_same_title_are_no_background(void **state)
{
    static const struct entry entries[] = {
        {"1", "Ek calls", 1, "Bo Ek", NULL, NULL},
        {"2", "Ek leaves", 9, "Bo Ek", NULL, NULL},
        {"3", "Ek calls", 5, "Bo Ek", NULL, NULL},
    };
    struct world *w = *state;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    put(w, &entries[0]);
    put(w, &entries[1]);
    assert_str(put(w, &entries[2]), "[]");
}

static void three_are_enough_and_old_ones_count_less(void **state)
{
    static const struct entry entries[] = {
        {"1", "First", 1, NULL, "NO", NULL},   {"2", "Second", 700, NULL, "NO", NULL},
        {"3", "Third", 710, NULL, "NO", NULL}, {"4", "Fourth", 720, NULL, "NO", NULL},
        {"5", "Last", 730, NULL, "NO", NULL},
    };
    struct world *w = *state;
    struct str json = STR_NULL;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
        json = put(w, &entries[i]);
    }
    assert_true(str_find(json, STR("First"), 0) == STR_NPOS);
    assert_true(str_find(json, STR("Second"), 0) != STR_NPOS);
    assert_true(str_find(json, STR("Fourth"), 0) < str_find(json, STR("Third"), 0));
}

static void what_reads_like_a_query_is_a_name(void **state)
{
    static const struct entry entries[] = {
        {"1", "One", 1, "A \"B\" OR *", NULL, NULL},
        {"2", "Two", 2, "A \"B\" OR *", NULL, NULL},
        {"3", "Three", 3, "\"", "NEAR(", "names : x"},
    };
    struct world *w = *state;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    put(w, &entries[0]);
    assert_true(str_find(put(w, &entries[1]), STR("\"One.\""), 0) != STR_NPOS);
    assert_str(put(w, &entries[2]), "[]");
}

static void it_is_reported_as_kept_and_goes_with_the_texts(void **state)
{
    static const struct entry entries[] = {
        {"1", "One", 1, "Bo Ek", NULL, NULL},
        {"2", "Two", 2, "Bo Ek", NULL, NULL},
    };
    struct world *w = *state;
    struct report r;
    struct str json;
    int64_t last;
    bool more;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    put(w, &entries[0]);
    json = put(w, &entries[1]);
    last = world_number(w, "SELECT max(id) FROM items");
    IN_JOB(w, store_report(w->store, w->arena, last, 1, &r, &job_err));
    assert_str(r.background, arena_z(w->arena, json));
    assert_str(r.facts, "[1]");
    assert_str(r.paragraphs, "[2]");
    assert_int_equal(world_number(w, "SELECT count(*) FROM related"), 2);
    IN_JOB(w, store_prune(w->store, w->now + 100, 1, &more, &job_err));
    assert_int_equal(world_number(w, "SELECT count(*) FROM related"), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(only_what_shares_a_key_is_found),
        TEST(later_items_and_the_same_title_are_no_background),
        TEST(three_are_enough_and_old_ones_count_less),
        TEST(what_reads_like_a_query_is_a_name),
        TEST(it_is_reported_as_kept_and_goes_with_the_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
