/*
 * serve/callback - the small HTTP server to which hubs come: questions and documents go to the pipeline, its answers back.
 *
 * On the loop, and never waits. A connection is one request, and is closed after it; head, body, time, connections and
 * the bytes of all of them are bounded. Only addresses that are a subscription's have their bodies read. No TLS: that
 * is the business of what stands before it.
 */
#ifndef READOUT_SERVE_CALLBACK_H
#define READOUT_SERVE_CALLBACK_H

#include <stdint.h>

#include "core/err.h"
#include "pipeline/push.h"

struct event_base;
struct callback;

struct callback_options {
    const char *listen;   /* ADDRESS:PORT */
    int64_t max_buffered; /* bytes of all bodies together */
};

/* Listens. ERR_OS, ERR_PERMISSION or ERR_CANTCREATE with the address when it cannot; NULL then. */
struct callback *callback_new(struct event_base *base, struct pipeline *p,
                              const struct callback_options *o, struct err *err) ATTR_MUST_USE;
/* Drops all connections. What the pipeline still answers must not reach it any more. */
void callback_free(struct callback *c);
/* Of a reload: another address is listened on before the old one is given up. */
int callback_configure(struct callback *c, const struct callback_options *o,
                       struct err *err) ATTR_MUST_USE;
/* ports.push_answer. */
void callback_answer(struct callback *c, uint64_t id, const struct push_answer *answer);

#endif
