/*
 * sys/burst - sets of files that are there whole or not at all, and wait for the disk together.
 *
 * Files are written under dot names, made durable, then renamed: what can be seen was durable before.
 * A set alone takes an fsync for each file; for more, one syncfs for all of them costs a fraction of that.
 */
#ifndef READOUT_SYS_BURST_H
#define READOUT_SYS_BURST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/str.h"

struct burst;

struct file_out {
    const char *name; /* in the folder; a temporary dot name ".NAME.tmp" is used meanwhile */
    struct str bytes;
    /* What follows them, however much, piece by piece: 1 with a piece, 0 at the end, -1 with err filled; or NULL. */
    int (*more)(void *arg, struct buf *piece, struct err *err);
    void *arg;
    bool secret; /* for the owner alone; else the group may read it */
};

struct burst *burst_new(void);
/*
 * Writes the files of one set into their folder under dot names (O_EXCL, O_NOFOLLOW). `result` must last
 * until burst_publish, which tells there how the set ended. On -1, told there too, nothing is left of it.
 * ERR_FULL for ENOSPC and EDQUOT, ERR_PERMISSION, ERR_IO.
 */
int burst_add(struct burst *b, const char *dir, const struct file_out *files, size_t count,
              struct err *result) ATTR_MUST_USE ATTR_NONNULL;
/*
 * Waits until the bytes are durable, renames the files of each set in order, and waits until the names are
 * durable. A file that is there already is simply replaced. A set that fails leaves the others alone.
 * The burst is empty afterwards.
 */
void burst_publish(struct burst *b);
/* What was not published is deleted. */
void burst_free(struct burst *b);
/* A burst of one set. */
int burst_write(const char *dir, const struct file_out *files, size_t count,
                struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
