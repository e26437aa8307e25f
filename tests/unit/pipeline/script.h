/*
 * unit/pipeline/script - the whole pipeline in a world of its own: network, tasks, programs, disk and both clocks
 * are scripted; database and spool lie in a folder. Time passes only when it is told to.
 */
#ifndef READOUT_TESTS_UNIT_PIPELINE_SCRIPT_H
#define READOUT_TESTS_UNIT_PIPELINE_SCRIPT_H

#include "core/arena.h"
#include "core/str.h"
#include "pipeline/care.h"
#include "pipeline/pipeline.h"
#include "store/store.h"

enum { SCRIPT_START = 1746489600 }; /* 2025-05-06T00:00:00Z */

/* What stands at an address. */
struct script_page {
    struct str url, body, etag;
    int status; /* 0: nobody answers */
    int64_t retry_after_s;
    bool hangs; /* the answer does not come until script_release */
    size_t asked;
    struct script_page *next;
};

struct script_feed {
    struct str name, block; /* further lines of its block */
    struct buf entries;     /* its items, newest last */
    bool listed;
    struct script_feed *next;
};

struct script {
    struct arena *arena;
    char dir[64];
    struct buf globals; /* lines of the configuration */
    struct script_feed *feeds;
    struct script_page *pages;
    int64_t steady_ms, offset_s; /* wall less steady */
    struct timer *timers;
    struct owed *owed, **owed_end; /* callbacks that are to come, in order */
    int pushed;                    /* what the last request of a hub was answered */
    struct held *held;             /* requests whose answers do not come yet */
    struct str hanging_task;       /* answers never come */
    size_t tasks;                  /* that were run */
    /* Read by the disk thread; set only while it is idle. */
    bool disk_full;
    int64_t free_bytes;

    struct event_base *base;
    struct store *store;
    struct disk *disk;
    struct config *config;
    struct pipeline *pipeline;
    struct care *care;
    struct tally *tally;
    int once_status; /* -1: it has not ended */
};

void script_init(struct script *s);
void script_free(struct script *s);
/* The entry for an address, made when it is not there. */
struct script_page *script_page(struct script *s, struct str url);
/* What the address answers from now on, with an ETag of its own. */
void script_serve(struct script *s, struct script_page *page, struct str body);
struct script_feed *script_feed(struct script *s, struct str name);
/* An item of the feed and its page, at https://NAME.example/ID. */
void script_publish(struct script *s, struct str feed, struct str id, struct str title);
/* A hub asks: the query of its question, to the address of the feed's subscription. */
void script_question(struct script *s, struct str feed, struct str query);
/* A hub brings the feed's document as it is at its address, signed, or by somebody else. */
void script_push(struct script *s, struct str feed, bool forged);
/* Starts the daemon's rooms. */
void script_run(struct script *s, bool once);
/* Takes them away in the middle of what they do. */
void script_crash(struct script *s);
/* Whoever waits for the page is answered, with what it says now. */
void script_release(struct script *s, struct script_page *page);
/* SIGHUP. */
void script_reload(struct script *s);
/* Time passes, and everything that is due in it happens. */
void script_pass(struct script *s, int64_t seconds);
int64_t script_now(const struct script *s);

#endif
