#include "unit/test.h"

#include "core/arena.h"
#include "text/plain.h"

struct row {
    const char *name, *page, *want;
};

static struct row rows[] = {
    {"paragraphs have a blank line between", "<p>a</p><p>b</p>", "a\n\nb"},
    {"white space runs are one space", "<p>  a \n\t b&nbsp; c </p>", "a b c"},
    {"inline elements join", "<p>a<b>b</b> <i>c</i></p>", "ab c"},
    {"br is a line", "<p>a<br>b</p>", "a\nb"},
    {"br br is a paragraph", "<p>a<br> <br>b</p>", "a\n\nb"},
    {"list items are lines", "<p>x</p><ul><li>a</li><li>b</li></ul>", "x\n\na\nb"},
    {"cells are lines", "<table><tr><td>a<td>b<tr><td>c</table>", "a\nb\nc"},
    {"lines of pre stay", "<pre>a  b\nc\n\nd</pre>", "a b\nc\n\nd"},
    {"text beside a block is a paragraph", "<div>a<div>b</div>c</div>", "a\n\nb\n\nc"},
    {"scripts, styles and controls are no text",
     "<p>a<script>x</script><style>y</style><button>z</button><noscript>n</noscript></p>", "a"},
    {"zero-width characters are dropped", "<p>a&#x200b;b&#xfeff;c&shy;d</p>", "abcd"},
    {"tag characters are dropped", "<p>a&#xe0041;&#xe0042;b</p>", "ab"},
    {"bidirectional controls are dropped", "<p>a&#x202e;b&#x2066;c</p>", "abc"},
    {"Persian keeps its joiner", "<p>\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE</p>",
     "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE"},
    {"Latin has no joiner", "<p>a\xE2\x80\x8C\x62</p>", "ab"},
    {"nothing is empty", "", ""},
};

static struct html_node *body_of(struct arena *a, const char *page)
{
    struct html_node *html = NULL;
    struct err err;

    assert_int_equal(html_parse(a, str_z(page), &html, &err), 0);
    return html->last;
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();

    assert_str(plain_text(a, body_of(a, row->page), NULL), row->want);
    arena_free(a);
}

static bool is_bold(const struct html_node *n)
{
    return html_is(n, "b");
}

static void test_left_out(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    assert_str(plain_text(a, body_of(a, "<p>a <b>x</b> c"), is_bold), "a c");
    arena_free(a);
}

static void test_line(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    assert_str(plain_line(a, body_of(a, "<p>a</p><p>b<br>c</p>"), NULL), "a b c");
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 2];
    size_t n = 0;

    for (; n < ARRAY_LEN(rows); n++) {
        tests[n] = (struct CMUnitTest){
            .name = rows[n].name, .test_func = test_row, .initial_state = &rows[n]};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_left_out);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_line);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
