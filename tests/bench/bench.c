/*
 * bench - what the pure tasks cost beside the least that their libraries can do, on documents made here.
 *
 * `make bench`. Each measure runs both sides by turns in children of their own and takes the CPU time of
 * the best of some rounds: figures of one machine, one load, and so ratios, not rates.
 */
#include <gumbo.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/attr.h"
#include "core/err.h"
#include "feed/feed_json.h"
#include "feed/parse.h"
#include "work/task.h"

#define FEED_ITEMS 2000
#define PAGE_BYTES (200U << 10)
#define ROUNDS     9
#define CHUNK      16384 /* the most that libcurl hands over */

static struct buf feed, page, long_page, item_digests;

/* ---- documents ---- */

static void add_words(struct buf *out, unsigned *seed, size_t count)
{
    static const char *const words[] = {
        "Secretary", "minister", "the",       "defense", "and",       "regional",
        "security",  "met",      "discussed", "of",      "support",   "Norway",
        "Japan",     "alliance", "readiness", "with",    "visit",     "in",
        "joint",     "forces",   "to",        "a",       "officials", "caf\xC3\xA9",
    };

    for (size_t i = 0; i < count; i++) {
        *seed = *seed * 1103515245U + 12345U;
        buf_add_z(out, words[(*seed >> 16) % ARRAY_LEN(words)]);
        buf_add_char(out, i + 1 == count ? '.' : ' ');
    }
}

static void add_paragraphs(struct buf *out, unsigned *seed, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_add_z(out, "<p>");
        for (size_t k = 0; k < 3; k++) {
            add_words(out, seed, 14);
            buf_add_char(out, ' ');
        }
        buf_add_z(out, "<a href=\"https://news.example/a?b=1&amp;c=2\">more</a></p>\n");
    }
}

static void make_page(struct buf *out, size_t bytes)
{
    unsigned seed = 7;

    buf_add_z(out,
              "<!DOCTYPE html><html lang=\"en\"><head><title>Readout of a call</title></head><body>"
              "<nav><ul><li><a href=\"/\">Home</a></ul></nav><article><h1>Readout of a call</h1>\n"
              "<p>WASHINGTON, May 5, 2025 - Secretary Ann Lee spoke with Minister Bo Ek of "
              "Norway today about port security and joint exercises.</p>\n");
    while (out->len < bytes) {
        add_paragraphs(out, &seed, 1);
    }
    buf_add_z(out, "</article><footer>Imprint</footer></body></html>\n");
}

static void make_documents(void)
{
    unsigned seed = 7;

    buf_add_z(&feed, "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" "
                     "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\n"
                     "<title>Releases</title><link>https://news.example/</link>\n");
    for (int i = 0; i < FEED_ITEMS; i++) {
        buf_add_fmt(
            &feed,
            "<item>\n<title>Readout of a call &amp; more, %d</title>\n"
            "<link>https://news.example/a/%d</link>\n<guid>https://news.example/a/%d</guid>\n"
            "<pubDate>Mon, 05 May 2025 23:00:00 GMT</pubDate>\n<description>",
            i, i, i);
        add_words(&feed, &seed, 20);
        buf_add_z(&feed, "</description>\n<content:encoded><![CDATA[");
        add_paragraphs(&feed, &seed, 10);
        buf_add_z(&feed, "]]></content:encoded>\n</item>\n");
    }
    buf_add_z(&feed, "</channel></rss>\n");
    make_page(&page, PAGE_BYTES);
    make_page(&long_page, 2 * PAGE_BYTES);
}

/* ---- floors ---- */

static void on_text(void *arg, const xmlChar *text, int len)
{
    (void)text;
    *(size_t *)arg += (size_t)len;
}

static void sax_walk(void)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC};
    size_t seen = 0;
    xmlParserCtxtPtr p;

    handler.characters = handler.cdataBlock = on_text;
    p = xmlCreatePushParserCtxt(&handler, &seen, NULL, 0, NULL);
    for (size_t at = 0; at < feed.len; at += CHUNK) {
        size_t n = feed.len - at < CHUNK ? feed.len - at : CHUNK;

        xmlParseChunk(p, feed.ptr + at, (int)n, at + n == feed.len);
    }
    xmlFreeParserCtxt(p);
    if (seen == 0) {
        _exit(EXIT_FAILURE);
    }
}

static void gumbo_walk(void)
{
    GumboOutput *out = gumbo_parse_with_options(&kGumboDefaultOptions, page.ptr, page.len);

    gumbo_destroy_output(&kGumboDefaultOptions, out);
}

/* ---- ours ---- */

