#include "digest/readout_words.h"

#include <unicode/uchar.h>

#include "core/utf8.h"
#include "digest/data.h"

enum { NAME_WORDS_MAX = 6, TITLE_WORDS_MAX = 16 };

struct phrase {
    struct str text, code;
    struct phrase *next;
};

static const struct {
    const char *name;
    enum office_class office;
} classes[] = {
    {"head", OFFICE_HEAD}, //
    {"part", OFFICE_PART},   {"field", OFFICE_FIELD},       {"rank", OFFICE_RANK},
    {"honor", OFFICE_HONOR}, {"particle", OFFICE_PARTICLE},
};

static struct str lower_ascii(struct arena *a, struct str s)
{
    struct buf b = {0};

    for (size_t i = 0; i < s.len; i++) {
        buf_add_char(&b, char_lower(s.ptr[i]));
    }
    return buf_str(&b, a);
}

static struct str first_word(struct str s)
{
    size_t blank = str_find_char(s, ' ', 0);

    return blank == STR_NPOS ? s : str_sub(s, 0, blank);
}

static void load_offices(struct rwords *w)
{
    struct str rest = data_offices, line, name;

    while (str_split(&rest, '\n', &line)) {
        if (!str_split(&line, '\t', &name) || line.ptr == NULL) {
            continue;
        }
        for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
            if (str_eq(name, str_z(classes[i].name))) {
                enum office_class *c = arena_alloc(w->arena, sizeof(*c));

                *c = classes[i].office;
                map_put(&w->offices, line, c);
            }
        }
    }
}

static void add_phrase(struct rwords *w, struct str text, struct str code)
{
    struct phrase *p = arena_alloc(w->arena, sizeof(*p));

    *p = (struct phrase){text, code, map_get(&w->countries, first_word(text))};
    map_put(&w->countries, first_word(text), p);
}

static void load_countries(struct rwords *w)
{
    struct str rest = data_countries, line, code, text;

    while (str_split(&rest, '\n', &line)) {
        if (!str_split(&line, '\t', &code)) {
            continue;
        }
        while (str_split(&line, '\t', &text)) {
            add_phrase(w, text, code);
        }
    }
}

void rwords_init(struct arena *a, struct rwords *out)
{
    *out = (struct rwords){.arena = a};
    map_init(&out->offices, a);
    map_init(&out->countries, a);
    load_offices(out);
    load_countries(out);
}

/* Typographic apostrophes and non-breaking spaces as plain ones. */
static struct str plain(struct arena *a, struct str s)
{
    struct buf b = {0};
    size_t at = 0;

    while (at < s.len) {
        uint32_t code = utf8_next(s, &at);

        if (code == 0x2019 || code == 0x2018) {
            buf_add_char(&b, '\'');
        } else if (code == 0xA0 || code == 0x202F) {
            buf_add_char(&b, ' ');
        } else if (code == 0x201C || code == 0x201D) {
            buf_add_char(&b, '"');
        } else {
            utf8_add(&b, code);
        }
    }
    return buf_str(&b, a);
}

static bool is_abbreviation(const struct rwords *w, struct str word)
{
    static const struct str months[] = {
        STR_INIT("Jan"), STR_INIT("Feb"),  STR_INIT("Mar"), STR_INIT("Apr"), STR_INIT("Aug"),
        STR_INIT("Sep"), STR_INIT("Sept"), STR_INIT("Oct"), STR_INIT("Nov"), STR_INIT("Dec"),
        STR_INIT("St"),  STR_INIT("Jr"),   STR_INIT("Sr"),
    };
    const enum office_class *office = map_get(&w->offices, word);

    for (size_t i = 0; i < ARRAY_LEN(months); i++) {
        if (str_eq(word, months[i])) {
            return true;
        }
    }
    return word.len == 1 || (office != NULL && (*office == OFFICE_RANK || *office == OFFICE_HONOR));
}

