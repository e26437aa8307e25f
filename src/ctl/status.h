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

struct push_status {
    struct str hub, state, error;
    int64_t lease_end, last_push, pushes, refused;
    int64_t active; /* 1: it is */
};

struct feed_status {
    struct str name, decision, error;
    struct str moved_to; /* absent: it is asked at its own address */
    int64_t last_poll, last_success, due, failures, items;
    struct push_status *push; /* NULL: no subscription at a hub */
};

struct model_status {
    struct str name;
    bool paused;
    int64_t questions, answers, cached, retries, refusals, accepted_sentences, rejected_sentences,
        extractive, budget_ends, tokens_in, tokens_out, micros;
};

/* An item that other feeds brought after its file was written. */
struct later_status {
    struct str event, item, feed;
    struct str *also_in;
    size_t also_in_count;
    int64_t seen;
};

struct status {
    int64_t written, pid, items, items_waiting, items_failed, outbox_waiting;
    struct feed_status *feeds;
    size_t feed_count;
    struct model_status *models;
    size_t model_count;
    struct later_status *later;
    size_t later_count;
};

/* Reads it by --state; *json is the file as it is. ERR_NOINPUT: none has run there. */
int status_read(struct arena *a, const struct args *args, struct status *out, struct str *json,
                struct err *err) ATTR_MUST_USE;
/* The names of the other feeds. */
void status_add_feeds(struct buf *out, const struct later_status *l) ATTR_NONNULL;

#endif
