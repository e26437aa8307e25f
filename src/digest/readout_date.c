#include "digest/readout_date.h"

#include "core/num.h"
#include "fmt/time.h"

enum { DAY_S = 86400, WEEK = 7 };

static const struct {
    struct str name;
    int month;
} months[] = {
    {STR_INIT("january"), 1},   {STR_INIT("jan"), 1},       {STR_INIT("february"), 2},
    {STR_INIT("feb"), 2},       {STR_INIT("march"), 3},     {STR_INIT("mar"), 3},
    {STR_INIT("april"), 4},     {STR_INIT("apr"), 4},       {STR_INIT("may"), 5},
    {STR_INIT("june"), 6},      {STR_INIT("jun"), 6},       {STR_INIT("july"), 7},
    {STR_INIT("jul"), 7},       {STR_INIT("august"), 8},    {STR_INIT("aug"), 8},
    {STR_INIT("september"), 9}, {STR_INIT("sept"), 9},      {STR_INIT("sep"), 9},
    {STR_INIT("october"), 10},  {STR_INIT("oct"), 10},      {STR_INIT("november"), 11},
    {STR_INIT("nov"), 11},      {STR_INIT("december"), 12}, {STR_INIT("dec"), 12},
};

static const struct str weekdays[WEEK] = {
    STR_INIT("sunday"),   STR_INIT("monday"), STR_INIT("tuesday"),  STR_INIT("wednesday"),
    STR_INIT("thursday"), STR_INIT("friday"), STR_INIT("saturday"),
};

struct day {
    int year, month, day; /* year 0: not said */
};

static int month_of(const struct rword *w)
{
    for (size_t i = 0; w->capital && i < ARRAY_LEN(months); i++) {
        if (str_eq(w->lower, months[i].name)) {
            return months[i].month;
        }
    }
    return 0;
}

/* 6, 6th, and the last of 12-13. */
static bool day_number(struct str s, int64_t *out)
{
    size_t dash = str_rfind_char(s, '-');

    if (dash != STR_NPOS) {
        s = str_sub(s, dash + 1, s.len);
    }
    if (s.len > 2 && char_is_digit(s.ptr[0]) && char_is_alpha(s.ptr[s.len - 1])) {
        s.len -= 2;
    }
    return num_parse(s, out) && *out >= 1 && *out <= 31;
}

static int year_at(const struct rwords *w, size_t at)
{
    int64_t year;

    return at < w->count && num_parse(w->list[at].text, &year) && year > 1900 && year < 2200
               ? (int)year
               : 0;
}

/* August 12 and 13, 2024: the last day counts. */
static size_t month_first(const struct rwords *w, size_t at, struct day *out)
{
    int64_t day;
    size_t i = at + 1;

    if (i >= w->count || !day_number(w->list[i].text, &day) || year_at(w, i) != 0) {
        return 0;
    }
    out->day = (int)day;
    i++;
    if (i + 1 < w->count &&
        (str_eq(w->list[i].lower, STR("and")) || str_eq(w->list[i].lower, STR("to"))) &&
        day_number(w->list[i + 1].text, &day)) {
        out->day = (int)day;
        i += 2;
    }
    out->month = month_of(&w->list[at]);
    out->year = year_at(w, i);
    return i;
}

/* 8 January 2026, 12 and 13 May */
static size_t day_first(const struct rwords *w, size_t at, struct day *out)
{
    int64_t day;

    if (at + 1 >= w->count || !day_number(w->list[at].text, &day) ||
        month_of(&w->list[at + 1]) == 0) {
        return 0;
    }
    out->day = (int)day;
    out->month = month_of(&w->list[at + 1]);
    out->year = year_at(w, at + 2);
    return at + 2;
}

static bool find_written(const struct rwords *w, size_t from, size_t to, struct day *out)
{
    for (size_t i = from; i < to; i++) {
        if ((month_of(&w->list[i]) != 0 && month_first(w, i, out) != 0) ||
            day_first(w, i, out) != 0) {
            return true;
        }
    }
    return false;
}

/* How many days before the day of publication; -1 when no word says. */
static int find_relative(const struct rwords *w, size_t from, size_t to, int weekday)
{
    for (size_t i = from; i < to; i++) {
        struct str s = w->list[i].lower;

        if (str_eq(s, STR("today")) || str_eq(s, STR("tonight"))) {
            return 0;
        }
        if (str_eq(s, STR("yesterday"))) {
            return 1;
        }
        if (str_eq(s, STR("this")) && i + 1 < to &&
            (str_eq(w->list[i + 1].lower, STR("morning")) ||
             str_eq(w->list[i + 1].lower, STR("afternoon")) ||
             str_eq(w->list[i + 1].lower, STR("evening")))) {
            return 0;
        }
        for (int day = 0; day < WEEK; day++) {
            if (str_eq(s, weekdays[day]) && w->list[i].capital) {
                return (weekday - day + WEEK) % WEEK;
            }
        }
    }
    return -1;
}

static struct str as_text(struct arena *a, struct time_parts p)
{
    return arena_fmt(a, "%04d-%02d-%02d", p.year, p.month, p.day);
}

/* A day without a year is the last one not after the day of publication. */
static struct str written(struct arena *a, struct day d, int64_t base)
{
    struct time_parts p = {.year = d.year, .month = d.month, .day = d.day};

    if (d.year == 0) {
        if (base == TIME_NONE) {
            return STR_NULL;
        }
        p.year = time_split(base).year;
        p.year -= time_join(&p) != TIME_NONE && time_join(&p) > base + DAY_S;
    }
    return time_join(&p) == TIME_NONE ? STR_NULL : as_text(a, p);
}

struct str readout_date(struct arena *a, const struct readout_when *when)
{
    int64_t base = when->published;
    struct day d = {0};
    int back;

    if (base != TIME_NONE && when->american) {
        base += time_washington_offset(base);
    }
    if (find_written(when->text, when->from, when->to, &d)) {
        return written(a, d, base);
    }
    back = base == TIME_NONE
               ? -1
               : find_relative(when->text, when->from, when->to, time_split(base).weekday);
    if (back >= 0) {
        return as_text(a, time_split(base - (int64_t)back * DAY_S));
    }
    if (find_written(when->title, 0, when->title->count, &d)) {
        return written(a, d, base);
    }
    return base == TIME_NONE ? STR_NULL : as_text(a, time_split(base));
}
