/*
 * pipeline/delivery - carries a notifier's plan out: request, mail, program or log line, and says how it went.
 */
#ifndef READOUT_PIPELINE_DELIVERY_H
#define READOUT_PIPELINE_DELIVERY_H

#include "core/arena.h"
#include "core/err.h"
#include "deliver/notify.h"
#include "pipeline/ports.h"

/* `err` is NULL when it was sent; it lives until the callback returns. `for_good`: it would be refused again. */
typedef void delivery_done_fn(void *arg, const struct err *err, bool for_good);
/* `a` and the plan must live until `done`, which is called once: for a log line before this returns, else later. */
void delivery_start(const struct ports *ports, struct arena *a, const struct delivery *d,
                    delivery_done_fn *done, void *arg);

#endif
