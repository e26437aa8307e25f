#include "daemon/why.h"

#include <stdio.h>

#include "fmt/escape.h"
#include "fmt/json.h"
#include "fmt/time.h"
#include "store/store.h"

struct told {
    struct report report;
    struct store_exchange *exchanges;
    size_t exchange_count;
};

/* ---- for programs ---- */

static const struct json_field exchange_fields[] = {
    JSON_FIELD(struct store_exchange, purpose, STR), //
    JSON_FIELD(struct store_exchange, model, STR),
    JSON_FIELD(struct store_exchange, answered_as, STR),
    JSON_FIELD(struct store_exchange, asked, TIME),
    JSON_FIELD(struct store_exchange, answered, TIME),
    JSON_FIELD(struct store_exchange, requests, INT),
    JSON_FIELD(struct store_exchange, tokens_in, INT),
    JSON_FIELD(struct store_exchange, tokens_out, INT),
    JSON_FIELD(struct store_exchange, micros, INT),
    JSON_FIELD(struct store_exchange, system, STR),
    JSON_FIELD(struct store_exchange, prompt, STR),
    JSON_FIELD(struct store_exchange, answer, STR),
    JSON_FIELD(struct store_exchange, error, STR),
};
static const struct json_shape exchange_shape = JSON_SHAPE(struct store_exchange, exchange_fields);

#define OF_REPORT(member, kind)                                                  \
    {                                                                            \
#        member, JSON_KIND_##kind, offsetof(struct told, report.member), 0, NULL \
    }

static const struct json_field fields[] = {
    OF_REPORT(event, STR), //
    OF_REPORT(feed, STR),
    OF_REPORT(title, STR),
    OF_REPORT(link, STR),
    OF_REPORT(revision, INT),
    OF_REPORT(method, STR),
    OF_REPORT(summary, RAW),
    OF_REPORT(model, RAW),
    OF_REPORT(prompt, RAW),
    JSON_LIST(struct told, exchanges, exchange_count, &exchange_shape),
};
static const struct json_shape shape = JSON_SHAPE(struct told, fields);

/* ---- for people ---- */

static void add_line(struct buf *out, const char *name, struct str value)
{
    if (value.len > 0) {
        buf_add_fmt(out, "%s: ", name);
        escape_shown(out, value, false);
        buf_add_char(out, '\n');
    }
}

static void add_text(struct buf *out, const char *name, struct str text)
{
    if (text.ptr != NULL) {
        buf_add_fmt(out, "--- %s ---\n", name);
        escape_shown(out, text, true);
        buf_add_char(out, '\n');
    }
}

static void add_exchange(struct arena *a, struct buf *out, const struct store_exchange *e)
{
    buf_add_char(out, '\n');
    add_line(out, "Asked for", e->purpose);
    add_line(out, "Model", e->model);
    add_line(out, "Answered as", e->answered_as);
    add_line(out, "Asked", time_rfc3339(a, e->asked));
    add_line(out, "Answered", time_rfc3339(a, e->answered));
    buf_add_fmt(out, "Tokens: %lld in, %lld out\n", (long long)e->tokens_in,
                (long long)e->tokens_out);
    if (e->requests == 0 && e->answer.ptr != NULL) {
        buf_add_z(out, "Known from an earlier question of the same words\n");
    }
    add_line(out, "Error", e->error);
    add_text(out, "system", e->system.len > 0 ? e->system : STR_NULL);
    add_text(out, "prompt", e->prompt);
    add_text(out, "answer", e->answer);
}

/* Sentence by sentence, as the check found it. */
static void add_verdicts(struct arena *a, struct buf *out, struct str model)
{
    const struct json *list, *supported, *translated;
    struct json *tree;
    struct err err;

    if (model.ptr == NULL || json_parse(a, model, &tree, &err) == -1) {
        return;
    }
    add_line(out, "Not used", json_str(json_get(tree, "why")));
    translated = json_get(tree, "translated");
    if (translated != NULL && translated->type == JSON_TRUE) {
        buf_add_z(out, "Translated: checked by names and numbers only\n");
    }
    list = json_get(tree, "verdicts");
    for (const struct json *v = list == NULL ? NULL : list->child; v != NULL; v = v->next) {
        supported = json_get(v, "supported");
        buf_add_fmt(out, "Sentence " STR_FMT ": %s",
                    STR_ARG(json_get(v, "number") == NULL ? STR("?") : json_get(v, "number")->text),
                    supported != NULL && supported->type == JSON_TRUE ? "supported" : "refused");
        if (json_str(json_get(v, "judge")).len > 0) {
            buf_add_z(out, "; judge: ");
            escape_shown(out, json_str(json_get(v, "judge")), false);
        }
        if (json_str(json_get(v, "why")).len > 0) {
            buf_add_z(out, "; ");
            escape_shown(out, json_str(json_get(v, "why")), false);
        }
        buf_add_char(out, '\n');
    }
}

static void add_told(struct arena *a, struct buf *out, const struct told *t)
{
    const struct report *r = &t->report;

    add_line(out, "Title", r->title);
    add_line(out, "Feed", r->feed);
    add_line(out, "Link", r->link);
    add_line(out, "Event", r->event);
    buf_add_fmt(out, "Revision: %lld\n", (long long)r->revision);
    add_line(out, "Summary made", r->method);
    add_verdicts(a, out, r->model);
    if (t->exchange_count == 0) {
        buf_add_z(out, "No model was asked.\n");
    }
    for (size_t i = 0; i < t->exchange_count; i++) {
        add_exchange(a, out, &t->exchanges[i]);
    }
}

int why_print(const struct conf *c, const char *word, bool json, struct err *err)
{
    struct arena *a = arena_new();
    struct store *s = NULL;
    struct buf out = {0};
    struct told t = {0};
    int rc = -1;

    if (store_open_reader(arena_z(a, c->state_dir), &s, err) == -1 ||
        store_exchanges(s, a, str_z(word), &t.report, &t.exchanges, &t.exchange_count, err) == -1) {
        goto out;
    }
    if (json) {
        json_write(&out, &shape, &t);
        buf_add_char(&out, '\n');
    } else {
        add_told(a, &out, &t);
    }
    rc = fwrite(out.ptr, 1, out.len, stdout) == out.len && fflush(stdout) == 0
             ? 0
             : err_set(err, ERR_IO, "standard output cannot be written");
out:
    buf_free(&out);
    store_close(s);
    arena_free(a);
    return rc;
}
