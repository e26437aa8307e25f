#include "text/charset.h"

#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/utf16.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "text/charset_detect.h"

#define DECLARATION_BYTES 4096U /* how far a declaration is looked for */
#define CHUNK             2048
/* Bytes of UTF-8 behind the first of a character that no text of windows-1252, or of others, has. */
#define SURE_OF_LATIN  2U
#define SURE_OF_OTHERS 8U

/*
 * The labels of the WHATWG Encoding Standard that are in use, with the converter of ICU that decodes
 * as the standard says. UTF-7 and the encodings that hide ASCII are left out on purpose.
 */
static const struct charset {
    const char *name, *converter, *labels;
} charsets[] = {
    {"utf-8", NULL, "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8"},
    {"windows-1252", "windows-1252",
     "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 latin1 "
     "latin-1 l1 cp819 ibm819 iso-ir-100 csisolatin1 ascii us-ascii ansi_x3.4-1968 x-user-defined"},
    {"utf-16le", "UTF-16LE", "utf-16le utf-16 ucs-2 unicode csunicode iso-10646-ucs-2 unicodefeff"},
    {"utf-16be", "UTF-16BE", "utf-16be unicodefffe"},
    {"utf-32le", "UTF-32LE", "utf-32le utf-32"},
    {"utf-32be", "UTF-32BE", "utf-32be"},
    {"windows-1250", "windows-1250", "windows-1250 cp1250 x-cp1250"},
    {"windows-1251", "windows-1251", "windows-1251 cp1251 x-cp1251"},
    {"windows-1253", "windows-1253", "windows-1253 cp1253 x-cp1253"},
    {"windows-1254", "windows-1254",
     "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 "
     "iso-ir-148 csisolatin5 latin5 l5"},
    {"windows-1255", "windows-1255", "windows-1255 cp1255 x-cp1255"},
    {"windows-1256", "windows-1256", "windows-1256 cp1256 x-cp1256"},
    {"windows-1257", "windows-1257", "windows-1257 cp1257 x-cp1257"},
    {"windows-1258", "windows-1258", "windows-1258 cp1258 x-cp1258"},
    {"windows-874", "windows-874-2000",
     "windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620"},
    {"iso-8859-2", "iso-8859-2",
     "iso-8859-2 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 iso-ir-101 csisolatin2 latin2 l2"},
    {"iso-8859-3", "iso-8859-3",
     "iso-8859-3 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 iso-ir-109 csisolatin3 latin3 l3"},
    {"iso-8859-4", "iso-8859-4",
     "iso-8859-4 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 iso-ir-110 csisolatin4 latin4 l4"},
    {"iso-8859-5", "iso-8859-5",
     "iso-8859-5 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988 iso-ir-144 csisolatincyrillic "
     "cyrillic"},
    {"iso-8859-6", "iso-8859-6",
     "iso-8859-6 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 iso-8859-6-e iso-8859-6-i "
     "csiso88596e csiso88596i iso-ir-127 csisolatinarabic arabic asmo-708 ecma-114"},
    {"iso-8859-7", "iso-8859-7",
     "iso-8859-7 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 iso-ir-126 csisolatingreek greek "
     "greek8 elot_928 ecma-118 sun_eu_greek"},
    {"iso-8859-8", "iso-8859-8",
     "iso-8859-8 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 iso-8859-8-e iso-8859-8-i "
     "csiso88598e csiso88598i iso-ir-138 csisolatinhebrew hebrew visual logical"},
    {"iso-8859-10", "iso-8859-10",
     "iso-8859-10 iso8859-10 iso885910 iso-ir-157 csisolatin6 latin6 l6"},
    {"iso-8859-13", "iso-8859-13", "iso-8859-13 iso8859-13 iso885913"},
    {"iso-8859-14", "iso-8859-14", "iso-8859-14 iso8859-14 iso885914"},
    {"iso-8859-15", "iso-8859-15",
     "iso-8859-15 iso8859-15 iso885915 iso_8859-15 csisolatin9 l9 latin9"},
    {"koi8-r", "koi8-r", "koi8-r koi8 koi koi8_r cskoi8r"},
    {"koi8-u", "koi8-u", "koi8-u koi8-ru"},
    {"ibm866", "ibm-866", "ibm866 cp866 866 csibm866"},
    {"macintosh", "macintosh", "macintosh mac x-mac-roman csmacintosh"},
    {"x-mac-cyrillic", "x-mac-cyrillic", "x-mac-cyrillic x-mac-ukrainian"},
    {"gb18030", "gb18030",
     "gb18030 gb2312 gbk gb_2312 gb_2312-80 x-gbk chinese csgb2312 csiso58gb231280 iso-ir-58 "
     "cp936"},
    {"big5", "ibm-1375", "big5 big5-hkscs cn-big5 x-x-big5 csbig5 cp950"},
    {"shift_jis", "windows-31j",
     "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cp932"},
    {"euc-jp", "euc-jp", "euc-jp x-euc-jp cseucpkdfmtjapanese"},
    {"iso-2022-jp", "iso-2022-jp", "iso-2022-jp csiso2022jp"},
    {"euc-kr", "windows-949",
     "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cseuckr "
     "csksc56011987 iso-ir-149 cp949"},
};

