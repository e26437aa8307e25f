/*
 * pipeline/settings - the settings of one feed as they lie in its row of the store: JSON.
 *
 * The configuration's globals are filled in when it is loaded, so a claim brings all that a poll
 * needs and the configuration of no feed stays in memory.
 */
#ifndef READOUT_PIPELINE_SETTINGS_H
#define READOUT_PIPELINE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"
#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
#include "pipeline/schedule.h"

struct settings {
    int64_t interval_s, min_interval_s, max_interval_s, timeout_s, max_body, backlog, sentences;
    int64_t characters; /* CONF_ALL: no bound */
    int64_t page_deadline_s, permanent_redirects, max_redirects;
    bool adaptive; /* no interval is written down: interval_s holds until the rhythm is known */
    bool ignore_hints, allow_private, same_story;
    bool websub; /* a hub may be asked; read by the store too */
    struct str user_agent, length;
    struct str ask;                    /* the model that is asked; absent: none */
    int64_t daily_tokens, daily_cents; /* of the feed; negative: no bound of its own */
    struct str *match, *ignore; /* match: the feed's own, else the global ones; ignore: both */
    size_t match_count, ignore_count;
    struct str *select, *remove; /* selectors of the text of its pages */
    size_t select_count, remove_count;
    struct str *recheck; /* how long after its first sight a page is looked at again */
    size_t recheck_count;
};

void settings_write(struct buf *out, const struct conf *c, const struct conf_feed *f) ATTR_NONNULL;
int settings_read(struct arena *a, struct str json, struct settings *out,
                  struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* How often a feed is asked; *adaptive: no interval is written down for it. */
int64_t settings_interval(const struct conf *c, const struct conf_feed *f,
                          bool *adaptive) ATTR_NONNULL;
/* Whether these are durations, or `never`. */
bool settings_recheck_valid(const struct str *times, size_t count);
/* When a page first seen at `first` is looked at next after `now`; TIME_NONE: no more. */
int64_t settings_recheck(const struct settings *s, int64_t first, int64_t now) ATTR_NONNULL;
struct schedule_rules settings_rules(const struct settings *s) ATTR_NONNULL;

#endif
