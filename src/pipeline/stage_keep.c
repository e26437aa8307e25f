/*
 * What becomes of a digest: keep -> spool, both on the disk thread.
 */
#include "article/article_json.h"
#include "deliver/spool.h"
#include "digest/keys.h"
#include "fmt/sha.h"
#include "fmt/time.h"
#include "pipeline/asking.h"
#include "pipeline/story.h"
#include "sys/file.h"
#include "sys/log.h"

enum {
    SPOOL_MODE = 0750, /* the setgid bit comes from the spool folder */
    IDENTITY_DIGITS = 6,
};

/* What the digest task answers. */
struct digest_answer {
    struct article *article;
    struct str from;
    bool kept;
    struct str *timeouts; /* of the feed's filters */
    size_t timeout_count;
    struct str summary, readout, facts, paragraphs; /* JSON */
    struct keys *keys;
    struct str print; /* of the text, by which the same story is found */
};

static const struct json_field digest_fields[] = {
    JSON_STRUCT(struct digest_answer, article, &article_shape), //
    JSON_FIELD(struct digest_answer, from, STR),
    JSON_FIELD(struct digest_answer, kept, BOOL),
    JSON_STRS(struct digest_answer, timeouts, timeout_count),
    JSON_FIELD(struct digest_answer, summary, RAW),
    JSON_FIELD(struct digest_answer, readout, RAW),
    JSON_FIELD(struct digest_answer, facts, RAW),
    JSON_FIELD(struct digest_answer, paragraphs, RAW),
    JSON_STRUCT(struct digest_answer, keys, &keys_shape),
    JSON_FIELD(struct digest_answer, print, STR),
};
static const struct json_shape digest_shape = JSON_SHAPE(struct digest_answer, digest_fields);

/* ---- keep: disk ---- */

void item_name_report(struct arena *a, struct str key, struct report *r)
{
    const struct str parts[] = {r->feed, key, arena_fmt(a, "%ld", (long)r->revision)};
    /* Without the revision: all revisions of an item have one name. */
    struct str identity = sha_hex_parts(a, parts, ARRAY_LEN(parts) - 1);

    r->event = sha_hex_parts(a, parts, ARRAY_LEN(parts));
    r->spool_name = spool_name(a, r, str_sub(identity, 0, IDENTITY_DIGITS));
}

static void fill_report(struct item_work *iw, const struct digest_answer *d)
{
    const struct store_item *item = iw->item;
    struct arena *a = iw->w.job.arena;
    bool from_page = str_eq(d->from, STR("page"));
    struct report *r = &iw->report;

    *r = (struct report){
        .feed = item->feed,
        .feed_url = item->feed_url,
        .link = item->link,
        .title = item->title,
        .published = item->published,
        .updated = item->updated,
        .revision = iw->revision,
        .detected = item->detected,
        .fetched = iw->fetched,
        .source = from_page || item->article_source.ptr == NULL ? d->from : item->article_source,
        .article_url = iw->page != NULL ? iw->page_url : item->link,
        .article_title = d->article->title,
        .article_byline = d->article->byline,
        .article_language = d->article->language,
        .article_text = d->article->text,
        .summary = d->summary,
        .method = STR("extractive"),
        .readout = d->readout,
        .facts = d->facts,
        .paragraphs = d->paragraphs,
    };
    r->article_sha256 =
        sha_hex(a, iw->page != NULL && from_page ? iw->page->body : d->article->text);
    item_name_report(a, item->key, r);
}

/* What came before in the same matter; and from now on this item is such a one for others. */
static int find_background(struct item_work *iw, struct store *s, const struct keys *k,
                           struct err *err)
{
    const struct store_keys keys = {k->names,      k->countries,     k->topics,
                                    k->name_count, k->country_count, k->topic_count};

    if (store_background(s, iw->w.job.arena, iw->item->id, &keys, &iw->report.background, err) ==
        -1) {
        return -1;
    }
    return store_background_index(s, iw->item->id, &keys, err);
}

static int put_readout(struct item_work *iw, struct store *s, struct err *err)
{
    struct arena *a = iw->w.job.arena;
    struct story_choice choice = {.conf = iw->config->conf, .report = &iw->report};
    struct store_readout r = {
        .item_id = iw->item->id,
        .revision = iw->revision,
        .report = iw->report,
        .late_due = iw->late_wanted ? iw->due : 0,
    };

    asked_report(iw->asked, &r);
    if (str_eq(iw->report.source, STR("page"))) {
        iw->recheck_due = settings_recheck(&iw->settings, iw->item->first_detected, iw->fetched);
        r.late_due = iw->recheck_due == TIME_NONE ? 0 : iw->recheck_due;
    }
    if (iw->page != NULL) {
        r.etag = iw->page->etag;
        r.last_modified = iw->page->last_modified;
    }
    story_choose(a, &choice, iw->item->feed);
    if (story_choose_others(s, a, &choice, iw->item->id, err) == -1) {
        return -1;
    }
    r.notifiers = choice.names;
    r.notifier_count = choice.count;
    iw->slow = choice.slow;
    iw->slow_count = choice.slow_count;
    return store_put_readout(s, &r, err);
}

