#include "fmt/time.h"

#include "fmt/time_names.h"
#include "unit/test.h"

static struct row {
    const char *name, *text;
    const char *want; /* NULL: unreadable */
    bool day_only;
} rows[] = {
    {"RFC 822 with a zone name", "Mon, 05 May 2025 19:00:00 EDT", "2025-05-05T23:00:00Z", false},
    {"RFC 822 with an offset", "Mon, 05 May 2025 19:00:00 -0400", "2025-05-05T23:00:00Z", false},
    {"an offset may have a colon", "Mon, 05 May 2025 19:00:00 -04:00", "2025-05-05T23:00:00Z",
     false},
    {"a wrong day name is passed over", "Wombat, 05 May 2025 23:00:00 GMT", "2025-05-05T23:00:00Z",
     false},
    {"no day name, no seconds", "5 May 2025 23:00 UT", "2025-05-05T23:00:00Z", false},
    {"two digits of a year", "05 May 25 23:00:00 Z", "2025-05-05T23:00:00Z", false},
    {"two digits of the last century", "06 Nov 94 08:49:37 GMT", "1994-11-06T08:49:37Z", false},
    {"RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z", false},
    {"asctime", "Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z", false},
    {"asctime with an offset", "Sun Nov 6 08:49:37 +0100 1994", "1994-11-06T07:49:37Z", false},
    {"a zone in a comment", "Mon, 5 May 2025 19:00:00 (EDT)", "2025-05-05T23:00:00Z", false},
    {"GMT plus something", "Mon, 05 May 2025 23:00:00 GMT+2", "2025-05-05T21:00:00Z", false},
    {"no zone is UTC", "Mon, 05 May 2025 23:00:00", "2025-05-05T23:00:00Z", false},
    {"an unknown zone is no date", "Mon, 05 May 2025 23:00:00 XQT", NULL, false},
    {"W3CDTF", "2025-05-05T19:00:00-04:00", "2025-05-05T23:00:00Z", false},
    {"lower case", "2025-05-05t23:00:00z", "2025-05-05T23:00:00Z", false},
    {"fractions", "2025-05-05T23:00:00.123456789Z", "2025-05-05T23:00:00Z", false},
    {"a space for T", "2025-05-05 23:00", "2025-05-05T23:00:00Z", false},
    {"without separators", "20250505T230000Z", "2025-05-05T23:00:00Z", false},
    {"only a day", "2025-05-05", "2025-05-05T00:00:00Z", true},
    {"only a month", "2025-05", "2025-05-01T00:00:00Z", true},
    {"only a year", "2025", "2025-01-01T00:00:00Z", true},
    {"a day of the year", "2025-125", "2025-05-05T00:00:00Z", true},
    {"twelve hours", "May 5, 2025 11:00:00 PM", "2025-05-05T23:00:00Z", false},
    {"noon is 12 PM", "May 5, 2025 12:15 p.m.", "2025-05-05T12:15:00Z", false},
    {"midnight is 12 AM", "May 5, 2025 12:15 AM", "2025-05-05T00:15:00Z", false},
    {"French", "lun. 05 mai 2025 23:00:00 +0000", "2025-05-05T23:00:00Z", false},
    {"a French Tuesday is no March", "mar. 06 mai 2025 23:00", "2025-05-06T23:00:00Z", false},
    {"German", "Mo, 5. März 2025 23:00:00 +0000", "2025-03-05T23:00:00Z", false},
    {"German digits", "05.03.2025 23:00", "2025-03-05T23:00:00Z", false},
    {"day first where nothing else fits", "25/12/2025", "2025-12-25T00:00:00Z", true},
    {"month first where nothing else fits", "12/25/2025", "2025-12-25T00:00:00Z", true},
    {"ambiguous digits are no date", "05/06/2025", NULL, false},
    {"an IANA name in summer", "2025-05-05T19:00:00 America/New_York", "2025-05-05T23:00:00Z",
     false},
    {"an IANA name in winter", "2025-01-05T19:00:00 Europe/Berlin", "2025-01-05T18:00:00Z", false},
    {"Eastern time", "May 5, 2025 7:00 PM ET", "2025-05-05T23:00:00Z", false},
    {"Pacific time in winter", "Jan 5, 2025 7:00 PM PT", "2025-01-06T03:00:00Z", false},
    {"seconds since 1970", "1746486000", "2025-05-05T23:00:00Z", false},
    {"milliseconds since 1970", "1746486000000", "2025-05-05T23:00:00Z", false},
    {"the hour 24", "2025-05-05T24:00:00Z", "2025-05-06T00:00:00Z", false},
    {"a leap second", "2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z", false},
    {"a leap day", "29 Feb 2024 00:00:00 GMT", "2024-02-29T00:00:00Z", false},
    {"no leap day", "29 Feb 2025 00:00:00 GMT", NULL, false},
    {"31 June", "2025-06-31", NULL, false},
    {"32 January", "2025-01-32", NULL, false},
    {"month 0", "2025-00-10", NULL, false},
    {"hour 99", "Sun, 06 Nov 1994 99:49:37 GMT", NULL, false},
    {"an absurd offset", "2025-05-05T23:00:00+99:00", NULL, false},
    {"a number below zero", "-1", NULL, false},
    {"a float", "9e99", NULL, false},
    {"too many digits", "123456789012345678901234567890", NULL, false},
    {"words", "yesterday", NULL, false},
    {"Greek", "Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z", false},
    {"Hungarian in the middle of W3CDTF", "2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z",
     false},
    {"Hungarian", "2004. július 13. 9:15", "2004-07-13T09:15:00Z", false},
    {"Korean afternoon is of Korea", "2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z", false},
    {"Korean morning is of Korea", "2004-05-25 오전 11:23:17", "2004-05-25T02:23:17Z", false},
    {"Korean signs", "2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z", false},
    {"a Korean weekday", "2025년 5월 5일 월요일 오전 10:00", "2025-05-05T01:00:00Z", false},
    {"a Russian year", "5 мая 2025 г. в 10:00", "2025-05-05T10:00:00Z", false},
    {"the zone of RFC 9557", "2025-05-05T10:00:00+02:00[Europe/Berlin]", "2025-05-05T08:00:00Z",
     false},
    {"the zone of RFC 9557 alone", "2025-05-05T10:00:00[Europe/Berlin]", "2025-05-05T08:00:00Z",
     false},
    {"a Korean day has no zone", "2004년 05월 28일", "2004-05-28T00:00:00Z", true},
    {"signs of China and Japan", "2020年12月1日 10時30分", "2020-12-01T10:30:00Z", false},
    {"Russian", "Пн, 05 Мая 2025 10:00:00 +0300", "2025-05-05T07:00:00Z", false},
    {"Portuguese", "5 de maio de 2025", "2025-05-05T00:00:00Z", true},
    {"Spanish", "lunes, 5 de mayo de 2025 a las 10:00", "2025-05-05T10:00:00Z", false},
    {"year first in the middle", "Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z", false},
    {"full stops with the year first", "2025. 5. 6. 10:00", "2025-05-06T10:00:00Z", false},
    {"a fraction is no month", "2025.05", NULL, false},
    {"no century: year and month", "-0312", "2003-12-01T00:00:00Z", true},
    {"no century: year-month", "-03-12", "2003-12-01T00:00:00Z", true},
    {"no century, no separators", "031231", "2003-12-31T00:00:00Z", true},
    {"no century", "03-12-31", "2003-12-31T00:00:00Z", true},
    {"a day of the year, no separator", "2003335", "2003-12-01T00:00:00Z", true},
    {"a month of three digits", "2003-012-31T10:14:55+00:00", "2003-12-31T10:14:55Z", false},
    {"to the minute, no separators", "202505052300", "2025-05-05T23:00:00Z", false},
    {"no day 366 of a common year", "2025-366", NULL, false},
    {"day 366 of a leap year", "2024-366", "2024-12-31T00:00:00Z", true},
    {"no day 0 of a year", "2025-000", NULL, false},
    {"no day 0 of a year without separator", "2025000", NULL, false},
    {"three digits", "013", NULL, false},
    {"five digits", "22013", NULL, false},
    {"an ancient year", "Thu, 01 Jan 0100 00:00:01 +0100", "0099-12-31T23:00:01Z", false},
    {"one digit of a year", "Thu, 01 Jan 4 19:48:21 GMT", "2004-01-01T19:48:21Z", false},
    {"Etc/GMT", "Wed, 19 Aug 2009 18:28:00 Etc/GMT", "2009-08-19T18:28:00Z", false},
    {"GMT with an offset in full", "Wed, 19 Feb 2012 22:40:00 GMT-01:01", "2012-02-19T23:41:00Z",
     false},
    {"Atlantic time", "Mon, 26 January 2004 16:31:00 AT", "2004-01-26T20:31:00Z", false},
    {"at is no zone before the time", "June 22, 2023 at 01:11 PM EDT", "2023-06-22T17:11:00Z",
     false},
    {"a military letter is -0000", "Mon, 05 May 2025 23:00:00 A", "2025-05-05T23:00:00Z", false},
    {"J is no zone", "Mon, 05 May 2025 23:00:00 J", NULL, false},
    {"Z behind an offset", "2020-11-08T16:20:00-05:00Z", "2020-11-08T21:20:00Z", false},
    {"a name behind an offset", "2025-05-05 19:00:00 -0400 EDT", "2025-05-05T23:00:00Z", false},
    {"US summer began later until 2006", "March 20, 2006 12:00 ET", "2006-03-20T17:00:00Z", false},
    {"US summer ended earlier until 2006", "Oct 30, 2006 12:00 ET", "2006-10-30T17:00:00Z", false},
    {"European summer", "2025-07-05T19:00:00 Europe/Berlin", "2025-07-05T17:00:00Z", false},
    {"the weekday tells the day from the month", "Sat, 11 04 2020 08:51:49 +0100",
     "2020-04-11T07:51:49Z", false},
    {"the weekday tells the month from the day", "Wed, 11/04/2020 10:00", "2020-11-04T10:00:00Z",
     false},
    {"a weekday that fits neither", "Fri, 11/04/2020 10:00", NULL, false},
    {"a weekday at the end", "5 May 2025, Monday", "2025-05-05T00:00:00Z", true},
    {"a word that is no weekday at the end", "Mon, 5 May 2025 later", NULL, false},
    {"a month in words", "Nov. 2020", "2020-11-01T00:00:00Z", true},
    {"an ordinal", "Mon, 16th Nov 2020 13:16:28 GMT", "2020-11-16T13:16:28Z", false},
    {"a fraction of a second since 1970", "1746486000.25", "2025-05-05T23:00:00Z", false},
    {"something behind seconds since 1970", "1746486000.25 x", NULL, false},
    {"a fourth part of a time", "Sun, 16 Dec 2012 1:2:3:4 GMT", NULL, false},
    {"13 o'clock PM is 13 o'clock", "May 5, 2025 13:15 PM", "2025-05-05T13:15:00Z", false},
    {"13 o'clock AM is nothing", "May 5, 2025 13:15 AM", NULL, false},
    {"hour 25", "2003-12-31T25:14:55Z", NULL, false},
    {"minute 61", "2003-12-31T10:61:55Z", NULL, false},
    {"second 61", "2003-12-31T10:14:61Z", NULL, false},
    {"a comment that is not closed", "5 May 2025 23:00 (", "2025-05-05T23:00:00Z", false},
    {"two months", "5 May June 2025", NULL, false},
    {"a long word", "5 Mayyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy 2025", NULL, false},
    {"too long to be a date",
     "2025-05-05                                                                                   "
     "                                         .",
     NULL, false},
    {"nothing", "", NULL, false},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    bool day_only;
    int64_t t = time_parse(str_z(row->text), &day_only);

    if (row->want == NULL) {
        assert_true(t == TIME_NONE);
    } else {
        assert_str(time_rfc3339(a, t), row->want);
        assert_int_equal(day_only, row->day_only);
    }
    arena_free(a);
}

