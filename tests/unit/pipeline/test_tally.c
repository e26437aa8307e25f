/* What a model was asked, counted over a restart. */
#include "unit/test.h"

#include "core/attr.h"
#include "pipeline/tally.h"

static void counts_go_on_from_the_status_file(void **state)
{
    struct arena *a = arena_new();
    struct tally *t = tally_new();
    struct str status = STR("{\"pid\": 7, \"models\": [{\"name\": \"desk\", \"paused\": true,"
                            " \"questions\": 41, \"tokens_in\": 9000000000}],\"later\":[{\"na");
    struct tally_row *rows;
    struct err err;
    size_t count;

    (void)state;
    assert_int_equal(tally_load(t, status, &err), 0);
    tally_of(t, STR("desk"))->questions++;
    tally_of(t, STR("second"))->answers++;
    assert_ptr_equal(tally_of(t, STR("second")), tally_of(t, STR("second")));
    tally_copy(t, a, &rows, &count);
    tally_free(t);
    assert_int_equal(count, 2);
    assert_str(rows[0].name, "desk");
    assert_int_equal(rows[0].questions, 42);
    assert_int_equal(rows[0].tokens_in, 9000000000);
    assert_true(rows[0].paused);
    assert_str(rows[1].name, "second");
    assert_int_equal(rows[1].answers, 1);
    arena_free(a);
}

static void a_damaged_file_counts_nothing(void **state)
{
    static const char *const texts[] = {"", "{\"models\": 3}",
                                        "{\"models\": [{\"questions\": \"x\"}]}"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct arena *a = arena_new();
        struct tally *t = tally_new();
        struct tally_row *rows;
        struct err err;
        size_t count;

        assert_int_equal(tally_load(t, str_z(texts[i]), &err), -1);
        tally_copy(t, a, &rows, &count);
        assert_int_equal(count, 0);
        tally_free(t);
        arena_free(a);
    }
}

static void a_file_without_models_is_no_fault(void **state)
{
    struct tally *t = tally_new();
    struct err err;

    (void)state;
    assert_int_equal(tally_load(t, STR("{\"pid\": 7}"), &err), 0);
    tally_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_go_on_from_the_status_file),
        cmocka_unit_test(a_damaged_file_counts_nothing),
        cmocka_unit_test(a_file_without_models_is_no_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
