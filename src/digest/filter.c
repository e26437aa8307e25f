#include "digest/filter.h"

#include <unicode/uchar.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "core/limits.h"
#include "core/utf8.h"

#define STACK_BYTES (1 << 20)

struct wide {
    UChar *ptr;
    int32_t len;
};

/* UTF-16 of the first LIMIT_FILTER_BYTES; invalid bytes become U+FFFD. */
static struct wide widen(struct arena *a, struct str s)
{
    size_t len = utf8_cut(s, LIMIT_FILTER_BYTES);
    struct wide w = {arena_array(a, len + 1, sizeof(UChar)), 0};
    UErrorCode status = U_ZERO_ERROR;

    u_strFromUTF8WithSub(w.ptr, (int32_t)len + 1, &w.len, len == 0 ? "" : s.ptr, (int32_t)len,
                         (UChar32)UTF8_REPLACEMENT, NULL, &status);
    if (U_FAILURE(status)) {
        w.len = 0;
    }
    return w;
}

static bool is_expression(struct str pattern)
{
    return pattern.len > 2 && pattern.ptr[0] == '/' && pattern.ptr[pattern.len - 1] == '/';
}

/* The caller closes it; NULL with *status set when it is no regular expression. */
static URegularExpression *open_expression(struct arena *a, struct str pattern, UErrorCode *status)
{
    struct wide w = widen(a, str_sub(pattern, 1, pattern.len - 1));

    return uregex_open(w.ptr, w.len, UREGEX_CASE_INSENSITIVE, NULL, status);
}

static enum filter_answer match_expression(struct arena *a, struct str pattern, struct str text)
{
    UErrorCode status = U_ZERO_ERROR;
    enum filter_answer answer = FILTER_NO;
    struct wide w = widen(a, text);
    URegularExpression *re = open_expression(a, pattern, &status);

    if (re == NULL || U_FAILURE(status)) {
        goto out;
    }
    /* ICU counts steps of about a millisecond, so the limit holds without a clock. */
    uregex_setTimeLimit(re, LIMIT_REGEX_MS, &status);
    uregex_setStackLimit(re, STACK_BYTES, &status);
    uregex_setText(re, w.ptr, w.len, &status);
    if (uregex_find(re, 0, &status) && U_SUCCESS(status)) {
        answer = FILTER_YES;
    } else if (U_FAILURE(status)) {
        answer = FILTER_TIMEOUT;
    }
out:
    if (re != NULL) {
        uregex_close(re);
    }
    return answer;
}

/* Case folded, white space runs as one space, none at the ends, typographic apostrophes as '. */
static struct wide normalize(struct arena *a, struct str s)
{
    struct wide in = widen(a, s);
    int32_t cap = in.len * 3 + 1, from = 0; /* full case folding makes at most three of one */
    struct wide out = {arena_array(a, (size_t)cap, sizeof(UChar)), 0};
    UErrorCode status = U_ZERO_ERROR;
    int32_t folded = u_strFoldCase(out.ptr, cap, in.ptr, in.len, U_FOLD_CASE_DEFAULT, &status);

    if (U_FAILURE(status)) {
        return out;
    }
    for (; from < folded; from++) {
        UChar c = out.ptr[from];

        if (u_isUWhiteSpace(c)) {
            if (out.len > 0 && out.ptr[out.len - 1] != ' ') {
                out.ptr[out.len++] = ' ';
            }
        } else {
            out.ptr[out.len++] = c == 0x2019 ? '\'' : c;
        }
    }
    if (out.len > 0 && out.ptr[out.len - 1] == ' ') {
        out.len--;
    }
    return out;
}

static bool is_word_char(UChar32 c)
{
    int8_t type = u_charType(c);

    return u_isalnum(c) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
}

/* Scripts that put no spaces between words: there any place may begin a word. */
static bool is_unspaced(UChar32 c)
{
    return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) ||
           u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT ||
           ublock_getCode(c) == UBLOCK_HIRAGANA || ublock_getCode(c) == UBLOCK_KATAKANA;
}

/* The character that has a unit at `at`. */
static UChar32 char_at(struct wide w, int32_t at)
{
    if (U16_IS_TRAIL(w.ptr[at]) && at > 0 && U16_IS_LEAD(w.ptr[at - 1])) {
        at--;
    }
    if (U16_IS_LEAD(w.ptr[at]) && at + 1 < w.len) {
        return U16_GET_SUPPLEMENTARY(w.ptr[at], w.ptr[at + 1]);
    }
    return w.ptr[at];
}

/* Whether no word goes on across `at`. */
static bool is_boundary(struct wide w, int32_t at)
{
    UChar32 before, after;

    if (at == 0 || at == w.len) {
        return true;
    }
    before = char_at(w, at - 1);
    after = char_at(w, at);
    return !is_word_char(before) || !is_word_char(after) || is_unspaced(before) ||
           is_unspaced(after);
}

