/* What models were asked and what they answered, and what it cost. */
#include "unit/store/world.h"

#include "core/attr.h"

static const char *const feeds[] = {"a"};

static const struct world_item items_of_a[] = {
    {"1", "https://x.example/one", "One", 1, "text", false},
};

static struct store_item begin(struct world *w)
{
    struct world_poll poll = {"a", items_of_a, 1, -1};
    struct store_item *items;
    size_t got;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    world_put(w, &poll);
    IN_JOB(w, store_claim_items(w->store, w->arena, w->now, 1, false, &items, &got, &job_err));
    assert_int_equal(got, 1);
    return items[0];
}

static void keep(struct world *w, const struct store_item *i)
{
    const struct store_exchange exchanges[] = {
        {.purpose = STR("summary"),
         .model = STR("desk"),
         .feed = STR("a"),
         .key = STR("k1"),
         .system = STR("Be true."),
         .prompt = STR("Say it."),
         .answer = STR("It lies."),
         .answered_as = STR("m-1"),
         .asked = w->now,
         .answered = w->now + 2,
         .tokens_in = 10,
         .tokens_out = 5,
         .micros = 70,
         .requests = 1},
        {.purpose = STR("retry"),
         .model = STR("desk"),
         .feed = STR("a"),
         .prompt = STR("Say it again."),
         .error = STR("HTTP 500"),
         .asked = w->now + 2,
         .answered = w->now + 3,
         .tokens_in = 1,
         .micros = 3,
         .requests = 4},
        {.purpose = STR("judge"),
         .model = STR("second"),
         .feed = STR("a"),
         .prompt = STR("Is it so?"),
         .answer = STR("No"),
         .asked = w->now + 3,
         .answered = w->now + 4,
         .tokens_in = 7,
         .requests = 1},
    };
    struct store_readout r = {.item_id = i->id,
                              .revision = i->revision,
                              .exchanges = exchanges,
                              .exchange_count = ARRAY_LEN(exchanges)};

    r.report = (struct report){.event = STR("event.1"),
                               .spool_name = STR("one"),
                               .article_text = STR("text"),
                               .method = STR("extractive"),
                               .model = STR("{\"name\":\"desk\"}"),
                               .prompt = STR("{\"template\":\"default\"}")};
    IN_JOB(w, store_put_readout(w->store, &r, &job_err));
    IN_JOB(w, store_spooled(w->store, i->id, i->revision, w->now, &job_err));
}

static void an_item_tells_how_it_came_about(void **state)
{
    static const char *const words[] = {"event.1", "one", "https://x.example/one", "1"};
    struct world *w = *state;
    struct store_item item = begin(w);

    keep(w, &item);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct report report;
        struct store_exchange *list;
        size_t count;

        IN_JOB(w, store_exchanges(w->store, w->arena, str_z(words[i]), &report, &list, &count,
                                  &job_err));
        assert_int_equal(count, 3);
        assert_str(report.event, "event.1");
        assert_str(report.model, "{\"name\":\"desk\"}");
        assert_str(report.prompt, "{\"template\":\"default\"}");
        assert_str(list[0].prompt, "Say it.");
        assert_str(list[0].answer, "It lies.");
        assert_str(list[1].error, "HTTP 500");
        assert_null(list[1].answer.ptr);
        assert_str(list[2].model, "second");
        assert_true(list[0].tokens_out == 5 && list[1].requests == 4);
    }
}

static void an_item_that_is_not_there_is_told(void **state)
{
    struct world *w = *state;
    struct report report;
    struct store_exchange *list;
    size_t count;
    struct err err;

    begin(w);
    world_begin(w);
    assert_int_equal(
        store_exchanges(w->store, w->arena, STR("event.1"), &report, &list, &count, &err), -1);
    assert_int_equal(err.code, ERR_NOINPUT);
    world_end(w);
}

static void an_answer_is_taken_again_under_its_key(void **state)
{
    struct world *w = *state;
    struct store_item item = begin(w);
    struct str answer;

    keep(w, &item);
    IN_JOB(w, store_cached_answer(w->store, w->arena, STR("k1"), &answer, &job_err));
    assert_str(answer, "It lies.");
    IN_JOB(w, store_cached_answer(w->store, w->arena, STR("k2"), &answer, &job_err));
    assert_null(answer.ptr);
}

static int64_t spent_of(struct world *w, const char *model)
{
    struct store_spent *spent;
    size_t count;
    int64_t tokens = 0;

    IN_JOB(w, store_spent(w->store, w->arena, w->now, &spent, &count, &job_err));
    for (size_t i = 0; i < count; i++) {
        tokens += str_eq(spent[i].model, str_z(model)) ? spent[i].tokens : 0;
    }
    return tokens;
}

