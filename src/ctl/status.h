/*
 * ctl/status - what readoutd last wrote about itself into the state folder.
 */
#ifndef READOUT_CTL_STATUS_H
#define READOUT_CTL_STATUS_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
#include "ctl/options.h"

struct feed_status {
    struct str name, decision, error;
    int64_t last_poll, last_success, due, failures, items;
};

struct model_status {
    struct str name;
    bool paused;
    int64_t questions, answers, cached, retries, refusals, accepted_sentences, rejected_sentences,
        extractive, budget_ends, tokens_in, tokens_out, micros;
};

struct status {
    int64_t written, pid, items, items_waiting, items_failed, outbox_waiting;
    struct feed_status *feeds;
    size_t feed_count;
    struct model_status *models;
    size_t model_count;
};

/* Reads it by --state; *json is the file as it is. ERR_NOINPUT: none has run there. */
int status_read(struct arena *a, const struct args *args, struct status *out, struct str *json,
                struct err *err) ATTR_MUST_USE;

#endif
