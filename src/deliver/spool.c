#include "deliver/spool.h"

#include <inttypes.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "fmt/escape.h"
#include "fmt/json.h"
#include "fmt/time.h"
#include "fmt/url.h"

enum {
    IDENTITY_DIGITS = 6,
    CONTEXT_BYTES = 80, /* of unchanged text shown on each side of a change */
};

static const struct str longest_suffix = STR_INIT(".json");

struct spool_item {
    struct str id, link, title;
    int64_t published, updated;
    struct str *authors, *categories;
    size_t author_count, category_count;
};

struct spool_article {
    struct str url, sha256, title, byline, language, text;
};

struct spool_file {
    int64_t schema;
    struct str event, feed, feed_url;
    struct str *also_in;
    size_t also_in_count;
    struct spool_item *item;
    int64_t revision;
    struct str changes;
    int64_t detected, fetched;
    struct str source;
    struct spool_article *article;
    struct str summary, method, model, prompt, readout, facts, paragraphs, background;
};

static const struct json_field item_fields[] = {
    JSON_FIELD(struct spool_item, id, STR),
    JSON_FIELD(struct spool_item, link, STR),
    JSON_FIELD(struct spool_item, title, STR),
    JSON_FIELD(struct spool_item, published, TIME),
    JSON_FIELD(struct spool_item, updated, TIME),
    JSON_STRS(struct spool_item, authors, author_count),
    JSON_STRS(struct spool_item, categories, category_count),
};
static const struct json_shape item_shape = JSON_SHAPE(struct spool_item, item_fields);

static const struct json_field article_fields[] = {
    JSON_FIELD(struct spool_article, url, STR),      JSON_FIELD(struct spool_article, sha256, STR),
    JSON_FIELD(struct spool_article, title, STR),    JSON_FIELD(struct spool_article, byline, STR),
    JSON_FIELD(struct spool_article, language, STR), JSON_FIELD(struct spool_article, text, STR),
};
static const struct json_shape article_shape = JSON_SHAPE(struct spool_article, article_fields);

static const struct json_field file_fields[] = {
    JSON_FIELD(struct spool_file, schema, INT),
    JSON_FIELD(struct spool_file, event, STR),
    JSON_FIELD(struct spool_file, feed, STR),
    JSON_FIELD(struct spool_file, feed_url, STR),
    JSON_STRS(struct spool_file, also_in, also_in_count),
    JSON_STRUCT(struct spool_file, item, &item_shape),
    JSON_FIELD(struct spool_file, revision, INT),
    JSON_FIELD(struct spool_file, changes, RAW),
    JSON_FIELD(struct spool_file, detected, TIME),
    JSON_FIELD(struct spool_file, fetched, TIME),
    JSON_FIELD(struct spool_file, source, STR),
    JSON_STRUCT(struct spool_file, article, &article_shape),
    JSON_FIELD(struct spool_file, summary, RAW),
    JSON_FIELD(struct spool_file, method, STR),
    JSON_FIELD(struct spool_file, model, RAW),
    JSON_FIELD(struct spool_file, prompt, RAW),
    JSON_FIELD(struct spool_file, readout, RAW),
    JSON_FIELD(struct spool_file, facts, RAW),
    JSON_FIELD(struct spool_file, paragraphs, RAW),
    JSON_FIELD(struct spool_file, background, RAW),
};
static const struct json_shape file_shape = JSON_SHAPE(struct spool_file, file_fields);

struct str spool_name(struct arena *a, const struct report *r, struct str identity_hex)
{
    struct str when = r->published == TIME_NONE ? STR_NULL : time_file_name(a, r->published);
    struct str end = r->revision > 1 ? arena_fmt(a, ".r%" PRId64, r->revision) : STR("");
    struct str slug, id;
    struct buf title = {0}, name = {0};

