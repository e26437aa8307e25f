#include "pipeline/pipeline.h"

#include <assert.h>
#include <stdlib.h>

#include "core/attr.h"
#include "pipeline/stages.h"
#include "sys/clock.h"

/*
 * The way of an item, in the order it passes them. `start` begins the work of a stage and ends in
 * item_next() or item_failed(). A restart puts an item back at `resume` of the stage it was in:
 * crash, retry and the normal way are one path.
 */
static const struct stage stages[] = {
    {"article", stage_article_start, "article", RETRY_NET}, /* link -> page */
    {"late", stage_article_start, "late",
     RETRY_NET}, /* the same, after revision 1 went out from the feed's text */
    {"digest", stage_digest_start, "article",
     RETRY_NEVER}, /* page -> text, summary, readout (worker) */
    {"ask", stage_ask_start, "article",
     RETRY_DISK}, /* text -> a model's summary, if one is asked */
    {"keep", stage_keep_start, "article", RETRY_DISK}, /* -> store, with the outbox rows */
    {"spool", stage_spool_start, "spool",
     RETRY_DISK}, /* store -> files; the outbox rows become due */
};

/* What is claimed of each kind of work at most at a time; pushes come by themselves. */
static const size_t most[LANE_COUNT] = {
    [LANE_FEED] = 64, [LANE_ITEM] = 24, [LANE_OUT] = 16, [LANE_HUB] = 16, [LANE_PUSH] = 16};

static const struct kinds kinds = {
    .stages = stages,
    .stage_count = ARRAY_LEN(stages),
    .claim = claim_start,
    .release_held = stage_out_release,
};

/* A back end that was dead before a restart is not met with a storm after it. */
static void distrust_paused(const struct asker *s)
{
    struct arena *a = arena_new();
    struct tally_row *rows;
    size_t count;

    tally_copy(s->tally, a, &rows, &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].paused) {
            gate_distrust(s->gates, rows[i].name, clock_monotonic_ms());
        }
    }
    arena_free(a);
}

struct pipeline *pipeline_new(const struct pipeline_options *o)
{
    struct pipeline *p = calloc(1, sizeof(*p));

    if (p == NULL) {
        abort();
    }
    p->disk = o->disk;
    p->ports = o->ports;
    p->asker = (struct asker){
        .ports = &p->ports, .gates = gates_new(), .budget = budget_new(), .tally = o->tally};
    distrust_paused(&p->asker);
    p->config = config_hold(o->config);
    p->once = o->once;
    p->all = o->all;
    p->on_idle = o->on_idle;
    p->arg = o->arg;
    p->slow = slow_new();
    p->kinds = &kinds;
    for (size_t i = 0; i < LANE_COUNT; i++) {
        p->lanes[i].most = most[i];
    }
    lanes_open(p);
    return p;
}

void pipeline_start(struct pipeline *p)
{
    p->started_at = pipeline_now(p);
    p->started = true;
    for (size_t i = 0; i < LANE_COUNT; i++) {
        p->lanes[i].next_due = p->started_at;
    }
    /* Hubs ask back: one pass does not wait for them. */
    p->lanes[LANE_HUB].finished = p->once;
    p->lanes[LANE_PUSH].finished = true;
    pipeline_pump(p);
}

void pipeline_configure(struct pipeline *p, struct config *c)
{
    config_drop(p->config);
    p->config = config_hold(c);
    slow_forget(p->slow);
    gates_retry(p->asker.gates, clock_monotonic_ms());
    lane_due(p, LANE_FEED, pipeline_now(p));
    lane_due(p, LANE_HUB, pipeline_now(p));
    pipeline_pump(p);
}

void pipeline_finish(struct pipeline *p)
{
    p->finishing = true;
    pipeline_pump(p);
}

void pipeline_stop(struct pipeline *p)
{
    p->stopping = true;
    p->asker.stopping = true;
}

void pipeline_free(struct pipeline *p)
{
    if (p == NULL) {
        return;
    }
    assert(p->stopping || !p->started);
    p->asker.stopping = true;
    lanes_close(p);
    gates_free(p->asker.gates);
    budget_free(p->asker.budget);
    slow_free(p->slow);
    config_drop(p->config);
    free(p);
}