static const struct charset *const utf8 = &charsets[0];
static const struct charset *const windows_1252 = &charsets[1];

static const struct {
    const char *bytes;
    size_t len;
    const char *name;
} marks[] = {
    {"\xEF\xBB\xBF", 3, "utf-8"},        //
    {"\xFF\xFE\x00\x00", 4, "utf-32le"}, //
    {"\x00\x00\xFE\xFF", 4, "utf-32be"}, //
    {"\xFF\xFE", 2, "utf-16le"},         //
    {"\xFE\xFF", 2, "utf-16be"},
};

static const struct charset *find_label(struct str label)
{
    label = str_trim(label);
    for (size_t i = 0; i < ARRAY_LEN(charsets); i++) {
        struct str rest = str_z(charsets[i].labels), name;

        while (str_split(&rest, ' ', &name)) {
            if (str_eq_nocase(name, label)) {
                return &charsets[i];
            }
        }
    }
    return NULL;
}

/* The value behind `name =`, quoted or not; absent when it is not there. */
static struct str value_of(struct str text, struct str name)
{
    size_t at = 0;

    while ((at = str_find_nocase(text, name, at)) != STR_NPOS) {
        struct str rest = str_trim(str_sub(text, at + name.len, text.len));
        size_t end = 0;
        char quote;

        at += name.len;
        if (rest.len == 0 || rest.ptr[0] != '=') {
            continue;
        }
        rest = str_trim(str_sub(rest, 1, rest.len));
        quote = rest.len > 0 ? rest.ptr[0] : '\0';
        if (quote == '"' || quote == '\'') {
            rest = str_sub(rest, 1, rest.len);
            end = str_find_char(rest, quote, 0);
            return end == STR_NPOS ? STR_NULL : str_sub(rest, 0, end);
        }
        while (end < rest.len && !char_is_space(rest.ptr[end]) &&
               strchr(";,>\"'/?", rest.ptr[end]) == NULL) {
            end++;
        }
        return str_sub(rest, 0, end);
    }
    return STR_NULL;
}

/* What the document says of itself, in ASCII. */
static struct str declared_label(struct str bytes, enum charset_document kind)
{
    struct str head = str_sub(bytes, 0, DECLARATION_BYTES), label = STR_NULL;
    size_t start = str_find(head, STR("<?xml"), 0), end;

    if (kind == CHARSET_TEXT) {
        return STR_NULL;
    }
    if (start != STR_NPOS && (end = str_find_char(head, '>', start)) != STR_NPOS) {
        label = value_of(str_sub(head, start, end), STR("encoding"));
    }
    start = 0;
    while (kind == CHARSET_HTML && label.ptr == NULL &&
           (start = str_find_nocase(head, STR("<meta"), start)) != STR_NPOS) {
        end = str_find_char(head, '>', start);
        end = end == STR_NPOS ? head.len : end;
        label = value_of(str_sub(head, start, end), STR("charset"));
        start = end;
    }
    return label;
}

static bool is_wide(const struct charset *c)
{
    return c->converter != NULL && strncmp(c->converter, "UTF-", 4) == 0;
}

