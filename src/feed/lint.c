/*
 * feed/lint - see the header.
 *
 * The frame: what the parser had to put up with, the rules of the format, all of it by place.
 */
#include "feed/lint.h"

#include <stdlib.h>

#include "core/num.h"
#include "core/utf8.h"
#include "feed/lint_parts.h"
#include "feed/xml.h"
#include "fmt/json.h"
#include "text/charset.h"

/*
 * A warning of the parser: "byte 12: what" knows its place, one on the whole document stands at its
 * start. Those on items are found here anew.
 */
static void take_warning(struct linter *l, struct str s)
{
    size_t at = str_find(s, STR("byte "), 0), colon;
    int64_t n;

    if (str_starts(s, STR("item ")) ||
        str_find(s, STR("an item that is no object"), 0) != STR_NPOS) {
        return;
    }
    colon = at == STR_NPOS ? STR_NPOS : str_find_char(s, ':', at);
    if (colon != STR_NPOS && num_parse(str_sub(s, at + 5, colon), &n) && n >= 0) {
        struct str what = str_trim(str_sub(s, colon + 1, s.len));

        if (str_find(what, STR("not a date:"), 0) == STR_NPOS) {
            lint_mark(
                l, (size_t)n, true,
                arena_fmt(l->arena, STR_FMT STR_FMT, STR_ARG(str_sub(s, 0, at)), STR_ARG(what)));
        }
        return;
    }
    lint_mark(l, 0, true, s);
}

static int by_place(const void *left, const void *right)
{
    const struct mark *l = left, *r = right;

    if (l->at != r->at) {
        return l->at < r->at ? -1 : 1;
    }
    return str_cmp(l->text, r->text);
}

static void tell(struct linter *l, struct lint *out)
{
    size_t at = 0, line = 1, line_start = 0;

    if (l->count > 1) {
        qsort(l->marks, l->count, sizeof(*l->marks), by_place);
    }
    out->findings = arena_array(l->arena, l->count, sizeof(*out->findings));
    for (size_t i = 0; i < l->count; i++) {
        const struct mark *m = &l->marks[i];
        struct finding *f = &out->findings[i];

        f->severity = m->error ? STR("error") : STR("warning");
        f->text = m->text;
        for (; at < m->at && at < l->source.len; at++) {
            if (l->source.ptr[at] == '\n') {
                line++;
                line_start = at + 1;
            }
        }
        f->line = line;
        f->column = utf8_count(str_sub(l->source, line_start, at)) + 1;
    }
    out->finding_count = l->count;
    out->more = l->more;
}

/* The rules of the format. */
static int check(struct linter *l, const struct feed *feed, const struct parse_hints *hints,
                 struct err *err)
{
    const struct xml_hints plain = {.base = hints->base};
    struct json_leniency leniency = {.most = l->bounds.most[BOUND_DEPTH]};
    struct xml_document d;
    struct json *root;

    if (!str_starts(feed->format, STR("json"))) {
        xml_read(&l->bounds, l->source, &plain, &d);
        lint_xml(l, d.top);
        return 0;
    }
    if (json_parse_lenient(l->arena, l->source, &leniency, &root, err) == -1) {
        return -1;
    }
    lint_json(l, root);
    return 0;
}

int feed_lint(struct arena *a, struct str body, const struct parse_hints *hints, struct lint *out,
              struct err *err)
{
    struct linter l = {.arena = a};
    struct charset_result decoded;
    struct feed *feed;

    *out = (struct lint){.more = false};
    if (feed_parse(a, body, hints, &feed, err) == -1 ||
        charset_decode(a, body, hints->content_type, CHARSET_XML, &decoded, err) == -1) {
        return -1;
    }
    l.source = decoded.text;
    l.format = feed->format;
    map_init(&l.ids, a);
    map_init(&l.prefixes, a);
    bounds_init(&l.bounds, a, &hints->limits);
    for (size_t i = 0; i < feed->warning_count; i++) {
        take_warning(&l, feed->warnings[i]);
    }
    if (check(&l, feed, hints, err) == -1) {
        return -1;
    }
    tell(&l, out);
    out->format = feed->format;
    return 0;
}

static const struct json_field finding_fields[] = {
    JSON_FIELD(struct finding, line, SIZE), //
    JSON_FIELD(struct finding, column, SIZE),
    JSON_FIELD(struct finding, severity, STR),
    JSON_FIELD(struct finding, text, STR),
};
static const struct json_shape finding_shape = JSON_SHAPE(struct finding, finding_fields);

static const struct json_field lint_fields[] = {
    JSON_FIELD(struct lint, format, STR),
    JSON_LIST(struct lint, findings, finding_count, &finding_shape),
    JSON_FIELD(struct lint, more, BOOL),
};
static const struct json_shape lint_shape = JSON_SHAPE(struct lint, lint_fields);

void lint_json_write(struct buf *out, const struct lint *lint)
{
    json_write(out, &lint_shape, lint);
}
