/*
 * article/page - a parsed page with a note on each element a reader can see.
 */
#ifndef READOUT_ARTICLE_PAGE_H
#define READOUT_ARTICLE_PAGE_H

#include <stdbool.h>

#include "core/arena.h"
#include "text/html.h"

enum page_tag {
    TAG_OTHER, /* inline, or unknown */
    TAG_A,
    TAG_ARTICLE,
    TAG_ASIDE,
    TAG_BLOCK, /* a block without a role of its own here: section, center, details */
    TAG_BLOCKQUOTE,
    TAG_BR,
    TAG_CAPTION, /* figcaption, caption */
    TAG_DIV,
    TAG_FIGURE,
    TAG_FOOTER,
    TAG_FORM,
    TAG_H1,
    TAG_HEADER,
    TAG_HEADING, /* h2 to h6 */
    TAG_IMG,
    TAG_ITEM, /* li, dd, dt */
    TAG_LIST, /* ul, ol, dl */
    TAG_MAIN,
    TAG_NAV,
    TAG_P,
    TAG_PRE,
    TAG_CELL, /* td, th */
    TAG_ROW,  /* tr, tbody, thead, tfoot */
    TAG_TABLE,
    TAG_TIME,
};

/* What class, id and role of an element say about it. */
enum page_name {
    NAME_UNLIKELY = 1 << 0, /* not the article: menu, related, cookie */
    NAME_MAYBE = 1 << 1,    /* yet it may hold the article: article, content, main */
    NAME_POSITIVE = 1 << 2, /* adds to its score */
    NAME_NEGATIVE = 1 << 3, /* takes from its score */
    NAME_AWAY = 1 << 4,     /* inside an article it is no text of it: share, newsletter */
    NAME_BYLINE = 1 << 5,   /* holds the author */
    NAME_DATE = 1 << 6,     /* holds a date */
    NAME_BODY = 1 << 7,     /* named as the text of the article itself */
};

enum page_off {
    OFF_UNLIKELY = 1 << 0,
    OFF_PRUNED = 1 << 1,
};

struct note {
    struct html_node *node;
    struct note *parent; /* NULL for body */
    enum page_tag tag;
    unsigned names; /* NAME_* */
    unsigned off;   /* OFF_*: left out, with all in it */
    size_t end;     /* index behind the notes below this one */
    size_t own_chars, own_commas;

    /* Filled by page_measure, of what is not left out. */
    bool gone;                /* it or an ancestor is left out */
    bool has_block;           /* an element in it begins a paragraph */
    size_t chars, link_chars; /* text; text inside links */
    size_t commas;
    size_t run_chars, run_commas; /* of the text that no block inside it takes */
    size_t run_breaks;            /* br elements in that text */
    size_t run_link_chars;
    size_t para_chars, paras; /* in paragraphs of 25 characters and more */
    size_t items, headings, images, links;
    size_t teasers; /* headings and pictures that are links to somewhere else */

    bool candidate;
    double score;
};

struct page {
    struct arena *arena;
    struct html_node *html;
    struct note *notes; /* in document order; the first is body */
    size_t count;
    struct str ld_body; /* the article's text that the page's JSON-LD gives, or absent */
};

/*
 * False when there is no body. What a reader cannot see gets no note: the `data` of its element
 * stays NULL, that of the others is their note.
 */
bool page_build(struct arena *a, struct html_node *html, struct page *out) ATTR_NONNULL;
void page_measure(struct page *p) ATTR_NONNULL;
/* Lets what was left out for these reasons in again. */
void page_restore(struct page *p, unsigned off) ATTR_NONNULL;
/* Whether an element is left out: for plain_text. */
bool page_left_out(const struct html_node *n) ATTR_NONNULL;
/* The visible text of an element on one line, with what is left out. */
struct str page_line(const struct page *p, const struct note *n) ATTR_NONNULL;
bool page_is_below(const struct note *n, const struct note *top);
/* The share of its text that is inside links. */
double page_link_density(const struct note *n) ATTR_NONNULL;

#endif
