#include "text/charset.h"

#include "core/limits.h"
#include "core/utf8.h"
#include "unit/test.h"

#define XML(label) "<?xml version=\"1.0\" encoding=\"" label "\"?><t>"

static struct row {
    const char *name;
    struct str bytes;
    const char *content_type;
    enum charset_document kind;
    const char *want, *encoding;
    size_t replaced;
    bool mismatch;
} rows[] = {
    {"UTF-8 needs no declaration", STR_INIT("Caf\xC3\xA9"), NULL, CHARSET_XML, "Café", "utf-8", 0,
     false},
    {"what is not UTF-8 is windows-1252", STR_INIT("Peru\x92s caf\xE9"), NULL, CHARSET_TEXT,
     "Peru’s café", "windows-1252", 0, false},
    {"bytes said to be UTF-8 that are not", STR_INIT(XML("utf-8") "Peru\x92s"), NULL, CHARSET_XML,
     XML("utf-8") "Peru’s", "windows-1252", 0, true},
    {"one bad byte costs one character", STR_INIT("Caf\xC3\xA9 \xE2\x80\x94 \xFF!"), NULL,
     CHARSET_XML, "Café — \xEF\xBF\xBD!", "utf-8", 1, false},
    {"a sequence cut at the end", STR_INIT("Per\xC3\xBA\xE2\x80"), "text/plain; charset=utf-8",
     CHARSET_TEXT, "Perú\xEF\xBF\xBD", "utf-8", 1, false},
    {"a written U+FFFD is not counted", STR_INIT("\xEF\xBF\xBD\xC3\xA9\xFF."), NULL, CHARSET_TEXT,
     "\xEF\xBF\xBDé\xEF\xBF\xBD.", "utf-8", 1, false},
    {"a mark beats the content type",
     STR_INIT("\xEF\xBB\xBF"
              "Caf\xC3\xA9"),
     "text/xml; charset=iso-8859-1", CHARSET_XML, "Café", "utf-8", 0, false},
    {"two marks", STR_INIT("\xEF\xBB\xBF\xEF\xBB\xBF<a>"), NULL, CHARSET_XML, "<a>", "utf-8", 0,
     false},
    {"the content type beats the declaration", STR_INIT(XML("utf-8") "\xCC\xC9"),
     "text/xml;charset=\"KOI8-R\"", CHARSET_XML, XML("utf-8") "ли", "koi8-r", 0, false},
    {"a declaration in single quotes", STR_INIT("<?xml version='1.0' encoding='koi8-r'?>\xCC"),
     NULL, CHARSET_XML, "<?xml version='1.0' encoding='koi8-r'?>л", "koi8-r", 0, false},
    {"iso-8859-1 means windows-1252", STR_INIT(XML("ISO-8859-1") "\x93x\x94"), NULL, CHARSET_XML,
     XML("ISO-8859-1") "“x”", "windows-1252", 0, false},
    {"us-ascii over UTF-8", STR_INIT(XML("us-ascii") "\xC3\xA9"), NULL, CHARSET_XML,
     XML("us-ascii") "é", "utf-8", 0, false},
    {"gb2312 means gb18030", STR_INIT(XML("gb2312") "\xB9\xFA"), NULL, CHARSET_XML,
     XML("gb2312") "国", "gb18030", 0, false},
    {"tis-620 means windows-874", STR_INIT(XML("tis-620") "\xC3\xD1\xB0"), NULL, CHARSET_XML,
     XML("tis-620") "รัฐ", "windows-874", 0, false},
    {"Big5 with the characters of Hong Kong", STR_INIT(XML("big5") "\xB0\xEA\x88\x66"), NULL,
     CHARSET_XML, XML("big5") "國Ê", "big5", 0, false},
    {"an unknown label over UTF-8", STR_INIT(XML("x-klingon") "\xC3\xA9"), NULL, CHARSET_XML,
     XML("x-klingon") "é", "utf-8", 0, true},
    {"an empty label", STR_INIT(XML("") "\xC3\xA9"), NULL, CHARSET_XML, XML("") "é", "utf-8", 0,
     false},
    {"utf-16 over UTF-8", STR_INIT(XML("utf-16") "\xC3\xA9"), NULL, CHARSET_XML, XML("utf-16") "é",
     "utf-8", 0, true},
    {"UTF-16 with a mark", STR_INIT("\xFE\xFF\0<\0\xE9"), NULL, CHARSET_XML, "<é", "utf-16be", 0,
     false},
    {"UTF-16 without a mark", STR_INIT("<\0t\0>\0\xE9\0"), NULL, CHARSET_XML, "<t>é", "utf-16le", 0,
     false},
    {"UTF-16 the other way", STR_INIT("\0<\0t\0>\0\xE9"), NULL, CHARSET_XML, "<t>é", "utf-16be", 0,
     false},
    {"UTF-32 with a mark", STR_INIT("\xFF\xFE\0\0<\0\0\0\xE9\0\0\0"), NULL, CHARSET_XML, "<é",
     "utf-32le", 0, false},
    {"UTF-32 without a mark", STR_INIT("\0\0\0<\0\0\0\xE9"), NULL, CHARSET_XML, "<é", "utf-32be", 0,
     false},
    {"UTF-32 the other way", STR_INIT("<\0\0\0\xE9\0\0\0"), NULL, CHARSET_XML, "<é", "utf-32le", 0,
     false},
    {"a surrogate alone", STR_INIT("\xFE\xFF\0<\xD8\x00\0>"), NULL, CHARSET_XML, "<\xEF\xBF\xBD>",
     "utf-16be", 1, false},
    {"a pair of surrogates", STR_INIT("\xFE\xFF\xD8\x3D\xDE\x00"), NULL, CHARSET_XML, "😀",
     "utf-16be", 0, false},
    {"HTML's meta charset", STR_INIT("<meta name=a><META charset=windows-1251>\xCF"), NULL,
     CHARSET_HTML, "<meta name=a><META charset=windows-1251>П", "windows-1251", 0, false},
    {"HTML's http-equiv", STR_INIT("<meta content='text/html; charset=euc-kr'>\xB1\xB9"), NULL,
     CHARSET_HTML, "<meta content='text/html; charset=euc-kr'>국", "euc-kr", 0, false},
    {"plain text has no declaration", STR_INIT("<meta charset=windows-1251>\xCF"), NULL,
     CHARSET_TEXT, "<meta charset=windows-1251>Ï", "windows-1252", 0, false},
    {"a content type without charset", STR_INIT("\xC3\xA9"), "text/xml; x=charset", CHARSET_XML,
     "é", "utf-8", 0, false},
    {"UTF-8 said to be Latin-1", STR_INIT(XML("iso-8859-1") "Caf\xC3\xA9 na\xC3\xAFve"), NULL,
     CHARSET_XML, XML("iso-8859-1") "Café naïve", "utf-8", 0, true},
    {"one pair of Latin-1 may be meant", STR_INIT(XML("iso-8859-1") "\xC3\xA9"), NULL, CHARSET_XML,
     XML("iso-8859-1") "Ã©", "windows-1252", 0, false},
    {"Chinese that happens to be UTF-8", STR_INIT(XML("gbk") "\xC4\xA3\xC4\xA3"), NULL, CHARSET_XML,
     XML("gbk") "模模", "gb18030", 0, false},
    {"KOI8-R that does not say so",
     STR_INIT("<t>"
              "\xF0\xD2\xC5\xDA\xC9\xC4\xC5\xCE\xD4 \xD0\xCF\xC4\xD0\xC9\xD3\xC1\xCC "
              "\xD5\xCB\xC1\xDA \xCF \xCE\xCF\xD7\xD9\xC8 \xCD\xC5\xD2\xC1\xC8 "
              "\xD0\xCF\xC4\xC4\xC5\xD2\xD6\xCB\xC9 \xCE\xC1\xD3\xC5\xCC\xC5\xCE\xC9\xD1 \xC9 "
              "\xDC\xCB\xCF\xCE\xCF\xCD\xC9\xCB\xC9 \xD3\xD4\xD2\xC1\xCE\xD9"),
     NULL, CHARSET_XML,
     "<t>Президент подписал указ о новых мерах поддержки населения и экономики страны", "koi8-r", 0,
     false},
    {"windows-1251 said to be UTF-8",
     STR_INIT(XML("utf-8") "\xCF\xF0\xE5\xE7\xE8\xE4\xE5\xED\xF2 \xEF\xEE\xE4\xEF\xE8\xF1\xE0\xEB "
                           "\xF3\xEA\xE0"
                           "\xE7 \xEE \xEC\xE5\xF0\xE0\xF5 \xEF\xEE\xE4\xE4\xE5\xF0\xE6\xEA\xE8"),
     NULL, CHARSET_XML, XML("utf-8") "Президент подписал указ о мерах поддержки", "windows-1251", 0,
     true},
    {"Shift_JIS that does not say so",
     STR_INIT("<t a='b'>"
              "\x8E\xF1\x91\x8A\x8A\xAF\x93@\x83j\x83\x85\x81[\x83X\x81"
              "F\x96{\x93\xFA\x82\xCC\x89\xEF\x8C\xA9\x82\xC5\x90V\x82\xB5\x82\xA2\x8Co\x8D\xCF"),
     NULL, CHARSET_XML, "<t a='b'>首相官邸ニュース：本日の会見で新しい経済", "shift_jis", 0, false},
    {"accents alone are not another script",
     STR_INIT("<t>\xC9t\xE9 \xE0 la mairie, d\xE9j\xE0 tr\xE8s pr\xE9occup\xE9s, pr\xE9sid\xE9 "
              "\xE0 l'\xE9t\xE9 par l'\xC9lys\xE9"
              "e r\xE9uni\xE9 \xE7\xE0"),
     NULL, CHARSET_XML,
     "<t>Été à la mairie, déjà très préoccupés, présidé à l'été par l'Élysée réunié çà",
     "windows-1252", 0, false},
    {"nothing", STR_INIT(""), "text/xml; charset=big5", CHARSET_XML, "", "big5", 0, false},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct charset_result result;
    struct err err;

    assert_int_equal(
        charset_decode(a, row->bytes, str_z(row->content_type), row->kind, &result, &err), 0);
    assert_str(result.text, row->want);
    assert_string_equal(result.name, row->encoding);
    assert_int_equal(result.replaced, row->replaced);
    assert_int_equal(result.mismatch, row->mismatch);
    arena_free(a);
}

