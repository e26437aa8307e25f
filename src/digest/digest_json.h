/*
 * digest/digest_json - digests as JSON: byte offsets inside, code points outside.
 *
 * Pure.
 */
#ifndef READOUT_DIGEST_DIGEST_JSON_H
#define READOUT_DIGEST_DIGEST_JSON_H

#include "digest/digest.h"
#include "digest/facts.h"
#include "fmt/json.h"

/* {"summary": [...], "sources": [[start, end], ...]}; `text` is what the summary was made of. */
void summary_json_write(struct buf *out, struct str text, const struct summary *s) ATTR_NONNULL;
/* [{"text": ..., "source": [start, end]}, ...] of the spool. */
void summary_json_write_list(struct buf *out, struct str text,
                             const struct summary *s) ATTR_NONNULL;
/* [{"name": ..., "text": ..., "source": [start, end] or null}, ...] */
void facts_json_write_list(struct buf *out, struct str text, const struct facts *f) ATTR_NONNULL;
/* A list of paragraphs, each a list as of summary_json_write_list. */
void paragraphs_json_write_list(struct buf *out, struct str text, const struct paragraph *list,
                                size_t count) ATTR_NONNULL;
/* `verify`; `text` is the source that the claims point into. */
void verdict_json_write(struct buf *out, struct str text, const struct verdict *v) ATTR_NONNULL;
/* `readout`, both ways. */
extern const struct json_shape readout_shape;

#endif
