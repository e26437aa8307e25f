/*
 * ctl/cmd_explain - each sentence that was written of an item beside the passage it was taken from.
 */
#include <glob.h>
#include <string.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "ctl/command.h"
#include "ctl/status.h"
#include "fmt/escape.h"
#include "fmt/json.h"
#include "fmt/time.h"
#include "sys/file.h"

enum { CONTEXT_BYTES = 120 };

/* NAME of a file SPOOL/FEED/NAME.json; the suffix may be written or not. */
static int find_in_spool(struct arena *a, const char *spool, struct str name, const char **path,
                         struct err *err)
{
    struct str suffix = str_ends(name, STR(".json")) ? STR("") : STR(".json");
    glob_t found = {0};
    int rc = -1;

    for (size_t i = 0; i < name.len; i++) {
        if (memchr("/*?[\\", name.ptr[i], 5) != NULL) {
            return err_set(err, ERR_NOINPUT, "no such file");
        }
    }
    if (glob(arena_z(a,
                     arena_fmt(a, "%s/*/" STR_FMT STR_FMT, spool, STR_ARG(name), STR_ARG(suffix))),
             0, NULL, &found) == 0) {
        *path = arena_z(a, str_z(found.gl_pathv[0]));
        rc = 0;
    } else {
        err_set(err, ERR_NOINPUT, "no such file, nor an item of that name in %s", spool);
    }
    globfree(&found);
    return rc;
}

static int read_item(struct arena *a, const struct args *args, struct str *json, struct err *err)
{
    const char *path = args->files[0];

    if (file_read(a, path, LIMIT_DOCUMENT_BYTES, json, err) == 0) {
        return 0;
    }
    if (err->code != ERR_NOINPUT ||
        find_in_spool(a, args->spool == NULL ? SPOOLDIR : args->spool, str_z(path), &path, err) ==
            -1 ||
        file_read(a, path, LIMIT_DOCUMENT_BYTES, json, err) == -1) {
        return err_context(err, "%s", args->files[0]);
    }
    return 0;
}

/* The byte at a code point, or the length when the text is shorter. */
static size_t byte_of(struct str text, size_t point)
{
    size_t at = 0;

    while (point > 0 && at < text.len) {
        utf8_next(text, &at);
        point--;
    }
    return at;
}

static bool read_number(const struct json *n, size_t *out)
{
    *out = 0;
    if (n == NULL || n->type != JSON_NUMBER) {
        return false;
    }
    for (size_t i = 0; i < n->text.len; i++) {
        if (!char_is_digit(n->text.ptr[i]) || *out > LIMIT_DOCUMENT_BYTES) {
            return false;
        }
        *out = *out * 10 + (size_t)(n->text.ptr[i] - '0');
    }
    return true;
}

/* Runs of white space as one blank. */
static struct str squeeze(struct arena *a, struct str s)
{
    struct buf out = {0};

    for (size_t i = 0; i < s.len; i++) {
        if (!char_is_space(s.ptr[i])) {
            buf_add_char(&out, s.ptr[i]);
        } else if (i + 1 < s.len && !char_is_space(s.ptr[i + 1])) {
            buf_add_char(&out, ' ');
        }
    }
    return buf_str(&out, a);
}

/* The passage with some of its paragraph on both sides. */
static void add_passage(struct arena *a, struct buf *out, struct str text, size_t start, size_t end)
{
    size_t from = start > CONTEXT_BYTES ? utf8_cut(text, start - CONTEXT_BYTES) : 0;
    size_t to = utf8_cut(text, end + CONTEXT_BYTES < text.len ? end + CONTEXT_BYTES : text.len);
    size_t next = str_find(text, STR("\n\n"), end);

    for (size_t i = from; i + 1 < start; i++) {
        if (text.ptr[i] == '\n' && text.ptr[i + 1] == '\n') {
            from = i + 2;
        }
    }
    to = next < to ? next : to;
    buf_add_z(out, "    | ");
    escape_shown(out, squeeze(a, str_sub(text, from, start)), false);
    buf_add_z(out, start > from ? " >>> " : ">>> ");
    escape_shown(out, squeeze(a, str_sub(text, start, end)), false);
    buf_add_z(out, " <<< ");
    escape_shown(out, squeeze(a, str_trim(str_sub(text, end, to))), false);
    buf_add_char(out, '\n');
}

