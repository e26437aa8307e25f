#include "pipeline/poll.h"

#include "fmt/json.h"
#include "fmt/time.h"
#include "fmt/url.h"
#include "pipeline/rhythm.h"
#include "pipeline/schedule.h"

/* What a document says about the polls after it, kept in the feed's row: a 304 has no document. */
struct kept_hints {
    int64_t ttl_s, skip_hours, skip_days;
    int64_t fresh_s;      /* of the document's answer, for a 304 that says nothing of it */
    struct str published; /* as rhythm_add makes it */
    int64_t retry_at;     /* until when the Retry-After of an answer holds; read by the store too */
};

static const struct json_field kept_fields[] = {
    JSON_FIELD(struct kept_hints, ttl_s, INT), //
    JSON_FIELD(struct kept_hints, skip_hours, INT), JSON_FIELD(struct kept_hints, skip_days, INT),
    JSON_FIELD(struct kept_hints, fresh_s, INT),    JSON_FIELD(struct kept_hints, published, STR),
    JSON_FIELD(struct kept_hints, retry_at, INT),
};
static const struct json_shape kept_shape = JSON_SHAPE(struct kept_hints, kept_fields);

static const char ACCEPT[] =
    "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

void poll_request(struct arena *a, const struct access_list *accesses, const struct store_feed *f,
                  const struct settings *s, struct fetch_request *r)
{
    bool own_host = str_eq(url_host(a, f->fetch_url), url_host(a, f->url));

    *r = (struct fetch_request){
        .url = f->fetch_url,
        .guard = s->allow_private && own_host ? FETCH_GUARD_HOST : FETCH_GUARD_PUBLIC,
        .etag = f->etag,
        .last_modified = f->last_modified,
        .validator_url = f->validator_url,
        .delta = true,
        .accept = str_z(ACCEPT),
    };
    access_apply(a, accesses, f->name, s, r);
}

/* RFC 3229 10.5.2: made by what else than we asked for, it does not read as it stands. Many say nothing. */
static bool is_foreign_delta(const struct fetch_response *r)
{
    return r->status == 226 && r->im.ptr != NULL && !str_eq_nocase(r->im, STR("feed"));
}

/* A part that we did not ask for (206) is none. */
static bool is_document(const struct fetch_response *r)
{
    return r->status >= 200 && r->status < 300 && r->status != 206 && r->body.len > 0;
}

bool poll_gone(const struct fetch_response *r)
{
    return r->status == 410 && (r->redirects == 0 || str_eq(r->permanent_url, r->final_url));
}

bool poll_unasked_delta(const struct fetch_response *r)
{
    return r->status == 226 && !r->conditional;
}

enum poll_answer poll_judge(struct arena *a, const struct fetch_response *r, struct str *why)
{
    *why = STR_NULL;
    if (r->err.code != ERR_NONE) {
        *why = arena_str(a, str_z(r->err.text));
        return POLL_FAILED;
    }
    if (r->status == 304 && r->conditional) {
        return POLL_UNCHANGED;
    }
    if (is_foreign_delta(r)) {
        *why = arena_fmt(a, "HTTP 226 by \"" STR_FMT "\", which was not asked for", STR_ARG(r->im));
        return POLL_FAILED;
    }
    if (is_document(r)) {
        return POLL_DOCUMENT;
    }
    *why =
        arena_fmt(a, "HTTP %d%s", r->status,
                  r->status >= 200 && r->status < 300 && r->body.len == 0 ? " without a body" : "");
    return POLL_FAILED;
}

static struct kept_hints read_kept(struct arena *a, const struct store_feed *f)
{
    struct kept_hints kept = {0};
    struct err err;

    if (f->hints.ptr != NULL && json_read(a, f->hints, &kept_shape, &kept, &err) == -1) {
        /* We wrote it: a damaged one is replaced by the next document's. */
        kept = (struct kept_hints){0};
    }
    return kept;
}

/* What a new document says takes the place of what the last one said; its items join the history. */
static void keep_hints(struct arena *a, struct kept_hints *kept, const struct poll_result *result)
{
    const struct feed *feed = result->feed;
    int64_t *published = arena_array(a, feed->item_count, sizeof(*published));

    for (size_t i = 0; i < feed->item_count; i++) {
        published[i] = feed->items[i].known ? 0 : feed->items[i].published;
    }
    kept->published = rhythm_add(a, kept->published, published, feed->item_count, result->now);
    kept->fresh_s = result->answer->fresh_s;
    kept->ttl_s = feed->ttl_s;
    kept->skip_hours = feed->skip_hours;
    kept->skip_days = feed->skip_days;
}

static struct str write_kept(struct arena *a, const struct kept_hints *kept)
{
    struct buf json = {0};

    json_write(&json, &kept_shape, kept);
    return buf_str(&json, a);
}

/* RFC 9111 4.3.4: a 304 changes what it names and leaves the rest. */
static int64_t fresh_of(const struct kept_hints *kept, const struct fetch_response *answer)
{
    return answer->status == 304 && answer->fresh_s < 0 ? kept->fresh_s : answer->fresh_s;
}

void poll_schedule(struct arena *a, const struct store_feed *f, const struct settings *s,
                   const struct poll_result *result, struct poll_next *out)
{
    const struct schedule_rules rules = settings_rules(s);
    struct kept_hints kept = read_kept(a, f);
    struct schedule_hints hints;
    int64_t now = result->now;

    *out = (struct poll_next){0};
    if (result->feed != NULL) {
        keep_hints(a, &kept, result);
    }
    if (result->answer->retry_after_s > 0) {
        kept.retry_at = schedule_not_before(result->answer->retry_after_s, now);
    }
    if (result->feed != NULL || result->answer->retry_after_s > 0) {
        out->hints = write_kept(a, &kept);
    }
    hints = (struct schedule_hints){
        .fresh_s = fresh_of(&kept, result->answer),
        .retry_after_s = result->answer->retry_after_s,
        .ttl_s = kept.ttl_s,
        .skip_hours = kept.skip_hours,
        .skip_days = kept.skip_days,
        .rhythm_s = rules.adaptive ? rhythm_wait(kept.published, now, rules.min_interval_s,
                                                 rules.max_interval_s)
                                   : -1,
        .pushed_s = f->push_until == TIME_NONE ? -1 : f->push_until - now,
    };
    out->pushed = hints.pushed_s > 0 && !rules.ignore_hints;
    out->due = schedule_next(&rules, &hints, now, schedule_seed(f->name, now));
    out->not_before = schedule_asked(&rules, &hints, now);
    out->why = schedule_why(&rules, &hints, now, out->due);
}
