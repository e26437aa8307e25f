/*
 * What keeps the work going: the frames of what is under way, the claims of what is due, the jobs that the disk refused.
 */
#include <stdlib.h>
#include <sysexits.h>

#include "fmt/url.h"
#include "pipeline/internal.h"
#include "sys/log.h"

enum { MOST_PARKED = 24 + LATE_ASKS };
enum { SHORTEST_NAP_MS = 50, LONGEST_NAP_S = 10, DISK_PAUSE_S = 5 };

struct batch *batch_new(void)
{
    struct batch *b = calloc(1, sizeof(*b));

    if (b == NULL) {
        abort();
    }
    b->arena = arena_new();
    b->refs = 1;
    return b;
}

void batch_drop(struct batch *b)
{
    if (b != NULL && --b->refs == 0) {
        arena_free(b->arena);
        free(b);
    }
}

struct work *work_new(struct pipeline *p, enum lane_kind lane, struct batch *batch, size_t size)
{
    struct work *w = calloc(1, size);

    if (w == NULL) {
        abort();
    }
    w->job.arena = arena_new();
    w->p = p;
    w->batch = batch;
    batch->refs++;
    w->lane = lane;
    w->next = p->works;
    if (p->works != NULL) {
        p->works->prev = w;
    }
    p->works = w;
    p->lanes[lane].in_flight++;
    return w;
}

static void give_place(struct work *w)
{
    w->p->lanes[w->lane].parked += !w->parked;
    w->parked = true;
}

void work_park(struct work *w)
{
    if (!w->parked && w->p->lanes[w->lane].parked < MOST_PARKED) {
        give_place(w);
        pipeline_pump(w->p);
    }
}

void work_unpark(struct work *w)
{
    w->p->lanes[w->lane].parked -= w->parked;
    w->parked = false;
}

static void work_free(struct work *w)
{
    struct pipeline *p = w->p;
    struct lane *l = &p->lanes[w->lane];

    if (w->prev != NULL) {
        w->prev->next = w->next;
    } else {
        p->works = w->next;
    }
    if (w->next != NULL) {
        w->next->prev = w->prev;
    }
    work_unpark(w);
    l->in_flight--;
    l->let_go -= w->let_go;
    if (!lane_busy(l) && l->alone) {
        l->alone = false;
        lane_due(p, w->lane, pipeline_now(p));
    }
    p->stalled_count -= w->stalled;
    if (w->free != NULL) {
        w->free(w);
    }
    arena_free(w->job.arena);
    batch_drop(w->batch);
    free(w);
}

void work_end(struct work *w)
{
    struct pipeline *p = w->p;

    work_free(w);
    pipeline_pump(p);
}

void work_send(struct work *w, int (*run)(struct job *, struct store *), void (*done)(struct job *))
{
    work_send_files(w, NULL, run, done);
}

static void send_lazy(struct work *w, int (*run)(struct job *, struct store *),
                      void (*done)(struct job *), bool patient)
{
    w->job.write = NULL;
    w->job.run = run;
    w->job.done = done;
    w->job.lazy = true;
    w->job.patient = patient;
    disk_send(w->p->disk, &w->job);
}

void work_send_lazy(struct work *w, int (*run)(struct job *, struct store *),
                    void (*done)(struct job *))
{
    send_lazy(w, run, done, false);
}

void work_send_last(struct work *w, int (*run)(struct job *, struct store *),
                    void (*done)(struct job *))
{
    struct pipeline *p = w->p;

    give_place(w);
    send_lazy(w, run, done, lane_active(&p->lanes[w->lane]) > 0);
    pipeline_pump(p);
}

void work_send_files(struct work *w, int (*write)(struct job *, struct store *, struct burst *),
                     int (*run)(struct job *, struct store *), void (*done)(struct job *))
{
    w->job.write = write;
    w->job.run = run;
    w->job.done = done;
    w->job.lazy = false;
    w->job.patient = false;
    disk_send(w->p->disk, &w->job);
}

static void arm(struct pipeline *p, struct timer *timer, int64_t seconds)
{
    p->ports.timer_set(p->ports.arg, timer, seconds == 0 ? SHORTEST_NAP_MS : seconds * 1000);
}

static void tell_refused(struct work *w, const char *next)
{
    if (w->feed.ptr == NULL) {
        log_error("store.failed", KV_ERR(&w->job.err), KV_Z("next", next));
        return;
    }
    log_error("store.failed", KV_STR("feed", w->feed),
              KV_STR("url", url_for_log(w->job.arena, w->url)), KV_ERR(&w->job.err),
              KV_Z("next", next));
}

