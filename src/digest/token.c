#include "digest/token.h"

#include <string.h>

#include <unicode/uchar.h>

#include "core/utf8.h"
#include "digest/data.h"
#include "text/data.h"
#include "text/sentence.h"

#define APOSTROPHE    0x2019U
#define COUNTRY_WORDS 6U
#define KEY_BYTES     64U

static uint32_t code_at(struct str s, size_t at)
{
    return at < s.len ? utf8_next(s, &at) : 0;
}

static bool is_letter(uint32_t code)
{
    return u_isalnum((UChar32)code) || (U_GET_GC_MASK((UChar32)code) & U_GC_M_MASK) != 0;
}

static bool is_inner(uint32_t code)
{
    return code == '-' || code == '\'' || code == APOSTROPHE || code == 0x2011 || code == '.' ||
           code == ',';
}

/* The end of the run of letters and inner marks at `at`, without a full stop behind it. */
static size_t run_end(struct str s, size_t at)
{
    while (at < s.len) {
        size_t next = at, before = at;
        uint32_t code = utf8_next(s, &next), after = code_at(s, next);

        if (!is_letter(code)) {
            bool digits = char_is_digit(s.ptr[before - 1]) && u_isdigit((UChar32)after);

            if (!is_inner(code) || !is_letter(after) || (code == ',' && !digits)) {
                break;
            }
        }
        at = next;
    }
    return at;
}

static struct str lower_of(struct arena *a, struct str s)
{
    struct buf b = {0};
    size_t at = 0;

    while (at < s.len) {
        uint32_t code = utf8_next(s, &at);

        code = code == APOSTROPHE ? '\'' : code == 0x2011 ? '-' : code;
        utf8_add(&b, (uint32_t)u_tolower((UChar32)code));
    }
    return buf_str(&b, a);
}

/* "Gen.", "Jr.", "U.S.", "J.": the full stop belongs to the word. */
static bool takes_stop(struct str lower)
{
    return (lower.len == 1 && !char_is_digit(lower.ptr[0])) ||
           (lower.len >= 3 && lower.ptr[lower.len - 2] == '.') ||
           data_find(data_abbreviations, lower).ptr != NULL;
}

static void cut_possessive(struct token *t, struct str rest)
{
    size_t n = t->text.len;

    if (str_ends(t->lower, STR("'s"))) {
        t->lower.len -= 2;
        t->text.len -= t->text.ptr[n - 2] == '\'' ? 2 : 4;
        t->possessive = true;
    } else if (str_ends(t->lower, STR("s")) &&
               (code_at(rest, 0) == '\'' || code_at(rest, 0) == APOSTROPHE)) {
        t->possessive = true;
        t->end += code_at(rest, 0) == APOSTROPHE ? 3 : 1;
    }
}

static unsigned classes_of(struct str lower)
{
    static const struct {
        struct str name;
        unsigned bit;
    } rows[] = {
        {STR_INIT("head"), TOKEN_HEAD}, //
        {STR_INIT("mod"), TOKEN_MOD},     {STR_INIT("tail"), TOKEN_TAIL},
        {STR_INIT("org"), TOKEN_ORG},     {STR_INIT("rank"), TOKEN_RANK},
        {STR_INIT("honor"), TOKEN_HONOR},
    };
    struct str rest, name;
    unsigned bits = 0;
    size_t i;

    rest = data_find(data_titles,
                     str_ends(lower, STR(".")) ? str_sub(lower, 0, lower.len - 1) : lower);
    while (str_split(&rest, ' ', &name)) {
        for (i = 0; i < ARRAY_LEN(rows); i++) {
            bits |= str_eq(name, rows[i].name) ? rows[i].bit : 0;
        }
    }
    return bits;
}

/* A word or mark at `at`; moves behind it. */
static void read_token(struct arena *a, struct str text, size_t *at, struct token *t)
{
    size_t end = is_letter(code_at(text, *at)) ? run_end(text, *at) : *at;

    *t = (struct token){.start = *at};
    if (end == *at) {
        utf8_next(text, at);
        t->end = *at;
        t->text = str_sub(text, t->start, t->end);
        t->lower = t->text;
        return;
    }
    t->word = true;
    t->text = str_sub(text, *at, end);
    t->lower = lower_of(a, t->text);
    t->end = end;
    t->capital = u_isupper((UChar32)code_at(t->text, 0)) || u_istitle((UChar32)code_at(t->text, 0));
    if (end < text.len && text.ptr[end] == '.' && takes_stop(t->lower)) {
        t->end = end + 1;
        t->text = str_sub(text, *at, t->end);
        t->lower = lower_of(a, t->text);
    }
    cut_possessive(t, str_sub(text, end, text.len));
    t->classes = classes_of(t->lower);
    *at = t->end;
}

/* The longest name of a country that begins at `i`. */
static void find_country(struct tokens *t, size_t i)
{
    char key[KEY_BYTES];
    size_t n, len = 0;
    bool capital = false;

    for (n = 0; n < COUNTRY_WORDS && i + n < t->count; n++) {
        const struct token *word = &t->list[i + n];
        struct str code;

        if (!word->word || len + word->lower.len + 1 > sizeof(key) ||
            (n > 0 && t->list[i + n - 1].possessive)) {
            break;
        }
        if (n > 0) {
            key[len++] = ' ';
        }
        memcpy(key + len, word->lower.ptr, word->lower.len);
        len += word->lower.len;
        capital = capital || word->capital;
        code = capital ? data_find(data_countries, (struct str){key, len}) : STR_NULL;
        if (code.ptr != NULL) {
            t->list[i].country = code;
            t->list[i].country_tokens = n + 1;
            t->list[i].country_possessive = word->possessive;
        }
    }
}

static void mark_sentences(struct arena *a, struct str text, struct tokens *t)
{
    struct sentences s;
    size_t i, k = 0;

    sentence_split(a, text, STR("en"), &s);
    for (i = 0; i < t->count && k < s.count; i++) {
        if (t->list[i].start >= s.spans[k].start) {
            t->list[i].sentence_first = true;
            k++;
        }
    }
}

void token_split(struct arena *a, struct str text, struct tokens *out)
{
    size_t at = 0, cap = 0, i;

    *out = (struct tokens){NULL, 0};
    while (at < text.len) {
        size_t next = at;

        if (u_isUWhiteSpace((UChar32)utf8_next(text, &next))) {
            at = next;
            continue;
        }
        out->list = arena_grow(a, out->list, out->count, &cap, sizeof(*out->list));
        read_token(a, text, &at, &out->list[out->count++]);
    }
    for (i = 0; i < out->count; i++) {
        find_country(out, i);
    }
    mark_sentences(a, text, out);
}

bool token_is(const struct tokens *t, size_t i, const char *list)
{
    struct str rest = str_z(list), part;

    while (i < t->count && t->list[i].word && str_split(&rest, ' ', &part)) {
        if (str_eq(t->list[i].lower, part)) {
            return true;
        }
    }
    return false;
}

bool token_is_mark(const struct tokens *t, size_t i, char mark)
{
    return i < t->count && t->list[i].text.len == 1 && t->list[i].text.ptr[0] == mark;
}
