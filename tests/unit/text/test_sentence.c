#include "unit/test.h"

#include "core/attr.h"
#include "text/data.h"
#include "text/sentence.h"

struct row {
    const char *name, *text;
    const char *want; /* sentences, each ended by | */
};

static struct row rows[] = {
    {"a stop, a space and a capital end a sentence", "One came. Two left.", "One came.|Two left.|"},
    {"a rank before a name does not", "Gen. Smith met Lt. Gen. Jones. They spoke.",
     "Gen. Smith met Lt. Gen. Jones.|They spoke.|"},
    {"an acronym before a name does not", "The U.S. Navy sails. It rests.",
     "The U.S. Navy sails.|It rests.|"},
    {"an acronym before a function word does", "He left the U.S. The ship sank.",
     "He left the U.S.|The ship sank.|"},
    {"a month before a day does not", "On Jan. 5 they met. On Sept. 6 too.",
     "On Jan. 5 they met.|On Sept. 6 too.|"},
    {"an initial does not", "John F. Kennedy spoke. J. A. Brown too.",
     "John F. Kennedy spoke.|J. A. Brown too.|"},
    {"a company's form does before a function word", "Acme Inc. Bought it. Acme Corp. The end.",
     "Acme Inc. Bought it.|Acme Corp.|The end.|"},
    {"a clock time goes on with a zone",
     "Come at 2 p.m. EDT. Leave at 9 p.m. Tuesday. At 3 p.m. Rain.",
     "Come at 2 p.m. EDT.|Leave at 9 p.m. Tuesday.|At 3 p.m.|Rain.|"},
    {"a time of day that opens a clause does not end it",
     "At 10 a.m. Smith spoke. He said that on Monday at 9:30 p.m. Sen. Roe left, and by 11 p.m. "
     "Doe too.",
     "At 10 a.m. Smith spoke.|He said that on Monday at 9:30 p.m. Sen. Roe left, and by 11 p.m. "
     "Doe too.|"},
    {"nor do two of them, or one behind a place",
     "Between 9 a.m. and 10 a.m. Smith spoke. In Lima, at 1 p.m. Roe left.",
     "Between 9 a.m. and 10 a.m. Smith spoke.|In Lima, at 1 p.m. Roe left.|"},
    {"a time of day behind what happened then ends it",
     "Smith spoke at 10 a.m. Roe left on Monday at 9 p.m. Shops open at 9 a.m. and 2 p.m. Doe said "
     "so. At 3 p.m. The rest.",
     "Smith spoke at 10 a.m.|Roe left on Monday at 9 p.m.|Shops open at 9 a.m. and 2 p.m.|Doe said "
     "so.|At 3 p.m.|The rest.|"},
    {"a quotation closes after the stop", "\"Go.\" He went. (Both did.) \"Why?\" \"Why not!\"",
     "\"Go.\"|He went.|(Both did.)|\"Why?\"|\"Why not!\"|"},
    {"a question inside a sentence does not end it", "\"Why?\" he asked. Then silence.",
     "\"Why?\" he asked.|Then silence.|"},
    {"a number begins a sentence", "It was in 2010. 30 people came. $5 was paid.",
     "It was in 2010.|30 people came.|$5 was paid.|"},
    {"a decimal does not end one", "It cost 3.5 million. Good.", "It cost 3.5 million.|Good.|"},
    {"a domain does not end one", "See Defense.gov for more. Bye.",
     "See Defense.gov for more.|Bye.|"},
    {"a blank line ends one without a stop", "A heading\n\nThe text.", "A heading|The text.|"},
    {"a blank line ends one behind an abbreviation", "Mr.\n\nThe text.", "Mr.|The text.|"},
    {"a short line is a line of its own", "Item one\nItem two", "Item one|Item two|"},
    {"a wrapped line goes on",
     "The minister said on Tuesday that the new agreement with the\nEuropean Union holds. Good.",
     "The minister said on Tuesday that the new agreement with the\nEuropean Union holds.|Good.|"},
    {"a line goes on with a small letter", "The text\ngoes on.", "The text\ngoes on.|"},
    {"small letters begin sentences where there are no capitals", "he came. she left. it rained.",
     "he came.|she left.|it rained.|"},
    {"an ellipsis before a small letter goes on", "He waited ... and left. Bye.",
     "He waited ... and left.|Bye.|"},
    {"a dateline opens a sentence", "WASHINGTON \xE2\x80\x94 It rained. Bye.",
     "WASHINGTON \xE2\x80\x94 It rained.|Bye.|"},
    {"a full stop of another script ends one",
     "\xE4\xBB\x8A\xE6\x97\xA5\xE3\x80\x82\xE6\x98\x8E\xE6\x97\xA5\xE3\x80\x82",
     "\xE4\xBB\x8A\xE6\x97\xA5\xE3\x80\x82|\xE6\x98\x8E\xE6\x97\xA5\xE3\x80\x82|"},
    {"a typographic quotation closes", "He said \xE2\x80\x9CGo.\xE2\x80\x9D She did.",
     "He said \xE2\x80\x9CGo.\xE2\x80\x9D|She did.|"},
    {"a mark of the next sentence is not of the one before",
     "\xE5\xA5\xBD\xE3\x80\x82\xE2\x80\x9C\xE5\xA5\xBD\xE3\x80\x82\xE2\x80\x9D",
     "\xE5\xA5\xBD\xE3\x80\x82|\xE2\x80\x9C\xE5\xA5\xBD\xE3\x80\x82\xE2\x80\x9D|"},
    {"a closing mark may stand a space apart",
     "\xC2\xAB Oui. \xC2\xBB Il part. \xC2\xAB Non ! \xC2\xBB dit-il.",
     "\xC2\xAB Oui. \xC2\xBB|Il part.|\xC2\xAB Non ! \xC2\xBB dit-il.|"},
    {"an ellipsis before a capital ends one", "He waited\xE2\x80\xA6 Then he left.",
     "He waited\xE2\x80\xA6|Then he left.|"},
    {"the number of an item is no sentence", "1. Buy ships.\n2. Sell boats.\na) One more.",
     "1. Buy ships.|2. Sell boats.|a) One more.|"},
    {"initials of other scripts do not end one", "\xD0\x98. \xD0\x98. \xD0\x9F\xD0\xB0\xD0\xBA.",
     "\xD0\x98. \xD0\x98. \xD0\x9F\xD0\xB0\xD0\xBA.|"},
    {"ranks of all kinds stand before names", "Pfc. Poe left. Sec. Lee and Vadm. Ek stay.",
     "Pfc. Poe left.|Sec. Lee and Vadm. Ek stay.|"},
    {"a mark alone behind an abbreviation is read to its end", "See No. \"", "See No.|\"|"},
    {"a text without a stop is one", "  only this  ", "only this|"},
    {"white space holds none", " \n\n ", ""},
    {"an empty text holds none", "", ""},
};