/* Zero bytes where ASCII has none: UTF-16 and UTF-32 without a mark. */
static const struct charset *by_zeros(struct str s)
{
    bool zero[4];

    if (s.len < 4) {
        return NULL;
    }
    for (size_t i = 0; i < 4; i++) {
        zero[i] = s.ptr[i] == '\0';
    }
    if (!zero[0] && zero[1] && zero[2] && zero[3]) {
        return find_label(STR("utf-32le"));
    }
    if (zero[0] && zero[1] && zero[2] && !zero[3]) {
        return find_label(STR("utf-32be"));
    }
    if (!zero[0] && zero[1] && !zero[2] && zero[3]) {
        return find_label(STR("utf-16le"));
    }
    if (zero[0] && !zero[1] && zero[2] && !zero[3]) {
        return find_label(STR("utf-16be"));
    }
    return NULL;
}

/* A U+FFFD that was written, not one that stands for bad bytes. */
static bool is_replacement(struct str bytes, size_t at)
{
    return str_starts(str_sub(bytes, at, at + 3), STR("\xEF\xBF\xBD"));
}

static bool is_ascii_label(struct str label)
{
    label = str_trim(label);
    return str_eq_nocase(label, STR("us-ascii")) || str_eq_nocase(label, STR("ascii"));
}

/*
 * The encoding a label stands for; NULL with *wrong when it cannot be: unknown, or one of wide
 * characters where the bytes are of ASCII.
 */
static const struct charset *follow(struct str label, struct str bytes, bool *wrong)
{
    const struct charset *c;

    if (str_trim(label).len == 0) {
        return NULL;
    }
    c = find_label(label);
    if (c != NULL && is_wide(c)) {
        c = by_zeros(bytes);
    } else if (is_ascii_label(label) && utf8_valid(bytes)) {
        return utf8;
    }
    if (c == NULL) {
        *wrong = true;
    }
    return c;
}

/*
 * Whether bytes that are not quite UTF-8 were meant to be: no more sequences of several bytes are bad
 * than good. Text in a one-byte encoding has next to no good ones.
 */
static bool is_mostly_utf8(struct str bytes)
{
    size_t good = 0, bad = 0, at = 0;

    while (at < bytes.len) {
        size_t start = at;
        uint32_t code = utf8_next(bytes, &at);

        if (code >= 0x80 && (code != UTF8_REPLACEMENT || is_replacement(bytes, start))) {
            good++;
        } else if (code >= 0x80) {
            bad++;
        }
    }
    return good >= bad;
}

static const struct charset *decide(struct str *bytes, struct str content_type,
                                    enum charset_document kind, struct charset_result *out)
{
    const struct charset *c;
    const char *detected;

    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        struct str mark = {marks[i].bytes, marks[i].len};

        if (str_starts(*bytes, mark)) {
            *bytes = str_sub(*bytes, mark.len, bytes->len);
            return find_label(str_z(marks[i].name));
        }
    }
    c = by_zeros(*bytes);
    if (c != NULL) {
        return c;
    }
    c = follow(value_of(content_type, STR("charset")), *bytes, &out->mismatch);
    if (c == NULL) {
        c = follow(declared_label(*bytes, kind), *bytes, &out->mismatch);
    }
    if (c != NULL && c != utf8) {
        out->mismatch =
            !is_wide(c) &&
            charset_is_surely_utf8(*bytes, c == windows_1252 ? SURE_OF_LATIN : SURE_OF_OTHERS);
        return out->mismatch ? utf8 : c;
    }
    if (utf8_valid(*bytes) || is_mostly_utf8(*bytes)) {
        return utf8;
    }
    out->mismatch = out->mismatch || c == utf8;
    /* XML 1.0 4.3.3: without a declaration it is UTF-8. */
    out->undeclared = !out->mismatch && kind == CHARSET_XML;
    detected = charset_detect(*bytes);
    c = detected == NULL ? NULL : find_label(str_z(detected));
    return c != NULL ? c : windows_1252;
}

static void note_replaced(struct charset_result *out, size_t at)
{
    if (out->replaced++ == 0) {
        out->replaced_at = at;
    }
}

