/*
 * What is due is claimed of the database in batches, a kind of work at a time, and begun on the loop.
 */
#include <stdlib.h>

#include "core/attr.h"
#include "fmt/time.h"
#include "pipeline/internal.h"
#include "pipeline/stages.h"
#include "sys/log.h"

enum { DISK_PAUSE_S = 5, FULL_PAUSE_S = 10 };

struct claim {
    struct job job;
    struct pipeline *p;
    enum lane_kind lane;
    struct batch *batch;
    struct config *config;
    int64_t now, next[LANE_COUNT];
    enum store_due which; /* feeds */
    bool busy;            /* others of the lane are under way */
    size_t limit, count;
    bool full; /* too little disk space left to begin anything */
    struct store_feed *feeds;
    struct store_item *items;
    struct store_outbox *rows;
    struct store_hub *hubs;
};

static bool too_full(struct claim *c)
{
    const struct conf *conf = c->config->conf;
    const struct str places[] = {conf->state_dir, conf->spool_dir};

    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        int64_t bytes =
            c->p->ports.free_bytes(c->p->ports.arg, arena_z(c->batch->arena, places[i]));

        if (bytes >= 0 && bytes < conf->min_free) {
            return true;
        }
    }
    return false;
}

static int claim_run(struct job *j, struct store *s)
{
    struct claim *c = (struct claim *)j;
    struct arena *a = c->batch->arena;
    struct store_dues dues;

    c->full = too_full(c);
    if (c->full) {
        return 0;
    }
    switch (c->lane) {
    case LANE_FEED:
        if (store_claim_due(s, a, c->now, c->which, c->limit, &c->feeds, &c->count, &j->err) ==
            -1) {
            return -1;
        }
        break;
    case LANE_ITEM:
        if (store_claim_items(s, a, c->now, c->limit, c->busy, &c->items, &c->count, &j->err) ==
            -1) {
            return -1;
        }
        break;
    case LANE_OUT:
        if (store_claim_outbox(s, a, c->now, c->limit, &c->rows, &c->count, &j->err) == -1) {
            return -1;
        }
        break;
    case LANE_HUB:
        if (store_claim_hubs(s, a, c->now, c->limit, &c->hubs, &c->count, &j->err) == -1) {
            return -1;
        }
        break;
    case LANE_PUSH:
    case LANE_COUNT:
        break;
    }
    if (store_next_due(s, &dues, &j->err) == -1) {
        return -1;
    }
    c->next[LANE_FEED] = dues.feed;
    c->next[LANE_ITEM] = dues.item;
    c->next[LANE_OUT] = dues.outbox;
    c->next[LANE_HUB] = dues.hub;
    return 0;
}

static void start_claimed(struct pipeline *p, struct claim *c, size_t i)
{
    switch (c->lane) {
    case LANE_FEED:
        stage_feed_start(p, c->batch, &c->feeds[i]);
        break;
    case LANE_ITEM:
        item_start(p, c->batch, &c->items[i]);
        break;
    case LANE_OUT:
        stage_out_start(p, c->batch, &c->rows[i]);
        break;
    case LANE_HUB:
        stage_hub_start(p, c->batch, &c->hubs[i]);
        break;
    case LANE_PUSH:
    case LANE_COUNT:
        break;
    }
}

/* A single run does not wait for better times. */
static void give_up_once(struct pipeline *p, struct lane *l)
{
    if (p->once) {
        l->finished = true;
        p->feeds_failed++;
    }
}

/* Whether an item is read alone now, or waits for the others to end so that it can be. */
static bool wants_alone(const struct claim *c)
{
    return c->lane == LANE_ITEM && (c->count > 0 ? c->items[0].alone
                                                 : c->busy && c->next[LANE_ITEM] != TIME_NONE &&
                                                       c->next[LANE_ITEM] <= c->now);
}

/* What a claim tells about when to claim again. */
static void note_next(struct pipeline *p, const struct claim *c)
{
    struct lane *l = &p->lanes[c->lane];
    int64_t now = pipeline_now(p);

    if (c->full) {
        if (!p->storing_failed) {
            log_error("disk.full", KV_INT("min_free", c->config->conf->min_free),
                      KV_Z("next", "nothing is begun until there is room"));
        }
        p->storing_failed = true;
        give_up_once(p, l);
        lane_due(p, c->lane, now + FULL_PAUSE_S);
        return;
    }
    pipeline_recovered(p);
    l->alone = wants_alone(c);
    if (c->count == c->limit || (p->once && c->count > 0)) {
        lane_due(p, c->lane, now);
    } else if (p->once && c->lane == LANE_FEED) {
        l->finished = true;
    } else if (!(p->once && c->lane == LANE_OUT) && c->next[c->lane] != TIME_NONE) {
        lane_due(p, c->lane, c->next[c->lane]);
    }
}

static void claim_done(struct job *j)
{
    struct claim *c = (struct claim *)j;
    struct pipeline *p = c->p;

    p->lanes[c->lane].claiming = false;
    if (j->err.code == ERR_DAMAGED) {
        pipeline_damaged(p, &j->err);
    } else if (j->err.code != ERR_NONE) {
        if (!p->storing_failed) {
            log_error("store.failed", KV_ERR(&j->err), KV_Z("next", "tried again every 5 s"));
        }
        p->storing_failed = true;
        c->count = 0;
        give_up_once(p, &p->lanes[c->lane]);
        lane_due(p, c->lane, pipeline_now(p) + DISK_PAUSE_S);
    } else {
        note_next(p, c);
    }
    for (size_t i = 0; !p->stopping && !p->finishing && i < c->count; i++) {
        start_claimed(p, c, i);
    }
    batch_drop(c->batch);
    config_drop(c->config);
    free(c);
    pipeline_pump(p);
}

static int64_t claim_time(const struct pipeline *p, enum lane_kind lane, int64_t now)
{
    if (!p->once || lane == LANE_ITEM) {
        return now;
    }
    /* One run polls what was due when it began, and tries every delivery that waits. */
    return lane == LANE_FEED ? p->started_at : INT64_MAX - 1;
}

void claim_start(struct pipeline *p, enum lane_kind lane, int64_t now)
{
    struct claim *c = calloc(1, sizeof(*c));
    struct lane *l = &p->lanes[lane];

    if (c == NULL) {
        abort();
    }
    c->p = p;
    c->lane = lane;
    c->batch = batch_new();
    c->config = config_hold(p->config);
    c->now = claim_time(p, lane, now);
    c->which = p->all ? STORE_DUE_OR_NOT : p->once ? STORE_DUE_IN_PASS : STORE_DUE;
    c->limit = l->most - lane_active(l);
    c->busy = lane_busy(l);
    /* A claim means nothing to the next run. */
    c->job =
        (struct job){.run = claim_run, .done = claim_done, .arena = c->batch->arena, .lazy = true};
    l->claiming = true;
    l->next_due = INT64_MAX;
    disk_send(p->disk, &c->job);
}
