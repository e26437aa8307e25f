/*
 * ctl/cmd_task - the commands that run one pure task on a file, as a worker does on a document.
 */
#include "core/limits.h"
#include "ctl/command.h"
#include "ctl/source.h"
#include "fmt/json.h"
#include "fmt/time.h"
#include "sys/file.h"
#include "work/task.h"

#define OPTION(name, kind, member)                         \
    {                                                      \
        name, OPTION_##kind, offsetof(struct args, member) \
    }

static void set_selector(struct arena *a, struct str text, struct str **list, size_t *count)
{
    *list = arena_alloc(a, sizeof(**list));
    **list = text;
    *count = text.ptr != NULL;
}

/* The article of a page as `extract` tells it: what `readout` takes, and with a text that `verify` takes. */
static int extract(struct arena *a, const struct source *source, struct str *json, struct err *err)
{
    const struct hints hints = {.base = source->base, .content_type = source->content_type};
    struct buf out = {0};

    if (task_find(STR("extract"))->run(a, &hints, source->bytes, &out, err) == -1) {
        buf_free(&out);
        return -1;
    }
    *json = buf_str(&out, a);
    return 0;
}

static int run_task(struct arena *a, const struct command *c, const struct args *args,
                    struct hints *hints, struct buf *out, struct err *err)
{
    const struct task *task = task_find(str_z(c->name));
    struct source source;

    if (task == NULL) {
        return err_set(err, ERR_UNAVAILABLE, "not in this build");
    }
    hints->base = args->base;
    hints->content_type = args->content_type;
    hints->title = args->title;
    hints->strict = args->strict;
    hints->limits = args->limits;
    hints->published = args->published;
    hints->sentences = args->sentences;
    hints->characters = args->characters;
    hints->length = args->length;
    set_selector(a, args->select, &hints->select, &hints->select_count);
    set_selector(a, args->remove, &hints->remove, &hints->remove_count);
    if (source_read(a, args, args->files[0], &source, err) == -1) {
        return -1;
    }
    hints->base = hints->base.ptr == NULL ? source.base : hints->base;
    hints->content_type =
        hints->content_type.ptr == NULL ? source.content_type : hints->content_type;
    if (str_eq(str_z(c->name), STR("readout")) && source_is_page(source.bytes) &&
        extract(a, &source, &source.bytes, err) == -1) {
        return err_context(err, "%s", args->files[0]);
    }
    if (task->run(a, hints, source.bytes, out, err) == -1) {
        return err_context(err, "%s", args->files[0]);
    }
    buf_add_char(out, '\n');
    return 0;
}

static int run_document(struct arena *a, const struct command *c, const struct args *args,
                        struct buf *out, struct err *err)
{
    struct hints hints = {0};

    return run_task(a, c, args, &hints, out, err);
}

/* The digests of --known: one a line. */
static int read_known(struct arena *a, const char *path, struct hints *hints, struct err *err)
{
    struct str rest, line;
    size_t cap = 0;

    if (file_read(a, path, LIMIT_DOCUMENT_BYTES, &rest, err) == -1) {
        return -1;
    }
    while (str_split(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.len > 0) {
            hints->known = arena_grow(a, hints->known, hints->known_count, &cap, sizeof(line));
            hints->known[hints->known_count++] = line;
        }
    }
    return 0;
}

static int run_parse(struct arena *a, const struct command *c, const struct args *args,
                     struct buf *out, struct err *err)
{
    struct hints hints = {0};

    if (args->known != NULL && read_known(a, args->known, &hints, err) == -1) {
        return -1;
    }
    return run_task(a, c, args, &hints, out, err);
}

static int run_verify(struct arena *a, const struct command *c, const struct args *args,
                      struct buf *out, struct err *err)
{
    struct hints hints = {0};
    struct json *article = NULL;
    struct source source;
    struct str json;

