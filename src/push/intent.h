/*
 * push/intent - what is asked of a hub, and what it asks back: forms and query strings.
 *
 * Pure. Spec: WebSub 5.1 (request), 5.3 (verification of intent), 5.2 (denied).
 */
#ifndef READOUT_PUSH_INTENT_H
#define READOUT_PUSH_INTENT_H

#include <stdint.h>

#include "core/arena.h"
#include "core/attr.h"
#include "core/str.h"

struct push_order {
    const char *mode; /* "subscribe", "unsubscribe" */
    struct str callback, topic;
    struct str secret; /* of the signatures; absent with "unsubscribe" */
    int64_t lease_s;   /* that is wished for; 0: none */
};
/* The body of the request, application/x-www-form-urlencoded, in `a`. */
struct str push_order_form(struct arena *a, const struct push_order *o) ATTR_NONNULL;

/* Of a query string; absent where it says nothing. */
struct push_intent {
    struct str mode, topic, challenge, reason; /* decoded, in the arena */
    int64_t lease_s;                           /* -1: none that can be read; at most a year */
};
void push_intent_read(struct arena *a, struct str query, struct push_intent *out) ATTR_NONNULL;

#endif
