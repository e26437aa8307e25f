#include "config.h"
#include "unit/test.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/map.h"
#include "core/num.h"
#include "core/utf8.h"

static void test_views(void **state)
{
    struct str rest = STR("a,,b"), part;

    (void)state;
    assert_str(str_trim(STR(" \t x \n")), "x");
    assert_true(str_find(STR("abcabc"), STR("ca"), 0) == 2);
    assert_true(str_find(STR("abc"), STR("x"), 0) == STR_NPOS);
    assert_true(str_find_nocase(STR("aBcAbC"), STR("CA"), 0) == 2);
    assert_true(str_starts_nocase(STR("HTTP/1.1"), STR("http/")));
    assert_false(str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("a.json"), STR(".json")));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_rfind_char(STR("a/b/c"), '/') == 3);
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "a");
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "");
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "b");
    assert_false(str_split(&rest, ',', &part));
}

static void test_absent_is_not_empty(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    assert_null(arena_str(a, STR_NULL).ptr);
    assert_non_null(arena_str(a, STR("")).ptr);
    assert_null(str_z(NULL).ptr);
    arena_free(a);
}

static void test_buffer_grows_and_moves(void **state)
{
    struct arena *a = arena_new();
    struct buf b = {0};
    struct str s;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        buf_add_fmt(&b, "%d,", i);
    }
    s = buf_str(&b, a);
    assert_true(str_starts(s, STR("0,1,2,")));
    assert_true(str_ends(s, STR("998,999,")));
    assert_null(b.ptr);
    assert_str(arena_fmt(a, "%s-%d", "x", 7), "x-7");
    arena_free(a);
}

static void test_arena_array_keeps_elements(void **state)
{
    struct arena *a = arena_new();
    size_t *list = NULL, cap = 0;

    (void)state;
    for (size_t i = 0; i < 10000; i++) {
        list = arena_grow(a, list, i, &cap, sizeof(*list));
        list[i] = i;
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_true(list[i] == i);
    }
    assert_true(((size_t)arena_alloc(a, 3 << 20) & 15U) == 0);
    assert_true(arena_bytes(a) > (size_t)3 << 20);
    arena_free(a);
}

static void test_map_finds_what_was_put(void **state)
{
    struct arena *a = arena_new();
    struct map m;
    static struct str keys[2000];

    (void)state;
    map_init(&m, a);
    assert_null(map_get(&m, STR("none")));
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        /* Prefixes of each other, and the empty key, are keys of their own. */
        keys[i] = i % 2 == 0 ? arena_fmt(a, "%zu", i / 2) : arena_fmt(a, "%zu%c", i / 2, 0);
        assert_null(map_put(&m, keys[i], &keys[i]));
    }
    assert_null(map_put(&m, STR(""), &m));
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        assert_ptr_equal(map_get(&m, keys[i]), &keys[i]);
    }
    assert_null(map_get(&m, STR("x")));
    assert_ptr_equal(map_put(&m, STR("7"), a), &keys[14]);
    assert_ptr_equal(map_get(&m, STR("7")), a);
    assert_true(m.count == ARRAY_LEN(keys) + 1);
    arena_free(a);
}

static void test_numbers(void **state)
{
    int64_t n = 5;
    size_t z = 9;

    (void)state;
    assert_true(num_parse(STR("-9223372036854775808"), &n) && n == INT64_MIN);
    assert_true(num_parse(STR("+17"), &n) && n == 17);
    assert_false(num_parse(STR("9223372036854775808"), &n));
    assert_false(num_parse(STR(""), &n));
    assert_false(num_parse(STR("-"), &n));
    assert_false(num_parse(STR("1 "), &n));
    assert_false(num_mul(SIZE_MAX, 2, &z));
    assert_false(num_add(SIZE_MAX, 1, &z));
    assert_true(z == 9);
}

