/*
 * fmt/time - every date that feeds and pages write, in; RFC 3339, out. The only calendar of the program.
 *
 * Pure: no clock, no locale, no zone database. An instant is int64_t seconds since 1970-01-01 UTC.
 */
#ifndef READOUT_FMT_TIME_H
#define READOUT_FMT_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/str.h"

#define TIME_NONE INT64_MIN

struct time_parts {
    int year, month, day;     /* month and day from 1 */
    int hour, minute, second; /* UTC */
    int weekday;              /* 0 = Sunday */
};

/*
 * Reads RFC 822/2822/9110, W3CDTF, ISO 8601, ASCTIME, localised forms and epoch seconds as the guide
 * for feeds lists them. TIME_NONE rather than a wrong instant. A time without a zone is UTC.
 * *day_only (may be NULL) tells that only a day stood there (its instant is midnight UTC).
 */
int64_t time_parse(struct str s, bool *day_only);
/* HTTP-date of RFC 9110 5.6.7, all three forms. */
int64_t time_parse_http(struct str s);
/* "2025-05-05T23:00:00Z"; absent for TIME_NONE and years outside 0..9999. */
struct str time_rfc3339(struct arena *a, int64_t t);
/* The same, appended; false, and nothing, where it is absent. */
bool time_add_rfc3339(struct buf *out, int64_t t) ATTR_NONNULL;
/* "2025-05-05T230000Z": for file names. */
struct str time_file_name(struct arena *a, int64_t t);
/* "Mon, 05 May 2025 23:00:00 GMT": for mail and HTTP. */
struct str time_rfc5322(struct arena *a, int64_t t);
struct time_parts time_split(int64_t t);
/* TIME_NONE when the parts are no date of the Gregorian calendar. */
int64_t time_join(const struct time_parts *p);
/* Seconds to add to UTC in Washington, D.C.: US daylight saving rules since 1987 (-14400 or -18000). */
int64_t time_washington_offset(int64_t t);

#endif
