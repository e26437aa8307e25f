#include "article/problem.h"

#include "article/data.h"
#include "text/data.h"
#include "text/word.h"

enum {
    SHORT_CHARS = 1500, /* above this much text of its own a page is believed to be an article */
    WALL_CHARS = 8000,  /* but for walls of consent, which are long */
    BARE_CHARS = 200,
    PHRASE_CHARS = 150, /* of a text for each phrase in it; what is left may be an article */
    REST_CHARS = 600,
    HEADINGS = 3,
    LABEL_CHARS = 40,
    WALL_PERCENT = 6, /* of the words of a wall, at least, are about consent */
    WALL_WORDS = 4,
};

/* A row of the table: "page not found TAB heading TAB error page". */
struct row {
    struct str phrase, where, problem;
};

static bool next_row(struct str *rest, struct row *out)
{
    struct str line;

    while (str_split(rest, '\n', &line)) {
        if (str_split(&line, '\t', &out->phrase) && str_split(&line, '\t', &out->where) &&
            line.ptr != NULL) {
            out->problem = line;
            return true;
        }
    }
    return false;
}

/* The words of a text in lower case with a blank around each; `numbers`: with those that are numbers. */
static struct str fold(struct arena *a, struct str text, bool numbers)
{
    struct buf out = {0};
    struct words w;

    word_split(a, text, STR_NULL, &w);
    buf_add_char(&out, ' ');
    for (size_t i = 0; i < w.count; i++) {
        if (numbers || !w.list[i].number) {
            buf_add(&out, w.list[i].lower);
            buf_add_char(&out, ' ');
        }
    }
    return buf_str(&out, a);
}

static bool has(struct str folded, struct str phrase)
{
    size_t at = 0;

    while ((at = str_find(folded, phrase, at)) != STR_NPOS) {
        if (folded.ptr[at - 1] == ' ' && folded.ptr[at + phrase.len] == ' ') {
            return true;
        }
        at++;
    }
    return false;
}

static bool is_all(struct str folded, struct str phrase)
{
    return folded.len == phrase.len + 2 && has(folded, phrase);
}

/* ---- title and headings ---- */

/* A part of the title, or a heading, that is such a message: "Seite nicht gefunden", "Error 404". */
static struct str judge_head(struct arena *a, struct str head)
{
    struct str all = fold(a, head, true), words = fold(a, head, false), rest = data_problems;
    size_t digit = 0;
    struct row row;

    while (digit < head.len && !char_is_digit(head.ptr[digit])) {
        digit++;
    }
    /* "404" alone, or with nothing but marks. */
    if (words.len == 1 && head.len - digit >= 3 &&
        (head.ptr[digit] == '4' || head.ptr[digit] == '5') && char_is_digit(head.ptr[digit + 1]) &&
        char_is_digit(head.ptr[digit + 2]) && all.len == 5) {
        return STR("error page");
    }
    while (next_row(&rest, &row)) {
        if ((str_eq(row.where, STR("title")) && is_all(words, row.phrase)) ||
            (str_eq(row.where, STR("heading")) && has(all, row.phrase))) {
            return row.problem;
        }
    }
    return STR_NULL;
}

/* The end of the part of a title that begins at `at`: what stands behind it is the site or a section. */
static size_t part_end(struct str title, size_t at)
{
    static const struct str separators[] = {
        STR_INIT(" | "),
        STR_INIT(" - "),
        STR_INIT(" > "),
        STR_INIT(" \xE2\x80\x93 "),
        STR_INIT(" \xE2\x80\x94 "),
        STR_INIT(" \xE2\x80\xBA "),
        STR_INIT(" :: "),
        STR_INIT(" \xC2\xB7 "),
    };
    size_t end = title.len;

    for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
        size_t found = str_find(title, separators[i], at);

        end = found < end ? found : end;
    }
    return end;
}

static struct str judge_title(struct arena *a, struct str title)
{
    struct str found = STR_NULL;

    for (size_t at = 0; at < title.len && found.ptr == NULL;) {
        size_t end = part_end(title, at);

        found = judge_head(a, str_trim(str_sub(title, at, end)));
        /* Behind the blank and the first byte of the separator; the rest of it is no word. */
        at = end + 2;
    }
    return found;
}

/* The first headings of what was not left out as unlikely. */
static struct str judge_headings(const struct page *p, struct buf *lines)
{
    size_t seen = 0;
    struct str found = STR_NULL;

    for (size_t i = 0; i < p->count && seen < HEADINGS && found.ptr == NULL; i++) {
        const struct note *n = &p->notes[i];

        if ((n->tag == TAG_H1 || n->tag == TAG_HEADING) && (n->off & OFF_UNLIKELY) == 0 &&
            (n->parent == NULL || !n->parent->gone)) {
            struct str line = page_line(p, n);

            seen++;
            buf_add(lines, line);
            buf_add_char(lines, '\n');
            found = judge_head(p->arena, line);
        }
    }
    return found;
}

