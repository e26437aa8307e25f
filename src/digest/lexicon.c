#include "digest/lexicon.h"

#include "core/num.h"
#include "digest/data.h"
#include "text/word.h"

static const struct {
    struct str name;
    enum lexicon_mark mark;
} marks[] = {
    {STR_INIT("negation"), MARK_NEGATION}, {STR_INIT("hedge"), MARK_HEDGE},
    {STR_INIT("future"), MARK_FUTURE},     {STR_INIT("superlative"), MARK_SUPERLATIVE},
    {STR_INIT("title"), MARK_TITLE},       {STR_INIT("preposition"), MARK_PREPOSITION},
    {STR_INIT("verb"), MARK_VERB},         {STR_INIT("clause"), MARK_CLAUSE},
    {STR_INIT("passive"), MARK_PASSIVE},   {STR_INIT("order"), MARK_ORDER},
    {STR_INIT("command"), MARK_COMMAND},   {STR_INIT("determiner"), MARK_DETERMINER},
    {STR_INIT("pronoun"), MARK_PRONOUN},   {STR_INIT("honorific"), MARK_HONORIFIC},
};

static const struct {
    struct str name;
    enum number_kind kind;
} kinds[] = {
    {STR_INIT("cardinal"), NUMBER_CARDINAL}, //
    {STR_INIT("tens"), NUMBER_TENS},         {STR_INIT("ordinal"), NUMBER_ORDINAL},
    {STR_INIT("scale"), NUMBER_SCALE},       {STR_INIT("suffix"), NUMBER_SUFFIX},
    {STR_INIT("vague"), NUMBER_VAGUE},
};

static struct lexeme *add_form(struct lexicon *l, struct str form)
{
    struct lexeme *x = map_get(&l->forms, form);

    if (x == NULL) {
        x = arena_alloc(l->arena, sizeof(*x));
        map_put(&l->forms, form, x);
    }
    return x;
}

/* Marks the first word of a form, so that readers try longer forms only where one may begin. */
static struct lexeme *add_phrase(struct lexicon *l, struct str form)
{
    struct lexeme *x = add_form(l, form), *first;
    size_t words = 1;

    for (size_t i = 0; i < form.len; i++) {
        words += form.ptr[i] == ' ';
    }
    if (words > 1) {
        first = add_form(l, str_sub(form, 0, str_find_char(form, ' ', 0)));
        first->words_max = words > first->words_max ? words : first->words_max;
    }
    return x;
}

static void add_groups(struct lexicon *l, struct str rows)
{
    struct str line, cell, key;

    while (str_split(&rows, '\n', &line)) {
        key = STR_NULL;
        while (line.len > 0 && str_split(&line, '\t', &cell)) {
            struct lexeme *x = add_phrase(l, cell);

            if (key.ptr == NULL) {
                key = x->key.ptr == NULL ? cell : x->key;
            }
            if (x->key.ptr == NULL) {
                x->key = key;
            }
        }
    }
}

/* The stems of all one-word forms at once: opening a stemmer for each would cost more. */
static void add_stems(struct lexicon *l, struct str rows)
{
    struct words words;

    word_split(l->arena, rows, STR("en"), &words);
    for (size_t i = 0; i < words.count; i++) {
        const struct word *w = &words.list[i];
        size_t end = w->start + w->text.len;
        bool alone =
            (w->start == 0 || rows.ptr[w->start - 1] == '\t' || rows.ptr[w->start - 1] == '\n') &&
            (end == rows.len || rows.ptr[end] == '\t' || rows.ptr[end] == '\n');
        struct lexeme *x = alone ? map_get(&l->forms, w->lower) : NULL;

        if (x != NULL && x->key.ptr != NULL && map_get(&l->stems, w->stem) == NULL) {
            map_put(&l->stems, w->stem, x);
        }
    }
}

static void add_markers(struct lexicon *l)
{
    struct str rows = data_markers, line, name, cell;

    while (str_split(&rows, '\n', &line)) {
        if (!str_split(&line, '\t', &name)) {
            continue;
        }
        for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
            struct str rest = line;

            while (str_eq(marks[i].name, name) && str_split(&rest, '\t', &cell)) {
                add_form(l, cell)->marks |= marks[i].mark;
            }
        }
    }
}

static void add_numbers(struct lexicon *l)
{
    struct str rows = data_numbers, line, form, value, kind;

    while (str_split(&rows, '\n', &line)) {
        int64_t n = 0;

        if (!str_split(&line, '\t', &form) || !str_split(&line, '\t', &value) ||
            !str_split(&line, '\t', &kind) || !num_parse(value, &n)) {
            continue;
        }
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
            if (str_eq(kinds[i].name, kind)) {
                struct lexeme *x = add_form(l, form);

                x->number = kinds[i].kind;
                x->value = (double)n;
            }
        }
    }
}

static void add_units(struct lexicon *l)
{
    struct str rows = data_units, line, dimension, value, form;

    while (str_split(&rows, '\n', &line)) {
        int64_t milli = 0;

        if (!str_split(&line, '\t', &dimension) || !str_split(&line, '\t', &value) ||
            !num_parse(value, &milli)) {
            continue;
        }
        while (str_split(&line, '\t', &form)) {
            struct lexeme *x = add_form(l, form);

            x->unit = dimension;
            x->factor = (double)milli / 1000;
        }
    }
}

static void add_opposite(struct lexicon *l, struct str from, struct str to)
{
    struct opposites *o = map_get(&l->opposites, from);

    if (o == NULL) {
        o = arena_alloc(l->arena, sizeof(*o));
        map_put(&l->opposites, from, o);
    }
    o->keys = arena_grow(l->arena, o->keys, o->count, &o->cap, sizeof(*o->keys));
    o->keys[o->count++] = to;
}

static void add_opposites(struct lexicon *l)
{
    struct words words;

    word_split(l->arena, data_antonyms, STR("en"), &words);
    for (size_t i = 0; i + 1 < words.count; i += 2) {
        struct str a = lexicon_key(l, words.list[i].lower, words.list[i].stem);
        struct str b = lexicon_key(l, words.list[i + 1].lower, words.list[i + 1].stem);

        if (!str_eq(a, b)) {
            add_opposite(l, a, b);
            add_opposite(l, b, a);
        }
    }
}

void lexicon_init(struct lexicon *l, struct arena *a)
{
    l->arena = a;
    map_init(&l->forms, a);
    map_init(&l->stems, a);
    map_init(&l->opposites, a);
    add_groups(l, data_aliases);
    add_groups(l, data_synonyms);
    add_stems(l, data_aliases);
    add_stems(l, data_synonyms);
    add_markers(l);
    add_numbers(l);
    add_units(l);
    add_opposites(l);
}

const struct lexeme *lexicon_form(const struct lexicon *l, struct str lower)
{
    return map_get(&l->forms, lower);
}

struct str lexicon_key(const struct lexicon *l, struct str lower, struct str stem)
{
    const struct lexeme *x = map_get(&l->forms, lower);

    if (x == NULL || x->key.ptr == NULL) {
        x = map_get(&l->stems, stem);
    }
    return x == NULL || x->key.ptr == NULL ? stem : x->key;
}

const struct opposites *lexicon_opposites(const struct lexicon *l, struct str key)
{
    return map_get(&l->opposites, key);
}
