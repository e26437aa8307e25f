#include "text/select.h"

#include "unit/test.h"

#define PAGE                                                                                \
    "<html id=top><body id=body><div id=a class='x y'><p id=b>one<p id=c class=x> two \n 2" \
    "<ul id=d><li id=e><a id=f href='/a.pdf'>l</a><li id=g class=Y>3</ul></div>"            \
    "<div id=h><section id=i><p id=j class='z x'>four</section></div>"

static struct row {
    const char *name, *path;
    const char *want; /* ids in order; NULL: refused */
} rows[] = {
    {"everywhere", "//p", "b c j "},
    {"names have no case in HTML", "//UL/LI", "e g "},
    {"from the top", "/html/body/div", "a h "},
    {"the top is no element", "/", ""},
    {"relative to the top", "./html/body", "body "},
    {"any element", "//ul/*", "e g "},
    {"an attribute", "//*[@href]", "f "},
    {"its value", "//p[@class='x']", "c "},
    {"its value in double quotes, the other way round", "//p[\"x\" = @class]", "c "},
    {"another value, of those that have one", "//p[@class != 'x']", "j "},
    {"a part of it", "//*[contains(@class, 'y')]", "a "},
    {"a word of it", "//*[contains(concat(' ', normalize-space(@class), ' '), ' x ')]", "a c j "},
    {"its beginning", "//a[starts-with(@href, '/a')]", "f "},
    {"text of its own", "//p[text()='one']", "b "},
    {"all text, evenly", "//p[normalize-space()='two 2']", "c "},
    {"a position", "//li[2]", "g "},
    {"a position in each parent", "//p[1]", "b j "},
    {"the first of all", "(//p)[1]", "b "},
    {"the last", "//li[last()]", "g "},
    {"a position compared", "//p[position() < 2]", "b j "},
    {"several predicates", "//p[@class][1]", "c j "},
    {"not", "//p[not(@class)]", "b "},
    {"and, or", "//*[(@id='b' or @id='c') and @class]", "c "},
    {"a count", "//ul[count(li) = 2]", "d "},
    {"parent", "//a/parent::li", "e "},
    {"parent, short", "//a/../..", "d "},
    {"ancestors count backwards", "//a/ancestor::*[2]", "d "},
    {"behind it", "//p[@id='b']/following-sibling::*", "c d "},
    {"before it, the nearest first", "//ul/preceding-sibling::p[1]", "c "},
    {"descendants of a step", "//div[@id='h']//p", "j "},
    {"an axis written out", "/descendant::li/child::a", "f "},
    {"a union, in the order of the page", "//section | //ul", "d i "},
    {"one of both ways once", "//li | //ul/li", "e g "},
    {"a name", "//*[name()='section']", "i "},
    {"a length", "//p[string-length(text()) = 4]", "j "},
    {"a path in a predicate", "//li[a/@href]", "e "},
    {"the element of an attribute", "//@href/..", "f "},
    {"what is around an attribute", "//@href/ancestor::li", "e "},
    {"each ancestor once", "//a/ancestor::*/ancestor::div", "a "},
    {"behind each of them, once", "//p/following-sibling::*", "c d "},
    {"before each of them, once", "//ul/preceding-sibling::*/preceding-sibling::p", "b "},
    {"below each of those in one another", "//*//li", "e g "},
    {"nothing", "//table", ""},
    {"attributes are no elements", "//a/@href", ""},
    {"and CSS beside it", "//li", "e g "},
    {"a number selects nothing", "(1)", NULL},
    {"a comparison selects nothing", "(//p = 'x')", NULL},
    {"an open bracket", "//p[", NULL},
    {"an open parenthesis", "(//p", NULL},
    {"an open quotation mark", "//p[@a='x]", NULL},
    {"a step that is missing", "//p//", NULL},
    {"a function that is not there", "//p[foo()]", NULL},
    {"a function without what it needs", "//p[contains(@a)]", NULL},
    {"a count of what is no path", "//p[count('x') = 1]", NULL},
    {"an axis that is not there", "//p/namespace::x", NULL},
    {"a step that is no element", "//p/comment()", NULL},
    {"broken numbers", "//p[1.5]", NULL},
    {"a huge number", "//p[99999999999999999999]", NULL},
    {"what follows", "//p }", NULL},
    {"too deep", "(((((((((((((((((((//p)))))))))))))))))))", NULL},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    const struct str text = str_z(row->path);
    struct arena *a = arena_new();
    struct selector *s = NULL;
    struct selected found;
    struct html_node *html = NULL;
    struct buf ids = {0};
    struct err err;

    assert_int_equal(html_parse(a, STR(PAGE), &html, &err), 0);
    if (row->want == NULL) {
        assert_int_equal(select_read(a, &text, 1, &s, &err), -1);
        assert_int_equal(err.code, ERR_SYNTAX);
        assert_non_null(strstr(err.text, "at character"));
        arena_free(a);
        return;
    }
    assert_int_equal(select_read(a, &text, 1, &s, &err), 0);
    assert_true(select_find(a, s, html, &found));
    for (size_t i = 0; i < found.count; i++) {
        buf_add(&ids, html_attribute(found.nodes[i], "id"));
        buf_add_char(&ids, ' ');
    }
    assert_str(buf_str(&ids, a), row->want);
    for (struct html_node *n = html; n != NULL; n = html_next(n, html)) {
        assert_null(n->data);
    }
    assert_null(html->parent);
    arena_free(a);
}

