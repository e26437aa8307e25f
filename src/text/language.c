#include "text/language.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "core/utf8.h"
#include "text/data.h"
#include "text/word.h"

enum { LOOKED_AT_BYTES = 8192, FEWEST_WORDS = 2 };

/* The scripts of one language, or of one that is by far the likeliest. */
static const struct {
    UScriptCode script;
    struct str language;
} scripts[] = {
    {USCRIPT_ARABIC, STR_INIT("ar")},   {USCRIPT_ARMENIAN, STR_INIT("hy")},
    {USCRIPT_BENGALI, STR_INIT("bn")},  {USCRIPT_DEVANAGARI, STR_INIT("hi")},
    {USCRIPT_GEORGIAN, STR_INIT("ka")}, {USCRIPT_GREEK, STR_INIT("el")},
    {USCRIPT_HANGUL, STR_INIT("ko")},   {USCRIPT_HEBREW, STR_INIT("he")},
    {USCRIPT_HIRAGANA, STR_INIT("ja")}, {USCRIPT_KATAKANA, STR_INIT("ja")},
    {USCRIPT_TAMIL, STR_INIT("ta")},    {USCRIPT_THAI, STR_INIT("th")},
    {USCRIPT_HAN, STR_INIT("zh")},
};

struct counts {
    size_t of[ARRAY_LEN(scripts)], latin, cyrillic, ukrainian;
};

static void count_scripts(struct str text, struct counts *c)
{
    for (size_t at = 0; at < text.len;) {
        UErrorCode status = U_ZERO_ERROR;
        uint32_t code = utf8_next(text, &at);
        UScriptCode script;

        if (!u_isalpha((UChar32)code)) {
            continue;
        }
        script = uscript_getScript((UChar32)code, &status);
        c->latin += script == USCRIPT_LATIN;
        c->cyrillic += script == USCRIPT_CYRILLIC;
        c->ukrainian += code == 0x456 || code == 0x457 || code == 0x454 || code == 0x491;
        for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
            c->of[i] += script == scripts[i].script;
        }
    }
}

/* Function words of a language among the words of a text. */
static size_t count_function_words(struct arena *a, const struct words *w, struct str language)
{
    size_t n = 0;

    for (size_t i = 0; i < w->count; i++) {
        struct str lower = w->list[i].lower;

        n += data_find(data_stopwords,
                       arena_fmt(a, STR_FMT " " STR_FMT, STR_ARG(language), STR_ARG(lower)))
                 .ptr != NULL;
    }
    return n;
}

static struct str guess_latin(struct arena *a, struct str text)
{
    static const struct str languages[] = {
        STR_INIT("en"), STR_INIT("de"), STR_INIT("es"), STR_INIT("fr"),
        STR_INIT("it"), STR_INIT("nl"), STR_INIT("pt"), STR_INIT("sv"),
    };
    struct str best = STR_NULL;
    size_t most = FEWEST_WORDS;
    struct words w;

    word_split(a, text, STR_NULL, &w);
    for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
        size_t n = count_function_words(a, &w, languages[i]);

        if (n > most) {
            most = n;
            best = languages[i];
        }
    }
    return best;
}

struct str language_guess(struct arena *a, struct str text)
{
    struct str head = str_sub(text, 0, utf8_cut(text, LOOKED_AT_BYTES));
    struct counts c = {0};
    size_t most = 0, best = 0;

    count_scripts(head, &c);
    for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
        /* Kana tells Japanese from Chinese though Han is most of both. */
        size_t weight = str_eq(scripts[i].language, STR("ja")) ? 5 : 1;

        if (c.of[i] * weight > most) {
            most = c.of[i] * weight;
            best = i;
        }
    }
    if (c.cyrillic > most && c.cyrillic > c.latin) {
        return c.ukrainian * 50 > c.cyrillic ? STR("uk") : STR("ru");
    }
    return most > c.latin ? scripts[best].language : guess_latin(a, head);
}
