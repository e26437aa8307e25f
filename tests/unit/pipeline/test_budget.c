/* What models may use in a day. */
#include "unit/test.h"

#include "core/attr.h"
#include "pipeline/budget.h"

enum { DAY = 86400, NOON = 20000 * DAY + DAY / 2 };
#define CENT 1000000

static const struct allowance free_of_bounds = {-1, -1};

static bool take(struct budget *b, const char *model, const char *feed,
                 const struct budget_limits *limits, struct cost most, int64_t now)
{
    const char *which;
    bool first;

    return budget_take(b, str_z(model), str_z(feed), limits, most, now, &which, &first);
}

struct row {
    const char *name;
    struct budget_limits limits;
    struct cost most;  /* of each question */
    const char *which; /* of the limit that the third question meets; NULL: none */
};

/* Asked are (a, x), (b, x) and (a, y). */
static struct row rows[] = {
    {"no bounds", {{-1, -1}, {-1, -1}, {-1, -1}}, {1000000, CENT}, NULL},
    {"all models together", {{2999, -1}, {-1, -1}, {-1, -1}}, {1000, 0}, "all models"},
    {"all models, up to the last token", {{3000, -1}, {-1, -1}, {-1, -1}}, {1000, 0}, NULL},
    {"one model", {{-1, -1}, {1999, -1}, {-1, -1}}, {1000, 0}, "the model"},
    {"one feed is not another", {{-1, -1}, {-1, -1}, {2000, -1}}, {1000, 0}, NULL},
    {"money", {{-1, 2}, {-1, -1}, {-1, -1}}, {1, CENT}, "all models"},
    {"money, up to the last cent", {{-1, 3}, {-1, -1}, {-1, -1}}, {1, CENT}, NULL},
    {"what costs nothing is not bounded by money", {{-1, 0}, {-1, 0}, {-1, 0}}, {1, 0}, NULL},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct budget *b = budget_new();
    const char *which = NULL;
    bool first = false, taken;

    assert_true(take(b, "a", "x", &row->limits, row->most, NOON));
    assert_true(take(b, "b", "x", &row->limits, row->most, NOON));
    taken = budget_take(b, STR("a"), STR("y"), &row->limits, row->most, NOON, &which, &first);
    assert_int_equal(taken, row->which == NULL);
    if (!taken) {
        assert_string_equal(which, row->which);
        assert_true(first);
        assert_false(
            budget_take(b, STR("a"), STR("y"), &row->limits, row->most, NOON, &which, &first));
        assert_false(first);
    }
    budget_free(b);
}

static void what_was_put_aside_and_not_used_is_free_again(void **state)
{
    const struct budget_limits limits = {{100, -1}, free_of_bounds, free_of_bounds};
    struct budget *b = budget_new();
    const struct cost most = {80, 0};

    (void)state;
    assert_true(take(b, "a", "x", &limits, most, NOON));
    assert_false(take(b, "a", "x", &limits, most, NOON));
    budget_settle(b, STR("a"), STR("x"), most, (struct cost){20, 0}, NOON);
    assert_true(take(b, "a", "x", &limits, most, NOON));
    budget_settle(b, STR("a"), STR("x"), most, (struct cost){21, 0}, NOON);
    assert_false(take(b, "a", "x", &limits, most, NOON));
    budget_free(b);
}

static void a_day_begins_with_nothing_used(void **state)
{
    const struct budget_limits limits = {free_of_bounds, {100, -1}, free_of_bounds};
    struct budget *b = budget_new();
    const struct cost all = {100, 0};
    const char *which;
    bool first;

    (void)state;
    assert_false(budget_loaded(b));
    budget_add(b, STR("a"), STR("x"), all, NOON);
    budget_set_loaded(b);
    assert_true(budget_loaded(b));
    assert_false(budget_take(b, STR("a"), STR("x"), &limits, all, NOON, &which, &first));
    assert_true(first);
    assert_true(take(b, "a", "x", &limits, all, NOON + DAY));
    assert_false(budget_take(b, STR("a"), STR("x"), &limits, all, NOON + DAY, &which, &first));
    assert_true(first);
    budget_free(b);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 2] = {
        cmocka_unit_test(what_was_put_aside_and_not_used_is_free_again),
        cmocka_unit_test(a_day_begins_with_nothing_used),
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 2] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
