/*
 * The stage in which a model is asked for the summary, if one is configured: digest -> ask -> keep. Whatever comes of
 * it, the item goes on: the extractive summary stands until a better one has been checked.
 */
#include "fmt/json.h"
#include "fmt/url.h"
#include "pipeline/provenance.h"
#include "pipeline/stages.h"
#include "sys/log.h"

enum { DAY_S = 86400 };

struct asking {
    const struct model *model;
    struct ask_question question;
    bool skip; /* there is nothing to ask about */
    bool read_spent;
    struct store_spent *spent; /* today, before this process */
    size_t spent_count;
    struct provenance provenance;
    struct store_exchange *exchanges;
    size_t exchange_count;
};

/* What of the digest's answer the question is made of. */
struct told_article {
    struct str text, language;
};

static const struct json_field article_fields[] = {
    JSON_FIELD(struct told_article, text, STR), //
    JSON_FIELD(struct told_article, language, STR),
};
static const struct json_shape article_shape = JSON_SHAPE(struct told_article, article_fields);

struct told {
    struct told_article *article;
    struct str from;
    bool kept;
};

static const struct json_field told_fields[] = {
    JSON_STRUCT(struct told, article, &article_shape), //
    JSON_FIELD(struct told, from, STR),
    JSON_FIELD(struct told, kept, BOOL),
};
static const struct json_shape told_shape = JSON_SHAPE(struct told, told_fields);

static void fill_exchanges(struct item_work *iw, const struct ask_result *r)
{
    struct asking *k = iw->asking;

    k->exchanges = arena_array(iw->w.job.arena, r->exchange_count, sizeof(*k->exchanges));
    k->exchange_count = r->exchange_count;
    for (size_t i = 0; i < r->exchange_count; i++) {
        const struct ask_exchange *e = &r->exchanges[i];

        k->exchanges[i] = (struct store_exchange){
            .purpose = str_z(ask_purpose_name(e->purpose)),
            .model = e->model->conf->name,
            .feed = iw->item->feed,
            .key = e->purpose == ASK_SUMMARY ? k->question.key : STR_NULL,
            .system = e->prompt.system,
            .prompt = e->prompt.user,
            .answer = e->answer,
            .answered_as = e->answered_as,
            .error = e->error,
            .asked = e->asked,
            .answered = e->answered,
            .tokens_in = e->tokens_in,
            .tokens_out = e->tokens_out,
            .micros = e->micros,
            .requests = e->requests,
        };
    }
}

static void on_asked(void *arg, const struct ask_result *r)
{
    struct item_work *iw = arg;
    struct asking *k = iw->asking;

    provenance_make(iw->w.job.arena, &k->question, r, &k->provenance);
    fill_exchanges(iw, r);
    work_unpark(&iw->w);
    if (r->accepted) {
        log_info("model.answered", KV_STR("model", k->model->conf->name),
                 KV_STR("feed", iw->item->feed),
                 KV_STR("url", url_for_log(iw->w.job.arena, iw->item->link)));
    } else {
        log_warn("model.not_used", KV_STR("model", k->model->conf->name),
                 KV_STR("feed", iw->item->feed),
                 KV_STR("url", url_for_log(iw->w.job.arena, iw->item->link)),
                 KV_STR("error", r->why), KV_Z("next", "the extractive summary goes out"));
    }
    item_next(iw, "keep");
}

