#include "pipeline/hub.h"

#include "unit/test.h"

#include "core/attr.h"
#include "fmt/time.h"

#define NOW 1746489600

static const struct store_hub plain = {
    .feed = STR_INIT("news"),
    .feed_url = STR_INIT("http://10.0.0.1/feed"),
    .hub = STR_INIT("https://hub.example/"),
    .topic = STR_INIT("https://n.example/feed"),
    .secret = STR_INIT("s3"),
    .callback = STR_INIT("https://me.example/t"),
    .state = STORE_HUB_WANTED,
    .lease_end = TIME_NONE,
};

static const struct step_row {
    const char *name;
    enum store_hub_state state;
    bool asked, accepted;
    int64_t failures, lease_end;
    enum hub_step want;
} steps[] = {
    {"a new one is asked for", STORE_HUB_WANTED, false, false, 0, TIME_NONE, HUB_STEP_SUBSCRIBE},
    {"a running one is renewed", STORE_HUB_ACTIVE, false, false, 0, NOW, HUB_STEP_SUBSCRIBE},
    {"a denied one is asked for again", STORE_HUB_DENIED, false, false, 0, TIME_NONE,
     HUB_STEP_SUBSCRIBE},
    {"one that crashed while it was asked for is asked for again", STORE_HUB_WANTED, true, false, 0,
     TIME_NONE, HUB_STEP_SUBSCRIBE},
    {"a hub that does not ask back has failed", STORE_HUB_WANTED, true, true, 0, TIME_NONE,
     HUB_STEP_FAIL},
    {"one that runs is told off", STORE_HUB_LEAVING, false, false, 0, NOW, HUB_STEP_UNSUBSCRIBE},
    {"one that may run too", STORE_HUB_LEAVING, true, false, 0, TIME_NONE, HUB_STEP_UNSUBSCRIBE},
    {"one that never was needs no word", STORE_HUB_LEAVING, false, false, 0, TIME_NONE,
     HUB_STEP_END},
    {"a word that is not answered is said again", STORE_HUB_LEAVING, true, true, 0, NOW,
     HUB_STEP_FAIL},
    {"three times at most", STORE_HUB_LEAVING, true, false, 3, NOW, HUB_STEP_END},
    {"counting the last", STORE_HUB_LEAVING, true, true, 2, NOW, HUB_STEP_END},
};

static void test_step(void **state)
{
    const struct step_row *r = *state;
    struct store_hub h = plain;

    h.state = r->state;
    h.asked = r->asked;
    h.accepted = r->accepted;
    h.failures = r->failures;
    h.lease_end = r->lease_end;
    assert_int_equal(hub_step(&h), r->want);
}

static const struct verdict_row {
    const char *name;
    enum store_hub_state state;
    bool asked;
    const char *mode, *topic, *challenge;
    int64_t lease_s;
    enum hub_verdict want;
} verdicts[] = {
#define T "https://n.example/feed"
    {"asked for", STORE_HUB_WANTED, true, "subscribe", T, "c", 60, HUB_SUBSCRIBED},
    {"renewed", STORE_HUB_ACTIVE, true, "subscribe", T, "c", 60, HUB_SUBSCRIBED},
    {"asked about twice", STORE_HUB_ACTIVE, false, "subscribe", T, "c", 60, HUB_SUBSCRIBED},
    {"another topic", STORE_HUB_WANTED, true, "subscribe", T "2", "c", 60, HUB_REFUSED},
    {"no topic", STORE_HUB_WANTED, true, "subscribe", NULL, "c", 60, HUB_REFUSED},
    {"no challenge", STORE_HUB_WANTED, true, "subscribe", T, NULL, 60, HUB_REFUSED},
    {"no lease", STORE_HUB_WANTED, true, "subscribe", T, "c", -1, HUB_REFUSED},
    {"a lease of nothing", STORE_HUB_WANTED, true, "subscribe", T, "c", 0, HUB_REFUSED},
    {"no mode", STORE_HUB_WANTED, true, NULL, T, "c", 60, HUB_REFUSED},
    {"denied and not asked for since", STORE_HUB_DENIED, false, "subscribe", T, "c", 60,
     HUB_REFUSED},
    {"denied and granted later", STORE_HUB_DENIED, true, "subscribe", T, "c", 60, HUB_SUBSCRIBED},
    {"not wanted any more", STORE_HUB_LEAVING, true, "subscribe", T, "c", 60, HUB_REFUSED},
    {"told off", STORE_HUB_LEAVING, true, "unsubscribe", T, "c", -1, HUB_LEFT},
    {"told off by somebody else", STORE_HUB_ACTIVE, false, "unsubscribe", T, "c", -1, HUB_REFUSED},
    {"denied", STORE_HUB_WANTED, true, "denied", T, NULL, -1, HUB_DENIED},
    {"denied while it runs", STORE_HUB_ACTIVE, false, "denied", T, NULL, -1, HUB_DENIED},
    {"denied when it is over", STORE_HUB_ENDED, false, "denied", T, NULL, -1, HUB_REFUSED},
#undef T
};

