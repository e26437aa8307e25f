/*
 * fmt/time_parse - dates as feeds, pages and servers write them, word by word.
 */
#include "core/num.h"
#include "fmt/time.h"
#include "fmt/time_names.h"

#define DATE_BYTES_MOST 128U
#define OFFSET_MOST     (14 * 60)

struct date {
    struct str s;
    size_t at;
    int year, month, day; /* -1 while unknown */
    struct str month_word;
    int hour, minute, second;
    bool has_time, pm, am;
    bool numbers; /* one was seen */
    bool has_zone;
    const struct time_zone *zone; /* NULL with has_zone: `offset` alone */
    int offset;                   /* minutes east */
    int days;                     /* to add: an ordinal date counts from 1 January */
};

static char peek(const struct date *d, size_t ahead)
{
    return d->at + ahead < d->s.len ? d->s.ptr[d->at + ahead] : '\0';
}

static size_t digits_at(const struct date *d, size_t from)
{
    size_t n = 0;

    while (from + n < d->s.len && char_is_digit(d->s.ptr[from + n])) {
        n++;
    }
    return n;
}

/* `n` digits at d->at, which moves behind them; n < 10. */
static int take_number(struct date *d, size_t n)
{
    int value = 0;

    for (size_t i = 0; i < n; i++) {
        value = value * 10 + (d->s.ptr[d->at++] - '0');
    }
    return value;
}

/* ---- time and zone ---- */

/* hh:mm[:ss[.fff]] or hhmm[ss] behind a T; at the first digit. */
static bool take_time(struct date *d)
{
    size_t n = digits_at(d, d->at);

    if (d->has_time || n == 0) {
        return false;
    }
    d->has_time = true;
    if (n == 4 || n == 6) {
        d->hour = take_number(d, 2);
        d->minute = take_number(d, 2);
        d->second = n == 6 ? take_number(d, 2) : 0;
    } else if (n <= 2) {
        d->hour = take_number(d, n);
        if (peek(d, 0) == ':' || peek(d, 0) == 'h' || peek(d, 0) == '.') {
            n = digits_at(d, d->at + 1);
            if (n == 0 || n > 2) {
                return false;
            }
            d->at++;
            d->minute = take_number(d, n);
        }
        n = digits_at(d, d->at + 1);
        if (peek(d, 0) == ':' && (n == 1 || n == 2)) {
            d->at++;
            d->second = take_number(d, n);
        }
    } else {
        return false;
    }
    if ((peek(d, 0) == '.' || peek(d, 0) == ',') && (n = digits_at(d, d->at + 1)) > 0) {
        d->at += 1 + n; /* fractions are dropped */
    }
    return true;
}

/* +hh, +hhmm, +hh:mm; at the sign. */
static bool take_offset(struct date *d)
{
    int sign = d->s.ptr[d->at++] == '-' ? -1 : 1, hours, minutes = 0;
    size_t n = digits_at(d, d->at);

    if (n == 0 || n == 3 || n > 4) {
        return false;
    }
    hours = take_number(d, n > 2 ? 2 : n);
    if (n == 4) {
        minutes = take_number(d, 2);
    } else if (peek(d, 0) == ':' && digits_at(d, d->at + 1) == 2) {
        d->at++;
        minutes = take_number(d, 2);
    }
    if (minutes > 59 || hours * 60 + minutes > OFFSET_MOST) {
        return false;
    }
    d->offset = sign * (hours * 60 + minutes);
    d->zone = NULL;
    d->has_zone = true;
    return true;
}

static bool is_word_char(char c)
{
    return char_is_alpha(c) || (unsigned char)c >= 0x80 || c == '_' || c == '/';
}

/* Letters with full stops between them ("p.m."); at a letter. */
static struct str take_word(struct date *d)
{
    size_t from = d->at;

    while (d->at < d->s.len &&
           (is_word_char(peek(d, 0)) || (peek(d, 0) == '.' && char_is_alpha(peek(d, 1))))) {
        d->at++;
    }
    return str_sub(d->s, from, d->at);
}

static bool is_one_of(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(word, str_z(list[i]))) {
            return true;
        }
    }
    return false;
}

static bool read_month(struct date *d, struct str word, int month)
{
    /* "mar." begins a French Tuesday as well as March. */
    if (d->month != -1 && !(str_eq_nocase(d->month_word, STR("mar")) && !d->has_time)) {
        return false;
    }
    d->month = month;
    d->month_word = word;
    return true;
}

