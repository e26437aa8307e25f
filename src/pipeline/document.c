#include "pipeline/document.h"

#include "feed/feed_json.h"
#include "fmt/time.h"
#include "pipeline/story.h"
#include "sys/log.h"

static bool is_unfiltered(const struct document *d)
{
    return d->settings->match_count + d->settings->ignore_count == 0;
}

void document_parse(struct pipeline *p, struct document *d, struct str bytes, pool_done_fn *done,
                    void *arg)
{
    const struct settings *s = d->settings;

    d->hints.match = s->match;
    d->hints.match_count = s->match_count;
    d->hints.ignore = s->ignore;
    d->hints.ignore_count = s->ignore_count;
    d->hints.published = TIME_NONE;
    /* None of its items will be reported, so they only have to be known again. */
    d->hints.headlines = d->feed->first && s->backlog == 0 && is_unfiltered(d);
    d->hints.limits = p->config->conf->limits;
    p->ports.task(p->ports.arg, "parse", &d->hints, bytes, done, arg);
}

int document_read(struct document *d, struct arena *a, struct err *err)
{
    return feed_json_read(a, d->json, &d->read, err);
}

int document_put(struct document *d, struct store *s, struct arena *a, struct store_put *put,
                 struct err *err)
{
    const struct story_sighting by = {
        d->config->conf, {d->feed->name, d->feed->settings}, put->now};

    put->feed = d->read;
    put->feed_id = d->feed->id;
    put->backlog = d->settings->backlog;
    put->unfiltered = is_unfiltered(d);
    put->partial = put->partial || d->read->cut;
    if (store_put_feed(s, a, put, &d->result, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < d->result.elsewhere_count; i++) {
        if (story_tell(s, a, &by, d->result.elsewhere[i], err) == -1) {
            return -1;
        }
    }
    return 0;
}

void document_tell(struct pipeline *p, const struct document *d, struct str shown_url)
{
    const struct store_put_result *r = &d->result;
    const struct feed *feed = d->read;
    int64_t now = pipeline_now(p);
    /* A document whose bytes change at every poll would tell the same at every poll. */
    enum log_level level = d->feed->first || r->new_items > 0 ? LOG_LEVEL_WARN : LOG_LEVEL_DEBUG;

    if (r->moved_from.ptr != NULL) {
        log_info("feed.site_moved", KV_STR("feed", d->feed->name), KV_STR("from", r->moved_from),
                 KV_STR("to", r->moved_to));
    }
    if (r->placeholders > 0) {
        log_event(level, "item.placeholder",
                  LOG_LIST(KV_STR("feed", d->feed->name), KV_STR("url", shown_url),
                           KV_INT("items", r->placeholders),
                           KV_Z("next", "held back until they have a title or a link")));
    }
    if (feed->warning_count > (size_t)r->placeholders) {
        log_event(level, "feed.damaged",
                  LOG_LIST(KV_STR("feed", d->feed->name), KV_STR("url", shown_url),
                           KV_INT("warnings", feed->warning_count),
                           KV_STR("first", feed->warnings[0]),
                           KV_Z("next", "what was whole is kept")));
    }
    pipeline_tell_slow(p, d->feed->name, d->settings, feed->timeouts, feed->timeout_count);
    if (r->new_items + r->revisions > 0) {
        lane_due(p, LANE_ITEM, now);
    }
    if (r->elsewhere_count > 0) {
        lane_due(p, LANE_OUT, now);
    }
}
