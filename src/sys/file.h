/*
 * sys/file - files read whole within a bound, and written so that they are there whole or not at all.
 */
#ifndef READOUT_SYS_FILE_H
#define READOUT_SYS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

/* A regular file ("-" is standard input) of at most `max` bytes. ERR_NOINPUT, ERR_PERMISSION, ERR_LIMIT, ERR_IO. */
int file_read(struct arena *a, const char *path, size_t max, struct str *out,
              struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* The same for a secret: refused (ERR_PERMISSION) when others than owner and group may read it. Trailing line end off. */
int file_read_secret(struct arena *a, const char *path, struct str *out,
                     struct err *err) ATTR_MUST_USE ATTR_NONNULL;

struct file_out {
    const char *name; /* in the folder; a temporary dot name ".NAME.tmp" is used meanwhile */
    struct str bytes;
};
/*
 * Writes the files of one folder in order: dot names (O_EXCL, O_NOFOLLOW), fsync each, then renames
 * in order, then one fsync of the folder. A file that is there already is simply replaced.
 * ERR_FULL for ENOSPC and EDQUOT, ERR_PERMISSION, ERR_IO.
 */
int file_write_all(const char *dir, const struct file_out *files, size_t count,
                   struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Makes the folder (not its parents) if it is not there. */
int file_make_dir(const char *dir, unsigned mode, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Deletes the dot temporaries of file_write_all in a folder and in the folders right below it. */
int file_sweep(const char *dir, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Names of the regular files of a folder that end so, sorted by bytes; none for a folder that is not there. */
int file_list(struct arena *a, const char *dir, struct str suffix, struct str **names,
              size_t *count, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Holds DIR/lock (OFD lock) until the descriptor is closed; ERR_BUSY when another process does. */
int file_lock(const char *dir, int *fd, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Free bytes for unprivileged users on the file system of `path`; -1 if unknown. */
int64_t file_free_bytes(const char *path);

#endif
