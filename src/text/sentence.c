#include "text/sentence.h"

#include <stdbool.h>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "text/data.h"
#include "text/locale.h"

/* A line at least this long that ends without a stop was wrapped, not ended. */
#define WRAPPED_LINE_BYTES 60
#define WORD_BYTES         24
#define PHRASE_WORDS       12 /* of a time of day and what stands before it */
#define ELLIPSIS           0x2026U
#define TO_AS              0x3068U /* Japanese "to": what stands before it is quoted */

struct splitter {
    struct str text, stopwords, abbreviations;
    struct str language; /* "de" of "de-AT" */
    bool ordinals;       /* "3." is "third" */
    bool cased;          /* capitals are in use, so a small letter begins no sentence */
    size_t own;          /* the next place after a stop that ICU's rules may pass over */
    size_t icu;          /* the next place of ICU */
    UBreakIterator *it;  /* NULL when ICU has none */
};

static uint32_t code_at(struct str s, size_t at)
{
    return at < s.len ? utf8_next(s, &at) : 0;
}

static bool is_space(uint32_t code)
{
    return u_isUWhiteSpace((UChar32)code) || code == 0xFEFF || code == 0x200B;
}

/* The code point that ends before `at`; *at moves to its first byte. */
static uint32_t code_before(struct str s, size_t *at)
{
    do {
        (*at)--;
    } while (*at > 0 && ((unsigned char)s.ptr[*at] & 0xC0U) == 0x80U);
    return code_at(s, *at);
}

static size_t skip_space(struct str s, size_t at)
{
    while (at < s.len) {
        size_t next = at;

        if (!is_space(utf8_next(s, &next))) {
            break;
        }
        at = next;
    }
    return at;
}

static size_t trim_end(struct str s, size_t from, size_t at)
{
    while (at > from) {
        size_t before = at;

        if (!is_space(code_before(s, &before))) {
            break;
        }
        at = before;
    }
    return at;
}

static bool is_closer(uint32_t code)
{
    int8_t type = u_charType((UChar32)code);

    return code == '"' || code == '\'' || type == U_END_PUNCTUATION || type == U_FINAL_PUNCTUATION;
}

static bool is_opener(uint32_t code)
{
    int8_t type = u_charType((UChar32)code);

    return code == '"' || code == '\'' || type == U_START_PUNCTUATION ||
           type == U_INITIAL_PUNCTUATION;
}

/* The last code point before `end` that closes no quotation or bracket; *at is its first byte. */
static uint32_t last_code(struct str s, size_t start, size_t end, size_t *at)
{
    uint32_t code = 0;

    *at = end;
    do {
        code = *at > start ? code_before(s, at) : 0;
    } while (code != 0 && is_closer(code));
    return code;
}

/* The run of letters and inner full stops that ends before `end`. */
static struct str word_before(struct str s, size_t start, size_t end)
{
    size_t from = end;

    while (from > start && end - from < WORD_BYTES) {
        size_t before = from;
        uint32_t code = code_before(s, &before);

        if (!u_isalpha((UChar32)code) && code != '.') {
            break;
        }
        from = before;
    }
    return str_sub(s, from, end);
}

/* One capital letter: an initial. */
static bool is_initial(struct str word)
{
    size_t at = 0;

    return word.len > 0 && u_isupper((UChar32)utf8_next(word, &at)) && at == word.len;
}

/* A number or a letter alone: what numbers an item of a list, or a part of "z. B." */
static bool is_enumerator(struct str s)
{
    size_t digits = 0;

    while (digits < s.len && char_is_digit(s.ptr[digits])) {
        digits++;
    }
    return s.len > 0 &&
           ((digits == s.len && digits <= 3) || (s.len == 1 && char_is_alpha(s.ptr[0])));
}

static struct str word_after(struct str s, size_t start)
{
    size_t end = start;

    while (end < s.len && end - start < WORD_BYTES && (char_is_alpha(s.ptr[end]))) {
        end++;
    }
    return str_sub(s, start, end);
}

static struct str lower_ascii(struct str s, char out[WORD_BYTES + 4])
{
    size_t i, n = s.len < WORD_BYTES ? s.len : WORD_BYTES;

    for (i = 0; i < n; i++) {
        out[i] = char_lower(s.ptr[i]);
    }
    return (struct str){out, n};
}

