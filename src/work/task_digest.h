/*
 * work/task_digest - the tasks that judge text: rows of the table in task.c.
 */
#ifndef READOUT_WORK_TASK_DIGEST_H
#define READOUT_WORK_TASK_DIGEST_H

#include "article/extract.h"
#include "work/task.h"

/* What the extractor is told of it. */
struct extract_hints task_extract_hints(const struct hints *h) ATTR_NONNULL;

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
