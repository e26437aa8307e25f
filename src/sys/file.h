/*
 * sys/file - files read whole within a bound, and the folders they lie in; sys/burst writes them.
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
/* Its first `most` bytes, or all of them. */
int file_read_start(struct arena *a, const char *path, size_t most, struct str *out,
                    struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* The same for a secret: refused (ERR_PERMISSION) when others than owner and group may read it. Trailing line end off. */
int file_read_secret(struct arena *a, const char *path, struct str *out,
                     struct err *err) ATTR_MUST_USE ATTR_NONNULL;

/* Names the file, or its folder where `name` is "", and says what errno `number` says; returns -1. */
int file_fail(struct err *err, const char *dir, const char *name, int number) ATTR_NONNULL;
int file_open_dir(const char *dir, int *fd, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Makes the folder (not its parents) if it is not there. */
int file_make_dir(const char *dir, unsigned mode, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* The dot name that a file has until it is whole. */
struct str file_temporary(struct arena *a, const char *name) ATTR_NONNULL;
/* Deletes those of a run that was killed, in a folder and in the folders right below it. */
int file_sweep(const char *dir, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Names of the regular files of a folder that end so, sorted by bytes; none for a folder that is not there. */
int file_list(struct arena *a, const char *dir, struct str suffix, struct str **names,
              size_t *count, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Holds DIR/lock (OFD lock) until the descriptor is closed; ERR_BUSY when another process does. */
int file_lock(const char *dir, int *fd, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Free bytes for unprivileged users on the file system of `path`; -1 if unknown. */
int64_t file_free_bytes(const char *path);

#endif
