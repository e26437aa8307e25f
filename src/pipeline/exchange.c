#include "pipeline/exchange.h"

#include <stdlib.h>
#include <sysexits.h>

#include "core/utf8.h"
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

struct exchanger {
    struct asker *asker;
    struct arena *arena;
    struct exchange_terms terms;
    int64_t deadline_ms; /* monotonic */
    struct timer *timer;
    bool armed;
    /* of the question that is under way: */
    struct turn turn;
    struct ask_exchange *exchange;
    struct cost aside;
    int tries;
    int unheard; /* requests that were sent and whose answer was lost */
    void (*over)(void *arg);
    void *arg;
};

const char *ask_purpose_name(enum ask_purpose purpose)
{
    static const char *const names[ASK_PURPOSES] = {"summary", "retry", "judge"};

    return names[purpose];
}

static int64_t left_ms(const struct exchanger *x)
{
    return x->deadline_ms - clock_monotonic_ms();
}

static int64_t wall(const struct exchanger *x)
{
    return x->asker->ports->now(x->asker->ports->arg);
}

static struct tally_row *tally(const struct exchanger *x, const struct model *m)
{
    return tally_of(x->asker->tally, m->conf->name);
}

static struct cost cost_of(const struct model *m, int64_t in, int64_t out)
{
    return (struct cost){in + out, in * m->conf->input_price + out * m->conf->output_price};
}

static int64_t tokens_of(size_t bytes)
{
    return (int64_t)(bytes / TOKEN_BYTES) + 1;
}

static int64_t tokens_in(const struct ask_exchange *e)
{
    return tokens_of(e->prompt.system.len + e->prompt.user.len);
}

/* Adds what so many answers that nobody heard may have come to: the service counts them all the same. */
static void count_unheard(struct ask_exchange *e, int64_t answers)
{
    e->tokens_in += answers * tokens_in(e);
    e->tokens_out += answers * e->model->conf->max_tokens;
    e->micros = cost_of(e->model, e->tokens_in, e->tokens_out).micros;
}

/* The question is over, well or not. */
static void exchange_end(struct exchanger *x, bool good)
{
    struct ask_exchange *e = x->exchange;
    struct str name = e->model->conf->name;
    struct tally_row *row = tally(x, e->model);
    struct cost used;

    count_unheard(e, x->unheard);
    used = (struct cost){e->tokens_in + e->tokens_out, e->micros};
    row->answers += e->answer.ptr != NULL;
    row->tokens_in += e->tokens_in;
    row->tokens_out += e->tokens_out;
    row->micros += e->micros;
    budget_settle(x->asker->budget, name, x->terms.feed, x->aside, used, wall(x));
    if (gate_result(x->asker->gates, name, good, clock_monotonic_ms())) {
        row->paused = !good;
        if (good) {
            log_info("model.recovered", KV_STR("model", name));
        } else {
            log_warn("model.paused", KV_STR("model", name), KV_STR("error", e->error),
                     KV_Z("next", "extractive summaries; tried again from time to time"));
        }
    }
    gate_leave(&x->turn);
    e->answered = wall(x);
    x->over(x->arg);
}

static void exchange_failed(struct exchanger *x, struct str why)
{
    x->exchange->error = arena_str(
        x->arena, str_sub(why, 0, utf8_cut(why, why.len < WHY_BYTES ? why.len : WHY_BYTES)));
    exchange_end(x, false);
}

/* Rings once, unless something else comes first that makes it vain. */
static void arm(struct exchanger *x, int64_t ms)
{
    const struct ports *ports = x->asker->ports;

    x->armed = true;
    ports->timer_set(ports->arg, x->timer, ms);
}

/* The service cannot take it now: again while time and tries last. */
static void put_off(struct exchanger *x, int64_t retry_after_s, struct str why)
{
    int64_t wait = (int64_t)FIRST_WAIT_MS << (x->tries - 1);

    if (retry_after_s * 1000 > wait) {
        wait = retry_after_s * 1000;
    }
    if (x->tries >= TRIES || wait + LEAST_MS > left_ms(x)) {
        exchange_failed(x, why);
        return;
    }
    arm(x, wait);
}

