/* text/sanitize, and through it text/markup and text/entity. */
#include "unit/test.h"

#include "core/arena.h"
#include "core/limits.h"
#include "text/entity.h"
#include "text/sanitize.h"

#define BASE "https://news.example/a/b"

struct row {
    const char *name, *in, *want;
};

static struct row html_rows[] = {
    {"allowed elements stay", "<p>a <b>b</b></p>", "<p>a <b>b</b></p>"},
    {"names and quotes are levelled", "<P><A HREF='/x' TITLE=t>l</A></P>",
     "<p><a href=\"https://news.example/x\" title=\"t\">l</a></p>"},
    {"an unknown element is unwrapped", "<blink>a</blink><object>b</object>", "ab"},
    {"script goes with its content", "a<script>alert(1)</script>b", "ab"},
    {"script ends only at its end tag", "a<script>'</scrip>'</SCRIPT >b", "ab"},
    {"an open script eats the rest", "a<script>b<p>c", "a"},
    {"style goes with its content", "a<style>p{}</style>b", "ab"},
    {"iframe goes with its content", "a<iframe src=x><p>c</iframe>b", "ab"},
    {"a handler goes", "<img src=x onerror=alert(1)>", "<img src=\"https://news.example/a/x\">"},
    {"a slash parts attributes", "<img/src=x/onerror=alert(1)>",
     "<img src=\"https://news.example/a/x/onerror=alert(1)\">"},
    {"a script link goes", "<a href=\"javascript:alert(1)\">x</a>", "<a>x</a>"},
    {"a disguised scheme goes", "<a href=\"java&#10;script&colon;alert(1)\">x</a>", "<a>x</a>"},
    {"a data link goes", "<a href=\"data:text/html,x\">x</a>", "<a>x</a>"},
    {"a mail link stays", "<a href=\"mailto:a@b.example\">x</a>",
     "<a href=\"mailto:a@b.example\">x</a>"},
    {"open elements are closed", "<ul><li>a<li>b", "<ul><li>a</li><li>b</li></ul>"},
    {"a stray end tag is dropped", "a</div>b</br>c", "ab<br>c"},
    {"crossed elements are untangled", "<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c"},
    {"a block ends a paragraph", "<p>a<div>b</div>", "<p>a</p><div>b</div>"},
    {"a list in an item keeps it open", "<ul><li>a<ul><li>b</ul>c</ul>",
     "<ul><li>a<ul><li>b</li></ul>c</li></ul>"},
    {"dt ends dd", "<dl><dd>a<dt>b</dl>", "<dl><dd>a</dd><dt>b</dt></dl>"},
    {"a link in a link ends it", "<a>x<a>y", "<a>x</a><a>y</a>"},
    {"text is escaped again", "1 &lt; 2 & 3 &amp; \"4\"", "1 &lt; 2 &amp; 3 &amp; &quot;4&quot;"},
    {"an escaped tag stays text", "&lt;script&gt;", "&lt;script&gt;"},
    {"a bare < is text", "1 < 2 <3", "1 &lt; 2 &lt;3"},
    {"a comment goes", "a<!-- <p> -->b<!-->c<!--->d<!-- x --!>e", "abcde"},
    {"an open comment eats the rest", "a<!-- b", "a"},
    {"a declaration goes", "a<!DOCTYPE x>b<?php 1?>c</ x>d", "abcd"},
    {"a cut tag goes", "a<b title=\"x", "a"},
    {"a lone end mark is text", "a</", "a&lt;/"},
    {"the first of two equal attributes counts", "<p title=a title=b>", "<p title=\"a\"></p>"},
    {"quotes in a value are escaped", "<p title='a\"b&lt;'>", "<p title=\"a&quot;b&lt;\"></p>"},
    {"control characters go", "a\x01&#1;&#x80;b",
     "a\xE2\x82\xAC"
     "b"},
    {"noncharacters go",
     "a\xEF\xBF\xBF"
     "b&#xFDDA;c",
     "abc"},
    {"text of a title element stays", "<title>a<b></title>c", "a&lt;b&gt;c"},
    {"hr and img have no end", "<hr></hr>", "<hr>"},
};

