/*
 * The stage in which a model is asked for the summary, if one is configured: digest -> ask -> keep. Whatever comes of
 * it, the item goes on: the extractive summary stands until a better one has been checked.
 */
#include <stdlib.h>

#include "fmt/json.h"
#include "fmt/url.h"
#include "pipeline/asking.h"
#include "sys/log.h"

enum { DAY_S = 86400 };
/* How long a question may go on after its deadline, if it may. */
#define LATE_MS ((int64_t)3600 * 1000)

/* What of the digest's answer the question is made of. */
struct told_article {
    struct str text, language, next, whole;
};

static const struct json_field article_fields[] = {
    JSON_FIELD(struct told_article, text, STR), //
    JSON_FIELD(struct told_article, language, STR),
    JSON_FIELD(struct told_article, next, STR),
    JSON_FIELD(struct told_article, whole, STR),
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

/* ---- its end, or its deadline ---- */

static void tell_unused(struct item_work *iw, const struct asking *k, struct str why,
                        const char *next)
{
    log_warn("model.not_used", KV_STR("model", k->model->conf->name),
             KV_STR("feed", iw->item->feed), KV_STR("url", item_shown_link(iw)),
             KV_STR("error", why), KV_Z("next", next));
}

static void on_asked(void *arg, const struct ask_result *r)
{
    struct asking *k = arg;
    struct item_work *iw = k->iw;

    k->over = true;
    asking_give_late_back(k);
    if (iw == NULL) {
        answer_came(k->alone, r);
        return;
    }
    iw->asked = asked_make(iw->w.job.arena, k, r);
    work_unpark(&iw->w);
    if (r->accepted) {
        log_info("model.answered", KV_STR("model", k->model->conf->name),
                 KV_STR("feed", iw->item->feed), KV_STR("url", item_shown_link(iw)));
    } else {
        tell_unused(iw, k, r->why, "the extractive summary goes out");
    }
    item_next(iw, "keep");
}

/* The item goes on without the model, which may answer yet. */
static void let_go(struct asking *k)
{
    struct item_work *iw = k->iw;
    struct arena *a = iw->w.job.arena;
    struct ask_result r;
    struct ask_exchange *last;

    ask_so_far(k->ask, a, &r);
    r.why = arena_fmt(a, "no answer that stands came within %lld s; a later one is a revision",
                      (long long)iw->config->conf->model_deadline_s);
    last = &r.exchanges[r.exchange_count - 1];
    if (last->answer.ptr == NULL && last->error.ptr == NULL) {
        last->error = STR("no answer yet when the summary went out");
    }
    iw->asked = asked_make(a, k, &r);
    tell_unused(iw, k, r.why, "the extractive summary goes out");
    work_unpark(&iw->w);
    answer_start(k);
    item_next(iw, "keep");
}

static void on_timer(void *arg)
{
    struct asking *k = arg;

    if (k->alone != NULL) {
        answer_again(k->alone);
    } else if (!k->over && !k->p->stopping) {
        let_go(k);
    }
}

/* ---- what is noted before each question ---- */

struct note {
    struct job job; /* first */
    struct pipeline *p;
    int64_t item_id, now;
    struct store_spent most;
    void (*go)(void *arg);
    void *go_arg;
};

static int note_run(struct job *j, struct store *s)
{
    const struct note *n = (const struct note *)j;

    return store_note_question(s, n->item_id, &n->most, n->now, &j->err);
}

/* If it failed, the question is counted as long as the program runs; what else fails will tell. */
static void note_done(struct job *j)
{
    struct note *n = (struct note *)j;

    if (j->err.code == ERR_DAMAGED) {
        pipeline_damaged(n->p, &j->err);
    }
    n->go(n->go_arg);
    free(n);
}

static void note(void *arg, const struct ask_exchange *most, void (*go)(void *go_arg), void *go_arg)
{
    const struct asking *k = arg;
    struct note *n = calloc(1, sizeof(*n));

    if (n == NULL) {
        abort();
    }
    *n = (struct note){
        /* With the power it may be lost: then the answer is, too. */
        .job = {.run = note_run, .done = note_done, .arena = k->arena, .lazy = true},
        .p = k->p,
        .item_id = k->item->id,
        .now = pipeline_now(k->p),
        .most = {most->model->conf->name, k->item->feed, most->tokens_in + most->tokens_out,
                 most->micros},
        .go = go,
        .go_arg = go_arg,
    };
    disk_send(k->p->disk, &n->job);
}

/* ---- the question ---- */

/* *skip: there is nothing to ask about, or not yet. */
static int read_told(struct item_work *iw, struct store *s, struct told *told, bool *skip,
                     struct err *err)
{
    bool from_page, news;
    struct err unread;

    *skip = true;
    /* What is wrong with it is told by the stage that keeps it. */
    if (json_read(iw->asking->arena, iw->answer, &told_shape, told, &unread) == -1 ||
        told->article == NULL || told->article->text.len == 0) {
        return 0;
    }
    from_page = str_eq(told->from, STR("page"));
    if (from_page && item_has_more(iw, told->article->next, told->article->whole)) {
        return 0;
    }
    if (!item_is_late(iw)) {
        *skip = !told->kept;
        return 0;
    }
    if (!from_page) {
        return 0;
    }
    if (store_is_news(s, iw->item->id, iw->fetched, told->article->text, &news, err) == -1) {
        return -1;
    }
    *skip = !news;
    return 0;
}

static void fill_question(const struct item_work *iw, const struct told *told,
                          struct ask_question *q)
{
    const struct conf *conf = iw->config->conf;
    struct asking *k = iw->asking;

    *q = (struct ask_question){
        .model = k->model,
        .judge = config_model(iw->config, k->model->conf->judge),
        .feed = iw->item->feed,
        .title = iw->item->title,
        .link = iw->item->link,
        .article = told->article->text,
        .article_language = told->article->language,
        .published = iw->item->published,
        .sentences = str_eq(iw->settings.length, STR("brief")) ? 1 : (size_t)iw->settings.sentences,
        .characters = iw->settings.characters < 0 ? 0 : (size_t)iw->settings.characters,
        .all = {conf->daily_tokens, conf->daily_cents},
        .of_feed = {iw->settings.daily_tokens, iw->settings.daily_cents},
        .deadline_ms = conf->model_deadline_s * 1000,
    };
    ask_prepare(k->arena, q);
}

static int prepare_run(struct job *j, struct store *s)
{
    struct item_work *iw = (struct item_work *)j;
    struct asking *k = iw->asking;
    int64_t today = iw->due / DAY_S * DAY_S;
    bool again = true;
    struct told told;

    if (read_told(iw, s, &told, &k->skip, &j->err) == -1) {
        return -1;
    }
    /* A late item is done already: a crash only means that its page is tried again. */
    if (!k->skip && !item_is_late(iw)) {
        if (store_enter_ask(s, iw->item->id, &again, &j->err) == -1) {
            return -1;
        }
        k->skip = !again;
    }
    if (k->skip) {
        return 0;
    }
    fill_question(iw, &told, &k->question);
    if (k->read_spent &&
        store_spent(s, k->arena, today, &k->spent, &k->spent_count, &j->err) == -1) {
        return -1;
    }
    return store_cached_answer(s, k->arena, k->question.key, &k->question.cached, &j->err);
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

static void begin(struct item_work *iw)
{
    const struct conf *conf = iw->config->conf;
    struct asking *k = iw->asking;
    struct pipeline *p = k->p;
    const struct ask_owner owner = {on_asked, note, k};

    k->may_be_late = conf->model_late && p->late_asks < LATE_ASKS;
    if (k->may_be_late) {
        p->late_asks++;
        k->question.deadline_ms += LATE_MS;
        p->ports.timer_set(p->ports.arg, k->timer, conf->model_deadline_s * 1000);
    }
    k->ask = ask_new(&p->asker, k->arena, &k->question, &owner);
    work_park(&iw->w);
    ask_start(k->ask);
}

static void prepare_done(struct job *j)
{
    struct item_work *iw = (struct item_work *)j;

    if (j->err.code != ERR_NONE) {
        item_failed(iw, str_z(j->err.text));
        return;
    }
    work_stored(&iw->w);
    if (iw->w.p->stopping) {
        work_end(&iw->w);
        return;
    }
    load_budget(iw->w.p, iw->asking);
    if (iw->asking->skip) {
        item_next(iw, "keep");
        return;
    }
    begin(iw);
}

void stage_ask_start(struct item_work *iw)
{
    const struct model *model = config_model(iw->config, iw->settings.ask);
    struct pipeline *p = iw->w.p;
    struct arena *a;
    struct asking *k;

    if (model == NULL) {
        item_next(iw, "keep");
        return;
    }
    /* That of an article before more of it was fetched, which asked nothing. */
    asking_free(iw->asking);
    a = arena_new();
    k = arena_alloc(a, sizeof(*k));
    *k = (struct asking){
        .arena = a,
        .p = p,
        .iw = iw,
        .item = iw->item,
        .model = model,
        .timer = p->ports.timer_new(p->ports.arg, on_timer, k),
        .read_spent = !budget_loaded(p->asker.budget),
    };
    iw->asking = k;
    iw->due = pipeline_now(p);
    work_send(&iw->w, prepare_run, prepare_done);
}
