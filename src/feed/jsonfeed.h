/*
 * feed/jsonfeed - JSON Feed 1.0 and 1.1 (jsonfeed.org).
 */
#ifndef READOUT_FEED_JSONFEED_H
#define READOUT_FEED_JSONFEED_H

#include "feed/build.h"
#include "fmt/json.h"

/* "json-1.0" or "json-1.1"; absent when the tree is no JSON Feed. */
struct str jsonfeed_sniff(const struct json *root);
void jsonfeed_read(struct build *b, const struct json *root, struct str base) ATTR_NONNULL;

#endif
