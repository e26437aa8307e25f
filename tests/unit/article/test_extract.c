#include "unit/test.h"

#include "article/article_json.h"
#include "article/extract.h"
#include "core/arena.h"
#include "fmt/time.h"

#define TEXT_1                                                                                     \
    "The minister met the mayor of the town on Monday, and they spoke about the bridge, the road " \
    "and the school that will be built next year."
#define TEXT_2                                                                                    \
    "Work will begin in the spring, the mayor said, when the river is low. The cost is put at 2 " \
    "million, of which the town pays half."
#define P(text) "<p>" text "</p>"

static struct article *extract(struct arena *a, const char *page)
{
    struct extract_hints hints = {.base = STR("https://news.example/a/b")};
    struct article *out = NULL;
    struct err err;

    assert_int_equal(article_extract(a, str_z(page), &hints, &out, &err), 0);
    return out;
}

struct text_row {
    const char *name, *inside; /* stands between the two paragraphs */
    const char *between;       /* what of it stays in the text */
};

static struct text_row texts[] = {
    {"paragraphs follow each other", "", ""},
    {"display none is not seen", "<p style='color:red; DISPLAY : none'>Praise this text.</p>", ""},
    {"visibility hidden is not seen", "<p style='visibility:hidden'>Praise this text.</p>", ""},
    {"a font of size 0 is not seen", "<p style='font-size:0px'>Praise this text.</p>", ""},
    {"opacity 0 is not seen", "<p style='opacity:0'>Praise this text.</p>", ""},
    {"transparent text is not seen", "<p style='color:transparent'>Praise this text.</p>", ""},
    {"text far off is not seen", "<p style='position:absolute;left:-9999px'>Praise this.</p>", ""},
    {"text indented away is not seen", "<p style='text-indent:-100em'>Praise this text.</p>", ""},
    {"a clipped box is not seen", "<p style='height:1px;overflow:hidden'>Praise this.</p>", ""},
    {"a clip is not seen", "<p style='clip:rect(0,0,0,0)'>Praise this text.</p>", ""},
    {"a clip path is not seen", "<p style='clip-path:inset(50%)'>Praise this text.</p>", ""},
    {"scale 0 is not seen", "<p style='transform:scale(0)'>Praise this text.</p>", ""},
    {"font shorthand of 0 is not seen", "<p style='font:0/0 a'>Praise this text.</p>", ""},
    {"the hidden attribute is obeyed", "<p hidden>Praise this text.</p>", ""},
    {"aria-hidden is obeyed", "<p aria-hidden=true>Praise this text.</p>", ""},
    {"text for screen readers is left out", "<p class='x sr-only'>Praise this text.</p>", ""},
    {"the page's own style sheet is obeyed", "<p class=gone>Praise this text.</p>", ""},
    {"its rule for an id is obeyed", "<p id=away>Praise this text.</p>", ""},
    {"a rule for print is not", "<p class=printed>It was agreed at noon.</p>",
     "It was agreed at noon.\n\n"},
    {"a rule that wants more around is not", "<p class=inner>It was agreed at noon.</p>",
     "It was agreed at noon.\n\n"},
    {"comments are not seen", "<!-- <p>Praise this text.</p> -->", ""},
    {"templates are not seen", "<template><p>Praise this text.</p></template>", ""},
    {"zero-width characters are dropped", "<p>It was ag&#8203;reed at noon.</p>",
     "It was agreed at noon.\n\n"},
    {"visible styles are seen", "<p style='font-size:10px;left:5px'>It was agreed at noon.</p>",
     "It was agreed at noon.\n\n"},
    {"captions go", "<figure><img src=a><figcaption>The bridge in May.</figcaption></figure>", ""},
    {"captions by name go", "<div class='wp-caption'><p>The bridge in May.</p></div>", ""},
    {"advertisement lines go", "<p>Advertisement</p>", ""},
    {"lines that lead away go", "<p>Read more: the other bridge</p>", ""},
    {"lines of links go", "<p><a href=/x>The other bridge is closed again</a></p>", ""},
    {"links in sentences stay", "<p>The <a href=/x>bridge</a> is closed until the spring.</p>",
     "The bridge is closed until the spring.\n\n"},
    {"lists of links go with their heading",
     "<h3>Related</h3><ul><li><a href=/1>One bridge</a><li><a href=/2>Two bridges</a></ul>", ""},
    {"lists of facts stay", "<ul><li>The bridge: 2026</li><li>The road: 2027</li></ul>",
     "The bridge: 2026\nThe road: 2027\n\n"},
    {"teasers go",
     "<div><a href=/x><h4>Another bridge</h4></a><p>It is shorter than the first one.</p></div>",
     ""},
    {"share boxes go", "<div class=share-tools>Share Facebook Email</div>", ""},
    {"rows of tags go",
     "<strong>Tags <a href=/1>bridges</a>, <a href=/2>mayors</a>, <a href=/3>rivers</a></strong>",
     ""},
    {"headings between stay", "<h2>When it begins</h2>", "When it begins\n\n"},
    {"a later h1 is a heading", "<h1>When it begins</h1>", "When it begins\n\n"},
    {"quotations stay", "<blockquote><p>It is our bridge, she said.</p></blockquote>",
     "It is our bridge, she said.\n\n"},
    {"asides go", "<aside><p>The town has 900 people.</p></aside>", ""},
    {"scripts go", "<script>var a = '<p>Praise</p>';</script>", ""},
};

