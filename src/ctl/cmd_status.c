/*
 * ctl/cmd_status - what readoutd last wrote about its feeds into the state folder.
 */
#include "core/limits.h"
#include "ctl/command.h"
#include "ctl/status.h"
#include "fmt/escape.h"
#include "fmt/json.h"
#include "fmt/time.h"
#include "sys/file.h"

#define NAME_WIDTH    24
#define MICROS_A_CENT 1000000

static const struct json_field push_fields[] = {
    JSON_FIELD(struct push_status, hub, STR), //
    JSON_FIELD(struct push_status, state, STR),
    JSON_FIELD(struct push_status, error, STR),
    JSON_FIELD(struct push_status, lease_end, TIME),
    JSON_FIELD(struct push_status, last_push, TIME),
    JSON_FIELD(struct push_status, pushes, INT),
    JSON_FIELD(struct push_status, refused, INT),
};
static const struct json_shape push_shape = JSON_SHAPE(struct push_status, push_fields);

static const struct json_field feed_fields[] = {
    JSON_FIELD(struct feed_status, name, STR), //
    JSON_FIELD(struct feed_status, decision, STR),
    JSON_FIELD(struct feed_status, error, STR),
    JSON_FIELD(struct feed_status, last_poll, TIME),
    JSON_FIELD(struct feed_status, due, TIME),
    JSON_FIELD(struct feed_status, failures, INT),
    JSON_FIELD(struct feed_status, items, INT),
    JSON_FIELD(struct feed_status, moved_to, STR),
    JSON_STRUCT(struct feed_status, push, &push_shape),
};
static const struct json_shape feed_shape = JSON_SHAPE(struct feed_status, feed_fields);

static const struct json_field model_fields[] = {
    JSON_FIELD(struct model_status, name, STR), //
    JSON_FIELD(struct model_status, paused, BOOL),
    JSON_FIELD(struct model_status, questions, INT),
    JSON_FIELD(struct model_status, answers, INT),
    JSON_FIELD(struct model_status, cached, INT),
    JSON_FIELD(struct model_status, retries, INT),
    JSON_FIELD(struct model_status, refusals, INT),
    JSON_FIELD(struct model_status, accepted_sentences, INT),
    JSON_FIELD(struct model_status, rejected_sentences, INT),
    JSON_FIELD(struct model_status, extractive, INT),
    JSON_FIELD(struct model_status, budget_ends, INT),
    JSON_FIELD(struct model_status, tokens_in, INT),
    JSON_FIELD(struct model_status, tokens_out, INT),
    JSON_FIELD(struct model_status, micros, INT),
};
static const struct json_shape model_shape = JSON_SHAPE(struct model_status, model_fields);

static const struct json_field later_fields[] = {
    JSON_FIELD(struct later_status, event, STR), //
    JSON_FIELD(struct later_status, item, STR),
    JSON_FIELD(struct later_status, feed, STR),
    JSON_STRS(struct later_status, also_in, also_in_count),
    JSON_FIELD(struct later_status, seen, TIME),
};
static const struct json_shape later_shape = JSON_SHAPE(struct later_status, later_fields);

static const struct json_field fields[] = {
    JSON_FIELD(struct status, written, TIME), //
    JSON_FIELD(struct status, pid, INT),
    JSON_FIELD(struct status, items, INT),
    JSON_FIELD(struct status, items_waiting, INT),
    JSON_FIELD(struct status, items_failed, INT),
    JSON_FIELD(struct status, outbox_waiting, INT),
    JSON_LIST(struct status, feeds, feed_count, &feed_shape),
    JSON_LIST(struct status, models, model_count, &model_shape),
    JSON_LIST(struct status, later, later_count, &later_shape),
};
static const struct json_shape shape = JSON_SHAPE(struct status, fields);

static void add_column(struct buf *out, struct str s, size_t width)
{
    size_t start = out->len;

    escape_shown(out, s.ptr == NULL ? STR("-") : s, false);
    do {
        buf_add_char(out, ' ');
    } while (out->len < start + width);
}

