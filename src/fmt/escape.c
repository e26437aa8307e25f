#include "fmt/escape.h"

#include "core/utf8.h"

/* What a reader does not see, or that turns the direction of what it sees. */
struct escape_range {
    uint32_t first, last;
};

static const struct escape_range
    invisible[] =
        {
            {0x00AD, 0x00AD}, /* soft hyphen */
            {0x061C, 0x061C},   {0x180E, 0x180E}, {0x200B, 0x200F}, {0x202A, 0x202E},
            {0x2060, 0x206F},   {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB},
            {0xE0000, 0xE0FFF}, /* tags and variation selectors */
};

/* Beyond ASCII: signs and spaces, which part words in every script. Sorted. */
static const struct escape_range separators[] = {
    {0x0080, 0x00A9}, {0x00AB, 0x00B4},   {0x00B6, 0x00B9},    {0x00BB, 0x00BF}, {0x00D7, 0x00D7},
    {0x00F7, 0x00F7}, {0x2000, 0x206F},   {0x20A0, 0x20CF},    {0x2190, 0x2BFF}, {0x2E00, 0x2E7F},
    {0x3000, 0x3004}, {0x3008, 0x3020},   {0x3030, 0x3030},    {0xD800, 0xF8FF}, {0xFE00, 0xFE0F},
    {0xFE10, 0xFE6F}, {0xFF00, 0xFF0F},   {0xFF1A, 0xFF20},    {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65},
    {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF},
};

static bool in_ranges(const struct escape_range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count && ranges[i].first <= code; i++) {
        if (code <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

static bool is_invisible(uint32_t code)
{
    return in_ranges(invisible, ARRAY_LEN(invisible), code);
}

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

void escape_shown(struct buf *out, struct str s, bool lines)
{
    size_t at = 0;

    while (at < s.len) {
        uint32_t code = utf8_next(s, &at);

        if (is_control(code) && !(lines && (code == '\n' || code == '\t'))) {
            buf_add_fmt(out, "\\x%02X", (unsigned)code);
        } else if (is_invisible(code) || code == 0x2028 || code == 0x2029) {
            buf_add_fmt(out, "\\u{%X}", (unsigned)code);
        } else {
            utf8_add(out, code);
        }
    }
}

void escape_html(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.ptr[i]) {
        case '&':
            buf_add(out, STR("&amp;"));
            break;
        case '<':
            buf_add(out, STR("&lt;"));
            break;
        case '>':
            buf_add(out, STR("&gt;"));
            break;
        case '"':
            buf_add(out, STR("&quot;"));
            break;
        case '\'':
            buf_add(out, STR("&#39;"));
            break;
        default:
            buf_add_char(out, s.ptr[i]);
        }
    }
}

/* Where the line begun at `at` starts with digits and one of ". )": the place of that sign. */
static size_t list_marker(struct str s, size_t at)
{
    size_t i = at;

    while (i < s.len && char_is_digit(s.ptr[i])) {
        i++;
    }
    return i > at && i < s.len && (s.ptr[i] == '.' || s.ptr[i] == ')') ? i : STR_NPOS;
}

void escape_markdown(struct buf *out, struct str s)
{
    size_t marker = list_marker(s, 0);
    bool line_start = true;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        /* These begin a block only at the start of a line; the others begin inline mark-up anywhere. */
        if (str_find_char(STR("\\`*_{}[]<>&#|~!"), c, 0) != STR_NPOS || i == marker ||
            (line_start && str_find_char(STR("+-="), c, 0) != STR_NPOS)) {
            buf_add_char(out, '\\');
        }
        buf_add_char(out, c);
        if (c == '\n' || c == '\r') {
            line_start = true;
            marker = list_marker(s, i + 1);
        } else if (c != ' ' && c != '\t') {
            line_start = false;
        } else if (line_start) {
            marker = list_marker(s, i + 1);
        }
    }
}

static bool needs_quotes(struct str s)
{
    if (s.len == 0) {
        return true;
    }
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c <= ' ' || c >= 0x7F || c == '"' || c == '\\' || c == '=') {
            return true;
        }
    }
    return false;
}

void escape_log(struct buf *out, struct str s)
{
    size_t at = 0;

    if (!needs_quotes(s)) {
        buf_add(out, s);
        return;
    }
    buf_add_char(out, '"');
    while (at < s.len) {
        uint32_t code = utf8_next(s, &at);

        if (code == '"' || code == '\\') {
            buf_add_char(out, '\\');
            buf_add_char(out, (char)code);
        } else if (is_control(code)) {
            buf_add_fmt(out, "\\x%02X", (unsigned)code);
        } else if (is_invisible(code) || code == 0x2028 || code == 0x2029) {
            buf_add_fmt(out, "\\u{%X}", (unsigned)code);
        } else {
            utf8_add(out, code);
        }
    }
    buf_add_char(out, '"');
}