    if (when.ptr == NULL) {
        when = time_file_name(a, r->detected);
    }
    id = str_sub(identity_hex, 0,
                 identity_hex.len < IDENTITY_DIGITS ? identity_hex.len : IDENTITY_DIGITS);
    /* Two more bytes are the dashes between the parts. */
    escape_slug(&title, r->title,
                LIMIT_NAME_BYTES - longest_suffix.len - when.len - id.len - end.len - 2);
    slug = buf_str(&title, a);
    buf_add(&name, when);
    buf_add_z(&name, slug.len == 0 ? "" : "-");
    buf_add(&name, slug);
    buf_add_char(&name, '-');
    buf_add(&name, id);
    buf_add(&name, end);
    return buf_str(&name, a);
}

static struct str list_or_none(struct str json)
{
    return json.ptr == NULL ? STR("[]") : json;
}

void spool_json(struct buf *out, const struct report *r)
{
    struct spool_item item = {
        .id = r->item_id,
        .link = r->link,
        .title = r->title,
        .published = r->published,
        .updated = r->updated,
        .authors = r->authors,
        .author_count = r->author_count,
        .categories = r->categories,
        .category_count = r->category_count,
    };
    struct spool_article article = {
        .url = r->article_url,
        .sha256 = r->article_sha256,
        .title = r->article_title,
        .byline = r->article_byline,
        .language = r->article_language,
        .text = r->article_text,
    };
    struct spool_file file = {
        .schema = 1,
        .event = r->event,
        .feed = r->feed,
        .feed_url = r->feed_url,
        .also_in = r->also_in,
        .also_in_count = r->also_in_count,
        .item = &item,
        .revision = r->revision,
        .changes = r->changes,
        .detected = r->detected,
        .fetched = r->fetched,
        .source = r->source,
        .article = &article,
        .summary = list_or_none(r->summary),
        .method = r->method,
        .model = r->model,
        .prompt = r->prompt,
        .readout = r->readout,
        .facts = list_or_none(r->facts),
        .paragraphs = list_or_none(r->paragraphs),
        .background = list_or_none(r->background),
    };

    json_write(out, &file_shape, &file);
    buf_add_char(out, '\n');
}

/* What is written so that a foreign text stays text: one line, nothing unseen, no mark-up. */
static void add_text(struct arena *a, struct buf *out, struct str s)
{
    escape_markdown(out, escape_plain(a, s));
}

static void add_row(struct arena *a, struct buf *out, const char *name, struct str value)
{
    if (value.len > 0) {
        buf_add_fmt(out, "- %s: ", name);
        add_text(a, out, value);
        buf_add_char(out, '\n');
    }
}

/* In angle brackets where nothing in it can end them, else as text. */
static void add_url(struct arena *a, struct buf *out, struct str url)
{
    bool plain = url_is_http(url);

    for (size_t i = 0; i < url.len; i++) {
        plain = plain && url.ptr[i] > ' ' && url.ptr[i] < 0x7f && url.ptr[i] != '<' &&
                url.ptr[i] != '>';
    }
    if (plain) {
        buf_add_char(out, '<');
        buf_add(out, url);
        buf_add_char(out, '>');
    } else {
        add_text(a, out, url);
    }
}

static void add_link(struct arena *a, struct buf *out, const char *name, struct str url)
{
    if (url.len > 0) {
        buf_add_fmt(out, "- %s: ", name);
        add_url(a, out, url);
        buf_add_char(out, '\n');
    }
}

/* JSON of the store's own; NULL for what is absent or, against all promises, no JSON. */
static const struct json *parse_own(struct arena *a, struct str text)
{
    struct json *tree = NULL;
    struct err err;

    return text.ptr == NULL || json_parse(a, text, &tree, &err) == -1 ? NULL : tree;
}

static const struct json *first(const struct json *list)
{
    return list == NULL ? NULL : list->child;
}

/* "Walter Astudillo (Minister of Defense, PE)" */
static void add_person(struct arena *a, struct buf *out, const struct json *person)
{
    struct str title = json_str(json_get(person, "title"));
    struct str country = json_str(json_get(person, "country"));

    add_text(a, out, json_str(json_get(person, "name")));
    if (title.len == 0 && country.len == 0) {
        return;
    }
    buf_add(out, STR(" ("));
    add_text(a, out, title);
    buf_add_z(out, title.len > 0 && country.len > 0 ? ", " : "");
    add_text(a, out, country);
    buf_add_char(out, ')');
}