static void test_utf8(void **state)
{
    struct buf b = {0};
    struct utf8_counter c = {.text = STR("a\xC3\xA9\xF0\x9F\x98\x80z")};
    size_t at = 3;

    (void)state;
    assert_true(utf8_next(c.text, &at) == 0x1F600 && at == 7);
    assert_true(utf8_points_at(&c, 7) == 3);
    assert_true(utf8_points_at(&c, 1) == 1);
    assert_true(utf8_valid(STR("\xEF\xBF\xBD ok")));
    assert_false(utf8_valid(STR("\xED\xA0\x80")));
    assert_false(utf8_valid(STR("\xC0\xAF")));
    assert_false(utf8_valid(STR("\xF4\x90\x80\x80")));
    utf8_add_valid(&b, STR("x\xFFy\xE2\x82z\xE2\x82"));
    assert_str(buf_view(&b), "x\xEF\xBF\xBDy\xEF\xBF\xBDz\xEF\xBF\xBD");
    buf_free(&b);
    utf8_add(&b, 0xD800);
    utf8_add(&b, 0x20AC);
    assert_str(buf_view(&b), "\xEF\xBF\xBD\xE2\x82\xAC");
    buf_free(&b);
    assert_true(utf8_cut(STR("a\xC3\xA9"), 2) == 1);
}

static void test_errors(void **state)
{
    struct err err = {0};

    (void)state;
    assert_int_equal(err_set(&err, ERR_LIMIT, "line %d", 7), -1);
    assert_int_equal(err_context(&err, "feed %s", "x"), -1);
    assert_string_equal(err.text, "feed x: line 7");
    assert_int_equal(err_exit(err.code), 65);
    assert_string_equal(err_name(ERR_CONFIG), "config");
    assert_true(err_again(ERR_NETWORK));
    assert_false(err_again(ERR_SYNTAX));
}

static void test_large_memory_moves_into_the_arena(void **state)
{
    struct arena *a = arena_new();
    struct buf b = {0};
    struct str s;
    const char *before;

    (void)state;
    for (size_t i = 0; i < (5U << 20); i++) {
        buf_add_char(&b, (char)('a' + i % 26));
    }
    before = b.ptr;
    s = buf_str(&b, a);
    assert_ptr_equal(s.ptr, before);
    assert_int_equal(s.len, 5U << 20);
    assert_int_equal(s.ptr[(5U << 20) - 1], 'a' + ((5 << 20) - 1) % 26);
    buf_reserve(&b, 1 << 20);
    buf_add_char(&b, 'x');
    before = b.ptr;
    s = buf_str(&b, a); /* a little in much room is copied */
    assert_ptr_not_equal(s.ptr, before);
    arena_drop(a, s); /* the arena's own memory stays */
    assert_int_equal(s.ptr[0], 'x');
    arena_expect(a, 3 << 20);
    assert_int_equal(*(char *)arena_alloc(a, 3 << 20), 0);
    arena_free(a);
}

#ifdef WITH_SANITIZERS
enum { HEAP_COUNTED = 0 }; /* their malloc() counts elsewhere */
#else
enum { HEAP_COUNTED = 1 };
#endif

static void test_what_an_arena_took_over_can_go_early(void **state)
{
    struct arena *a = arena_new();
    struct mallinfo2 before, with, without;
    struct str texts[3];

    (void)state;
    before = mallinfo2();
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct buf b = {0};

        memset(buf_reserve(&b, 100000), 'x', 100000);
        b.len = 100000;
        texts[i] = buf_str(&b, a);
    }
    with = mallinfo2();
    arena_drop(a, texts[1]);
    arena_drop(a, texts[1]);
    arena_drop(a, STR_NULL);
    without = mallinfo2();
    if (HEAP_COUNTED) {
        /* No more room is kept than the text takes, and a third of it is given back. */
        assert_true(with.uordblks - before.uordblks < 330000);
        assert_true(with.uordblks - without.uordblks >= 100000);
    }
    assert_int_equal(texts[0].ptr[99999], 'x');
    assert_int_equal(texts[2].ptr[99999], 'x');
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_absent_is_not_empty),
        cmocka_unit_test(test_buffer_grows_and_moves),
        cmocka_unit_test(test_arena_array_keeps_elements),
        cmocka_unit_test(test_large_memory_moves_into_the_arena),
        cmocka_unit_test(test_what_an_arena_took_over_can_go_early),
        cmocka_unit_test(test_map_finds_what_was_put),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
