/*
 * pipeline/push - what hubs ask and bring, as a listener hands it in; answered by ports.push_answer, once each.
 *
 * The listener gives each request a number. Its head comes first: a request to an address that nobody has is
 * answered before any body is read. A document is taken (2xx) when its items are stored, or when it is worth nothing;
 * who gets no answer, or 503, is to bring it again.
 */
#ifndef READOUT_PIPELINE_PUSH_H
#define READOUT_PIPELINE_PUSH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "pipeline/pipeline.h"

struct push_answer {
    int status;       /* of HTTP; 0: go on, the body is wanted */
    struct str body;  /* valid during the call */
    int64_t max_body; /* with status 0 */
};

/* All strings are copied. */
struct push_head {
    uint64_t id;
    bool post;        /* a document; else a question about a subscription */
    struct str token; /* the last part of the path */
    struct str query;
};
void pipeline_push_head(struct pipeline *p, const struct push_head *h) ATTR_NONNULL;

struct push_document {
    uint64_t id;
    struct str token, content_type, signature;
    struct buf *body; /* taken: it is empty afterwards */
};
void pipeline_push_document(struct pipeline *p, const struct push_document *d) ATTR_NONNULL;

#endif