/* "**Meeting**, 2025-05-05: … with …; …" */
static void add_readout(struct arena *a, struct buf *out, const struct json *readout)
{
    const struct json *flag = json_get(readout, "is_readout");
    const struct json *principal = json_get(readout, "principal");
    struct str kind = json_str(json_get(readout, "kind")),
               date = json_str(json_get(readout, "date"));
    const char *before = " with ";

    if (flag == NULL || flag->type != JSON_TRUE) {
        return;
    }
    buf_add(out, STR("**"));
    if (kind.len > 0) {
        buf_add_char(out, (char)(kind.ptr[0] >= 'a' && kind.ptr[0] <= 'z' ? kind.ptr[0] - 'a' + 'A'
                                                                          : kind.ptr[0]));
        add_text(a, out, str_sub(kind, 1, kind.len));
    } else {
        buf_add(out, STR("Readout"));
    }
    buf_add(out, STR("**"));
    if (date.len > 0) {
        buf_add(out, STR(", "));
        add_text(a, out, date);
    }
    buf_add_char(out, ':');
    if (principal != NULL && principal->type == JSON_OBJECT) {
        buf_add_char(out, ' ');
        add_person(a, out, principal);
    }
    for (const struct json *p = first(json_get(readout, "counterparts")); p != NULL; p = p->next) {
        buf_add_z(out, before);
        add_person(a, out, p);
        before = "; ";
    }
    buf_add(out, STR("\n\n"));
}

static struct str number_of(const struct json *value)
{
    return value != NULL && value->type == JSON_NUMBER ? value->text : STR("?");
}

/* A sentence with the place in the article's text where it stands, in code points. */
static void add_sentence(struct arena *a, struct buf *out, const struct json *s)
{
    const struct json *start = first(json_get(s, "source"));

    add_text(a, out, json_str(json_get(s, "text")));
    buf_add_fmt(out, " \\[" STR_FMT "–" STR_FMT "\\]", STR_ARG(number_of(start)),
                STR_ARG(number_of(start == NULL ? NULL : start->next)));
}

static void add_summary(struct arena *a, struct buf *out, const struct json *summary)
{
    if (first(summary) == NULL) {
        return;
    }
    buf_add(out, STR("## Summary\n\n"));
    for (const struct json *s = first(summary); s != NULL; s = s->next) {
        buf_add(out, STR("- "));
        add_sentence(a, out, s);
        buf_add_char(out, '\n');
    }
    buf_add_char(out, '\n');
}

/* A table; where a fact stands in the article's text is in its last column. */
static void add_key_facts(struct arena *a, struct buf *out, const struct json *facts)
{
    static const struct {
        struct str name;
        const char *label;
    } labels[] = {
        {STR_INIT("who"), "Who"},       {STR_INIT("with"), "With whom"},
        {STR_INIT("when"), "When"},     {STR_INIT("where"), "Where"},
        {STR_INIT("agreed"), "Agreed"}, {STR_INIT("said_by"), "Said by"},
    };

    if (first(facts) == NULL) {
        return;
    }
    buf_add(out, STR("## Key facts\n\n| | | |\n|---|---|---|\n"));
    for (const struct json *f = first(facts); f != NULL; f = f->next) {
        const struct json *start = first(json_get(f, "source"));

        for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
            if (str_eq(json_str(json_get(f, "name")), labels[i].name)) {
                buf_add_fmt(out, "| **%s** | ", labels[i].label);
                add_text(a, out, json_str(json_get(f, "text")));
                buf_add_z(out, " | ");
                if (start != NULL) {
                    buf_add_fmt(out, "\\[" STR_FMT "–" STR_FMT "\\]", STR_ARG(number_of(start)),
                                STR_ARG(number_of(start->next)));
                }
                buf_add_z(out, " |\n");
            }
        }
    }
    buf_add_char(out, '\n');
}

static void add_paragraphs(struct arena *a, struct buf *out, const struct json *paragraphs)
{
    if (first(paragraphs) == NULL) {
        return;
    }
    buf_add(out, STR("## Article\n\n"));
    for (const struct json *p = first(paragraphs); p != NULL; p = p->next) {
        for (const struct json *s = first(p); s != NULL; s = s->next) {
            add_sentence(a, out, s);
            buf_add_char(out, s->next == NULL ? '\n' : ' ');
        }
        buf_add_char(out, '\n');
    }
}

