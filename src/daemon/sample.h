/*
 * daemon/sample - `--notify-test NAME`: one marked sample by a notifier of the configuration, sent now.
 */
#ifndef READOUT_DAEMON_SAMPLE_H
#define READOUT_DAEMON_SAMPLE_H

#include "pipeline/config.h"
#include "pipeline/ports.h"

struct event_base;

/* Turns the loop until it is sent or has failed. ERR_CONFIG when there is no such notifier. */
int sample_send(struct event_base *base, const struct ports *ports, const struct config *c,
                const char *name, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
