#include "unit/test.h"

#include "core/arena.h"
#include "core/limits.h"
#include "text/html.h"
#include "text/html_bounds.h"

static struct str repeat(struct arena *a, const char *part, size_t times)
{
    struct buf b = {0};

    for (size_t i = 0; i < times; i++) {
        buf_add_z(&b, part);
    }
    return buf_str(&b, a);
}

/* The tree in one line: names, texts in quotes, children in parentheses. */
static struct str drawn(struct arena *a, const struct html_node *top)
{
    struct buf b = {0};

    for (const struct html_node *n = top; n != NULL; n = html_next(n, top)) {
        size_t depth = 0;

        for (const struct html_node *up = n; up != top; up = up->parent) {
            depth++;
        }
        buf_add_fmt(&b, "%s%zu", b.len > 0 ? " " : "", depth);
        if (n->name.ptr != NULL) {
            buf_add(&b, n->name);
        } else {
            buf_add_fmt(&b, "'" STR_FMT "'", STR_ARG(n->text));
        }
    }
    return buf_str(&b, a);
}

struct tree_row {
    const char *name, *page, *want;
};

static struct tree_row trees[] = {
    {"implied elements are made", "<p>a<p>b", "0html 1head 1body 2p 3'a' 2p 3'b'"},
    {"comments are not in the tree", "<p>a<!-- x --!>b", "0html 1head 1body 2p 3'a' 3'b'"},
    {"template's content is not in the tree", "<p>a</p><template><p>x</template>",
     "0html 1head 1body 2p 3'a'"},
    {"a script keeps its text", "<script>1<2</script>", "0html 1head 2script 3'1<2' 1body"},
    {"references are decoded", "<p>&copy 2020 &#151;",
     "0html 1head 1body 2p 3'\xC2\xA9 2020 \xE2\x80\x94'"},
    {"an unknown element has its name in lower case", "<x-Card>a</X-card>",
     "0html 1head 1body 2x-card 3'a'"},
    {"nothing is an empty page", "", "0html 1head 1body"},
};

static void test_tree(void **state)
{
    const struct tree_row *row = *state;
    struct arena *a = arena_new();
    struct html_node *html = NULL;
    struct err err;

    assert_int_equal(html_parse(a, str_z(row->page), &html, &err), 0);
    assert_str(drawn(a, html), row->want);
    arena_free(a);
}

struct bound_row {
    const char *name, *before, *part;
    size_t times;
    const char *after;
    int want;
};

