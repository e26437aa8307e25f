#include "work/task.h"

#include <assert.h>

#include "article/article_json.h"
#include "article/extract.h"
#include "digest/filter.h"
#include "feed/discover.h"
#include "feed/feed_json.h"
#include "feed/lint.h"
#include "feed/parse.h"
#include "text/charset.h"
#include "text/sanitize.h"
#include "text/sentence.h"
#include "text/word.h"
#include "work/task_check.h"
#include "work/task_digest.h"

/* ---- parse ---- */

/*
 * Title and categories decide where they can. A word that is to match may also stand in the feed's own
 * text; one that is to be ignored is looked for in the article's text, which is not here yet.
 */
static void judge_item(struct arena *a, const struct hints *hints, struct item *item,
                       struct filter_timeouts *timeouts)
{
    const struct filter_rules all = {hints->match, hints->ignore, hints->match_count,
                                     hints->ignore_count};
    const struct filter_rules match = {hints->match, NULL, hints->match_count, 0};
    struct str *parts = arena_array(a, item->category_count + 1, sizeof(*parts));
    struct filter_subject subject = {parts, item->category_count + 1, false};
    enum filter_verdict verdict;

    parts[0] = item->title;
    for (size_t i = 0; i < item->category_count; i++) {
        parts[i + 1] = item->categories[i];
    }
    verdict = filter_judge(a, &all, &subject, timeouts);
    if (verdict == FILTER_UNDECIDED) {
        struct str texts[] = {sanitize_text(a, item->summary), sanitize_text(a, item->content)};

        subject = (struct filter_subject){texts, ARRAY_LEN(texts), false};
        verdict = filter_judge(a, &match, &subject, timeouts);
    }
    item->unwanted = verdict == FILTER_DROP;
    item->undecided = verdict == FILTER_UNDECIDED;
}

static int run_parse(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                     struct err *err)
{
    const struct parse_hints parse = {.content_type = hints->content_type,
                                      .base = hints->base,
                                      .known = hints->known,
                                      .known_count = hints->known_count,
                                      .headlines = hints->headlines,
                                      .limits = hints->limits};
    struct filter_timeouts timeouts = {0};
    struct feed *feed;

    if (feed_parse(a, bytes, &parse, &feed, err) == -1) {
        return -1;
    }
    for (size_t i = 0; hints->match_count + hints->ignore_count > 0 && i < feed->item_count; i++) {
        if (!feed->items[i].known) {
            judge_item(a, hints, &feed->items[i], &timeouts);
        }
    }
    feed->timeouts = timeouts.patterns;
    feed->timeout_count = timeouts.count;
    buf_reserve(out, bytes.len); /* about as much comes out as went in */
    feed_json_write(out, feed);
    return 0;
}

/* ---- discover, lint ---- */

static int run_discover(struct arena *a, const struct hints *hints, struct str bytes,
                        struct buf *out, struct err *err)
{
    const struct parse_hints parse = {
        .content_type = hints->content_type, .base = hints->base, .headlines = true};
    struct charset_result page;
    struct discovered *found, itself;
    struct feed *feed;
    size_t count;

    if (feed_parse(a, bytes, &parse, &feed, err) == 0) {
        itself = discover_itself(feed, hints->base);
        discover_json_write(out, &itself, 1);
        return 0;
    }
    if (charset_decode(a, bytes, hints->content_type, CHARSET_HTML, &page, err) == -1) {
        return -1;
    }
    feed_discover(a, page.text, hints->base, &found, &count);
    discover_json_write(out, found, count);
    return 0;
}

static int run_lint(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                    struct err *err)
{
    const struct parse_hints parse = {
        .content_type = hints->content_type, .base = hints->base, .limits = hints->limits};
    struct lint lint;

    if (feed_lint(a, bytes, &parse, &lint, err) == -1) {
        return -1;
    }
    lint_json_write(out, &lint);
    return 0;
}

/* ---- extract ---- */

static int extract(struct arena *a, const struct hints *hints, struct str bytes,
                   struct article **out, struct err *err)
{
    const struct extract_hints page = task_extract_hints(hints);

    return article_extract(a, bytes, &page, out, err);
}

static int run_extract(struct arena *a, const struct hints *hints, struct str bytes,
                       struct buf *out, struct err *err)
{
    struct article *article;

    if (extract(a, hints, bytes, &article, err) == -1) {
        return -1;
    }
    article_json_write(out, article);
    return 0;
}

/* ---- the table ---- */

static const struct task tasks[] = {
    {"parse", run_parse},      {"discover", run_discover},    {"lint", run_lint},
    {"extract", run_extract},  {"summarize", task_summarize}, {"verify", task_verify},
    {"readout", task_readout}, {"digest", task_digest},       {"check", task_check},
};

const struct task *task_find(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(tasks); i++) {
        if (str_eq(name, str_z(tasks[i].name))) {
            return &tasks[i];
        }
    }
    return NULL;
}

/* Small documents that take each task through its libraries. */
static const struct {
    const char *task;
    struct str bytes, source;
} samples[] = {
    {"parse",
     STR_INIT(
         "<?xml version=\"1.0\" encoding=\"windows-1252\"?><rss version=\"2.0\"><channel>"
         "<title>F</title><item><title>A caf\xe9</title><description>&lt;p&gt;T.&lt;/p&gt;"
         "</description><pubDate>Mon, 05 May 2025 23:00:00 GMT</pubDate></item></channel></rss>"),
     STR_INIT("")},
    {"parse",
     STR_INIT("{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"F\",\"items\":[]}"),
     STR_INIT("")},
    {"extract",
     STR_INIT(
         "<!DOCTYPE html><html lang=\"en\"><title>A call</title><article><h1>A "
         "call</h1><p>Secretary "
         "Ann Lee spoke with Minister Bo Ek of Norway on May 5, 2025, about ports.</p></article>"),
     STR_INIT("")},
    {"summarize", STR_INIT("Ann Lee met Bo Ek on Monday. They spoke about ports. It rained."),
     STR_INIT("")},
    {"readout",
     STR_INIT("{\"title\":\"Readout of a call\",\"text\":\"Secretary Ann Lee spoke with Minister "
              "Bo Ek of Norway.\"}"),
     STR_INIT("")},
    {"verify", STR_INIT("Ann Lee met Bo Ek in Oslo on May 5."),
     STR_INIT("Secretary Ann Lee met Minister Bo Ek of Norway in Oslo on Monday, May 5, 2025.")},
    {"check", STR_INIT("Ann Lee se reuni\xc3\xb3 con Bo Ek de Noruega en Oslo el 5 de mayo."),
     STR_INIT("Secretary Ann Lee met Minister Bo Ek of Norway in Oslo on Monday, May 5, 2025.")},
};

void task_warm_up(void)
{
    struct str match[] = {STR("caf\xc3\xa9"), STR("/^a (call|caf\\w)$/")};
    struct arena *a = arena_new();

    charset_warm_up();
    sentence_warm_up();
    word_warm_up();
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        const struct task *task = task_find(str_z(samples[i].task));
        struct hints hints = {.match = match,
                              .match_count = ARRAY_LEN(match),
                              .published = 1746486000,
                              .language = STR("en"),
                              .target_language = STR("es"),
                              .source = samples[i].source};
        struct buf out = {0};
        struct err err;

        assert(task != NULL);
        /* What it answers does not matter, and it cannot fail in a way that would. */
        if (task->run(a, &hints, samples[i].bytes, &out, &err) == -1) {
            out.len = 0;
        }
        buf_free(&out);
    }
    arena_free(a);
}
