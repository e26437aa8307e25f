/*
 * unit/work/unit_filter - the system-call filter of the unit, as systemd would set it, on this process.
 */
#ifndef READOUT_TESTS_UNIT_WORK_UNIT_FILTER_H
#define READOUT_TESTS_UNIT_WORK_UNIT_FILTER_H

#include <stdbool.h>

/* @system-service without @privileged, and `seccomp` if asked for; the lists are systemd-analyze's. Ends the process when it cannot. */
void unit_filter_load(bool with_seccomp);

#endif
