/*
 * pipeline/story - one story that several feeds bring: who is told of it, and whether it was told already.
 *
 * Runs on the disk thread, inside the job of the poll or the item that brings it.
 */
#ifndef READOUT_PIPELINE_STORY_H
#define READOUT_PIPELINE_STORY_H

#include <stdbool.h>

#include "conf/conf.h"
#include "core/arena.h"
#include "core/err.h"
#include "digest/report.h"
#include "digest/story.h"
#include "pipeline/slow.h"
#include "store/store.h"

/* Whom a report goes to. */
struct story_choice {
    const struct conf *conf;
    const struct report *report;
    struct str *names; /* of notifiers */
    size_t count, cap;
    struct slow_rule *slow; /* rules of notifiers that ran into their time limit */
    size_t slow_count, slow_cap;
};

/* Adds the notifiers that chose the feed and whose rules the report passes, each once. */
void story_choose(struct arena *a, struct story_choice *c, struct str feed) ATTR_NONNULL;
/* Adds those of the other feeds that show the item now, as far as their own filters let it pass. */
int story_choose_others(struct store *s, struct arena *a, struct story_choice *c, int64_t item_id,
                        struct err *err) ATTR_MUST_USE ATTR_NONNULL;

/* The article of an item, and its print as the digest task wrote it; absent where it is too short. */
struct story_item {
    int64_t id, kept;
    struct story_text text;
    struct str print;
};
/*
 * The item of another feed, kept in the last days, that is the same story; 0: none.
 */
int story_find(struct store *s, struct arena *a, const struct story_item *item, int64_t *story_id,
               struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* The item is found by its print from now on. */
int story_keep(struct store *s, const struct story_item *item,
               struct err *err) ATTR_MUST_USE ATTR_NONNULL;

/* The feed brings an item that was kept from another one: those who chose only this feed are told of it now. */
struct story_sighting {
    const struct conf *conf;
    struct store_source feed;
    int64_t now;
};
int story_tell(struct store *s, struct arena *a, const struct story_sighting *by, int64_t item_id,
               struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
