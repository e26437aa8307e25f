#include "llm/prompt.h"

#include "core/utf8.h"
#include "fmt/escape.h"
#include "fmt/sha.h"
#include "fmt/time.h"
#include "llm/prompts.h"

enum { MARK_DIGITS = 16 };

/* ---- what a template may name ---- */

struct fill {
    struct arena *arena;
    const struct prompt_values *values;
    struct str mark; /* of this article's marker lines */
    bool fenced;     /* between {begin} and {end} */
};

static void add_begin(struct fill *f, struct buf *out)
{
    buf_add_fmt(out, "<<<<< ARTICLE " STR_FMT, STR_ARG(f->mark));
    f->fenced = true;
}

static void add_end(struct fill *f, struct buf *out)
{
    buf_add_fmt(out, STR_FMT " END OF ARTICLE >>>>>", STR_ARG(f->mark));
    f->fenced = false;
}

static void add_article(struct fill *f, struct buf *out)
{
    bool own = !f->fenced;

    if (own) {
        add_begin(f, out);
        buf_add_char(out, '\n');
    }
    buf_add(out, f->values->article);
    if (own) {
        buf_add_char(out, '\n');
        add_end(f, out);
    }
}

/* One line of foreign text; outside of a fence it must not be able to end its quotation. */
static void add_line(struct fill *f, struct buf *out, struct str s)
{
    struct str line = escape_plain(f->arena, s);

    if (f->fenced) {
        buf_add(out, line);
        return;
    }
    buf_add_char(out, '"');
    for (size_t i = 0; i < line.len; i++) {
        buf_add_char(out, line.ptr[i] == '"' ? '\'' : line.ptr[i]);
    }
    buf_add_char(out, '"');
}

static void add_title(struct fill *f, struct buf *out)
{
    add_line(f, out, f->values->title);
}

/* Bare, as a judge was trained to see it: what it says can only reject. */
static void add_passage(struct fill *f, struct buf *out)
{
    buf_add(out, f->values->article);
}

static void add_claim(struct fill *f, struct buf *out)
{
    buf_add(out, escape_plain(f->arena, f->values->claim));
}

static void add_link(struct fill *f, struct buf *out)
{
    add_line(f, out, f->values->link);
}

static void add_source(struct fill *f, struct buf *out)
{
    add_line(f, out, f->values->source);
}

static void add_published(struct fill *f, struct buf *out)
{
    struct str time = time_rfc3339(f->arena, f->values->published);

    buf_add(out, time.ptr == NULL ? STR("unknown") : time);
}

static void add_language(struct fill *f, struct buf *out)
{
    add_line(f, out, f->values->language);
}

static void add_article_language(struct fill *f, struct buf *out)
{
    add_line(f, out, f->values->article_language);
}

static void add_sentences(struct fill *f, struct buf *out)
{
    buf_add_fmt(out, "%zu", f->values->sentences);
}

static void add_reasons(struct fill *f, struct buf *out)
{
    buf_add(out, f->values->reasons);
}

static const struct name {
    struct str name;
    void (*add)(struct fill *f, struct buf *out);
    bool of_item; /* a template without any of these asks about nothing */
} names[] = {
    {STR_INIT("article"), add_article, true},
    {STR_INIT("article_language"), add_article_language, false},
    {STR_INIT("begin"), add_begin, false},
    {STR_INIT("claim"), add_claim, false},
    {STR_INIT("end"), add_end, false},
    {STR_INIT("language"), add_language, false},
    {STR_INIT("link"), add_link, true},
    {STR_INIT("passage"), add_passage, true},
    {STR_INIT("published"), add_published, false},
    {STR_INIT("reasons"), add_reasons, false},
    {STR_INIT("sentences"), add_sentences, false},
    {STR_INIT("source"), add_source, false},
    {STR_INIT("title"), add_title, true},
};

static const struct name *find_name(struct str s)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(s, names[i].name)) {
            return &names[i];
        }
    }
    return NULL;
}

/* ---- filling ---- */

struct piece {
    struct str text;         /* to be taken over; absent: a name */
    const struct name *name; /* NULL: it is none of ours */
};

/* The next piece of a section; false at its end. A doubled brace stands for itself, a closing one alone too. */
static bool next_piece(struct str s, size_t *at, struct piece *out)
{
    size_t start = *at, end;

    *out = (struct piece){STR_NULL, NULL};
    if (start >= s.len) {
        return false;
    }
    if (s.ptr[start] == '{' && (start + 1 == s.len || s.ptr[start + 1] != '{')) {
        end = str_find_char(s, '}', start);
        out->name =
            end == STR_NPOS ? NULL : find_name(str_sub(s, start + 1, end == STR_NPOS ? 0 : end));
        *at = end == STR_NPOS ? s.len : end + 1;
        return true;
    }
    if (s.ptr[start] == '{' || s.ptr[start] == '}') {
        bool twice = start + 1 < s.len && s.ptr[start + 1] == s.ptr[start];

        out->text = str_sub(s, start, start + 1);
        *at = start + (twice ? 2 : 1);
        return true;
    }
    for (end = start; end < s.len && s.ptr[end] != '{' && s.ptr[end] != '}'; end++) {
    }
    out->text = str_sub(s, start, end);
    *at = end;
    return true;
}

