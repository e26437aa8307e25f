/* Turns at a model, and when it is left alone. */
#include "unit/test.h"

#include "core/attr.h"
#include "pipeline/gate.h"

#define NAME STR("desk")

struct caller {
    struct turn turn; /* first */
    int begun;
};

static void on_begin(struct turn *t)
{
    ((struct caller *)t)->begun++;
}

static struct caller caller(void)
{
    return (struct caller){.turn.begin = on_begin};
}

static void turns_come_in_order(void **state)
{
    struct gates *g = gates_new();
    struct caller a = caller(), b = caller(), c = caller(), other = caller();

    (void)state;
    assert_true(gate_enter(g, &a.turn, NAME, 1));
    assert_false(gate_enter(g, &b.turn, NAME, 1));
    assert_false(gate_enter(g, &c.turn, NAME, 1));
    assert_true(gate_enter(g, &other.turn, STR("another"), 1));
    gate_leave(&a.turn);
    assert_int_equal(b.begun, 1);
    assert_int_equal(c.begun, 0);
    gate_leave(&b.turn);
    assert_int_equal(c.begun, 1);
    gate_leave(&c.turn);
    gate_leave(&c.turn); /* nothing to give up */
    gate_leave(&other.turn);
    assert_int_equal(a.begun, 0);
    gates_free(g);
}

static void who_waits_may_leave(void **state)
{
    struct gates *g = gates_new();
    struct caller a = caller(), b = caller(), c = caller(), d = caller();

    (void)state;
    assert_true(gate_enter(g, &a.turn, NAME, 1));
    assert_false(gate_enter(g, &b.turn, NAME, 1));
    assert_false(gate_enter(g, &c.turn, NAME, 1));
    gate_leave(&b.turn);
    gate_leave(&c.turn);
    assert_false(gate_enter(g, &d.turn, NAME, 1));
    gate_leave(&a.turn);
    assert_int_equal(b.begun + c.begun, 0);
    assert_int_equal(d.begun, 1);
    gate_leave(&d.turn);
    gates_free(g);
}

static void more_places_are_taken_when_somebody_leaves(void **state)
{
    struct gates *g = gates_new();
    struct caller a = caller(), b = caller(), c = caller(), d = caller();

    (void)state;
    assert_true(gate_enter(g, &a.turn, NAME, 1));
    assert_false(gate_enter(g, &b.turn, NAME, 1));
    assert_false(gate_enter(g, &c.turn, NAME, 1));
    assert_true(gate_enter(g, &d.turn, NAME, 3)); /* a new configuration */
    gate_leave(&a.turn);
    assert_int_equal(b.begun + c.begun, 2);
    gate_leave(&b.turn);
    gate_leave(&c.turn);
    gate_leave(&d.turn);
    gates_free(g);
}

/* Shuts the gate at `now`; the last failure tells so. */
static void shut(struct gates *g, int64_t now)
{
    for (int i = 0; i + 1 < GATE_FAILURES; i++) {
        assert_false(gate_result(g, NAME, false, now));
        assert_int_equal(gate_shut_ms(g, NAME, now), 0);
    }
    assert_true(gate_result(g, NAME, false, now));
}

static void failures_in_a_row_shut_it(void **state)
{
    struct gates *g = gates_new();

    (void)state;
    shut(g, 1000);
    assert_int_equal(gate_shut_ms(g, NAME, 1000), GATE_SHUT_MS);
    assert_int_equal(gate_shut_ms(g, STR("another"), 1000), 0);
    assert_int_equal(gate_shut_ms(g, NAME, 1000 + GATE_SHUT_MS), 0);
    /* One tries it, the others stay out. */
    assert_true(gate_shut_ms(g, NAME, 1000 + GATE_SHUT_MS) > 0);
    assert_false(gate_result(g, NAME, false, 2000 + GATE_SHUT_MS));
    assert_int_equal(gate_shut_ms(g, NAME, 2000 + GATE_SHUT_MS), 2 * GATE_SHUT_MS);
    gates_free(g);
}

static void a_good_answer_opens_it(void **state)
{
    struct gates *g = gates_new();

    (void)state;
    assert_false(gate_result(g, NAME, true, 0));
    shut(g, 0);
    assert_true(gate_result(g, NAME, true, GATE_SHUT_MS));
    assert_int_equal(gate_shut_ms(g, NAME, GATE_SHUT_MS), 0);
    shut(g, GATE_SHUT_MS);
    assert_int_equal(gate_shut_ms(g, NAME, GATE_SHUT_MS), GATE_SHUT_MS);
    gates_free(g);
}

static void after_a_restart_one_tries_it(void **state)
{
    struct gates *g = gates_new();

    (void)state;
    gate_distrust(g, NAME, 500);
    assert_int_equal(gate_shut_ms(g, NAME, 500), 0);
    assert_int_equal(gate_shut_ms(g, NAME, 500), GATE_SHUT_MS);
    assert_true(gate_result(g, NAME, true, 600));
    assert_int_equal(gate_shut_ms(g, NAME, 600), 0);
    gates_free(g);
}

static void a_new_configuration_is_tried(void **state)
{
    struct gates *g = gates_new();

    (void)state;
    shut(g, 0);
    gates_retry(g, 10);
    assert_int_equal(gate_shut_ms(g, NAME, 10), 0);
    assert_int_equal(gate_shut_ms(g, NAME, 10), GATE_SHUT_MS);
    assert_int_equal(gate_shut_ms(g, STR("another"), 10), 0);
    gates_free(g);
}

static void it_is_never_shut_for_longer_than_an_hour(void **state)
{
    struct gates *g = gates_new();
    int64_t now = 0;

    (void)state;
    shut(g, now);
    for (int i = 0; i < 20; i++) {
        now += GATE_SHUT_MOST_MS;
        assert_int_equal(gate_shut_ms(g, NAME, now), 0);
        gate_result(g, NAME, false, now);
    }
    assert_int_equal(gate_shut_ms(g, NAME, now), GATE_SHUT_MOST_MS);
    gates_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_come_in_order),
        cmocka_unit_test(who_waits_may_leave),
        cmocka_unit_test(more_places_are_taken_when_somebody_leaves),
        cmocka_unit_test(failures_in_a_row_shut_it),
        cmocka_unit_test(a_good_answer_opens_it),
        cmocka_unit_test(after_a_restart_one_tries_it),
        cmocka_unit_test(a_new_configuration_is_tried),
        cmocka_unit_test(it_is_never_shut_for_longer_than_an_hour),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
