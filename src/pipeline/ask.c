#include "pipeline/ask.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "pipeline/check.h"
#include "sys/log.h"

struct ask {
    struct asker *asker;
    struct arena *arena;
    struct ask_question q;
    struct ask_owner owner;
    struct exchanger *exchanger;
    struct ask_exchange *exchange; /* the last */
    void (*next)(struct ask *k);   /* when it is over: exchange->error tells how */
    /* of the answer: */
    bool retried;
    struct str problem;
    size_t judged; /* claims that the judge has seen */
    size_t exchange_cap;
    struct ask_result result;
};

static struct tally_row *tally(const struct ask *k, const struct model *m)
{
    return tally_of(k->asker->tally, m->conf->name);
}

/* ---- questions ---- */

static int64_t wall(const struct ask *k)
{
    return k->asker->ports->now(k->asker->ports->arg);
}

static void add_exchange(struct ask *k, enum ask_purpose purpose, const struct model *m,
                         const struct llm_prompt *prompt)
{
    struct ask_result *r = &k->result;

    r->exchanges = arena_grow(k->arena, r->exchanges, r->exchange_count, &k->exchange_cap,
                              sizeof(*r->exchanges));
    k->exchange = &r->exchanges[r->exchange_count++];
    *k->exchange = (struct ask_exchange){
        .purpose = purpose, .model = m, .prompt = *prompt, .asked = wall(k), .answered = wall(k)};
}

static void on_exchanged(void *arg)
{
    struct ask *k = arg;

    k->next(k);
}

/* Sends one question; `next` goes on when it is over. */
static void question(struct ask *k, enum ask_purpose purpose, const struct model *m,
                     const struct llm_prompt *prompt, void (*next)(struct ask *k))
{
    add_exchange(k, purpose, m, prompt);
    k->next = next;
    exchange_start(k->exchanger, k->exchange, on_exchanged, k);
}

/* ---- the summary ---- */

static void finish(struct ask *k)
{
    tally(k, k->q.model)->extractive += !k->result.accepted;
    k->owner.done(k->owner.arg, &k->result);
}

static size_t count_standing(const struct ask_result *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->claim_count; i++) {
        n += r->claims[i].supported && r->claims[i].opinion != OPINION_NO;
    }
    return n;
}

static size_t least_sentences(const struct ask *k)
{
    size_t least = (size_t)k->q.model->conf->min_sentences;

    return least < k->q.sentences ? least : k->q.sentences;
}

static void accept_answer(struct ask *k)
{
    struct ask_result *r = &k->result;
    size_t room = k->q.sentences, characters = k->q.characters, taken = 0;

    r->accepted = true;
    for (size_t i = 0; i < r->claim_count; i++) {
        struct ask_claim *c = &r->claims[i];
        size_t points = utf8_count(c->text);

        c->accepted = room > 0 && c->supported && c->opinion != OPINION_NO &&
                      (characters == 0 || taken == 0 || taken + 1 + points <= characters);
        room -= c->accepted;
        tally(k, k->q.model)->accepted_sentences += c->accepted;
        taken += c->accepted ? points + (taken > 0) : 0;
    }
    finish(k);
}

/* What the model is told about its first answer. */
static struct str reasons(struct ask *k)
{
    const struct ask_result *r = &k->result;
    struct buf b = {0};

    if (k->problem.ptr != NULL) {
        buf_add_z(&b, "- ");
        buf_add(&b, k->problem);
    }
    for (size_t i = 0; i < r->claim_count; i++) {
        const struct ask_claim *c = &r->claims[i];

        if (!c->supported || c->opinion == OPINION_NO) {
            buf_add_z(&b, b.len > 0 ? "\n- \"" : "- \"");
            buf_add(&b, c->text);
            buf_add_z(&b, "\": ");
            buf_add(&b, c->supported ? STR("a second reader finds it unsupported") : c->why);
        }
    }
    if (b.len == 0) {
        buf_add_z(&b, "- too few sentences");
    }
    return buf_str(&b, k->arena);
}

static void on_summary(struct ask *k);

static void decide(struct ask *k)
{
    size_t standing = count_standing(&k->result), least = least_sentences(k);
    struct prompt_values values = k->q.values;
    struct llm_prompt prompt;

    tally(k, k->q.model)->rejected_sentences += (int64_t)(k->result.claim_count - standing);
    if (standing > 0 && standing >= least) {
        accept_answer(k);
        return;
    }
    k->result.why = k->problem.ptr != NULL
                        ? k->problem
                        : arena_fmt(k->arena, "%zu of %zu sentences stand, %zu are needed",
                                    standing, k->result.claim_count, least);
    if (k->retried || !exchanger_has_time(k->exchanger)) {
        finish(k);
        return;
    }
    k->retried = true;
    values.reasons = reasons(k);
    prompt_fill(k->arena, &k->q.model->asks, &values, &prompt);
    prompt.sentences = true;
    question(k, ASK_RETRY, k->q.model, &prompt, on_summary);
}

