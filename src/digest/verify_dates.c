#include "digest/verify_dates.h"

#include "core/num.h"
#include "fmt/time.h"
#include "fmt/time_names.h"

#define DAY_SECONDS 86400
#define WEEK        7
#define HALF_YEAR   183
/* Before this hour of UTC it is still yesterday in America. */
#define NIGHT_HOURS 6

static int64_t day_of(int64_t t)
{
    return t / DAY_SECONDS - (t % DAY_SECONDS < 0 ? 1 : 0);
}

static int64_t day_join(int year, int month, int day)
{
    int64_t t = time_join(&(struct time_parts){.year = year, .month = month, .day = day});

    return t == TIME_NONE ? 0 : day_of(t);
}

/* The whole number of a token, or 0. */
static int number_of(const struct passage *p, struct token_range r, size_t i)
{
    const struct token *t = i >= r.start && i < r.end ? &p->tokens[i] : NULL;

    return t != NULL && t->number && t->value >= 1 && t->value <= 9999 ? (int)t->value : 0;
}

static bool is_year(int number)
{
    return number >= 1000;
}

static void set_day(struct token *t, int64_t day, int64_t other)
{
    t->dated = true;
    t->day = day;
    t->day_other = other;
}

/* The year in which month and day come nearest to `published`. */
static int64_t nearest(int64_t published, int month, int day)
{
    int year = time_split(published).year;
    int64_t found = day_join(year, month, day), now = day_of(published);

    if (found > now + HALF_YEAR) {
        return day_join(year - 1, month, day);
    }
    return found < now - HALF_YEAR ? day_join(year + 1, month, day) : found;
}

/* "May 5, 2025", "5 May 2025", "5th of May": the month stands at i. */
static void read_month(struct passage *p, struct token_range r, size_t i, int64_t published)
{
    int month = time_month_of(p->tokens[i].lower), day, year;
    size_t at = i + 1;
    int64_t found;

    day = number_of(p, r, at);
    if (day == 0 || day > 31) {
        at = i > r.start && str_eq(p->tokens[i - 1].lower, STR("of")) ? i - 2 : i - 1;
        day = number_of(p, r, at);
    }
    if (month == 0 || day == 0 || day > 31) {
        return;
    }
    year = number_of(p, r, at > i ? at + 1 : i + 1);
    if (!is_year(year) && published == TIME_NONE) {
        return;
    }
    found = is_year(year) ? day_join(year, month, day) : nearest(published, month, day);
    set_day(&p->tokens[i], found, found);
    set_day(&p->tokens[at], found, found);
    if (is_year(year)) {
        set_day(&p->tokens[at > i ? at + 1 : i + 1], found, found);
    }
}

static void read_weekday(struct token *t, int64_t published)
{
    int weekday = str_ends(t->lower, STR("day")) ? time_weekday_of(t->lower) : -1;
    int64_t day;

    if (weekday == -1 || t->dated) {
        return;
    }
    day = day_of(published) - (time_split(published).weekday - weekday + WEEK) % WEEK;
    set_day(t, day, day + WEEK);
}

static const struct {
    struct str word;
    int days;
} relatives[] = {
    {STR_INIT("today"), 0},
    {STR_INIT("tonight"), 0},
    {STR_INIT("yesterday"), -1},
    {STR_INIT("tomorrow"), 1},
};

static void read_relative(struct token *t, int64_t published)
{
    bool night = time_split(published).hour < NIGHT_HOURS;

    for (size_t i = 0; i < ARRAY_LEN(relatives); i++) {
        if (str_eq(t->lower, relatives[i].word)) {
            int64_t day = day_of(published) + relatives[i].days;

            set_day(t, day, night ? day - 1 : day);
        }
    }
}

void dates_read(struct passage *p, int64_t published)
{
    for (size_t s = 0; s < p->sentence_count; s++) {
        struct token_range r = p->ranges[s];

        for (size_t i = r.start; i < r.end; i++) {
            struct token *t = &p->tokens[i];

            if (t->capital && !t->number) {
                read_month(p, r, i, published);
            }
            if (published != TIME_NONE && t->capital) {
                read_weekday(t, published);
            }
            if (published != TIME_NONE) {
                read_relative(t, published);
            }
        }
    }
}

/* Whether both name a day, and it may be the same. */
static bool date_same(const struct token *a, const struct token *b)
{
    return a->dated && b->dated &&
           (a->day == b->day || a->day_other == b->day || a->day == b->day_other);
}

void dates_settle(const struct passage *source, struct passage *claim)
{
    for (size_t i = 0; i < claim->token_count; i++) {
        struct token *t = &claim->tokens[i];

        for (size_t s = 0; t->dated && s < source->token_count; s++) {
            if (date_same(t, &source->tokens[s])) {
                t->settled = true;
                t->content = t->content && t->term->count > 0;
                t->number = false;
                break;
            }
        }
    }
}
