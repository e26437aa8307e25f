/*
 * The frame that moves an item from stage to stage, and the digest of its page. The order is in pipeline.c, the page
 * is fetched in stage_page.c, what comes of it is kept and spooled in stage_keep.c.
 */
#include <stdlib.h>

#include "fmt/time.h"
#include "fmt/url.h"
#include "pipeline/asking.h"
#include "sys/log.h"

enum {
    PAGE_RETRY_S = 5,         /* first wait while the deadline lasts */
    LATE_LASTS_S = 24 * 3600, /* how long a page is tried after revision 1 went out without it */
};

static void free_item_work(struct work *w)
{
    struct item_work *iw = (struct item_work *)w;

    if (iw->page != NULL) {
        arena_free(iw->page->arena);
    }
    if (iw->further != NULL) {
        arena_free(iw->further->arena);
    }
    asking_free(iw->asking);
    config_drop(iw->config);
}

struct str item_shown_link(struct item_work *iw)
{
    return url_for_log(iw->w.job.arena, iw->item->link);
}

static const struct stage *stage_of(const struct item_work *iw)
{
    return &iw->w.p->kinds->stages[iw->stage];
}

static void stage_log(const struct item_work *iw)
{
    log_debug("item.entered", KV_STR("feed", iw->item->feed), KV_INT("item", iw->item->id),
              KV_INT("revision", iw->revision), KV_Z("stage", stage_of(iw)->name));
}

/* ---- the frame ---- */

static size_t stage_index(const struct kinds *k, struct str name)
{
    for (size_t i = 0; i < k->stage_count; i++) {
        if (str_eq(name, str_z(k->stages[i].name))) {
            return i;
        }
    }
    return 0;
}

bool item_is_late(const struct item_work *iw)
{
    return str_eq(iw->item->stage, STR("late"));
}

bool item_is_recheck(const struct item_work *iw)
{
    return item_is_late(iw) && str_eq(iw->item->kept_source, STR("page"));
}

void item_start(struct pipeline *p, struct batch *b, const struct store_item *item)
{
    struct item_work *iw = (struct item_work *)work_new(p, LANE_ITEM, b, sizeof(*iw));
    const struct stage *left = &p->kinds->stages[stage_index(p->kinds, item->stage)];
    struct err err;

    iw->w.free = free_item_work;
    iw->item = item;
    iw->w.feed = item->feed;
    iw->w.url = item->link.ptr == NULL ? item->feed_url : item->link;
    iw->revision = item->revision;
    iw->recheck_due = TIME_NONE;
    iw->config = config_hold(p->config);
    if (settings_read(iw->w.job.arena, item->settings, &iw->settings, &err) == -1) {
        log_error("item.unreadable", KV_STR("feed", item->feed), KV_INT("item", item->id),
                  KV_ERR(&err));
        work_end(&iw->w);
        return;
    }
    item_next(iw, left->resume);
}

void item_next(struct item_work *iw, const char *stage)
{
    iw->stage = stage_index(iw->w.p->kinds, str_z(stage));
    stage_log(iw);
    stage_of(iw)->start(iw);
}

/* A job that ends the claim, and the work with it. */
static void last_done(struct job *j)
{
    struct item_work *iw = (struct item_work *)j;

    if (j->err.code != ERR_NONE) {
        work_stalled(&iw->w);
        return;
    }
    work_stored(&iw->w);
    lane_due(iw->w.p, LANE_ITEM, iw->due);
    work_end(&iw->w);
}

static int fail_run(struct job *j, struct store *s)
{
    struct item_work *iw = (struct item_work *)j;

    return store_fail_item(s, iw->item->id, iw->why, &j->err);
}

void item_give_up(struct item_work *iw, struct str why)
{
    iw->why = why;
    iw->due = INT64_MAX;
    log_warn(item_is_late(iw) ? "item.page_missing" : "item.failed", KV_STR("feed", iw->item->feed),
             KV_STR("url", item_shown_link(iw)), KV_STR("error", why),
             KV_Z("next",
                  item_is_late(iw) ? "what the feed said stands" : "given up, the feed goes on"));
    work_send(&iw->w, fail_run, last_done);
}

static int defer_run(struct job *j, struct store *s)
{
    struct item_work *iw = (struct item_work *)j;

    return store_defer_item(s, iw->item->id, iw->due, iw->why, &j->err);
}

static void item_defer(struct item_work *iw, int64_t due, struct str why)
{
    iw->why = why;
    iw->due = due;
    work_send(&iw->w, defer_run, last_done);
}

void item_recheck_later(struct item_work *iw, struct str why)
{
    int64_t now = pipeline_now(iw->w.p);
    int64_t next = settings_recheck(&iw->settings, iw->item->first_detected, now);

    log_info("page.rechecked", KV_STR("feed", iw->item->feed), KV_STR("url", item_shown_link(iw)),
             KV_STR("result", why), KV_INT("next_s", next == TIME_NONE ? -1 : next - now));
    iw->why = why;
    iw->due = next == TIME_NONE ? INT64_MAX : next;
    work_send(&iw->w, next == TIME_NONE ? fail_run : defer_run, last_done);
}

static int64_t not_before(const struct item_work *iw, int64_t due)
{
    return due < iw->page_rest ? iw->page_rest : due;
}

