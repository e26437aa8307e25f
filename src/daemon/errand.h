/*
 * daemon/errand - what readoutd does once for a person and ends: check, try and explain.
 */
#ifndef READOUT_DAEMON_ERRAND_H
#define READOUT_DAEMON_ERRAND_H

#include "daemon/daemon.h"

/* True: the command line asked for one, *status is that of the process, and the daemon's parts are freed. */
bool errand_run(struct daemon *d, int *status) ATTR_NONNULL;

#endif
