/*
 * The way of a poll: due -> fetch -> known -> parse -> diff. Top to bottom as it runs.
 */
#include <stdlib.h>

#include "fmt/sha.h"
#include "fmt/time.h"
#include "fmt/url.h"
#include "pipeline/document.h"
#include "pipeline/hub.h"
#include "pipeline/poll.h"
#include "pipeline/schedule.h"
#include "push/discover.h"
#include "sys/entropy.h"
#include "sys/log.h"

enum { UNREADABLE_PAUSE_S = 3600 };

struct feed_work {
    struct work w; /* first */
    const struct store_feed *feed;
    struct settings settings;
    struct fetch_response *answer;
    struct document document;
    bool unchanged; /* the same bytes as last time */
    bool missed;    /* it brought what its hub did not push */
    bool hub_found; /* a subscription is to be asked for */
    struct store_poll poll;
};

static void free_feed_work(struct work *w)
{
    struct feed_work *fw = (struct feed_work *)w;

    if (fw->answer != NULL) {
        arena_free(fw->answer->arena);
    }
    config_drop(fw->document.config);
}

static struct str shown_url(struct feed_work *fw)
{
    return url_for_log(fw->w.job.arena, fw->feed->fetch_url);
}

static int put_poll_run(struct job *j, struct store *s)
{
    struct feed_work *fw = (struct feed_work *)j;

    return store_put_poll(s, &fw->poll, &j->err);
}

/* By a configuration that came meanwhile it may be due before that: only the store knows. */
static void note_due(struct feed_work *fw, int64_t due)
{
    struct pipeline *p = fw->w.p;

    lane_due(p, LANE_FEED, fw->document.config == p->config ? due : pipeline_now(p));
}

static void put_poll_done(struct job *j)
{
    struct feed_work *fw = (struct feed_work *)j;

    if (j->err.code != ERR_NONE) {
        work_stalled(&fw->w);
        return;
    }
    work_stored(&fw->w);
    note_due(fw, fw->poll.gone ? INT64_MAX : fw->poll.due);
    work_end(&fw->w);
}

static void forget_validators(struct store_poll *p)
{
    p->etag = p->last_modified = p->validator_url = p->body_hash = STR_NULL;
}

/*
 * An adopted address that is gone, or failed as often in a row as it took to be adopted, gives way to
 * the configured one, which may lead elsewhere by now.
 */
static void judge_adopted(struct feed_work *fw)
{
    const struct store_feed *f = fw->feed;

    if (str_eq(f->fetch_url, f->url) ||
        (!fw->poll.gone && f->failures + 1 < fw->settings.permanent_redirects)) {
        return;
    }
    fw->poll.gone = false;
    fw->poll.fetch_url = f->url;
    log_info("feed.returned", KV_STR("feed", f->name), KV_STR("from", shown_url(fw)),
             KV_STR("to", url_for_log(fw->w.job.arena, f->url)),
             KV_Z("next", "the configured address is asked again"));
}

/* The poll failed: one line that says why and what happens next. */
static void feed_failed(struct feed_work *fw, struct str why)
{
    const struct schedule_rules rules = settings_rules(&fw->settings);
    const struct fetch_response *r = fw->answer;
    int64_t now = pipeline_now(fw->w.p);

    fw->poll.error = arena_str(fw->w.job.arena, why);
    /* What cannot be read as a delta is asked for whole. */
    fw->poll.keep_validators = r->status != 226;
    forget_validators(&fw->poll);
    fw->poll.fetch_url = STR_NULL;
    judge_adopted(fw);
    fw->poll.decision = fw->poll.gone ? STR("gone") : STR("backoff");
    fw->poll.due = schedule_backoff(&rules, fw->feed->failures + 1, r->retry_after_s, now,
                                    schedule_seed(fw->feed->name, now));
    fw->poll.not_before = fw->poll.due;
    if (r->status == 429 && r->retry_after_s > 0) {
        fw->poll.host = url_host(fw->w.job.arena, r->final_url);
        fw->poll.host_not_before = schedule_not_before(r->retry_after_s, now);
    }
    fw->w.p->feeds_failed++;
    if (fw->poll.gone) {
        log_warn("feed.gone", KV_STR("feed", fw->feed->name), KV_STR("url", shown_url(fw)),
                 KV_Z("next", "polled no more until its URL in the configuration changes"));
    } else {
        log_warn("feed.failed", KV_STR("feed", fw->feed->name), KV_STR("url", shown_url(fw)),
                 KV_INT("status", r->status), KV_STR("error", fw->poll.error),
                 KV_INT("failures", fw->feed->failures + 1), KV_INT("next_s", fw->poll.due - now));
    }
    work_send(&fw->w, put_poll_run, put_poll_done);
}

