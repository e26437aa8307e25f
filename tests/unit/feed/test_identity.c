/* feed/identity: what stays the same item. */
#include "unit/test.h"

#include "core/arena.h"
#include "feed/identity.h"
#include "fmt/time.h"

#define OLD "https://www.defense.example/News/Article/4176521/readout/"
#define NEW "https://www.war.example/News/Article/4176521/other-slug/"

struct row {
    const char *name;
    struct item one, two;
    bool same_key, same_link_key;
};

static struct row rows[] = {
    {"the id is the key",
     {.id = STR_INIT("a"), .link = STR_INIT(OLD)},
     {.id = STR_INIT("a"), .link = STR_INIT("https://x.example/y")},
     true,
     false},
    {"a site may move",
     {.id = STR_INIT("a"), .link = STR_INIT(OLD)},
     {.id = STR_INIT("b"), .link = STR_INIT(NEW)},
     false,
     true},
    {"without an id the link key is the key",
     {.link = STR_INIT(OLD)},
     {.link = STR_INIT(NEW)},
     true,
     true},
    {"tracking is no difference",
     {.link = STR_INIT("https://e.example/a?p=1&utm_source=x")},
     {.link = STR_INIT("https://e.example/a?p=1")},
     true,
     true},
    {"without both, title and time are",
     {.title = STR_INIT("t"), .published = 5},
     {.title = STR_INIT("t"), .published = 5},
     true,
     true},
    {"another time is another item",
     {.title = STR_INIT("t"), .published = 5},
     {.title = STR_INIT("t"), .published = 6},
     false,
     true},
    {"without a title the text is",
     {.summary = STR_INIT("a"), .published = TIME_NONE},
     {.summary = STR_INIT("b"), .published = TIME_NONE},
     false,
     true},
};

static void test_row(void **state)
{
    struct row *row = *state;
    struct arena *a = arena_new();

    identity_set(a, &row->one);
    identity_set(a, &row->two);
    assert_int_equal(str_eq(row->one.key, row->two.key), row->same_key);
    assert_int_equal(str_eq(row->one.link_key, row->two.link_key), row->same_link_key);
    arena_free(a);
}

static void nothing_to_show_is_a_placeholder(void **state)
{
    struct arena *a = arena_new();
    struct item empty = {.id = STR("g"), .title = STR("")}, title = {.title = STR("t")};

    (void)state;
    identity_set(a, &empty);
    identity_set(a, &title);
    assert_true(empty.placeholder);
    assert_false(title.placeholder);
    assert_str(empty.key, "g");
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1];
    size_t n = 0;

    for (; n < ARRAY_LEN(rows); n++) {
        tests[n] = (struct CMUnitTest){
            .name = rows[n].name, .test_func = test_row, .initial_state = &rows[n]};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(nothing_to_show_is_a_placeholder);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
