/*
 * fmt/time_names - names of months, weekdays and zones in dates that people and programs write.
 */
#ifndef READOUT_FMT_TIME_NAMES_H
#define READOUT_FMT_TIME_NAMES_H

#include <stdint.h>

#include "core/str.h"

/* 1..12, or 0 for another word; in the languages of the table, long and short, any case. */
int time_month_of(struct str word);
/* 0 (Sunday) to 6, or -1 for another word. */
int time_weekday_of(struct str word);

enum time_rule { TIME_RULE_NONE, TIME_RULE_US, TIME_RULE_EU };

struct time_zone {
    const char *name;
    int minutes; /* east of Greenwich, in winter where there is a rule */
    enum time_rule rule;
};

/* NULL for a name that is not known, or is used for several zones. */
const struct time_zone *time_zone_of(struct str word);
/* Its minutes east of Greenwich when the clock there shows `local` (as if that were UTC). */
int time_zone_minutes(const struct time_zone *zone, int64_t local);

#endif