static void answered(struct exchanger *x, struct str body)
{
    struct ask_exchange *e = x->exchange;
    struct llm_answer answer;
    struct err err;

    if (llm_read(x->arena, &e->model->target, body, &answer, &err) == -1) {
        x->unheard++;
        exchange_failed(x, str_z(err.text));
        return;
    }
    e->tokens_in = answer.tokens_in >= 0 ? answer.tokens_in : tokens_in(e);
    e->tokens_out = answer.tokens_out >= 0 ? answer.tokens_out : tokens_of(answer.text.len);
    e->answered_as = answer.model;
    e->answer = answer.text;
    if (answer.refusal.ptr != NULL) {
        e->answer = STR("");
        e->error = arena_fmt(
            x->arena, "the service refused: " STR_FMT,
            STR_ARG(str_sub(
                answer.refusal, 0,
                utf8_cut(answer.refusal, answer.refusal.len < 100 ? answer.refusal.len : 100))));
    } else if (answer.cut) {
        e->error = STR("the answer was cut off at max_tokens");
    }
    exchange_end(x, true);
}

/* What the service says itself is not shown: it may repeat the key. */
static struct str status_text(struct arena *a, int status)
{
    static const struct {
        int status;
        const char *means;
    } rows[] = {
        {401, ": the service does not accept the key"},
        {402, ": the service wants to be paid"},
        {403, ": the service does not allow it with this key"},
        {404, ": the service knows no such url or model"},
        {429, ": asked too often, or the quota is used up"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].status == status) {
            return arena_fmt(a, "HTTP %d%s", status, rows[i].means);
        }
    }
    return arena_fmt(a, "HTTP %d", status);
}

static void on_response(void *arg, struct fetch_response *r)
{
    struct exchanger *x = arg;
    struct str why = r->err.code == ERR_NONE ? status_text(x->arena, r->status)
                                             : arena_str(x->arena, str_z(r->err.text));
    struct str body = arena_str(x->arena, r->body);
    int64_t retry_after_s = r->retry_after_s;
    bool whole = r->err.code == ERR_NONE, good = whole && r->status >= 200 && r->status < 300;
    bool later = whole ? r->status == 429 || r->status == 408 || r->status >= 500
                       : r->err.code == ERR_NETWORK || r->err.code == ERR_TIMEOUT;

    x->unheard += !whole && r->sent;
    arena_free(r->arena);
    if (good) {
        answered(x, body);
    } else if (later) {
        put_off(x, retry_after_s, why);
    } else {
        exchange_failed(x, why);
    }
}

static void on_program(void *arg, const struct spawn_result *r)
{
    struct exchanger *x = arg;
    struct str output = arena_str(x->arena, r->output);
    struct err err = r->err;

    x->unheard += err.code == ERR_TIMEOUT;
    if (output.len > ANSWER_BYTES) {
        exchange_failed(x, STR("the answer is larger than 64 kB"));
    } else if (err.code == ERR_NONE && r->status == 0) {
        answered(x, output);
    } else if (err.code == ERR_NONE && r->status == EX_TEMPFAIL) {
        put_off(x, -1, STR("the program asks to be run again"));
    } else {
        if (err.code == ERR_NONE) {
            err_set(&err, ERR_UNAVAILABLE, "exit status %d: " STR_FMT, r->status,
                    STR_ARG(str_trim(r->errors)));
        }
        exchange_failed(x, str_z(err.text));
    }
}

/* One request of the question that has the turn. */
static void send_request(struct exchanger *x)
{
    const struct ports *ports = x->asker->ports;
    struct ask_exchange *e = x->exchange;
    int64_t timeout_ms = e->model->conf->timeout_s * 1000, left = left_ms(x);
    struct llm_request plan;

    if (left < LEAST_MS) {
        exchange_failed(x, STR("no time was left"));
        return;
    }
    timeout_ms = timeout_ms < left ? timeout_ms : left;
    x->tries++;
    if (e->requests++ == 0) {
        tally(x, e->model)->questions++;
        tally(x, e->model)->retries += e->purpose == ASK_RETRY;
    }
    llm_plan(x->arena, &e->model->target, &e->prompt, &plan);
    if (plan.argv != NULL) {
        ports->spawn(ports->arg,
                     &(struct spawn_request){.argv = plan.argv,
                                             .input = plan.body,
                                             .timeout_ms = (int)timeout_ms,
                                             .max_output = ANSWER_BYTES + 1},
                     on_program, x);
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
                 on_response, x);
}

/* Nothing was sent, and nothing will be. */
static void not_sent(struct exchanger *x, struct str why)
{
    x->exchange->error = why;
    x->exchange->answered = wall(x);
    gate_leave(&x->turn);
    x->over(x->arg);
}