/* Where the language is told. */
static struct foreign {
    struct row row;
    const char *language;
} foreign[] = {
    {{"German ordinals do not end one", "Am 3. Oktober kam er. Er ging um 5. Dann kam sie.",
      "Am 3. Oktober kam er.|Er ging um 5.|Dann kam sie.|"},
     "de-AT"},
    {{"German abbreviations of two words do not", "Orte, z. B. Berlin, Nr. 3. Er kam.",
      "Orte, z. B. Berlin, Nr. 3.|Er kam.|"},
     "de"},
    {{"a number ends an English one", "They came at 5. Ships sank.",
      "They came at 5.|Ships sank.|"},
     "en"},
    {{"function words are those of the language",
      "Lo dijo J. P. El barco zarpa. Lo vio EE. UU. La ONU no.",
      "Lo dijo J. P.|El barco zarpa.|Lo vio EE. UU.|La ONU no.|"},
     "es"},
    {{"a Japanese verb reports the quotation before it",
      "\xE3\x80\x8C\xE9\x87\x8D\xE3\x80\x82\xE3\x80\x8D\xE3\x81\xA8\xE8\xBF\xB0\xE3\x80\x82",
      "\xE3\x80\x8C\xE9\x87\x8D\xE3\x80\x82\xE3\x80\x8D\xE3\x81\xA8\xE8\xBF\xB0\xE3\x80\x82|"},
     "ja"},
};

static void check(const struct row *row, struct str language)
{
    struct arena *a = arena_new();
    struct str text = str_z(row->text);
    struct sentences s;
    struct buf b = {0};
    size_t i;

    sentence_split(a, text, language, &s);
    for (i = 0; i < s.count; i++) {
        buf_add(&b, str_sub(text, s.spans[i].start, s.spans[i].end));
        buf_add_char(&b, '|');
    }
    assert_str(buf_str(&b, a), row->want);
    arena_free(a);
}

static void test_row(void **state)
{
    check(*state, STR_NULL);
}

static void test_foreign(void **state)
{
    const struct foreign *f = *state;

    check(&f->row, str_z(f->language));
}

static void test_languages(void **state)
{
    static const char *const tags[] = {"de-DE", "xx", "../etc", "en_US.UTF-8;rm", "zh-Hant-TW"};
    struct arena *a = arena_new();
    struct sentences s;
    size_t i;

    (void)state;
    sentence_warm_up();
    for (i = 0; i < ARRAY_LEN(tags); i++) {
        sentence_split(a, STR("Eins. Zwei."), str_z(tags[i]), &s);
        assert_int_equal(s.count, 2);
    }
    arena_free(a);
}

/* data_find() bisects, so a file out of order would lose lines. */
static void check_sorted(struct str file)
{
    struct str rest = file, line, last = STR_NULL;

    while (str_split(&rest, '\n', &line) && line.len > 0) {
        struct str key = str_sub(line, 0, str_find_char(line, '\t', 0));

        assert_true(last.ptr == NULL || str_cmp(last, line) < 0);
        assert_non_null(data_find(file, str_find_char(line, '\t', 0) == STR_NPOS ? line : key).ptr);
        last = line;
    }
}

static void test_data(void **state)
{
    (void)state;
    check_sorted(data_stopwords);
    check_sorted(data_abbreviations);
    assert_null(data_find(data_stopwords, STR("en zebra")).ptr);
    assert_null(data_find(data_abbreviations, STR("")).ptr);
    assert_str(data_find(data_abbreviations, STR("gen")), "before");
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + ARRAY_LEN(foreign) + 2] = {
        {.name = "tags of languages are not trusted", .test_func = test_languages},
        {.name = "data files are in order", .test_func = test_data},
    };
    size_t i;

    for (i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 2] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    for (i = 0; i < ARRAY_LEN(foreign); i++) {
        tests[ARRAY_LEN(rows) + 2 + i] = (struct CMUnitTest){
            .name = foreign[i].row.name, .test_func = test_foreign, .initial_state = &foreign[i]};
    }
    return cmocka_run_group_tests_name("text/sentence", tests, NULL, NULL);
}
