/* What counts as a change of a text, and how it is shown. */
#include "unit/test.h"

#include "fmt/diff.h"

struct row {
    const char *name;
    const char *before, *after;
    const char *want; /* JSON of the field "f" */
};

static struct row rows[] = {
    {"equal texts are no change", "One two", "One two", "[]"},
    {"white space and quotes are no change", " \"One\"\n two ",
     "\xe2\x80\x9cOne\xe2\x80\x9d\xc2\xa0two", "[]"},
    {"a word in the middle", "Readout of Acting Secretary", "Readout of Deputy Secretary",
     "[{\"field\":\"f\",\"before\":\"Readout of Acting Secretary\","
     "\"after\":\"Readout of Deputy Secretary\",\"diff\":[[\"=\",\"Readout of \"],"
     "[\"-\",\"Acting \"],[\"+\",\"Deputy \"],[\"=\",\"Secretary\"]]}]"},
    {"a word that comes in", "a c", "a b c",
     "[{\"field\":\"f\",\"before\":\"a c\",\"after\":\"a b c\","
     "\"diff\":[[\"=\",\"a \"],[\"+\",\"b \"],[\"=\",\"c\"]]}]"},
    {"a word that goes", "a b c", "a c",
     "[{\"field\":\"f\",\"before\":\"a b c\",\"after\":\"a c\","
     "\"diff\":[[\"=\",\"a \"],[\"-\",\"b \"],[\"=\",\"c\"]]}]"},
    {"two changes with the same between", "a x b y c ", "a b z c ",
     "[{\"field\":\"f\",\"before\":\"a x b y c \",\"after\":\"a b z c \","
     "\"diff\":[[\"=\",\"a \"],[\"-\",\"x \"],[\"=\",\"b \"],[\"-\",\"y \"],[\"+\",\"z \"],"
     "[\"=\",\"c \"]]}]"},
    {"a text that was not there", NULL, "a",
     "[{\"field\":\"f\",\"before\":null,\"after\":\"a\",\"diff\":[[\"+\",\"a\"]]}]"},
    {"a text that is gone", "a", NULL,
     "[{\"field\":\"f\",\"before\":\"a\",\"after\":null,\"diff\":[[\"-\",\"a\"]]}]"},
};

static void test_json(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct diff_field field = {"f", str_z(row->before), str_z(row->after)};
    struct buf out = {0};

    diff_json(a, &out, &field, 1);
    assert_str(buf_view(&out), row->want);
    buf_free(&out);
    arena_free(a);
}

static void fields_stand_in_their_order(void **state)
{
    struct arena *a = arena_new();
    const struct diff_field fields[] = {
        {"x", STR("1"), STR("2")}, {"y", STR("1"), STR("1")}, {"z", STR("3"), STR("4")}};
    struct buf out = {0};

    (void)state;
    diff_json(a, &out, fields, ARRAY_LEN(fields));
    assert_str(buf_view(&out),
               "[{\"field\":\"x\",\"before\":\"1\",\"after\":\"2\",\"diff\":[[\"-\",\"1\"],"
               "[\"+\",\"2\"]]},{\"field\":\"z\",\"before\":\"3\",\"after\":\"4\","
               "\"diff\":[[\"-\",\"3\"],[\"+\",\"4\"]]}]");
    buf_free(&out);
    arena_free(a);
}

/* Texts of words out of a small vocabulary, by a linear congruence: the same in every run. */
static struct str random_text(struct arena *a, uint32_t *seed, size_t words, uint32_t vocabulary)
{
    struct buf b = {0};

    for (size_t i = 0; i < words; i++) {
        *seed = *seed * 1664525U + 1013904223U;
        buf_add_fmt(&b, "w%u%s", (*seed >> 16) % vocabulary, (*seed >> 28) == 0 ? "\n\n" : " ");
    }
    return buf_str(&b, a);
}

static void assert_parts_join(struct arena *a, struct str before, struct str after)
{
    struct diff_part *parts;
    size_t count;
    struct buf old = {0}, new = {0};

    diff_words(a, before, after, &parts, &count);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || parts[i].kind != parts[i - 1].kind);
        if (parts[i].kind != DIFF_ADDED) {
            buf_add(&old, parts[i].text);
        }
        if (parts[i].kind != DIFF_REMOVED) {
            buf_add(&new, parts[i].text);
        }
    }
    assert_true(str_eq(buf_view(&old), before));
    assert_true(str_eq(buf_view(&new), after));
    buf_free(&old);
    buf_free(&new);
}

static void parts_join_to_both_texts(void **state)
{
    uint32_t seed = 7;

    (void)state;
    for (int i = 0; i < 300; i++) {
        struct arena *a = arena_new();
        struct str before = random_text(a, &seed, (size_t)i % 23, 5);
        struct str after = random_text(a, &seed, (size_t)i % 19, 5);

        assert_parts_join(a, before, after);
        arena_free(a);
    }
}

/* Long texts without a word in common are one removal and one insertion, not a square of work. */
static void too_many_edits_are_one_change(void **state)
{
    struct arena *a = arena_new();
    uint32_t seed = 1;
    struct str before = random_text(a, &seed, 60000, 50000);
    struct str after = random_text(a, &seed, 60000, 50000);
    struct diff_part *parts;
    size_t count;

    (void)state;
    assert_parts_join(a, before, after);
    diff_words(a, before, after, &parts, &count);
    assert_in_range(count, 2, 4);
    assert_in_range(arena_bytes(a), 0, 64U << 20);
    arena_free(a);
}

static void absent_stays_absent(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    assert_null(diff_level(a, STR_NULL).ptr);
    assert_str(diff_level(a, STR(" \t ")), "");
    assert_true(diff_same(a, STR_NULL, STR_NULL));
    arena_free(a);
}

static struct {
    const char *name, *before, *after;
    bool same;
} text_rows[] = {
    {"a counter is no change", "One met.\n\n128 comments", "One met.\n\n131 comments", true},
    {"nor is a longer number in it", "A.\n\nShares: 9", "A.\n\nShares: 12", true},
    {"a number of a sentence is one", "Seven met 7 times.", "Seven met 8 times.", false},
    {"so is one of a longer line", "The talks of the 7 nations", "The talks of the 8 nations",
     false},
    {"words of a short line count", "3 hours ago", "3 days ago", false},
    {"white space and quotes are no change", "A \"b\".\n\nC.",
     "A  \xe2\x80\x9c"
     "b\xe2\x80\x9d. \n\nC.",
     true},
    {"a paragraph less is a change", "A.\n\nB.", "A.", false},
};

static void articles_are_compared_but_for_their_counters(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(text_rows); i++) {
        if (diff_same_text(a, str_z(text_rows[i].before), str_z(text_rows[i].after)) !=
            text_rows[i].same) {
            fail_msg("%s", text_rows[i].name);
        }
    }
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 5] = {
        cmocka_unit_test(fields_stand_in_their_order),
        cmocka_unit_test(parts_join_to_both_texts),
        cmocka_unit_test(too_many_edits_are_one_change),
        cmocka_unit_test(absent_stays_absent),
        cmocka_unit_test(articles_are_compared_but_for_their_counters),
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 5] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_json, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