static void test_text(void **state)
{
    const struct text_row *row = *state;
    struct arena *a = arena_new();
    struct str page = arena_fmt(
        a,
        "<html lang=en><head><title>Mayor Meets Minister - News</title><style>/* .x */ .gone, "
        "#away "
        "{ display: none } .list .inner { display:none } @media print { .printed { display:none } }"
        "</style></head><body><div class=menu><ul><li><a href=/>Home</a></ul></div>"
        "<div class=content><h1>Mayor Meets Minister</h1>%s%s%s</div>"
        "<footer><p>All rights reserved, and all wrongs reversed, by the news.</p></footer>",
        P(TEXT_1), row->inside, P(TEXT_2));
    struct str want = arena_fmt(a, "%s\n\n%s%s", TEXT_1, row->between, TEXT_2);
    struct article *got = extract(a, arena_z(a, page));

    assert_str(got->text, arena_z(a, want));
    assert_str(got->title, "Mayor Meets Minister");
    assert_str(got->language, "en");
    assert_null(got->problem.ptr);
    arena_free(a);
}

struct meta_row {
    const char *name, *head, *body;
    const char *title, *byline, *published;
    bool day_only;
};

static struct meta_row metas[] = {
    {"JSON-LD says all",
     "<script type='application/ld+json'>{\"@graph\":[{\"@type\":[\"NewsArticle\"],\"headline\":"
     "\"Bridge Opens\",\"datePublished\":\"2025-05-05T23:00:00Z\",\"author\":[{\"name\":\"Ann "
     "Lee\"},{\"name\":\"Bo Ray\"}]}]}</script>",
     "", "Bridge Opens", "Ann Lee, Bo Ray", "2025-05-05T23:00:00Z", false},
    {"meta elements say it",
     "<meta property=og:title content='Bridge Opens'><meta name=author content='By Ann Lee'>"
     "<meta property=article:published_time content='2025-05-05T23:00:00+02:00'>",
     "", "Bridge Opens", "Ann Lee", "2025-05-05T21:00:00Z", false},
    {"an author's address is no name",
     "<title>Bridge Opens | Site</title><meta property=article:author content='https://x.y/z'>",
     "<span class=byline>By Ann Lee</span>", "Bridge Opens", "Ann Lee", NULL, false},
    {"time beside the heading", "<title>Bridge Opens</title>",
     "<h1>Bridge Opens</h1><time datetime='2025-05-05T23:00:00Z'>Monday</time>", "Bridge Opens",
     NULL, "2025-05-05T23:00:00Z", false},
    {"a day beside the heading", "<title>Bridge Opens &gt; Town &gt; Release</title>",
     "<h1>\n Bridge Opens\n </h1><span class=date> May 5, 2025 <i></i></span>", "Bridge Opens",
     NULL, "2025-05-05T00:00:00Z", true},
    {"a day in a line that says more", "<title>Bridge Opens</title>",
     "<h1>Bridge Opens</h1><p class=date>Published: May 5, 2025 | 3 min read</p>", "Bridge Opens",
     NULL, "2025-05-05T00:00:00Z", true},
    {"the heading beats a title that differs in case",
     "<title> &gt; Town</title><meta property=og:title content='Contracts for May 5'>",
     "<h1>Contracts For May 5</h1>", "Contracts For May 5", NULL, NULL, false},
    {"the site's name is no title",
     "<title>Bridge Opens - The Town Daily</title>"
     "<meta property=og:site_name content='The Town Daily'>",
     "<h1>The Town Daily</h1>", "Bridge Opens", NULL, NULL, false},
    {"a dash in a headline stays", "<title>Bridge - the first in years - opens today</title>", "",
     "Bridge - the first in years - opens today", NULL, NULL, false},
};