/* ---- text ---- */

static bool speaks_to_reader(struct str folded)
{
    struct str rest = folded, word;

    while (str_split(&rest, ' ', &word)) {
        if (str_starts(data_find(data_problems, word), STR("reader"))) {
            return true;
        }
    }
    return false;
}

/* The message that a short text is; one that says much more is an article which speaks of such messages. */
static struct str judge_text(struct arena *a, struct str text)
{
    struct str folded = fold(a, text, true), rest = data_problems, found = STR_NULL;
    bool to_reader = speaks_to_reader(folded);
    size_t hits = 0;
    struct row row;

    while (next_row(&rest, &row)) {
        bool counts =
            (to_reader && str_eq(row.where, STR("text"))) || str_eq(row.where, STR("dump"));

        if (counts && has(folded, row.phrase)) {
            found = found.ptr == NULL ? row.problem : found;
            hits++;
        }
    }
    return text.len < REST_CHARS + hits * PHRASE_CHARS ? found : STR_NULL;
}

/* ---- walls of consent ---- */

static bool is_control(const struct html_node *n)
{
    return html_is(n, "button") || html_is(n, "a") || html_is(n, "input") ||
           str_eq_nocase(html_attribute(n, "role"), STR("button"));
}

static bool is_consent_label(struct arena *a, const struct html_node *n)
{
    struct str rest, word, label = html_attribute(n, "value");
    struct buf text = {0};

    for (const struct html_node *c = n; c != NULL && text.len <= LABEL_CHARS; c = html_next(c, n)) {
        buf_add(&text, c->text);
    }
    label = text.len > 0 ? buf_str(&text, a) : label;
    buf_free(&text);
    if (label.len > LABEL_CHARS) {
        return false;
    }
    rest = fold(a, label, false);
    while (str_split(&rest, ' ', &word)) {
        if (str_starts(data_find(data_problems, word), STR("control"))) {
            return true;
        }
    }
    return false;
}

/* Text about consent that speaks to its reader, with something to press. */
static bool is_wall(const struct page *p, struct str text)
{
    struct str folded = fold(p->arena, text, false), rest = folded, word;
    size_t words = 0, hits = 0;

    while (str_split(&rest, ' ', &word)) {
        words += word.len > 0;
        hits += str_starts(data_find(data_problems, word), STR("word"));
    }
    if (hits < WALL_WORDS || hits * 100 < words * WALL_PERCENT || !speaks_to_reader(folded)) {
        return false;
    }
    for (const struct html_node *n = p->html; n != NULL; n = html_next(n, p->html)) {
        if (is_control(n) && is_consent_label(p->arena, n)) {
            return true;
        }
    }
    return false;
}

/* ---- pages without text ---- */

/* Whether a page without text shows something about scripts to those who have none. */
static bool wants_script(const struct page *p)
{
    bool script = false;

    for (const struct html_node *n = p->html; n != NULL; n = html_next(n, p->html)) {
        script |= html_is(n, "script");
        if (n->parent != NULL && html_is(n->parent, "noscript") &&
            str_find_nocase(n->text, STR("javascript"), 0) != STR_NPOS) {
            return true;
        }
    }
    return script;
}

static bool is_data(struct str text)
{
    return (str_starts(text, STR("{\"")) && str_ends(text, STR("}"))) ||
           (str_starts(text, STR("[{\"")) && str_ends(text, STR("]")));
}

struct str problem_of(const struct page *p, struct str page_title, struct str text)
{
    struct buf lines = {0};
    struct str found, all;

    if (text.len > WALL_CHARS) {
        return STR_NULL;
    }
    found = judge_headings(p, &lines);
    buf_add(&lines, text);
    all = buf_str(&lines, p->arena);
    if (is_wall(p, all)) {
        return STR("consent wall");
    }
    if (text.len > SHORT_CHARS) {
        return STR_NULL;
    }
    if (found.ptr == NULL) {
        found = judge_title(p->arena, page_title);
    }
    if (found.ptr == NULL) {
        found = judge_text(p->arena, all);
    }
    if (found.ptr == NULL && text.len < BARE_CHARS) {
        found = judge_head(p->arena, text);
    }
    if (found.ptr != NULL) {
        return found;
    }
    if (text.len == 0) {
        return wants_script(p) && page_line(p, &p->notes[0]).len < BARE_CHARS ? STR("script only")
                                                                              : STR("no text");
    }
    return is_data(text) ? STR("no text") : STR_NULL;
}