/* Earlier items, each by a sentence of its own: never among the sentences of this one. */
static void add_background(struct arena *a, struct buf *out, const struct json *background)
{
    if (first(background) == NULL) {
        return;
    }
    buf_add(out, STR("## Background\n\n"));
    for (const struct json *b = first(background); b != NULL; b = b->next) {
        struct str day = str_sub(json_str(json_get(b, "published")), 0, 10);

        buf_add(out, STR("- "));
        add_text(a, out, day);
        buf_add_z(out, day.len > 0 ? ": “" : "“");
        add_text(a, out, json_str(json_get(b, "text")));
        buf_add_z(out, "” ");
        add_url(a, out, json_str(json_get(b, "link")));
        buf_add_char(out, '\n');
    }
    buf_add_char(out, '\n');
}

/* The middle of a long text that stayed is left out. */
static void add_unchanged(struct arena *a, struct buf *out, struct str s)
{
    size_t from = s.len;

    if (s.len <= 3 * CONTEXT_BYTES) {
        add_text(a, out, s);
        return;
    }
    from = utf8_cut(s, s.len - CONTEXT_BYTES);
    add_text(a, out, str_sub(s, 0, utf8_cut(s, CONTEXT_BYTES)));
    buf_add(out, STR(" … "));
    add_text(a, out, str_sub(s, from, s.len));
}

/* Emphasis must touch the words it marks: a part's white space stands outside. */
static void add_diff_part(struct arena *a, struct buf *out, struct str sign, struct str text)
{
    const char *mark = str_eq(sign, STR("-")) ? "~~" : str_eq(sign, STR("+")) ? "**" : "";
    struct str inner = str_trim(text);

    if (inner.len == 0) {
        return;
    }
    buf_add_z(out, inner.ptr > text.ptr ? " " : "");
    buf_add_z(out, mark);
    if (mark[0] == '\0') {
        add_unchanged(a, out, inner);
    } else {
        add_text(a, out, inner);
    }
    buf_add_z(out, mark);
    buf_add_z(out, inner.ptr + inner.len < text.ptr + text.len ? " " : "");
}

static void add_changes(struct arena *a, struct buf *out, const struct json *changes)
{
    if (first(changes) == NULL) {
        return;
    }
    buf_add(out, STR("## Changes\n\n"));
    for (const struct json *c = first(changes); c != NULL; c = c->next) {
        buf_add(out, STR("- "));
        add_text(a, out, json_str(json_get(c, "field")));
        buf_add(out, STR(": "));
        for (const struct json *d = first(json_get(c, "diff")); d != NULL; d = d->next) {
            const struct json *sign = first(d);

            if (sign != NULL) {
                /* What took the place of the end of a text has no white space before it. */
                buf_add_z(out, out->ptr[out->len - 1] == '~' ? " " : "");
                add_diff_part(a, out, json_str(sign), json_str(sign->next));
            }
        }
        buf_add_char(out, '\n');
    }
    buf_add_char(out, '\n');
}

static bool is_true(const struct json *value)
{
    return value != NULL && value->type == JSON_TRUE;
}

/* What a judge said of the sentences that it could have been asked about. */
static void add_judge(struct arena *a, struct buf *out, const struct json *model)
{
    static const struct str words[] = {STR_INIT("yes"), STR_INIT("no"), STR_INIT("not asked")};
    struct str name = json_str(json_get(model, "judge"));
    size_t counts[ARRAY_LEN(words)] = {0};

    for (const struct json *v = first(json_get(model, "verdicts")); v != NULL; v = v->next) {
        for (size_t i = 0; is_true(json_get(v, "supported")) && i < ARRAY_LEN(words); i++) {
            counts[i] += str_eq(json_str(json_get(v, "judge")), words[i]);
        }
    }
    if (name.ptr != NULL) {
        add_row(a, out, "Second opinion",
                arena_fmt(a, STR_FMT ": %zu yes, %zu no, %zu not asked", STR_ARG(name), counts[0],
                          counts[1], counts[2]));
    }
}