/* A function word with a capital begins a sentence; a name does not tell. */
static bool is_starter(const struct splitter *p, size_t at)
{
    struct buf key = {0};
    size_t start = at;
    bool found;

    buf_add(&key, p->language);
    buf_add_char(&key, ' ');
    while (at < p->text.len && at - start < WORD_BYTES &&
           u_isalpha((UChar32)code_at(p->text, at))) {
        utf8_add(&key, (uint32_t)u_tolower((UChar32)utf8_next(p->text, &at)));
    }
    /* An initial is no word. */
    found = at > start &&
            (code_at(p->text, at) != '.' || !is_initial(str_sub(p->text, start, at))) &&
            data_find(p->stopwords, buf_view(&key)).ptr != NULL;
    buf_free(&key);
    return found;
}

/* "9 p.m. EDT", "9 a.m. Monday", "10 a.m. (ET)": the time goes on. */
static bool is_clock_tail(struct str text, size_t at)
{
    static const char days[] = "monday tuesday wednesday thursday friday saturday sunday";
    struct str word = word_after(text, at);
    size_t i;

    if (code_at(text, at) == '(' ||
        (word.len > 4 && str_find_nocase(str_z(days), word, 0) != STR_NPOS)) {
        return true;
    }
    for (i = 0; i < word.len; i++) {
        if (char_is_alpha(word.ptr[i]) && char_lower(word.ptr[i]) == word.ptr[i]) {
            return false;
        }
    }
    return word.len >= 2;
}

/* A word of a list whose words are separated by single spaces, as a phrase of time has them. */
static bool is_in(const char *list, struct str word)
{
    struct str rest = str_z(list), one;

    while (str_split(&rest, ' ', &one)) {
        if (str_eq_nocase(one, word)) {
            return true;
        }
    }
    return false;
}

/*
 * Whether the time of day before `stop` only opens a clause, so that it cannot end a sentence: between it and where
 * the clause begins there are only words of time and place. "At 10 a.m. Smith spoke", "said that on Monday at 10 a.m.
 * Smith spoke"; but "He left at 10 a.m. Smith spoke".
 */
static bool opens_clause(struct str text, size_t start, size_t stop)
{
    bool joined = false, preposition = false; /* of the word behind: "9 a.m. and 10 a.m." */

    for (size_t i = 0, end = stop; i < PHRASE_WORDS && end > start; i++) {
        size_t from = end;
        struct str word;

        while (from > start && !char_is_space(text.ptr[from - 1])) {
            from--;
        }
        word = str_sub(text, from, end);
        word.len -= word.len > 1 && word.ptr[word.len - 1] == ',';
        if (is_in("at by on in around about before after until since from between", word)) {
            preposition = true;
        } else if (is_in("and or", word)) {
            joined = true;
        } else if (joined && !char_is_digit(word.ptr[0]) && !is_in("a.m. p.m.", word)) {
            return preposition;
        } else if (is_in("that when where while because as if but which who", word)) {
            return preposition;
        } else if (!char_is_digit(word.ptr[0]) &&
                   !is_in("a.m a.m. p.m p.m. the to just only shortly", word) &&
                   (from == start ? !is_in("yesterday today later earlier then", word)
                                  : !u_isupper((UChar32)code_at(word, 0)))) {
            return false;
        }
        joined = joined && is_in("and or", word);
        end = trim_end(text, start, from);
    }
    return preposition;
}

/* One or two digits before `stop`, behind a space. */
static bool is_ordinal(struct str text, size_t start, size_t stop)
{
    size_t from = stop;

    while (from > start && char_is_digit(text.ptr[from - 1])) {
        from--;
    }
    return from < stop && stop - from <= 2 && from > start && text.ptr[from - 1] == ' ';
}

/* Whether the word at `at` is all of its sentence. */
static bool is_alone(const struct splitter *p, size_t at)
{
    struct str word = word_after(p->text, at);
    char lower[WORD_BYTES + 4];
    uint32_t mark = code_at(p->text, at + word.len);

    return word.len > 1 && (mark == '.' || mark == '!' || mark == '?') &&
           data_find(p->abbreviations, lower_ascii(word, lower)).ptr == NULL;
}

