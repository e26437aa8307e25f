/* Subscriptions at hubs: one of a feed lives, the others are left, and what is relied on is known. */
#include "unit/store/world.h"

#include <sys/stat.h>
#include <unistd.h>

#include "core/attr.h"
#include "fmt/time.h"
#include "sys/file.h"

static const char *const feeds[] = {"a", "b"};

static bool found(struct world *w, const char *feed, const char *hub, const char *token)
{
    struct store_hub_found f = {
        .feed_id = world_feed(w, feed),
        .now = w->now,
        .hub = str_z(hub),
        .topic = STR("https://a.example/feed"),
        .token = str_z(token),
        .base = STR("https://me.example/"),
    };
    bool begun;

    IN_JOB(w, store_hub_found(w->store, &f, &begun, &job_err));
    return begun;
}

static size_t claim(struct world *w, struct store_hub **hubs)
{
    size_t count;

    IN_JOB(w, store_claim_hubs(w->store, w->arena, w->now, 9, hubs, &count, &job_err));
    return count;
}

static struct store_hub find(struct world *w, const char *token)
{
    struct store_hub h;

    IN_JOB(w, store_hub_find(w->store, w->arena, str_z(token), &h, &job_err));
    return h;
}

static int64_t push_until(struct world *w)
{
    int64_t a = world_feed(w, "a");
    struct store_feed f;

    IN_JOB(w, store_feed(w->store, w->arena, a, &f, &job_err));
    return f.push_until;
}

static int64_t next_hub(struct world *w)
{
    struct store_dues dues;

    IN_JOB(w, store_next_due(w->store, &dues, &job_err));
    return dues.hub;
}

static void set_up(struct world *w, struct store_hub *h)
{
    struct store_hub *hubs;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    assert_int_equal(next_hub(w), TIME_NONE);
    assert_true(found(w, "a", "https://hub.example/", "t1"));
    assert_int_equal(next_hub(w), w->now);
    assert_int_equal(claim(w, &hubs), 1);
    assert_int_equal(next_hub(w), TIME_NONE);
    *h = hubs[0];
}

static void a_hub_that_is_found_again_is_the_same(void **state)
{
    struct world *w = *state;
    struct store_hub h;

    set_up(w, &h);
    assert_int_equal(h.state, STORE_HUB_WANTED);
    assert_false(h.asked);
    assert_str(h.feed, "a");
    assert_str(h.callback, "https://me.example/t1");
    assert_false(found(w, "a", "https://hub.example/", "t2"));
    assert_true(found(w, "b", "https://hub.example/", "t3"));
    assert_int_equal(find(w, "t1").id, h.id);
    assert_true(find(w, "t1").asked);
}

static void another_hub_takes_its_place(void **state)
{
    struct world *w = *state;
    struct store_hub h, *hubs;

    set_up(w, &h);
    assert_true(found(w, "a", "https://other.example/", "t2"));
    assert_int_equal(find(w, "t1").state, STORE_HUB_LEAVING);
    assert_int_equal(find(w, "t2").state, STORE_HUB_WANTED);
    /* A document without one leaves it too. */
    assert_false(found(w, "a", NULL, "t3"));
    assert_int_equal(find(w, "t2").state, STORE_HUB_LEAVING);
    assert_int_equal(claim(w, &hubs), 1);
    IN_JOB(w, store_hub_ended(w->store, hubs[0].id, w->now, &job_err));
    assert_int_equal(find(w, "t2").state, STORE_HUB_ENDED);
    w->now += 86400;
    assert_int_equal(claim(w, &hubs), 0);
    assert_int_equal(next_hub(w), TIME_NONE);
}

static void what_the_hub_asks_before_it_answers_stands(void **state)
{
    struct world *w = *state;
    struct store_hub h;

    set_up(w, &h);
    IN_JOB(w, store_hub_verified(w->store, h.id, w->now + 1000, w->now + 700, &job_err));
    IN_JOB(w, store_hub_asked(w->store, h.id, w->now + 60, &job_err));
    assert_int_equal(next_hub(w), w->now + 700);
    assert_false(find(w, "t1").accepted);
    IN_JOB(w, store_hub_failed(w->store, h.id, w->now, w->now + 5, STR("late"), &job_err));
    h = find(w, "t1");
    assert_int_equal(h.failures, 0);
    assert_int_equal(h.state, STORE_HUB_ACTIVE);
    assert_int_equal(next_hub(w), w->now + 700);
}

