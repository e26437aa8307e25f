/*
 * feed/identity - what makes an item the same item in the next poll.
 */
#ifndef READOUT_FEED_IDENTITY_H
#define READOUT_FEED_IDENTITY_H

#include "core/arena.h"
#include "feed/feed.h"

/* Fills key, link_key and placeholder from id, link, title and published. */
void identity_set(struct arena *a, struct item *item) ATTR_NONNULL;

#endif