bool item_has_more(struct item_work *iw, struct str next, struct str whole)
{
    bool to_whole = whole.ptr != NULL && iw->whole.ptr == NULL;

    if (iw->page == NULL || iw->follow_ended ||
        (!to_whole && (next.ptr == NULL || iw->continued_count == FURTHER_PAGES))) {
        return false;
    }
    iw->follow_whole = to_whole;
    iw->follow_url = to_whole ? whole : next;
    return true;
}

/* *revision stays 0 where the page says nothing new; then it may be looked at again. */
static int open_revision(struct item_work *iw, struct store *s, struct str text, struct err *err)
{
    const struct store_late late = {
        .item_id = iw->item->id,
        .now = iw->fetched,
        .article_text = text,
        .etag = iw->page->etag,
        .last_modified = iw->page->last_modified,
        .next_due = settings_recheck(&iw->settings, iw->item->first_detected, iw->fetched),
    };

    iw->recheck_due = late.next_due;
    return store_open_revision(s, &late, &iw->revision, err);
}

/*
 * The same story as another feed's item that was kept: then this one is no more than a sighting of it, and
 * *joined. Else it is found by its print from now on.
 */
static int join_story(struct item_work *iw, struct store *s, const struct digest_answer *d,
                      bool *joined, struct err *err)
{
    struct arena *a = iw->w.job.arena;
    const struct story_item item = {
        .id = iw->item->id,
        .kept = iw->fetched,
        .text = {iw->item->title, d->article->text, d->article->language},
        .print = d->print,
    };
    const struct story_sighting by = {
        iw->config->conf, {iw->item->feed, iw->item->settings}, iw->fetched};
    int64_t story_id = 0;

    *joined = false;
    if (!iw->settings.same_story) {
        return 0;
    }
    if (iw->revision == 1 && story_find(s, a, &item, &story_id, err) == -1) {
        return -1;
    }
    if (story_id == 0) {
        return story_keep(s, &item, err);
    }
    *joined = true;
    return store_join_story(s, item.id, story_id, iw->fetched, err) == -1
               ? -1
               : story_tell(s, a, &by, story_id, err);
}

static int keep_run(struct job *j, struct store *s)
{
    struct item_work *iw = (struct item_work *)j;
    struct digest_answer d;
    bool from_page;

    iw->dropped = false;
    iw->joined = false;
    iw->slow_count = 0;
    iw->revision = iw->item->revision;
    if (json_read(j->arena, iw->answer, &digest_shape, &d, &j->err) == -1) {
        return -1;
    }
    if (d.article == NULL || d.summary.ptr == NULL || d.readout.ptr == NULL || d.keys == NULL) {
        return err_set(&j->err, ERR_INTERNAL, "the digest lacks a part");
    }
    iw->following =
        str_eq(d.from, STR("page")) && item_has_more(iw, d.article->next, d.article->whole);
    if (iw->following) {
        return 0;
    }
    iw->timeouts = d.timeouts;
    iw->timeout_count = d.timeout_count;
    from_page = str_eq(d.from, STR("page"));
    if (iw->page != NULL && !from_page) {
        /* A page with status 200 that is no article: as if it had not come. */
        iw->late_wanted = true;
        iw->why = d.article->problem;
    }
    if (item_is_late(iw)) {
        if (!from_page) {
            iw->failed = true;
            return 0;
        }
        if (open_revision(iw, s, d.article->text, &j->err) == -1) {
            return -1;
        }
        if (iw->revision == 0) {
            iw->dropped = true;
            return 0;
        }
    } else if (!d.kept) {
        iw->dropped = true;
        return store_drop_item(s, iw->item->id, iw->fetched, &iw->promoted, &j->err);
    }
    if (join_story(iw, s, &d, &iw->joined, &j->err) == -1) {
        return -1;
    }
    if (iw->joined) {
        return 0;
    }
    iw->warning = d.article->warning;
    fill_report(iw, &d);
    if (find_background(iw, s, d.keys, &j->err) == -1) {
        return -1;
    }
    return put_readout(iw, s, &j->err);
}

static void tell_slow(struct item_work *iw)
{
    pipeline_tell_slow(iw->w.p, iw->item->feed, &iw->settings, iw->timeouts, iw->timeout_count);
    for (size_t i = 0; i < iw->slow_count; i++) {
        slow_tell(iw->w.p->slow, &iw->slow[i]);
    }
}

static void note_recheck(struct item_work *iw)
{
    if (iw->recheck_due != TIME_NONE) {
        lane_due(iw->w.p, LANE_ITEM, iw->recheck_due);
    }
}

