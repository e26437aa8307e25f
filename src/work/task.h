/*
 * work/task - the table of pure functions that run in a worker, or in readoutctl: JSON and bytes in, JSON out.
 *
 * Pure. What `run` appends to *out is what `readoutctl NAME` prints.
 */
#ifndef READOUT_WORK_TASK_H
#define READOUT_WORK_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/str.h"
#include "fmt/json.h"

/* What a task is told beside the bytes; each task reads what it needs. All may be absent. */
struct hints {
    struct str base, content_type, language;
    struct str *select, *remove; /* extract, digest: selectors of the feed */
    size_t select_count, remove_count;
    struct str first; /* extract: of a further page of an article, the address of its first */
    size_t number;    /* and the number of this one */
    struct str *continued,
        whole; /* digest: what extract said of further pages, and of a whole one */
    size_t continued_count;
    struct str *known; /* parse: digests of items that are stored already */
    size_t known_count;
    bool headlines;            /* parse: no texts of items are needed */
    struct feed_limits limits; /* parse, lint; zero: the defaults */
    struct str *match,
        *ignore; /* parse (title, categories), digest (and text): filters of the feed */
    size_t match_count, ignore_count;
    struct str *categories; /* digest: of the item, for the filters */
    size_t category_count;
    size_t sentences;  /* 0: the default, 4 */
    size_t characters; /* of a summary, at most; 0: no bound */
    struct str length; /* brief, summary (the default) or article */
    struct str title;  /* of the item */
    int64_t published;
    struct str source;          /* verify, check: the source text (bytes are the summary) */
    struct str target_language; /* check: that a summary was asked for in; absent: the source's */
    struct str
        text; /* digest: the feed's own text of the item, for when there is no page (bytes empty) */
    bool plain;       /* digest: `text` is plain paragraphs, not HTML */
    double threshold; /* verify, digest: the score that a sentence needs; 0: the default */
    bool strict;      /* verify: the score that text of a model needs instead */
};
extern const struct json_shape hints_shape;

struct task {
    const char *name;
    int (*run)(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
               struct err *err);
};

/*
 * discover lint, and parse extract summarize verify readout as in CONTRACT.md (parse also tells "timeouts": the filters
 * that ran into their time limit), and
 * `digest`, the way of an item's page: bytes (a page; if empty, hints.text stands in) to
 *   {"article": {as extract}, "from": "page" or "feed", "kept": bool, "timeouts": ["pattern", …],
 *    "summary": [{"text": …, "source": [s, e]}, …], "readout": {as readout},
 *    "facts": [{"name": …, "text": …, "source": [s, e] or null}, …], "paragraphs": [[as summary], …],
 *    "keys": {"names": […], "countries": […], "topics": […]}}
 * The texts of `continued` are joined to the article's, that of `whole` takes its place where it is longer.
 * Each summary sentence went through verify with the article as source; one that fails is dropped.
 * When the page is no article (article.problem) the text falls back to hints.text, "from": "feed".
 * and `check`, which judges what a model answered: see task_check.h.
 * NULL when there is no such task.
 */
const struct task *task_find(struct str name);
/* Opens everything that pure code looks up lazily (ICU, stemmers, parsers), before a sandbox closes. */
void task_warm_up(void);

#endif