static void go(void *arg)
{
    struct exchanger *x = arg;

    if (!x->asker->stopping) {
        send_request(x);
    }
}

/* Only whose turn has come puts something aside: those that wait may never need it. */
static bool put_aside(struct exchanger *x)
{
    const struct conf_model *c = x->exchange->model->conf;
    const struct budget_limits limits = {
        x->terms.all, {c->daily_tokens, c->daily_cents}, x->terms.of_feed};
    struct cost most = cost_of(x->exchange->model, tokens_in(x->exchange), c->max_tokens);
    const char *which;
    bool first;

    if (budget_take(x->asker->budget, c->name, x->terms.feed, &limits, most, wall(x), &which,
                    &first)) {
        x->aside = most;
        return true;
    }
    if (first) {
        tally(x, x->exchange->model)->budget_ends++;
        log_warn("model.budget_spent", KV_STR("model", c->name), KV_STR("feed", x->terms.feed),
                 KV_Z("of", which), KV_Z("next", "extractive summaries until midnight UTC"));
    }
    not_sent(x, arena_fmt(x->arena, "the budget of %s is spent for today", which));
    return false;
}

/* Its turn has come: but those before it may have shut the gate. */
static void begin(struct exchanger *x)
{
    struct ask_exchange most = *x->exchange;

    if (gate_shut_ms(x->asker->gates, x->exchange->model->conf->name, clock_monotonic_ms()) > 0) {
        not_sent(x, arena_fmt(x->arena, "the model failed %d times in a row and is left alone",
                              GATE_FAILURES));
        return;
    }
    if (!put_aside(x)) {
        return;
    }
    if (x->terms.note == NULL) {
        send_request(x);
        return;
    }
    count_unheard(&most, 1);
    x->terms.note(x->terms.note_arg, &most, go, x);
}

static void on_turn(struct turn *t)
{
    struct exchanger *x =
        (struct exchanger *)(void *)((char *)t - offsetof(struct exchanger, turn));

    if (!x->asker->stopping) {
        x->armed = false;
        begin(x);
    }
}

/* Either its turn never came, or the time to wait before the next request is over. */
static void on_timer(void *arg)
{
    struct exchanger *x = arg;
    bool armed = x->armed;

    x->armed = false;
    if (!armed) {
        return;
    }
    if (x->turn.running) {
        send_request(x);
    } else {
        not_sent(x, STR("its turn did not come in time"));
    }
}

static void take_turn(struct exchanger *x)
{
    const struct conf_model *c = x->exchange->model->conf;

    if (gate_enter(x->asker->gates, &x->turn, c->name, (size_t)c->parallel)) {
        begin(x);
    } else {
        arm(x, left_ms(x) > 0 ? left_ms(x) : 0);
    }
}

struct exchanger *exchanger_new(struct asker *s, struct arena *a,
                                const struct exchange_terms *terms)
{
    struct exchanger *x = calloc(1, sizeof(*x));

    if (x == NULL) {
        abort();
    }
    x->asker = s;
    x->arena = a;
    x->terms = *terms;
    x->turn.begin = on_turn;
    x->timer = s->ports->timer_new(s->ports->arg, on_timer, x);
    return x;
}

void exchanger_free(struct exchanger *x)
{
    if (x == NULL) {
        return;
    }
    gate_leave(&x->turn);
    x->asker->ports->timer_free(x->asker->ports->arg, x->timer);
    free(x);
}

void exchanger_until(struct exchanger *x, int64_t ms)
{
    x->deadline_ms = clock_monotonic_ms() + ms;
}

bool exchanger_has_time(const struct exchanger *x)
{
    return left_ms(x) >= LEAST_MS;
}

void exchange_start(struct exchanger *x, struct ask_exchange *e, void (*over)(void *arg), void *arg)
{
    x->exchange = e;
    x->over = over;
    x->arg = arg;
    x->tries = x->unheard = 0;
    e->asked = e->answered = wall(x);
    take_turn(x);
}

struct ask_exchange exchange_so_far(const struct exchanger *x, const struct ask_exchange *e)
{
    struct ask_exchange now = *e;

    if (e == x->exchange && e->requests > 0 && e->answer.ptr == NULL && e->error.ptr == NULL) {
        count_unheard(&now, x->unheard + 1);
    }
    return now;
}