/* What stands behind a word decides its flags; the marks are cut off. */
static void cut_end(const struct rwords *w, struct rword *word)
{
    struct str *s = &word->text;

    while (s->len > 0) {
        char c = s->ptr[s->len - 1];
        struct str before = str_sub(*s, 0, s->len - 1);

        if (c == ',' || c == ';' || c == ')') {
            word->comma = true;
        } else if (c == ':') {
            word->colon = true;
        } else if (c == '!' || c == '?') {
            word->stop = true;
        } else if (c == '.') {
            if (str_find_char(before, '.', 0) != STR_NPOS) {
                break; /* U.S. keeps its stop */
            }
            word->stop = word->stop || !is_abbreviation(w, before);
        } else if (c != '"') {
            break;
        }
        *s = before;
    }
    if (s->len > 2 && str_ends(*s, STR("'s"))) {
        word->possessive = true;
        word->suffix = STR("'s");
        s->len -= 2;
    } else if (s->len > 1 && s->ptr[s->len - 1] == '\'') {
        word->possessive = true;
        word->suffix = STR("'");
        s->len--;
    }
}

/* Where "States-Chile" falls into two countries' words; 0 when it does not. */
static size_t country_hyphen(const struct rwords *w, struct str text)
{
    size_t dash = str_rfind_char(text, '-');
    struct str head = str_sub(text, 0, dash == STR_NPOS ? 0 : dash);

    if (dash == STR_NPOS || map_get(&w->countries, text) != NULL ||
        map_get(&w->countries, str_sub(text, dash + 1, text.len)) == NULL ||
        (map_get(&w->countries, head) == NULL && !str_eq(head, STR("States")))) {
        return 0;
    }
    return dash;
}

static void add_word(struct rwords *w, struct str text, size_t *cap)
{
    struct rword word = {.text = text};
    const enum office_class *office;
    size_t at = 0;

    while (word.text.len > 0 && (word.text.ptr[0] == '"' || word.text.ptr[0] == '(')) {
        word.text = str_sub(word.text, 1, word.text.len);
    }
    cut_end(w, &word);
    if (word.text.len == 0) {
        return;
    }
    word.lower = lower_ascii(w->arena, word.text);
    word.capital = u_isupper((UChar32)utf8_next(word.text, &at));
    office = map_get(&w->offices, word.text);
    word.office = office == NULL ? OFFICE_NONE : *office;
    w->list = arena_grow(w->arena, w->list, w->count, cap, sizeof(*w->list));
    w->list[w->count++] = word;
}

void rwords_split(struct rwords *w, struct str text, size_t max)
{
    struct str s = plain(w->arena, str_sub(text, 0, utf8_cut(text, max)));
    size_t at = 0, start, cap = 0, lines;

    w->list = NULL;
    w->count = 0;
    while (at < s.len) {
        for (lines = 0; at < s.len && char_is_space(s.ptr[at]); at++) {
            lines += s.ptr[at] == '\n';
        }
        if (lines > 1 && w->count > 0) {
            w->list[w->count - 1].paragraph = w->list[w->count - 1].stop = true;
        }
        for (start = at; at < s.len && !char_is_space(s.ptr[at]); at++) {
        }
        if (at > start) {
            size_t dash = country_hyphen(w, str_sub(s, start, at));

            if (dash > 0) {
                add_word(w, str_sub(s, start, start + dash), &cap);
                start += dash + 1;
            }
            add_word(w, str_sub(s, start, at), &cap);
        }
    }
    if (w->count > 0) {
        w->list[w->count - 1].paragraph = w->list[w->count - 1].stop = true;
    }
}

static bool same_word(const struct rword *word, struct str want)
{
    bool shouted = word->text.len > 3 && word->capital;

    for (size_t i = 0; shouted && i < word->text.len; i++) {
        shouted = !(word->text.ptr[i] >= 'a' && word->text.ptr[i] <= 'z');
    }
    return str_eq(word->text, want) || (shouted && str_eq_nocase(word->text, want));
}

static bool phrase_at(const struct rwords *w, size_t at, struct str phrase, size_t *end)
{
    struct str rest = phrase, word;
    size_t i = at;

    while (str_split(&rest, ' ', &word)) {
        if (i >= w->count || !same_word(&w->list[i], word)) {
            return false;
        }
        i++;
        if (rest.ptr != NULL && (w->list[i - 1].comma || w->list[i - 1].paragraph)) {
            return false;
        }
    }
    *end = i;
    return true;
}

/* A shouted first word is looked up as one would write it. */
static const struct phrase *phrases_of(const struct rwords *w, const struct rword *word)
{
    const struct phrase *p = map_get(&w->countries, word->text);
    struct buf b = {0};

    if (p != NULL || word->text.len < 4 || !word->capital) {
        return p;
    }
    buf_add_char(&b, word->text.ptr[0]);
    for (size_t i = 1; i < word->text.len; i++) {
        buf_add_char(&b, char_lower(word->text.ptr[i]));
    }
    p = map_get(&w->countries, buf_view(&b));
    buf_free(&b);
    return p;
}

