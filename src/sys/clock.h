/*
 * sys/clock - the two clocks. Waits are monotonic; what people see and what is stored is wall time.
 */
#ifndef READOUT_SYS_CLOCK_H
#define READOUT_SYS_CLOCK_H

#include <stdint.h>

int64_t clock_wall_s(void);
int64_t clock_monotonic_ms(void);

#endif
