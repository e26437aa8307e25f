/*
 * feed/lint_value - see the header.
 */
#include "feed/lint_value.h"

#include "core/attr.h"
#include "core/num.h"
#include "fmt/time.h"
#include "fmt/url.h"

/* Whether `s` has the shape of `form`: 9 a digit, a small letter, A capital letter, others themselves. */
static bool has_form(struct str s, const char *form)
{
    struct str f = str_z(form);

    if (s.len != f.len) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool fits = f.ptr[i] == '9'   ? char_is_digit(c)
                    : f.ptr[i] == 'a' ? c >= 'a' && c <= 'z'
                    : f.ptr[i] == 'A' ? c >= 'A' && c <= 'Z'
                                      : c == f.ptr[i];

        if (!fits) {
            return false;
        }
    }
    return true;
}

/* The part of `s` before the next space; *s goes behind it. */
static struct str next_word(struct str *s)
{
    size_t space = str_find_char(*s, ' ', 0);
    struct str word = str_sub(*s, 0, space);

    *s = str_trim(str_sub(*s, word.len, s->len));
    return word;
}

static bool is_zone(struct str s)
{
    static const char *const names[] = {"UT",  "GMT", "Z",   "EST", "EDT", "CST",
                                        "CDT", "MST", "MDT", "PST", "PDT"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(s, str_z(names[i]))) {
            return true;
        }
    }
    return has_form(s, "+9999") || has_form(s, "-9999");
}

/* Whether `date`, without zone and time, falls on the weekday that `name` begins. */
static bool falls_on(struct str date, struct str name)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    int64_t t = time_parse(date, NULL);

    return t == TIME_NONE || str_starts(name, str_z(days[time_split(t).weekday]));
}

const char *lint_rfc822(struct str s)
{
    static const char not_one[] = "is not a date of RFC 822 (Mon, 05 May 2025 23:00:00 GMT)";
    struct str word, weekday = STR_NULL, date;
    bool form;

    if (time_parse(s, NULL) == TIME_NONE) {
        return "is no date";
    }
    date = s;
    word = next_word(&s);
    if (has_form(word, "Aaa,")) {
        weekday = word;
        date = s;
        word = next_word(&s);
    }
    form = has_form(word, "9") || has_form(word, "99");
    form = has_form(next_word(&s), "Aaa") && form;
    form = has_form(next_word(&s), "9999") && form;
    date = str_sub(date, 0, (size_t)(s.ptr - date.ptr));
    word = next_word(&s);
    form = (has_form(word, "99:99") || has_form(word, "99:99:99")) && form;
    return !form || !is_zone(s) ? not_one
           : weekday.ptr != NULL && !falls_on(date, weekday)
               ? "names another weekday than its date has"
               : NULL;
}

const char *lint_rfc3339(struct str s)
{
    struct str zone = str_sub(s, 19, s.len);
    size_t i = 1;

    if (time_parse(s, NULL) == TIME_NONE) {
        return "is no date";
    }
    if (str_starts(zone, STR("."))) {
        while (i < zone.len && char_is_digit(zone.ptr[i])) {
            i++;
        }
        zone = i == 1 ? STR_NULL : str_sub(zone, i, zone.len);
    }
    return has_form(str_sub(s, 0, 19), "9999-99-99T99:99:99") &&
                   (str_eq(zone, STR("Z")) || has_form(zone, "+99:99") || has_form(zone, "-99:99"))
               ? NULL
               : "is not a date of RFC 3339 (2025-05-05T23:00:00Z)";
}

const char *lint_w3c_date(struct str s)
{
    static const char *const forms[] = {"9999",
                                        "9999-99",
                                        "9999-99-99",
                                        "9999-99-99T99:99Z",
                                        "9999-99-99T99:99+99:99",
                                        "9999-99-99T99:99-99:99"};

    if (time_parse(s, NULL) == TIME_NONE) {
        return "is no date";
    }
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        if (has_form(s, forms[i])) {
            return NULL;
        }
    }
    return lint_rfc3339(s) == NULL ? NULL : "is not a date of W3CDTF (2025-05-05T23:00:00Z)";
}

const char *lint_text_type(struct str s)
{
    return str_eq(s, STR("text")) || str_eq(s, STR("html")) || str_eq(s, STR("xhtml"))
               ? NULL
               : "is neither text, html nor xhtml";
}

const char *lint_url(struct str s)
{
    struct url u;

    if (!url_split(s, &u)) {
        return "is no URL";
    }
    if (u.scheme.ptr == NULL) {
        return "is not absolute";
    }
    return str_find_char(s, ' ', 0) != STR_NPOS ? "has a space in it"
           : url_is_http(s)                     ? NULL
                                                : "is no http or https URL";
}

const char *lint_iri(struct str s)
{
    struct url u;

    return url_split(s, &u) && u.scheme.ptr != NULL ? NULL : "is no absolute IRI";
}

const char *lint_reference(struct str s)
{
    struct url u;

    if (s.len == 0) {
        return "is empty";
    }
    return !url_split(s, &u)                      ? "is no URL"
           : str_find_char(s, ' ', 0) != STR_NPOS ? "has a space in it"
                                                  : NULL;
}

const char *lint_number(struct str s)
{
    int64_t n;

    return num_parse(s, &n) && n >= 0 ? NULL : "is no number";
}

const char *lint_type(struct str s)
{
    size_t slash = str_find_char(s, '/', 0);

    return slash == STR_NPOS || slash == 0 || slash + 1 == s.len ? "is no MIME type" : NULL;
}