static void add_feed(struct arena *a, struct buf *out, const struct feed_status *f)
{
    add_column(out, f->name, NAME_WIDTH);
    add_column(out, time_rfc3339(a, f->last_poll), sizeof("2025-05-05T23:00:00Z"));
    add_column(out, time_rfc3339(a, f->due), sizeof("2025-05-05T23:00:00Z"));
    buf_add_fmt(out, "%6lld %8lld  ", (long long)f->items, (long long)f->failures);
    escape_shown(out, f->decision.ptr == NULL ? STR("-") : f->decision, false);
    if (f->error.len > 0) {
        buf_add_z(out, ": ");
        escape_shown(out, f->error, false);
    }
    buf_add_char(out, '\n');
}

static void add_moved(struct buf *out, const struct status *s)
{
    bool any = false;

    for (size_t i = 0; i < s->feed_count; i++) {
        if (s->feeds[i].moved_to.ptr == NULL) {
            continue;
        }
        if (!any) {
            buf_add_char(out, '\n');
            add_column(out, STR("MOVED FEED"), NAME_WIDTH);
            buf_add_z(out, "ASKED AT\n");
        }
        any = true;
        add_column(out, s->feeds[i].name, NAME_WIDTH);
        escape_shown(out, s->feeds[i].moved_to, false);
        buf_add_char(out, '\n');
    }
}

static void add_push(struct arena *a, struct buf *out, struct str feed, const struct push_status *p)
{
    add_column(out, feed, NAME_WIDTH);
    add_column(out, p->state, sizeof("LEAVING"));
    add_column(out, time_rfc3339(a, p->lease_end), sizeof("2025-05-05T23:00:00Z"));
    add_column(out, time_rfc3339(a, p->last_push), sizeof("2025-05-05T23:00:00Z"));
    buf_add_fmt(out, "%6lld %8lld  ", (long long)p->pushes, (long long)p->refused);
    escape_shown(out, p->hub, false);
    if (p->error.len > 0) {
        buf_add_z(out, ": ");
        escape_shown(out, p->error, false);
    }
    buf_add_char(out, '\n');
}

static void add_pushes(struct arena *a, struct buf *out, const struct status *s)
{
    bool any = false;

    for (size_t i = 0; i < s->feed_count; i++) {
        if (s->feeds[i].push == NULL) {
            continue;
        }
        if (!any) {
            buf_add_char(out, '\n');
            add_column(out, STR("PUSHED FEED"), NAME_WIDTH);
            add_column(out, STR("STATE"), sizeof("LEAVING"));
            add_column(out, STR("LEASE END"), sizeof("2025-05-05T23:00:00Z"));
            add_column(out, STR("LAST PUSH"), sizeof("2025-05-05T23:00:00Z"));
            buf_add_z(out, "PUSHES  REFUSED  HUB\n");
        }
        any = true;
        add_push(a, out, s->feeds[i].name, s->feeds[i].push);
    }
}

static void add_models(struct buf *out, const struct status *s)
{
    static const size_t width = sizeof("QUESTIONS");
    static const char *const heads[] = {"QUESTIONS", "ANSWERS",   "CACHED",
                                        "REFUSALS",  "ACCEPTED",  "REJECTED",
                                        "INSTEAD",   "TOKENS IN", "TOKENS OUT"};

    if (s->model_count == 0) {
        return;
    }
    buf_add_char(out, '\n');
    add_column(out, STR("MODEL"), NAME_WIDTH);
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        add_column(out, str_z(heads[i]), width);
    }
    buf_add_z(out, "CENTS STATE\n");
    for (size_t i = 0; i < s->model_count; i++) {
        const struct model_status *m = &s->models[i];
        const int64_t values[ARRAY_LEN(heads)] = {
            m->questions,          m->answers,    m->cached,    m->refusals,  m->accepted_sentences,
            m->rejected_sentences, m->extractive, m->tokens_in, m->tokens_out};

        add_column(out, m->name, NAME_WIDTH);
        for (size_t k = 0; k < ARRAY_LEN(values); k++) {
            buf_add_fmt(out, "%-*lld ", (int)width - 1, (long long)values[k]);
        }
        buf_add_fmt(out, "%5lld %s\n", (long long)(m->micros / MICROS_A_CENT),
                    m->paused ? "left alone" : "asked");
    }
}

