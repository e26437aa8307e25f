#include "digest/candidate.h"

#include "core/limits.h"
#include "core/utf8.h"
#include "digest/translation.h"
#include "digest/verify.h"
#include "fmt/escape.h"
#include "fmt/json.h"

/* One sentence, or what the model took for one. */
struct entry {
    struct str text, quote; /* quote: absent if none was given */
};

struct entries {
    struct arena *arena;
    struct entry *list;
    size_t count, cap;
};

/* ---- taking the answer apart ---- */

/* Without bold marks, controls and what cannot be seen, on one line. */
static struct str clean(struct arena *a, struct str s)
{
    struct buf b = {0};
    size_t from = 0, at;

    while ((at = str_find(s, STR("**"), from)) != STR_NPOS) {
        buf_add(&b, str_sub(s, from, at));
        from = at + 2;
    }
    buf_add(&b, str_sub(s, from, s.len));
    return escape_plain(a, buf_str(&b, a));
}

static void add_entry(struct entries *e, struct str text, struct str quote)
{
    struct str line = clean(e->arena, text);

    if (line.len == 0 || e->count == LIMIT_CLAIMS) {
        return;
    }
    for (size_t i = 0; i < e->count; i++) {
        if (str_eq(e->list[i].text, line)) {
            return; /* said already */
        }
    }
    e->list = arena_grow(e->arena, e->list, e->count, &e->cap, sizeof(*e->list));
    e->list[e->count++] = (struct entry){line, quote};
}

/* Reasoning that some local models put before their answer, and the fence that many put around it. */
static struct str unwrap(struct str answer)
{
    struct str s = str_trim(answer);
    size_t end;

    if (str_starts(s, STR("<think>"))) {
        end = str_find(s, STR("</think>"), 0);
        s = end == STR_NPOS ? str_sub(s, s.len, s.len)
                            : str_trim(str_sub(s, end + sizeof("</think>") - 1, s.len));
    }
    if (str_starts(s, STR("```"))) {
        end = str_find_char(s, '\n', 0);
        s = str_sub(s, end == STR_NPOS ? s.len : end + 1, s.len);
        end = str_find(s, STR("```"), 0);
        s = str_trim(str_sub(s, 0, end == STR_NPOS ? s.len : end));
    }
    return s;
}

/* The object that holds the sentences, with whatever prose around it cut off; absent when there is none. */
static struct str find_object(struct str s)
{
    size_t name = str_find(s, STR("\"sentences\""), 0), start, end;

    if (s.len > 0 && (s.ptr[0] == '{' || s.ptr[0] == '[')) {
        return s;
    }
    start = name == STR_NPOS ? STR_NPOS : str_rfind_char(str_sub(s, 0, name), '{');
    end = str_rfind_char(s, '}');
    return start == STR_NPOS || end == STR_NPOS || end < start ? STR_NULL
                                                               : str_sub(s, start, end + 1);
}

static bool read_json(struct entries *e, struct str text)
{
    struct json *tree;
    const struct json *list;
    struct err err;

    if (json_parse(e->arena, text, &tree, &err) == -1) {
        return false;
    }
    list = tree->type == JSON_ARRAY ? tree : json_get(tree, "sentences");
    if (list == NULL || list->type != JSON_ARRAY) {
        return false;
    }
    for (const struct json *item = list->child; item != NULL; item = item->next) {
        struct str quote = json_str(json_get(item, "quote"));

        add_entry(e, item->type == JSON_STRING ? item->text : json_str(json_get(item, "text")),
                  str_trim(quote).len == 0 ? STR_NULL : quote);
    }
    return true;
}

/* Without "- ", "* ", "• ", "1. " or "2) " before it. */
static struct str without_bullet(struct str line)
{
    static const struct str bullets[] = {STR_INIT("- "), STR_INIT("* "), STR_INIT("\u2022 ")};
    struct str s = str_trim(line);
    size_t digits = 0;

    for (size_t i = 0; i < ARRAY_LEN(bullets); i++) {
        if (str_starts(s, bullets[i])) {
            return str_trim(str_sub(s, bullets[i].len, s.len));
        }
    }
    while (digits < s.len && digits < 2 && char_is_digit(s.ptr[digits])) {
        digits++;
    }
    if (digits > 0 && digits + 1 < s.len && (s.ptr[digits] == '.' || s.ptr[digits] == ')') &&
        s.ptr[digits + 1] == ' ') {
        return str_trim(str_sub(s, digits + 1, s.len));
    }
    return s;
}

static void read_prose(struct entries *e, struct str text)
{
    struct str rest = text, line;

    while (str_split(&rest, '\n', &line)) {
        add_entry(e, without_bullet(line), STR_NULL);
    }
}

/* ---- judging ---- */

/* Typographic quotation marks and dashes as plain ones, white space runs as one space. */
static struct str level(struct arena *a, struct str s)
{
    struct str line = escape_plain(a, s);
    struct buf b = {0};
    size_t at = 0;

    while (at < line.len) {
        uint32_t c = utf8_next(line, &at);

        if (c == 0x2018 || c == 0x2019) {
            c = '\'';
        } else if (c == 0x201C || c == 0x201D) {
            c = '"';
        } else if (c >= 0x2010 && c <= 0x2015) {
            c = '-';
        } else if (c == 0xA0) {
            c = ' ';
        }
        utf8_add(&b, c);
    }
    return buf_str(&b, a);
}