static enum filter_answer match_words(struct arena *a, struct str pattern, struct str text)
{
    struct wide needle = normalize(a, pattern), hay = normalize(a, text);
    const UChar *found = hay.ptr;
    const UChar *end = hay.ptr + hay.len;

    if (needle.len == 0) {
        return FILTER_NO;
    }
    while ((found = u_strFindFirst(found, (int32_t)(end - found), needle.ptr, needle.len)) !=
           NULL) {
        int32_t at = (int32_t)(found - hay.ptr);

        if (is_boundary(hay, at) && is_boundary(hay, at + needle.len)) {
            return FILTER_YES;
        }
        found++;
    }
    return FILTER_NO;
}

/* Words with an open bracket are a regular expression that lacks its slashes, and would match in silence never. */
static bool has_open_bracket(struct str words)
{
    static const char pairs[][2] = {{'(', ')'}, {'[', ']'}, {'{', '}'}};

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        int depth = 0;

        for (size_t j = 0; j < words.len; j++) {
            depth += (words.ptr[j] == pairs[i][0]) - (words.ptr[j] == pairs[i][1]);
        }
        if (depth != 0) {
            return true;
        }
    }
    return false;
}

/* What is wrong with a pattern before ICU looks at it; NULL: nothing. */
static const char *fault_of(struct str pattern)
{
    if (str_trim(pattern).len == 0 || str_eq(pattern, STR("//"))) {
        return "empty filter";
    }
    return !is_expression(pattern) && has_open_bracket(pattern)
               ? "a filter with an open bracket; a regular expression stands between slashes"
               : NULL;
}

int filter_check(struct str pattern, struct err *err)
{
    const char *fault = fault_of(pattern);
    UErrorCode status = U_ZERO_ERROR;
    struct arena *a;
    URegularExpression *re;

    if (fault != NULL) {
        return err_set(err, ERR_CONFIG, "%s", fault);
    }
    if (!is_expression(pattern)) {
        return 0;
    }
    a = arena_new();
    re = open_expression(a, pattern, &status);
    if (re != NULL) {
        uregex_close(re);
    }
    arena_free(a);
    if (U_FAILURE(status)) {
        return err_set(err, ERR_CONFIG, "not a regular expression: " STR_FMT " (%s)",
                       STR_ARG(str_sub(pattern, 0, utf8_cut(pattern, 100))), u_errorName(status));
    }
    return 0;
}

enum filter_answer filter_match(struct arena *a, struct str pattern, struct str text)
{
    if (fault_of(pattern) != NULL) {
        return FILTER_NO;
    }
    return is_expression(pattern) ? match_expression(a, pattern, text)
                                  : match_words(a, pattern, text);
}

static bool has_timed_out(const struct filter_timeouts *t, struct str pattern)
{
    for (size_t i = 0; i < t->count; i++) {
        if (str_eq(t->patterns[i], pattern)) {
            return true;
        }
    }
    return false;
}

static void add_timeout(struct arena *a, struct filter_timeouts *t, struct str pattern)
{
    t->spent++;
    if (has_timed_out(t, pattern)) {
        return;
    }
    t->patterns = arena_grow(a, t->patterns, t->count, &t->cap, sizeof(*t->patterns));
    t->patterns[t->count++] = pattern;
}

static bool any_match(struct arena *a, struct str pattern, const struct filter_subject *subject,
                      struct filter_timeouts *timeouts)
{
    for (size_t i = 0; i < subject->part_count; i++) {
        /* A feed of a thousand items that all run into the limit must not cost its worker. */
        if (timeouts->spent >= LIMIT_FILTER_TIMEOUTS && has_timed_out(timeouts, pattern)) {
            return false;
        }
        if (subject->parts[i].len == 0) {
            continue;
        }
        switch (filter_match(a, pattern, subject->parts[i])) {
        case FILTER_YES:
            return true;
        case FILTER_TIMEOUT:
            add_timeout(a, timeouts, pattern);
            break;
        case FILTER_NO:
            break;
        }
    }
    return false;
}

enum filter_verdict filter_judge(struct arena *a, const struct filter_rules *rules,
                                 const struct filter_subject *subject,
                                 struct filter_timeouts *timeouts)
{
    for (size_t i = 0; i < rules->ignore_count; i++) {
        if (any_match(a, rules->ignore[i], subject, timeouts)) {
            return FILTER_DROP;
        }
    }
    for (size_t i = 0; i < rules->match_count; i++) {
        if (any_match(a, rules->match[i], subject, timeouts)) {
            return FILTER_KEEP;
        }
    }
    if (rules->match_count == 0) {
        return FILTER_KEEP;
    }
    return subject->final ? FILTER_DROP : FILTER_UNDECIDED;
}
