/*
 * fmt/time_parse - dates as feeds, pages and servers write them, word by word.
 */
#include <stddef.h>

#include "core/num.h"
#include "fmt/time.h"
#include "fmt/time_names.h"

#define DATE_BYTES_MOST 128U
#define OFFSET_MOST     (14 * 60)
#define KOREA_MINUTES   (9 * 60)

struct date {
    struct str s;
    size_t at;
    int year, month, day; /* -1 while unknown */
    int weekday;          /* 0 = Sunday, -1 while unknown */
    struct str month_word;
    int hour, minute, second;
    bool has_time, pm, am;
    bool korean;  /* written in Hangul: one country, one zone */
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

/* U+AC00..U+D7A3 in UTF-8; Chinese characters lie below. */
static bool is_hangul(struct str word)
{
    unsigned char first = (unsigned char)(word.len > 0 ? word.ptr[0] : '\0');

    return first >= 0xEA && first <= 0xED;
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
    static const char *const am[] = {"am", "a.m", "오전", "上午", "午前"};
    static const char *const pm[] = {"pm", "p.m", "오후", "下午", "午後"};
    static const char *const filling[] = {
        "at", "um", "uhr", "of",  "the", "de", "del", "le",   "à", "a",    "las", "st", "nd",
        "rd", "th", "er",  "den", "on",  "t",  "h",   "alle", "г", "года", "р",   "в",  "о"};
    bool fills = is_one_of(word, filling, ARRAY_LEN(filling));
    const struct time_zone *zone;
    int month = time_month_of(word), weekday;

    if (month != 0) {
        return read_month(d, word, month);
    }
    if (is_one_of(word, am, ARRAY_LEN(am)) || is_one_of(word, pm, ARRAY_LEN(pm))) {
        d->am = is_one_of(word, am, ARRAY_LEN(am));
        d->pm = !d->am;
        d->korean = d->korean || is_hangul(word);
        return true;
    }
    /* "at 10:00" is no Atlantic time, nor is "T10:00" a military zone. */
    zone = d->numbers && (d->has_time || !fills) ? time_zone_of(word) : NULL;
    if (zone != NULL) {
        if (!d->has_zone) {
            d->has_zone = true;
            d->zone = zone;
        }
        /* GMT+2, UTC-05:00 */
        return (peek(d, 0) != '+' && peek(d, 0) != '-') || !char_is_digit(peek(d, 1)) ||
               take_offset(d);
    }
    weekday = time_weekday_of(word);
    if (d->weekday == -1) {
        d->weekday = weekday;
    }
    return !d->numbers || fills || weekday != -1;
}

/* ---- the two orders ---- */

/* 19700101, 1970001, 197001010000 or 19700101000000; at the first of n digits. */
static bool read_basic(struct date *d, size_t n)
{
    d->year = take_number(d, 4);
    d->month = d->day = 1;
    if (n == 7) {
        d->days = take_number(d, 3) - 1;
        return d->days >= 0;
    }
    d->month = take_number(d, 2);
    d->day = take_number(d, 2);
    return n == 8 || take_time(d); /* 12 or 14: the time follows at once */
}

/* The length of a separator, and of blanks behind a full stop ("2004. 5. 28."), before one or two digits. */
static size_t separator_at(const struct date *d, char sep)
{
    size_t n = peek(d, 0) == sep ? 1 : 0, digits;

    while (n > 0 && sep == '.' && peek(d, n) == ' ') {
        n++;
    }
    digits = digits_at(d, d->at + n);
    return digits == 1 || digits == 2 ? n : 0;
}

/* Behind the year: -01-01, -01, -001, 01/01, .01.01, nothing, or something that read_rest knows. */
static bool read_year_rest(struct date *d)
{
    char sep = peek(d, 0);
    size_t n = digits_at(d, d->at + 1);

    if (sep == '-' && n == 3) {
        d->at++;
        /* Some programs write a month with three digits: 2003-012-31. */
        if (peek(d, 0) != '0' || peek(d, 3) != '-' || !char_is_digit(peek(d, 4))) {
            d->month = d->day = 1;
            d->days = take_number(d, 3) - 1;
            return d->days >= 0;
        }
    } else {
        n = sep == '-' || sep == '/' || sep == '.' ? separator_at(d, sep) : 0;
        if (n == 0) {
            if (d->at == d->s.len) {
                d->month = d->day = 1;
            }
            return true;
        }
        d->at += n;
    }
    d->month = take_number(d, digits_at(d, d->at));
    n = separator_at(d, sep);
    d->at += n;
    d->day = n > 0 ? take_number(d, digits_at(d, d->at)) : 1;
    return n > 0 || sep != '.'; /* "2025.05" is a number */
}

/* A date that begins with four digits of a year; at the first of n. */
static bool read_iso(struct date *d, size_t n)
{
    d->numbers = true;
    if (n != 4) {
        return read_basic(d, n);
    }
    d->year = take_number(d, 4);
    return read_year_rest(d);
}

static int full_year(int year, size_t digits)
{
    /* RFC 5322 4.3: two digits below 50 are of this century, three count from 1900. */
    return digits == 4 ? year : digits <= 2 && year < 50 ? 2000 + year : 1900 + year;
}

static bool falls_on(int year, int month, int day, int weekday)
{
    struct time_parts p = {.year = year, .month = month, .day = day};
    int64_t t = time_join(&p);

    return t != TIME_NONE && time_split(t).weekday == weekday;
}

/* dd.mm.yyyy, or dd/mm/yyyy and mm/dd/yyyy where only one of them makes sense or falls on the weekday. */
static bool read_numeric(struct date *d, size_t n, char sep)
{
    int first = take_number(d, n), second;
    bool day_first;

    d->at++;
    second = take_number(d, digits_at(d, d->at));
    d->at++;
    n = digits_at(d, d->at);
    if (n != 2 && n != 4) {
        return false;
    }
    d->year = full_year(take_number(d, n), n);
    d->numbers = true;
    if (sep == '.' || first > 12 || second > 12 || first == second) {
        day_first = sep == '.' || first > 12 || first == second;
    } else {
        day_first = falls_on(d->year, second, first, d->weekday);
        if (day_first == falls_on(d->year, first, second, d->weekday)) {
            return false;
        }
    }
    d->day = day_first ? first : second;
    d->month = day_first ? second : first;
    return true;
}

static bool is_numeric_date(const struct date *d, size_t n)
{
    char sep = peek(d, n);
    size_t m = digits_at(d, d->at + n + 1), years = digits_at(d, d->at + n + 2 + m);

    return n <= 2 && (sep == '.' || sep == '/' || sep == '-' || (sep == ' ' && years == 4)) &&
           m >= 1 && m <= 2 && peek(d, n + 1 + m) == sep && years > 0;
}

/* 2004년 05월 28일, 2004年5月28日 9時: the sign behind n digits says what they are. */
static bool take_counted(struct date *d, size_t n)
{
    static const struct {
        struct str sign;
        size_t member;
        size_t digits;
    } signs[] = {
        {STR_INIT("년"), offsetof(struct date, year), 4},
        {STR_INIT("年"), offsetof(struct date, year), 4},
        {STR_INIT("월"), offsetof(struct date, month), 2},
        {STR_INIT("月"), offsetof(struct date, month), 2},
        {STR_INIT("일"), offsetof(struct date, day), 2},
        {STR_INIT("日"), offsetof(struct date, day), 2},
        {STR_INIT("시"), offsetof(struct date, hour), 2},
        {STR_INIT("時"), offsetof(struct date, hour), 2},
        {STR_INIT("时"), offsetof(struct date, hour), 2},
        {STR_INIT("분"), offsetof(struct date, minute), 2},
        {STR_INIT("分"), offsetof(struct date, minute), 2},
        {STR_INIT("초"), offsetof(struct date, second), 2},
        {STR_INIT("秒"), offsetof(struct date, second), 2},
    };
    struct str behind = str_sub(d->s, d->at + n, d->s.len);

    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        if (n <= signs[i].digits && str_starts(behind, signs[i].sign)) {
            *(int *)(void *)((char *)d + signs[i].member) = take_number(d, n);
            d->at += signs[i].sign.len;
            d->has_time = d->has_time || signs[i].member == offsetof(struct date, hour);
            d->korean = d->korean || is_hangul(signs[i].sign);
            d->numbers = true;
            return true;
        }
    }
    return false;
}