/* Whether the full stop at `stop` ends a sentence, given that the next one would begin at `next`. */
static bool stop_ends(const struct splitter *p, size_t start, size_t stop, size_t next)
{
    struct str word = word_before(p->text, start, stop);
    char lower[WORD_BYTES + 4];
    struct str class = data_find(p->abbreviations, lower_ascii(word, lower));

    if (str_eq(class, STR("before"))) {
        return false;
    }
    /* "1. Buy ships.": the number is no sentence. "z. B.": an abbreviation of more words. */
    if (is_enumerator(str_sub(p->text, start, stop)) ||
        (word.len == 1 && char_is_alpha(word.ptr[0]) && code_at(p->text, next + 1) == '.' &&
         char_is_alpha(p->text.ptr[next]))) {
        return false;
    }
    if (p->ordinals && word.len == 0 && is_ordinal(p->text, start, stop)) {
        return is_starter(p, next);
    }
    if (str_eq(class, STR("number"))) {
        return next >= p->text.len || !char_is_digit(p->text.ptr[next]);
    }
    if (str_eq(class, STR("clock"))) {
        return !is_clock_tail(p->text, next) &&
               (is_starter(p, next) || is_alone(p, next) || !opens_clause(p->text, start, stop));
    }
    /* "U.S.", "J.": a name may follow. */
    if (class.ptr != NULL || (word.len >= 3 && word.ptr[word.len - 2] == '.') || is_initial(word)) {
        return is_starter(p, next);
    }
    return true;
}

/* Whether a single line break at [end, next) is only where the text was wrapped. */
static bool is_wrapped(const struct splitter *p, size_t end, size_t next)
{
    size_t from = end;

    while (from > 0 && p->text.ptr[from - 1] != '\n') {
        from--;
    }
    return u_isalnum((UChar32)code_at(p->text, next)) && end - from >= WRAPPED_LINE_BYTES;
}

/*
 * Whether the mark at `next` closes what stands before it, a space apart, as French sets it: the sentence
 * goes on to it. A Japanese quotation goes on with the verb that reports it.
 */
static bool goes_on(struct str text, size_t next)
{
    size_t behind = next;
    uint32_t code = next < text.len ? utf8_next(text, &behind) : 0;

    if (code == TO_AS) {
        return next > 0 && is_closer(code_before(text, &(size_t){next}));
    }
    return u_charType((UChar32)code) == U_FINAL_PUNCTUATION &&
           (behind == text.len || is_space(code_at(text, behind)));
}

static bool ends_at(const struct splitter *p, size_t start, size_t at)
{
    size_t end = trim_end(p->text, start, at), next = skip_space(p->text, at), i, stop;
    size_t lines = 0, first = next;
    uint32_t code = last_code(p->text, start, end, &stop);

    for (i = end; i < next; i++) {
        lines += p->text.ptr[i] == '\n';
    }
    if (lines >= 2 || next == p->text.len) {
        return true;
    }
    if (goes_on(p->text, next)) {
        return false;
    }
    while (first < p->text.len && is_opener(code_at(p->text, first))) {
        utf8_next(p->text, &first);
    }
    if (lines > 0 && code_at(p->text, first + 1) == ')') {
        return true;
    }
    if (p->cased && u_islower((UChar32)code_at(p->text, first))) {
        return false;
    }
    if (code == '.') {
        return stop_ends(p, start, stop, first);
    }
    if (code == '!' || code == '?' || lines == 0) {
        return true;
    }
    return !is_wrapped(p, end, next);
}

/* The first place at or after `at` that follows a stop, its closing marks and a space. */
static size_t own_next(struct str s, size_t at)
{
    while (at < s.len) {
        uint32_t c = utf8_next(s, &at);
        size_t end = at;

        if (c != '.' && c != '!' && c != '?' && c != ELLIPSIS) {
            continue;
        }
        if (end < s.len && is_space(code_at(s, end)) && goes_on(s, skip_space(s, end))) {
            end = skip_space(s, end);
        }
        while (end < s.len && is_closer(code_at(s, end))) {
            utf8_next(s, &end);
        }
        if (end < s.len && is_space(code_at(s, end))) {
            return skip_space(s, end);
        }
    }
    return s.len;
}

