#include "push/signature.h"

#include "unit/test.h"

/* RFC 4231, test case 2. */
#define KEY    STR("Jefe")
#define BODY   STR("what do ya want for nothing?")
#define SHA256 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
#define SHA384                                         \
    "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47" \
    "e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
#define SHA512                                                         \
    "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554" \
    "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"

static const struct row {
    const char *name, *header;
    enum push_signature want;
} rows[] = {
    {"sha256", "sha256=" SHA256, PUSH_SIGNATURE_GOOD},
    {"sha384", "sha384=" SHA384, PUSH_SIGNATURE_GOOD},
    {"sha512", "sha512=" SHA512, PUSH_SIGNATURE_GOOD},
    {"digits of either case",
     "SHA256=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843",
     PUSH_SIGNATURE_GOOD},
    {"no header", NULL, PUSH_SIGNATURE_NONE},
    {"an empty one", "", PUSH_SIGNATURE_NONE},
    {"sha1 is weak", "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", PUSH_SIGNATURE_METHOD},
    {"no method", SHA256, PUSH_SIGNATURE_METHOD},
    {"an unknown one", "md5=00", PUSH_SIGNATURE_METHOD},
    {"the last digit wrong",
     "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3842",
     PUSH_SIGNATURE_WRONG},
    {"the first wrong", "sha256=0bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
     PUSH_SIGNATURE_WRONG},
    {"cut", "sha256=5bdcc146", PUSH_SIGNATURE_WRONG},
    {"empty", "sha256=", PUSH_SIGNATURE_WRONG},
    {"another method's digits", "sha512=" SHA256, PUSH_SIGNATURE_WRONG},
};

static void test_row(void **state)
{
    const struct row *r = *state;

    assert_int_equal(push_signature_check(str_z(r->header), KEY, BODY), r->want);
    assert_non_null(push_signature_name(r->want));
}

/* RFC 4231 has no such case; the digests are those of Python's hmac. */
static void test_empty_body_and_long_key(void **state)
{
    char key[200];

    (void)state;
    memset(key, 'k', sizeof(key));
    assert_int_equal(
        push_signature_check(
            STR("sha256=8bb990c40a7d61cb97597a942125025be50ac8beb74436e3735b98893a7f6620"),
            STR("k"), STR("")),
        PUSH_SIGNATURE_GOOD);
    assert_int_equal(
        push_signature_check(
            STR("sha256=a2bd1bf68ab6f90daa9cd982a1df2a8788ff6986b6e9569b3c053ebd26e1892e"),
            (struct str){key, sizeof(key)}, BODY),
        PUSH_SIGNATURE_GOOD);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){.name = rows[i].name,
                                       .test_func = test_row,
                                       .initial_state = (void *)(uintptr_t)&rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(test_empty_body_and_long_key);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
