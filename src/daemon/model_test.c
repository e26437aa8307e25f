#include "daemon/model_test.h"

#include <event2/event.h>
#include <stdio.h>

#include "fmt/escape.h"
#include "llm/prompts.h"
#include "pipeline/ask.h"
#include "sys/clock.h"

#define SENTENCES 4

struct trial {
    struct event_base *base;
    const struct ask_result *result; /* NULL until it is over */
};

static void on_asked(void *arg, const struct ask_result *r)
{
    struct trial *t = arg;

    t->result = r;
    event_base_loopbreak(t->base);
}

static void add_claim(struct buf *out, size_t number, const struct ask_claim *c)
{
    static const char *const opinions[] = {"", ", the judge says yes", ", the judge says no"};

    buf_add_fmt(out, "%zu. %s%s: ", number, c->supported ? "supported" : "refused",
                opinions[c->opinion]);
    escape_shown(out, c->text, false);
    if (c->why.len > 0) {
        buf_add_z(out, "\n   ");
        escape_shown(out, c->why, false);
    }
    buf_add_char(out, '\n');
}

static void add_exchange(struct buf *out, const struct ask_exchange *e)
{
    buf_add_fmt(out, "%s: %lld tokens in, %lld out, requests: %lld", ask_purpose_name(e->purpose),
                (long long)e->tokens_in, (long long)e->tokens_out, (long long)e->requests);
    if (e->error.len > 0) {
        buf_add_z(out, "; ");
        escape_shown(out, e->error, false);
    }
    buf_add_char(out, '\n');
}

static void print_result(const struct ask_result *r, int64_t ms)
{
    struct buf out = {0};

    for (size_t i = 0; i < r->exchange_count; i++) {
        add_exchange(&out, &r->exchanges[i]);
    }
    for (size_t i = 0; i < r->claim_count; i++) {
        add_claim(&out, i + 1, &r->claims[i]);
    }
    buf_add_fmt(&out, "%s after %lld ms%s\n", r->accepted ? "would be used" : "would not be used",
                (long long)ms,
                r->accepted && r->translated ? ", checked as a translation only" : "");
    fwrite(out.ptr, 1, out.len, stdout);
    buf_free(&out);
}

/* Whether anything was answered at all. */
static bool has_answer(const struct ask_result *r)
{
    for (size_t i = 0; i < r->exchange_count; i++) {
        if (r->exchanges[i].answer.ptr != NULL) {
            return true;
        }
    }
    return false;
}

int model_test(struct event_base *base, const struct ports *ports, const struct config *c,
               const char *name, struct err *err)
{
    const struct model *m = config_model(c, str_z(name));
    struct arena *a = arena_new();
    struct asker asker = {.ports = ports};
    struct ask_question q = {
        .model = m,
        .feed = STR("sample"),
        .title = STR("Repaired harbor bridge opens in Port Hale"),
        .link = STR("https://readoutd.example/sample"),
        .article = prompt_sample,
        .article_language = STR("en"),
        .published = ports->now(ports->arg),
        .sentences = SENTENCES,
        .all = {-1, -1},
        .of_feed = {-1, -1},
        .deadline_ms = c->conf->model_deadline_s * 1000,
    };
    struct trial t = {.base = base};
    const struct ask_owner owner = {.done = on_asked, .arg = &t};
    int64_t started = clock_monotonic_ms();
    struct ask *ask;
    int rc = 0;

    if (m == NULL) {
        arena_free(a);
        return err_set(err, ERR_CONFIG, "no such model in the configuration");
    }
    asker.gates = gates_new();
    asker.budget = budget_new();
    asker.tally = tally_new();
    q.judge = config_model(c, m->conf->judge);
    ask_prepare(a, &q);
    ask = ask_new(&asker, a, &q, &owner);
    ask_start(ask);
    if (t.result == NULL) {
        event_base_dispatch(base);
    }
    if (t.result == NULL) {
        rc = err_set(err, ERR_INTERNAL, "the question did not end");
    } else {
        print_result(t.result, clock_monotonic_ms() - started);
        if (!t.result->accepted) {
            rc = err_set(err, has_answer(t.result) ? ERR_SYNTAX : ERR_UNAVAILABLE, STR_FMT,
                         STR_ARG(t.result->why));
        }
    }
    ask_free(ask);
    gates_free(asker.gates);
    budget_free(asker.budget);
    tally_free(asker.tally);
    arena_free(a);
    return rc;
}
