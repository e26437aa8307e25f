/*
 * article/serial - a part of the tree written as HTML again.
 */
#ifndef READOUT_ARTICLE_SERIAL_H
#define READOUT_ARTICLE_SERIAL_H

#include <stdbool.h>

#include "core/arena.h"
#include "text/html.h"

/* Well-formed, but neither safe nor with absolute links: sanitize_html makes it both. */
struct str serial_html(struct arena *a, const struct html_node *top,
                       bool (*left_out)(const struct html_node *n)) ATTR_NONNULL;

#endif
