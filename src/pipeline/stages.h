/*
 * pipeline/stages - the stages of an item and the frame that moves it from one to the next.
 */
#ifndef READOUT_PIPELINE_STAGES_H
#define READOUT_PIPELINE_STAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/internal.h"
#include "pipeline/settings.h"

enum {
    LATE_RETRY_S = 60, /* first wait for a page after its deadline, and the longest */
    LATE_LONGEST_S = 6 * 3600,
    FURTHER_PAGES = 9, /* of one article */
};

enum retry {
    RETRY_NEVER, /* the same bytes fail the same way: the item goes on without, or is failed */
    RETRY_NET,   /* with backoff, while the deadline of the page lasts */
    RETRY_DISK,  /* every few seconds, for ever */
};

struct item_work {
    struct work w; /* first */
    const struct store_item *item;
    struct settings settings;
    struct config *config;       /* whose notifiers are told */
    size_t stage;                /* index in the table of stages */
    struct fetch_response *page; /* NULL: the feed's own text stands in */
    struct str page_url, page_sha256;
    /* The rest of an article on other pages: what is fetched next, and what extract said of those fetched. */
    struct str follow_url;
    bool follow_whole;            /* follow_url has all of it */
    bool following, follow_ended; /* now; no more is fetched */
    struct fetch_response *further;
    struct str continued[FURTHER_PAGES], whole;
    size_t continued_count;
    bool page_denied;    /* a plain no: not waited for until the deadline */
    bool page_refused;   /* there will be no page: not tried again */
    int64_t page_rest;   /* until when its server asked to be left alone; 0: it did not */
    int64_t recheck_due; /* when the page is looked at again; TIME_NONE: not */
    bool late_wanted;    /* the page is tried on after this revision */
    int64_t fetched;
    struct str answer;     /* of the digest task */
    struct asking *asking; /* the question to a model that it waits for, or waited; may be NULL */
    struct asked *asked;   /* what came of it; NULL: no model was asked */
    int64_t revision;      /* that is being made */
    bool failed, dropped, promoted;
    bool joined;          /* the same story as another feed's item */
    struct str *timeouts; /* filters of the feed, as the task says */
    size_t timeout_count;
    struct slow_rule *slow; /* of notifiers */
    size_t slow_count;
    struct report report;
    struct str why, warning; /* warning: of the page that was kept */
    int64_t due;
};

struct stage {
    const char *name;
    void (*start)(struct item_work *iw);
    const char *resume; /* where a restart begins again: what a stage was given lies in no table */
    enum retry retry;
};

/* Whether its revision 1 went out without the page, which is tried on. */
bool item_is_late(const struct item_work *iw);
/* Whether the page that stands in the spool is looked at again. */
bool item_is_recheck(const struct item_work *iw);
/* Nothing came of looking at it again: once more at its next time, if there is one. */
void item_recheck_later(struct item_work *iw, struct str why);
/* Puts a claimed item at the stage it stands in. */
void item_start(struct pipeline *p, struct batch *b, const struct store_item *item);
/* Fetches and reads follow_url; then the digest is made anew. */
void item_follow(struct item_work *iw);
/* The digest task, again with more. */
void item_digest(struct item_work *iw);
/* The stage is done: the next one begins. */
void item_next(struct item_work *iw, const char *stage);
/* The stage failed: by its retry column the item is put off, given up, or goes on without the page. */
void item_failed(struct item_work *iw, struct str why);
/* No page now: later, or the feed's own text in its place. */
void item_page_failed(struct item_work *iw, struct str why);
/* Ends the item, with the reason. */
void item_give_up(struct item_work *iw, struct str why);
/* Whether more of the article stands on a page that was not fetched yet: then follow_url is set. */
bool item_has_more(struct item_work *iw, struct str next, struct str whole);
/* Sets event and spool_name of a report by its feed, the key of its item and its revision. */
void item_name_report(struct arena *a, struct str key, struct report *r);
/* Its link as a log may show it. */
struct str item_shown_link(struct item_work *iw);

void stage_article_start(struct item_work *iw);
void stage_digest_start(struct item_work *iw);
void stage_ask_start(struct item_work *iw);
void stage_keep_start(struct item_work *iw);
void stage_spool_start(struct item_work *iw);

#endif
