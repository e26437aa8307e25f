#include "work/task_digest.h"

#include "article/article_json.h"
#include "article/extract.h"
#include "core/limits.h"
#include "digest/digest_json.h"
#include "digest/filter.h"
#include "digest/outline.h"
#include "digest/rank.h"
#include "digest/readout.h"
#include "digest/story.h"
#include "digest/verify.h"
#include "text/charset.h"
#include "text/sanitize.h"

#define SENTENCES_DEFAULT 4U

struct extract_hints task_extract_hints(const struct hints *h)
{
    return (struct extract_hints){.base = h->base,
                                  .content_type = h->content_type,
                                  .select = h->select,
                                  .select_count = h->select_count,
                                  .remove = h->remove,
                                  .remove_count = h->remove_count,
                                  .first = h->first,
                                  .number = h->number};
}

static size_t sentences_of(const struct hints *hints)
{
    return hints->sentences == 0 ? SENTENCES_DEFAULT : hints->sentences;
}

static int decode(struct arena *a, struct str bytes, struct str *text, struct err *err)
{
    struct charset_result decoded;

    if (charset_decode(a, bytes, STR_NULL, CHARSET_TEXT, &decoded, err) == -1) {
        return -1;
    }
    *text = decoded.text.ptr == NULL ? STR("") : decoded.text;
    return 0;
}

/* ---- summarize ---- */

static bool looks_like_html(struct str bytes)
{
    struct str s =
        str_trim(str_starts(bytes, STR("\xEF\xBB\xBF")) ? str_sub(bytes, 3, bytes.len) : bytes);

    return s.len > 1 && s.ptr[0] == '<' &&
           (char_is_alpha(s.ptr[1]) || s.ptr[1] == '!' || s.ptr[1] == '?');
}

struct told {
    struct str title, text;
    int64_t published;
};

static int make_outline(struct arena *a, const struct hints *hints, const struct told *told,
                        struct str language, struct outline *out, struct err *err)
{
    struct outline_input in = {.text = told->text,
                               .title = told->title,
                               .language = language,
                               .published = told->published,
                               .sentences = sentences_of(hints),
                               .characters = hints->characters,
                               .threshold = hints->threshold};

    if (!outline_length_of(hints->length, &in.length)) {
        return err_set(err, ERR_USAGE, "no length is called \"" STR_FMT "\"",
                       STR_ARG(hints->length));
    }
    digest_outline(a, &in, out);
    return 0;
}

static void add_member(struct buf *out, const char *name)
{
    out->len--; /* the closing brace: one member more */
    buf_add_fmt(out, ",\"%s\":", name);
}

int task_summarize(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                   struct err *err)
{
    const struct extract_hints page = task_extract_hints(hints);
    bool html = looks_like_html(bytes);
    struct told told = {.title = hints->title, .published = hints->published};
    struct str language = hints->language;
    struct article *article;
    struct outline outline;

    if (html) {
        if (article_extract(a, bytes, &page, &article, err) == -1) {
            return -1;
        }
        told = (struct told){article->title, article->text, article->published};
        language = article->language;
    } else if (decode(a, bytes, &told.text, err) == -1) {
        return -1;
    }
    if (make_outline(a, hints, &told, language, &outline, err) == -1) {
        return -1;
    }
    summary_json_write(out, told.text, &outline.summary);
    if (html) {
        add_member(out, "text");
        json_write_str(out, told.text);
        buf_add_char(out, '}');
    }
    if (str_eq(hints->length, STR("article"))) {
        add_member(out, "facts");
        facts_json_write_list(out, told.text, &outline.facts);
        buf_add_z(out, ",\"paragraphs\":");
        paragraphs_json_write_list(out, told.text, outline.paragraphs, outline.paragraph_count);
        buf_add_char(out, '}');
    }
    return 0;
}

/* ---- verify ---- */