/* Whether each part of a quotation, between its dots of omission, stands in the levelled source. */
static bool is_quoted(struct arena *a, struct str source, struct str quote)
{
    struct str rest = level(a, quote), part;
    bool any = false;

    while (rest.ptr != NULL) {
        size_t dots = str_find(rest, STR("..."), 0), sign = str_find(rest, STR("\u2026"), 0);
        size_t end = dots < sign ? dots : sign;

        part = str_sub(rest, 0, end == STR_NPOS ? rest.len : end);
        rest = end == STR_NPOS ? STR_NULL : str_sub(rest, end + 3, rest.len);
        while (part.len > 0 && str_find_char(STR(" .,;:\"'"), part.ptr[0], 0) != STR_NPOS) {
            part = str_sub(part, 1, part.len);
        }
        while (part.len > 0 &&
               str_find_char(STR(" .,;:\"'"), part.ptr[part.len - 1], 0) != STR_NPOS) {
            part.len--;
        }
        if (part.len > 0 && str_find(source, part, 0) == STR_NPOS) {
            return false;
        }
        any = any || part.len > 0;
    }
    return any;
}

/* A link or an element that the source does not have. */
static bool has_foreign_markup(struct str text, struct str source)
{
    static const struct str marks[] = {STR_INIT("]("),   STR_INIT("http://"), STR_INIT("https://"),
                                       STR_INIT("www."), STR_INIT("`"),       STR_INIT("![")};

    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (str_find(text, marks[i], 0) != STR_NPOS && str_find(source, marks[i], 0) == STR_NPOS) {
            return true;
        }
    }
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] == '<' &&
            (char_is_alpha(text.ptr[i + 1]) || text.ptr[i + 1] == '/' || text.ptr[i + 1] == '!')) {
            return true;
        }
    }
    return false;
}

static void refuse(struct claim *c, struct str why)
{
    c->supported = false;
    c->score = c->score > .3 ? .3 : c->score;
    c->why = why;
}

/* Bytes that are no white space: all that splitting keeps. */
static size_t count_solid(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        n += !char_is_space(s.ptr[i]);
    }
    return n;
}

static struct str join(struct arena *a, const struct entries *e)
{
    struct buf b = {0};

    for (size_t i = 0; i < e->count; i++) {
        buf_add_z(&b, i > 0 ? "\n\n" : "");
        buf_add(&b, e->list[i].text);
    }
    return buf_str(&b, a);
}

/* What verify does not look at: mark-up, and the quotation of the entry that a claim is part of. */
static void check_claims(struct arena *a, const struct candidate_input *in, const struct entries *e,
                         struct verdict *v)
{
    struct str levelled = level(a, in->source);
    size_t entry = 0, end = count_solid(e->list[0].text), at = 0;

    for (size_t i = 0; i < v->claim_count; i++) {
        struct claim *c = &v->claims[i];
        struct str quote;

        while (at >= end && entry + 1 < e->count) {
            end += count_solid(e->list[++entry].text);
        }
        at += count_solid(c->text);
        quote = e->list[entry].quote;
        if (has_foreign_markup(c->text, in->source)) {
            refuse(c, STR("holds mark-up or a link that the article has not"));
        } else if (c->supported && quote.ptr != NULL && !is_quoted(a, levelled, quote)) {
            refuse(c, STR("the quotation given for it does not stand in the article"));
        }
    }
}

static int judge_sentences(struct arena *a, const struct candidate_input *in,
                           const struct entries *e, struct verdict *out, struct err *err)
{
    const struct verify_input verify = {.source = in->source,
                                        .title = in->title,
                                        .summary = join(a, e),
                                        .language = in->source_language,
                                        .published = in->published,
                                        .threshold =
                                            in->threshold > 0 ? in->threshold : VERIFY_STRICT};

    if (digest_verify(a, &verify, out, err) == -1) {
        return -1;
    }
    check_claims(a, in, e, out);
    return 0;
}

static void judge_translation(struct arena *a, const struct candidate_input *in,
                              const struct entries *e, struct verdict *out)
{
    const struct translation_input t = {in->source, in->source_language, in->language};

    out->claims = arena_array(a, e->count, sizeof(*out->claims));
    out->claim_count = e->count;
    for (size_t i = 0; i < e->count; i++) {
        out->claims[i].text = e->list[i].text;
    }
    translation_verify(a, &t, out);
    check_claims(a, in, e, out);
}

static void sum_up(struct verdict *v)
{
    v->grounded = v->claim_count > 0;
    v->score = v->claim_count > 0 ? 1 : 0;
    for (size_t i = 0; i < v->claim_count; i++) {
        v->grounded = v->grounded && v->claims[i].supported;
        v->score = v->claims[i].score < v->score ? v->claims[i].score : v->score;
    }
}

int digest_candidate(struct arena *a, const struct candidate_input *in, struct candidate *out,
                     struct err *err)
{
    struct entries e = {.arena = a};
    struct str text = unwrap(in->answer), object = find_object(text);

    *out = (struct candidate){.translated = translation_is(in->source_language, in->language)};
    if (text.len == 0) {
        out->problem = STR("the answer is empty");
        return 0;
    }
    if (object.ptr != NULL && !read_json(&e, object)) {
        out->problem = STR("the answer is not the JSON that was asked for");
        return 0;
    }
    if (object.ptr == NULL) {
        read_prose(&e, text);
    }
    if (e.count == 0) {
        out->problem = STR("the answer holds no sentence");
        return 0;
    }
    if (out->translated) {
        judge_translation(a, in, &e, &out->verdict);
    } else if (judge_sentences(a, in, &e, &out->verdict, err) == -1) {
        return -1;
    }
    sum_up(&out->verdict);
    return 0;
}