static struct row text_rows[] = {
    {"tags go, references are decoded", "a <b>b</b> &amp; &rsquo;c&#8217;",
     "a b & \xE2\x80\x99"
     "c\xE2\x80\x99"},
    {"white space runs are one space", "  a\n\t b&nbsp;c ", "a b c"},
    {"blocks are apart", "<p>a</p><p>b</p>c<br>d", "a b c d"},
    {"inline elements are not", "a<b>b</b>c", "abc"},
    {"windows-1252 numbers are what was meant", "&#146;&#x93;", "\xE2\x80\x99\xE2\x80\x9C"},
    {"impossible numbers are one mark", "&#0;&#xD800;&#x110000;&#99999999999;",
     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"an old name needs no semicolon", "&copy2025 &notit;",
     "\xC2\xA9"
     "2025 \xC2\xAC"
     "it;"},
    {"an unknown name is text", "&nosuch; & &; &#; &#x;", "&nosuch; & &; &#; &#x;"},
    {"script is no text", "a<script>b</script>c", "ac"},
};

static struct row paragraph_rows[] = {
    {"paragraphs are parted by a blank line", "<p>a</p>\n<p>b</p>", "a\n\nb"},
    {"br is a line, two are a paragraph", "a<br>b<br><br>c", "a\nb\n\nc"},
    {"list items are lines", "<ul><li>a</li><li>b</li></ul>", "a\nb"},
    {"cells are parted by a space", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>",
     "a b\nc"},
};

static struct row unescape_rows[] = {
    {"one layer is decoded", "&amp;amp; <b>", "&amp; <b>"},
    {"a name of two letters", "&lt;&Tab;&gt;", "<\t>"},
};

static void test_html(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct str got = sanitize_html(a, str_z(row->in), STR(BASE));

    assert_str(got, row->want);
    arena_free(a);
}

static void test_text(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();

    assert_str(sanitize_text(a, str_z(row->in)), row->want);
    arena_free(a);
}

static void test_paragraphs(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();

    assert_str(sanitize_paragraphs(a, str_z(row->in)), row->want);
    arena_free(a);
}

static void test_unescape(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();

    assert_str(sanitize_unescape(a, str_z(row->in)), row->want);
    arena_free(a);
}

static void deep_markup_is_bounded(void **state)
{
    struct arena *a = arena_new();
    struct buf in = {0};
    struct str got;
    size_t opens = 0;

    (void)state;
    for (size_t i = 0; i < 3 * LIMIT_HTML_OPEN_TAGS; i++) {
        buf_add(&in, STR("<div>"));
    }
    got = sanitize_html(a, buf_view(&in), STR_NULL);
    for (size_t p = 0; (p = str_find(got, STR("<div>"), p)) != STR_NPOS; p++) {
        opens++;
    }
    assert_int_equal(opens, LIMIT_HTML_OPEN_TAGS);
    assert_int_equal(got.len, opens * (sizeof("<div></div>") - 1));
    buf_free(&in);
    arena_free(a);
}

static void attributes_keep_bare_names(void **state)
{
    struct str s = STR("&copy=3");
    size_t at = 0;

    (void)state;
    assert_int_equal(entity_next(s, &at, ENTITY_ATTRIBUTE), 0);
    assert_int_equal(at, 0);
    assert_int_equal(entity_next(s, &at, ENTITY_XML), 0);
    assert_int_equal(entity_next(s, &at, ENTITY_TEXT), 0xA9);
    assert_int_equal(at, 5);
}

struct table {
    struct row *rows;
    size_t count;
    CMUnitTestFunction test;
};

int main(void)
{
    struct table tables[] = {
        {html_rows, ARRAY_LEN(html_rows), test_html}, //
        {text_rows, ARRAY_LEN(text_rows), test_text},
        {paragraph_rows, ARRAY_LEN(paragraph_rows), test_paragraphs},
        {unescape_rows, ARRAY_LEN(unescape_rows), test_unescape},
    };
    struct CMUnitTest tests[ARRAY_LEN(html_rows) + ARRAY_LEN(text_rows) +
                            ARRAY_LEN(paragraph_rows) + ARRAY_LEN(unescape_rows) + 2];
    size_t n = 0;

    for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
        for (size_t i = 0; i < tables[t].count; i++) {
            tests[n++] = (struct CMUnitTest){.name = tables[t].rows[i].name,
                                             .test_func = tables[t].test,
                                             .initial_state = &tables[t].rows[i]};
        }
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(deep_markup_is_bounded);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(attributes_keep_bare_names);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