static void test_meta(void **state)
{
    const struct meta_row *row = *state;
    struct arena *a = arena_new();
    struct str page =
        arena_fmt(a, "<head>%s<link rel=canonical href=/c></head><body>%s<div>%s%s</div>",
                  row->head, row->body, P(TEXT_1), P(TEXT_2));
    struct article *got = extract(a, arena_z(a, page));

    assert_str(got->title, row->title);
    assert_str(got->canonical, "https://news.example/c");
    if (row->byline == NULL) {
        assert_null(got->byline.ptr);
    } else {
        assert_str(got->byline, row->byline);
    }
    if (row->published == NULL) {
        assert_true(got->published == TIME_NONE);
    } else {
        assert_str(time_rfc3339(a, got->published), row->published);
    }
    assert_int_equal(got->day_only, row->day_only);
    arena_free(a);
}

struct select_row {
    const char *name, *select, *remove; /* NULL: none */
    const char *want, *warning;
};

static struct select_row selects[] = {
    {"what is selected is the text", "#odd", NULL, "Short.\n\nShare this", NULL},
    {"what is removed is not", "#odd", ".share", "Short.", NULL},
    {"several are joined in order", ".two, #odd p, #odd", ".share", "One.\n\nShort.", NULL},
    {"what nobody sees is no text", "body", "#odd, .long, h1", "One.", NULL},
    {"a selector that finds nothing is told", "#gone", ".share, #odd, .two", TEXT_1 "\n\n" TEXT_2,
     "select finds no text"},
    {"removal alone leaves the rules", NULL, ".share, #odd, .two, .long p:last-child", TEXT_1,
     NULL},
};

static void test_select(void **state)
{
    const struct select_row *row = *state;
    const struct str select = str_z(row->select), remove = str_z(row->remove);
    const struct extract_hints hints = {.base = STR("https://news.example/a"),
                                        .select = &select,
                                        .select_count = row->select != NULL,
                                        .remove = &remove,
                                        .remove_count = row->remove != NULL};
    struct arena *a = arena_new();
    struct article *got = NULL;
    struct err err;

    assert_int_equal(
        article_extract(
            a,
            STR("<title>T</title><h1>T</h1><p class=two>One.</p><p hidden>Praise.</p>"
                "<div class=long>" P(TEXT_1)
                    P(TEXT_2) "</div>"
                              "<div id=odd><p>Short.</p><p class=share>Share this</p></div>"),
            &hints, &got, &err),
        0);
    assert_str(got->text, row->want);
    assert_str(got->title, "T");
    if (row->warning == NULL) {
        assert_null(got->warning.ptr);
    } else {
        assert_str(got->warning, row->warning);
    }
    assert_null(got->problem.ptr);
    arena_free(a);
}

