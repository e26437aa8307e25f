#include "digest/refusal.h"

#include <unicode/uchar.h>

#include "core/utf8.h"
#include "digest/data.h"

#define GAP_WORDS 4

static const struct {
    struct str kind;
    struct str why;
} reasons[] = {
    {STR_INIT("refusal"), STR_INIT("a model refuses")},
    {STR_INIT("machine"), STR_INIT("a model talks about itself")},
    {STR_INIT("disclaimer"), STR_INIT("a disclaimer")},
    {STR_INIT("hypothetical"), STR_INIT("a hypothesis, not a report")},
    {STR_INIT("doubt"), STR_INIT("doubts what the article says")},
    {STR_INIT("meta"), STR_INIT("talks about the text, not the event")},
};

static UChar32 fold(UChar32 c)
{
    if (c < 0x80) {
        return char_lower((char)c);
    }
    return c == 0x2019 ? '\'' : c == 0x2011 ? '-' : u_foldCase(c, U_FOLD_CASE_DEFAULT);
}

static bool is_kept(UChar32 c)
{
    if (c < 0x80) {
        return char_is_alnum((char)c) || c == '\'' || c == '-';
    }
    return u_isalnum(c);
}

void refusal_add_normal(struct buf *b, struct str text)
{
    size_t at = 0;

    if (b->len == 0) {
        buf_add_char(b, ' ');
    }
    while (at < text.len) {
        UChar32 c = fold((UChar32)utf8_next(text, &at));

        if (is_kept(c)) {
            utf8_add(b, (uint32_t)c);
        } else if (c == ':' && b->ptr[b->len - 1] != ' ') {
            buf_add(b, STR(" : "));
        } else if (b->ptr[b->len - 1] != ' ') {
            buf_add_char(b, ' ');
        }
    }
    if (b->ptr[b->len - 1] != ' ') {
        buf_add_char(b, ' ');
    }
}

struct str refusal_normalize(struct arena *a, struct str text)
{
    struct buf b = {0};

    refusal_add_normal(&b, text);
    return buf_str(&b, a);
}

/*
 * Which beginnings of words a text has, by their first two bytes: most phrases of a list need not be
 * looked for.
 */
struct starts {
    uint64_t bits[16];
};

static size_t start_bit(const char *word)
{
    return ((unsigned char)word[0] * 33U + (unsigned char)word[1]) % 1024U;
}

static void read_starts(struct starts *s, struct str text)
{
    *s = (struct starts){0};
    for (size_t i = 0; i + 2 < text.len; i++) {
        if (text.ptr[i] == ' ') {
            size_t bit = start_bit(text.ptr + i + 1);

            s->bits[bit / 64] |= UINT64_C(1) << bit % 64;
        }
    }
}

static bool may_have(const struct starts *s, struct str phrase)
{
    size_t bit = phrase.len < 2 ? 0 : start_bit(phrase.ptr);

    return phrase.len == 1 || (phrase.len > 1 && (s->bits[bit / 64] >> bit % 64 & 1) != 0);
}

/* Whether `words` stand in `text` as whole words; the byte behind them, or STR_NPOS. */
static size_t find_words(struct str text, struct str words, size_t from)
{
    for (size_t at = str_find(text, words, from); at != STR_NPOS;
         at = str_find(text, words, at + 1)) {
        size_t end = at + words.len;

        if (at > 0 && text.ptr[at - 1] == ' ' && end < text.len && text.ptr[end] == ' ') {
            return end;
        }
    }
    return STR_NPOS;
}

bool refusal_find(struct arena *a, struct str claim, struct str source, struct str *why)
{
    struct str rows = data_refusals, line, kind, phrase;

    while (str_split(&rows, '\n', &line)) {
        if (!str_split(&line, '\t', &kind)) {
            continue;
        }
        while (str_split(&line, '\t', &phrase)) {
            if (find_words(claim, phrase, 0) == STR_NPOS ||
                find_words(source, phrase, 0) != STR_NPOS) {
                continue;
            }
            for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
                if (str_eq(reasons[i].kind, kind)) {
                    *why = arena_fmt(a, STR_FMT ": \"" STR_FMT "\"", STR_ARG(reasons[i].why),
                                     STR_ARG(phrase));
                }
            }
            return true;
        }
    }
    return false;
}

static bool find_pattern(struct str sentence, struct str pattern)
{
    size_t star = str_find(pattern, STR(" * "), 0), end, next, spaces = 0;

    if (star == STR_NPOS) {
        return find_words(sentence, pattern, 0) != STR_NPOS;
    }
    end = find_words(sentence, str_sub(pattern, 0, star), 0);
    next =
        end == STR_NPOS ? end : find_words(sentence, str_sub(pattern, star + 3, pattern.len), end);
    if (next == STR_NPOS) {
        return false;
    }
    for (size_t i = end; i < next; i++) {
        spaces += sentence.ptr[i] == ' ';
    }
    return spaces <= GAP_WORDS + 1;
}

bool refusal_is_instruction(struct str sentence)
{
    struct str rows = data_instructions, pattern;
    struct starts starts;

    read_starts(&starts, sentence);
    while (str_split(&rows, '\n', &pattern)) {
        if (may_have(&starts, pattern) && find_pattern(sentence, pattern)) {
            return true;
        }
    }
    return false;
}

bool refusal_has_phrase(struct str text, struct str phrases)
{
    struct starts starts;
    struct str phrase;

    read_starts(&starts, text);
    while (str_split(&phrases, '\n', &phrase)) {
        if (may_have(&starts, phrase) && find_words(text, phrase, 0) != STR_NPOS) {
            return true;
        }
    }
    return false;
}
