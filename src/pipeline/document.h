/*
 * pipeline/document - a feed's document, polled or pushed: read in a worker, stored, told in the log.
 */
#ifndef READOUT_PIPELINE_DOCUMENT_H
#define READOUT_PIPELINE_DOCUMENT_H

#include "pipeline/internal.h"
#include "pipeline/settings.h"

struct document {
    const struct store_feed *feed;
    const struct settings *settings;
    struct config *config; /* whose notifiers are told; of the owner */
    struct hints hints;    /* base, content_type and known are the owner's to fill */
    struct str json;       /* of the parse task */
    struct feed *read;     /* after document_read */
    struct store_put_result result;
};

/* The parse task. */
void document_parse(struct pipeline *p, struct document *d, struct str bytes, pool_done_fn *done,
                    void *arg);
/* Disk thread: the worker's answer; ERR_SYNTAX or ERR_LIMIT when it is none. */
int document_read(struct document *d, struct arena *a, struct err *err) ATTR_MUST_USE;
/* Disk thread: its items, and those of them that other feeds have. What `put` says of the feed is filled in here. */
int document_put(struct document *d, struct store *s, struct arena *a, struct store_put *put,
                 struct err *err) ATTR_MUST_USE;
/* Loop, once it is stored: what a person should know of it, and work that is due because of it. */
void document_tell(struct pipeline *p, const struct document *d, struct str shown_url);

#endif
