/*
 * work/launch - a worker process: no descriptor, no environment and no signal of the daemon's goes along.
 */
#ifndef READOUT_WORK_LAUNCH_H
#define READOUT_WORK_LAUNCH_H

#include <sys/types.h>

#include "core/err.h"

struct launched {
    pid_t pid;
    int fd;      /* the daemon's end of the socket that is the worker's standard input and output */
    int exit_fd; /* readable when the process has ended */
};

int launch_start(const char *path, struct launched *out,
                 struct err *err) ATTR_MUST_USE ATTR_NONNULL;
void launch_kill(pid_t pid);
/* Waits for the end of a process that has ended or was killed, and says in *err how it went. */
void launch_reap(pid_t pid, struct err *err) ATTR_NONNULL;

#endif
