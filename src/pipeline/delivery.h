/*
 * pipeline/delivery - carries a notifier's plan out: request, mail, program or log line, and says how it went.
 */
#ifndef READOUT_PIPELINE_DELIVERY_H
#define READOUT_PIPELINE_DELIVERY_H

#include "core/arena.h"
#include "core/err.h"
#include "deliver/notify.h"
#include "pipeline/ports.h"

struct delivery_end {
    const struct err *err; /* NULL when it was sent */
    bool for_good;         /* it would be refused again */
    struct str note;       /* sent, but not to all of them: which, and why not; else empty */
};
/* The end and what it points at live until the callback returns. */
typedef void delivery_done_fn(void *arg, const struct delivery_end *end);
/* `a` and the plan must live until `done`, which is called once: for a log line before this returns, else later. */
void delivery_start(const struct ports *ports, struct arena *a, const struct delivery *d,
                    delivery_done_fn *done, void *arg);

#endif