struct str rwords_country(const struct rwords *w, size_t at, size_t *end)
{
    struct str best = STR_NULL;
    size_t longest = 0, to;

    if (at >= w->count) {
        return best;
    }
    for (const struct phrase *p = phrases_of(w, &w->list[at]); p != NULL; p = p->next) {
        if (phrase_at(w, at, p->text, &to) && to - at > longest) {
            longest = to - at;
            best = p->code;
            *end = to;
        }
    }
    return best;
}

/* ---- officials ---- */

static bool is_word(const struct rwords *w, size_t at, const char *word)
{
    return at < w->count && str_eq(w->list[at].lower, str_z(word));
}

static bool is_office(const struct rwords *w, size_t at)
{
    return at < w->count && w->list[at].office >= OFFICE_HEAD && w->list[at].office <= OFFICE_FIELD;
}

/* Small words that join the parts of a title: of the Armed Forces, and Foreign Minister, to the Secretary. */
static size_t joint_length(const struct rwords *w, size_t at)
{
    size_t n = 0;

    if (is_word(w, at, "of") || is_word(w, at, "for") || is_word(w, at, "and") ||
        is_word(w, at, "to")) {
        n = 1;
        n += is_word(w, at + 1, "the");
    }
    return n;
}

/* Navy Capt., Vice Adm.: a service or a grade before a rank. */
static bool is_service(const struct rwords *w, size_t at)
{
    static const char *const names[] = {"navy", "army", "force", "corps", "vice", "rear"};

    if (at + 1 >= w->count || w->list[at + 1].office != OFFICE_RANK) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (is_word(w, at, names[i])) {
            return true;
        }
    }
    return false;
}

/* What stands before a name and is no part of it. */
static bool is_rank(const struct rwords *w, size_t at)
{
    enum office_class c = at < w->count ? w->list[at].office : OFFICE_NONE;

    if (c == OFFICE_RANK || c == OFFICE_HONOR) {
        return true;
    }
    if (is_word(w, at, "air") || is_word(w, at, "marine")) {
        return is_service(w, at + 1);
    }
    return is_service(w, at);
}

/* A title ends with what closes its clause: Peru's, but not "the Joint Chiefs' Representative". */
static bool ends_title(const struct rwords *w, size_t at)
{
    const struct rword *word = &w->list[at];

    return word->comma || word->stop || (word->possessive && !is_office(w, at + 1));
}

/* The end of a title that begins at `at`; `at` when there is none. */
static size_t title_end(const struct rwords *w, size_t at)
{
    size_t i = at, end = at, joint;
    bool head = false;

    while (i < w->count && i - at < TITLE_WORDS_MAX) {
        if (is_office(w, i) && !(head && is_rank(w, i))) {
            /* "General" alone before a name is a rank; behind an office it is part of it. */
            head = head || (w->list[i].office == OFFICE_HEAD && !is_word(w, i, "general")) ||
                   (is_word(w, i, "general") && i > at);
            i++;
            end = i;
            if (ends_title(w, i - 1)) {
                break;
            }
            continue;
        }
        joint = head ? joint_length(w, i) : 0;
        if (joint == 0 || !is_office(w, i + joint)) {
            break;
        }
        i += joint;
    }
    return head ? end : at;
}

static bool is_name_word(const struct rword *word)
{
    return word->capital && (word->office == OFFICE_NONE || word->office == OFFICE_PARTICLE) &&
           !str_eq(word->text, STR("The")) && !str_eq(word->text, STR("U.S."));
}

/* A name from `at` on; the end of it, or `at`. */
static size_t name_end(const struct rwords *w, size_t at)
{
    size_t i = at, end = at;

    while (i < w->count && i - at < NAME_WORDS_MAX) {
        const struct rword *word = &w->list[i];

        if (is_name_word(word)) {
            end = ++i;
            if (word->comma || word->stop || word->possessive || word->colon) {
                break;
            }
        } else if (word->office == OFFICE_PARTICLE && i + 1 < w->count && i > at) {
            i++;
        } else {
            break;
        }
    }
    /* "Quiambao, Jr." and "Quiambao Jr." */
    if (end > at && (is_word(w, end, "jr") || is_word(w, end, "sr") || is_word(w, end, "iii"))) {
        end++;
    }
    return end;
}

static struct str joined(const struct rwords *w, size_t from, size_t to)
{
    struct buf b = {0};

