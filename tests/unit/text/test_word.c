#include "unit/test.h"

#include "core/attr.h"
#include "text/word.h"

struct row {
    const char *name, *text, *language;
    const char *want; /* lower/stem with C capital, N number, S stop; separated by blanks */
};

static struct row rows[] = {
    {"a word has case, stem and kind", "The ministers met", NULL,
     "the/the:CS ministers/minist: met/met:"},
    {"numbers keep their inner marks", "1,500.5 tons, 3.", "en",
     "1,500.5/1,500.5:N tons/ton: 3/3:N"},
    {"acronyms keep their full stops", "the U.S. Navy", "en", "the/the:S u.s./u.s.:C navy/navi:C"},
    {"a possessive is cut", "Peru's Peru\xE2\x80\x99s don\xE2\x80\x99t", "en",
     "peru/peru:C peru/peru:C don't/don't:S"},
    {"hyphens part words", "search-and-rescue", "en", "search/search: and/and:S rescue/rescu:"},
    {"a stop at the end of a word is not of it", "It ended. Then", "en",
     "it/it:CS ended/end: then/then:CS"},
    {"other scripts fold and stem", "\xD0\x9F\xD0\x95\xD0\xA0\xD0\xA3 \xD0\xB8", "ru",
     "\xD0\xBF\xD0\xB5\xD1\x80\xD1\x83/\xD0\xBF\xD0\xB5\xD1\x80:C \xD0\xB8/\xD0\xB8:S"},
    {"a language without stemmer keeps words", "Running", "xx", "running/running:C"},
    {"German is stemmed as German", "die H\xC3\xA4user", "de-AT", "die/die:S h\xC3\xA4user/haus:C"},
    {"scripts without spaces are cut", "\xE5\x9B\xBD\xE9\x98\xB2\xE9\x83\xA8\xE9\x95\xBF ok", "zh",
     "\xE5\x9B\xBD\xE9\x98\xB2/\xE5\x9B\xBD\xE9\x98\xB2: "
     "\xE9\x83\xA8\xE9\x95\xBF/\xE9\x83\xA8\xE9\x95\xBF: ok/ok:"},
    {"a word is the same wherever it stands, and as it is written there", "The port, the Port",
     "en", "the/the:CS port/port: the/the:S port/port:C"},
    {"marks alone are no words", "... -- ''", NULL, ""},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct words w;
    struct buf b = {0};
    size_t i;

    word_split(a, str_z(row->text), str_z(row->language), &w);
    for (i = 0; i < w.count; i++) {
        const struct word *it = &w.list[i];

        assert_ptr_equal(it->text.ptr, row->text + it->start);
        buf_add_fmt(&b, "%s" STR_FMT "/" STR_FMT ":%s%s%s", i == 0 ? "" : " ", STR_ARG(it->lower),
                    STR_ARG(it->stem), it->capital ? "C" : "", it->number ? "N" : "",
                    it->stop ? "S" : "");
    }
    assert_str(buf_str(&b, a), row->want);
    arena_free(a);
}

static void test_forms(void **state)
{
    struct arena *a = arena_new();
    struct words w;

    (void)state;
    word_split(a, STR("Ports and ports and Ports"), STR("en"), &w);
    assert_int_equal(w.forms, 3);
    assert_int_equal(w.list[0].form, w.list[4].form);
    assert_int_equal(w.list[1].form, w.list[3].form);
    assert_int_not_equal(w.list[0].form, w.list[2].form);
    arena_free(a);
}

static void test_warm_up(void **state)
{
    (void)state;
    word_warm_up();
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 2] = {
        {.name = "warming up needs nothing", .test_func = test_warm_up},
        {.name = "words written alike share a form", .test_func = test_forms},
    };
    size_t i;

    for (i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 2] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests_name("text/word", tests, NULL, NULL);
}