int task_verify(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                struct err *err)
{
    struct verify_input in = {.title = hints->title,
                              .language = hints->language,
                              .published = hints->published,
                              .threshold = hints->strict ? VERIFY_STRICT : hints->threshold};
    struct verdict verdict;

    if (decode(a, hints->source, &in.source, err) == -1 ||
        decode(a, bytes, &in.summary, err) == -1 || digest_verify(a, &in, &verdict, err) == -1) {
        return -1;
    }
    verdict_json_write(out, in.source, &verdict);
    return 0;
}

/* ---- readout ---- */

static const struct json_field told_fields[] = {
    JSON_FIELD(struct told, title, STR),
    JSON_FIELD(struct told, text, STR),
    JSON_FIELD(struct told, published, TIME),
};
static const struct json_shape told_shape = JSON_SHAPE(struct told, told_fields);

static void write_readout(struct arena *a, const struct told *told, struct buf *out)
{
    const struct readout_input in = {told->title, told->text, told->published};
    struct readout readout;

    digest_readout(a, &in, &readout);
    json_write(out, &readout_shape, &readout);
}

int task_readout(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                 struct err *err)
{
    struct told told;

    (void)hints;
    if (json_read(a, bytes, &told_shape, &told, err) == -1) {
        return -1;
    }
    write_readout(a, &told, out);
    return 0;
}

/* ---- digest: the way of an item's page ---- */

struct digest {
    struct str article, from, summary, readout, facts, paragraphs,
        keys; /* all but `from` are JSON */
    struct str print;
    bool kept;
    struct filter_timeouts timeouts;
};

static const struct json_field digest_fields[] = {
    JSON_FIELD(struct digest, article, RAW), //
    JSON_FIELD(struct digest, from, STR),
    JSON_FIELD(struct digest, kept, BOOL),
    {"timeouts", JSON_KIND_STRS, offsetof(struct digest, timeouts.patterns),
     offsetof(struct digest, timeouts.count), NULL},
    JSON_FIELD(struct digest, summary, RAW),
    JSON_FIELD(struct digest, readout, RAW),
    JSON_FIELD(struct digest, facts, RAW),
    JSON_FIELD(struct digest, paragraphs, RAW),
    JSON_FIELD(struct digest, keys, RAW),
    JSON_FIELD(struct digest, print, STR),
};
static const struct json_shape digest_shape = JSON_SHAPE(struct digest, digest_fields);

/* What the feed itself says, in the form of an article; `problem` says why the page is not it. */
static struct article *article_of_feed(struct arena *a, const struct hints *hints,
                                       struct str problem)
{
    struct article *article = arena_alloc(a, sizeof(*article));
    struct str text = hints->text.ptr == NULL ? STR("") : hints->text;

    article->title = hints->title;
    article->language = hints->language;
    article->published = hints->published;
    article->text = hints->plain ? text : sanitize_paragraphs(a, text);
    article->html = hints->plain ? STR("") : sanitize_html(a, text, hints->base);
    article->problem = problem;
    return article;
}

/* An article that extract told of; NULL when it is none. */
static struct article *read_told(struct arena *a, struct str json)
{
    struct article *told = NULL;
    struct err err;

    return json.ptr == NULL || article_json_read(a, json, &told, &err) == -1 ||
                   told->problem.ptr != NULL || told->text.ptr == NULL
               ? NULL
               : told;
}

/* Adds the paragraphs of a further page that do not stand in the text yet: each page may repeat the lead. */
static void append_page(struct arena *a, struct article *article, const struct article *further)
{
    struct buf text = {0}, html = {0};
    size_t at = 0;

    buf_add(&text, article->text);
    while (at < further->text.len) {
        size_t end = str_find(further->text, STR("\n\n"), at);
        struct str paragraph = str_sub(further->text, at, end);

        if (paragraph.len > 0 && text.len + paragraph.len + 2 <= LIMIT_ARTICLE_BYTES &&
            str_find(article->text, paragraph, 0) == STR_NPOS) {
            buf_add_z(&text, text.len > 0 ? "\n\n" : "");
            buf_add(&text, paragraph);
        }
        at = end == STR_NPOS ? further->text.len : end + 2;
    }
    buf_add(&html, article->html);
    buf_add(&html, further->html);
    article->next = text.len > article->text.len ? further->next : STR_NULL;
    article->text = buf_str(&text, a);
    article->html = buf_str(&html, a);
}

