#include "pipeline/ask.h"

#include <assert.h>
#include <stdlib.h>
#include <sysexits.h>

#include "core/utf8.h"
#include "pipeline/check.h"
#include "sys/clock.h"
#include "sys/log.h"

enum {
    ANSWER_BYTES = 64 << 10, /* of the whole answer of a service: what the loop may decode itself */
    TRIES = 4,               /* of one question that the service could not take */
    FIRST_WAIT_MS = 1000,
    LEAST_MS = 1000, /* with less time left nothing is sent any more */
    TOKEN_BYTES = 3, /* when a service does not count */
    WHY_BYTES = 200,
};

struct ask {
    struct asker *asker;
    struct arena *arena;
    struct ask_question q;
    ask_done_fn *done;
    void *arg;
    int64_t deadline_ms; /* monotonic */
    struct timer *timer;
    bool armed;
    /* of the question that is under way: */
    struct turn turn;
    struct ask_exchange *exchange;
    struct cost aside;
    int tries;
    void (*next)(struct ask *k); /* when it was answered, or was not: exchange->error tells */
    /* of the answer: */
    bool retried;
    struct str problem;
    size_t judged; /* claims that the judge has seen */
    size_t exchange_cap;
    struct ask_result result;
};

const char *ask_purpose_name(enum ask_purpose purpose)
{
    static const char *const names[ASK_PURPOSES] = {"summary", "retry", "judge"};

    return names[purpose];
}

static int64_t left_ms(const struct ask *k)
{
    return k->deadline_ms - clock_monotonic_ms();
}

static int64_t wall(const struct ask *k)
{
    return k->asker->ports->now(k->asker->ports->arg);
}

static struct tally_row *tally(const struct ask *k, const struct model *m)
{
    return tally_of(k->asker->tally, m->conf->name);
}

/* ---- one question and its answer ---- */

static struct cost cost_of(const struct model *m, int64_t in, int64_t out)
{
    return (struct cost){in + out, in * m->conf->input_price + out * m->conf->output_price};
}

static int64_t tokens_of(size_t bytes)
{
    return (int64_t)(bytes / TOKEN_BYTES) + 1;
}

/* The question is over, well or not. */
static void exchange_end(struct ask *k, bool good)
{
    const struct ask_exchange *e = k->exchange;
    struct str name = e->model->conf->name;
    struct cost used = {e->tokens_in + e->tokens_out, e->micros};
    struct tally_row *row = tally(k, e->model);

    row->answers += e->answer.ptr != NULL;
    row->tokens_in += e->tokens_in;
    row->tokens_out += e->tokens_out;
    row->micros += e->micros;
    budget_settle(k->asker->budget, name, k->q.feed, k->aside, used, wall(k));
    if (gate_result(k->asker->gates, name, good, clock_monotonic_ms())) {
        row->paused = !good;
        if (good) {
            log_info("model.recovered", KV_STR("model", name));
        } else {
            log_warn("model.paused", KV_STR("model", name), KV_STR("error", e->error),
                     KV_Z("next", "extractive summaries; tried again from time to time"));
        }
    }
    gate_leave(&k->turn);
    k->exchange->answered = wall(k);
    k->next(k);
}

static void exchange_failed(struct ask *k, struct str why)
{
    k->exchange->error = arena_str(
        k->arena, str_sub(why, 0, utf8_cut(why, why.len < WHY_BYTES ? why.len : WHY_BYTES)));
    exchange_end(k, false);
}

/* Rings once, unless something else comes first that makes it vain. */
static void arm(struct ask *k, int64_t ms)
{
    const struct ports *ports = k->asker->ports;

    k->armed = true;
    ports->timer_set(ports->arg, k->timer, ms);
}

/* The service cannot take it now: again while time and tries last. */
static void put_off(struct ask *k, int64_t retry_after_s, struct str why)
{
    int64_t wait = (int64_t)FIRST_WAIT_MS << (k->tries - 1);

    if (retry_after_s * 1000 > wait) {
        wait = retry_after_s * 1000;
    }
    if (k->tries >= TRIES || wait + LEAST_MS > left_ms(k)) {
        exchange_failed(k, why);
        return;
    }
    arm(k, wait);
}