    if (args->source == NULL) {
        return err_set(err, ERR_USAGE, "--source is missing");
    }
    if (source_read(a, args, args->source, &source, err) == -1) {
        return -1;
    }
    hints.source = source.bytes;
    if (source_is_page(source.bytes)) {
        if (extract(a, &source, &json, err) == -1 || json_parse(a, json, &article, err) == -1) {
            return err_context(err, "%s", args->source);
        }
        hints.source = json_str(json_get(article, "text"));
    }
    return run_task(a, c, args, &hints, out, err);
}

static const struct option_row parse_options[] = {
    OPTION("config", PATH, config),
    OPTION("base", TEXT, base),
    OPTION("content-type", TEXT, content_type),
    OPTION("known", PATH, known),
    OPTION("max-attributes", LIMIT, limits.max_attributes),
    OPTION("max-depth", LIMIT, limits.max_depth),
    OPTION("max-items", LIMIT, limits.max_items),
    OPTION("max-name", LIMIT, limits.max_name),
    OPTION("max-text", LIMIT, limits.max_text),
    OPTION("max-title", LIMIT, limits.max_title),
    {NULL, OPTION_FLAG, 0},
};
const struct command command_parse = {
    "parse",
    "[--base URL] [--content-type TYPE] [--known FILE] [--max-attributes N] [--max-depth N]"
    " [--max-items N] [--max-name N] [--max-text N] [--max-title N] [--config FILE] FILE",
    "a feed of any format",
    1,
    parse_options,
    run_parse,
};

static const struct option_row discover_options[] = {
    OPTION("config", PATH, config),
    OPTION("base", TEXT, base),
    OPTION("content-type", TEXT, content_type),
    {NULL, OPTION_FLAG, 0},
};
const struct command command_discover = {
    "discover",
    "[--base URL] [--content-type TYPE] [--config FILE] FILE",
    "the feeds that an HTML page advertises",
    1,
    discover_options,
    run_document,
};

const struct command command_lint = {
    "lint",
    "[--base URL] [--content-type TYPE] [--config FILE] FILE",
    "what its publisher should mend in a feed, by line",
    1,
    discover_options,
    run_document,
};

static const struct option_row extract_options[] = {
    OPTION("config", PATH, config),
    OPTION("base", TEXT, base),
    OPTION("content-type", TEXT, content_type),
    OPTION("remove", TEXT, remove),
    OPTION("select", TEXT, select),
    {NULL, OPTION_FLAG, 0},
};
const struct command command_extract = {
    "extract",
    "[--base URL] [--content-type TYPE] [--select CSS] [--remove CSS] [--config FILE] FILE",
    "the article of an HTML page",
    1,
    extract_options,
    run_document,
};

static const struct option_row summarize_options[] = {
    OPTION("config", PATH, config),
    OPTION("characters", COUNT, characters),
    OPTION("length", TEXT, length),
    OPTION("published", TIME, published),
    OPTION("sentences", COUNT, sentences),
    OPTION("title", TEXT, title),
    {NULL, OPTION_FLAG, 0},
};
const struct command command_summarize = {
    "summarize",
    "[--length brief|summary|article] [--sentences N] [--characters N] [--title TEXT]"
    " [--published TIME] FILE",
    "the sentences that say most, of a text or a page",
    1,
    summarize_options,
    run_document,
};

static const struct option_row verify_options[] = {
    OPTION("config", PATH, config),       OPTION("source", PATH, source),
    OPTION("published", TIME, published), OPTION("strict", FLAG, strict),
    OPTION("title", TEXT, title),         {NULL, OPTION_FLAG, 0},
};
const struct command command_verify = {
    "verify",
    "--source SOURCE [--published TIME] [--title TEXT] [--strict] SUMMARY",
    "whether a source says what a summary claims",
    1,
    verify_options,
    run_verify,
};

static const struct option_row readout_options[] = {
    OPTION("config", PATH, config),
    {NULL, OPTION_FLAG, 0},
};
const struct command command_readout = {
    "readout",
    "FILE",
    "who met whom, where and when, of a page or of {\"title\", \"text\", \"published\"}",
    1,
    readout_options,
    run_document,
};
