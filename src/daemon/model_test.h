/*
 * daemon/model_test - `--model-test NAME`: one guarded question to a model of the configuration, about a bundled article.
 */
#ifndef READOUT_DAEMON_MODEL_TEST_H
#define READOUT_DAEMON_MODEL_TEST_H

#include "pipeline/config.h"
#include "pipeline/ports.h"

struct event_base;

/*
 * Turns the loop until the answer is judged, and prints the verdicts. ERR_CONFIG when there is no such
 * model, ERR_UNAVAILABLE when it does not answer, ERR_SYNTAX when what it answers would not be used.
 */
int model_test(struct event_base *base, const struct ports *ports, const struct config *c,
               const char *name, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