static void answered(struct ask *k, struct str body)
{
    struct ask_exchange *e = k->exchange;
    struct llm_answer answer;
    struct err err;

    if (llm_read(k->arena, &e->model->target, body, &answer, &err) == -1) {
        exchange_failed(k, str_z(err.text));
        return;
    }
    e->tokens_in = answer.tokens_in >= 0 ? answer.tokens_in
                                         : tokens_of(e->prompt.system.len + e->prompt.user.len);
    e->tokens_out = answer.tokens_out >= 0 ? answer.tokens_out : tokens_of(answer.text.len);
    e->micros = cost_of(e->model, e->tokens_in, e->tokens_out).micros;
    e->answered_as = answer.model;
    e->answer = answer.text;
    if (answer.refusal.ptr != NULL) {
        e->answer = STR("");
        e->error = arena_fmt(
            k->arena, "the service refused: " STR_FMT,
            STR_ARG(str_sub(
                answer.refusal, 0,
                utf8_cut(answer.refusal, answer.refusal.len < 100 ? answer.refusal.len : 100))));
    } else if (answer.cut) {
        e->error = STR("the answer was cut off at max_tokens");
    }
    exchange_end(k, true);
}

static void on_response(void *arg, struct fetch_response *r)
{
    struct ask *k = arg;
    struct str why = r->err.code == ERR_NONE ? arena_fmt(k->arena, "HTTP %d", r->status)
                                             : arena_str(k->arena, str_z(r->err.text));
    struct str body = arena_str(k->arena, r->body);
    int64_t retry_after_s = r->retry_after_s;
    bool whole = r->err.code == ERR_NONE, good = whole && r->status >= 200 && r->status < 300;
    bool later = whole ? r->status == 429 || r->status == 408 || r->status >= 500
                       : r->err.code == ERR_NETWORK || r->err.code == ERR_TIMEOUT;

    arena_free(r->arena);
    if (good) {
        answered(k, body);
    } else if (later) {
        put_off(k, retry_after_s, why);
    } else {
        exchange_failed(k, why);
    }
}

static void on_program(void *arg, const struct spawn_result *r)
{
    struct ask *k = arg;
    struct str output = arena_str(k->arena, r->output);
    struct err err = r->err;

    if (output.len > ANSWER_BYTES) {
        exchange_failed(k, STR("the answer is larger than 64 kB"));
    } else if (err.code == ERR_NONE && r->status == 0) {
        answered(k, output);
    } else if (err.code == ERR_NONE && r->status == EX_TEMPFAIL) {
        put_off(k, -1, STR("the program asks to be run again"));
    } else {
        if (err.code == ERR_NONE) {
            err_set(&err, ERR_UNAVAILABLE, "exit status %d: " STR_FMT, r->status,
                    STR_ARG(str_trim(r->errors)));
        }
        exchange_failed(k, str_z(err.text));
    }
}

/* One request of the question that has the turn. */
static void send_request(struct ask *k)
{
    const struct ports *ports = k->asker->ports;
    struct ask_exchange *e = k->exchange;
    int64_t timeout_ms = e->model->conf->timeout_s * 1000, left = left_ms(k);
    struct llm_request plan;

    if (left < LEAST_MS) {
        exchange_failed(k, STR("no time was left"));
        return;
    }
    timeout_ms = timeout_ms < left ? timeout_ms : left;
    k->tries++;
    if (e->requests++ == 0) {
        tally(k, e->model)->questions++;
        tally(k, e->model)->retries += e->purpose == ASK_RETRY;
    }
    llm_plan(k->arena, &e->model->target, &e->prompt, &plan);
    if (plan.argv != NULL) {
        ports->spawn(ports->arg,
                     &(struct spawn_request){.argv = plan.argv,
                                             .input = plan.body,
                                             .timeout_ms = (int)timeout_ms,
                                             .max_output = ANSWER_BYTES + 1},
                     on_program, k);
        return;
    }
    ports->fetch(ports->arg,
                 &(struct fetch_request){.url = plan.url,
                                         .guard = FETCH_GUARD_NONE,
                                         .accept = STR("application/json"),
                                         .headers = plan.headers,
                                         .header_count = plan.header_count,
                                         .body = plan.body,
                                         .content_type = STR("application/json"),
                                         .max_body = ANSWER_BYTES,
                                         .timeout_ms = (int)timeout_ms,
                                         .max_redirects = -1,
                                         .no_wait = true,
                                         .patient = true},
                 on_response, k);
}

/* Nothing was sent, and nothing will be. */
static void not_sent(struct ask *k, struct str why)
{
    k->exchange->error = why;
    k->exchange->answered = wall(k);
    budget_settle(k->asker->budget, k->exchange->model->conf->name, k->q.feed, k->aside,
                  (struct cost){0, 0}, wall(k));
    gate_leave(&k->turn);
    k->next(k);
}