static void run_task(const char *name, struct hints *hints, struct str bytes)
{
    struct arena *a = arena_new();
    struct buf out = {0};
    struct err err;

    if (task_find(str_z(name))->run(a, hints, bytes, &out, &err) == -1) {
        _exit(EXIT_FAILURE);
    }
    buf_free(&out);
    arena_free(a);
}

static void parse_all(void)
{
    struct hints hints = {.base = STR("https://news.example/feed")};

    run_task("parse", &hints, buf_view(&feed));
}

static void parse_known(void)
{
    struct hints hints = {.base = STR("https://news.example/feed")};

    hints.known = (struct str *)(void *)item_digests.ptr;
    hints.known_count = item_digests.len / sizeof(struct str);
    run_task("parse", &hints, buf_view(&feed));
}

static void extract(void)
{
    struct hints hints = {.base = STR("https://news.example/a/1")};

    run_task("extract", &hints, buf_view(&page));
}

/* From bytes to a summary that was verified, and the fields of the readout. */
static void digest_page(const struct buf *bytes)
{
    struct hints hints = {.base = STR("https://news.example/a/1"), .published = 1746486000};

    run_task("digest", &hints, buf_view(bytes));
}

static void digest(void)
{
    digest_page(&page);
}

static void digest_long(void)
{
    digest_page(&long_page);
}

/* ---- measuring ---- */

/* Seconds of CPU that `work` takes in a process of its own. */
static double cost_once(void (*work)(void))
{
    struct rusage used;
    pid_t child = fork();
    int status;

    if (child == 0) {
        work();
        _exit(EXIT_SUCCESS);
    }
    if (child == -1 || wait4(child, &status, 0, &used) == -1 || status != 0) {
        fprintf(stderr, "bench: a measure failed\n");
        exit(EXIT_FAILURE);
    }
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* The best of the rounds, of both sides by turns: the load of the machine changes while they run. */
static void cost(void (*const sides[2])(void), double best[2])
{
    best[0] = best[1] = 1e9;
    for (int i = 0; i < 2 * ROUNDS; i++) {
        double seconds = cost_once(sides[i % 2]);

        best[i % 2] = seconds < best[i % 2] ? seconds : best[i % 2];
    }
}

static void nothing(void)
{
}

static const struct measure {
    const char *name;
    void (*sides[2])(void); /* ours, the floor */
    double goal;
    bool speed; /* floor / ours, at least the goal; else ours / floor, at most */
} measures[] = {
    {"parse: speed of the libxml2 SAX walk", {parse_all, sax_walk}, 0.20, true}, //
    {"parse, all items known: speed of the SAX walk", {parse_known, sax_walk}, 0.60, true},
    {"extract: times a bare gumbo parse", {extract, gumbo_walk}, 2.0, false},
    {"page to verified summary and readout: times gumbo", {digest, gumbo_walk}, 6.0, false},
    {"a page of twice the length: times one", {digest_long, digest}, 2.5, false},
};

static void learn_digests(struct arena *a)
{
    struct parse_hints hints = {.base = STR("https://news.example/feed")};
    struct feed *read;
    struct err err;

    if (feed_parse(a, buf_view(&feed), &hints, &read, &err) == -1) {
        fprintf(stderr, "bench: %s\n", err.text);
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < read->item_count; i++) {
        buf_add(&item_digests,
                (struct str){(const char *)&read->items[i].digest, sizeof(struct str)});
    }
}

int main(void)
{
    struct arena *a = arena_new();
    double start[2];

    make_documents();
    xmlInitParser();
    task_warm_up();
    learn_digests(a);
    cost((void (*const[2])(void)){nothing, nothing}, start);
    printf("feed of %zu kB, page of %zu kB, best of %d rounds\n", feed.len / 1000, page.len / 1000,
           ROUNDS);
    for (size_t i = 0; i < ARRAY_LEN(measures); i++) {
        const struct measure *m = &measures[i];
        double best[2], ours, least, ratio;
        bool met;

        cost(m->sides, best);
        ours = best[0] - start[0];
        least = best[1] - start[0];
        ratio = m->speed ? least / ours : ours / least;
        met = m->speed ? ratio >= m->goal : ratio <= m->goal;

        printf("%-52s %6.2f  (goal %s %.2f: %s)  %.1f ms against %.1f ms\n", m->name, ratio,
               m->speed ? ">=" : "<=", m->goal, met ? "met" : "not met", 1e3 * ours, 1e3 * least);
    }
    buf_free(&feed);
    buf_free(&page);
    buf_free(&long_page);
    buf_free(&item_digests);
    arena_free(a);
    return EXIT_SUCCESS;
}
