#include "fmt/url.h"

#include "unit/test.h"

enum question { RESOLVE, LINK_KEY, FOR_LOG, HOST };

static struct row {
    const char *name;
    enum question question;
    const char *text, *base, *want; /* want NULL: absent */
} rows[] = {
    {"RFC 3986 5.4: g", RESOLVE, "g", "http://a/b/c/d;p?q", "http://a/b/c/g"},
    {"RFC 3986 5.4: ./g/", RESOLVE, "./g/", "http://a/b/c/d;p?q", "http://a/b/c/g/"},
    {"RFC 3986 5.4: //g", RESOLVE, "//g/x", "http://a/b/c/d;p?q", "http://g/x"},
    {"RFC 3986 5.4: ?y", RESOLVE, "?y", "http://a/b/c/d;p?q", "http://a/b/c/d;p?y"},
    {"RFC 3986 5.4: #s", RESOLVE, "#s", "http://a/b/c/d;p?q", "http://a/b/c/d;p?q#s"},
    {"RFC 3986 5.4: empty", RESOLVE, "", "http://a/b/c/d;p?q", "http://a/b/c/d;p?q"},
    {"RFC 3986 5.4: ..", RESOLVE, "..", "http://a/b/c/d;p?q", "http://a/b/"},
    {"RFC 3986 5.4: ../../../g", RESOLVE, "../../../g", "http://a/b/c/d;p?q", "http://a/g"},
    {"RFC 3986 5.4: /./g", RESOLVE, "/./g", "http://a/b/c/d;p?q", "http://a/g"},
    {"RFC 3986 5.4: g;x=1/../y", RESOLVE, "g;x=1/../y", "http://a/b/c/d;p?q", "http://a/b/c/y"},
    {"scheme and host are lower case", RESOLVE, "HTTPS://X.Example/A", NULL, "https://x.example/A"},
    {"a host alone gets a path", RESOLVE, "http://x.example", NULL, "http://x.example/"},
    {"spaces and letters are encoded", RESOLVE, " http://x.example/a b/\xc3\xa9?q=\xc3\xa9\n", NULL,
     "http://x.example/a%20b/%C3%A9?q=%C3%A9"},
    {"line ends inside go", RESOLVE, "http://x.exam\nple/a", NULL, "http://x.example/a"},
    {"a backslash is a slash", RESOLVE, "http:\\\\x.example\\a?\\", NULL, "http://x.example/a?\\"},
    {"relative without a base stays", RESOLVE, "a/b", NULL, "a/b"},
    {"a base of another kind is none", RESOLVE, "a/b", "mailto:x@y", "a/b"},
    {"mailto stays", RESOLVE, "mailto:a@x.example", "http://a/", "mailto:a@x.example"},
    {"an address in brackets", RESOLVE, "http://[::1]:8080/x", NULL, "http://[::1]:8080/x"},
    {"a bad port is no URL", HOST, "http://x.example:99999/", NULL, NULL},
    {"a host is lower case", HOST, "http://u:p@X.Example:80/", NULL, "x.example"},
    {"javascript has no host", HOST, "javascript:alert(1)", NULL, NULL},
    {"a long number is the key", LINK_KEY,
     "https://www.war.gov/News/Article/4173123/a-title/?utm_source=x", NULL,
     "/News/Article/4173123"},
    {"a short number is not", LINK_KEY, "https://x.example/2025/05/title/", NULL, "/2025/05/title"},
    {"a word with digits is not", LINK_KEY, "https://x.example/a12345/b", NULL, "/a12345/b"},
    {"tracking goes", LINK_KEY, "https://x.example/a?utm_source=x&id=7&fbclid=y#top", NULL,
     "/a?id=7"},
    {"a session goes", LINK_KEY, "https://x.example/a.html;jsessionid=0A1B.node1?id=7&PHPSESSID=y",
     NULL, "/a.html?id=7"},
    {"a query alone is a key", LINK_KEY, "https://x.example/?p=12", NULL, "?p=12"},
    {"a host alone is no key", LINK_KEY, "https://x.example/", NULL, NULL},
    {"secrets stay out of logs", FOR_LOG, "https://u:p@x.example/f?api_key=1&a=b", NULL,
     "https://x.example/f?api_key=***&a=b"},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct str s = str_z(row->text), got = STR_NULL;

    switch (row->question) {
    case RESOLVE:
        got = url_resolve(a, str_z(row->base), s);
        break;
    case LINK_KEY:
        got = url_link_key(a, s);
        break;
    case FOR_LOG:
        got = url_for_log(a, s);
        break;
    case HOST:
        got = url_host(a, s);
        break;
    }
    if (row->want == NULL) {
        assert_null(got.ptr);
    } else {
        assert_str(got, row->want);
    }
    arena_free(a);
}

static void test_is_http(void **state)
{
    (void)state;
    assert_str(url_without_fragment(STR("https://x.example/a#b#c")), "https://x.example/a");
    assert_str(url_without_fragment(STR("https://x.example/a")), "https://x.example/a");
    assert_true(url_is_http(STR("https://x.example/")));
    assert_false(url_is_http(STR("https:///x")));
    assert_false(url_is_http(STR("ftp://x.example/")));
    assert_false(url_is_http(STR("http://x.example/\n")));
    assert_false(url_is_http(STR_NULL));
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(test_is_http);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
