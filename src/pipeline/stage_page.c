/*
 * The page of an item: link -> bytes, or the reason why there are none.
 */
#include "fmt/url.h"
#include "pipeline/stages.h"

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
    iw->page_refused = r->refused || r->err.code == ERR_LIMIT;
    /* A plain no does not wait for the deadline: marked by a due time that is set. */
    iw->due = says_no(r->status) || iw->page_refused ? 1 : 0;
    iw->why = r->err.code != ERR_NONE ? arena_str(a, str_z(r->err.text))
                                      : arena_fmt(a, "HTTP %d", r->status);
    arena_free(r->arena);
    item_failed(iw, iw->why);
}

void stage_article_start(struct item_work *iw)
{
    struct pipeline *p = iw->w.p;
    const struct store_item *item = iw->item;
    struct arena *a = iw->w.job.arena;
    struct str host = url_host(a, item->link);
    struct fetch_request r = {
        .url = item->link,
        .accept = STR("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"),
    };

    if ((item->article_text.ptr != NULL && !item_is_late(iw)) || host.ptr == NULL) {
        /* A new title over a text that is known, or an item without a page. */
        iw->fetched = pipeline_now(p);
        item_next(iw, "digest");
        return;
    }
    r.guard = iw->settings.allow_private && str_eq(host, url_host(a, item->feed_url))
                  ? FETCH_GUARD_HOST
                  : FETCH_GUARD_PUBLIC;
    access_apply(a, &p->config->accesses, item->feed, &iw->settings, &r);
    p->ports.fetch(p->ports.arg, &r, on_page, iw);
}