/* Its turn has come: but those before it may have shut the gate. */
static void begin(struct ask *k)
{
    if (gate_shut_ms(k->asker->gates, k->exchange->model->conf->name, clock_monotonic_ms()) > 0) {
        not_sent(k, arena_fmt(k->arena, "the model failed %d times in a row and is left alone",
                              GATE_FAILURES));
    } else {
        send_request(k);
    }
}

static void on_turn(struct turn *t)
{
    struct ask *k = (struct ask *)(void *)((char *)t - offsetof(struct ask, turn));

    if (!k->asker->stopping) {
        k->armed = false;
        begin(k);
    }
}

/* Either its turn never came, or the time to wait before the next request is over. */
static void on_timer(void *arg)
{
    struct ask *k = arg;
    bool armed = k->armed;

    k->armed = false;
    if (!armed) {
        return;
    }
    if (k->turn.running) {
        send_request(k);
    } else {
        not_sent(k, STR("its turn did not come in time"));
    }
}

static struct ask_exchange *add_exchange(struct ask *k, enum ask_purpose purpose,
                                         const struct model *m, const struct llm_prompt *prompt)
{
    struct ask_result *r = &k->result;

    r->exchanges = arena_grow(k->arena, r->exchanges, r->exchange_count, &k->exchange_cap,
                              sizeof(*r->exchanges));
    k->exchange = &r->exchanges[r->exchange_count++];
    *k->exchange =
        (struct ask_exchange){.purpose = purpose, .model = m, .prompt = *prompt, .asked = wall(k)};
    k->exchange->answered = k->exchange->asked;
    return k->exchange;
}

static void take_turn(struct ask *k)
{
    const struct conf_model *c = k->exchange->model->conf;
    struct budget_limits limits = {k->q.all, {c->daily_tokens, c->daily_cents}, k->q.of_feed};
    const char *which;
    bool first;

    k->aside = cost_of(k->exchange->model,
                       tokens_of(k->exchange->prompt.system.len + k->exchange->prompt.user.len),
                       c->max_tokens);
    if (!budget_take(k->asker->budget, c->name, k->q.feed, &limits, k->aside, wall(k), &which,
                     &first)) {
        if (first) {
            tally(k, k->exchange->model)->budget_ends++;
            log_warn("model.budget_spent", KV_STR("model", c->name), KV_STR("feed", k->q.feed),
                     KV_Z("of", which), KV_Z("next", "extractive summaries until midnight UTC"));
        }
        k->exchange->error = arena_fmt(k->arena, "the budget of %s is spent for today", which);
        k->next(k);
        return;
    }
    if (gate_enter(k->asker->gates, &k->turn, c->name, (size_t)c->parallel)) {
        begin(k);
    } else {
        arm(k, left_ms(k) > 0 ? left_ms(k) : 0);
    }
}

/* Sends one question; `next` goes on when it is over. */
static void question(struct ask *k, enum ask_purpose purpose, const struct model *m,
                     const struct llm_prompt *prompt, void (*next)(struct ask *k))
{
    add_exchange(k, purpose, m, prompt);
    k->tries = 0;
    k->next = next;
    take_turn(k);
}

/* ---- the summary ---- */

static void finish(struct ask *k)
{
    tally(k, k->q.model)->extractive += !k->result.accepted;
    k->done(k->arg, &k->result);
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
    if (k->retried || left_ms(k) < LEAST_MS) {
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
        k->judged == r->claim_count || left_ms(k) < LEAST_MS) {
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
                    ask_done_fn *done, void *arg)
{
    struct ask *k = calloc(1, sizeof(*k));

    if (k == NULL) {
        abort();
    }
    k->asker = s;
    k->arena = a;
    k->q = *q;
    k->done = done;
    k->arg = arg;
    k->turn.begin = on_turn;
    k->timer = s->ports->timer_new(s->ports->arg, on_timer, k);
    return k;
}

void ask_start(struct ask *k)
{
    const struct ask_question *q = &k->q;

    k->deadline_ms = clock_monotonic_ms() + q->deadline_ms;
    if (q->cached.ptr != NULL) {
        tally(k, q->model)->cached++;
        add_exchange(k, ASK_SUMMARY, q->model, &q->prompt)->answer = q->cached;
        check(k, q->cached);
    } else {
        question(k, ASK_SUMMARY, q->model, &q->prompt, on_summary);
    }
}

void ask_free(struct ask *k)
{
    if (k == NULL) {
        return;
    }
    gate_leave(&k->turn);
    k->asker->ports->timer_free(k->asker->ports->arg, k->timer);
    free(k);
}
