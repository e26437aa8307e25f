/*
 * ctl/command - what a command of readoutctl is; the table is in main.c.
 */
#ifndef READOUT_CTL_COMMAND_H
#define READOUT_CTL_COMMAND_H

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
#include "ctl/options.h"

struct command {
    const char *name, *synopsis, *does;
    size_t files; /* that it wants */
    const struct option_row *options;
    /* Appends what goes to standard output. */
    int (*run)(struct arena *a, const struct command *c, const struct args *args, struct buf *out,
               struct err *err);
};

extern const struct command command_parse, command_discover, command_lint, command_extract,
    command_summarize, command_verify, command_readout, command_explain, command_status,
    command_metrics, command_notify, command_poll, command_model, command_why;

#endif
