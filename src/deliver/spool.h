/*
 * deliver/spool - the two files of one item revision: their name and their bytes.
 *
 * Pure. The same report gives the same bytes, so files that a crash ate are written again alike.
 */
#ifndef READOUT_DELIVER_SPOOL_H
#define READOUT_DELIVER_SPOOL_H

#include "core/arena.h"
#include "core/str.h"
#include "digest/report.h"

/*
 * "2025-05-05T230000Z-readout-of-secretary-…-a1b2c3.r2" without suffix: of published, else detected,
 * the title and the first six digits of the item's identity; ".rN" from the second revision on. With
 * ".json" at most LIMIT_NAME_BYTES; no slash, no leading dot, UTF-8.
 */
struct str spool_name(struct arena *a, const struct report *r,
                      struct str identity_hex) ATTR_NONNULL;
/* The *.json file: CONTRACT, "A spool file". Ends with a line feed. */
void spool_json(struct buf *out, const struct report *r) ATTR_NONNULL;
/* The *.md file, for people. */
void spool_markdown(struct arena *a, struct buf *out, const struct report *r) ATTR_NONNULL;

#endif
