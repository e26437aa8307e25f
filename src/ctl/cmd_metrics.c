/*
 * ctl/cmd_metrics - the status file in the text format of Prometheus, as its node exporter collects from files.
 */
#include <inttypes.h>

#include "core/attr.h"
#include "ctl/command.h"
#include "ctl/status.h"

enum kind { GAUGE, COUNTER };

struct metric {
    const char *name, *help;
    enum kind kind;
    size_t offset; /* of an int64_t */
};

static const struct metric globals[] = {
    {"readoutd_status_written_seconds", "When the status was written, in seconds since 1970.",
     GAUGE, offsetof(struct status, written)},
    {"readoutd_items", "Items that are known.", GAUGE, offsetof(struct status, items)},
    {"readoutd_items_waiting", "Items under way.", GAUGE, offsetof(struct status, items_waiting)},
    {"readoutd_items_failed", "Items that were given up.", GAUGE,
     offsetof(struct status, items_failed)},
    {"readoutd_notifications_waiting", "Notifications not sent yet.", GAUGE,
     offsetof(struct status, outbox_waiting)},
};

static const struct metric of_feed[] = {
    {"readoutd_feed_items", "Items that a feed has shown.", GAUGE,
     offsetof(struct feed_status, items)},
    {"readoutd_feed_failures", "Polls of a feed that failed in a row.", GAUGE,
     offsetof(struct feed_status, failures)},
};

/* Of the feeds that have a subscription at a hub. */
static const struct metric of_push[] = {
    {"readoutd_feed_subscribed", "1 while a hub brings the feed's news.", GAUGE,
     offsetof(struct push_status, active)},
    {"readoutd_feed_pushes_total", "Documents that a hub brought.", COUNTER,
     offsetof(struct push_status, pushes)},
    {"readoutd_feed_pushes_refused_total", "Documents that no hub had signed.", COUNTER,
     offsetof(struct push_status, refused)},
};

#define OF_MODEL(name, member, help)                                                          \
    {                                                                                         \
        "readoutd_model_" name "_total", help, COUNTER, offsetof(struct model_status, member) \
    }
static const struct metric of_model[] = {
    OF_MODEL("questions", questions, "Questions that were sent to a model."), //
    OF_MODEL("answers", answers, "Questions that a model answered."),
    OF_MODEL("cache_hits", cached, "Answers that were known and not asked for again."),
    OF_MODEL("retries", retries, "Questions that were the second about an article."),
    OF_MODEL("refusals", refusals,
             "Answers of which not one sentence stood: refusals, inventions, no answer at all."),
    OF_MODEL("accepted_sentences", accepted_sentences, "Sentences that went into a summary."),
    OF_MODEL("rejected_sentences", rejected_sentences, "Sentences that the check refused."),
    OF_MODEL("extractive", extractive, "Summaries that were made without the model in the end."),
    OF_MODEL("budget_ends", budget_ends, "How often its budget came to an end."),
    OF_MODEL("tokens_in", tokens_in, "Tokens that a model read."),
    OF_MODEL("tokens_out", tokens_out, "Tokens that a model wrote."),
    OF_MODEL("cost_microcents", micros, "What its answers cost, in millionths of a cent."),
};

static void add_head(struct buf *out, const struct metric *m)
{
    buf_add_fmt(out, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name,
                m->kind == GAUGE ? "gauge" : "counter");
}

/* Names of the configuration need no escape; another file might hold anything. */
static void add_label(struct buf *out, const char *label, struct str value)
{
    buf_add_fmt(out, "{%s=\"", label);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];

        if (c == '\\' || c == '"') {
            buf_add_char(out, '\\');
        }
        buf_add_char(out, c == '\n' ? ' ' : c);
    }
    buf_add_z(out, "\"}");
}

static int64_t value_of(const struct metric *m, const void *row)
{
    return *(const int64_t *)(const void *)((const char *)row + m->offset);
}

static void add_feeds(struct buf *out, const struct status *s)
{
    for (size_t k = 0; k < ARRAY_LEN(of_feed) && s->feed_count > 0; k++) {
        add_head(out, &of_feed[k]);
        for (size_t i = 0; i < s->feed_count; i++) {
            buf_add_z(out, of_feed[k].name);
            add_label(out, "feed", s->feeds[i].name);
            buf_add_fmt(out, " %" PRId64 "\n", value_of(&of_feed[k], &s->feeds[i]));
        }
    }
}

static void add_pushes(struct buf *out, const struct status *s)
{
    for (size_t k = 0; k < ARRAY_LEN(of_push); k++) {
        bool any = false;

        for (size_t i = 0; i < s->feed_count; i++) {
            if (s->feeds[i].push == NULL) {
                continue;
            }
            if (!any) {
                add_head(out, &of_push[k]);
            }
            any = true;
            buf_add_z(out, of_push[k].name);
            add_label(out, "feed", s->feeds[i].name);
            buf_add_fmt(out, " %" PRId64 "\n", value_of(&of_push[k], s->feeds[i].push));
        }
    }
}

static void add_models(struct buf *out, const struct status *s)
{
    static const struct metric paused = {"readoutd_model_paused",
                                         "1 while a model is left alone after failures.", GAUGE, 0};

    for (size_t k = 0; k < ARRAY_LEN(of_model) && s->model_count > 0; k++) {
        add_head(out, &of_model[k]);
        for (size_t i = 0; i < s->model_count; i++) {
            buf_add_z(out, of_model[k].name);
            add_label(out, "model", s->models[i].name);
            buf_add_fmt(out, " %" PRId64 "\n", value_of(&of_model[k], &s->models[i]));
        }
    }
    for (size_t i = 0; i < s->model_count; i++) {
        if (i == 0) {
            add_head(out, &paused);
        }
        buf_add_z(out, paused.name);
        add_label(out, "model", s->models[i].name);
        buf_add_z(out, s->models[i].paused ? " 1\n" : " 0\n");
    }
}

static int run_metrics(struct arena *a, const struct command *c, const struct args *args,
                       struct buf *out, struct err *err)
{
    struct status s;
    struct str json;

    (void)c;
    if (status_read(a, args, &s, &json, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < ARRAY_LEN(globals); i++) {
        add_head(out, &globals[i]);
        buf_add_fmt(out, "%s %" PRId64 "\n", globals[i].name, value_of(&globals[i], &s));
    }
    add_feeds(out, &s);
    add_pushes(out, &s);
    add_models(out, &s);
    return 0;
}

static const struct option_row options[] = {
    {"state", OPTION_PATH, offsetof(struct args, state)},
    {NULL, OPTION_FLAG, 0},
};
const struct command command_metrics = {
    "metrics",
    "[--state DIR]",
    "counters of feeds, items and models in the text format of Prometheus",
    0,
    options,
    run_metrics,
};