static void fill_section(struct fill *f, struct str section, struct buf *out)
{
    struct piece p;
    size_t at = 0;

    while (next_piece(section, &at, &p)) {
        if (p.name != NULL) {
            p.name->add(f, out);
        } else {
            buf_add(out, p.text);
        }
    }
}

/* Whether a template names something. */
static bool uses(const struct prompt_template *t, struct str name)
{
    const struct str sections[] = {t->system, t->user, t->retry};
    const struct name *wanted = find_name(name);
    struct piece p;

    for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
        for (size_t at = 0; next_piece(sections[i], &at, &p);) {
            if (p.name == wanted && p.name != NULL) {
                return true;
            }
        }
    }
    return false;
}

/* A digest of all foreign text that the template shows: none of it can hold the digest of itself. */
static struct str mark_of(struct arena *a, const struct prompt_template *t,
                          const struct prompt_values *v)
{
    const struct str parts[] = {
        v->article,
        uses(t, STR("title")) ? v->title : STR(""),
        uses(t, STR("link")) ? v->link : STR(""),
    };

    return str_sub(sha_hex_parts(a, parts, ARRAY_LEN(parts)), 0, MARK_DIGITS);
}

void prompt_fill(struct arena *a, const struct prompt_template *t, const struct prompt_values *v,
                 struct llm_prompt *out)
{
    struct fill f = {.arena = a, .values = v, .mark = mark_of(a, t, v)};
    struct buf system = {0}, user = {0};

    fill_section(&f, t->system, &system);
    f.fenced = false;
    fill_section(&f, t->user, &user);
    if (v->reasons.ptr != NULL) {
        f.fenced = false;
        buf_add_z(&user, "\n\n");
        fill_section(&f, t->retry, &user);
    }
    *out = (struct llm_prompt){.system = str_trim(buf_str(&system, a)),
                               .user = str_trim(buf_str(&user, a))};
}

/* ---- reading ---- */

/* `name` with its closing brace, if it has one. */
static int unknown_name(struct str name, size_t line, struct err *err)
{
    enum { LONGEST = 40 };
    size_t end = str_find_char(name, '}', 0);

    if (end == STR_NPOS || end > LONGEST || str_find_char(name, '\n', 0) < end) {
        return err_set(err, ERR_CONFIG,
                       "line %zu: a { that is not closed; a doubled one stands for a brace", line);
    }
    return err_set(err, ERR_CONFIG,
                   "line %zu: no variable is called {" STR_FMT
                   "}; PROMPT TEMPLATES in readoutd.conf(5) has those there are",
                   line, STR_ARG(str_sub(name, 0, end)));
}

static int check_section(struct str text, struct str section, bool *of_item, struct err *err)
{
    struct piece p;
    size_t at = 0, start = 0, line = 1;

    while (next_piece(section, &at, &p)) {
        if (p.text.ptr == NULL && p.name == NULL) {
            for (const char *c = text.ptr; c < section.ptr + start; c++) {
                line += *c == '\n';
            }
            return unknown_name(str_sub(section, start + 1, at), line, err);
        }
        *of_item = *of_item || (p.name != NULL && p.name->of_item);
        start = at;
    }
    return 0;
}

/* The section that a line begins, or NULL. */
static struct str *section_of(struct prompt_template *t, struct str line)
{
    const struct {
        struct str head;
        struct str *section;
    } rows[] = {
        {STR("[system]"), &t->system}, {STR("[user]"), &t->user}, {STR("[retry]"), &t->retry}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_eq(line, rows[i].head)) {
            return rows[i].section;
        }
    }
    return NULL;
}

static void split(struct str text, struct prompt_template *t)
{
    const struct str version = STR("# version:");
    struct str rest = text, line, *section = NULL, *next;

    while (str_split(&rest, '\n', &line)) {
        next = section_of(t, str_trim(line));
        if (next != NULL) {
            section = next;
            *section = str_sub(line, line.len, line.len);
        } else if (section == NULL && str_starts(line, version)) {
            t->version = str_trim(str_sub(line, version.len, line.len));
        } else if (section != NULL && section->len == 0) {
            *section = line;
        } else if (section != NULL) {
            section->len = (size_t)(line.ptr + line.len - section->ptr);
        }
    }
}

int prompt_read(struct arena *a, struct str name, struct str text, struct prompt_template *out,
                struct err *err)
{
    const struct str *const sections[] = {&out->system, &out->user, &out->retry};
    bool of_item = false;

    *out = (struct prompt_template){.name = name, .sha256 = sha_hex(a, text)};
    if (!utf8_valid(text)) {
        return err_set(err, ERR_CONFIG, "it is not UTF-8");
    }
    split(text, out);
    if (str_trim(out->user).len == 0) {
        return err_set(err, ERR_CONFIG, "it has no [user] section");
    }
    for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
        if (check_section(text, *sections[i], &of_item, err) == -1) {
            return -1;
        }
    }
    return of_item ? 0 : err_set(err, ERR_CONFIG, "it names neither {article} nor {title}");
}

struct str prompt_builtin(struct str name)
{
    const struct {
        struct str name, text;
    } rows[] = {
        {STR("default"), prompt_default},
        {STR("headline"), prompt_headline},
        {STR("judge"), prompt_judge},
        {STR("plain"), prompt_plain},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_eq(name, rows[i].name)) {
            return rows[i].text;
        }
    }
    return STR_NULL;
}
