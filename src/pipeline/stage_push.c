/*
 * What comes from hubs: the head of a request -> what it means; a document -> signature -> parse -> diff, as after a
 * poll. Top to bottom as it runs.
 */
#include <stdlib.h>

#include "fmt/sha.h"
#include "fmt/time.h"
#include "fmt/url.h"
#include "pipeline/document.h"
#include "pipeline/hub.h"
#include "pipeline/push.h"
#include "pipeline/schedule.h"
#include "push/signature.h"
#include "sys/log.h"

enum { OK = 200, NOT_FOUND = 404, GONE = 410, LATER = 503, LONGEST_REASON = 200 };

static void answer(struct pipeline *p, uint64_t id, int status)
{
    p->ports.push_answer(p->ports.arg, id, &(struct push_answer){.status = status});
}

/* ---- head ---- */

struct head_job {
    struct job job;
    struct pipeline *p;
    uint64_t id;
    bool post;
    struct str token;
    struct push_intent intent;
    int64_t now;
    bool known;
    struct store_hub hub;
    struct settings settings;
    enum hub_verdict verdict;
    int64_t due; /* of what comes next */
};

/* A hub knows our secret, and may say it. */
static struct str shown_reason(const struct head_job *hj)
{
    struct str reason = str_sub(hj->intent.reason, 0, LONGEST_REASON);

    return str_find(hj->intent.reason, hj->hub.secret, 0) == STR_NPOS &&
                   str_find(hj->intent.reason, hj->hub.token, 0) == STR_NPOS
               ? reason
               : STR("not to be shown");
}

static int carry_out(struct head_job *hj, struct store *s)
{
    struct err *err = &hj->job.err;
    int64_t lease_s = hj->intent.lease_s;

    switch (hj->verdict) {
    case HUB_SUBSCRIBED:
        hj->due = hub_renew_at(lease_s, hj->settings.min_interval_s, hj->now,
                               schedule_seed(hj->token, hj->now));
        return store_hub_verified(s, hj->hub.id, hj->now + lease_s, hj->due, err);
    case HUB_LEFT:
        return store_hub_ended(s, hj->hub.id, hj->now, err);
    case HUB_DENIED:
        hj->due = hj->now + HUB_DENIED_S;
        return store_hub_denied(s, hj->hub.id, hj->now, hj->due, shown_reason(hj), err);
    case HUB_REFUSED:
        break;
    }
    return 0;
}

/* What is not there is an answer, no failure of the job. */
static int nothing_there(struct job *j)
{
    if (j->err.code != ERR_NOINPUT) {
        return -1;
    }
    j->err.code = ERR_NONE;
    return 0;
}

static int head_run(struct job *j, struct store *s)
{
    struct head_job *hj = (struct head_job *)j;

    if (store_hub_find(s, j->arena, hj->token, &hj->hub, &j->err) == -1) {
        return nothing_there(j);
    }
    hj->known = true;
    if (settings_read(j->arena, hj->hub.settings, &hj->settings, &j->err) == -1) {
        return -1;
    }
    if (hj->post) {
        return 0;
    }
    hj->verdict = hub_judge(&hj->hub, &hj->intent);
    return carry_out(hj, s);
}

static void tell_verdict(struct head_job *hj)
{
    const struct store_hub *h = &hj->hub;
    struct str hub = url_for_log(hj->job.arena, h->hub);

    switch (hj->verdict) {
    case HUB_SUBSCRIBED:
        log_info("push.subscribed", KV_STR("feed", h->feed), KV_STR("hub", hub),
                 KV_INT("lease_s", hj->intent.lease_s), KV_INT("next_s", hj->due - hj->now));
        lane_due(hj->p, LANE_HUB, hj->due);
        break;
    case HUB_LEFT:
        log_info("push.ended", KV_STR("feed", h->feed), KV_STR("hub", hub),
                 KV_Z("next", "what still comes is refused"));
        break;
    case HUB_DENIED:
        log_warn("push.denied", KV_STR("feed", h->feed), KV_STR("hub", hub),
                 KV_STR("reason", shown_reason(hj)), KV_INT("next_s", HUB_DENIED_S));
        lane_due(hj->p, LANE_HUB, hj->due);
        lane_due(hj->p, LANE_FEED, hj->now);
        break;
    case HUB_REFUSED:
        log_warn("push.questioned", KV_STR("feed", h->feed), KV_STR("hub", hub),
                 KV_Z("next", "answered that it is not wanted"));
        break;
    }
}

static bool is_over(const struct store_hub *h)
{
    return h->state == STORE_HUB_LEAVING || h->state == STORE_HUB_ENDED ||
           h->state == STORE_HUB_DENIED;
}

