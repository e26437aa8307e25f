/*
 * daemon/options - the command line of readoutd.
 */
#ifndef READOUT_DAEMON_OPTIONS_H
#define READOUT_DAEMON_OPTIONS_H

#include <stdbool.h>

struct options {
    const char *config;
    const char *notify_test; /* NULL, or the notifier that sends a sample */
    const char *get;         /* NULL, or the address of a page to fetch */
    const char *poll;        /* NULL, or the feed that is asked once, for a person */
    const char *model_test;  /* NULL, or the model that is asked about a sample */
    const char *why;         /* NULL, or the item whose summary is explained */
    bool foreground, once, all, check_config, json;
};

/* True: go on. False: end with *status (help, version, wrong usage). */
bool options_parse(int argc, char **argv, struct options *out, int *status);

#endif
