/*
 * ctl/source - the bytes a command works on: of a file, of standard input, or of an address.
 */
#ifndef READOUT_CTL_SOURCE_H
#define READOUT_CTL_SOURCE_H

#include "core/arena.h"
#include "core/err.h"
#include "ctl/options.h"

struct source {
    struct str bytes;
    struct str base, content_type; /* of an address; else absent */
};

/* What begins with http:// or https:// is fetched by readoutd, whose configuration says how. */
int source_read(struct arena *a, const struct args *args, const char *path, struct source *out,
                struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Whether it is mark-up, as a page begins. */
bool source_is_page(struct str bytes);

#endif
