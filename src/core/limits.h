/*
 * core/limits - every bound on what comes from outside, in one place.
 */
#ifndef READOUT_CORE_LIMITS_H
#define READOUT_CORE_LIMITS_H

#include <stdint.h>

/* A document of any kind given to a worker or to readoutctl. */
#define LIMIT_DOCUMENT_BYTES (32U << 20)
#define LIMIT_CONFIG_BYTES   (16U << 20)
#define LIMIT_PAGE_BYTES     (2U << 20)

/* Feeds. */
#define LIMIT_FEED_MEMORY \
    (128U << 20)                   /* what a feed may take before its other items are left out */
#define LIMIT_XML_BASE       2048U /* one xml:base: every short link repeats it */
#define LIMIT_FEED_WARNINGS  20U
#define LIMIT_LINT_FINDINGS  200U
#define LIMIT_XML_TAG_BYTES  (64U << 10)
#define LIMIT_XML_NODES      500000U     /* elements, texts and attributes of a document */
#define LIMIT_XML_SCOPE      256U        /* namespace declarations in scope at one place */
#define LIMIT_XML_BASE_BYTES (16U << 20) /* of all xml:base of a document, resolved */
#define LIMIT_FIELD_BYTES    (2U << 20) /* of HTML that the sanitiser writes, of expanded entities */
#define LIMIT_URL_BYTES      (8U << 10)
#define LIMIT_LIST           200U /* authors, categories, enclosures of one item */
#define LIMIT_JSON_DEPTH     256
#define LIMIT_JSON_VALUES    1000000U /* about 100 bytes each */

/*
 * Those of one feed that a configuration may set: each with its default, the least and the most. What
 * is beyond is left out, and the feed's warnings say so.
 */
#define LIMIT_DEPTH            256U /* of elements, or of values of JSON */
#define LIMIT_DEPTH_LEAST      8U
#define LIMIT_DEPTH_MOST       1024U
#define LIMIT_ATTRIBUTES       512U /* of one element */
#define LIMIT_ATTRIBUTES_LEAST 16U
#define LIMIT_ATTRIBUTES_MOST  4096U
#define LIMIT_NAME             4096U /* bytes of the name of an element or attribute */
#define LIMIT_NAME_LEAST       64U
#define LIMIT_NAME_MOST        (64U << 10)
#define LIMIT_TEXT             (2U << 20) /* bytes of a content or description */
#define LIMIT_TEXT_LEAST       1024U
#define LIMIT_TEXT_MOST        (16U << 20)
#define LIMIT_TITLE            (16U << 10) /* bytes of a title, a name, an identifier */
#define LIMIT_TITLE_LEAST      256U
#define LIMIT_TITLE_MOST       (1U << 20)
#define LIMIT_ITEMS            20000U
#define LIMIT_ITEMS_LEAST      1U
#define LIMIT_ITEMS_MOST       100000U

struct feed_limits {
    int64_t max_depth, max_attributes, max_name, max_text, max_title, max_items; /* 0: default */
};

/* Pages (the guide for articles has the quadratic cases of gumbo). */
#define LIMIT_HTML_OPEN_TAGS  512U
#define LIMIT_HTML_ATTRIBUTES 1000U
#define LIMIT_HTML_TAGS       200000U /* start, end and comment: each is a piece of the tree */
#define LIMIT_ARTICLE_BYTES   (512U << 10)

/* Digests. */
#define LIMIT_SENTENCES 4000U
#define LIMIT_CLAIMS    200U
#define LIMIT_REGEX_MS  200 /* of one filter on one text */
#define LIMIT_FILTER_TIMEOUTS \
    10U /* of one task: after them what has timed out is not tried again */
#define LIMIT_FILTER_BYTES (1U << 20)

/* Workers. */
#define LIMIT_TASK_CPU_S 10

/* What a hub may send to us: the head of a request, and an address that it is told of. */
#define LIMIT_PUSH_HEAD        (16U << 10)
#define LIMIT_PUSH_URL         2048U
#define LIMIT_PUSH_CONNECTIONS 64U

/* Spool. */
#define LIMIT_NAME_BYTES 200U

#endif