/* ICU takes an opening quotation mark behind a stop to the sentence before it. */
static size_t without_openers(struct str s, size_t start, size_t at)
{
    while (at > start) {
        size_t before = at;
        int8_t type = u_charType((UChar32)code_before(s, &before));

        if (before == start || (type != U_INITIAL_PUNCTUATION && type != U_START_PUNCTUATION)) {
            break;
        }
        at = before;
    }
    return at;
}

/* The next candidate of either source behind `at`. */
static size_t next_place(struct splitter *p, size_t at)
{
    while (p->it != NULL && p->icu <= at) {
        int32_t place = ubrk_next(p->it);

        p->icu = place == UBRK_DONE ? p->text.len : (size_t)place;
        if (place == UBRK_DONE) {
            break;
        }
    }
    if (p->own <= at) {
        p->own = own_next(p->text, at);
    }
    return p->icu < p->own ? p->icu : p->own;
}

static bool uses_capitals(struct str text)
{
    size_t at = 0, upper = 0, lower = 0;

    while (at < text.len) {
        UChar32 code = (UChar32)utf8_next(text, &at);

        upper += u_isupper(code) ? 1 : 0;
        lower += u_islower(code) ? 1 : 0;
    }
    return upper * 200 >= lower;
}

static void add_span(struct arena *a, struct sentences *out, size_t *cap, struct span span)
{
    if (span.end > span.start && out->count < LIMIT_SENTENCES) {
        out->spans = arena_grow(a, out->spans, out->count, cap, sizeof(*out->spans));
        out->spans[out->count++] = span;
    }
}

static void split(struct arena *a, struct splitter *p, struct sentences *out)
{
    size_t start = skip_space(p->text, 0), at = start, cap = 0;

    while (at < p->text.len && out->count < LIMIT_SENTENCES) {
        size_t cut;

        at = next_place(p, at);
        cut = at < p->text.len ? without_openers(p->text, start, at) : at;
        if (cut >= p->text.len || (cut > start && ends_at(p, start, cut))) {
            add_span(a, out, &cap, (struct span){start, trim_end(p->text, start, cut)});
            start = skip_space(p->text, cut);
        }
    }
}

/* Languages that write an ordinal number with a full stop. */
static bool has_ordinals(struct str language)
{
    static const struct str rows[] = {
        STR_INIT("cs"), STR_INIT("da"), STR_INIT("de"), STR_INIT("et"), STR_INIT("fi"),
        STR_INIT("hr"), STR_INIT("hu"), STR_INIT("is"), STR_INIT("nb"), STR_INIT("nn"),
        STR_INIT("no"), STR_INIT("pl"), STR_INIT("sk"), STR_INIT("sl"), STR_INIT("sr"),
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_eq(language, rows[i])) {
            return true;
        }
    }
    return false;
}

void sentence_split(struct arena *a, struct str text, struct str language, struct sentences *out)
{
    UErrorCode status = U_ZERO_ERROR;
    UText view = UTEXT_INITIALIZER;
    struct splitter p = {
        .text = text,
        .stopwords = data_stopwords,
        .abbreviations = data_abbreviations,
        .language = locale_language(a, language),
        .cased = uses_capitals(text),
        .icu = 0,
    };

    p.ordinals = has_ordinals(p.language);
    *out = (struct sentences){arena_array(a, 0, sizeof(*out->spans)), 0};
    utext_openUTF8(&view, text.ptr == NULL ? "" : text.ptr, (int64_t)text.len, &status);
    p.it = ubrk_open(UBRK_SENTENCE, locale_tag(a, language), NULL, 0, &status);
    ubrk_setUText(p.it, &view, &status);
    if (U_FAILURE(status)) {
        ubrk_close(p.it);
        p.it = NULL;
        p.icu = text.len;
    }
    split(a, &p, out);
    ubrk_close(p.it);
    utext_close(&view);
}

void sentence_warm_up(void)
{
    static const char *const languages[] = {"en", "de", "fr", "es", "ja", "th", "ru", "ar"};
    struct arena *a = arena_new();
    struct sentences out;
    size_t i;

    for (i = 0; i < ARRAY_LEN(languages); i++) {
        sentence_split(a, STR("One. Two."), str_z(languages[i]), &out);
    }
    arena_free(a);
}