/* Pairs of surrogates come to lie across the edges of the pieces that are converted at once. */
static void a_long_text_is_decoded_as_a_whole(void **state)
{
    struct arena *a = arena_new();
    struct buf utf16 = {0}, want = {0};
    struct charset_result result;
    struct err err;

    (void)state;
    buf_add(&utf16, STR("\xFF\xFEx\0"));
    buf_add(&want, STR("x"));
    for (int i = 0; i < 10000; i++) {
        buf_add(&utf16, STR("\x3D\xD8\x00\xDE"));
        buf_add_z(&want, "😀");
    }
    buf_add(&utf16, STR("\x3D\xD8"));
    assert_int_equal(charset_decode(a, buf_view(&utf16), STR_NULL, CHARSET_XML, &result, &err), 0);
    assert_int_equal(result.replaced, 1);
    assert_int_equal(result.replaced_at, 2 + 2 + 40000);
    assert_true(str_starts(result.text, buf_view(&want)));
    assert_int_equal(result.text.len, want.len + 3);
    assert_true(utf8_valid(result.text));
    buf_free(&utf16);
    buf_free(&want);
    arena_free(a);
}

static void too_much_is_refused(void **state)
{
    struct arena *a = arena_new();
    struct charset_result result;
    struct buf large = {0};
    struct err err;

    (void)state;
    memset(buf_reserve(&large, LIMIT_DOCUMENT_BYTES + 1), 0xE9, LIMIT_DOCUMENT_BYTES + 1);
    large.len = LIMIT_DOCUMENT_BYTES;
    assert_int_equal(charset_decode(a, buf_view(&large), STR_NULL, CHARSET_TEXT, &result, &err),
                     -1);
    assert_int_equal(err.code, ERR_LIMIT);
    large.len++;
    assert_int_equal(charset_decode(a, buf_view(&large), STR_NULL, CHARSET_TEXT, &result, &err),
                     -1);
    assert_int_equal(err.code, ERR_LIMIT);
    buf_free(&large);
    arena_free(a);
}

