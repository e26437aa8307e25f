/*
 * work/wire - messages between the daemon and a worker: a head with two lengths, then two parts.
 *
 * One message is under way in each direction at a time. The reader believes nothing: kinds and
 * lengths are checked before a byte is taken, and what a worker says must be valid UTF-8, checked
 * piece by piece as it comes, so that no large answer holds up the loop.
 */
#ifndef READOUT_WORK_WIRE_H
#define READOUT_WORK_WIRE_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
#include "work/task.h"

enum wire_kind {
    WIRE_BUILD,  /* first both ways: the build id; a worker says it when its sandbox is closed */
    WIRE_BROKEN, /* instead of it: why the sandbox cannot be closed */
    WIRE_TASK,   /* {"task": ..., "hints": {...}} and the document */
    WIRE_ANSWER, /* what the task wrote */
    WIRE_FAILED, /* the text of its error and the name of its code */
    WIRE_KIND_COUNT,
};

struct wire_message {
    enum wire_kind kind;
    bool last; /* the worker ends after this */
    struct str first, second;
};

/* Both ends are of one build, or they do not talk. */
extern const struct str wire_build_id;

void wire_add(struct buf *out, const struct wire_message *m) ATTR_NONNULL;
/* A WIRE_TASK up to its document, of `bytes` bytes, which the caller sends behind it. */
void wire_add_task(struct buf *out, struct str task, const struct hints *hints,
                   size_t bytes) ATTR_NONNULL;
/* The name and the hints of a WIRE_TASK, in the arena. */
int wire_read_task(struct arena *a, const struct wire_message *m, struct str *task,
                   const struct hints **hints, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

/* The message that comes in: all zero but for `text` at first. */
struct wire_in {
    bool text; /* the first part must be valid UTF-8 */
    struct buf bytes;
    size_t checked; /* of the bytes, as UTF-8 */
};

enum wire_state {
    WIRE_ERROR = -1,
    WIRE_END,  /* the other end is closed */
    WIRE_MORE, /* not whole yet */
    WIRE_WHOLE,
};

/* One read(2) of at most 64 kB. `m` is a view of `in`, until wire_in_reset. ERR_INTERNAL, ERR_IO. */
enum wire_state wire_in_read(struct wire_in *in, int fd, struct wire_message *m,
                             struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Ready for the next message; large memory is given back. */
void wire_in_reset(struct wire_in *in) ATTR_NONNULL;

#endif