/* False when there is nothing to ask about. */
static bool fill_question(struct item_work *iw, struct ask_question *q)
{
    const struct conf *conf = iw->config->conf;
    struct asking *k = iw->asking;
    struct told told;
    struct err err;

    /* What is wrong with it is told by the stage that keeps it. */
    if (json_read(iw->w.job.arena, iw->answer, &told_shape, &told, &err) == -1 ||
        told.article == NULL || told.article->text.len == 0) {
        return false;
    }
    if (item_is_late(iw) ? !str_eq(told.from, STR("page")) : !told.kept) {
        return false;
    }
    *q = (struct ask_question){
        .model = k->model,
        .judge = config_model(iw->config, k->model->conf->judge),
        .feed = iw->item->feed,
        .title = iw->item->title,
        .link = iw->item->link,
        .article = told.article->text,
        .article_language = told.article->language,
        .published = iw->item->published,
        .sentences = str_eq(iw->settings.length, STR("brief")) ? 1 : (size_t)iw->settings.sentences,
        .characters = iw->settings.characters < 0 ? 0 : (size_t)iw->settings.characters,
        .all = {conf->daily_tokens, conf->daily_cents},
        .of_feed = {iw->settings.daily_tokens, iw->settings.daily_cents},
        .deadline_ms = conf->model_deadline_s * 1000,
    };
    ask_prepare(iw->w.job.arena, q);
    return true;
}

static int prepare_run(struct job *j, struct store *s)
{
    struct item_work *iw = (struct item_work *)j;
    struct asking *k = iw->asking;
    int64_t today = iw->due / DAY_S * DAY_S;
    bool again = true;

    k->skip = true;
    /* A late item is done already: a crash only means that its page is tried again. */
    if (!item_is_late(iw) && store_enter_ask(s, iw->item->id, &again, &j->err) == -1) {
        return -1;
    }
    if (!again || !fill_question(iw, &k->question)) {
        return 0;
    }
    k->skip = false;
    if (k->read_spent &&
        store_spent(s, j->arena, today, &k->spent, &k->spent_count, &j->err) == -1) {
        return -1;
    }
    return store_cached_answer(s, j->arena, k->question.key, &k->question.cached, &j->err);
}

/* Two of the first may both have read it: the second's counts for nothing. */
static void load_budget(struct pipeline *p, const struct asking *k)
{
    struct budget *b = p->asker.budget;

    if (!k->read_spent || k->skip || budget_loaded(b)) {
        return;
    }
    for (size_t i = 0; i < k->spent_count; i++) {
        const struct store_spent *s = &k->spent[i];

        budget_add(b, s->model, s->feed, (struct cost){s->tokens, s->micros}, pipeline_now(p));
    }
    budget_set_loaded(b);
}

static void prepare_done(struct job *j)
{
    struct item_work *iw = (struct item_work *)j;
    struct asking *k = iw->asking;

    if (j->err.code != ERR_NONE) {
        item_failed(iw, str_z(j->err.text));
        return;
    }
    work_stored(&iw->w);
    if (iw->w.p->stopping) {
        work_end(&iw->w);
        return;
    }
    load_budget(iw->w.p, k);
    if (k->skip) {
        item_next(iw, "keep");
        return;
    }
    iw->ask = ask_new(&iw->w.p->asker, j->arena, &k->question, on_asked, iw);
    work_park(&iw->w);
    ask_start(iw->ask);
}

void stage_ask_start(struct item_work *iw)
{
    const struct model *model = config_model(iw->config, iw->settings.ask);

    if (model == NULL) {
        item_next(iw, "keep");
        return;
    }
    iw->asking = arena_alloc(iw->w.job.arena, sizeof(*iw->asking));
    iw->asking->model = model;
    iw->asking->read_spent = !budget_loaded(iw->w.p->asker.budget);
    iw->due = pipeline_now(iw->w.p);
    work_send(&iw->w, prepare_run, prepare_done);
}

void stage_ask_report(const struct item_work *iw, struct store_readout *r)
{
    const struct asking *k = iw->asking;

    if (k == NULL || k->provenance.model.ptr == NULL) {
        return;
    }
    r->report.model = k->provenance.model;
    r->report.prompt = k->provenance.prompt;
    if (k->provenance.summary.ptr != NULL) {
        r->report.summary = k->provenance.summary;
        r->report.method = STR("model");
    }
    r->exchanges = k->exchanges;
    r->exchange_count = k->exchange_count;
}
