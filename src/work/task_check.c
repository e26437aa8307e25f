#include "work/task_check.h"

#include "digest/candidate.h"
#include "digest/digest_json.h"

struct checked {
    struct str problem, verdict; /* verdict: JSON */
    bool translated;
};

static const struct json_field fields[] = {
    JSON_FIELD(struct checked, problem, STR), //
    JSON_FIELD(struct checked, translated, BOOL),
    JSON_FIELD(struct checked, verdict, RAW),
};
static const struct json_shape shape = JSON_SHAPE(struct checked, fields);

int task_check(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
               struct err *err)
{
    const struct candidate_input in = {
        .answer = bytes,
        .source = hints->source.ptr == NULL ? STR("") : hints->source,
        .title = hints->title,
        .source_language = hints->language,
        .language = hints->target_language,
        .published = hints->published,
        .threshold = hints->threshold,
    };
    struct candidate candidate;
    struct checked checked;
    struct buf verdict = {0};

    if (digest_candidate(a, &in, &candidate, err) == -1) {
        return -1;
    }
    verdict_json_write(&verdict, in.source, &candidate.verdict);
    checked = (struct checked){candidate.problem, buf_str(&verdict, a), candidate.translated};
    json_write(out, &shape, &checked);
    return 0;
}
