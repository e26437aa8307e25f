#include "sys/program.h"

#include <limits.h>
#include <unistd.h>

#include "unit/test.h"

static void test_a_program_beside_the_running_one_is_found(void **state)
{
    char path[PATH_MAX];

    (void)state;
    program_sibling(path, "test_program", "/nowhere", "/nowhere");
    assert_string_not_equal(path, "/nowhere/test_program");
    assert_int_equal(access(path, X_OK), 0);
}

static void test_one_seen_from_its_folder_is_found(void **state)
{
    char path[PATH_MAX];

    (void)state;
    program_sibling(path, "sh", "/../../../../../../../../../../../../../../../../bin", "/nowhere");
    assert_string_not_equal(path, "/nowhere/sh");
    assert_int_equal(access(path, X_OK), 0);
}

static void test_one_found_nowhere_is_where_it_was_configured_to_be(void **state)
{
    char path[PATH_MAX];

    (void)state;
    assert_string_equal(program_sibling(path, "no-such-program", "/..", "/configured"),
                        "/configured/no-such-program");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_program_beside_the_running_one_is_found),
        cmocka_unit_test(test_one_seen_from_its_folder_is_found),
        cmocka_unit_test(test_one_found_nowhere_is_where_it_was_configured_to_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
