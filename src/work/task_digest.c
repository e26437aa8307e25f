#include "work/task_digest.h"

#include "digest/digest_json.h"
#include "digest/verify.h"
#include "text/charset.h"

static int decode(struct arena *a, struct str bytes, struct str *text, struct err *err)
{
    struct charset_result decoded;

    if (charset_decode(a, bytes, STR_NULL, CHARSET_TEXT, &decoded, err) == -1) {
        return -1;
    }
    *text = decoded.text.ptr == NULL ? STR("") : decoded.text;
    return 0;
}

/* ---- verify ---- */

int task_verify(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                struct err *err)
{
    struct verify_input in = {.title = hints->title,
                              .language = hints->language,
                              .published = hints->published,
                              .threshold = hints->threshold};
    struct verdict verdict;

    if (decode(a, hints->source, &in.source, err) == -1 ||
        decode(a, bytes, &in.summary, err) == -1 || digest_verify(a, &in, &verdict, err) == -1) {
        return -1;
    }
    verdict_json_write(out, in.source, &verdict);
    return 0;
}