/* What every poll that ended in a feed, new or not, does to the row. */
static void note_success(struct feed_work *fw)
{
    const struct fetch_response *r = fw->answer;
    struct store_poll *p = &fw->poll;

    p->etag = r->etag;
    p->last_modified = r->last_modified;
    p->validator_url = r->final_url;
    if (r->permanent_url.ptr == NULL) {
        return;
    }
    p->permanent_url = r->permanent_url;
    p->permanent_count =
        str_eq(r->permanent_url, fw->feed->permanent_url) ? fw->feed->permanent_count + 1 : 1;
    if (p->permanent_count >= fw->settings.permanent_redirects) {
        p->fetch_url = r->permanent_url;
        p->permanent_url = STR_NULL;
        log_info("feed.moved", KV_STR("feed", fw->feed->name), KV_STR("from", shown_url(fw)),
                 KV_STR("to", url_for_log(fw->w.job.arena, p->fetch_url)),
                 KV_Z("next", "the new address is asked from now on"));
    }
}

static void schedule_success(struct feed_work *fw, const struct store_feed *as)
{
    const struct poll_result result = {fw->poll.polled_at, fw->answer, fw->document.read};
    struct poll_next next;

    poll_schedule(fw->w.job.arena, as, &fw->settings, &result, &next);
    fw->poll.due = next.due;
    fw->poll.not_before = next.not_before;
    fw->poll.hints = next.hints;
    fw->poll.pushed = next.pushed;
}

static void log_polled(struct feed_work *fw)
{
    log_info("feed.polled", KV_STR("feed", fw->feed->name), KV_STR("url", shown_url(fw)),
             KV_INT("status", fw->answer->status), KV_INT("new", fw->document.result.new_items),
             KV_INT("revised", fw->document.result.revisions),
             KV_INT("next_s", fw->poll.due - fw->poll.polled_at));
}

/*
 * 304: nothing is read, and the validators stay; others that it brings are not those of what we have
 * (RFC 9111 4.3.4). Nothing of it is worth an fsync: what the power takes away costs one early poll.
 */
static void feed_unchanged(struct feed_work *fw)
{
    note_success(fw);
    fw->poll.keep_validators = fw->answer->status == 304;
    fw->poll.body_hash = fw->poll.body_hash.ptr == NULL ? fw->feed->body_hash : fw->poll.body_hash;
    fw->poll.decision = STR("unchanged");
    schedule_success(fw, fw->feed);
    log_polled(fw);
    work_send_last(&fw->w, put_poll_run, put_poll_done);
}

/* ---- diff: disk ---- */

/* Where it brought what a hub should have told of, it is asked as if there were no hub. */
static int judge_pushes(struct feed_work *fw, struct store *s, struct err *err)
{
    struct store_feed alone = *fw->feed;

    if (fw->document.result.new_items == 0 || !fw->poll.pushed) {
        return 0;
    }
    alone.push_until = TIME_NONE;
    schedule_success(fw, &alone);
    fw->missed = true;
    return store_hub_missed(s, fw->feed->id, fw->poll.due, err);
}

