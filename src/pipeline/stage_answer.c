/*
 * What a model says after its item went out without it: the next revision of the item, if it stands and the item is
 * still the one that was asked about.
 *
 * The item itself is past all this: nobody holds it, its page is looked at again and its title may
 * change meanwhile. A question that is under way when the program ends is dropped, for its item is out.
 */
#include "fmt/url.h"
#include "pipeline/asking.h"
#include "pipeline/story.h"
#include "sys/log.h"

enum { BUSY_MS = 5000 }; /* until an item is looked at again that somebody holds */

struct answer_work {
    struct work w; /* first */
    struct asking *asking;
    struct config *config; /* in which the model stands, and whose notifiers are told */
    int64_t revision;      /* that was asked about */
    const struct ask_result *result;
    struct asked *asked;
    int64_t now;
    enum store_place place;
    struct slow_rule *slow; /* of notifiers */
    size_t slow_count;
};

static void free_answer_work(struct work *w)
{
    struct answer_work *aw = (struct answer_work *)w;

    asking_free(aw->asking);
    config_drop(aw->config);
}

/* Opens the next revision: it is spooled and told of as any other. */
static int put_answer(struct answer_work *aw, struct store *s, struct err *err)
{
    const struct store_item *item = aw->asking->item;
    struct arena *a = aw->w.job.arena;
    struct store_readout r;
    struct story_choice choice = {.conf = aw->config->conf, .report = &r.report};

    if (store_open_answer(s, a, item->id, aw->revision, aw->now, &r, err) == -1) {
        return -1;
    }
    item_name_report(a, item->key, &r.report);
    story_choose(a, &choice, item->feed);
    if (story_choose_others(s, a, &choice, item->id, err) == -1) {
        return -1;
    }
    aw->slow = choice.slow;
    aw->slow_count = choice.slow_count;
    r.notifiers = choice.names;
    r.notifier_count = choice.count;
    r.made_by = arena_fmt(a, "by model " STR_FMT, STR_ARG(aw->asking->model->conf->name));
    asked_report(aw->asked, &r);
    return store_put_readout(s, &r, err);
}

static int answer_run(struct job *j, struct store *s)
{
    struct answer_work *aw = (struct answer_work *)j;
    int64_t item_id = aw->asking->item->id;

    aw->slow_count = 0;
    if (store_answer_place(s, item_id, aw->revision, &aw->place, &j->err) == -1) {
        return -1;
    }
    if (aw->place == STORE_PLACE_BUSY) {
        return 0;
    }
    if (aw->place == STORE_PLACE_FREE && aw->result->accepted) {
        return put_answer(aw, s, &j->err);
    }
    return store_put_exchanges(s, item_id, aw->revision, aw->asked->exchanges,
                               aw->asked->exchange_count, &j->err);
}

static void tell(struct answer_work *aw)
{
    const struct ask_result *r = aw->result;
    struct str model = aw->asking->model->conf->name;
    struct str url = url_for_log(aw->w.job.arena, aw->asking->item->link);

    if (!r->accepted || aw->place != STORE_PLACE_FREE) {
        log_warn("model.not_used", KV_STR("model", model), KV_STR("feed", aw->w.feed),
                 KV_STR("url", url),
                 KV_STR("error", r->accepted ? STR("the item has changed since") : r->why),
                 KV_Z("next", "the extractive summary stands"));
        return;
    }
    log_info("model.answered", KV_STR("model", model), KV_STR("feed", aw->w.feed),
             KV_STR("url", url), KV_INT("revision", aw->revision + 1));
    for (size_t i = 0; i < aw->slow_count; i++) {
        slow_tell(aw->w.p->slow, &aw->slow[i]);
    }
    lane_due(aw->w.p, LANE_ITEM, aw->now);
}

static void answer_done(struct job *j)
{
    struct answer_work *aw = (struct answer_work *)j;
    const struct ports *ports = &aw->w.p->ports;

    if (j->err.code != ERR_NONE) {
        work_stalled(&aw->w);
        return;
    }
    work_stored(&aw->w);
    if (aw->place == STORE_PLACE_BUSY) {
        ports->timer_set(ports->arg, aw->asking->timer, BUSY_MS);
        return;
    }
    tell(aw);
    work_end(&aw->w);
}

void answer_again(struct answer_work *aw)
{
    /* What is left when the program ends is freed with the pipeline. */
    if (!aw->w.p->stopping) {
        aw->now = pipeline_now(aw->w.p);
        work_send(&aw->w, answer_run, answer_done);
    }
}

void answer_came(struct answer_work *aw, const struct ask_result *r)
{
    aw->result = r;
    aw->asked = asked_make(aw->w.job.arena, aw->asking, r);
    answer_again(aw);
}

void answer_start(struct asking *k)
{
    struct item_work *iw = k->iw;
    struct answer_work *aw =
        (struct answer_work *)work_new(k->p, LANE_ITEM, iw->w.batch, sizeof(*aw));

    aw->w.free = free_answer_work;
    aw->w.feed = iw->w.feed;
    aw->w.url = iw->w.url;
    aw->asking = k;
    aw->config = config_hold(iw->config);
    /* The page of a late item is asked about before the revision is opened that it makes. */
    aw->revision = iw->item->revision + item_is_late(iw);
    aw->w.let_go = true;
    k->p->lanes[LANE_ITEM].let_go++;
    k->alone = aw;
    k->iw = NULL;
    iw->asking = NULL;
    work_park(&aw->w);
}
