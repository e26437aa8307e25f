#include "fmt/escape.h"

#include "unit/test.h"

static void slug_40(struct buf *out, struct str s)
{
    escape_slug(out, s, 40);
}

static void slug_6(struct buf *out, struct str s)
{
    escape_slug(out, s, 6);
}

static void base64(struct buf *out, struct str s)
{
    escape_base64(out, s, 0);
}

static void base64_lines(struct buf *out, struct str s)
{
    escape_base64(out, s, 8);
}

static struct row {
    const char *name;
    void (*escape)(struct buf *out, struct str s);
    const char *text, *want;
} rows[] = {
    {"HTML references", escape_html, "<a href=\"x\">'&", "&lt;a href=&quot;x&quot;&gt;&#39;&amp;"},
    {"HTML leaves the rest", escape_html, "é 日", "é 日"},
    {"Markdown inline signs", escape_markdown, "*a* _b_ `c` [d](e) <f> &amp; #1",
     "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\<f\\> \\&amp; \\#1"},
    {"Markdown blocks at the start of a line", escape_markdown, "- a\n  + b\n=\n1. c - d 1. e",
     "\\- a\n  \\+ b\n\\=\n1\\. c - d 1. e"},
    {"Markdown list behind a blank", escape_markdown, " 12) a", " 12\\) a"},
    {"a plain log value has no quotes", escape_log, "http://x/y?a", "http://x/y?a"},
    {"an empty log value", escape_log, "", "\"\""},
    {"a log value cannot end its line", escape_log, "a\nb\"\\\x7F", "\"a\\x0Ab\\\"\\\\\\x7F\""},
    {"a log value cannot be another one", escape_log, "a=b", "\"a=b\""},
    {"controls and directions in a log", escape_log,
     "a\xC2\x9B"
     "\xE2\x80\xAE"
     "\xE2\x80\xA8"
     "é",
     "\"a\\x9B\\u{202E}\\u{2028}é\""},
    {"a slug", slug_40, "Readout of Secretary's Call -- Perú!", "readout-of-secretary-s-call-perú"},
    {"a slug in other scripts", slug_40, "Ελλάδα «МОСКВА»、日本—會", "ελλάδα-москва-日本-會"},
    {"a slug of nothing", slug_40, "../..", ""},
    {"a slug splits no sequence", slug_6, "日本會", "日本"},
    {"a slug does not end in a dash", slug_6, "abcdef ghi", "abcdef"},
    {"invisible characters part no word", slug_40, "read\xE2\x80\x8Bout", "readout"},
    {"a plain header", escape_mail_header, " Readout of a call ", "Readout of a call"},
    {"a header in UTF-8", escape_mail_header, "Perú", "=?UTF-8?B?UGVyw7o=?="},
    {"a header cannot end early", escape_mail_header, "a\r\nBcc: b", "a  Bcc: b"},
    {"what looks like an encoded-word", escape_mail_header, "=?x?=", "=?UTF-8?B?PT94Pz0=?="},
    {"an empty header", escape_mail_header, "", ""},
    {"base64", base64, "foobar", "Zm9vYmFy"},
    {"base64 of one over", base64, "foob", "Zm9vYg=="},
    {"base64 of two over", base64, "fooba", "Zm9vYmE="},
    {"base64 in lines", base64_lines, "foobarfoobar", "Zm9vYmFy\r\nZm9vYmFy"},
    {"hex", escape_hex, "\x01\xAF", "01af"},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct buf b = {0};

    buf_add_char(&b, '>');
    row->escape(&b, str_z(row->text));
    assert_str(str_sub(buf_view(&b), 1, b.len), row->want);
    buf_free(&b);
}

static void lines_of_a_header_are_short(void **state)
{
    static const char *const texts[] = {
        "one word after another until this header is longer than any line of a mail may be, and on",
        "ein Wort nach dem anderen, bis die Zeile länger ist, als sie in einer Mail sein dürfte, "
        "und"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct buf b = {0};
        struct str rest, line;
        size_t lines = 0;

        escape_mail_header(&b, str_z(texts[i]));
        rest = buf_view(&b);
        while (str_split(&rest, '\n', &line)) {
            assert_true(line.len <= 77);
            assert_true(lines == 0 || line.ptr[0] == ' ');
            assert_true(rest.ptr == NULL || line.ptr[line.len - 1] == '\r');
            lines++;
        }
        assert_true(lines > 1);
        buf_free(&b);
    }
}

static void plain_text_has_nothing_hidden(void **state)
{
    static const struct {
        const char *text, *want;
    } plain[] = {
        {"  a \t\n b\xC2\xA0\xE3\x80\x80"
         "c ",
         "a b c"},
        {"a\x01\x7F\xC2\x85"
         "b",
         "a b"},
        {"\xE2\x80\xAE"
         "a\xE2\x80\x8B\xEF\xBB\xBF"
         "b\xF3\xA0\x81\x81",
         "ab"},
        {"می\xE2\x80\x8Cخواهم", "می\xE2\x80\x8Cخواهم"},
        {"❤\xEF\xB8\x8F read\xE2\x80\x8Dout \xE2\x80\x8D.", "❤\xEF\xB8\x8F readout ."},
        {"", ""},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
        assert_str(escape_plain(a, str_z(plain[i].text)), plain[i].want);
    }
    assert_null(escape_plain(a, STR_NULL).ptr);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 2];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(lines_of_a_header_are_short);
    tests[ARRAY_LEN(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(plain_text_has_nothing_hidden);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