/* The hub that the document or its answer names; none: the one that was asked is left. */
static int note_hub(struct feed_work *fw, struct store *s, struct arena *a, struct err *err)
{
    const struct feed *feed = fw->document.read;
    const struct push_source source = {fw->answer->link, feed->hub, feed->self,
                                       fw->answer->final_url};
    struct store_hub_found found = {.feed_id = fw->feed->id, .now = fw->poll.polled_at};
    struct push_links links;

    if (!fw->settings.websub || fw->answer->status == 226 || feed->cut) {
        return 0;
    }
    if (push_discover(a, &source, &links)) {
        found.hub = links.hub;
        found.topic = links.topic;
        found.base = config_push_base(fw->document.config->conf, a);
        if (entropy_hex(a, PUSH_TOKEN_BYTES, &found.token, err) == -1) {
            return -1;
        }
    }
    return store_hub_found(s, &found, &fw->hub_found, err);
}

static int put_feed_run(struct job *j, struct store *s)
{
    struct feed_work *fw = (struct feed_work *)j;
    struct store_put put = {.poll = &fw->poll, .now = fw->poll.polled_at};

    if (document_read(&fw->document, j->arena, &j->err) == -1) {
        return -1;
    }
    schedule_success(fw, fw->feed);
    if (fw->document.read->cut || poll_unasked_delta(fw->answer)) {
        /* What is not in it must come: nothing may make the next answer look like this one. */
        forget_validators(&fw->poll);
    }
    put.partial = fw->answer->status == 226;
    return document_put(&fw->document, s, j->arena, &put, &j->err) == -1 ||
                   judge_pushes(fw, s, &j->err) == -1 || note_hub(fw, s, j->arena, &j->err) == -1
               ? -1
               : 0;
}

static void put_feed_done(struct job *j)
{
    struct feed_work *fw = (struct feed_work *)j;
    struct pipeline *p = fw->w.p;

    if (j->err.code != ERR_NONE) {
        if (j->err.code == ERR_SYNTAX || j->err.code == ERR_LIMIT) {
            feed_failed(fw, str_z(j->err.text));
        } else {
            work_stalled(&fw->w);
        }
        return;
    }
    work_stored(&fw->w);
    document_tell(p, &fw->document, shown_url(fw));
    log_polled(fw);
    if (fw->missed) {
        log_info("push.missed", KV_STR("feed", fw->feed->name),
                 KV_INT("new", fw->document.result.new_items),
                 KV_Z("next", "polled as without a hub until it pushes again"));
    }
    note_due(fw, fw->poll.due);
    if (fw->hub_found) {
        lane_due(p, LANE_HUB, pipeline_now(p));
    }
    work_end(&fw->w);
}

/* ---- parse: worker ---- */

static void on_parsed(void *arg, struct str answer, const struct err *err)
{
    struct feed_work *fw = arg;

    arena_drop(fw->answer->arena, fw->answer->body);
    fw->answer->body = STR_NULL;
    if (err != NULL) {
        feed_failed(fw, str_z(err->text));
        return;
    }
    fw->document.json = arena_str(fw->w.job.arena, answer);
    note_success(fw);
    fw->poll.decision = STR("read");
    work_send(&fw->w, put_feed_run, put_feed_done);
}

/* ---- known: disk; hashing megabytes is not for the loop either ---- */

static int known_run(struct job *j, struct store *s)
{
    struct feed_work *fw = (struct feed_work *)j;

    fw->poll.body_hash = sha_hex(j->arena, fw->answer->body);
    fw->unchanged = str_eq(fw->poll.body_hash, fw->feed->body_hash);
    if (fw->unchanged) {
        return 0;
    }
    return store_known(s, j->arena, fw->feed->id, &fw->document.hints.known,
                       &fw->document.hints.known_count, &j->err);
}

static void known_done(struct job *j)
{
    struct feed_work *fw = (struct feed_work *)j;
    struct pipeline *p = fw->w.p;

    if (j->err.code != ERR_NONE) {
        work_stalled(&fw->w);
        return;
    }
    if (p->stopping) {
        work_end(&fw->w);
        return;
    }
    if (fw->unchanged) {
        feed_unchanged(fw);
        return;
    }
    fw->document.hints.base = fw->answer->final_url;
    fw->document.hints.content_type = fw->answer->content_type;
    document_parse(p, &fw->document, fw->answer->body, on_parsed, fw);
}