    for (size_t i = from; i < to; i++) {
        const struct rword *word = &w->list[i];

        buf_add_z(&b, i > from ? " " : "");
        buf_add(&b, word->text);
        if (i < to - 1) {
            buf_add(&b, word->suffix);
        }
        if (word->text.len == 1 && word->capital) {
            buf_add_char(&b, '.');
        } else if (i == to - 1 &&
                   (str_eq(word->text, STR("Jr")) || str_eq(word->text, STR("Sr")))) {
            buf_add_char(&b, '.');
        }
    }
    return buf_str(&b, w->arena);
}

/* The country right before a title: Norwegian, Norway's, the U.K. */
static struct str country_before(const struct rwords *w, size_t at)
{
    struct str code;
    size_t end;

    for (size_t back = 1; back <= 5 && back <= at; back++) {
        code = rwords_country(w, at - back, &end);
        if (code.ptr != NULL && end == at) {
            /* The longest phrase that ends here: Equatorial Guinea's, not Guinea's. */
            for (size_t more = back + 1; more <= 6 && more <= at; more++) {
                struct str longer = rwords_country(w, at - more, &end);

                code = longer.ptr != NULL && end == at ? longer : code;
            }
            return code;
        }
    }
    return STR_NULL;
}

/* of Finland, from Peru: behind a title or a name. */
static struct str country_behind(const struct rwords *w, size_t at, size_t *end)
{
    size_t i = at;

    if (!is_word(w, i, "of") && !is_word(w, i, "from")) {
        return STR_NULL;
    }
    i += is_word(w, i + 1, "the") ? 2 : 1;
    return rwords_country(w, i, end);
}

/* "inspector general" as the title it is. */
static struct str title_case(struct arena *a, struct str s)
{
    struct buf b = {0};

    for (size_t i = 0; i < s.len; i++) {
        bool first = i == 0 || s.ptr[i - 1] == ' ';

        buf_add_char(&b, (char)(first && s.ptr[i] >= 'a' && s.ptr[i] <= 'z' ? s.ptr[i] - ('a' - 'A')
                                                                            : s.ptr[i]));
    }
    return buf_str(&b, a);
}

/* Lt. Gen. Youssef Amrani, inspector general of the Moroccan Armed Forces: a rank, a name, the office behind it. */
static bool ranked_official(const struct rwords *w, size_t at, struct official *out)
{
    enum { OFFICE_WORDS_MAX = 4 };
    size_t name = at, to, j, end;

    while (is_rank(w, name)) {
        name++;
    }
    to = name_end(w, name);
    if (name == at || w->list[name - 1].office != OFFICE_RANK || to < name + 2) {
        return false;
    }
    *out = (struct official){.name = joined(w, name, to), .start = at, .end = to};
    for (j = to; w->list[to - 1].comma && j < w->count && !w->list[j].capital &&
                 j - to < OFFICE_WORDS_MAX && !is_word(w, j, "of");
         j++) {
    }
    if (j > to && is_word(w, j, "of")) {
        out->title = title_case(w->arena, joined(w, to, j));
        out->country = country_behind(w, j, &end);
        out->end = j;
    }
    return true;
}

bool rwords_official(const struct rwords *w, size_t at, struct official *out)
{
    size_t end = title_end(w, at), name, to;
    struct str country;

    if (end == at && (at == 0 || !is_rank(w, at - 1))) {
        return ranked_official(w, at, out);
    }
    if (end == at || (at > 0 && is_office(w, at - 1) && !w->list[at - 1].comma)) {
        return false;
    }
    *out = (struct official){.start = at, .country = country_before(w, at)};
    out->title = joined(w, at, end);
    if (!w->list[end - 1].comma && !w->list[end - 1].stop) {
        country = country_behind(w, end, &to);
        if (country.ptr != NULL) {
            out->country = country;
            end = to;
        }
    }
    out->end = end;
    if (w->list[end - 1].stop) {
        return true;
    }
    for (name = end; is_rank(w, name) || is_word(w, name, "general"); name++) {
    }
    to = name_end(w, name);
    if (to == name) {
        return true;
    }
    out->name = joined(w, name, to);
    out->end = to;
    if (!w->list[to - 1].comma && !w->list[to - 1].stop) {
        country = country_behind(w, to, &end);
        if (country.ptr != NULL && out->country.ptr == NULL) {
            out->country = country;
            out->end = end;
        }
    }
    return true;
}
