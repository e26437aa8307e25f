/*
 * article/meta - what a page says about itself: title, author, date, language, address.
 */
#ifndef READOUT_ARTICLE_META_H
#define READOUT_ARTICLE_META_H

#include <stdbool.h>
#include <stdint.h>

#include "article/page.h"

struct meta {
    struct str title, byline, language;
    int64_t published; /* TIME_NONE if unknown */
    bool day_only;
    struct str canonical; /* absolute */
    struct str body;      /* plain text of the article out of JSON-LD, or absent */
};

/* Where a page says the same thing in several places; in the order of meta_read. */
struct meta_sources {
    struct str page_title, site_name;
    struct str og_title, og_url, og_locale;
    struct str author, published, canonical;
    struct str ld_headline, ld_author, ld_published, ld_language, ld_body;
};

/* Nothing may be left out of the page yet. `base` may be absent. */
void meta_read(const struct page *p, struct str base, struct meta *out) ATTR_NONNULL;

/* article/jsonld: fills the ld_ members from the page's JSON-LD. */
void jsonld_read(struct arena *a, const struct html_node *html,
                 struct meta_sources *out) ATTR_NONNULL;
/* article/headline: the title, and the heading it stands in (NULL if it stands in none). */
struct str headline_choose(const struct page *p, const struct meta_sources *s,
                           const struct note **heading) ATTR_NONNULL;

#endif
