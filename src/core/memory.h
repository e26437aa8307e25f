/*
 * core/memory - large pieces of memory, in huge pages where the system has them.
 *
 * A page that is touched for the first time costs a fault; in huge pages that is one for 2 MB
 * instead of 512. Without them all works the same, only slower.
 */
#ifndef READOUT_CORE_MEMORY_H
#define READOUT_CORE_MEMORY_H

#include <stddef.h>

#include "core/attr.h"

/* From here on a piece is worth it. */
#define MEMORY_LARGE ((size_t)2 << 20)

/* A whole number of huge pages. */
size_t memory_rounded(size_t size);
/* For free(). Running out of memory ends the process. */
void *memory_large(size_t size) ATTR_RETURNS_NONNULL;
/* The same, zeroed, and given back by memory_unmap() alone. */
void *memory_map(size_t size) ATTR_RETURNS_NONNULL;
void memory_unmap(void *p, size_t size);

#endif
