#include "daemon/sample.h"

#include <event2/event.h>

#include "deliver/spool.h"
#include "fmt/sha.h"
#include "fmt/time.h"
#include "pipeline/delivery.h"

struct outcome {
    struct event_base *base;
    struct err err;
    bool ended;
};

static void on_delivered(void *arg, const struct delivery_end *end)
{
    struct outcome *o = arg;

    o->err = end->err == NULL ? (struct err){.code = ERR_NONE} : *end->err;
    if (end->err == NULL && end->note.len > 0) {
        err_set(&o->err, ERR_UNAVAILABLE, "sent, but not to all: " STR_FMT, STR_ARG(end->note));
    }
    o->ended = true;
    event_base_loopbreak(o->base);
}

static struct report sample_report(struct arena *a, int64_t now)
{
    return (struct report){
        .event = sha_hex(a, arena_fmt(a, "sample %lld", (long long)now)),
        .feed = STR("sample"),
        .feed_url = STR("https://readoutd.example/sample.xml"),
        .link = STR("https://readoutd.example/sample"),
        .title = STR("Sample: no event took place"),
        .published = now,
        .updated = TIME_NONE,
        .revision = 1,
        .detected = now,
        .fetched = now,
        .source = STR("feed"),
        .article_url = STR("https://readoutd.example/sample"),
        .article_sha256 = sha_hex(a, STR("This is a sample of a notification.")),
        .article_text = STR("This is a sample of a notification."),
        .summary = STR("[{\"text\":\"This is a sample of a notification.\",\"source\":[0,35]}]"),
        .method = STR("extractive"),
        .readout = STR("{\"is_readout\":false}"),
        .spool_name = STR("sample"),
    };
}

int sample_send(struct event_base *base, const struct ports *ports, const struct config *c,
                const char *name, struct err *err)
{
    const struct notify_target *target = config_target(c, str_z(name));
    struct arena *a = arena_new();
    struct outcome o = {.base = base};
    struct buf json = {0};
    struct report report = sample_report(a, ports->now(ports->arg));
    struct notify_input input = {.report = &report, .now = report.detected, .sample = true};
    struct delivery d;
    int rc = -1;

    if (target == NULL) {
        err_set(err, ERR_CONFIG, "no notifier \"%s\" in the configuration", name);
        goto out;
    }
    spool_json(&json, &report);
    input.json = buf_view(&json);
    if (notify_find(target->type)->plan(a, target, &input, &d, err) == -1) {
        goto out;
    }
    delivery_start(ports, a, &d, on_delivered, &o);
    if (!o.ended) {
        event_base_dispatch(base);
    }
    *err = o.err;
    rc = err->code == ERR_NONE ? 0 : -1;
out:
    buf_free(&json);
    arena_free(a);
    return rc;
}
