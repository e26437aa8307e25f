#include "net/answer.h"

#include "core/num.h"
#include "fmt/time.h"

#define MAX_SECONDS ((int64_t)366 * 86400)

static const struct {
    struct str name;
    size_t offset;
    bool list; /* several lines are one, joined by commas (RFC 9110 5.3) */
} fields[] = {
    {STR_INIT("etag"), offsetof(struct answer, etag), false},
    {STR_INIT("last-modified"), offsetof(struct answer, last_modified), false},
    {STR_INIT("content-type"), offsetof(struct answer, content_type), false},
    {STR_INIT("link"), offsetof(struct answer, link), true},
    {STR_INIT("retry-after"), offsetof(struct answer, retry_after), false},
    {STR_INIT("cache-control"), offsetof(struct answer, cache_control), true},
    {STR_INIT("expires"), offsetof(struct answer, expires), false},
    {STR_INIT("date"), offsetof(struct answer, date), false},
    {STR_INIT("age"), offsetof(struct answer, age), false},
    {STR_INIT("location"), offsetof(struct answer, location), false},
    {STR_INIT("im"), offsetof(struct answer, im), true},
    {STR_INIT("content-length"), offsetof(struct answer, content_length), true},
};

bool answer_is_clean(struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return true;
}

/* RFC 9112 5.2: an old way to go on with the value of the line before. */
static void unfold(struct answer *answer, struct arena *a, struct str line)
{
    struct str more = str_trim(line), *field = answer->folded;

    if (field == NULL || field->ptr == NULL) {
        return;
    }
    if (!answer_is_clean(more)) {
        *field = STR_NULL;
        return;
    }
    *field = str_trim(arena_fmt(a, STR_FMT " " STR_FMT, STR_ARG(*field), STR_ARG(more)));
}

void answer_line(struct answer *answer, struct arena *a, struct str line)
{
    size_t colon;
    struct str name, value;

    if (str_starts(line, STR("HTTP/"))) {
        *answer = (struct answer){0};
        return;
    }
    answer->closed = answer->closed || str_trim(line).len == 0;
    if (answer->closed) {
        return;
    }
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t') {
        unfold(answer, a, line);
        return;
    }
    answer->folded = NULL;
    colon = str_find_char(line, ':', 0);
    if (colon == STR_NPOS) {
        return;
    }
    name = str_sub(line, 0, colon);
    value = str_trim(str_sub(line, colon + 1, line.len));
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        struct str *field = (struct str *)(void *)((char *)answer + fields[i].offset);

        if (!str_eq_nocase(name, fields[i].name) || !answer_is_clean(value)) {
            continue;
        }
        if (fields[i].list && field->ptr != NULL) {
            *field = arena_fmt(a, STR_FMT ", " STR_FMT, STR_ARG(*field), STR_ARG(value));
        } else {
            *field = arena_str(a, value);
        }
        answer->folded = field;
    }
}

static int64_t bounded(int64_t seconds)
{
    return seconds < 0 ? 0 : seconds > MAX_SECONDS ? MAX_SECONDS : seconds;
}

/* Digits of any length; -1 when it is not a number. */
static int64_t seconds_of(struct str s)
{
    int64_t value;

    if (s.len == 0) {
        return -1;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (!char_is_digit(s.ptr[i])) {
            return -1;
        }
    }
    return num_parse(s, &value) ? bounded(value) : MAX_SECONDS;
}

/* From the answer's Date to `date`; -1 when `date` is none. */
static int64_t seconds_until(const struct answer *answer, struct str date, int64_t now)
{
    int64_t then = time_parse_http(date), start = time_parse_http(answer->date);

    if (then == TIME_NONE) {
        return -1;
    }
    return bounded(then - (start == TIME_NONE ? now : start));
}

int64_t answer_retry_after(const struct answer *answer, int64_t now)
{
    int64_t seconds = seconds_of(answer->retry_after);

    if (seconds >= 0 || answer->retry_after.ptr == NULL) {
        return seconds;
    }
    return seconds_until(answer, answer->retry_after, now);
}

/* The value of max-age; 0 when it is no number. */
static int64_t max_age_of(struct str value)
{
    int64_t seconds;

    value = str_trim(value);
    /* A quoted number is wrong (RFC 9111 5.2.2.1) and asked for being read all the same. */
    if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"') {
        value = str_sub(value, 1, value.len - 1);
    }
    seconds = seconds_of(value);
    return seconds < 0 ? 0 : seconds;
}

/* The first max-age; 0 where the answer is not to be used unasked (with a list of fields it is); -1 nothing. */
static int64_t controlled(struct str rest)
{
    struct str part;
    int64_t seconds = -1;

    while (str_split(&rest, ',', &part)) {
        part = str_trim(part);
        if (str_eq_nocase(part, STR("no-cache")) || str_eq_nocase(part, STR("no-store"))) {
            return 0;
        }
        if (seconds < 0 && str_starts_nocase(part, STR("max-age="))) {
            seconds = max_age_of(str_sub(part, STR("max-age=").len, part.len));
        }
    }
    return seconds;
}

int64_t answer_fresh(const struct answer *answer, int64_t now)
{
    int64_t age = seconds_of(answer->age), seconds = controlled(answer->cache_control);

    if (seconds < 0 && answer->expires.ptr == NULL) {
        return -1;
    }
    if (seconds < 0) {
        seconds = seconds_until(answer, answer->expires, now);
    }
    return bounded(seconds - (age > 0 ? age : 0));
}

bool answer_is_ambiguous(const struct answer *answer)
{
    struct str rest = answer->content_length, first, part;

    if (!str_split(&rest, ',', &first)) {
        return false;
    }
    while (str_split(&rest, ',', &part)) {
        if (!str_eq(str_trim(part), str_trim(first))) {
            return true;
        }
    }
    return false;
}