static void stall(struct work *w)
{
    struct pipeline *p = w->p;
    struct job *j = &w->job;

    if (!p->storing_failed) {
        tell_refused(w, "tried again every 5 s, nothing is lost");
    }
    p->storing_failed = true;
    p->stalled_count += !w->stalled;
    w->stalled = true;
    if (!w->let_go) {
        /* The place it gave away is taken again: what cannot be stored is not to be asked for. */
        work_unpark(w);
    }
    j->next = p->stalled;
    p->stalled = j;
    arm(p, p->stalled_timer, DISK_PAUSE_S);
}

void pipeline_damaged(struct pipeline *p, const struct err *err)
{
    if (!p->stopping) {
        log_error("store.damaged", KV_ERR(err),
                  KV_Z("next", "ends: the next start sets the file aside"));
        p->stopping = true;
        p->on_idle(p->arg, err_exit(err->code));
    }
}

bool work_stalled(struct work *w)
{
    struct pipeline *p = w->p;

    if (w->job.err.code == ERR_DAMAGED) {
        pipeline_damaged(p, &w->job.err);
        work_end(w);
        return false;
    }
    if (p->stopping || p->once || !err_again(w->job.err.code)) {
        tell_refused(w, "left for the next start");
        p->feeds_failed++;
        /* What a single run would learn from now on, it could not keep. */
        p->lanes[LANE_FEED].finished |= p->once && err_again(w->job.err.code);
        work_end(w);
        return false;
    }
    stall(w);
    return true;
}

void pipeline_recovered(struct pipeline *p)
{
    if (p->storing_failed && p->stalled_count == 0) {
        p->storing_failed = false;
        log_info("store.recovered", KV_Z("next", "goes on"));
    }
}

void work_stored(struct work *w)
{
    w->p->stalled_count -= w->stalled;
    w->stalled = false;
    pipeline_recovered(w->p);
}

static void on_stalled(void *arg)
{
    struct pipeline *p = arg;
    struct job *j, *next;

    if (p->stopping) {
        return;
    }
    j = p->stalled;
    p->stalled = NULL;
    for (; j != NULL; j = next) {
        next = j->next;
        disk_send(p->disk, j);
    }
}

void lane_due(struct pipeline *p, enum lane_kind lane, int64_t due)
{
    struct lane *l = &p->lanes[lane];

    if (due < l->next_due) {
        l->next_due = due;
    }
}

static bool all_quiet(const struct pipeline *p, int64_t now)
{
    for (size_t i = 0; i < LANE_COUNT; i++) {
        const struct lane *l = &p->lanes[i];

        if (l->claiming || l->in_flight > 0 || (!l->finished && l->next_due <= now)) {
            return false;
        }
    }
    return true;
}

static void end_run(struct pipeline *p)
{
    int status = !p->once ? EX_OK : p->feeds_failed > 0 || p->held_count > 0 ? EX_TEMPFAIL : EX_OK;

    p->stopping = true;
    p->on_idle(p->arg, status);
}

/* Half of the places free, or nothing under way: claims stay few and large. */
static bool has_room(const struct lane *l)
{
    return !l->claiming && !l->finished && !l->alone && lane_active(l) <= l->most / 2;
}

static void arm_next(struct pipeline *p, int64_t now)
{
    int64_t next = now + LONGEST_NAP_S;

    for (size_t i = 0; i < LANE_COUNT; i++) {
        const struct lane *l = &p->lanes[i];

        if (has_room(l) && l->next_due < next) {
            next = l->next_due;
        }
    }
    arm(p, p->timer, next > now ? next - now : 0);
}

void pipeline_pump(struct pipeline *p)
{
    int64_t now = pipeline_now(p);

    if (p->stopping || !p->started) {
        return;
    }
    if (p->finishing) {
        if (p->lanes[LANE_FEED].in_flight == 0) {
            end_run(p);
        }
        return;
    }
    for (size_t i = 0; i < LANE_COUNT; i++) {
        struct lane *l = &p->lanes[i];

        if (has_room(l) && l->next_due <= now) {
            p->kinds->claim(p, (enum lane_kind)i, now);
        }
    }
    if (p->once && all_quiet(p, now)) {
        if (p->held_out != NULL) {
            p->kinds->release_held(p);
        } else {
            end_run(p);
        }
        return;
    }
    arm_next(p, now);
}

static void on_timer(void *arg)
{
    pipeline_pump(arg);
}

void lanes_open(struct pipeline *p)
{
    p->timer = p->ports.timer_new(p->ports.arg, on_timer, p);
    p->stalled_timer = p->ports.timer_new(p->ports.arg, on_stalled, p);
}

void lanes_close(struct pipeline *p)
{
    while (p->works != NULL) {
        work_free(p->works);
    }
    p->ports.timer_free(p->ports.arg, p->timer);
    p->ports.timer_free(p->ports.arg, p->stalled_timer);
}