static void a_lease_that_is_not_renewed_ends(void **state)
{
    struct world *w = *state;
    struct store_hub h, *hubs;

    set_up(w, &h);
    IN_JOB(w, store_hub_asked(w->store, h.id, w->now + 60, &job_err));
    assert_true(find(w, "t1").accepted);
    IN_JOB(w, store_hub_verified(w->store, h.id, w->now + 1000, w->now + 700, &job_err));
    assert_int_equal(push_until(w), TIME_NONE);
    IN_JOB(w, store_hub_pushed(w->store, h.id, false, w->now, &job_err));
    assert_int_equal(push_until(w), TIME_NONE);
    IN_JOB(w, store_hub_pushed(w->store, h.id, true, w->now, &job_err));
    assert_int_equal(push_until(w), WORLD_START + 1000);
    w->now += 700;
    assert_int_equal(claim(w, &hubs), 1);
    IN_JOB(w, store_hub_failed(w->store, h.id, w->now, w->now + 60, STR("HTTP 500"), &job_err));
    assert_int_equal(push_until(w), WORLD_START + 1000);
    assert_int_equal(find(w, "t1").failures, 1);
    w->now += 400;
    assert_int_equal(claim(w, &hubs), 1);
    IN_JOB(w, store_hub_failed(w->store, h.id, w->now, w->now + 60, STR("HTTP 500"), &job_err));
    assert_int_equal(push_until(w), TIME_NONE);
    assert_int_equal(find(w, "t1").state, STORE_HUB_WANTED);
}

static int64_t feed_due(struct world *w)
{
    struct store_dues dues;

    IN_JOB(w, store_next_due(w->store, &dues, &job_err));
    return dues.feed;
}

/* A poll of "a" alone is to come; that of "b" is far off. */
static void slow_polls(struct world *w, int64_t id)
{
    struct store_poll poll = {.polled_at = w->now, .due = w->now + 90000, .status = 200};

    IN_JOB(w, store_hub_verified(w->store, id, w->now + 864000, w->now + 700000, &job_err));
    IN_JOB(w, store_hub_pushed(w->store, id, true, w->now, &job_err));
    poll.feed_id = world_feed(w, "b");
    poll.due = w->now + 900000;
    poll.pushed = true;
    IN_JOB(w, store_put_poll(w->store, &poll, &job_err));
    poll.feed_id = world_feed(w, "a");
    poll.due = w->now + 90000;
    poll.not_before = w->now + 30;
    IN_JOB(w, store_put_poll(w->store, &poll, &job_err));
    assert_int_equal(feed_due(w), w->now + 90000);
}

static void a_hub_that_denies_brings_polls_back(void **state)
{
    struct world *w = *state;
    struct store_hub h;

    set_up(w, &h);
    slow_polls(w, h.id);
    IN_JOB(w, store_hub_denied(w->store, h.id, w->now, w->now + 500, STR("no"), &job_err));
    assert_int_equal(feed_due(w), w->now + 30);
    assert_int_equal(find(w, "t1").state, STORE_HUB_DENIED);
    assert_int_equal(find(w, "t1").lease_end, TIME_NONE);
    assert_int_equal(push_until(w), TIME_NONE);
}

static void what_was_missed_brings_polls_back(void **state)
{
    struct world *w = *state;
    struct store_hub h;
    int64_t a;

    set_up(w, &h);
    slow_polls(w, h.id);
    a = world_feed(w, "a");
    IN_JOB(w, store_hub_missed(w->store, a, w->now + 900, &job_err));
    assert_int_equal(feed_due(w), w->now + 900);
    assert_int_equal(push_until(w), TIME_NONE);
    IN_JOB(w, store_hub_pushed(w->store, h.id, true, w->now, &job_err));
    assert_int_equal(push_until(w), w->now + 864000);
}

static void no_start_pulls_a_poll_forward_where_news_is_pushed(void **state)
{
    struct world *w = *state;
    struct store_hub h;

    set_up(w, &h);
    slow_polls(w, h.id);
    world_sync(w, feeds, ARRAY_LEN(feeds));
    assert_int_equal(feed_due(w), w->now + 90000);
}

static void a_configuration_without_a_listener_leaves_all(void **state)
{
    struct world *w = *state;
    struct store_hub h;

    set_up(w, &h);
    slow_polls(w, h.id);
    IN_JOB(w, store_hub_sync(w->store, STR("https://me.example/"), w->now, &job_err));
    assert_int_equal(find(w, "t1").state, STORE_HUB_ACTIVE);
    IN_JOB(w, store_hub_sync(w->store, STR("https://new.example/"), w->now, &job_err));
    assert_int_equal(find(w, "t1").state, STORE_HUB_WANTED);
    assert_str(find(w, "t1").callback, "https://new.example/t1");
    assert_int_equal(feed_due(w), w->now + 30);
    IN_JOB(w, store_hub_sync(w->store, STR_NULL, w->now, &job_err));
    assert_int_equal(find(w, "t1").state, STORE_HUB_LEAVING);
}