static void answer_head(struct head_job *hj)
{
    struct push_answer a = {.status = OK};

    if (!hj->known) {
        a.status = NOT_FOUND;
    } else if (hj->post) {
        a.status = is_over(&hj->hub) ? GONE : 0;
        a.max_body = hj->settings.max_body;
    } else {
        tell_verdict(hj);
        a.status = hj->verdict == HUB_REFUSED ? NOT_FOUND : OK;
        a.body = hj->verdict == HUB_SUBSCRIBED || hj->verdict == HUB_LEFT ? hj->intent.challenge
                                                                          : STR_NULL;
    }
    hj->p->ports.push_answer(hj->p->ports.arg, hj->id, &a);
}

static void head_done(struct job *j)
{
    struct head_job *hj = (struct head_job *)j;
    struct pipeline *p = hj->p;

    if (j->err.code != ERR_NONE) {
        log_error("store.failed", KV_ERR(&j->err), KV_Z("next", "the hub is to come again"));
        answer(p, hj->id, LATER);
    } else {
        answer_head(hj);
    }
    arena_free(j->arena);
    free(hj);
    pipeline_pump(p);
}

void pipeline_push_head(struct pipeline *p, const struct push_head *h)
{
    struct head_job *hj;

    if (p->stopping || p->finishing) {
        answer(p, h->id, LATER);
        return;
    }
    hj = calloc(1, sizeof(*hj));
    if (hj == NULL) {
        abort();
    }
    hj->job = (struct job){.run = head_run, .done = head_done, .arena = arena_new()};
    hj->job.lazy = h->post;
    hj->p = p;
    hj->id = h->id;
    hj->post = h->post;
    hj->token = arena_str(hj->job.arena, h->token);
    push_intent_read(hj->job.arena, h->query, &hj->intent);
    hj->now = pipeline_now(p);
    disk_send(p->disk, &hj->job);
}

/* ---- document ---- */

struct push_work {
    struct work w; /* first */
    uint64_t id;
    bool answered;
    struct str token, content_type, signature, body;
    int64_t now;
    struct store_hub hub;
    struct store_feed feed;
    struct settings settings;
    struct document document;
    enum { SEEN_GONE, SEEN_FORGED, SEEN_BEFORE, SEEN_NEW } seen;
    enum push_signature judged;
    struct str why; /* it could not be read */
};

static void free_push_work(struct work *w)
{
    config_drop(((struct push_work *)w)->document.config);
}

static void answer_once(struct push_work *pw, int status)
{
    if (!pw->answered) {
        pw->answered = true;
        answer(pw->w.p, pw->id, status);
    }
}

/* The disk refuses: the hub keeps the document too. */
static bool failed(struct push_work *pw)
{
    if (pw->w.job.err.code == ERR_NONE) {
        work_stored(&pw->w);
        return false;
    }
    answer_once(pw, LATER);
    work_stalled(&pw->w);
    return true;
}

static struct str shown_hub(struct push_work *pw)
{
    return url_for_log(pw->w.job.arena, pw->hub.hub);
}

static void end(struct push_work *pw, int status)
{
    answer_once(pw, status);
    work_end(&pw->w);
}

/* ---- what cannot be read is polled: disk ---- */

static int hasten_run(struct job *j, struct store *s)
{
    struct push_work *pw = (struct push_work *)j;

    return store_hasten_feed(s, pw->feed.id, pw->now, &j->err);
}

static void hasten_done(struct job *j)
{
    struct push_work *pw = (struct push_work *)j;

    if (!failed(pw)) {
        lane_due(pw->w.p, LANE_FEED, pw->now);
        end(pw, OK);
    }
}

static void unreadable(struct push_work *pw, struct str why)
{
    log_warn("push.unreadable", KV_STR("feed", pw->feed.name), KV_STR("hub", shown_hub(pw)),
             KV_STR("error", why), KV_Z("next", "the feed is polled"));
    work_send(&pw->w, hasten_run, hasten_done);
}

/* ---- diff: disk ---- */

static int put_run(struct job *j, struct store *s)
{
    struct push_work *pw = (struct push_work *)j;
    /* WebSub 7: a hub may send what is new alone. */
    struct store_put put = {.now = pw->now, .partial = true};

    return document_read(&pw->document, j->arena, &j->err) == -1
               ? -1
               : document_put(&pw->document, s, j->arena, &put, &j->err);
}