void item_page_failed(struct item_work *iw, struct str why)
{
    struct pipeline *p = iw->w.p;
    int64_t now = pipeline_now(p), deadline = iw->item->detected + iw->settings.page_deadline_s,
            due;
    uint64_t seed = schedule_seed(iw->item->link, now);

    if (item_is_recheck(iw)) {
        item_recheck_later(iw, why);
        return;
    }
    if (item_is_late(iw)) {
        due = not_before(
            iw, schedule_retry(LATE_RETRY_S, LATE_LONGEST_S, iw->item->page_tries, now, seed));
        if (iw->page_refused || due > iw->item->detected + LATE_LASTS_S) {
            item_give_up(iw, why);
        } else {
            item_defer(iw, due, why);
        }
        return;
    }
    due = not_before(
        iw, schedule_retry(PAGE_RETRY_S, PAGE_RETRY_S * 8, iw->item->page_tries, now, seed));
    if (!p->once && !iw->page_denied && now < deadline && iw->page_rest < deadline) {
        if (iw->item->page_tries == 0) {
            log_info("page.waiting", KV_STR("feed", iw->item->feed),
                     KV_STR("url", item_shown_link(iw)), KV_STR("error", why),
                     KV_INT("deadline_s", deadline - now));
        }
        item_defer(iw, due < deadline ? due : deadline, why);
        return;
    }
    log_warn("page.failed", KV_STR("feed", iw->item->feed), KV_STR("url", item_shown_link(iw)),
             KV_STR("error", why),
             KV_Z("next", iw->page_refused
                              ? "the feed's own text stands in"
                              : "the feed's own text stands in, the page is tried for a day"));
    iw->late_wanted = !iw->page_refused;
    item_next(iw, "digest");
}

void item_failed(struct item_work *iw, struct str why)
{
    switch (stage_of(iw)->retry) {
    case RETRY_NET:
        item_page_failed(iw, why);
        break;
    case RETRY_NEVER:
        item_give_up(iw, why);
        break;
    case RETRY_DISK:
        work_stalled(&iw->w);
        break;
    }
}

/* ---- digest: worker ---- */

static void on_digest(void *arg, struct str answer, const struct err *err)
{
    struct item_work *iw = arg;

    if (err == NULL) {
        iw->answer = arena_str(iw->w.job.arena, answer);
        item_next(iw, "ask");
        return;
    }
    if (iw->page == NULL) {
        item_failed(iw, arena_str(iw->w.job.arena, str_z(err->text)));
        return;
    }
    if (item_is_recheck(iw)) {
        item_recheck_later(iw, arena_str(iw->w.job.arena, str_z(err->text)));
        return;
    }
    /* The page cannot be read by anybody: what the feed says stands in for it. */
    log_warn("page.unreadable", KV_STR("feed", iw->item->feed), KV_STR("url", item_shown_link(iw)),
             KV_ERR(err), KV_Z("next", "the feed's own text stands in"));
    arena_free(iw->page->arena);
    iw->page = NULL;
    iw->page_refused = true;
    if (item_is_late(iw)) {
        item_give_up(iw, STR("the page cannot be read"));
        return;
    }
    item_next(iw, "digest");
}

void item_digest(struct item_work *iw)
{
    struct pipeline *p = iw->w.p;
    const struct store_item *item = iw->item;
    bool known_text = item->article_text.ptr != NULL && iw->page == NULL;
    struct hints h = {
        .base = iw->page == NULL ? item->link : iw->page_url,
        .content_type = iw->page == NULL ? STR_NULL : iw->page->content_type,
        .language = item->language,
        .match = iw->settings.match,
        .match_count = iw->settings.match_count,
        .ignore = iw->settings.ignore,
        .ignore_count = iw->settings.ignore_count,
        .categories = item->categories,
        .category_count = item->category_count,
        .sentences = (size_t)iw->settings.sentences,
        .characters = iw->settings.characters < 0 ? 0 : (size_t)iw->settings.characters,
        .length = iw->settings.length,
        .select = iw->settings.select,
        .select_count = iw->settings.select_count,
        .remove = iw->settings.remove,
        .remove_count = iw->settings.remove_count,
        .continued = iw->continued,
        .continued_count = iw->continued_count,
        .whole = iw->whole,
        .title = item->title,
        .published = item->published,
        .source = STR_NULL,
        .text = known_text                              ? item->article_text
                : item->content.len > item->summary.len ? item->content
                                                        : item->summary,
        .plain = known_text,
    };

    p->ports.task(p->ports.arg, "digest", &h, iw->page == NULL ? STR("") : iw->page->body,
                  on_digest, iw);
}

static int enter_digest_run(struct job *j, struct store *s)
{
    struct item_work *iw = (struct item_work *)j;

    return store_enter_stage(s, iw->item->id, "digest", &iw->failed, &j->err);
}

static void enter_digest_done(struct job *j)
{
    struct item_work *iw = (struct item_work *)j;

    if (j->err.code != ERR_NONE) {
        work_stalled(&iw->w);
        return;
    }
    if (iw->failed) {
        log_error("item.failed", KV_STR("feed", iw->item->feed), KV_STR("url", item_shown_link(iw)),
                  KV_Z("error", "the program ended ten times while reading it"),
                  KV_Z("next", "given up, the feed goes on"));
        work_end(&iw->w);
        return;
    }
    if (iw->w.p->stopping) {
        work_end(&iw->w);
        return;
    }
    item_digest(iw);
}

void stage_digest_start(struct item_work *iw)
{
    if (item_is_late(iw)) {
        /* The item is done already: a crash here only means that its page is tried again. */
        item_digest(iw);
        return;
    }
    work_send(&iw->w, enter_digest_run, enter_digest_done);
}
