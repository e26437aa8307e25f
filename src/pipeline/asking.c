#include "pipeline/asking.h"

static struct str copy(struct arena *a, struct str s)
{
    return s.ptr == NULL ? s : arena_str(a, s);
}

static void fill_exchanges(struct arena *a, const struct asking *k, const struct ask_result *r,
                           struct asked *out)
{
    out->exchanges = arena_array(a, r->exchange_count, sizeof(*out->exchanges));
    out->exchange_count = r->exchange_count;
    for (size_t i = 0; i < r->exchange_count; i++) {
        const struct ask_exchange *e = &r->exchanges[i];

        out->exchanges[i] = (struct store_exchange){
            .purpose = str_z(ask_purpose_name(e->purpose)),
            .model = e->model->conf->name,
            .feed = k->item->feed,
            .key = e->purpose == ASK_SUMMARY ? copy(a, k->question.key) : STR_NULL,
            .system = copy(a, e->prompt.system),
            .prompt = copy(a, e->prompt.user),
            .answer = copy(a, e->answer),
            .answered_as = copy(a, e->answered_as),
            .error = copy(a, e->error),
            .asked = e->asked,
            .answered = e->answered,
            .tokens_in = e->tokens_in,
            .tokens_out = e->tokens_out,
            .micros = e->micros,
            .requests = e->requests,
        };
    }
}

struct asked *asked_make(struct arena *a, const struct asking *k, const struct ask_result *r)
{
    struct asked *asked = arena_alloc(a, sizeof(*asked));

    provenance_make(a, &k->question, r, &asked->provenance);
    fill_exchanges(a, k, r, asked);
    return asked;
}

void asked_report(const struct asked *k, struct store_readout *r)
{
    if (k == NULL) {
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

void asking_give_late_back(struct asking *k)
{
    k->p->late_asks -= k->may_be_late;
    k->may_be_late = false;
}

void asking_free(struct asking *k)
{
    const struct ports *ports;

    if (k == NULL) {
        return;
    }
    ports = &k->p->ports;
    asking_give_late_back(k);
    ask_free(k->ask);
    ports->timer_free(ports->arg, k->timer);
    arena_free(k->arena);
}