static void a_feed_that_is_gone_leaves_its_hub(void **state)
{
    struct world *w = *state;
    struct store_hub h;

    set_up(w, &h);
    world_sync(w, feeds + 1, 1);
    IN_JOB(w, store_hub_sync(w->store, STR("https://me.example/"), w->now, &job_err));
    assert_int_equal(find(w, "t1").state, STORE_HUB_LEAVING);
}

static void a_subscription_survives_the_program(void **state)
{
    struct world *w = *state;
    struct store_status *rows;
    struct store_hub h, *hubs;
    size_t count;

    set_up(w, &h);
    IN_JOB(w, store_hub_verified(w->store, h.id, w->now + 1000, w->now, &job_err));
    IN_JOB(w, store_hub_pushed(w->store, h.id, true, w->now, &job_err));
    IN_JOB(w, store_hub_pushed(w->store, h.id, false, w->now, &job_err));
    store_close(w->store);
    world_open(w);
    IN_JOB(w, store_shift(w->store, 50, &job_err));
    assert_int_equal(next_hub(w), w->now + 50);
    w->now += 50;
    assert_int_equal(claim(w, &hubs), 1);
    assert_int_equal(hubs[0].state, STORE_HUB_ACTIVE);
    assert_int_equal(hubs[0].lease_end, w->now + 1000);
    IN_JOB(w, store_status(w->store, w->arena, STR(""), 9, &rows, &count, &job_err));
    assert_int_equal(count, 2);
    assert_str(rows[0].push->state, "active");
    assert_str(rows[0].push->hub, "https://hub.example/");
    assert_int_equal(rows[0].push->pushes, 1);
    assert_int_equal(rows[0].push->refused, 1);
    assert_int_equal(rows[0].push->last_push, WORLD_START);
    assert_null(rows[1].push);
}

/* What a member of the group can read. */
static void a_secret_is_in_no_file_of_the_group(void **state)
{
    struct world *w = *state;
    struct store_hub h;
    struct str *names, key;
    struct stat st;
    size_t count, read = 0;
    struct err err;

    set_up(w, &h);
    assert_int_equal(h.secret.len, 64);
    assert_true(found(w, "b", "https://hub.example/", "t2"));
    assert_false(str_eq(find(w, "t2").secret, h.secret));
    assert_int_equal(file_read_secret(w->arena,
                                      arena_z(w->arena, arena_fmt(w->arena, "%s/hub.key", w->dir)),
                                      &key, &err),
                     0);
    assert_int_equal(file_list(w->arena, w->dir, STR(""), &names, &count, &err), 0);
    for (size_t i = 0; i < count; i++) {
        const char *path =
            arena_z(w->arena, arena_fmt(w->arena, "%s/" STR_FMT, w->dir, STR_ARG(names[i])));
        struct str bytes;

        assert_int_equal(stat(path, &st), 0);
        if (str_eq(names[i], STR("hub.key"))) {
            assert_int_equal(st.st_mode & 07777, 0600);
            continue;
        }
        assert_int_equal(file_read(w->arena, path, 16 << 20, &bytes, &err), 0);
        assert_true(str_find(bytes, h.secret, 0) == STR_NPOS);
        assert_true(str_find(bytes, key, 0) == STR_NPOS);
        read++;
    }
    assert_true(read > 0);
}

static void without_its_key_a_subscription_is_asked_for_anew(void **state)
{
    struct world *w = *state;
    struct store_hub h, again, *hubs;

    set_up(w, &h);
    slow_polls(w, h.id);
    store_close(w->store);
    world_open(w);
    again = find(w, "t1");
    assert_int_equal(again.state, STORE_HUB_ACTIVE);
    assert_true(str_eq(again.secret, h.secret));
    assert_int_equal(feed_due(w), w->now + 90000);
    store_close(w->store);
    unlink(arena_z(w->arena, arena_fmt(w->arena, "%s/hub.key", w->dir)));
    world_open(w);
    assert_int_equal(claim(w, &hubs), 1);
    assert_int_equal(hubs[0].state, STORE_HUB_WANTED);
    assert_str(hubs[0].callback, "https://me.example/t1");
    assert_false(str_eq(hubs[0].secret, h.secret));
    assert_int_equal(push_until(w), TIME_NONE);
    assert_int_equal(feed_due(w), w->now + 30);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_hub_that_is_found_again_is_the_same),
        TEST(another_hub_takes_its_place),
        TEST(what_the_hub_asks_before_it_answers_stands),
        TEST(a_lease_that_is_not_renewed_ends),
        TEST(a_hub_that_denies_brings_polls_back),
        TEST(what_was_missed_brings_polls_back),
        TEST(no_start_pulls_a_poll_forward_where_news_is_pushed),
        TEST(a_configuration_without_a_listener_leaves_all),
        TEST(a_feed_that_is_gone_leaves_its_hub),
        TEST(a_subscription_survives_the_program),
        TEST(a_secret_is_in_no_file_of_the_group),
        TEST(without_its_key_a_subscription_is_asked_for_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