static void put_done(struct job *j)
{
    struct push_work *pw = (struct push_work *)j;

    if (j->err.code == ERR_SYNTAX || j->err.code == ERR_LIMIT) {
        unreadable(pw, arena_str(j->arena, str_z(j->err.text)));
        return;
    }
    if (failed(pw)) {
        return;
    }
    document_tell(pw->w.p, &pw->document, url_for_log(j->arena, pw->hub.topic));
    log_info("push.received", KV_STR("feed", pw->feed.name), KV_STR("hub", shown_hub(pw)),
             KV_INT("new", pw->document.result.new_items),
             KV_INT("revised", pw->document.result.revisions));
    end(pw, OK);
}

/* ---- parse: worker ---- */

static void on_parsed(void *arg, struct str json, const struct err *err)
{
    struct push_work *pw = arg;

    if (err != NULL) {
        unreadable(pw, arena_str(pw->w.job.arena, str_z(err->text)));
        return;
    }
    pw->document.json = arena_str(pw->w.job.arena, json);
    work_send(&pw->w, put_run, put_done);
}

/* ---- signature: disk; hashing megabytes is not for the loop ---- */

static int judge_run(struct job *j, struct store *s)
{
    struct push_work *pw = (struct push_work *)j;
    struct arena *a = j->arena;
    struct hints *hints = &pw->document.hints;

    pw->seen = SEEN_GONE;
    if (store_hub_find(s, a, pw->token, &pw->hub, &j->err) == -1 ||
        store_feed(s, a, pw->hub.feed_id, &pw->feed, &j->err) == -1) {
        return nothing_there(j);
    }
    if (is_over(&pw->hub)) {
        return 0;
    }
    pw->judged = push_signature_check(pw->signature, pw->hub.secret, pw->body);
    pw->seen = pw->judged != PUSH_SIGNATURE_GOOD                  ? SEEN_FORGED
               : str_eq(sha_hex(a, pw->body), pw->feed.body_hash) ? SEEN_BEFORE
                                                                  : SEEN_NEW;
    if (store_hub_pushed(s, pw->hub.id, pw->judged == PUSH_SIGNATURE_GOOD, pw->now, &j->err) ==
            -1 ||
        settings_read(a, pw->hub.settings, &pw->settings, &j->err) == -1) {
        return -1;
    }
    return pw->seen == SEEN_NEW
               ? store_known(s, a, pw->feed.id, &hints->known, &hints->known_count, &j->err)
               : 0;
}

static void judge_done(struct job *j)
{
    struct push_work *pw = (struct push_work *)j;
    struct pipeline *p = pw->w.p;

    if (failed(pw)) {
        return;
    }
    if (p->stopping) {
        end(pw, LATER);
        return;
    }
    switch (pw->seen) {
    case SEEN_GONE:
        end(pw, GONE);
        break;
    case SEEN_FORGED:
        /* WebSub 7.1: a forger is not to learn that it was seen through. */
        log_warn("push.refused", KV_STR("feed", pw->feed.name), KV_STR("hub", shown_hub(pw)),
                 KV_Z("error", push_signature_name(pw->judged)), KV_Z("next", "dropped"));
        end(pw, OK);
        break;
    case SEEN_BEFORE:
        log_info("push.received", KV_STR("feed", pw->feed.name), KV_STR("hub", shown_hub(pw)),
                 KV_INT("new", 0), KV_INT("revised", 0));
        end(pw, OK);
        break;
    case SEEN_NEW:
        pw->w.feed = pw->feed.name;
        pw->w.url = pw->hub.topic;
        pw->document.hints.base = pw->hub.topic;
        pw->document.hints.content_type = pw->content_type;
        document_parse(p, &pw->document, pw->body, on_parsed, pw);
        break;
    }
}

void pipeline_push_document(struct pipeline *p, const struct push_document *d)
{
    struct lane *l = &p->lanes[LANE_PUSH];
    struct push_work *pw;
    struct batch *b;

    /* While nothing can be stored, what came is kept by whoever brings it. */
    if (p->stopping || p->finishing || p->storing_failed || l->in_flight >= l->most) {
        buf_free(d->body);
        answer(p, d->id, LATER);
        return;
    }
    b = batch_new();
    pw = (struct push_work *)work_new(p, LANE_PUSH, b, sizeof(*pw));
    batch_drop(b); /* the work holds it alone */
    pw->w.free = free_push_work;
    pw->id = d->id;
    pw->token = arena_str(pw->w.job.arena, d->token);
    pw->content_type = arena_str(pw->w.job.arena, d->content_type);
    pw->signature = arena_str(pw->w.job.arena, d->signature);
    pw->body = buf_str(d->body, pw->w.job.arena);
    pw->now = pipeline_now(p);
    pw->document = (struct document){
        .feed = &pw->feed, .settings = &pw->settings, .config = config_hold(p->config)};
    work_send_lazy(&pw->w, judge_run, judge_done);
}
