#include "digest/digest_json.h"

#define BLOCK 4096U

/*
 * Code points before each block of a text: claims point into it in any order, and counting from its
 * start for each would cost claims times bytes.
 */
struct points {
    struct arena *arena;
    struct str text;
    size_t *before;
};

/* Bytes that begin a sequence: in valid UTF-8, its code points. */
static size_t count_starts(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        n += ((unsigned char)s.ptr[i] & 0xC0U) != 0x80U;
    }
    return n;
}

static void points_init(struct points *p, struct str text)
{
    size_t blocks = text.len / BLOCK + 1;

    p->arena = arena_new();
    p->text = text;
    p->before = arena_array(p->arena, blocks, sizeof(*p->before));
    for (size_t i = 1; i < blocks; i++) {
        p->before[i] = p->before[i - 1] + count_starts(str_sub(text, (i - 1) * BLOCK, i * BLOCK));
    }
}

static struct span points_of(const struct points *p, struct span bytes)
{
    size_t start = bytes.start / BLOCK, end = bytes.end / BLOCK;

    return (struct span){
        p->before[start] + count_starts(str_sub(p->text, start * BLOCK, bytes.start)),
        p->before[end] + count_starts(str_sub(p->text, end * BLOCK, bytes.end)),
    };
}

static void add_span(struct buf *out, struct span s)
{
    buf_add_fmt(out, "[%zu,%zu]", s.start, s.end);
}

/* ---- summary ---- */

struct summary_view {
    struct str *summary;
    size_t count;
    struct str sources;
};

static const struct json_field summary_fields[] = {
    JSON_STRS(struct summary_view, summary, count),
    JSON_FIELD(struct summary_view, sources, RAW),
};
static const struct json_shape summary_shape = JSON_SHAPE(struct summary_view, summary_fields);

void summary_json_write(struct buf *out, struct str text, const struct summary *s)
{
    struct summary_view view = {.count = s->sentence_count};
    struct buf sources = {0};
    struct points points;

    points_init(&points, text);
    view.summary = arena_array(points.arena, s->sentence_count, sizeof(*view.summary));
    buf_add_char(&sources, '[');
    for (size_t i = 0; i < s->sentence_count; i++) {
        if (i > 0) {
            buf_add_char(&sources, ',');
        }
        view.summary[i] = s->sentences[i].text;
        add_span(&sources, points_of(&points, s->sentences[i].source));
    }
    buf_add_char(&sources, ']');
    view.sources = buf_view(&sources);
    json_write(out, &summary_shape, &view);
    buf_free(&sources);
    arena_free(points.arena);
}

static const struct json_field sentence_fields[] = {
    JSON_FIELD(struct summary_sentence, text, STR),
    JSON_FIELD(struct summary_sentence, source, SPAN),
};
static const struct json_shape sentence_shape =
    JSON_SHAPE(struct summary_sentence, sentence_fields);

static void add_sentences(struct buf *out, const struct points *p,
                          const struct summary_sentence *list, size_t count)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        const struct summary_sentence view = {list[i].text, points_of(p, list[i].source)};

        if (i > 0) {
            buf_add_char(out, ',');
        }
        json_write(out, &sentence_shape, &view);
    }
    buf_add_char(out, ']');
}

void summary_json_write_list(struct buf *out, struct str text, const struct summary *s)
{
    struct points points;

    points_init(&points, text);
    add_sentences(out, &points, s->sentences, s->sentence_count);
    arena_free(points.arena);
}

void paragraphs_json_write_list(struct buf *out, struct str text, const struct paragraph *list,
                                size_t count)
{
    struct points points;

    points_init(&points, text);
    buf_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        add_sentences(out, &points, list[i].sentences, list[i].sentence_count);
    }
    buf_add_char(out, ']');
    arena_free(points.arena);
}

/* ---- facts ---- */

struct fact_view {
    struct str name, text, source;
};

static const struct json_field fact_fields[] = {
    JSON_FIELD(struct fact_view, name, STR),
    JSON_FIELD(struct fact_view, text, STR),
    JSON_FIELD(struct fact_view, source, RAW),
};
static const struct json_shape fact_shape = JSON_SHAPE(struct fact_view, fact_fields);

void facts_json_write_list(struct buf *out, struct str text, const struct facts *f)
{
    struct points points;

    points_init(&points, text);
    buf_add_char(out, '[');
    for (size_t i = 0; i < f->count; i++) {
        struct fact_view view = {.name = f->list[i].name, .text = f->list[i].text};
        struct buf span = {0};

        if (f->list[i].has_source) {
            add_span(&span, points_of(&points, f->list[i].source));
            view.source = buf_str(&span, points.arena);
        }
        buf_add_z(out, i > 0 ? "," : "");
        json_write(out, &fact_shape, &view);
    }
    buf_add_char(out, ']');
    arena_free(points.arena);
}

/* ---- verdict ---- */

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
    bool grounded;
    double score;
    struct claim_view *claims;
    size_t claim_count;
};

static const struct json_field verdict_fields[] = {
    JSON_FIELD(struct verdict_view, grounded, BOOL),
    JSON_FIELD(struct verdict_view, score, REAL),
    JSON_LIST(struct verdict_view, claims, claim_count, &claim_shape),
};
static const struct json_shape verdict_shape = JSON_SHAPE(struct verdict_view, verdict_fields);

void verdict_json_write(struct buf *out, struct str text, const struct verdict *v)
{
    struct verdict_view view = {
        .grounded = v->grounded, .score = v->score, .claim_count = v->claim_count};
    struct points points;

    points_init(&points, text);
    view.claims = arena_array(points.arena, v->claim_count, sizeof(*view.claims));
    for (size_t i = 0; i < v->claim_count; i++) {
        const struct claim *c = &v->claims[i];
        struct buf span = {0};

        view.claims[i] = (struct claim_view){
            .text = c->text, .why = c->why, .supported = c->supported, .score = c->score};
        if (c->has_source) {
            add_span(&span, points_of(&points, c->source));
            view.claims[i].source = buf_str(&span, points.arena);
        }
    }
    json_write(out, &verdict_shape, &view);
    arena_free(points.arena);
}

/* ---- readout ---- */

/* A principal or spokesperson has no country; a counterpart has. */
static const struct json_field person_fields[] = {
    JSON_FIELD(struct person, name, STR),
    JSON_FIELD(struct person, title, STR),
};
static const struct json_shape person_shape = JSON_SHAPE(struct person, person_fields);

static const struct json_field counterpart_fields[] = {
    JSON_FIELD(struct person, name, STR),
    JSON_FIELD(struct person, title, STR),
    JSON_FIELD(struct person, country, STR),
};
static const struct json_shape counterpart_shape = JSON_SHAPE(struct person, counterpart_fields);

static const struct json_field readout_fields[] = {
    JSON_FIELD(struct readout, is_readout, BOOL),
    JSON_FIELD(struct readout, kind, STR),
    JSON_STRUCT(struct readout, principal, &person_shape),
    JSON_LIST(struct readout, counterparts, counterpart_count, &counterpart_shape),
    JSON_STRS(struct readout, countries, country_count),
    JSON_FIELD(struct readout, date, STR),
    JSON_STRUCT(struct readout, spokesperson, &person_shape),
    JSON_STRS(struct readout, topics, topic_count),
};
const struct json_shape readout_shape = JSON_SHAPE(struct readout, readout_fields);