/* Which model was asked by which template, what became of it, and why sentences of it were left out. */
static void add_model(struct arena *a, struct buf *out, const struct json *model,
                      const struct json *prompt)
{
    struct str name = json_str(json_get(model, "name")), own = json_str(json_get(model, "model"));

    if (model == NULL) {
        return;
    }
    add_row(a, out, "Model asked",
            own.ptr == NULL ? name
                            : arena_fmt(a, STR_FMT " (" STR_FMT ")", STR_ARG(name), STR_ARG(own)));
    add_row(a, out, "Answered", json_str(json_get(model, "answered")));
    add_row(a, out, "Tokens",
            arena_fmt(a, STR_FMT " in, " STR_FMT " out",
                      STR_ARG(number_of(json_get(model, "tokens_in"))),
                      STR_ARG(number_of(json_get(model, "tokens_out")))));
    if (is_true(json_get(model, "translated")) && is_true(json_get(model, "accepted"))) {
        add_row(a, out, "Translated", STR("checked by names and numbers only"));
    }
    add_row(a, out, "Not used", json_str(json_get(model, "why")));
    add_judge(a, out, model);
    for (const struct json *v = first(json_get(model, "verdicts")); v != NULL; v = v->next) {
        struct str why = json_str(json_get(v, "why"));
        struct str judge = json_str(json_get(v, "judge"));

        if (!is_true(json_get(v, "supported")) || str_eq(judge, STR("no"))) {
            add_row(a, out, "Refused",
                    arena_fmt(a, "sentence " STR_FMT ": " STR_FMT,
                              STR_ARG(number_of(json_get(v, "number"))),
                              STR_ARG(why.len > 0 ? why : STR("the second opinion says no"))));
        }
    }
    add_row(a, out, "Prompt template", json_str(json_get(prompt, "template")));
    add_row(a, out, "SHA-256 of the template", json_str(json_get(prompt, "sha256")));
}

static void add_facts(struct arena *a, struct buf *out, const struct report *r)
{
    const struct json *spokesperson = json_get(parse_own(a, r->readout), "spokesperson");

    /* Without a heading this list and the one above it would be one. */
    buf_add(out, STR("## Source\n\n"));
    add_link(a, out, "Link", r->link);
    if (!str_eq(r->article_url, r->link)) {
        add_link(a, out, "Article", r->article_url);
    }
    add_row(a, out, "Feed", r->feed);
    for (size_t i = 0; i < r->also_in_count; i++) {
        add_row(a, out, "Also in", r->also_in[i]);
    }
    if (spokesperson != NULL && spokesperson->type == JSON_OBJECT) {
        buf_add(out, STR("- Spokesperson: "));
        add_person(a, out, spokesperson);
        buf_add_char(out, '\n');
    }
    add_row(a, out, "Published", time_rfc3339(a, r->published));
    add_row(a, out, "Detected", time_rfc3339(a, r->detected));
    add_row(a, out, "Fetched", time_rfc3339(a, r->fetched));
    add_row(a, out, "Text from",
            str_eq(r->source, STR("page")) ? STR("the page") : STR("the feed"));
    add_row(a, out, "SHA-256 of the article", r->article_sha256);
    add_row(a, out, "Revision", arena_fmt(a, "%" PRId64, r->revision));
    add_row(a, out, "Summary made", r->method);
    add_model(a, out, parse_own(a, r->model), parse_own(a, r->prompt));
    add_row(a, out, "Event", r->event);
}

void spool_markdown(struct arena *a, struct buf *out, const struct report *r)
{
    buf_add(out, STR("# "));
    if (r->title.len > 0) {
        add_text(a, out, r->title);
    } else {
        buf_add(out, STR("Untitled"));
    }
    buf_add(out, STR("\n\n"));
    add_readout(a, out, parse_own(a, r->readout));
    add_summary(a, out, parse_own(a, r->summary));
    add_key_facts(a, out, parse_own(a, r->facts));
    add_paragraphs(a, out, parse_own(a, r->paragraphs));
    add_background(a, out, parse_own(a, r->background));
    add_changes(a, out, parse_own(a, r->changes));
    add_facts(a, out, r);
}
