/*
 * The way of a delivery: outbox row -> notifier's plan -> HTTP, mail, program or syslog -> sent, or next try at.
 */
#include <stdlib.h>

#include "deliver/notify.h"
#include "deliver/spool.h"
#include "fmt/time.h"
#include "pipeline/delivery.h"
#include "pipeline/internal.h"
#include "pipeline/schedule.h"
#include "sys/log.h"

enum {
    FIRST_RETRY_S = 10,
    LONGEST_RETRY_S = 3600,
    LASTS_S = 3 * 24 * 3600, /* then it is given up, and said so */
};

struct out_work {
    struct work w; /* first */
    const struct store_outbox *row;
    struct config *config;
    const struct notify_target *target;
    struct report report;
    struct buf json;
    struct delivery delivery;
    bool sent;
    bool runs, waiting; /* its program, of which each notifier has one; waiting: for its turn */
    int64_t tried, due;
    struct str error;
    struct out_work *next_held;
};

static void free_out_work(struct work *w)
{
    struct out_work *ow = (struct out_work *)w;

    buf_free(&ow->json);
    config_drop(ow->config);
}

/* The next delivery that waits for a program of this notifier, if any. */
static struct out_work *next_waiting(struct pipeline *p, struct str notifier)
{
    for (struct work *w = p->works; w != NULL; w = w->next) {
        struct out_work *ow = (struct out_work *)w;

        if (w->lane == LANE_OUT && ow->waiting && str_eq(ow->row->notifier, notifier)) {
            return ow;
        }
    }
    return NULL;
}

static bool program_runs(struct pipeline *p, struct str notifier)
{
    for (struct work *w = p->works; w != NULL; w = w->next) {
        const struct out_work *ow = (const struct out_work *)w;

        if (w->lane == LANE_OUT && ow->runs && str_eq(ow->row->notifier, notifier)) {
            return true;
        }
    }
    return false;
}

static void carry_out(struct out_work *ow);

static int put_run(struct job *j, struct store *s)
{
    struct out_work *ow = (struct out_work *)j;

    return store_put_outbox(s, ow->row->id, ow->sent, ow->due, ow->error, ow->tried, &j->err);
}

static void put_done(struct job *j)
{
    struct out_work *ow = (struct out_work *)j;
    struct pipeline *p = ow->w.p;

    if (j->err.code != ERR_NONE) {
        work_stalled(&ow->w);
        return;
    }
    work_stored(&ow->w);
    if (!ow->sent && ow->due != TIME_NONE) {
        lane_due(p, LANE_OUT, p->once ? INT64_MAX : ow->due);
    }
    work_end(&ow->w);
}

/* A run of a program ended: the one that waits for it begins. */
static void release_program(struct out_work *ow)
{
    struct out_work *next;

    if (!ow->runs) {
        return;
    }
    ow->runs = false;
    next = next_waiting(ow->w.p, ow->row->notifier);
    if (next != NULL) {
        next->waiting = false;
        carry_out(next);
    }
}

static void out_sent(struct out_work *ow, struct str note)
{
    ow->sent = true;
    ow->tried = pipeline_now(ow->w.p);
    log_info("notify.sent", KV_STR("notify", ow->row->notifier), KV_STR("feed", ow->report.feed),
             KV_STR("event", ow->row->event));
    if (note.len > 0) {
        log_warn("notify.refused", KV_STR("notify", ow->row->notifier),
                 KV_STR("feed", ow->report.feed), KV_STR("event", ow->row->event),
                 KV_STR("error", note));
    }
    work_send(&ow->w, put_run, put_done);
    release_program(ow);
}

