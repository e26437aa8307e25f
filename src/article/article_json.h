/*
 * article/article_json - an article as JSON: the answer of `extract`, and between worker and daemon.
 */
#ifndef READOUT_ARTICLE_ARTICLE_JSON_H
#define READOUT_ARTICLE_ARTICLE_JSON_H

#include "article/article.h"
#include "core/arena.h"
#include "core/err.h"
#include "fmt/json.h"

extern const struct json_shape article_shape;

void article_json_write(struct buf *out, const struct article *ar) ATTR_NONNULL;
int article_json_read(struct arena *a, struct str text, struct article **out,
                      struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