static struct bound_row bounds[] = {
    {"20,000 nested elements are refused", "", "<div>", 20000, "", -1},
    {"closed elements are not nested", "", "<div>a</div>", 20000, "", 0},
    {"paragraphs end each other", "", "<p>a", 20000, "", 0},
    {"list items end each other", "<ul>", "<li>a", 20000, "", 0},
    {"links end each other", "", "<a href=x>a", 20000, "", 0},
    {"cells end each other", "<table><tr>", "<td><font>a", 20000, "", 0},
    {"void elements are never open", "", "<br><img src=x>", 20000, "", 0},
    {"formatting stays active when its parent is closed", "", "<div><b id=x></div>", 1000, "", -1},
    {"formatting in a cell ends with it", "<table>", "<tr><td><b>a</tr>", 1000, "", 0},
    {"a slash does not close an HTML element", "", "<x-a/>", 1000, "", -1},
    {"a slash closes an element of svg", "<svg>", "<path/>", 1000, "</svg>", 0},
    {"a paragraph ends svg", "<svg><div>", "<x-a/>", 1000, "", -1},
    {"an end tag in select closes nothing", "", "<div><select></div></select>", 1000, "", -1},
    {"a second select closes nothing but the first", "", "<x-a><select>", 2000, "", -1},
    {"ruby text without ruby is nested", "", "<rt>", 1000, "", -1},
    {"an end tag does not leave noscript", "", "<x-a><noscript></x-a>", 600, "", -1},
    {"the end tag of an unknown element closes the innermost at most", "", "<x-a></x-g><x-g><span>",
     600, "", -1},
    {"the end tag of noscript does not leave a heading", "", "<noscript><h1></noscript>", 600, "",
     -1},
    {"a select of options is closed", "", "<select><option>a<option>b</select>", 1000, "", 0},
    {"an end tag does not leave a table cell", "", "<div><table><td></div>", 600, "", -1},
    {"an end tag in svg's style closes nothing", "<svg>", "<g><style></g></style>", 600, "", -1},
    {"an end tag in svg's CDATA closes nothing", "<svg>", "<g><![CDATA[></g>]]>", 600, "", -1},
    {"an end tag in a script's comment closes nothing", "",
     "<div><script><!--<script></script></div>--></script>", 600, "", -1},
    {"a tag in a comment is none", "", "<!-- <div> -->", 1000, "", 0},
    {"a comment ends at --!> too", "<!-- --!>", "<div>", 1000, "-->", -1},
    {"a tag in a script is none", "<script>", "<div>", 1000, "</script>", 0},
    {"a tag in an attribute is none", "<p title='", "<div>", 1000, "'>", 0},
    {"1,001 attributes are refused", "<p", " a=1", 1001, ">", -1},
    {"1,000 attributes are read", "<p", " a='1'", 1000, ">", 0},
    {"200,001 tags are refused", "", "<br>", 200001, "", -1},
    {"200,000 tags are read", "", "<br>", 200000, "", 0},
    {"a stray end tag is passed over", "", "</div></>", 1000, "", 0},
    {"a form's end closes the form alone", "", "<form><div></form>", 600, "", -1},
    {"a tag cut off by the end is read", "<p>a<", "b", 3, "", 0},
};

static void test_bound(void **state)
{
    const struct bound_row *row = *state;
    struct arena *a = arena_new();
    struct html_node *html = NULL;
    struct err err = {0};
    struct str page = arena_fmt(a, "%s", row->before);
    struct buf b = {0};

    buf_add(&b, page);
    buf_add(&b, repeat(a, row->part, row->times));
    buf_add_z(&b, row->after);
    page = buf_str(&b, a);
    assert_int_equal(html_check_bounds(page, &err), row->want);
    assert_int_equal(html_parse(a, page, &html, &err), row->want);
    if (row->want == -1) {
        assert_int_equal(err.code, ERR_LIMIT);
    }
    arena_free(a);
}

static void test_a_large_page_is_refused(void **state)
{
    struct arena *a = arena_new();
    struct err err;

    (void)state;
    assert_int_equal(html_check_bounds(repeat(a, "0123456789", LIMIT_PAGE_BYTES / 10 + 1), &err),
                     -1);
    assert_int_equal(err.code, ERR_LIMIT);
    arena_free(a);
}

static void test_walk_and_remove(void **state)
{
    struct arena *a = arena_new();
    struct html_node *html = NULL, *body, *first;
    struct err err;

    (void)state;
    assert_int_equal(html_parse(a, STR("<body><p ID=x Class>1<p>2<p>3"), &html, &err), 0);
    body = html->last;
    first = body->first;
    assert_str(html_attribute(first, "id"), "x");
    assert_str(html_attribute(first, "class"), "");
    assert_null(html_attribute(first, "href").ptr);
    assert_ptr_equal(html_skip(first, body), first->next);
    assert_null(html_skip(body->last, body));
    html_remove(first->next);
    assert_str(drawn(a, body), "0body 1p 2'1' 1p 2'3'");
    html_remove(body->first);
    html_remove(body->last);
    assert_null(body->first);
    assert_null(body->last);
    html_remove(html);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(trees) + ARRAY_LEN(bounds) + 2];
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(trees); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = trees[i].name, .test_func = test_tree, .initial_state = &trees[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = bounds[i].name, .test_func = test_bound, .initial_state = &bounds[i]};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_a_large_page_is_refused);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_walk_and_remove);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
