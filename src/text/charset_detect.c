#include "text/charset_detect.h"

#include <string.h>
#include <unicode/ucsdet.h>

#include "core/utf8.h"

#define SAMPLE_BYTES 8192U /* as many as ICU looks at */
#define HIGH_LEAST   24U   /* bytes above ASCII, for a guess */
#define CONFIDENCE   11    /* of 100; ICU gives 10 to what it cannot tell */

static bool is_high(char c)
{
    return (unsigned char)c >= 0x80;
}

/*
 * The text between tags and references that holds bytes above ASCII. No encoding in the table of
 * ICU has '<', '>', '&' or ';' within a character.
 */
static void add_sample(struct buf *out, struct str bytes)
{
    size_t from = 0;
    bool high = false;

    for (size_t i = 0; i <= bytes.len && out->len < SAMPLE_BYTES; i++) {
        if (i == bytes.len || strchr("<>&;\n", bytes.ptr[i]) != NULL) {
            if (high) {
                buf_add(out, str_sub(bytes, from, i));
                buf_add_char(out, ' ');
            }
            from = i + 1;
            high = false;
        } else {
            high = high || is_high(bytes.ptr[i]);
        }
    }
}

/* Whether words with bytes above ASCII are made of more of them than of letters. */
static bool is_other_script(struct str sample)
{
    size_t high = 0, all_high = 0, letters = 0, all_letters = 0;

    for (size_t i = 0; i <= sample.len; i++) {
        if (i < sample.len && is_high(sample.ptr[i])) {
            high++;
        } else if (i < sample.len && char_is_alpha(sample.ptr[i])) {
            letters++;
        } else {
            all_high += high;
            all_letters += high > 0 ? letters : 0;
            high = letters = 0;
        }
    }
    return all_high >= HIGH_LEAST && all_high > all_letters;
}

/* Those of Latin script, of no text of the web, and of units of several bytes, which zeros tell. */
static bool is_candidate(const char *name)
{
    static const char *const others[] = {
        "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-9", "windows-1250",
        "windows-1252", "windows-1254", "UTF-",       "IBM42",
    };

    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (str_starts(str_z(name), str_z(others[i]))) {
            return false;
        }
    }
    return true;
}

static const char *best(UCharsetDetector *detector, struct str sample)
{
    UErrorCode status = U_ZERO_ERROR;
    const UCharsetMatch **matches;
    int32_t count = 0;

    ucsdet_setText(detector, sample.ptr, (int32_t)sample.len, &status);
    matches = ucsdet_detectAll(detector, &count, &status);
    for (int32_t i = 0; U_SUCCESS(status) && i < count; i++) {
        const char *name = ucsdet_getName(matches[i], &status);

        if (name != NULL && is_candidate(name)) {
            return ucsdet_getConfidence(matches[i], &status) >= CONFIDENCE ? name : NULL;
        }
    }
    return NULL;
}

const char *charset_detect(struct str bytes)
{
    struct buf sample = {0};
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = NULL;
    const char *name = NULL;

    add_sample(&sample, bytes);
    if (is_other_script(buf_view(&sample))) {
        detector = ucsdet_open(&status);
        name = U_SUCCESS(status) ? best(detector, buf_view(&sample)) : NULL;
        ucsdet_close(detector);
    }
    buf_free(&sample);
    return name;
}

bool charset_is_surely_utf8(struct str bytes, size_t least)
{
    size_t behind = 0, at = 0;

    if (!utf8_valid(bytes)) {
        return false;
    }
    while (at < bytes.len && behind < least) {
        size_t from = at;

        utf8_next(bytes, &at);
        behind += at - from - 1;
    }
    return behind >= least;
}