/* What further pages of the article add; what is left in `next` and `whole` has not been fetched yet. */
static void join_pages(struct arena *a, const struct hints *hints, struct article *article)
{
    const struct article *whole = read_told(a, hints->whole);

    if (hints->whole.ptr != NULL) {
        article->whole = STR_NULL;
    }
    if (whole != NULL && whole->text.len > article->text.len) {
        article->text = whole->text;
        article->html = whole->html;
        article->next = STR_NULL;
        return;
    }
    for (size_t i = 0; i < hints->continued_count; i++) {
        const struct article *further = read_told(a, hints->continued[i]);

        article->next = STR_NULL;
        if (further != NULL) {
            append_page(a, article, further);
        }
    }
}

/* The page, or the feed's own text where the page is none or no article. */
static struct article *choose_article(struct arena *a, const struct hints *hints, struct str bytes,
                                      struct str *from)
{
    const struct extract_hints page = task_extract_hints(hints);
    struct article *article;
    struct err err;

    *from = STR("feed");
    if (bytes.len == 0) {
        return article_of_feed(a, hints, STR_NULL);
    }
    if (article_extract(a, bytes, &page, &article, &err) == -1) {
        return article_of_feed(a, hints, arena_str(a, str_z(err.text)));
    }
    if (article->problem.ptr != NULL) {
        return article_of_feed(a, hints, article->problem);
    }
    join_pages(a, hints, article);
    *from = STR("page");
    return article;
}

/* Title, categories and both texts: what the feed says about a page may hold the word that counts. */
static bool is_kept(struct arena *a, const struct hints *hints, const struct article *article,
                    struct filter_timeouts *timeouts)
{
    const struct filter_rules rules = {hints->match, hints->ignore, hints->match_count,
                                       hints->ignore_count};
    struct str *parts = arena_array(a, hints->category_count + 3, sizeof(*parts));
    const struct filter_subject subject = {parts, hints->category_count + 3, true};

    parts[0] = hints->title;
    parts[1] = article->text;
    parts[2] =
        hints->plain || hints->text.ptr == NULL ? hints->text : sanitize_text(a, hints->text);
    for (size_t i = 0; i < hints->category_count; i++) {
        parts[i + 3] = hints->categories[i];
    }
    return filter_judge(a, &rules, &subject, timeouts) != FILTER_DROP;
}

/* By what the same story is found in another feed; absent for a text that is too short. */
static struct str print_of(struct arena *a, const struct hints *hints,
                           const struct article *article)
{
    const struct story_text text = {hints->title, article->text, article->language};
    struct story_print print;

    return story_print(a, &text, &print) ? story_write(a, &print) : STR_NULL;
}

int task_digest(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                struct err *err)
{
    struct digest d = {0};
    struct buf part = {0};
    struct article *article = choose_article(a, hints, bytes, &d.from);
    struct outline outline;
    const struct told told = {hints->title.len > 0 ? hints->title : article->title, article->text,
                              hints->published};

    if (make_outline(a, hints, &told, article->language, &outline, err) == -1) {
        return -1;
    }
    d.print = print_of(a, hints, article);
    d.kept = is_kept(a, hints, article, &d.timeouts);
    summary_json_write_list(&part, article->text, &outline.summary);
    d.summary = buf_str(&part, a);
    article_json_write(&part, article);
    d.article = buf_str(&part, a);
    json_write(&part, &readout_shape, &outline.readout);
    d.readout = buf_str(&part, a);
    facts_json_write_list(&part, article->text, &outline.facts);
    d.facts = buf_str(&part, a);
    paragraphs_json_write_list(&part, article->text, outline.paragraphs, outline.paragraph_count);
    d.paragraphs = buf_str(&part, a);
    json_write(&part, &keys_shape, &outline.keys);
    d.keys = buf_str(&part, a);
    json_write(out, &digest_shape, &d);
    return 0;
}