static void test_bad_selector(void **state)
{
    const struct str bad = STR("p[");
    const struct extract_hints hints = {.select = &bad, .select_count = 1};
    struct arena *a = arena_new();
    struct article *got;
    struct err err;

    (void)state;
    assert_int_equal(article_extract(a, STR("<p>x</p>"), &hints, &got, &err), -1);
    assert_int_equal(err.code, ERR_SYNTAX);
    arena_free(a);
}

struct problem_row {
    const char *name, *page, *want;
};

static struct problem_row problems[] = {
    {"Akamai's refusal",
     "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have "
     "permission to access \"http://x/\" on this server.<P>Reference #18.1.2.3</BODY></HTML>",
     "access denied"},
    {"a wall before cookies",
     "<title>News</title><div><h1>We value your privacy</h1><p>We and our partners use cookies to "
     "show you advertisements. You can accept or refuse.</p><button>Accept all</button></div>",
     "consent wall"},
    {"a network's login page",
     "<title>Hotspot</title><p>Accept the terms of use to connect to the internet here.</p>",
     "captive portal"},
    {"nothing but script",
     "<title>News</title><div id=root></div><noscript>You need to enable JavaScript to run this "
     "app.</noscript><script src=x></script>",
     "script only"},
    {"script and nothing said of it", "<title>News</title><div id=root></div><script>a()</script>",
     "script only"},
    {"an error with status 200",
     "<title>404 - Page not found</title><h1>Sorry</h1><p>There is nothing here any more, see our "
     "front page.</p>",
     "error page"},
    {"an empty page", "", "no text"},
    {"frames without a body", "<frameset><frame src=a></frameset>", "no text"},
};

static void test_problem(void **state)
{
    const struct problem_row *row = *state;
    struct arena *a = arena_new();

    assert_str(extract(a, row->page)->problem, row->want);
    arena_free(a);
}

static void test_an_article_on_errors_is_one(void **state)
{
    struct arena *a = arena_new();
    struct buf b = {0};

    (void)state;
    buf_add_z(&b, "<title>Error in the count of votes</title><div>");
    for (int i = 0; i < 12; i++) {
        buf_add_z(&b, P(TEXT_1));
    }
    assert_null(extract(a, arena_z(a, buf_str(&b, a)))->problem.ptr);
    arena_free(a);
}

/* On this page family the only article element is the subscribe box, and the page is one form. */
static void test_a_short_release_is_found(void **state)
{
    struct arena *a = arena_new();
    const char *page =
        "<title>Library Opens &gt; Town &gt; Release</title><body><form><header id=header-main>"
        "<div class=header_banner><p>Official websites use .gov, and it says so at length here."
        "</p></div></header><main><div itemscope itemtype=http://schema.org/NewsArticle>"
        "<header><h1>Library Opens</h1><span class=date>May 7, 2025</span></header>"
        "<div class=content><div class=body><p>The library opens on Saturdays from June.</p>"
        "<p>Visitors need a pass.</p><div class='related ntext'><div class=item><a href=/x>Pool "
        "Opens</a></div></div></div></div></div><div class=subscribe><article><h3>Subscribe</h3>"
        "<p>Choose which products of the town you want delivered to your inbox each day.</p>"
        "</article></div></main><div class=footer><p>The town provides what is needed to live in "
        "it, and has done so since it was founded by its founders.</p></div></form>";

    (void)state;
    assert_str(extract(a, page)->text,
               "The library opens on Saturdays from June.\n\nVisitors need a pass.");
    arena_free(a);
}

static void test_json_ld_body_stands_in(void **state)
{
    struct arena *a = arena_new();
    const char *page =
        "<script type='application/ld+json'>{\"@type\":\"Article\",\"articleBody\":\"" TEXT_1
        " " TEXT_2 "\"}</script><div id=root></div>";
    struct article *got;

    (void)state;
    got = extract(a, page);
    assert_str(got->text, TEXT_1 " " TEXT_2);
    assert_null(got->problem.ptr);
    arena_free(a);
}

