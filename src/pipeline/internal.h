/*
 * pipeline/internal - what the stage files share: the pipeline's state and the frame of a piece of work.
 */
#ifndef READOUT_PIPELINE_INTERNAL_H
#define READOUT_PIPELINE_INTERNAL_H

#include "pipeline/ask.h"
#include "pipeline/pipeline.h"
#include "pipeline/slow.h"
#include "store/store.h"

/* Results of one claim, shared by the works made of them; freed with the last. */
struct batch {
    struct arena *arena;
    size_t refs;
};

enum lane_kind { LANE_FEED, LANE_ITEM, LANE_OUT, LANE_HUB, LANE_PUSH, LANE_COUNT };

/* One kind of work: how much of it is under way, and when there is more. */
struct lane {
    bool claiming; /* a claim job is with the disk thread */
    bool finished; /* once: nothing more will be claimed */
    bool alone;    /* nothing more is claimed until nothing is under way */
    size_t in_flight, most;
    size_t parked;    /* of those in flight: they wait for others, or the disk, and take no place */
    size_t let_go;    /* of those in flight: they hold nothing any more, see stage_answer.c */
    int64_t next_due; /* wall seconds; INT64_MAX never */
};

/* Whether something of the lane is read, or waits with what was read. */
static inline bool lane_busy(const struct lane *l)
{
    return l->in_flight > l->let_go;
}

/* Those that take a place. */
static inline size_t lane_active(const struct lane *l)
{
    return l->in_flight - l->parked;
}

/* The frame of a feed's poll, an item's way, a delivery, a hub's answer or its push: first member of each. */
struct work {
    struct job job; /* first: a job is its work */
    struct pipeline *p;
    struct batch *batch;
    enum lane_kind lane;
    struct str feed, url; /* what it is about, for the log; absent for a delivery */
    bool parked, let_go;
    bool stalled;                 /* its job is among those that the disk refused */
    struct work *prev, *next;     /* all that live, for pipeline_free */
    void (*free)(struct work *w); /* what the kind itself holds; may be NULL */
};

struct stage;

/* Questions to models at a time that may go on after the summary went out without them. */
enum { LATE_ASKS = 12 };

/* What the lanes lead to: the tables of pipeline.c, which know every stage. */
struct kinds {
    const struct stage *stages;
    size_t stage_count;
    /* Claims what is due of a lane by `now`; there is room. */
    void (*claim)(struct pipeline *p, enum lane_kind lane, int64_t now);
    /* once: puts the deliveries that failed back with their next due time. */
    void (*release_held)(struct pipeline *p);
};

struct pipeline {
    const struct kinds *kinds;
    struct disk *disk;
    struct ports ports;
    struct asker asker;
    struct config *config;
    bool once, all, finishing, stopping, started;
    void (*on_idle)(void *arg, int status);
    void *arg;
    struct timer *timer; /* next claim */
    struct timer *stalled_timer;
    struct job *stalled;  /* jobs that the disk refused, to be sent again */
    size_t stalled_count; /* works whose job failed and has not succeeded since */
    bool storing_failed;  /* told once, until a job succeeds again */
    struct lane lanes[LANE_COUNT];
    struct work *works;
    int64_t started_at;    /* wall seconds */
    int64_t offset_s;      /* wall less steady seconds, when last looked */
    int64_t feeds_failed;  /* in this run */
    struct work *held_out; /* once: deliveries that failed, put back at the end */
    size_t held_count;
    struct slow *slow; /* rules that were told already */
    size_t late_asks;  /* questions that may go on after their deadline */
};

/* Wall seconds. When the clock was set, all that is due has moved with it before this returns. */
int64_t pipeline_now(struct pipeline *p);
/* Makes the frame: `size` is that of the whole struct, zeroed; counts it in its lane. */
struct work *work_new(struct pipeline *p, enum lane_kind lane, struct batch *batch, size_t size);
/*
 * It will wait long for an answer: others may be claimed in its place, up to a bound. Ends with
 * work_unpark or with the work.
 */
void work_park(struct work *w);
void work_unpark(struct work *w);
/* Ends a work's life and pumps. Nothing may touch it afterwards. */
void work_end(struct work *w);
/* Sends the work's job. */
void work_send(struct work *w, int (*run)(struct job *, struct store *),
               void (*done)(struct job *));
/* The same for a job that is lazy (disk.h). */
void work_send_lazy(struct work *w, int (*run)(struct job *, struct store *),
                    void (*done)(struct job *));
/*
 * The same for a lazy one that is the last of the work, and whose end nobody waits for: it takes no
 * place any more and, while others of the lane are under way, waits for company.
 */
void work_send_last(struct work *w, int (*run)(struct job *, struct store *),
                    void (*done)(struct job *));
/* The same for a job that writes files. */
void work_send_files(struct work *w, int (*write)(struct job *, struct store *, struct burst *),
                     int (*run)(struct job *, struct store *), void (*done)(struct job *));
/*
 * What a done() does when its job failed on the disk: told once, sent again in some seconds while the
 * error may pass. True: the work goes on by itself. False: it was ended (a broken promise of ours,
 * or the program ends).
 */
bool work_stalled(struct work *w);
/* A job of this work was committed: the disk works again. */
void work_stored(struct work *w);
/* What was told as failed works again, if it does. */
void pipeline_recovered(struct pipeline *p);
/* The database was found damaged: nothing more is begun, and the program is to end. */
void pipeline_damaged(struct pipeline *p, const struct err *err);
/* Something of a lane is due at `due`. */
void lane_due(struct pipeline *p, enum lane_kind lane, int64_t due);
/* The timers of the lanes; then all that is under way, and the timers. */
void lanes_open(struct pipeline *p);
void lanes_close(struct pipeline *p);
/* What `kinds` names; see there. */
void claim_start(struct pipeline *p, enum lane_kind lane, int64_t now);
void stage_out_release(struct pipeline *p);
/* Claims what is due where there is room, and arms the timer for the rest. */
void pipeline_pump(struct pipeline *p);

struct settings;
/* Filters that a task says ran into their time limit, as far as the feed has them. */
void pipeline_tell_slow(struct pipeline *p, struct str feed, const struct settings *s,
                        const struct str *patterns, size_t count);

struct batch *batch_new(void);
void batch_drop(struct batch *b);

/* The stages, one file each group. `claimed` are freed with the batch. */
void stage_feed_start(struct pipeline *p, struct batch *b, const struct store_feed *f);
void stage_out_start(struct pipeline *p, struct batch *b, const struct store_outbox *o);
void stage_hub_start(struct pipeline *p, struct batch *b, const struct store_hub *h);

#endif