/* Whether the n digits at d->at begin a date that has its year first. */
static bool is_year_first(const struct date *d, size_t n)
{
    char after = peek(d, n);

    if (d->year != -1 || d->month != -1 || d->day != -1 || d->has_time) {
        return false;
    }
    if (d->at == 0 && (n == 7 || n == 8 || n == 12 || n == 14)) {
        return true;
    }
    return n == 4 && (d->at == 0 || ((after == '-' || after == '/' || after == '.') &&
                                     char_is_digit(peek(d, n + 1))));
}

static bool read_number(struct date *d)
{
    size_t n = digits_at(d, d->at);
    char after = peek(d, n);

    if ((unsigned char)after >= 0x80 && take_counted(d, n)) {
        return true;
    }
    if (is_year_first(d, n)) {
        return read_iso(d, n);
    }
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
    if (n <= 4 && d->year == -1 && (n > 1 || d->month != -1)) {
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

/* "(CEST)", or "[Europe/Berlin]" of RFC 9557: only where nothing else tells the zone. */
static void skip_comment(struct date *d, char close)
{
    size_t end = str_find_char(d->s, close, d->at);
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
        } else if (c == '(' || c == '[') {
            skip_comment(d, c == '(' ? ')' : ']');
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

static int64_t put_together(struct date *d)
{
    struct time_parts p = {d->year, d->month, d->day, d->hour, d->minute, d->second, 0};
    int64_t local, day;
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
    day = local + d->days * 86400;
    if (time_split(day).year != d->year) {
        return TIME_NONE; /* day 366 of a common year */
    }
    local = day + (midnight ? 86400 : 0);
    if (!d->has_zone && d->korean && d->has_time) {
        d->offset = KOREA_MINUTES;
    }
    if (d->zone != NULL) {
        d->offset = time_zone_minutes(d->zone, local);
    }
    return local - d->offset * 60;
}

/* Seconds, also with a fraction, or milliseconds, since 1970. */
static int64_t read_epoch(const struct date *d)
{
    size_t n = digits_at(d, 0), fraction = digits_at(d, n + 1);
    int64_t t;

    if ((n != 9 && n != 10 && n != 13) || !num_parse(str_sub(d->s, 0, n), &t)) {
        return TIME_NONE;
    }
    if (n < d->s.len && (d->s.ptr[n] != '.' || fraction == 0 || n + 1 + fraction < d->s.len)) {
        return TIME_NONE;
    }
    return n == 13 ? t / 1000 : t;
}

/* The forms of ISO 8601:1988 that leave out the century; all of the text. */
static bool read_truncated(struct date *d)
{
    static const char *const forms[] = {"-yymm", "-yy-mm", "yymmdd", "yy-mm-dd"};

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        struct str form = str_z(forms[i]);
        int year = 0, month = 0, day = 0;
        size_t k = 0;

        for (; form.len == d->s.len && k < form.len; k++) {
            char c = d->s.ptr[k];
            int *part = form.ptr[k] == 'y' ? &year : form.ptr[k] == 'm' ? &month : &day;

            if (form.ptr[k] == '-' ? c != '-' : !char_is_digit(c)) {
                break;
            }
            if (c != '-') {
                *part = *part * 10 + (c - '0');
            }
        }
        if (form.len == d->s.len && k == form.len && month <= 12 && day <= 31) {
            d->year = full_year(year, 2);
            d->month = month;
            d->day = str_find_char(form, 'd', 0) == STR_NPOS ? 1 : day;
            return true;
        }
    }
    return false;
}

int64_t time_parse(struct str s, bool *day_only)
{
    struct date d = {.s = str_trim(s), .year = -1, .month = -1, .day = -1, .weekday = -1};
    int64_t epoch;

    if (day_only != NULL) {
        *day_only = false;
    }
    if (d.s.len == 0 || d.s.len > DATE_BYTES_MOST) {
        return TIME_NONE;
    }
    epoch = read_epoch(&d);
    if (epoch != TIME_NONE) {
        return epoch;
    }
    if (!read_truncated(&d) && !read_rest(&d)) {
        return TIME_NONE;
    }
    if (d.day == -1 && d.month_word.ptr != NULL && !d.has_time) {
        d.day = 1; /* "November 2020" */
    }
    if (d.year == -1 || d.month == -1 || d.day == -1) {
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
