#include "article/extract.h"

#include "article/follow.h"
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
#include "text/select.h"

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

static void fill_meta(struct page *p, const struct extract_hints *hints, struct article *out)
{
    struct meta meta;

    meta_read(p, hints->base, &meta);
    out->title = meta.title;
    out->byline = meta.byline;
    out->language = meta.language;
    out->published = meta.published;
    out->day_only = meta.day_only;
    out->canonical = meta.canonical;
    p->ld_body = meta.body;
}

static struct str cut(struct str text)
{
    return str_sub(text, 0, utf8_cut(text, LIMIT_ARTICLE_BYTES));
}

/* By the rules. */
static void fill_text(struct page *p, const struct extract_hints *hints, struct article *out)
{
    struct attempt t = extract_text(p);

    out->problem = problem_of(p, page_title(p->arena, p->html), t.text);
    if (t.text.len < SHORT_RESULT && p->ld_body.len > 3 * t.text.len + SHORT_RESULT) {
        out->text = sanitize_paragraphs(p->arena, p->ld_body);
        out->html = sanitize_html(p->arena, p->ld_body, hints->base);
        out->problem = STR_NULL;
        return;
    }
    out->text = cut(t.text);
    out->html =
        sanitize_html(p->arena, serial_html(p->arena, t.winner->node, page_left_out), hints->base);
}

/* By the selectors of the feed: the elements as they are, but for those inside one another. */
static void fill_selected(struct page *p, const struct extract_hints *hints,
                          const struct selected *selected, struct article *out)
{
    struct buf text = {0}, html = {0};
    const struct note *last = NULL;

    for (size_t i = 0; i < selected->count; i++) {
        const struct note *n = selected->nodes[i]->data;

        if (n == NULL || (last != NULL && (size_t)(n - p->notes) < last->end)) {
            continue;
        }
        last = n;
        buf_add_z(&text, text.len > 0 ? "\n\n" : "");
        buf_add(&text, plain_text(p->arena, n->node, page_left_out));
        buf_add(&html, serial_html(p->arena, n->node, page_left_out));
    }
    out->text = cut(str_trim(buf_str(&text, p->arena)));
    out->html = sanitize_html(p->arena, buf_str(&html, p->arena), hints->base);
}

struct selectors {
    struct selector *select, *remove;
};

static int read_selectors(struct arena *a, const struct extract_hints *hints, struct selectors *out,
                          struct err *err)
{
    return select_read(a, hints->select, hints->select_count, &out->select, err) == -1
               ? -1
               : select_read(a, hints->remove, hints->remove_count, &out->remove, err);
}

static bool remove_selected(struct arena *a, const struct selector *s, struct html_node *html)
{
    struct selected found;
    bool in_time = select_find(a, s, html, &found);

    for (size_t i = 0; i < found.count; i++) {
        html_remove(found.nodes[i]);
    }
    return in_time;
}

static void fill_follow(const struct page *p, const struct extract_hints *hints,
                        struct article *out)
{
    const struct follow_hints f = {hints->base, hints->first, out->canonical, hints->number};
    struct follow found;

    follow_find(p, &f, out->text, &found);
    out->next = found.next;
    out->whole = found.whole;
}

static void fill(struct arena *a, struct html_node *html, const struct extract_hints *hints,
                 const struct selectors *s, struct article *out)
{
    struct selected selected;
    struct page page;
    bool in_time;

    out->published = TIME_NONE;
    out->text = out->html = STR("");
    in_time = remove_selected(a, s->remove, html);
    in_time = select_find(a, s->select, html, &selected) && in_time;
    if (!page_build(a, html, &page)) {
        out->problem = STR("no text");
        return;
    }
    fill_meta(&page, hints, out);
    fill_selected(&page, hints, &selected, out);
    if (out->text.len == 0) {
        fill_text(&page, hints, out);
        out->warning = hints->select_count > 0 ? STR("select finds no text") : STR_NULL;
    }
    if (!in_time) {
        out->warning = STR("a selector takes too long on this page and selects nothing");
    }
    if (out->problem.ptr == NULL) {
        fill_follow(&page, hints, out);
    }
}

int article_extract(struct arena *a, struct str page_bytes, const struct extract_hints *hints,
                    struct article **out, struct err *err)
{
    struct charset_result decoded;
    struct html_node *html = NULL;
    struct selectors selectors;
    struct article *article = arena_alloc(a, sizeof(*article));

    if (read_selectors(a, hints, &selectors, err) == -1 ||
        charset_decode(a, page_bytes, hints->content_type, CHARSET_HTML, &decoded, err) == -1 ||
        html_parse(a, decoded.text, &html, err) == -1) {
        return -1;
    }
    fill(a, html, hints, &selectors, article);
    *out = article;
    return 0;
}
