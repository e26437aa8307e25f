/*
 * ctl/cmd_status - what readoutd last wrote about its feeds into the state folder.
 */
#include "core/limits.h"
#include "ctl/command.h"
#include "fmt/escape.h"
#include "fmt/json.h"
#include "fmt/time.h"
#include "sys/file.h"

#define NAME_WIDTH 24

struct feed_status {
    struct str name, decision, error;
    int64_t last_poll, due, failures, items;
};

static const struct json_field feed_fields[] = {
    JSON_FIELD(struct feed_status, name, STR), //
    JSON_FIELD(struct feed_status, decision, STR),   JSON_FIELD(struct feed_status, error, STR),
    JSON_FIELD(struct feed_status, last_poll, TIME), JSON_FIELD(struct feed_status, due, TIME),
    JSON_FIELD(struct feed_status, failures, INT),   JSON_FIELD(struct feed_status, items, INT),
};
static const struct json_shape feed_shape = JSON_SHAPE(struct feed_status, feed_fields);

struct status {
    int64_t written, pid, items, items_waiting, items_failed, outbox_waiting;
    struct feed_status *feeds;
    size_t feed_count;
};

static const struct json_field fields[] = {
    JSON_FIELD(struct status, written, TIME), //
    JSON_FIELD(struct status, pid, INT),
    JSON_FIELD(struct status, items, INT),
    JSON_FIELD(struct status, items_waiting, INT),
    JSON_FIELD(struct status, items_failed, INT),
    JSON_FIELD(struct status, outbox_waiting, INT),
    JSON_LIST(struct status, feeds, feed_count, &feed_shape),
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
}

static int run_status(struct arena *a, const struct command *c, const struct args *args,
                      struct buf *out, struct err *err)
{
    const char *dir = args->state == NULL ? STATEDIR : args->state;
    const char *path = arena_z(a, arena_fmt(a, "%s/status.json", dir));
    struct str json;
    struct status s;

    (void)c;
    if (file_read(a, path, LIMIT_DOCUMENT_BYTES, &json, err) == -1) {
        return err->code == ERR_NOINPUT
                   ? err_context(err, "no readoutd has run here (--state names another folder)")
                   : -1;
    }
    if (json_read(a, json, &shape, &s, err) == -1) {
        return err_context(err, "%s", path);
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
    "each feed's last poll, its result and the next",
    0,
    options,
    run_status,
};
