/*
 * The page of an item: link -> bytes, or the reason why there are none.
 */
#include "fmt/url.h"
#include "pipeline/schedule.h"
#include "pipeline/stages.h"
#include "sys/log.h"

enum { FURTHER_BYTES = 256 << 10 /* of what extract says of one */ };

/* Which statuses say that waiting a minute changes nothing. */
static bool says_no(int status)
{
    return status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
}

static void on_page(void *arg, struct fetch_response *r)
{
    struct item_work *iw = arg;
    struct arena *a = iw->w.job.arena;

    iw->fetched = pipeline_now(iw->w.p);
    if (r->err.code == ERR_NONE && r->status >= 200 && r->status < 300) {
        iw->page = arena_alloc(r->arena, sizeof(*r));
        *iw->page = *r;
        iw->page_url = r->final_url;
        item_next(iw, "digest");
        return;
    }
    if (r->err.code == ERR_NONE && r->status == 304 && item_is_recheck(iw)) {
        arena_free(r->arena);
        item_recheck_later(iw, STR("unchanged"));
        return;
    }
    iw->page_refused = r->refused || r->err.code == ERR_LIMIT || r->status == 410;
    iw->page_denied = iw->page_refused || says_no(r->status);
    iw->page_rest = r->retry_after_s > 0 ? schedule_not_before(r->retry_after_s, iw->fetched) : 0;
    iw->why = r->err.code != ERR_NONE ? arena_str(a, str_z(r->err.text))
                                      : arena_fmt(a, "HTTP %d", r->status);
    arena_free(r->arena);
    item_failed(iw, iw->why);
}

static void fetch_page(struct item_work *iw, struct str url, fetch_done_fn *done)
{
    struct pipeline *p = iw->w.p;
    struct arena *a = iw->w.job.arena;
    struct str host = url_host(a, url);
    struct fetch_request r = {
        .url = url,
        .accept = STR("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"),
    };

    if (item_is_recheck(iw)) {
        r.etag = iw->item->page_etag;
        r.last_modified = iw->item->page_modified;
        r.validator_url = iw->item->page_url;
    }
    r.guard = iw->settings.allow_private && str_eq(host, url_host(a, iw->item->feed_url))
                  ? FETCH_GUARD_HOST
                  : FETCH_GUARD_PUBLIC;
    access_apply(a, &p->config->accesses, iw->item->feed, &iw->settings, &r);
    p->ports.fetch(p->ports.arg, &r, done, iw);
}

void stage_article_start(struct item_work *iw)
{
    const struct store_item *item = iw->item;

    if ((item->article_text.ptr != NULL && !item_is_late(iw)) ||
        url_host(iw->w.job.arena, item->link).ptr == NULL) {
        /* A new title over a text that is known, or an item without a page. */
        iw->fetched = pipeline_now(iw->w.p);
        item_next(iw, "digest");
        return;
    }
    fetch_page(iw, item->link, on_page);
}

/* ---- the rest of the article, on other pages ---- */

/* Without it: what the page said alone is kept. */
static void follow_failed(struct item_work *iw, struct str why)
{
    log_info("page.incomplete", KV_STR("feed", iw->item->feed),
             KV_STR("url", url_for_log(iw->w.job.arena, iw->follow_url)), KV_STR("error", why));
    if (item_is_recheck(iw)) {
        /* Half of an article is no edit of it. */
        item_recheck_later(iw, why);
        return;
    }
    if (iw->follow_whole) {
        iw->whole = STR("{}"); /* had: nothing of use */
    } else {
        iw->follow_ended = true;
    }
    item_next(iw, "keep");
}

static void on_read(void *arg, struct str answer, const struct err *err)
{
    struct item_work *iw = arg;
    struct arena *a = iw->w.job.arena;

    arena_free(iw->further->arena);
    iw->further = NULL;
    if (err != NULL || answer.len > FURTHER_BYTES) {
        follow_failed(iw, err != NULL ? arena_str(a, str_z(err->text)) : STR("too long"));
        return;
    }
    if (iw->follow_whole) {
        iw->whole = arena_str(a, answer);
    } else {
        iw->continued[iw->continued_count++] = arena_str(a, answer);
    }
    item_digest(iw);
}

static void on_further(void *arg, struct fetch_response *r)
{
    struct item_work *iw = arg;
    struct arena *a = iw->w.job.arena;

    if (r->err.code != ERR_NONE || r->status < 200 || r->status >= 300) {
        struct str why = r->err.code != ERR_NONE ? arena_str(a, str_z(r->err.text))
                                                 : arena_fmt(a, "HTTP %d", r->status);

        arena_free(r->arena);
        follow_failed(iw, why);
        return;
    }
    iw->further = arena_alloc(r->arena, sizeof(*r));
    *iw->further = *r;
    const struct hints h = {
        .base = r->final_url,
        .content_type = r->content_type,
        .select = iw->settings.select,
        .select_count = iw->settings.select_count,
        .remove = iw->settings.remove,
        .remove_count = iw->settings.remove_count,
        .first = iw->page_url,
        .number = iw->continued_count + 2,
    };
    iw->w.p->ports.task(iw->w.p->ports.arg, "extract", &h, r->body, on_read, iw);
}

void item_follow(struct item_work *iw)
{
    fetch_page(iw, iw->follow_url, on_further);
}