/* A word that is no month: a zone, half of the day, filling, or a weekday in any language. */
static bool read_word(struct date *d, struct str word)
{
    static const char *const am[] = {"am", "a.m"}, *const pm[] = {"pm", "p.m"};
    static const char *const filling[] = {"at",  "um", "uhr", "of", "the", "de", "del",
                                          "le",  "à",  "st",  "nd", "rd",  "th", "er",
                                          "den", "on", "t",   "h",  "alle"};
    const struct time_zone *zone = time_zone_of(word);
    int month = time_month_of(word);

    if (month != 0) {
        return read_month(d, word, month);
    }
    if (is_one_of(word, am, ARRAY_LEN(am)) || is_one_of(word, pm, ARRAY_LEN(pm))) {
        d->am = is_one_of(word, am, ARRAY_LEN(am));
        d->pm = !d->am;
        return true;
    }
    if (zone != NULL && d->numbers) {
        if (!d->has_zone) {
            d->has_zone = true;
            d->zone = zone;
        }
        /* GMT+2, UTC-05:00 */
        return (peek(d, 0) != '+' && peek(d, 0) != '-') || !char_is_digit(peek(d, 1)) ||
               take_offset(d);
    }
    return !d->numbers || is_one_of(word, filling, ARRAY_LEN(filling));
}

/* ---- the two orders ---- */

/* 1970-01-01, 19700101, 1970-01, 1970, 1970-001, also with slashes; then what may be a time. */
static bool read_iso(struct date *d)
{
    size_t n = digits_at(d, 0);
    char sep;

    d->month = d->day = 1;
    d->numbers = true;
    d->year = take_number(d, 4);
    if (n == 8 || n == 14) {
        d->month = take_number(d, 2);
        d->day = take_number(d, 2);
        return n == 8 || take_time(d);
    }
    sep = peek(d, 0);
    if (sep != '-' && sep != '/') {
        return d->at == d->s.len;
    }
    d->at++;
    n = digits_at(d, d->at);
    if (n == 3 && sep == '-') {
        d->days = take_number(d, 3) - 1;
        return d->days >= 0 && d->days <= 365;
    }
    if (n == 0 || n > 2) {
        return false;
    }
    d->month = take_number(d, n);
    if (peek(d, 0) == sep) {
        d->at++;
        n = digits_at(d, d->at);
        if (n == 0 || n > 2) {
            return false;
        }
        d->day = take_number(d, n);
    }
    return true;
}

static int full_year(int year, size_t digits)
{
    /* RFC 5322 4.3: two digits below 50 are of this century, three count from 1900. */
    return digits == 4 ? year : digits == 2 && year < 50 ? 2000 + year : 1900 + year;
}

/* dd.mm.yyyy, or dd/mm/yyyy and mm/dd/yyyy where only one of them makes sense. */
static bool read_numeric(struct date *d, size_t n, char sep)
{
    int first = take_number(d, n), second;

    d->at++;
    second = take_number(d, digits_at(d, d->at));
    d->at++;
    n = digits_at(d, d->at);
    if (n != 2 && n != 4) {
        return false;
    }
    d->year = full_year(take_number(d, n), n);
    d->numbers = true;
    if (sep == '.' || first > 12 || first == second) {
        d->day = first;
        d->month = second;
        return true;
    }
    d->month = first;
    d->day = second;
    return second > 12;
}

static bool is_numeric_date(const struct date *d, size_t n)
{
    char sep = peek(d, n);
    size_t m = digits_at(d, d->at + n + 1);

    return n <= 2 && (sep == '.' || sep == '/' || sep == '-') && m >= 1 && m <= 2 &&
           peek(d, n + 1 + m) == sep && char_is_digit(peek(d, n + 2 + m));
}

static bool read_number(struct date *d)
{
    size_t n = digits_at(d, d->at);
    char after = peek(d, n);

    if (n <= 2 && (after == ':' || (after == 'h' && char_is_digit(peek(d, n + 1))))) {
        return take_time(d);
    }
    if (d->day == -1 && d->year == -1 && d->month == -1 && is_numeric_date(d, n)) {
        return read_numeric(d, n, after);
    }
    d->numbers = true;
    if (n <= 2 && d->day == -1) {
        d->day = take_number(d, n);
        return true;
    }
    if ((n == 2 || n == 3 || n == 4) && d->year == -1) {
        d->year = full_year(take_number(d, n), n);
        return true;
    }
    /* "7:05 11 PM" is nothing, but "5 May 2025 11 PM" has an hour. */
    return n <= 2 && !d->has_time && take_time(d);
}