/* One thing said, and the passage; `label` stands before it. */
static void add_said(struct arena *a, struct buf *out, struct str label, const struct json *said,
                     struct str text)
{
    struct str words = json_str(json_get(said, "text"));
    const struct json *source = json_get(said, "source");
    size_t first, last, start, end;

    escape_shown(out, label, false);
    buf_add_char(out, ' ');
    escape_shown(out, words, false);
    buf_add_char(out, '\n');
    if (source == NULL || !read_number(source->child, &first) ||
        !read_number(source->child->next, &last)) {
        buf_add_z(out, "    names no passage\n\n");
        return;
    }
    start = byte_of(text, first);
    end = byte_of(text, last > first ? last : first);
    buf_add_fmt(out, "    at %zu-%zu: %s\n", first, last,
                str_find(squeeze(a, str_sub(text, start, end)), squeeze(a, words), 0) != STR_NPOS
                    ? "word for word"
                    : "not word for word");
    add_passage(a, out, text, start, end);
    buf_add_char(out, '\n');
}

static void add_list(struct arena *a, struct buf *out, const struct json *list, struct str text)
{
    size_t n = 0;

    for (const struct json *s = list == NULL ? NULL : list->child; s != NULL; s = s->next) {
        struct str name = json_str(json_get(s, "name"));

        n++;
        add_said(a, out,
                 name.len > 0 ? arena_fmt(a, STR_FMT ":", STR_ARG(name)) : arena_fmt(a, "%zu.", n),
                 s, text);
    }
}

/* Feeds that carry the item: as its file says, and as the state folder does of those that brought it later. */
static void add_feeds(struct arena *a, struct buf *out, const struct args *args,
                      const struct json *item)
{
    struct str event = json_str(json_get(item, "event")), feed = json_str(json_get(item, "feed")),
               json;
    const struct json *also = json_get(item, "also_in");
    struct status s;
    struct err ignored;

    if (feed.len == 0) {
        return;
    }
    buf_add_z(out, "feed: ");
    escape_shown(out, feed, false);
    for (const struct json *n = also == NULL ? NULL : also->child; n != NULL; n = n->next) {
        buf_add_z(out, n == also->child ? ", also in " : ", ");
        escape_shown(out, json_str(n), false);
    }
    buf_add_char(out, '\n');
    if (status_read(a, args, &s, &json, &ignored) == -1) {
        return; /* none has run here: the file is all there is */
    }
    for (size_t i = 0; i < s.later_count; i++) {
        if (event.len > 0 && str_eq(s.later[i].event, event)) {
            buf_add_z(out, "by ");
            buf_add(out, time_rfc3339(a, s.later[i].seen));
            buf_add_z(out, " also in ");
            status_add_feeds(out, &s.later[i]);
            buf_add_char(out, '\n');
        }
    }
}

static int run_explain(struct arena *a, const struct command *c, const struct args *args,
                       struct buf *out, struct err *err)
{
    struct json *item = NULL;
    struct str json, text;

    (void)c;
    if (read_item(a, args, &json, err) == -1) {
        return -1;
    }
    if (json_parse(a, json, &item, err) == -1) {
        return err_context(err, "%s", args->files[0]);
    }
    text = json_str(json_get(json_get(item, "article"), "text"));
    if (text.ptr == NULL || json_get(item, "summary") == NULL) {
        return err_set(err, ERR_SYNTAX, "%s: not an item of the spool", args->files[0]);
    }
    escape_shown(out, json_str(json_get(json_get(item, "item"), "title")), false);
    buf_add_char(out, '\n');
    escape_shown(out, json_str(json_get(json_get(item, "article"), "url")), false);
    buf_add_char(out, '\n');
    add_feeds(a, out, args, item);
    buf_add_fmt(out, "made: " STR_FMT "\n\n", STR_ARG(json_str(json_get(item, "method"))));
    add_list(a, out, json_get(item, "summary"), text);
    add_list(a, out, json_get(item, "facts"), text);
    return 0;
}

static const struct option_row options[] = {
    {"spool", OPTION_PATH, offsetof(struct args, spool)},
    {"state", OPTION_PATH, offsetof(struct args, state)},
    {NULL, OPTION_FLAG, 0},
};
const struct command command_explain = {
    "explain",
    "[--spool DIR] [--state DIR] ITEM",
    "each sentence of a summary beside the passage it was taken from",
    1,
    options,
    run_explain,
};