static void keep_done(struct job *j)
{
    struct item_work *iw = (struct item_work *)j;

    if (j->err.code == ERR_SYNTAX || j->err.code == ERR_INTERNAL) {
        item_give_up(iw, arena_str(j->arena, str_z(j->err.text)));
        return;
    }
    if (j->err.code != ERR_NONE) {
        item_failed(iw, str_z(j->err.text));
        return;
    }
    work_stored(&iw->w);
    if (iw->following) {
        item_follow(iw);
        return;
    }
    tell_slow(iw);
    if (iw->failed) {
        iw->failed = false;
        item_page_failed(iw, iw->why);
        return;
    }
    if (iw->dropped) {
        log_info("item.dropped", KV_STR("feed", iw->item->feed), KV_STR("url", item_shown_link(iw)),
                 KV_Z("why", item_is_late(iw) ? "the page says nothing new" : "filtered"));
        if (iw->promoted) {
            lane_due(iw->w.p, LANE_ITEM, pipeline_now(iw->w.p));
        }
        note_recheck(iw);
        work_end(&iw->w);
        return;
    }
    if (iw->joined) {
        log_info("item.joined", KV_STR("feed", iw->item->feed), KV_STR("url", item_shown_link(iw)),
                 KV_Z("why", "another feed brought the same story"));
        lane_due(iw->w.p, LANE_OUT, pipeline_now(iw->w.p));
        work_end(&iw->w);
        return;
    }
    if (iw->page != NULL && str_eq(iw->report.source, STR("feed"))) {
        log_warn("page.no_article", KV_STR("feed", iw->item->feed),
                 KV_STR("url", item_shown_link(iw)), KV_STR("error", iw->why),
                 KV_Z("next", "the feed's own text stands in"));
    }
    if (iw->warning.ptr != NULL) {
        log_warn("page.not_selected", KV_STR("feed", iw->item->feed),
                 KV_STR("url", item_shown_link(iw)), KV_STR("error", iw->warning),
                 KV_Z("next", "the text was found without it"));
    }
    item_next(iw, "spool");
}

void stage_keep_start(struct item_work *iw)
{
    int64_t now = pipeline_now(iw->w.p);

    iw->due =
        schedule_retry(LATE_RETRY_S, LATE_LONGEST_S, 0, now, schedule_seed(iw->item->key, now));
    if (iw->due < iw->page_rest) {
        iw->due = iw->page_rest;
    }
    work_send(&iw->w, keep_run, keep_done);
}

/* ---- spool: disk ---- */

static int add_files(struct item_work *iw, const struct report *r, struct burst *b,
                     struct err *result)
{
    struct arena *a = iw->w.job.arena;
    const struct ports *ports = &iw->w.p->ports;
    struct str base = iw->config->conf->spool_dir;
    char *dir = arena_z(a, arena_fmt(a, STR_FMT "/" STR_FMT, STR_ARG(base), STR_ARG(r->feed)));
    struct buf md = {0}, json = {0};
    struct file_out files[] = {
        {.name = arena_z(a, arena_fmt(a, STR_FMT ".md", STR_ARG(r->spool_name)))},
        {.name = arena_z(a, arena_fmt(a, STR_FMT ".json", STR_ARG(r->spool_name)))},
    };
    int rc;

    spool_markdown(a, &md, r);
    spool_json(&json, r);
    files[0].bytes = buf_view(&md);
    files[1].bytes = buf_view(&json);
    rc = file_make_dir(dir, SPOOL_MODE, result);
    if (rc == 0) {
        rc = ports->write(ports->arg, b, dir, files, ARRAY_LEN(files), result);
    }
    buf_free(&md);
    buf_free(&json);
    return rc;
}

static int spool_write(struct job *j, struct store *s, struct burst *b)
{
    struct item_work *iw = (struct item_work *)j;

    return store_report(s, j->arena, iw->item->id, iw->revision, &iw->report, &j->err) == -1
               ? -1
               : add_files(iw, &iw->report, b, &j->err);
}

static int spool_run(struct job *j, struct store *s)
{
    struct item_work *iw = (struct item_work *)j;

    return store_spooled(s, iw->item->id, iw->revision, iw->fetched, &j->err);
}

static void spool_done(struct job *j)
{
    struct item_work *iw = (struct item_work *)j;
    struct pipeline *p = iw->w.p;

    if (j->err.code != ERR_NONE) {
        item_failed(iw, str_z(j->err.text));
        return;
    }
    work_stored(&iw->w);
    log_info("item.spooled", KV_STR("feed", iw->item->feed), KV_INT("revision", iw->revision),
             KV_STR("source", iw->report.source), KV_STR("file", iw->report.spool_name),
             KV_STR("title", iw->report.title));
    lane_due(p, LANE_OUT, pipeline_now(p));
    if (iw->late_wanted) {
        lane_due(p, LANE_ITEM, iw->due);
    }
    note_recheck(iw);
    if (str_eq(iw->item->stage, STR("spool"))) {
        /* After a crash nobody here knows what was planned for it. */
        lane_due(p, LANE_ITEM, pipeline_now(p));
    }
    work_end(&iw->w);
}

void stage_spool_start(struct item_work *iw)
{
    if (iw->fetched == 0) {
        iw->fetched = pipeline_now(iw->w.p);
    }
    work_send_files(&iw->w, spool_write, spool_run, spool_done);
}
