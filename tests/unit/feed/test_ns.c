/* feed/ns: which element means what. */
#include "unit/test.h"

#include "feed/ns.h"

struct row {
    const char *name, *uri, *local;
    enum field want;
};

static struct row rows[] = {
    {"dc creator is an author", "http://purl.org/dc/elements/1.1/", "creator", FIELD_AUTHOR},
    {"names go in any case", "", "PubDate", FIELD_PUBLISHED},
    {"a URI may lack its slash", "http://search.yahoo.com/mrss", "group", FIELD_GROUP},
    {"a URI may say https", "https://purl.org/dc/elements/1.1", "subject", FIELD_CATEGORY},
    {"a URI goes in any case", "HTTP://WWW.ITUNES.COM/DTDs/Podcast-1.0.dtd", "author",
     FIELD_AUTHOR},
    {"a URI may end in #", "http://purl.org/atom/ns#", "modified", FIELD_UPDATED},
    {"Netscape's 0.90 is RSS", "http://my.netscape.com/rdf/simple/0.9/", "title", FIELD_TITLE},
    {"the same name elsewhere means nothing", "urn:x", "creator", FIELD_NONE},
    {"an unknown name means nothing", "", "cloud", FIELD_NONE},
};

static void test_row(void **state)
{
    const struct row *row = *state;

    assert_int_equal(ns_field(ns_of_uri(str_z(row->uri)), str_z(row->local)).field, row->want);
}

static void modules_rank_behind_the_dialect(void **state)
{
    (void)state;
    assert_true(ns_field(NS_NONE, STR("title")).rank < ns_field(NS_MEDIA, STR("title")).rank);
    assert_true(ns_field(NS_NONE, STR("description")).rank <
                ns_field(NS_ITUNES, STR("summary")).rank);
}

static void prefixes_are_known(void **state)
{
    (void)state;
    assert_int_equal(ns_of_prefix(STR("dc")), NS_DC);
    assert_int_equal(ns_of_prefix(STR("")), NS_NONE);
    assert_int_equal(ns_of_prefix(STR("zz")), NS_OTHER);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 2];
    size_t n = 0;

    for (; n < ARRAY_LEN(rows); n++) {
        tests[n] = (struct CMUnitTest){
            .name = rows[n].name, .test_func = test_row, .initial_state = &rows[n]};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(modules_rank_behind_the_dialect);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(prefixes_are_known);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