/* Every label is found and has a converter that leaves ASCII alone where it should. */
static void every_label_has_a_converter(void **state)
{
    static const char *const labels[] = {
        "utf8",
        "latin1",
        "cp1250",
        "cp1251",
        "cp1253",
        "l5",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "tis-620",
        "latin2",
        "latin3",
        "latin4",
        "cyrillic",
        "arabic",
        "greek",
        "hebrew",
        "latin6",
        "iso-8859-13",
        "iso-8859-14",
        "latin9",
        "koi8-r",
        "koi8-u",
        "866",
        "mac",
        "gbk",
        "big5-hkscs",
        "sjis",
        "euc-jp",
        "iso-2022-jp",
        "ks_c_5601-1987",
        "x-mac-cyrillic",
    };
    struct arena *a = arena_new();
    struct charset_result result;
    struct err err;

    (void)state;
    charset_warm_up();
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        struct str type = arena_fmt(a, "text/plain; charset=%s", labels[i]);

        assert_int_equal(charset_decode(a, STR("abc"), type, CHARSET_TEXT, &result, &err), 0);
        assert_str(result.text, "abc");
        assert_false(result.mismatch);
    }
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 3];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(a_long_text_is_decoded_as_a_whole);
    tests[ARRAY_LEN(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(too_much_is_refused);
    tests[ARRAY_LEN(rows) + 2] = (struct CMUnitTest)cmocka_unit_test(every_label_has_a_converter);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