/* ---- fetch: loop ---- */

/* Its host asked to be left alone while the feed waited its turn: it is as due as before, after that. */
static int held_run(struct job *j, struct store *s)
{
    struct feed_work *fw = (struct feed_work *)j;

    return store_hold_host(s, url_host(j->arena, fw->feed->fetch_url), fw->poll.host_not_before,
                           &j->err) == -1
               ? -1
               : store_release_feed(s, fw->feed->id, &j->err);
}

static void held_done(struct job *j)
{
    struct feed_work *fw = (struct feed_work *)j;

    if (j->err.code != ERR_NONE) {
        work_stalled(&fw->w);
        return;
    }
    work_stored(&fw->w);
    note_due(fw, fw->poll.host_not_before);
    work_end(&fw->w);
}

static void feed_held(struct feed_work *fw)
{
    fw->poll.host_not_before = fw->poll.polled_at + fw->answer->retry_after_s;
    fw->w.p->feeds_failed++;
    log_info("feed.held", KV_STR("feed", fw->feed->name), KV_STR("url", shown_url(fw)),
             KV_INT("next_s", fw->answer->retry_after_s));
    work_send(&fw->w, held_run, held_done);
}

static void on_answer(void *arg, struct fetch_response *r)
{
    struct feed_work *fw = arg;
    struct str why;

    fw->answer = arena_alloc(r->arena, sizeof(*r));
    *fw->answer = *r;
    fw->poll.polled_at = pipeline_now(fw->w.p);
    fw->poll.status = r->status;
    if (r->held && r->redirects == 0) {
        feed_held(fw);
        return;
    }
    switch (poll_judge(fw->w.job.arena, r, &why)) {
    case POLL_FAILED:
        fw->poll.gone = poll_gone(r);
        feed_failed(fw, why);
        break;
    case POLL_UNCHANGED:
        feed_unchanged(fw);
        break;
    case POLL_DOCUMENT:
        work_send_lazy(&fw->w, known_run, known_done);
        break;
    }
}

/* The loader wrote them: damaged ones are mended by the next reload. */
static void feed_unreadable(struct feed_work *fw, const struct err *err)
{
    struct store_poll *poll = &fw->poll;

    poll->polled_at = pipeline_now(fw->w.p);
    poll->due = poll->not_before = poll->polled_at + UNREADABLE_PAUSE_S;
    poll->error = arena_fmt(fw->w.job.arena, "its stored settings: %s", err->text);
    poll->decision = STR("backoff");
    poll->keep_validators = true;
    fw->w.p->feeds_failed++;
    log_error("feed.unreadable", KV_STR("feed", fw->feed->name), KV_ERR(err),
              KV_INT("next_s", UNREADABLE_PAUSE_S));
    work_send(&fw->w, put_poll_run, put_poll_done);
}

void stage_feed_start(struct pipeline *p, struct batch *b, const struct store_feed *f)
{
    struct feed_work *fw = (struct feed_work *)work_new(p, LANE_FEED, b, sizeof(*fw));
    struct fetch_request r;
    struct err err;

    fw->w.free = free_feed_work;
    fw->feed = f;
    fw->document =
        (struct document){.feed = f, .settings = &fw->settings, .config = config_hold(p->config)};
    fw->w.feed = f->name;
    fw->w.url = f->fetch_url;
    fw->poll.feed_id = f->id;
    if (settings_read(fw->w.job.arena, f->settings, &fw->settings, &err) == -1) {
        feed_unreadable(fw, &err);
        return;
    }
    poll_request(fw->w.job.arena, &p->config->accesses, f, &fw->settings, &r);
    p->ports.fetch(p->ports.arg, &r, on_answer, fw);
}
