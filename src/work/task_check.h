/*
 * work/task_check - the task that judges what a model answered: a row of the table in task.c.
 */
#ifndef READOUT_WORK_TASK_CHECK_H
#define READOUT_WORK_TASK_CHECK_H

#include "work/task.h"

/*
 * bytes: the answer as it came; hints: source (the article), title, language (of the article),
 * published, threshold, and `target_language` if a summary in another one was asked for. Answers
 *   {"problem": null or why there is nothing to judge, "translated": bool, "verdict": {as verify}}
 */
int task_check(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
               struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
