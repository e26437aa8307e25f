#include "fmt/time.h"

#define DAY_S  86400
#define YEAR_0 (-62167219200LL) /* 0000-01-01 */
#define YEAR_N 253402300800LL   /* 10000-01-01 */

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days since 1970-01-01; a year begins in March here, so that the leap day is its last. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

struct time_parts time_split(int64_t t)
{
    int64_t days = floor_div(t, DAY_S), second = t - days * DAY_S, z = days + 719468;
    int64_t era = floor_div(z, 146097), of_era = z - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    struct time_parts p;

    p.day = (int)(of_year - (153 * m + 2) / 5 + 1);
    p.month = (int)(m < 10 ? m + 3 : m - 9);
    p.year = (int)(y + era * 400 + (p.month <= 2 ? 1 : 0));
    p.hour = (int)(second / 3600);
    p.minute = (int)(second / 60 % 60);
    p.second = (int)(second % 60);
    p.weekday = (int)((days % 7 + 11) % 7); /* 1970-01-01 was a Thursday */
    return p;
}

int64_t time_join(const struct time_parts *p)
{
    if (p->year < 0 || p->year > 9999 || p->month < 1 || p->month > 12 || p->day < 1 ||
        p->day > days_in_month(p->year, p->month) || p->hour < 0 || p->hour > 23 || p->minute < 0 ||
        p->minute > 59 || p->second < 0 || p->second > 60) {
        return TIME_NONE;
    }
    /* A leap second is the last one before it, as POSIX has none. */
    return days_of(p->year, p->month, p->day) * DAY_S + p->hour * 3600 + p->minute * 60 +
           (p->second == 60 ? 59 : p->second);
}

static bool can_show(int64_t t)
{
    return t != TIME_NONE && t >= YEAR_0 && t < YEAR_N;
}

struct str time_rfc3339(struct arena *a, int64_t t)
{
    struct buf b = {0};

    return time_add_rfc3339(&b, t) ? buf_str(&b, a) : STR_NULL;
}

bool time_add_rfc3339(struct buf *out, int64_t t)
{
    struct time_parts p;

    if (!can_show(t)) {
        return false;
    }
    p = time_split(t);
    buf_add_fmt(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", p.year, p.month, p.day, p.hour, p.minute,
                p.second);
    return true;
}

struct str time_file_name(struct arena *a, int64_t t)
{
    struct time_parts p;

    if (!can_show(t)) {
        return STR_NULL;
    }
    p = time_split(t);
    return arena_fmt(a, "%04d-%02d-%02dT%02d%02d%02dZ", p.year, p.month, p.day, p.hour, p.minute,
                     p.second);
}

struct str time_rfc5322(struct arena *a, int64_t t)
{
    struct time_parts p;

    if (!can_show(t)) {
        return STR_NULL;
    }
    p = time_split(t);
    return arena_fmt(a, "%s, %02d %s %04d %02d:%02d:%02d GMT", weekdays[p.weekday], p.day,
                     months[p.month - 1], p.year, p.hour, p.minute, p.second);
}

/* The first Sunday from this day of a month on, at this hour UTC. */
static int64_t sunday_from(int year, int month, int day, int hour)
{
    struct time_parts p = {.year = year, .month = month, .day = day, .hour = hour};
    int64_t t = time_join(&p);

    return t + (7 - time_split(t).weekday) % 7 * DAY_S;
}

int64_t time_washington_offset(int64_t t)
{
    int year = can_show(t) ? time_split(t).year : 0;
    int64_t from, until; /* both at 2:00 of the clock there */

    if (year >= 2007) {
        from = sunday_from(year, 3, 8, 7);
        until = sunday_from(year, 11, 1, 6);
    } else {
        from = sunday_from(year, 4, 1, 7);
        until = sunday_from(year, 10, 25, 6);
    }
    return t >= from && t < until ? -14400 : -18000;
}