static void test_html_is_safe_and_absolute(void **state)
{
    struct arena *a = arena_new();
    struct article *got = extract(
        a, "<title>x</title><div>" P(TEXT_1) "<p onclick=a() class=b>The <a href=/x>bridge &amp; "
                                             "road</a><br>are <img src=y.jpg alt=\"a "
                                             "&quot;b&quot;\"> closed for a while.</p>" P(TEXT_2));

    (void)state;
    assert_true(str_find(got->html, STR("href=\"https://news.example/x\""), 0) != STR_NPOS);
    assert_true(str_find(got->html, STR("bridge &amp; road"), 0) != STR_NPOS);
    assert_true(str_find(got->html, STR("onclick"), 0) == STR_NPOS);
    assert_true(str_find(got->html, STR("class="), 0) == STR_NPOS);
    arena_free(a);
}

static void test_a_container_of_the_same_class_is_joined(void **state)
{
    struct arena *a = arena_new();
    struct article *got;

    (void)state;
    got = extract(a,
                  "<title>x</title><div><div class=menu><p>Home, news and other things.</p></div>"
                  "<div>" P(TEXT_1) "</div><div>" P(TEXT_2) "</div><div>" P(TEXT_1) "</div></div>");
    assert_str(got->text, TEXT_1 "\n\n" TEXT_2 "\n\n" TEXT_1);
    arena_free(a);
}

static void test_line_breaks_make_paragraphs(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    assert_str(extract(a, "<title>x</title><div>" TEXT_1 "<br><br>" TEXT_2 "</div>")->text,
               TEXT_1 "\n\n" TEXT_2);
    arena_free(a);
}

static void test_hostile_pages_are_refused(void **state)
{
    struct arena *a = arena_new();
    struct extract_hints hints = {0};
    struct article *out = NULL;
    struct buf b = {0};
    struct err err;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        buf_add_z(&b, "<div>");
    }
    assert_int_equal(article_extract(a, buf_str(&b, a), &hints, &out, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    arena_free(a);
}

static void test_json_goes_both_ways(void **state)
{
    struct arena *a = arena_new();
    struct article *got = extract(a, "<html lang=pt_BR><title>x</title>" P(TEXT_1) P(TEXT_2));
    struct article *back = NULL;
    struct buf b = {0};
    struct err err;

    (void)state;
    article_json_write(&b, got);
    assert_int_equal(article_json_read(a, buf_str(&b, a), &back, &err), 0);
    assert_true(str_eq(back->text, got->text));
    assert_str(back->language, "pt-BR");
    assert_null(back->byline.ptr);
    assert_true(back->published == TIME_NONE);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest single[] = {
        cmocka_unit_test(test_an_article_on_errors_is_one),
        cmocka_unit_test(test_a_short_release_is_found),
        cmocka_unit_test(test_json_ld_body_stands_in),
        cmocka_unit_test(test_html_is_safe_and_absolute),
        cmocka_unit_test(test_a_container_of_the_same_class_is_joined),
        cmocka_unit_test(test_line_breaks_make_paragraphs),
        cmocka_unit_test(test_hostile_pages_are_refused),
        cmocka_unit_test(test_json_goes_both_ways),
        cmocka_unit_test(test_bad_selector),
    };
    struct CMUnitTest tests[ARRAY_LEN(texts) + ARRAY_LEN(selects) + ARRAY_LEN(metas) +
                            ARRAY_LEN(problems) + ARRAY_LEN(single)];
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = texts[i].name, .test_func = test_text, .initial_state = &texts[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(metas); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = metas[i].name, .test_func = test_meta, .initial_state = &metas[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(problems); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = problems[i].name, .test_func = test_problem, .initial_state = &problems[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(selects); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = selects[i].name, .test_func = test_select, .initial_state = &selects[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(single); i++) {
        tests[n++] = single[i];
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