static void test_verdict(void **state)
{
    const struct verdict_row *r = *state;
    struct store_hub h = plain;
    const struct push_intent i = {str_z(r->mode), str_z(r->topic), str_z(r->challenge), STR_NULL,
                                  r->lease_s};

    h.state = r->state;
    h.asked = r->asked;
    assert_int_equal(hub_judge(&h, &i), r->want);
}

static void test_leases_are_renewed_in_time(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        int64_t wait = hub_renew_at(864000, 60, NOW, seed) - NOW;

        assert_true(wait > 864000 * 11 / 16 - 2 && wait <= 648000);
        assert_int_equal(hub_renew_at(1, 60, NOW, seed), NOW + 60);
    }
    assert_true(hub_renew_at(864000, 60, NOW, 1) != hub_renew_at(864000, 60, NOW, 2));
}

static void test_private_hub_only_beside_its_feed(void **state)
{
    struct arena *a = arena_new();
    const struct access_list none = {0};
    struct settings s = {.timeout_s = 30, .max_redirects = 10, .allow_private = true};
    struct store_hub h = plain;
    struct hub_order o = {&h, &s, h.hub, 60};
    struct fetch_request r;

    (void)state;
    hub_request(a, &none, &o, &r);
    assert_int_equal(r.guard, FETCH_GUARD_PUBLIC);
    assert_true(str_find(r.body, STR("hub.secret=s3"), 0) != STR_NPOS);
    o.url = STR("http://10.0.0.1:8080/hub");
    h.state = STORE_HUB_LEAVING;
    hub_request(a, &none, &o, &r);
    assert_int_equal(r.guard, FETCH_GUARD_HOST);
    assert_true(str_find(r.body, STR("secret"), 0) == STR_NPOS);
    assert_true(str_find(r.body, STR("hub.mode=unsubscribe"), 0) != STR_NPOS);
    s.allow_private = false;
    hub_request(a, &none, &o, &r);
    assert_int_equal(r.guard, FETCH_GUARD_PUBLIC);
    arena_free(a);
}

static void test_where_a_hub_sends_us(void **state)
{
    struct fetch_response r = {.status = 307, .redirect_url = STR("https://b.example/hub")};

    (void)state;
    assert_str(hub_redirect(&r), "https://b.example/hub");
    r.status = 308;
    assert_str(hub_redirect(&r), "https://b.example/hub");
    r.status = 302; /* would be asked by GET */
    assert_null(hub_redirect(&r).ptr);
    r.status = 307;
    r.redirect_url = STR("ftp://b.example/hub");
    assert_null(hub_redirect(&r).ptr);
    r.redirect_url = STR_NULL;
    assert_null(hub_redirect(&r).ptr);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(steps) + ARRAY_LEN(verdicts) + 3] = {
        cmocka_unit_test(test_leases_are_renewed_in_time),
        cmocka_unit_test(test_private_hub_only_beside_its_feed),
        cmocka_unit_test(test_where_a_hub_sends_us),
    };
    size_t n = 3;

    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        tests[n++] = (struct CMUnitTest){.name = steps[i].name,
                                         .test_func = test_step,
                                         .initial_state = (void *)(uintptr_t)&steps[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
        tests[n++] = (struct CMUnitTest){.name = verdicts[i].name,
                                         .test_func = test_verdict,
                                         .initial_state = (void *)(uintptr_t)&verdicts[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
