/*
 * daemon/get - `--get URL`: one page by the daemon's own client, for `readoutctl`.
 */
#ifndef READOUT_DAEMON_GET_H
#define READOUT_DAEMON_GET_H

#include "pipeline/config.h"
#include "pipeline/ports.h"

struct event_base;

/*
 * Turns the loop until the answer is there. Appends a line of JSON, {"url": final address, "content_type":
 * ..., "error": null}, and the body behind it; after a failure the line alone, with the error.
 */
int get_page(struct event_base *base, const struct ports *ports, const struct config *c,
             const char *url, struct buf *out, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
