#include "pipeline/provenance.h"

#include "core/utf8.h"
#include "fmt/json.h"
#include "fmt/sha.h"
#include "fmt/time.h"

enum { WHY_BYTES = 160 };

/* ---- the summary ---- */

struct sentence_view {
    struct str text;
    struct span source;
};

static const struct json_field sentence_fields[] = {
    JSON_FIELD(struct sentence_view, text, STR), //
    JSON_FIELD(struct sentence_view, source, SPAN),
};
static const struct json_shape sentence_shape = JSON_SHAPE(struct sentence_view, sentence_fields);

static struct str make_summary(struct arena *a, const struct ask_result *r)
{
    struct buf b = {0};

    buf_add_char(&b, '[');
    for (size_t i = 0; i < r->claim_count; i++) {
        const struct sentence_view view = {r->claims[i].text, r->claims[i].source};

        if (r->claims[i].accepted) {
            buf_add_z(&b, b.len > 1 ? "," : "");
            json_write(&b, &sentence_shape, &view);
        }
    }
    buf_add_char(&b, ']');
    return buf_str(&b, a);
}

/* ---- the verdicts ---- */

struct verdict_view {
    int64_t number;   /* of the sentence in the answer, from 1 */
    int64_t sentence; /* of the summary, from 1; -1: it is not in it */
    bool supported;
    double score;
    struct str why, judge, sha256;
};

static const struct json_field verdict_fields[] = {
    JSON_FIELD(struct verdict_view, number, INT), //
    JSON_FIELD(struct verdict_view, sentence, COUNT),
    JSON_FIELD(struct verdict_view, supported, BOOL),
    JSON_FIELD(struct verdict_view, score, REAL),
    JSON_FIELD(struct verdict_view, why, STR),
    JSON_FIELD(struct verdict_view, judge, STR),
    JSON_FIELD(struct verdict_view, sha256, STR),
};
static const struct json_shape verdict_shape = JSON_SHAPE(struct verdict_view, verdict_fields);

static struct str opinion_word(const struct ask_question *q, enum ask_opinion opinion)
{
    static const struct str words[] = {STR_INIT("not asked"), STR_INIT("yes"), STR_INIT("no")};

    return q->judge == NULL ? STR_NULL : words[opinion];
}

static struct verdict_view *make_verdicts(struct arena *a, const struct ask_question *q,
                                          const struct ask_result *r)
{
    struct verdict_view *list = arena_array(a, r->claim_count, sizeof(*list));
    int64_t accepted = 0;

    for (size_t i = 0; i < r->claim_count; i++) {
        const struct ask_claim *c = &r->claims[i];

        list[i] = (struct verdict_view){
            .number = (int64_t)i + 1,
            .sentence = c->accepted ? ++accepted : -1,
            .supported = c->supported,
            .score = c->score,
            .why = str_sub(c->why, 0,
                           utf8_cut(c->why, c->why.len < WHY_BYTES ? c->why.len : WHY_BYTES)),
            .judge = opinion_word(q, c->opinion),
            .sha256 = sha_hex(a, c->text),
        };
    }
    return list;
}

/* ---- the whole ---- */

struct model_view {
    struct str name, type, model, answered_as, judge, language, why;
    bool accepted, cached, retried, translated;
    int64_t asked, answered, requests, tokens_in, tokens_out, article_cut;
    struct verdict_view *verdicts;
    size_t verdict_count;
};

static const struct json_field model_fields[] = {
    JSON_FIELD(struct model_view, name, STR), //
    JSON_FIELD(struct model_view, type, STR),
    JSON_FIELD(struct model_view, model, STR),
    JSON_FIELD(struct model_view, answered_as, STR),
    JSON_FIELD(struct model_view, accepted, BOOL),
    JSON_FIELD(struct model_view, why, STR),
    JSON_FIELD(struct model_view, asked, TIME),
    JSON_FIELD(struct model_view, answered, TIME),
    JSON_FIELD(struct model_view, requests, INT),
    JSON_FIELD(struct model_view, cached, BOOL),
    JSON_FIELD(struct model_view, retried, BOOL),
    JSON_FIELD(struct model_view, tokens_in, INT),
    JSON_FIELD(struct model_view, tokens_out, INT),
    JSON_FIELD(struct model_view, article_cut, INT),
    JSON_FIELD(struct model_view, translated, BOOL),
    JSON_FIELD(struct model_view, language, STR),
    JSON_FIELD(struct model_view, judge, STR),
    JSON_LIST(struct model_view, verdicts, verdict_count, &verdict_shape),
};
static const struct json_shape model_shape = JSON_SHAPE(struct model_view, model_fields);

static struct str make_model(struct arena *a, const struct ask_question *q,
                             const struct ask_result *r)
{
    const struct conf_model *c = q->model->conf;
    struct model_view view = {
        .name = c->name,
        .type = c->type,
        .model = c->model,
        .judge = q->judge == NULL ? STR_NULL : q->judge->conf->name,
        .language = c->language,
        .why = r->accepted ? STR_NULL : r->why,
        .accepted = r->accepted,
        .cached = q->cached.ptr != NULL,
        .translated = r->translated,
        .asked = r->exchanges[0].asked,
        .answered = TIME_NONE,
        .article_cut = (int64_t)q->article_cut,
        .verdicts = make_verdicts(a, q, r),
        .verdict_count = r->claim_count,
    };
    struct buf b = {0};

    for (size_t i = 0; i < r->exchange_count; i++) {
        const struct ask_exchange *e = &r->exchanges[i];

        view.answered = e->answer.ptr != NULL ? e->answered : view.answered;
        view.requests += e->requests;
        view.tokens_in += e->tokens_in;
        view.tokens_out += e->tokens_out;
        view.retried = view.retried || e->purpose == ASK_RETRY;
        if (e->purpose != ASK_JUDGE && e->answered_as.ptr != NULL) {
            view.answered_as = e->answered_as;
        }
    }
    json_write(&b, &model_shape, &view);
    return buf_str(&b, a);
}

struct prompt_view {
    struct str template, version, sha256, sent_sha256;
};

static const struct json_field prompt_fields[] = {
    JSON_FIELD(struct prompt_view, template, STR), //
    JSON_FIELD(struct prompt_view, version, STR),
    JSON_FIELD(struct prompt_view, sha256, STR),
    JSON_FIELD(struct prompt_view, sent_sha256, STR),
};
static const struct json_shape prompt_shape = JSON_SHAPE(struct prompt_view, prompt_fields);

void provenance_make(struct arena *a, const struct ask_question *q, const struct ask_result *r,
                     struct provenance *out)
{
    const struct prompt_template *t = &q->model->asks;
    const struct prompt_view prompt = {
        .template = t->name,
        .version = t->version,
        .sha256 = t->sha256,
        .sent_sha256 = sha_hex(a, q->prompt.user),
    };
    struct buf b = {0};

    out->summary = r->accepted ? make_summary(a, r) : STR_NULL;
    out->model = make_model(a, q, r);
    json_write(&b, &prompt_shape, &prompt);
    out->prompt = buf_str(&b, a);
}
