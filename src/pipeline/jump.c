/* The wall clock, and what is done when somebody sets it: all that is due moves with it. */
#include <stdlib.h>

#include "pipeline/internal.h"
#include "sys/log.h"

enum { JUMP_S = 30 }; /* a difference of both clocks above this is a jump, not drift */

struct shift {
    struct job job;
    int64_t seconds;
};

static int shift_run(struct job *j, struct store *s)
{
    return store_shift(s, ((struct shift *)j)->seconds, &j->err);
}

static void shift_done(struct job *j)
{
    if (j->err.code != ERR_NONE) {
        log_error("store.failed", KV_ERR(&j->err),
                  KV_Z("next", "what is due comes by the clock as it is now"));
    }
    arena_free(j->arena);
    free(j);
}

/* Before any claim or due time of the new clock: the disk thread takes its jobs in order. */
static void shift_all(struct pipeline *p, int64_t seconds)
{
    struct shift *shift = calloc(1, sizeof(*shift));

    if (shift == NULL) {
        abort();
    }
    log_warn("clock.jumped", KV_INT("seconds", seconds),
             KV_Z("next", "all due times move with it"));
    for (size_t i = 0; i < LANE_COUNT; i++) {
        if (p->lanes[i].next_due != INT64_MAX) {
            p->lanes[i].next_due += seconds;
        }
    }
    p->started_at += seconds;
    shift->job = (struct job){.run = shift_run, .done = shift_done, .arena = arena_new()};
    shift->seconds = seconds;
    disk_send(p->disk, &shift->job);
}

int64_t pipeline_now(struct pipeline *p)
{
    int64_t now = p->ports.now(p->ports.arg), offset, jump;

    offset = now - p->ports.steady(p->ports.arg);
    jump = offset - p->offset_s;
    if (jump > JUMP_S || jump < -JUMP_S) {
        p->offset_s = offset;
        if (p->started && !p->stopping) {
            shift_all(p, jump);
        }
    }
    return now;
}