static void what_was_asked_before_a_crash_is_counted(void **state)
{
    struct world *w = *state;
    struct store_item item = begin(w);
    const struct store_spent most = {STR("desk"), STR("a"), 900, 40};

    IN_JOB(w, store_note_question(w->store, item.id, &most, w->now, &job_err));
    /* The program that asks keeps its own account. */
    assert_int_equal(spent_of(w, "desk"), 0);
    store_close(w->store);
    world_open(w);
    assert_int_equal(spent_of(w, "desk"), 900);
    IN_JOB(w, store_note_question(w->store, item.id, &most, w->now, &job_err));
    keep(w, &item);
    assert_int_equal(spent_of(w, "desk"), 916);
    store_close(w->store);
    world_open(w);
    assert_int_equal(spent_of(w, "desk"), 916);
    w->now += 86400;
    assert_int_equal(spent_of(w, "desk"), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM asked"), 0);
}

static enum store_place place_of(struct world *w, const struct store_item *i)
{
    enum store_place place;

    IN_JOB(w, store_answer_place(w->store, i->id, i->revision, &place, &job_err));
    return place;
}

static void a_late_answer_is_the_next_revision(void **state)
{
    struct world *w = *state;
    struct store_item item = begin(w), *items;
    struct store_readout r;
    size_t got;

    assert_int_equal(place_of(w, &item), STORE_PLACE_BUSY);
    keep(w, &item);
    assert_int_equal(place_of(w, &item), STORE_PLACE_FREE);
    IN_JOB(w, store_open_answer(w->store, w->arena, item.id, 1, w->now, &r, &job_err));
    assert_str(r.report.article_text, "text");
    r.report.event = STR("event.2");
    r.report.spool_name = STR("two");
    r.report.method = STR("model");
    r.made_by = STR("by model desk");
    IN_JOB(w, store_put_readout(w->store, &r, &job_err));
    assert_int_equal(place_of(w, &item), STORE_PLACE_NONE);
    IN_JOB(w, store_claim_items(w->store, w->arena, w->now, 1, false, &items, &got, &job_err));
    assert_int_equal(got, 1);
    assert_str(items[0].stage, "spool");
    assert_int_equal(items[0].revision, 2);
    IN_JOB(w, store_report(w->store, w->arena, item.id, 2, &r.report, &job_err));
    assert_str(r.report.changes,
               "[{\"field\":\"summary\",\"before\":\"extractive\",\"after\":\"by model desk\","
               "\"diff\":[[\"-\",\"extractive\"],[\"+\",\"by model desk\"]]}]");
    assert_str(r.report.article_text, "text");
    /* What was paid for it is its own now. */
    assert_int_equal(
        world_number(w, "SELECT sum(tokens_in + tokens_out) FROM exchanges WHERE revision = 1"), 0);
}

static void a_correction_does_not_wait_for_a_late_answer(void **state)
{
    static const struct world_item corrected[] = {
        {"1", "https://x.example/one", "One, corrected", 1, "text", false},
    };
    struct world *w = *state;
    struct store_item item = begin(w);
    struct world_poll poll = {"a", corrected, 1, -1};
    struct store_readout r;

    keep(w, &item);
    IN_JOB(w, store_open_answer(w->store, w->arena, item.id, 1, w->now, &r, &job_err));
    r.report.event = STR("event.2");
    r.report.spool_name = STR("two");
    IN_JOB(w, store_put_readout(w->store, &r, &job_err));
    IN_JOB(w, store_spooled(w->store, item.id, 2, w->now, &job_err));
    w->now += 60;
    world_put(w, &poll);
    assert_int_equal(world_number(w, "SELECT due FROM items"), w->now);
    assert_int_equal(world_number(w, "SELECT revision FROM items"), 3);
}

static void what_was_used_is_summed_by_model(void **state)
{
    struct world *w = *state;
    struct store_item item = begin(w);
    struct store_spent *spent;
    size_t count;

    keep(w, &item);
    IN_JOB(w, store_spent(w->store, w->arena, w->now, &spent, &count, &job_err));
    assert_int_equal(count, 2);
    assert_str(spent[0].model, "desk");
    assert_true(spent[0].tokens == 16 && spent[0].micros == 73);
    assert_str(spent[1].model, "second");
    assert_true(spent[1].tokens == 7);
    IN_JOB(w, store_spent(w->store, w->arena, w->now + 5, &spent, &count, &job_err));
    assert_int_equal(count, 0);
}

static void asking_counts_tries_of_its_own(void **state)
{
    struct world *w = *state;
    struct store_item item = begin(w);
    bool failed, again;

    for (int i = 0; i < 3; i++) {
        IN_JOB(w, store_enter_stage(w->store, item.id, "digest", &failed, &job_err));
        assert_false(failed); /* each time the worker had read the page */
        IN_JOB(w, store_enter_ask(w->store, item.id, &again, &job_err));
        assert_true(again);
    }
    IN_JOB(w, store_enter_stage(w->store, item.id, "digest", &failed, &job_err));
    assert_false(failed);
    IN_JOB(w, store_enter_ask(w->store, item.id, &again, &job_err));
    assert_false(again);
    assert_true(world_number(w, "SELECT count(*) FROM items WHERE stage = 'ask'") == 1);
    keep(w, &item);
    assert_true(world_number(w, "SELECT count(*) FROM tries") == 0);
}

static void exchanges_go_with_the_texts(void **state)
{
    struct world *w = *state;
    struct store_item item = begin(w);
    bool more;

    keep(w, &item);
    assert_true(world_number(w, "SELECT count(*) FROM exchanges") == 3);
    IN_JOB(w, store_prune(w->store, w->now + 1000, 100, &more, &job_err));
    assert_true(world_number(w, "SELECT count(*) FROM exchanges") == 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_item_tells_how_it_came_about),
        TEST(an_item_that_is_not_there_is_told),
        TEST(an_answer_is_taken_again_under_its_key),
        TEST(what_was_asked_before_a_crash_is_counted),
        TEST(a_late_answer_is_the_next_revision),
        TEST(a_correction_does_not_wait_for_a_late_answer),
        TEST(what_was_used_is_summed_by_model),
        TEST(asking_counts_tries_of_its_own),
        TEST(exchanges_go_with_the_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