/* ---- the second opinion ---- */

static void judge_next(struct ask *k);

static void on_opinion(struct ask *k)
{
    if (k->exchange->error.ptr != NULL) {
        /* It is not there, or too slow: the verifier's word stands for the others too. */
        decide(k);
        return;
    }
    k->result.claims[k->judged++].opinion = ask_read_opinion(k->exchange->answer);
    judge_next(k);
}

static void judge_next(struct ask *k)
{
    const struct ask_result *r = &k->result;
    struct prompt_values values = k->q.values;
    struct llm_prompt prompt;

    while (k->judged < r->claim_count && !r->claims[k->judged].supported) {
        k->judged++;
    }
    if (k->q.judge == NULL || count_standing(r) < least_sentences(k) ||
        k->judged == r->claim_count || !exchanger_has_time(k->exchanger)) {
        decide(k);
        return;
    }
    values.claim = r->claims[k->judged].text;
    prompt_fill(k->arena, &k->q.judge->judges, &values, &prompt);
    question(k, ASK_JUDGE, k->q.judge, &prompt, on_opinion);
}

/* ---- the check ---- */

static void on_checked(void *arg, struct str answer, const struct err *err)
{
    struct ask *k = arg;
    struct checked checked;
    struct err why;

    if (err == NULL && check_read(k->arena, answer, k->q.article, &checked, &why) == -1) {
        err = &why;
    }
    if (err != NULL) {
        log_warn("model.unchecked", KV_STR("model", k->q.model->conf->name), KV_ERR(err),
                 KV_Z("next", "what cannot be checked is not used"));
        k->result.claim_count = 0;
        k->result.why = arena_fmt(k->arena, "the answer could not be checked: %s", err->text);
        finish(k);
        return;
    }
    k->problem = checked.problem;
    k->result.translated = checked.translated;
    k->result.claims = checked.claims;
    k->result.claim_count = checked.claim_count;
    k->judged = 0;
    tally(k, k->q.model)->refusals += count_standing(&k->result) == 0;
    judge_next(k);
}

static void check(struct ask *k, struct str answer)
{
    const struct ports *ports = k->asker->ports;
    const struct hints h = {
        .language = k->q.values.article_language,
        .target_language = k->q.model->conf->language,
        .title = k->q.title,
        .published = k->q.published,
        .source = k->q.article,
    };

    ports->task_fresh(ports->arg, "check", &h, answer, on_checked, k);
}

static void on_summary(struct ask *k)
{
    const struct ask_exchange *e = k->exchange;

    if (e->error.ptr != NULL && e->answer.ptr == NULL) {
        /* Nothing came: what an earlier answer left is not good enough either. */
        k->result.why = k->retried ? arena_fmt(k->arena, STR_FMT "; then " STR_FMT,
                                               STR_ARG(k->result.why), STR_ARG(e->error))
                                   : e->error;
        finish(k);
        return;
    }
    if (e->error.ptr != NULL) {
        tally(k, k->q.model)->refusals++;
        k->problem = e->error;
        k->result.claim_count = 0;
        decide(k);
        return;
    }
    check(k, e->answer);
}

struct ask *ask_new(struct asker *s, struct arena *a, const struct ask_question *q,
                    const struct ask_owner *owner)
{
    const struct exchange_terms terms = {q->feed, q->all, q->of_feed, owner->note, owner->arg};
    struct ask *k = calloc(1, sizeof(*k));

    if (k == NULL) {
        abort();
    }
    k->asker = s;
    k->arena = a;
    k->q = *q;
    k->owner = *owner;
    k->exchanger = exchanger_new(s, a, &terms);
    return k;
}

void ask_start(struct ask *k)
{
    const struct ask_question *q = &k->q;

    exchanger_until(k->exchanger, q->deadline_ms);
    if (q->cached.ptr != NULL) {
        tally(k, q->model)->cached++;
        add_exchange(k, ASK_SUMMARY, q->model, &q->prompt);
        k->exchange->answer = q->cached;
        check(k, q->cached);
    } else {
        question(k, ASK_SUMMARY, q->model, &q->prompt, on_summary);
    }
}

void ask_so_far(const struct ask *k, struct arena *a, struct ask_result *out)
{
    const struct ask_result *r = &k->result;

    *out = (struct ask_result){.exchange_count = r->exchange_count};
    out->exchanges = arena_array(a, r->exchange_count, sizeof(*out->exchanges));
    for (size_t i = 0; i < r->exchange_count; i++) {
        out->exchanges[i] = exchange_so_far(k->exchanger, &r->exchanges[i]);
    }
}

void ask_free(struct ask *k)
{
    if (k != NULL) {
        exchanger_free(k->exchanger);
        free(k);
    }
}
