/*
 * work/sandbox - what a worker gives up before it reads its first byte.
 */
#ifndef READOUT_WORK_SANDBOX_H
#define READOUT_WORK_SANDBOX_H

#include "core/err.h"

#define SANDBOX_DATA_BYTES (300U << 20)

/*
 * Bounds memory and keeps only the system calls that pure code needs; for this process and for good.
 * ERR_OS when the kernel, or a filter that is in force already, does not let us.
 */
int sandbox_close(struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
