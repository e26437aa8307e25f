/*
 * daemon/why - `--why ITEM`: how the summary of an item came about, out of the database of a running daemon or a stopped one.
 */
#ifndef READOUT_DAEMON_WHY_H
#define READOUT_DAEMON_WHY_H

#include <stdbool.h>

#include "conf/conf.h"
#include "core/err.h"

/* `word`: event, file name without suffix, link or id. Prints the prompts as they were sent and the answers as they came. */
int why_print(const struct conf *c, const char *word, bool json,
              struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
