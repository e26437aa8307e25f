/*
 * digest/report - all that is said about one revision of one item: what the store keeps and the spool shows.
 */
#ifndef READOUT_DIGEST_REPORT_H
#define READOUT_DIGEST_REPORT_H

#include <stdint.h>

#include "core/str.h"

struct report {
    struct str event; /* stable id of item and revision, in hex */
    struct str feed, feed_url;
    struct str *also_in; /* names of other feeds that carry it */
    size_t also_in_count;
    struct str item_id, link, title;
    int64_t published, updated;
    struct str *authors, *categories;
    size_t author_count, category_count;
    int64_t revision;
    struct str changes; /* JSON of CONTRACT `changes`; absent in revision 1 */
    int64_t detected, fetched;
    struct str source; /* "page" or "feed" */
    struct str article_url, article_sha256, article_title, article_byline, article_language,
        article_text;
    struct str
        summary; /* JSON: [{"text": …, "source": [s, e]}, …], offsets in code points of article_text */
    struct str method;        /* "extractive" or "model" */
    struct str model, prompt; /* JSON of CONTRACT; absent: no model was asked */
    struct str readout;       /* JSON of CONTRACT `readout` */
    struct str facts,
        paragraphs;        /* JSON of the task `digest`; lists, empty but for length article */
    struct str background; /* JSON: [{"text", "title", "link", "published", "feed", "shared"}, …] */
    struct str spool_name; /* file name without suffix, in the folder of `feed` */
};

#endif