static void decode_utf8(struct arena *a, struct str bytes, struct charset_result *out)
{
    struct buf b = {0};
    size_t at = 0, from = 0;

    if (utf8_valid(bytes)) {
        out->text = bytes;
        return;
    }
    while (at < bytes.len) {
        size_t start = at;
        uint32_t code = utf8_next(bytes, &at);

        if (code == UTF8_REPLACEMENT && !is_replacement(bytes, start)) {
            buf_add(&b, str_sub(bytes, from, start));
            utf8_add(&b, UTF8_REPLACEMENT);
            note_replaced(out, start);
            from = at;
        }
    }
    buf_add(&b, str_sub(bytes, from, bytes.len));
    out->text = buf_str(&b, a);
}

/* UTF-16 that a converter has written, and where in the input each unit came from. */
struct piece {
    UChar units[CHUNK];
    int32_t offsets[CHUNK], count;
};

/* Adds a piece but for the first half of a pair at its end, which stays for the next one. */
static void add_piece(struct buf *b, struct piece *p, struct charset_result *out, size_t before)
{
    for (int32_t i = 0; i < p->count; i++) {
        uint32_t code = p->units[i];

        if (U16_IS_LEAD(code)) {
            if (i + 1 == p->count) {
                p->units[0] = p->units[i];
                p->offsets[0] = 0;
                p->count = 1;
                return;
            }
            code = 0x10000 + ((code - 0xD800) << 10) + (p->units[++i] - 0xDC00U);
        } else if (code == UTF8_REPLACEMENT) {
            note_replaced(out, before + (p->offsets[i] > 0 ? (size_t)p->offsets[i] : 0));
        }
        utf8_add(b, code);
    }
    p->count = 0;
}

static int decode_other(struct arena *a, const struct charset *c, struct str bytes,
                        struct charset_result *out, struct err *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(c->converter, &status);
    const char *at = bytes.ptr, *end = bytes.ptr + bytes.len;
    struct piece piece = {.count = 0};
    struct buf b = {0};
    int rc = 0;

    if (converter == NULL) {
        return err_set(err, ERR_UNSUPPORTED, "no converter for %s", c->name);
    }
    do {
        UChar *to = piece.units + piece.count;
        size_t before = (size_t)(at - bytes.ptr);

        status = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &to, piece.units + CHUNK, &at, end, piece.offsets + piece.count,
                       true, &status);
        piece.count = (int32_t)(to - piece.units);
        add_piece(&b, &piece, out, before);
        if (b.len > LIMIT_DOCUMENT_BYTES) {
            rc = err_set(err, ERR_LIMIT, "larger than %u bytes in UTF-8", LIMIT_DOCUMENT_BYTES);
            break;
        }
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    ucnv_close(converter);
    out->text = buf_str(&b, a);
    return rc;
}

int charset_decode(struct arena *a, struct str bytes, struct str content_type,
                   enum charset_document kind, struct charset_result *out, struct err *err)
{
    const struct charset *c;
    size_t mark = bytes.len;

    *out = (struct charset_result){0};
    if (bytes.len > LIMIT_DOCUMENT_BYTES) {
        return err_set(err, ERR_LIMIT, "larger than %u bytes", LIMIT_DOCUMENT_BYTES);
    }
    c = decide(&bytes, content_type, kind, out);
    mark -= bytes.len;
    out->name = c->name;
    if (c->converter == NULL) {
        decode_utf8(a, bytes, out);
    } else if (decode_other(a, c, bytes, out, err) == -1) {
        return -1;
    }
    out->replaced_at += mark;
    /* A second mark is written by programs that add one without looking. */
    while (str_starts(out->text, STR("\xEF\xBB\xBF"))) {
        out->text = str_sub(out->text, 3, out->text.len);
    }
    return 0;
}

void charset_warm_up(void)
{
    struct arena *a = arena_new();

    for (size_t i = 1; i < ARRAY_LEN(charsets); i++) {
        struct charset_result result = {0};
        struct err err;

        /* One that is not in this ICU cannot be opened later either. */
        if (decode_other(a, &charsets[i], STR("a\xC3\xA9z "), &result, &err) == -1) {
            continue;
        }
    }
    arena_free(a);
}