static bool is_slug_code(uint32_t code)
{
    if (code < 0x80) {
        return char_is_alnum((char)code);
    }
    return !in_ranges(separators, ARRAY_LEN(separators), code);
}

/* Letters whose small form lies 32 above: ASCII, Latin-1, Greek, and Cyrillic. */
static uint32_t slug_lower(uint32_t code)
{
    if ((code >= 'A' && code <= 'Z') || (code >= 0xC0 && code <= 0xDE) ||
        (code >= 0x391 && code <= 0x3A9) || (code >= 0x410 && code <= 0x42F)) {
        return code + 32;
    }
    return code;
}

void escape_slug(struct buf *out, struct str s, size_t max)
{
    size_t start = out->len, at = 0;
    bool gap = false;

    while (at < s.len) {
        uint32_t code = utf8_next(s, &at);
        char bytes[4];
        size_t n;

        if (is_invisible(code)) {
            continue;
        }
        if (!is_slug_code(code)) {
            gap = out->len > start;
            continue;
        }
        n = utf8_encode(slug_lower(code), bytes);
        if (out->len - start + gap + n > max) {
            break;
        }
        if (gap) {
            buf_add_char(out, '-');
            gap = false;
        }
        buf_add(out, (struct str){bytes, n});
    }
}

static bool is_plain_header(struct str s)
{
    if (str_find(s, STR("=?"), 0) != STR_NPOS) {
        return false; /* would be read as an encoded-word */
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < ' ' || s.ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

enum {
    MAIL_LINE = 76,
    MAIL_NAME = 20,      /* left free on the first line for the header's name */
    MAIL_WORD_BYTES = 45 /* of UTF-8 in one encoded-word: 60 base64 + 12 frame, <= 75 */
};

/* A single space may become a line end; longer runs and words stay as they are. */
static void fold_plain_header(struct buf *out, struct str s)
{
    size_t column = MAIL_NAME;
    struct str rest = s, word;
    bool first = true;

    while (str_split(&rest, ' ', &word)) {
        if (!first && word.len > 0 && column + 1 + word.len > MAIL_LINE) {
            buf_add(out, STR("\r\n"));
            column = 0;
        }
        if (!first) {
            buf_add_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += word.len;
        first = false;
    }
}

void escape_mail_header(struct buf *out, struct str s)
{
    struct buf clean = {0};
    struct str text;
    size_t at = 0;
    size_t room = MAIL_WORD_BYTES - 15; /* the first word shares its line with the name */

    while (at < s.len) {
        uint32_t code = utf8_next(s, &at);

        utf8_add(&clean, is_control(code) ? ' ' : code);
    }
    text = str_trim(buf_view(&clean));
    if (is_plain_header(text)) {
        fold_plain_header(out, text);
    } else {
        for (size_t i = 0; i < text.len;) {
            struct str rest = str_sub(text, i, text.len);
            size_t n = utf8_cut(rest, room);

            buf_add(out, i == 0 ? STR("=?UTF-8?B?") : STR("\r\n =?UTF-8?B?"));
            escape_base64(out, str_sub(rest, 0, n), 0);
            buf_add(out, STR("?="));
            i += n;
            room = MAIL_WORD_BYTES;
        }
    }
    buf_free(&clean);
}

void escape_base64(struct buf *out, struct str bytes, size_t line)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    size_t column = 0;

    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t bits = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
                        (left > 2 ? (uint32_t)p[i + 2] : 0);

        for (int k = 0; k < 4; k++) {
            if (line > 0 && column == line) {
                buf_add(out, STR("\r\n"));
                column = 0;
            }
            buf_add_char(out, (size_t)k > left ? '=' : alphabet[bits >> (18 - 6 * k) & 63]);
            column++;
        }
    }
}

void escape_hex(struct buf *out, struct str bytes)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];

        buf_add_char(out, digits[c >> 4]);
        buf_add_char(out, digits[c & 15]);
    }
}

/* White space of any script that a plain field shows as one space. */
static bool is_space_code(uint32_t code)
{
    return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0xA0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
           code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

/* What spells words of other scripts (Persian, Hindi) and emoji: no harm behind one of their characters. */
static bool is_joined(uint32_t code, uint32_t before)
{
    return before >= 0x300 &&
           (code == 0x200C || code == 0x200D || (code >= 0xFE00 && code <= 0xFE0F));
}

struct str escape_plain(struct arena *a, struct str s)
{
    struct buf out = {0};
    size_t at = 0;
    uint32_t before = 0;
    bool gap = false;

    if (s.ptr == NULL) {
        return STR_NULL;
    }
    while (at < s.len) {
        uint32_t code = utf8_next(s, &at);

        if (is_space_code(code)) {
            gap = out.len > 0;
            before = ' ';
        } else if (!is_control(code) && (!is_invisible(code) || is_joined(code, before))) {
            if (gap) {
                buf_add_char(&out, ' ');
                gap = false;
            }
            utf8_add(&out, code);
            before = code;
        }
    }
    return buf_str(&out, a);
}