/* for_good: there is no use in another try. */
static void out_failed(struct out_work *ow, struct str why, bool for_good)
{
    struct pipeline *p = ow->w.p;
    int64_t now = pipeline_now(p);
    int64_t first = ow->row->first_try == TIME_NONE ? now : ow->row->first_try;
    bool over = for_good || now - first > LASTS_S;

    ow->tried = now;
    ow->error = arena_str(ow->w.job.arena, why);
    ow->due = over ? TIME_NONE
                   : schedule_retry(FIRST_RETRY_S, LONGEST_RETRY_S, ow->row->tries, now,
                                    schedule_seed(ow->row->event, now));
    log_warn(over ? "notify.given_up" : "notify.failed", KV_STR("notify", ow->row->notifier),
             KV_STR("feed", ow->report.feed), KV_STR("event", ow->row->event),
             KV_STR("error", ow->error), KV_INT("next_s", over ? -1 : ow->due - now));
    release_program(ow);
    if (p->once && !over) {
        /* One try a run: it stays claimed until the run ends. */
        ow->next_held = (struct out_work *)p->held_out;
        p->held_out = &ow->w;
        p->held_count++;
        p->lanes[LANE_OUT].in_flight--;
        pipeline_pump(p);
        return;
    }
    work_send(&ow->w, put_run, put_done);
}

void stage_out_release(struct pipeline *p)
{
    struct out_work *ow = (struct out_work *)p->held_out, *next;

    p->held_out = NULL;
    for (; ow != NULL; ow = next) {
        next = ow->next_held;
        p->lanes[LANE_OUT].in_flight++;
        work_send(&ow->w, put_run, put_done);
    }
}

static void on_delivered(void *arg, const struct delivery_end *end)
{
    struct out_work *ow = arg;

    if (end->err == NULL) {
        out_sent(ow, end->note);
    } else {
        out_failed(ow, str_z(end->err->text), end->for_good);
    }
}

static void carry_out(struct out_work *ow)
{
    if (ow->delivery.kind == DELIVERY_EXEC) {
        ow->waiting = program_runs(ow->w.p, ow->row->notifier);
        ow->runs = !ow->waiting;
    }
    if (ow->waiting) {
        return;
    }
    delivery_start(&ow->w.p->ports, ow->w.job.arena, &ow->delivery, on_delivered, ow);
}

static void report_done(struct job *j)
{
    struct out_work *ow = (struct out_work *)j;
    const struct notify_ops *ops;
    struct notify_input input;
    struct err err;

    if (j->err.code != ERR_NONE) {
        work_stalled(&ow->w);
        return;
    }
    if (ow->w.p->stopping) {
        work_end(&ow->w);
        return;
    }
    if (ow->target == NULL) {
        out_failed(ow, STR("the configuration has no such notifier any more"), true);
        return;
    }
    ops = notify_find(ow->target->type);
    input = (struct notify_input){
        .report = &ow->report,
        .json = buf_view(&ow->json),
        .now = pipeline_now(ow->w.p),
    };
    if (ops->plan(j->arena, ow->target, &input, &ow->delivery, &err) == -1) {
        out_failed(ow, str_z(err.text), false);
        return;
    }
    carry_out(ow);
}

static int report_run(struct job *j, struct store *s)
{
    struct out_work *ow = (struct out_work *)j;

    if (store_report(s, j->arena, ow->row->item_id, ow->row->revision, &ow->report, &j->err) ==
        -1) {
        return -1;
    }
    if (ow->row->also_in_count > 0) {
        /* A feed brought it after the file was written, which stays as it is. */
        ow->report.also_in = ow->row->also_in;
        ow->report.also_in_count = ow->row->also_in_count;
    }
    ow->json.len = 0;
    spool_json(&ow->json, &ow->report);
    return 0;
}

void stage_out_start(struct pipeline *p, struct batch *b, const struct store_outbox *o)
{
    struct out_work *ow = (struct out_work *)work_new(p, LANE_OUT, b, sizeof(*ow));

    ow->w.free = free_out_work;
    ow->row = o;
    ow->config = config_hold(p->config);
    ow->target = config_target(ow->config, o->notifier);
    work_send(&ow->w, report_run, report_done);
}
