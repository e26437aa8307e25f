#include "unit/test.h"

#include "core/attr.h"
#include "net/answer.h"

#define NOW 1746500000 /* Tue, 06 May 2025 02:53:20 GMT */

struct row {
    const char *name;
    const char *lines[6];
    int64_t retry, fresh;
    const char *etag; /* NULL: absent */
};

static struct row rows[] = {
    {"no line says anything", {"HTTP/1.1 200 OK"}, -1, -1, NULL},
    {"an ETag is opaque", {"HTTP/1.1 200 OK", "ETag:  W/\"a b\" "}, -1, -1, "W/\"a b\""},
    {"the ETag of a 103 is another's",
     {"HTTP/1.1 103 Early", "ETag: \"x\"", "", "HTTP/1.1 200 OK", "Age: 1"},
     -1,
     -1,
     NULL},
    {"a trailer is not listened to",
     {"HTTP/1.1 200 OK", "ETag: \"x\"", "", "ETag: \"late\""},
     -1,
     -1,
     "\"x\""},
    {"an ETag with a control byte is refused",
     {"HTTP/1.1 200 OK", "ETag: \"a\x01\""},
     -1,
     -1,
     NULL},
    {"Retry-After in seconds", {"HTTP/1.1 503 Later", "Retry-After: 120"}, 120, -1, NULL},
    {"Retry-After beyond all numbers is a year",
     {"HTTP/1.1 503 Later", "retry-after: 99999999999999999999999"},
     366 * 86400,
     -1,
     NULL},
    {"Retry-After below zero is none", {"HTTP/1.1 503 Later", "Retry-After: -5"}, -1, -1, NULL},
    {"Retry-After as a date counts from the answer's Date",
     {"HTTP/1.1 429 Slow", "Date: Mon, 05 May 2025 00:00:00 GMT",
      "Retry-After: Mon, 05 May 2025 00:10:00 GMT"},
     600,
     -1,
     NULL},
    {"without a Date it counts from now",
     {"HTTP/1.1 429 Slow", "Retry-After: Tue, 06 May 2025 02:54:20 GMT"},
     60,
     -1,
     NULL},
    {"a date gone by is zero",
     {"HTTP/1.1 429 Slow", "Retry-After: Mon, 06 May 2024 02:54:20 GMT"},
     0,
     -1,
     NULL},
    {"max-age less Age",
     {"HTTP/2 200", "Cache-Control: public, max-age=300", "Age: 100"},
     -1,
     200,
     NULL},
    {"max-age may be quoted", {"HTTP/1.1 200 OK", "Cache-Control: max-age=\"30\""}, -1, 30, NULL},
    {"max-age goes before Expires",
     {"HTTP/1.1 200 OK", "Expires: 0", "Cache-Control: private", "Cache-Control: max-age=7"},
     -1,
     7,
     NULL},
    {"Expires less Date",
     {"HTTP/1.1 200 OK", "Date: Monday, 05-May-25 00:00:00 GMT",
      "Expires: Mon May  5 01:00:00 2025"},
     -1,
     3600,
     NULL},
    {"Expires that is no date is over", {"HTTP/1.1 200 OK", "Expires: 0"}, -1, 0, NULL},
    {"Expires less Date and Age",
     {"HTTP/1.1 200 OK", "Date: Mon, 05 May 2025 00:00:00 GMT",
      "Expires: Mon, 05 May 2025 01:00:00 GMT", "Age: 600"},
     -1,
     3000,
     NULL},
    {"what is to be asked for each time is never fresh",
     {"HTTP/1.1 200 OK", "Cache-Control: max-age=300, No-Cache"},
     -1,
     0,
     NULL},
    {"nor is what is not to be stored, whatever Expires says",
     {"HTTP/1.1 200 OK", "Cache-Control: no-store", "Expires: Tue, 06 May 2036 02:53:20 GMT"},
     -1,
     0,
     NULL},
    {"but no-cache of one field says nothing of the answer",
     {"HTTP/1.1 200 OK", "Cache-Control: no-cache=\"Set-Cookie\", max-age=300"},
     -1,
     300,
     NULL},
    {"a shared cache's age is not ours",
     {"HTTP/1.1 200 OK", "Cache-Control: s-maxage=300, max-age=7"},
     -1,
     7,
     NULL},
    {"a max-age that is no number is over, and Expires does not mend it",
     {"HTTP/1.1 200 OK", "Cache-Control: max-age=soon", "Expires: Tue, 06 May 2036 02:53:20 GMT"},
     -1,
     0,
     NULL},
    {"the first max-age counts",
     {"HTTP/1.1 200 OK", "Cache-Control: max-age=7, max-age=9"},
     -1,
     7,
     NULL},
    {"a line may go on after a blank",
     {"HTTP/1.1 200 OK", "ETag:", " \"folded\"", "Cache-Control: public,", "\tmax-age=7"},
     -1,
     7,
     "\"folded\""},
    {"what goes on with control bytes is refused",
     {"HTTP/1.1 200 OK", "ETag: \"a", " \x01\""},
     -1,
     -1,
     NULL},
    {"what goes on with another line is not ours",
     {"HTTP/1.1 200 OK", "ETag: \"a\"", "X-Note: b", " c"},
     -1,
     -1,
     "\"a\""},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct answer answer = {0};

    for (size_t i = 0; i < ARRAY_LEN(row->lines) && row->lines[i] != NULL; i++) {
        answer_line(&answer, a, arena_fmt(a, "%s\r\n", row->lines[i]));
    }
    assert_int_equal(answer_retry_after(&answer, NOW), row->retry);
    assert_int_equal(answer_fresh(&answer, NOW), row->fresh);
    if (row->etag == NULL) {
        assert_null(answer.etag.ptr);
    } else {
        assert_str(answer.etag, row->etag);
    }
    arena_free(a);
}

static void one_length_is_told_twice_or_two(void **state)
{
    const struct {
        const char *first, *second;
        bool ambiguous;
    } lengths[] = {
        {"Content-Length: 5", "X: y", false},
        {"Content-Length: 5", "Content-Length: 5", false},
        {"Content-Length: 5, 5", "X: y", false},
        {"X: y", "X: z", false},
        {"Content-Length: 5", "Content-Length: 7", true},
        {"Content-Length: 5, 7", "X: y", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        struct arena *a = arena_new();
        struct answer answer = {0};

        answer_line(&answer, a, STR("HTTP/1.1 200 OK\r\n"));
        answer_line(&answer, a, str_z(lengths[i].first));
        answer_line(&answer, a, str_z(lengths[i].second));
        assert_int_equal(answer_is_ambiguous(&answer), lengths[i].ambiguous);
        arena_free(a);
    }
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1] = {
        [ARRAY_LEN(rows)] = cmocka_unit_test(one_length_is_told_twice_or_two),
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
