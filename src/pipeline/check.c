#include "pipeline/check.h"

#include "core/limits.h"
#include "core/utf8.h"
#include "fmt/json.h"

enum { CLAIM_BYTES = 16 << 10 };

/* As work/task_check and digest_json write it. */
struct claim_view {
    struct str text, why, source;
    bool supported;
    double score;
};

static const struct json_field claim_fields[] = {
    JSON_FIELD(struct claim_view, text, STR), //
    JSON_FIELD(struct claim_view, supported, BOOL), JSON_FIELD(struct claim_view, score, REAL),
    JSON_FIELD(struct claim_view, why, STR),        JSON_FIELD(struct claim_view, source, RAW),
};
static const struct json_shape claim_shape = JSON_SHAPE(struct claim_view, claim_fields);

struct verdict_view {
    struct claim_view *claims;
    size_t claim_count;
};

static const struct json_field verdict_fields[] = {
    JSON_LIST(struct verdict_view, claims, claim_count, &claim_shape), //
};
static const struct json_shape verdict_shape = JSON_SHAPE(struct verdict_view, verdict_fields);

struct view {
    struct str problem;
    bool translated;
    struct verdict_view *verdict;
};

static const struct json_field fields[] = {
    JSON_FIELD(struct view, problem, STR), //
    JSON_FIELD(struct view, translated, BOOL),
    JSON_STRUCT(struct view, verdict, &verdict_shape),
};
static const struct json_shape shape = JSON_SHAPE(struct view, fields);

struct place {
    struct span source;
};

static const struct json_field place_fields[] = {JSON_FIELD(struct place, source, SPAN)};
static const struct json_shape place_shape = JSON_SHAPE(struct place, place_fields);

/* [start, end] of a JSON text of its own. */
static int read_place(struct arena *a, struct str json, size_t points, struct span *out,
                      struct err *err)
{
    struct str object = arena_fmt(a, "{\"source\":" STR_FMT "}", STR_ARG(json));
    struct place place;

    if (json_read(a, object, &place_shape, &place, err) == -1) {
        return -1;
    }
    *out = place.source;
    return place.source.start <= place.source.end && place.source.end <= points
               ? 0
               : err_set(err, ERR_INTERNAL, "a claim points outside of the article");
}

static int read_claim(struct arena *a, const struct claim_view *from, size_t points,
                      struct ask_claim *to, struct err *err)
{
    *to = (struct ask_claim){
        .text = from->text, .why = from->why, .supported = from->supported, .score = from->score};
    if (from->text.len == 0 || from->text.len > CLAIM_BYTES || !utf8_valid(from->text)) {
        return err_set(err, ERR_INTERNAL, "a claim has no or too much text");
    }
    if (from->source.ptr == NULL) {
        /* What has no place in the article cannot be borne out by it. */
        to->supported = false;
        return 0;
    }
    to->has_source = true;
    return read_place(a, from->source, points, &to->source, err);
}

int check_read(struct arena *a, struct str json, struct str article, struct checked *out,
               struct err *err)
{
    size_t points = utf8_count(article);
    struct view view;

    *out = (struct checked){0};
    if (json_read(a, json, &shape, &view, err) == -1) {
        return -1;
    }
    if (view.verdict == NULL || view.verdict->claim_count > LIMIT_CLAIMS) {
        return err_set(err, ERR_INTERNAL, "the check has no verdict or too many claims");
    }
    out->problem = view.problem;
    out->translated = view.translated;
    out->claim_count = view.verdict->claim_count;
    out->claims = arena_array(a, out->claim_count, sizeof(*out->claims));
    for (size_t i = 0; i < out->claim_count; i++) {
        if (read_claim(a, &view.verdict->claims[i], points, &out->claims[i], err) == -1) {
            return -1;
        }
    }
    return 0;
}
