#include "text/select.h"

#include "core/utf8.h"
#include "unit/test.h"

#define PAGE                                                                        \
    "<html lang=en-us><body><div id=a class='x y'><p id=b>1<p id=c class=x>2<ul "   \
    "id=d><li id=e><a id=f href='https://x.example/a.pdf' data-k=''>l</a><li id=g " \
    "class=Y>3</ul></div><div id=h><section id=i><p id=j class='md:w x'>4</section></div>"

static struct row {
    const char *name, *selector;
    const char *want; /* ids in order */
} rows[] = {
    {"a tag, in any case", "LI", "e g "},
    {"an id", "#d", "d "},
    {"a class is a word", ".x", "a c j "},
    {"classes have case", ".y", "a "},
    {"several tests", "p.x", "c j "},
    {"everything below", "#a *", "b c d e f g "},
    {"below at any depth", "div p", "b c j "},
    {"directly below", "div > p", "b c "},
    {"steps back where a nearer one fails", "#a li a", "f "},
    {"child of a descendant", "body div>section p", "j "},
    {"the next", "#b + p", "c "},
    {"those behind", "#b ~ *", "c d "},
    {"the next alone", "#b + ul", ""},
    {"a list", "ul, #b , .y", "a b d "},
    {"an attribute", "a[href]", "f "},
    {"an empty attribute is there", "[data-k]", "f "},
    {"its value", "[id=\"b\"]", "b "},
    {"its value in single quotes", "[ id = 'b' ]", "b "},
    {"a word of its value", "[class~=y]", "a "},
    {"its beginning", "[href^='https:']", "f "},
    {"its end", "[href$='.pdf']", "f "},
    {"a part of it", "[href*=example]", "f "},
    {"nothing is no part", "[href*='']", ""},
    {"the language it begins with", "[lang|=en] .y", "a "},
    {"the first child", "li:first-child", "e "},
    {"the last child", "li:last-child", "g "},
    {"the only child", "p:only-child", "j "},
    {"all others", "p:not(.x)", "b "},
    {"not the first", "li:not(:first-child)", "g "},
    {"an escaped colon", ".md\\:w", "j "},
    {"an escaped code point", ".md\\3a w", "j "},
    {"and with six digits", ".md\\00003Aw", "j "},
    {"no word is empty", "[class~='']", ""},
    {"nothing begins an attribute that is not there", "[data-x|='']", ""},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    const struct str text = str_z(row->selector);
    struct arena *a = arena_new();
    struct selector *s = NULL;
    struct selected found;
    struct html_node *html = NULL;
    struct buf ids = {0};
    struct err err;

    assert_int_equal(html_parse(a, STR(PAGE), &html, &err), 0);
    assert_int_equal(select_read(a, &text, 1, &s, &err), 0);
    assert_true(select_find(a, s, html, &found));
    for (size_t i = 0; i < found.count; i++) {
        buf_add(&ids, html_attribute(found.nodes[i], "id"));
        buf_add_char(&ids, ' ');
        assert_null(found.nodes[i]->data);
    }
    assert_str(buf_str(&ids, a), row->want);
    arena_free(a);
}

static void test_errors(void **state)
{
    static const char *const bad[] = {
        "",
        "  ",
        "p,",
        "> p",
        "p >",
        "p..x",
        "#",
        "p:hover",
        "[a",
        "[a='x]",
        "[a=]",
        ":not(p",
        ":not(:not(p))",
        "p & q",
        "*p",
        ".x*",
        "[a=b]p",
        "p##",
        "a:nth-child(2)",
        ":not(:only-child)",
        "{",
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const struct str text = str_z(bad[i]);
        struct selector *s = NULL;
        struct err err = {0};

        if (select_read(a, &text, 1, &s, &err) == 0) {
            fail_msg("\"%s\" was read", bad[i]);
        }
        assert_int_equal(err.code, ERR_SYNTAX);
    }
    arena_free(a);
}

static void test_place(void **state)
{
    struct arena *a = arena_new();
    struct selector *s = NULL;
    struct str texts[] = {STR_INIT("p > .\xc3\xa9\xc3\xa9 &"), STR_INIT("p\0p"), STR_NULL};
    struct buf many = {0};
    struct err err;

    (void)state;
    assert_int_equal(select_read(a, &texts[0], 1, &s, &err), -1);
    assert_string_equal(
        err.text, "selector \"p > .\xc3\xa9\xc3\xa9 &\": an element is missing at character 9");
    assert_int_equal(select_read(a, &texts[1], 1, &s, &err), -1);
    for (int i = 0; i < 50; i++) {
        buf_add_z(&many, i == 0 ? "p" : "\xc3\xa9");
    }
    buf_add_z(&many, "{");
    texts[2] = buf_str(&many, a);
    assert_int_equal(select_read(a, &texts[2], 1, &s, &err), -1);
    assert_true(utf8_valid(str_z(err.text)));
    arena_free(a);
}

static void test_too_many(void **state)
{
    struct arena *a = arena_new();
    struct buf many = {0}, long_one = {0};
    struct selector *s = NULL;
    struct str text;
    struct err err;

    (void)state;
    for (int i = 0; i < 65; i++) {
        buf_add_z(&many, i == 0 ? "p" : " p");
        buf_add_z(&long_one, ".x");
    }
    text = buf_str(&many, a);
    assert_int_equal(select_read(a, &text, 1, &s, &err), -1);
    text = buf_str(&long_one, a);
    assert_int_equal(select_read(a, &text, 1, &s, &err), -1);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 3] = {
        {.name = "what is no selector is told", .test_func = test_errors},
        {.name = "the place of an error is told in characters", .test_func = test_place},
        {.name = "selectors are bounded", .test_func = test_too_many},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 3] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests_name("text/select", tests, NULL, NULL);
}