/* Whether the sign at d->at begins an offset, and does not just separate ("05-May-2025"). */
static bool is_offset(const struct date *d)
{
    return d->has_time && (!d->has_zone || d->zone != NULL) && char_is_digit(peek(d, 1)) &&
           d->at > 0 && (char_is_space(d->s.ptr[d->at - 1]) || char_is_digit(d->s.ptr[d->at - 1]));
}

static void skip_comment(struct date *d)
{
    size_t end = str_find_char(d->s, ')', d->at);
    const struct time_zone *zone =
        time_zone_of(str_sub(d->s, d->at + 1, end == STR_NPOS ? d->s.len : end));

    if (zone != NULL && !d->has_zone) {
        d->has_zone = true;
        d->zone = zone;
    }
    d->at = end == STR_NPOS ? d->s.len : end + 1;
}

static bool read_rest(struct date *d)
{
    while (d->at < d->s.len) {
        char c = peek(d, 0);
        bool good = true;

        if ((c == 'T' || c == 't') && char_is_digit(peek(d, 1)) && !d->has_time) {
            d->at++;
            good = take_time(d);
        } else if (char_is_digit(c)) {
            good = read_number(d);
        } else if ((c == '+' || c == '-') && is_offset(d)) {
            good = take_offset(d);
        } else if (is_word_char(c)) {
            good = read_word(d, take_word(d));
        } else if (c == '(') {
            skip_comment(d);
        } else {
            good = char_is_space(c) || c == ',' || c == '.' || c == '-' || c == ';' || c == ':' ||
                   c == '|';
            d->at++;
        }
        if (!good) {
            return false;
        }
    }
    return true;
}

/* ---- putting it together ---- */

static int64_t last_sunday(int year, int month)
{
    struct time_parts p = {.year = year, .month = month, .day = 31, .hour = 1};
    int64_t t = time_join(&p);

    return t - time_split(t).weekday * 86400;
}

/* Minutes to add in summer; `local` is the time on the clock there. */
static int summer(const struct time_zone *zone, int64_t local)
{
    int64_t utc = local - zone->minutes * 60;
    int year = time_split(local).year;

    switch (zone->rule) {
    case TIME_RULE_NONE:
        return 0;
    case TIME_RULE_US: /* at the same hour of the clock in every zone */
        return time_washington_offset(local + 18000) == -14400 ? 60 : 0;
    case TIME_RULE_EU:
        return utc >= last_sunday(year, 3) && utc < last_sunday(year, 10) ? 60 : 0;
    }
    return 0;
}

static int64_t put_together(struct date *d)
{
    struct time_parts p = {d->year, d->month, d->day, d->hour, d->minute, d->second, 0};
    int64_t local;
    bool midnight = d->hour == 24 && d->minute == 0 && d->second == 0;

    if ((d->pm || d->am) && (d->hour == 0 || d->hour > 12) && !(d->pm && d->hour > 12)) {
        return TIME_NONE;
    }
    if (d->pm && p.hour < 12) {
        p.hour += 12;
    } else if ((d->am && p.hour == 12) || midnight) {
        p.hour = 0;
    }
    local = time_join(&p);
    if (local == TIME_NONE) {
        return TIME_NONE;
    }
    local += (midnight ? 86400 : 0) + d->days * 86400;
    if (d->zone != NULL) {
        d->offset = d->zone->minutes + summer(d->zone, local);
    }
    return local - d->offset * 60;
}

/* Seconds, or milliseconds, since 1970. */
static int64_t read_epoch(struct str s)
{
    int64_t t;

    if ((s.len != 9 && s.len != 10 && s.len != 13) || !num_parse(s, &t)) {
        return TIME_NONE;
    }
    return s.len == 13 ? t / 1000 : t;
}

int64_t time_parse(struct str s, bool *day_only)
{
    struct date d = {.year = -1, .month = -1, .day = -1};
    size_t n;

    d.s = str_trim(s);
    if (day_only != NULL) {
        *day_only = false;
    }
    if (d.s.len == 0 || d.s.len > DATE_BYTES_MOST) {
        return TIME_NONE;
    }
    n = digits_at(&d, 0);
    if (n == d.s.len && n != 4 && n != 8 && n != 14) {
        return read_epoch(d.s);
    }
    if ((n == 4 || n == 8 || n == 14) && !read_iso(&d)) {
        return TIME_NONE;
    }
    if (!read_rest(&d) || d.year == -1 || d.month == -1 || d.day == -1) {
        return TIME_NONE;
    }
    if (day_only != NULL) {
        *day_only = !d.has_time;
    }
    return put_together(&d);
}

int64_t time_parse_http(struct str s)
{
    bool day_only;
    int64_t t = time_parse(s, &day_only);

    return day_only ? TIME_NONE : t;
}
