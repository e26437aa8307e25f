/*
 * core/arena - memory that is given back all at once.
 *
 * What a pure function makes goes into its caller's arena. Running out of memory ends the process.
 */
#ifndef READOUT_CORE_ARENA_H
#define READOUT_CORE_ARENA_H

#include <stddef.h>

#include "core/attr.h"
#include "core/str.h"

struct arena;

struct arena *arena_new(void) ATTR_RETURNS_NONNULL;
void arena_free(struct arena *a);
/* Tells that about `size` bytes will be taken, so that they come in few blocks. */
void arena_expect(struct arena *a, size_t size) ATTR_NONNULL;
/* Bytes taken from the system so far. */
size_t arena_bytes(const struct arena *a);

/* Zeroed memory, aligned for any type; never NULL, also for size 0. */
void *arena_alloc(struct arena *a, size_t size) ATTR_NONNULL ATTR_RETURNS_NONNULL;
/* The same for `count` elements; ends the process when the product overflows. */
void *arena_array(struct arena *a, size_t count, size_t size) ATTR_NONNULL ATTR_RETURNS_NONNULL;
/*
 * Room for one more element of an array that is grown by doubling: returns the array, moved if need
 * be. `*cap` is 0 and `array` NULL at first; the caller counts.
 */
void *arena_grow(struct arena *a, void *array, size_t count, size_t *cap, size_t size);
/* A copy; absent stays absent. */
struct str arena_str(struct arena *a, struct str s) ATTR_NONNULL;
/* `len` bytes in `cap` from malloc(), which the arena frees: at once, after a copy, when they are few. */
struct str arena_adopt(struct arena *a, char *ptr, size_t len, size_t cap);
/* Frees at once what arena_adopt took over as `s`, which nobody uses any more; what it copied stays. */
void arena_drop(struct arena *a, struct str s) ATTR_NONNULL;
/* A NUL-terminated copy; NULL for absent. Bytes after an inner NUL are lost to C, not to the copy. */
char *arena_z(struct arena *a, struct str s) ATTR_NONNULL;
struct str arena_fmt(struct arena *a, const char *format, ...) ATTR_PRINTF(2, 3);

#endif
