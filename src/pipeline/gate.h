/*
 * pipeline/gate - how many questions a model is asked at a time, and when it is left alone.
 *
 * A turn is a node inside the caller's own struct. After FAILURES questions in a row that failed the
 * gate is shut for a while, longer each time; then one question tries it. `now_ms` is monotonic.
 */
#ifndef READOUT_PIPELINE_GATE_H
#define READOUT_PIPELINE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/attr.h"
#include "core/str.h"

struct gate;
struct gates;

enum { GATE_FAILURES = 5, GATE_SHUT_MS = 60 * 1000, GATE_SHUT_MOST_MS = 3600 * 1000 };

struct turn {
    struct gate *gate; /* NULL: neither waiting nor running */
    struct turn *next;
    bool running;
    void (*begin)(
        struct turn *t); /* called when its turn has come, never before gate_enter returned true */
};

struct gates *gates_new(void) ATTR_RETURNS_NONNULL;
/* Every turn must have left. */
void gates_free(struct gates *g);

/* It was left alone when the program last ended: one question tries it before the others. */
void gate_distrust(struct gates *g, struct str name, int64_t now_ms) ATTR_NONNULL;
/* What made models fail may be mended: the next question to one that is left alone tries it. */
void gates_retry(struct gates *g, int64_t now_ms) ATTR_NONNULL;
/* Milliseconds until a shut gate opens for a try; 0: it is open. */
int64_t gate_shut_ms(struct gates *g, struct str name, int64_t now_ms) ATTR_NONNULL;
/* Queues. True: it runs already. False: `begin` is called later. */
bool gate_enter(struct gates *g, struct turn *t, struct str name, size_t most) ATTR_NONNULL;
/* Gives up the place or the slot, and begins those whose turn has come. */
void gate_leave(struct turn *t) ATTR_NONNULL;
/* How a question ended. True when this one shut the gate, or opened it again. */
bool gate_result(struct gates *g, struct str name, bool good, int64_t now_ms) ATTR_NONNULL;

#endif
