#include "fmt/time.h"

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

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 2];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(test_round_trip);
    tests[ARRAY_LEN(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(test_forms);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