void status_add_feeds(struct buf *out, const struct later_status *l)
{
    for (size_t i = 0; i < l->also_in_count; i++) {
        buf_add_z(out, i == 0 ? "" : ", ");
        escape_shown(out, l->also_in[i], false);
    }
}

static void add_later(struct arena *a, struct buf *out, const struct status *s)
{
    if (s->later_count == 0) {
        return;
    }
    buf_add_char(out, '\n');
    add_column(out, STR("ANOTHER FEED"), sizeof("2025-05-05T23:00:00Z"));
    buf_add_z(out, "BROUGHT LATER\n");
    for (size_t i = 0; i < s->later_count; i++) {
        const struct later_status *l = &s->later[i];

        add_column(out, time_rfc3339(a, l->seen), sizeof("2025-05-05T23:00:00Z"));
        escape_shown(out, l->feed, false);
        buf_add_char(out, '/');
        escape_shown(out, l->item, false);
        buf_add_z(out, " also in ");
        status_add_feeds(out, l);
        buf_add_char(out, '\n');
    }
}

static void add_status(struct arena *a, struct buf *out, const struct status *s)
{
    buf_add_fmt(out, "written " STR_FMT " by process %lld\n", STR_ARG(time_rfc3339(a, s->written)),
                (long long)s->pid);
    buf_add_fmt(out, "%lld items, %lld under way, %lld failed, %lld notifications waiting\n",
                (long long)s->items, (long long)s->items_waiting, (long long)s->items_failed,
                (long long)s->outbox_waiting);
    add_column(out, STR("FEED"), NAME_WIDTH);
    add_column(out, STR("LAST POLL"), sizeof("2025-05-05T23:00:00Z"));
    add_column(out, STR("NEXT DUE"), sizeof("2025-05-05T23:00:00Z"));
    buf_add_z(out, " ITEMS FAILURES  RESULT\n");
    for (size_t i = 0; i < s->feed_count; i++) {
        add_feed(a, out, &s->feeds[i]);
    }
    add_moved(out, s);
    add_pushes(a, out, s);
    add_models(out, s);
    add_later(a, out, s);
}

int status_read(struct arena *a, const struct args *args, struct status *out, struct str *json,
                struct err *err)
{
    const char *dir = args->state == NULL ? STATEDIR : args->state;
    const char *path = arena_z(a, arena_fmt(a, "%s/status.json", dir));

    if (file_read(a, path, LIMIT_DOCUMENT_BYTES, json, err) == -1) {
        return err->code == ERR_NOINPUT
                   ? err_context(err, "no readoutd has run here (--state names another folder)")
                   : -1;
    }
    if (json_read(a, *json, &shape, out, err) == -1) {
        return err_context(err, "%s", path);
    }
    for (size_t i = 0; i < out->feed_count; i++) {
        struct push_status *p = out->feeds[i].push;

        if (p != NULL) {
            p->active = str_eq(p->state, STR("active"));
        }
    }
    return 0;
}

static int run_status(struct arena *a, const struct command *c, const struct args *args,
                      struct buf *out, struct err *err)
{
    struct str json;
    struct status s;

    (void)c;
    if (status_read(a, args, &s, &json, err) == -1) {
        return -1;
    }
    if (args->json) {
        buf_add(out, json);
    } else {
        add_status(a, out, &s);
    }
    return 0;
}

static const struct option_row options[] = {
    {"json", OPTION_FLAG, offsetof(struct args, json)},
    {"state", OPTION_PATH, offsetof(struct args, state)},
    {NULL, OPTION_FLAG, 0},
};
const struct command command_status = {
    "status",
    "[--json] [--state DIR]",
    "each feed's last poll, its result and the next; models; items that other feeds brought later",
    0,
    options,
    run_status,
};
