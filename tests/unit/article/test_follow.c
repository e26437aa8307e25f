/* The rest of an article: next pages, and pages that have all of it. */
#include "unit/test.h"

#include "article/extract.h"

#define TEXT                                                                                      \
    "<p>The minister met the mayor of the town on Monday, and they spoke about the bridge, the "  \
    "road and the school that will be built next year.</p><p>Work will begin in the spring, the " \
    "mayor said, when the river is low, and the cost is put at 2 million.</p>"
#define CUT \
    "<p>The minister met the mayor of the town on Monday, and they spoke about\xE2\x80\xA6</p>"

static struct row {
    const char *name, *base, *first;
    size_t number;
    const char *page;
    const char *next, *whole; /* NULL: none */
} rows[] = {
    {"a page in the query", "https://x.example/a?id=7", NULL, 0,
     TEXT "<a href='?id=7&page=2'>2</a>", "https://x.example/a?id=7&page=2", NULL},
    {"the query of another article", "https://x.example/a?id=7", NULL, 0,
     TEXT "<a href='?id=8&page=2'>2</a>", NULL, NULL},
    {"a page behind the path", "https://x.example/a/b/", NULL, 0,
     TEXT "<a href='/a/b/2/' rel='nofollow next'>on</a>", "https://x.example/a/b/2/", NULL},
    {"a word for page in the path", "https://x.example/a/b", NULL, 0,
     TEXT "<a href='/a/b/page/2'>Next page</a>", "https://x.example/a/b/page/2", NULL},
    {"a number before the suffix", "https://x.example/story.html", NULL, 0,
     TEXT "<a href='story-2.html'>\xC2\xBB</a>", "https://x.example/story-2.html", NULL},
    {"a number behind the suffix", "https://x.example/story.html", NULL, 0,
     TEXT "<a href='story.html/2'>Weiter</a>", "https://x.example/story.html/2", NULL},
    {"a link in the head", "https://x.example/a", NULL, 0, "<link rel=next href='/a?page=2'>" TEXT,
     "https://x.example/a?page=2", NULL},
    {"another article whose address ends so", "https://x.example/summit", NULL, 0,
     TEXT "<a href='/summit-2'>Second summit begins</a>", NULL, NULL},
    {"the next article", "https://x.example/2025/a", NULL, 0,
     TEXT "<a rel=next href='/2025/b'>Next</a>", NULL, NULL},
    {"the page after the next", "https://x.example/a", NULL, 0, TEXT "<a href='/a/3'>3</a>", NULL,
     NULL},
    {"another site", "https://x.example/a", NULL, 0,
     TEXT "<a rel=next href='https://y.example/a/2'>2</a>", NULL, NULL},
    {"the third page, from the second", "https://x.example/a/2", "https://x.example/a", 2,
     TEXT "<a href='/a'>1</a><a href='/a/2'>2</a><a href='/a/3'>3</a>", "https://x.example/a/3",
     NULL},
    {"no page after the last", "https://x.example/a/2", "https://x.example/a", 2,
     TEXT "<a href='/a'>1</a><a href='/a/2'>2</a>", NULL, NULL},
    {"a print page where the text is cut", "https://x.example/a", NULL, 0,
     CUT "<a href='/print/a'>Print</a>", NULL, "https://x.example/print/a"},
    {"a link for print", "https://x.example/a", NULL, 0,
     "<link rel=alternate media=print href='/p'>" CUT, NULL, "https://x.example/p"},
    {"a whole text needs no print page", "https://x.example/a", NULL, 0,
     TEXT "<a href='/print/a'>Print</a>", NULL, NULL},
    {"one page in place of many", "https://x.example/a", NULL, 0,
     TEXT "<a href='/a/2'>2</a><a href='/a/all'>View all</a>", "https://x.example/a/2",
     "https://x.example/a/all"},
    {"the canonical page where the text is cut", "https://x.example/amp/a", NULL, 0,
     "<link rel=canonical href='https://x.example/a'>" CUT, NULL, "https://x.example/a"},
    {"the page itself is no other", "https://x.example/a", NULL, 0,
     "<link rel=canonical href='https://x.example/a'>" CUT, NULL, NULL},
    {"a print page of another site", "https://x.example/a", NULL, 0,
     CUT "<a href='https://y.example/a'>Print</a>", NULL, NULL},
    {"a newspaper in print", "https://x.example/a", NULL, 0,
     CUT "<a href='/subscribe'>Footprint of the printing house in our town</a>", NULL, NULL},
    {"a script is no address", "https://x.example/a", NULL, 0,
     CUT "<a href='javascript:print()'>Print</a>", NULL, NULL},
    {"nothing is followed from nowhere", NULL, NULL, 0, CUT "<a href='/print'>Print</a>", NULL,
     NULL},
};

static void check(struct str got, const char *want)
{
    if (want == NULL) {
        assert_null(got.ptr);
    } else {
        assert_str(got, want);
    }
}

static void test_row(void **state)
{
    const struct row *row = *state;
    const struct extract_hints hints = {
        .base = str_z(row->base), .first = str_z(row->first), .number = row->number};
    struct arena *a = arena_new();
    struct article *got = NULL;
    struct err err;

    assert_int_equal(article_extract(a, str_z(row->page), &hints, &got, &err), 0);
    check(got->next, row->next);
    check(got->whole, row->whole);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows)];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests_name("article/follow", tests, NULL, NULL);
}