static void test_round_trip(void **state)
{
    (void)state;
    for (int64_t t = -62167219200; t < 253402300800; t += 86400LL * 97 + 12345) {
        struct time_parts p = time_split(t);

        assert_true(time_join(&p) == t);
        assert_in_range(p.weekday, 0, 6);
    }
    assert_int_equal(time_split(1746486000).weekday, 1);
}

static void test_forms(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    assert_str(time_file_name(a, 1746486000), "2025-05-05T230000Z");
    assert_str(time_rfc5322(a, 1746486000), "Mon, 05 May 2025 23:00:00 GMT");
    assert_null(time_rfc3339(a, TIME_NONE).ptr);
    assert_null(time_rfc3339(a, 253402300800).ptr);
    assert_true(time_parse_http(STR("Mon, 05 May 2025 23:00:00 GMT")) == 1746486000);
    assert_true(time_parse_http(STR("2025-05-05")) == TIME_NONE);
    assert_int_equal(time_washington_offset(1746486000), -14400);
    assert_int_equal(time_washington_offset(1741503599), -18000); /* 2025-03-09T06:59:59Z */
    assert_int_equal(time_washington_offset(1741503600), -14400);
    assert_int_equal(time_washington_offset(1762063199), -14400); /* 2025-11-02T05:59:59Z */
    assert_int_equal(time_washington_offset(1762063200), -18000);
    arena_free(a);
}

/* The tables are searched by halves. */
static void test_names(void **state)
{
    static const struct {
        const char *word;
        int month, weekday;
    } words[] = {
        {"jan", 1, -1},  {"YANVAR", 0, -1}, {"Янв", 1, -1}, {"ιουλίου", 7, -1}, {"mar", 3, 2},
        {"zo", 0, 0},    {"a", 0, -1},      {"сб", 0, 6},   {"августа", 8, -1}, {"", 0, -1},
        {"Août", 8, -1}, {"AOÛT", 8, -1},   {"μάώ", 3, -1}, {"agosto", 8, -1},
    };
    static const char *const zones[] = {"z", "a", "west", "us/pacific", "pacific/honolulu", "EST"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        assert_int_equal(time_month_of(str_z(words[i].word)), words[i].month);
        assert_int_equal(time_weekday_of(str_z(words[i].word)), words[i].weekday);
    }
    for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
        assert_non_null(time_zone_of(str_z(zones[i])));
    }
    assert_null(time_zone_of(STR("IST")));
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 3];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(test_round_trip);
    tests[ARRAY_LEN(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(test_forms);
    tests[ARRAY_LEN(rows) + 2] = (struct CMUnitTest)cmocka_unit_test(test_names);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
