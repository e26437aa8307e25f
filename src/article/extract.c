#include "article/extract.h"

#include "article/meta.h"
#include "article/problem.h"
#include "article/prune.h"
#include "article/score.h"
#include "article/serial.h"
#include "core/limits.h"
#include "core/utf8.h"
#include "fmt/time.h"
#include "text/charset.h"
#include "text/html.h"
#include "text/plain.h"
#include "text/sanitize.h"

enum { SHORT_RESULT = 140 };

/* A full stop of any script behind a letter: a result without one is no text of sentences. */
static bool has_sentence(struct str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = utf8_next(text, &at);

        if (c == '.' || c == '!' || c == '?' || c == ':' || c == 0x3002 || c == 0x06D4 ||
            c == 0x0964) {
            return true;
        }
    }
    return false;
}

/* Whether the markup itself says that the winner is the article's text. */
static bool is_named_body(const struct note *n)
{
    for (int level = 0; n != NULL && level < 3; n = n->parent, level++) {
        struct str type = html_attribute(n->node, "itemtype");

        if ((n->names & NAME_BODY) != 0 || str_ends(type, STR("Article"))) {
            return true;
        }
    }
    return false;
}

/*
 * A short readout and a failure have the same length; the page tells them apart: elsewhere, outside
 * of links, it has three times as much text in paragraphs.
 */
static bool is_implausible(const struct page *p, const struct note *winner, struct str text)
{
    if (!has_sentence(text)) {
        return true;
    }
    if (text.len >= SHORT_RESULT || is_named_body(winner)) {
        return false;
    }
    return p->notes[0].para_chars >= 3 * winner->para_chars + SHORT_RESULT;
}

struct attempt {
    struct note *winner;
    struct str text;
};

static struct attempt try_extract(struct page *p, bool drop_unlikely, bool prune)
{
    struct attempt t;

    page_restore(p, OFF_UNLIKELY | OFF_PRUNED);
    if (drop_unlikely) {
        score_drop_unlikely(p);
    }
    t.winner = prune_join_siblings(p, score_winner(p));
    if (prune) {
        prune_article(p, t.winner);
    }
    t.text = plain_text(p->arena, t.winner->node, page_left_out);
    return t;
}

/* Strict first; less strict while the result is implausible and gets better by it. */
static struct attempt extract_text(struct page *p)
{
    static const struct {
        bool drop_unlikely, prune;
    } passes[] = {{true, true}, {false, true}, {false, false}};
    struct attempt best = {NULL, STR_NULL};
    size_t best_pass = 0, last = 0;

    for (size_t i = 0; i < ARRAY_LEN(passes); i++) {
        struct attempt t = try_extract(p, passes[i].drop_unlikely, passes[i].prune);

        last = i;
        if (best.winner == NULL || t.text.len > best.text.len) {
            best = t;
            best_pass = i;
        }
        if (!is_implausible(p, t.winner, t.text)) {
            break;
        }
    }
    /* The marks of the best pass stay on the tree: the HTML is written by them. */
    return last == best_pass
               ? best
               : try_extract(p, passes[best_pass].drop_unlikely, passes[best_pass].prune);
}

static struct str page_title(struct arena *a, const struct html_node *html)
{
    for (const struct html_node *n = html; n != NULL; n = html_next(n, html)) {
        if (html_is(n, "title") && n->first != NULL) {
            return str_trim(n->first->text);
        }
    }
    return arena_str(a, STR(""));
}

static void fill(struct page *p, const struct extract_hints *hints, struct article *out)
{
    struct attempt t;
    struct meta meta;

    meta_read(p, hints->base, &meta);
    out->title = meta.title;
    out->byline = meta.byline;
    out->language = meta.language;
    out->published = meta.published;
    out->day_only = meta.day_only;
    out->canonical = meta.canonical;
    t = extract_text(p);
    out->problem = problem_of(p, page_title(p->arena, p->html), t.text);
    if (t.text.len < SHORT_RESULT && meta.body.len > 3 * t.text.len + SHORT_RESULT) {
        out->text = sanitize_paragraphs(p->arena, meta.body);
        out->html = sanitize_html(p->arena, meta.body, hints->base);
        out->problem = STR_NULL;
        return;
    }
    out->text = str_sub(t.text, 0, utf8_cut(t.text, LIMIT_ARTICLE_BYTES));
    out->html =
        sanitize_html(p->arena, serial_html(p->arena, t.winner->node, page_left_out), hints->base);
}

int article_extract(struct arena *a, struct str page_bytes, const struct extract_hints *hints,
                    struct article **out, struct err *err)
{
    struct charset_result decoded;
    struct html_node *html = NULL;
    struct page page;
    struct article *article = arena_alloc(a, sizeof(*article));

    if (charset_decode(a, page_bytes, hints->content_type, CHARSET_HTML, &decoded, err) == -1 ||
        html_parse(a, decoded.text, &html, err) == -1) {
        return -1;
    }
    article->published = TIME_NONE;
    if (page_build(a, html, &page)) {
        fill(&page, hints, article);
    } else {
        article->text = article->html = STR("");
        article->problem = STR("no text");
    }
    *out = article;
    return 0;
}
