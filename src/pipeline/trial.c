#include "pipeline/trial.h"

#include <event2/event.h>

#include "conf/conf_keys.h"
#include "feed/feed_json.h"
#include "fmt/time.h"
#include "fmt/url.h"
#include "pipeline/poll.h"
#include "pipeline/schedule.h"

struct run {
    const struct trial *trial;
    struct arena *arena;
    struct store_feed feed;
    struct settings settings;
    struct fetch_response answer;
    struct feed *read; /* NULL: no document */
    int64_t now;
    struct err err;
};

/* The configured feed of that name or address; else one with nothing of its own. */
static struct conf_feed find_feed(const struct conf *c, struct arena *a, struct str what)
{
    struct conf_feed f;

    for (size_t i = 0; i < conf_feed_total(c); i++) {
        conf_feed_at(c, i, a, &f);
        if (str_eq(f.name, what) || str_eq(f.url, what)) {
            return f;
        }
    }
    f = (struct conf_feed){0};
    conf_key_defaults(a, &conf_tables[CONF_FEED], &f);
    f.name = STR("-");
    f.url = what;
    return f;
}

static int make_settings(struct run *r, const struct conf_feed *f, struct err *err)
{
    struct buf json = {0};
    int rc;

    settings_write(&json, r->trial->config->conf, f);
    rc = settings_read(r->arena, buf_view(&json), &r->settings, err);
    buf_free(&json);
    return rc;
}

static void end(struct run *r)
{
    event_base_loopbreak(r->trial->base);
}

static void on_parsed(void *arg, struct str answer, const struct err *err)
{
    struct run *r = arg;

    if (err != NULL) {
        r->err = *err;
    } else if (feed_json_read(r->arena, arena_str(r->arena, answer), &r->read, &r->err) == -1) {
        r->read = NULL;
    }
    end(r);
}

static void on_answer(void *arg, struct fetch_response *answer)
{
    struct run *r = arg;
    struct hints hints = {.base = answer->final_url, .content_type = answer->content_type};
    struct str why;

    r->answer = *answer;
    r->now = r->trial->ports->now(r->trial->ports->arg);
    if (poll_judge(r->arena, answer, &why) == POLL_DOCUMENT) {
        hints.published = TIME_NONE;
        hints.limits = r->trial->config->conf->limits;
        r->trial->ports->task(r->trial->ports->arg, "parse", &hints, answer->body, on_parsed, r);
        return;
    }
    err_set(&r->err, answer->err.code == ERR_NONE ? ERR_UNAVAILABLE : answer->err.code, STR_FMT,
            STR_ARG(why));
    end(r);
}

static void tell_next(struct run *r, struct buf *out, int64_t due, const char *why)
{
    buf_add_z(out, "next      ");
    time_add_rfc3339(out, due);
    buf_add_fmt(out, ", in %lld s: %s\n", (long long)(due - r->now), why);
}

static void tell_read(struct run *r, struct buf *out)
{
    const struct poll_result result = {r->now, &r->answer, r->read};
    const struct feed *f = r->read;
    struct poll_next next;

    buf_add_fmt(out, "decision  read: " STR_FMT ", %zu items, %zu warnings\n", STR_ARG(f->format),
                f->item_count, f->warning_count);
    for (size_t i = 0; i < f->warning_count; i++) {
        buf_add_fmt(out, "warning   " STR_FMT "\n", STR_ARG(f->warnings[i]));
    }
    poll_schedule(r->arena, &r->feed, &r->settings, &result, &next);
    tell_next(r, out, next.due, next.why);
    if (r->answer.etag.ptr != NULL) {
        buf_add_fmt(out, "then      If-None-Match: " STR_FMT "\n", STR_ARG(r->answer.etag));
    }
    if (r->answer.last_modified.ptr != NULL) {
        buf_add_fmt(out, "then      If-Modified-Since: " STR_FMT "\n",
                    STR_ARG(r->answer.last_modified));
    }
}

static void tell(struct run *r, struct buf *out)
{
    const struct schedule_rules rules = settings_rules(&r->settings);

    buf_add(out, r->answer.trace);
    if (r->answer.permanent_url.ptr != NULL) {
        buf_add_fmt(out,
                    "moved     to " STR_FMT ", adopted after %lld polls in a row that say so\n",
                    STR_ARG(url_for_log(r->arena, r->answer.permanent_url)),
                    (long long)r->settings.permanent_redirects);
    }
    if (r->read != NULL) {
        tell_read(r, out);
        return;
    }
    buf_add_fmt(out, "decision  failed: %s\n", r->err.text);
    if (poll_gone(&r->answer)) {
        buf_add_z(out,
                  "next      never: polled no more until its URL in the configuration changes\n");
        return;
    }
    tell_next(r, out,
              schedule_backoff(&rules, 1, r->answer.retry_after_s, r->now,
                               schedule_seed(r->feed.name, r->now)),
              r->answer.retry_after_s > 0 ? "backoff, Retry-After" : "backoff");
}

int trial_run(const struct trial *t, const char *feed, struct buf *out, struct err *err)
{
    struct run r = {.trial = t, .arena = arena_new()};
    struct conf_feed f = find_feed(t->config->conf, r.arena, str_z(feed));
    struct fetch_request request;
    int rc = -1;

    if (!url_is_http(f.url)) {
        err_set(err, ERR_USAGE, "%s: neither a feed of the configuration nor an http address",
                feed);
        goto out;
    }
    r.feed = (struct store_feed){
        .name = f.name, .url = f.url, .fetch_url = f.url, .first = true, .push_until = TIME_NONE};
    if (make_settings(&r, &f, err) == -1) {
        goto out;
    }
    poll_request(r.arena, &t->config->accesses, &r.feed, &r.settings, &request);
    request.trace = true;
    t->ports->fetch(t->ports->arg, &request, on_answer, &r);
    event_base_dispatch(t->base);
    *err = r.err;
    rc = r.read == NULL ? -1 : 0;
    if (rc == 0 || err->code != ERR_NONE) {
        tell(&r, out);
    } else {
        err_set(err, ERR_OS, "no worker to read the answer");
    }
out:
    if (r.answer.arena != NULL) {
        arena_free(r.answer.arena);
    }
    arena_free(r.arena);
    return rc;
}
