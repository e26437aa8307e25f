#include "fmt/sha.h"

#include "fmt/escape.h"
#include "unit/test.h"

static void sha_hex_gives_the_digests_of_fips_180(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    assert_str(sha_hex(a, STR("abc")),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_str(sha_hex(a, STR("")),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_str(sha_hex(a, STR_NULL),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    arena_free(a);
}

static void sha_hex_parts_tells_lists_apart(void **state)
{
    const struct str lists[][2] = {
        {STR_INIT("ab"), STR_INIT("c")}, {STR_INIT("a"), STR_INIT("bc")},
        {STR_INIT("abc"), STR_INIT("")}, {STR_INIT("abc"), {NULL, 0}},
        {STR_INIT(""), STR_INIT("abc")},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        assert_int_equal(sha_hex_parts(a, lists[i], 2).len, 64);
        for (size_t k = 0; k < i; k++) {
            assert_false(str_eq(sha_hex_parts(a, lists[i], 2), sha_hex_parts(a, lists[k], 2)));
        }
    }
    arena_free(a);
}

static void sha_hmac_gives_the_digests_of_rfc_4231(void **state)
{
    struct arena *a = arena_new();
    struct buf hex = {0};

    (void)state;
    escape_hex(&hex, sha_hmac(a, STR("Jefe"), STR("what do ya want for nothing?")));
    assert_str(buf_view(&hex), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    buf_free(&hex);
    assert_int_equal(sha_hmac(a, STR_NULL, STR_NULL).len, 32);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha_hex_gives_the_digests_of_fips_180),
        cmocka_unit_test(sha_hex_parts_tells_lists_apart),
        cmocka_unit_test(sha_hmac_gives_the_digests_of_rfc_4231),
    };

    return cmocka_run_group_tests_name("fmt/sha", tests, NULL, NULL);
}
