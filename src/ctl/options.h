/*
 * ctl/options - the words of a command line: long options by a table, the rest are files.
 */
#ifndef READOUT_CTL_OPTIONS_H
#define READOUT_CTL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/str.h"

#define ARGS_FILES_MOST 2

/* All that options can say; absent, zero or TIME_NONE where they do not. */
struct args {
    bool help, version, json, strict;
    struct str base, content_type, title, length, select, remove;
    const char *known, *source, *state, *config, *spool; /* paths */
    size_t sentences, characters;
    struct feed_limits limits;
    int64_t published;
    const char *files[ARGS_FILES_MOST];
    size_t file_count;
};

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_PATH,
    OPTION_COUNT, /* 1..100000 */
    OPTION_LIMIT, /* a member of struct feed_limits, in its range */
    OPTION_TIME,
};

struct option_row {
    const char *name; /* without "--" */
    enum option_kind kind;
    size_t offset; /* in struct args */
};

/*
 * Reads argv from `argv[0]` on into *out; "--" ends the options, "-" is a file. `options` ends with a
 * row without a name; --help is understood everywhere. ERR_USAGE.
 */
int options_read(struct arena *a, char *const *argv, const struct option_row *options,
                 struct args *out, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
