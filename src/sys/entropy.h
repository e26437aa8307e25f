/*
 * sys/entropy - what nobody can guess.
 */
#ifndef READOUT_SYS_ENTROPY_H
#define READOUT_SYS_ENTROPY_H

#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"

/* `bytes` (at most 64) bytes of the kernel's, as hex digits. ERR_OS. */
int entropy_hex(struct arena *a, size_t bytes, struct str *out, struct err *err) ATTR_MUST_USE;

#endif
