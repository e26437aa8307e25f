/*
 * work/task_digest - the tasks that judge text: rows of the table in task.c.
 */
#ifndef READOUT_WORK_TASK_DIGEST_H
#define READOUT_WORK_TASK_DIGEST_H

#include "work/task.h"

/* As struct task's `run`. */
int task_summarize(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                   struct err *err) ATTR_MUST_USE ATTR_NONNULL;
int task_verify(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                struct err *err) ATTR_MUST_USE ATTR_NONNULL;
int task_readout(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                 struct err *err) ATTR_MUST_USE ATTR_NONNULL;
int task_digest(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
