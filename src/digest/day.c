#include "digest/day.h"

#include "core/num.h"
#include "fmt/time.h"

#define DAY_SECONDS 86400
/* A day so much later than the publication is one of the year before. */
#define LATER_DAYS 2

static int64_t join(int year, int month, int day)
{
    int64_t t = time_join(&(struct time_parts){.year = year, .month = month, .day = day});

    return t == TIME_NONE ? DAY_NONE : t / DAY_SECONDS - (t % DAY_SECONDS < 0 ? 1 : 0);
}

static int number_at(const struct tokens *t, size_t i, size_t end, int low, int high)
{
    struct str digits;
    int64_t value;

    if (i >= end || !t->list[i].word) {
        return 0;
    }
    digits = t->list[i].lower;
    if (digits.len > 2 && !char_is_digit(digits.ptr[digits.len - 1])) {
        digits.len -= 2; /* 5th */
    }
    return num_parse(digits, &value) && value >= low && value <= high ? (int)value : 0;
}

static int month_at(const struct tokens *t, size_t i, size_t end)
{
    static const char *const months[] = {
        "january jan jan.",
        "february feb feb.",
        "march mar mar.",
        "april apr apr.",
        "may",
        "june jun jun.",
        "july jul jul.",
        "august aug aug.",
        "september sept sept. sep sep.",
        "october oct oct.",
        "november nov nov.",
        "december dec dec.",
    };
    size_t k;

    for (k = 0; i < end && k < ARRAY_LEN(months); k++) {
        if (t->list[i].capital && token_is(t, i, months[k])) {
            return (int)k + 1;
        }
    }
    return 0;
}

static bool is_dash(const struct tokens *t, size_t i, size_t end)
{
    return i < end && (token_is_mark(t, i, '-') || str_eq(t->list[i].text, STR("\xE2\x80\x93")) ||
                       str_eq(t->list[i].text, STR("\xE2\x80\x94")));
}

static bool goes_on(const struct tokens *t, size_t i, size_t end)
{
    return token_is(t, i, "and to through until") || is_dash(t, i, end);
}

/* The last day of "27", "27 and 28", "28-29"; *next is behind it. */
static int last_day(const struct tokens *t, size_t i, size_t end, size_t *next)
{
    int day = number_at(t, i, end, 1, 31), later;
    struct str text = i < end ? t->list[i].text : STR("");
    size_t dash = str_find_char(text, '-', 0);
    int64_t second;

    if (day == 0 && dash != STR_NPOS && char_is_digit(text.ptr[0]) &&
        num_parse(str_sub(text, dash + 1, text.len), &second) && second >= 1 && second <= 31) {
        *next = i + 1;
        return (int)second;
    }
    *next = i + 1;
    while (day != 0 && goes_on(t, *next, end) &&
           (later = number_at(t, *next + 1, end, 1, 31)) > day) {
        day = later;
        *next += 2;
    }
    return day;
}

static int64_t with_year(int year, int month, int day, int64_t published)
{
    int64_t found;

    if (year != 0) {
        return join(year, month, day);
    }
    if (published == DAY_NONE) {
        return DAY_NONE;
    }
    year = time_split(published * DAY_SECONDS).year;
    found = join(year, month, day);
    return found != DAY_NONE && found > published + LATER_DAYS ? join(year - 1, month, day) : found;
}

static int year_at(const struct tokens *t, size_t i, size_t end)
{
    i += i < end && token_is_mark(t, i, ',') ? 1 : 0;
    return number_at(t, i, end, 1900, 2999);
}

/* A date in figures at `i`; *next is behind it. */
static int64_t date_at(const struct tokens *t, size_t i, size_t end, int64_t published,
                       size_t *next)
{
    int month = month_at(t, i, end), day;

    if (month != 0) {
        day = last_day(t, i + 1, end, next);
    } else {
        day = last_day(t, i, end, next);
        month = day == 0 ? 0 : month_at(t, *next, end);
        *next += 1;
    }
    return day == 0 || month == 0 ? DAY_NONE
                                  : with_year(year_at(t, *next, end), month, day, published);
}

static int64_t weekday_at(const struct tokens *t, size_t i, int64_t published)
{
    static const char *const names[] = {"sunday",   "monday", "tuesday", "wednesday",
                                        "thursday", "friday", "saturday"};
    int today = time_split(published * DAY_SECONDS).weekday;
    size_t k;

    for (k = 0; k < ARRAY_LEN(names); k++) {
        if (token_is(t, i, names[k])) {
            return published - (today - (int)k + 7) % 7;
        }
    }
    return DAY_NONE;
}

static int64_t word_at(const struct tokens *t, size_t i, int64_t published)
{
    if (published == DAY_NONE) {
        return DAY_NONE;
    }
    if (token_is(t, i, "today tonight") ||
        (token_is(t, i, "this") && token_is(t, i + 1, "morning afternoon evening"))) {
        return published;
    }
    if (token_is(t, i, "yesterday") || (token_is(t, i, "last") && token_is(t, i + 1, "night"))) {
        return published - 1;
    }
    return weekday_at(t, i, published);
}

/* A range may begin in one month and end in the next: "April 30 to May 2". */
static int64_t range_end(const struct tokens *t, size_t i, size_t end, int64_t found)
{
    size_t next;
    int64_t later = goes_on(t, i, end) ? date_at(t, i + 1, end, found, &next) : DAY_NONE;

    return later != DAY_NONE && later > found ? later : found;
}

int64_t day_find(const struct tokens *t, struct span range, int64_t published)
{
    size_t i, next;

    for (i = range.start; i < range.end; i++) {
        int64_t word = word_at(t, i, published);
        /* "Monday, 3 March 2025": figures directly behind say it better. */
        size_t at = word == DAY_NONE ? i : i + (token_is_mark(t, i + 1, ',') ? 2 : 1);
        int64_t found = date_at(t, at, range.end, published, &next);

        if (found != DAY_NONE) {
            return range_end(t, next, range.end, found);
        }
        if (word != DAY_NONE) {
            return word;
        }
    }
    return DAY_NONE;
}

struct str day_write(struct arena *a, int64_t day)
{
    struct str time = time_rfc3339(a, day * DAY_SECONDS);

    return str_sub(time, 0, time.len < 10 ? time.len : 10);
}
