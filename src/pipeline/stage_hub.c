/*
 * What is asked of hubs: due -> request -> the hub asks back (stage_push.c). Top to bottom as it runs.
 */
#include "fmt/time.h"
#include "fmt/url.h"
#include "pipeline/hub.h"
#include "pipeline/internal.h"
#include "pipeline/schedule.h"
#include "sys/log.h"

struct hub_work {
    struct work w; /* first */
    const struct store_hub *hub;
    struct settings settings;
    struct str url; /* that is asked */
    int redirects;
    int64_t now, due;
    struct str why;
};

static struct str shown_hub(struct hub_work *hw)
{
    return url_for_log(hw->w.job.arena, hw->hub->hub);
}

static bool is_leaving(const struct hub_work *hw)
{
    return hw->hub->state == STORE_HUB_LEAVING;
}

static void stored(struct job *j)
{
    struct hub_work *hw = (struct hub_work *)j;

    if (j->err.code != ERR_NONE) {
        work_stalled(&hw->w);
        return;
    }
    work_stored(&hw->w);
    lane_due(hw->w.p, LANE_HUB, hw->due);
    work_end(&hw->w);
}

static int failed_run(struct job *j, struct store *s)
{
    struct hub_work *hw = (struct hub_work *)j;

    return store_hub_failed(s, hw->hub->id, hw->now, hw->due, hw->why, &j->err);
}

/* `retry_after_s`: what the hub asks for; none: negative. */
static void hub_failed(struct hub_work *hw, struct str why, int64_t retry_after_s)
{
    struct pipeline *p = hw->w.p;
    const struct store_hub *h = hw->hub;

    hw->now = pipeline_now(p);
    hw->why = arena_str(hw->w.job.arena, why);
    hw->due = schedule_retry(hw->settings.min_interval_s, HUB_LONGEST_RETRY_S, h->failures, hw->now,
                             schedule_seed(h->token, hw->now));
    if (hw->due < schedule_not_before(retry_after_s, hw->now)) {
        hw->due = schedule_not_before(retry_after_s, hw->now);
    }
    log_warn("push.failed", KV_STR("feed", h->feed), KV_STR("hub", shown_hub(hw)),
             KV_Z("asked", is_leaving(hw) ? "unsubscribe" : "subscribe"), KV_STR("error", hw->why),
             KV_INT("failures", h->failures + 1), KV_INT("next_s", hw->due - hw->now));
    work_send(&hw->w, failed_run, stored);
}

static int asked_run(struct job *j, struct store *s)
{
    struct hub_work *hw = (struct hub_work *)j;

    return store_hub_asked(s, hw->hub->id, hw->due, &j->err);
}

static void ask(struct hub_work *hw);

static void on_answer(void *arg, struct fetch_response *r)
{
    struct hub_work *hw = arg;
    struct arena *a = hw->w.job.arena;
    struct str elsewhere = hub_redirect(r);

    if (r->err.code != ERR_NONE) {
        hub_failed(hw, str_z(r->err.text), r->retry_after_s);
    } else if (elsewhere.ptr != NULL && hw->redirects++ < HUB_REDIRECTS) {
        hw->url = arena_str(a, elsewhere);
        ask(hw);
    } else if (r->status < 200 || r->status >= 300) {
        /* What else it says may repeat what it was sent, the secret with it. */
        hub_failed(hw, arena_fmt(a, "HTTP %d", r->status), r->retry_after_s);
    } else {
        hw->due = pipeline_now(hw->w.p) + HUB_ASKS_BACK_S;
        log_info("push.asked", KV_STR("feed", hw->hub->feed), KV_STR("hub", shown_hub(hw)),
                 KV_Z("asked", is_leaving(hw) ? "unsubscribe" : "subscribe"),
                 KV_Z("next", "the hub asks back"));
        work_send(&hw->w, asked_run, stored);
    }
    arena_free(r->arena);
}

static void ask(struct hub_work *hw)
{
    struct pipeline *p = hw->w.p;
    const struct hub_order order = {hw->hub, &hw->settings, hw->url,
                                    p->config->conf->websub_lease_s};
    struct fetch_request r;

    hub_request(hw->w.job.arena, &p->config->accesses, &order, &r);
    p->ports.fetch(p->ports.arg, &r, on_answer, hw);
}

static int ended_run(struct job *j, struct store *s)
{
    struct hub_work *hw = (struct hub_work *)j;

    return store_hub_ended(s, hw->hub->id, hw->now, &j->err);
}

static void hub_ended(struct hub_work *hw)
{
    hw->now = pipeline_now(hw->w.p);
    hw->due = INT64_MAX;
    log_info("push.ended", KV_STR("feed", hw->hub->feed), KV_STR("hub", shown_hub(hw)),
             KV_Z("next", "what still comes is refused"));
    work_send(&hw->w, ended_run, stored);
}

void stage_hub_start(struct pipeline *p, struct batch *b, const struct store_hub *h)
{
    struct hub_work *hw = (struct hub_work *)work_new(p, LANE_HUB, b, sizeof(*hw));
    bool listens = p->config->conf->websub_listen.ptr != NULL;
    struct err err;

    hw->hub = h;
    hw->w.feed = h->feed;
    hw->w.url = hw->url = h->hub;
    if (settings_read(hw->w.job.arena, h->settings, &hw->settings, &err) == -1) {
        /* The loader wrote it: a damaged row is mended by the next reload. */
        log_error("feed.unreadable", KV_STR("feed", h->feed), KV_ERR(&err));
        work_end(&hw->w);
        return;
    }
    switch (hub_step(h)) {
    case HUB_STEP_END:
        hub_ended(hw);
        return;
    case HUB_STEP_FAIL:
        hub_failed(hw, STR("the hub took the request and did not ask back"), -1);
        return;
    case HUB_STEP_UNSUBSCRIBE:
    case HUB_STEP_SUBSCRIBE:
        break;
    }
    if (listens) {
        ask(hw);
    } else {
        /* It could not ask back. */
        hub_ended(hw);
    }
}