static void both_kinds_are_one_list_in_the_order_of_the_page(void **state)
{
    const struct str texts[] = {STR_INIT("//section"), STR_INIT("p, li"), STR_INIT("//p[1]")};
    struct arena *a = arena_new();
    struct selector *s = NULL;
    struct selected found;
    struct html_node *html = NULL;
    struct buf ids = {0};
    struct err err;

    (void)state;
    assert_int_equal(html_parse(a, STR(PAGE), &html, &err), 0);
    assert_int_equal(select_read(a, texts, ARRAY_LEN(texts), &s, &err), 0);
    assert_true(select_find(a, s, html, &found));
    for (size_t i = 0; i < found.count; i++) {
        buf_add(&ids, html_attribute(found.nodes[i], "id"));
    }
    assert_str(buf_str(&ids, a), "bcegij");
    arena_free(a);
}

struct slow {
    const char *name, *path, *each;
    size_t count;
    bool in_time;
};

static struct slow slow[] = {
    {"each with each behind it takes too long",
     "//div[following-sibling::div[following-sibling::div]]", "<div>x</div>", 20000, false},
    {"paths without predicates do not",
     "//div/following-sibling::div/preceding-sibling::div//text()/../..", "<div>x</div>", 20000,
     true},
    {"nor do those inside one another", "//div//div//div//div//b", "<div><b>x</b>", 200, true},
};

static void test_slow(void **state)
{
    const struct slow *row = *state;
    const struct str text = str_z(row->path);
    struct arena *a = arena_new();
    struct selector *s = NULL;
    struct selected found;
    struct html_node *html = NULL;
    struct buf page = {0};
    struct err err;

    for (size_t i = 0; i < row->count; i++) {
        buf_add_z(&page, row->each);
    }
    assert_int_equal(html_parse(a, buf_view(&page), &html, &err), 0);
    assert_int_equal(select_read(a, &text, 1, &s, &err), 0);
    assert_int_equal(select_find(a, s, html, &found), row->in_time);
    assert_int_equal(found.count > 0, row->in_time);
    buf_free(&page);
    arena_free(a);
}

/* One attribute, looked at from each element below: what is read counts, not only what is walked over. */
static void a_long_attribute_that_each_looks_at_takes_too_long(void **state)
{
    const struct str text = STR("//i[contains(ancestor::div/@title, 'y')]");
    struct arena *a = arena_new();
    struct selector *s = NULL;
    struct selected found;
    struct html_node *html = NULL;
    struct buf page = {0};
    struct err err;

    (void)state;
    buf_add_z(&page, "<div title='");
    for (size_t i = 0; i < 20000; i++) {
        buf_add_char(&page, 'x');
    }
    buf_add_z(&page, "'>");
    for (size_t i = 0; i < 20000; i++) {
        buf_add_z(&page, "<i></i>");
    }
    assert_int_equal(html_parse(a, buf_view(&page), &html, &err), 0);
    assert_int_equal(select_read(a, &text, 1, &s, &err), 0);
    assert_false(select_find(a, s, html, &found));
    buf_free(&page);
    arena_free(a);
}

int main(void)
{
    static struct CMUnitTest tests[ARRAY_LEN(rows) + ARRAY_LEN(slow) + 2] = {
        {"both kinds are one list in the order of the page",
         both_kinds_are_one_list_in_the_order_of_the_page, NULL, NULL, NULL},
        {"a long attribute that each looks at takes too long",
         a_long_attribute_that_each_looks_at_takes_too_long, NULL, NULL, NULL},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 2] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(slow); i++) {
        tests[i + 2 + ARRAY_LEN(rows)] = (struct CMUnitTest){
            .name = slow[i].name, .test_func = test_slow, .initial_state = &slow[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
