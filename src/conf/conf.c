#include "conf/conf.h"

#include <confuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf_keys.h"
#include "conf/conf_text.h"
#include "core/map.h"

/*
 * What libConfuse's callbacks need. It hands them only its own struct, so every option array ends in
 * a hidden option that points here; its name holds a control byte, which check_text refuses in a file.
 */
#define CONTEXT_NAME "\001context"

enum { MOST_FILES = 64 };

struct loader {
    struct arena *arena; /* of what goes with the feeds */
    struct arena *keep;
    const struct conf_files *files;
    struct conf *conf;
    struct str queue[MOST_FILES]; /* paths to read, in order */
    size_t queued, read;
    struct str path; /* of the file that is read now */
    struct err *err;
    bool told; /* err is filled */
};

/* The blocks: how large the struct of one is, and which members the loader itself fills. */
static const struct section {
    const char *word, *need; /* need: the key that none can do without */
    size_t size, name, where;
} sections[CONF_SECTIONS] = {
    [CONF_FEED] = {"feed", "url", sizeof(struct conf_feed), offsetof(struct conf_feed, name),
                   offsetof(struct conf_feed, where)},
    [CONF_NOTIFY] = {"notify", "type", sizeof(struct conf_notify),
                     offsetof(struct conf_notify, name), offsetof(struct conf_notify, where)},
    [CONF_MODEL] = {"model", "type", sizeof(struct conf_model), offsetof(struct conf_model, name),
                    offsetof(struct conf_model, where)},
};

static struct loader *loader_of(cfg_t *cfg)
{
    return cfg_getopt(cfg, CONTEXT_NAME)->simple_value.ptr[0];
}

static enum conf_section section_of(const char *word)
{
    for (enum conf_section i = CONF_GLOBAL + 1; i < CONF_SECTIONS; i++) {
        if (strcmp(word, sections[i].word) == 0) {
            return i;
        }
    }
    return CONF_GLOBAL;
}

static const struct conf_table *table_of(const cfg_t *cfg)
{
    return &conf_tables[section_of(cfg->name)];
}

static int tell(struct loader *l, int line, const char *what)
{
    if (!l->told) {
        l->told = true;
        err_set(l->err, ERR_CONFIG, STR_FMT ":%d: %s", STR_ARG(l->path), line, what);
    }
    return -1;
}

/* libConfuse -> us: a message that may quote the file. */
ATTR_PRINTF(2, 0)
static void on_error(cfg_t *cfg, const char *format, va_list args)
{
    struct loader *l = loader_of(cfg);
    char text[400];
    struct buf out = {0};
    const char *near;
    struct str token; /* not to be shown */

    vsnprintf(text, sizeof(text), format, args);
    token = conf_text_message(&out, str_z(text));
    if (strncmp(text, "no such option", strlen("no such option")) == 0) {
        near = conf_key_nearest(table_of(cfg), token);
        if (near != NULL) {
            buf_add_fmt(&out, ", did you mean '%s'?", near);
        }
    }
    buf_add_char(&out, '\0');
    tell(l, cfg->line, out.ptr);
    buf_free(&out);
}

/* include("FILE"): read after the file that names it. */
static int on_include(cfg_t *cfg, cfg_opt_t *opt, int argc, const char **argv)
{
    struct loader *l = loader_of(cfg);
    struct str path;

    (void)opt;
    if (argc != 1) {
        return tell(l, cfg->line, "include takes one file");
    }
    path = conf_text_beside(l->arena, l->path, str_z(argv[0]));
    for (size_t i = 0; i < l->queued; i++) {
        if (str_eq(l->queue[i], path)) {
            return tell(l, cfg->line, "include names a file that is read already");
        }
    }
    if (l->queued == MOST_FILES) {
        return tell(l, cfg->line, "too many files");
    }
    l->queue[l->queued++] = path;
    return 0;
}

/* A value was written: judged at once, where its line is known. */
static int on_value(cfg_t *cfg, cfg_opt_t *opt)
{
    struct loader *l = loader_of(cfg);
    const struct conf_table *t = table_of(cfg);
    union {
        struct conf conf;
        struct conf_feed feed;
        struct conf_notify notify;
        struct conf_model model;
    } scratch;
    struct err err;
    struct str value;

    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->keys[i].name, opt->name) == 0 && !conf_key_is_list(&t->keys[i])) {
            value = str_z(opt->values[opt->nvalues - 1]->string);
            if (conf_key_set(l->arena, &t->keys[i], &scratch, &value, 1, &err) == -1) {
                return tell(l, cfg->line, err.text);
            }
        }
    }
    return 0;
}

/* A block has ended: its title and what it cannot do without. */
static int on_section(cfg_t *cfg, cfg_opt_t *opt)
{
    struct loader *l = loader_of(cfg);
    cfg_t *section = opt->values[opt->nvalues - 1]->section;
    const char *need = sections[section_of(opt->name)].need;
    char text[100];

    if (!conf_text_is_name(str_z(section->title))) {
        return tell(
            l, cfg->line,
            "a name is 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit");
    }
    if (cfg_getstr(section, need) == NULL) {
        snprintf(text, sizeof(text), "%s has no %s", opt->name, need);
        return tell(l, cfg->line, text);
    }
    /* Where it stands, for messages that come later: libConfuse keeps no line of a value. */
    section->line = cfg->line;
    free(section->comment);
    section->comment = strndup(l->path.ptr, l->path.len);
    return 0;
}

static cfg_opt_t hidden_option(struct loader **l)
{
    return (cfg_opt_t){.name = CONTEXT_NAME, .type = CFGT_PTR, .simple_value = {.ptr = (void **)l}};
}

static cfg_opt_t end_option(void)
{
    return (cfg_opt_t)CFG_END();
}

static cfg_opt_t key_option(const struct conf_key *key)
{
    return (cfg_opt_t){
        .name = key->name,
        .type = CFGT_STR,
        .flags = conf_key_is_list(key) ? CFGF_LIST : CFGF_NONE,
        .validcb = on_value,
    };
}

/* The options of a section: its keys, `extra` others, the hidden one, the end. */
static cfg_opt_t *make_options(struct arena *a, const struct conf_table *t, struct loader **l,
                               size_t extra)
{
    cfg_opt_t *opts = arena_array(a, t->count + extra + 2, sizeof(*opts));

    for (size_t i = 0; i < t->count; i++) {
        opts[i] = key_option(&t->keys[i]);
    }
    opts[t->count + extra] = hidden_option(l);
    opts[t->count + extra + 1] = end_option();
    return opts;
}

static cfg_t *make_parser(struct loader **l)
{
    struct arena *a = (*l)->arena;
    const struct conf_table *global = &conf_tables[CONF_GLOBAL];
    cfg_opt_t *opts = make_options(a, global, l, CONF_SECTIONS);
    cfg_t *cfg;

    for (size_t i = 1; i < CONF_SECTIONS; i++) {
        opts[global->count + i - 1] = (cfg_opt_t){
            .name = sections[i].word,
            .type = CFGT_SEC,
            .flags = CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES,
            .subopts = make_options(a, &conf_tables[i], l, 0),
            .validcb = on_section,
        };
    }
    opts[global->count + CONF_SECTIONS - 1] =
        (cfg_opt_t){.name = "include", .type = CFGT_FUNC, .func = on_include};
    cfg = cfg_init(opts, CFGF_NONE);
    if (cfg == NULL) {
        abort();
    }
    cfg_set_error_function(cfg, on_error);
    return cfg;
}

static int read_one(struct loader *l, cfg_t *cfg, struct str path)
{
    struct str text;
    char *z;
    int rc;

    l->path = path;
    if (l->files->read(l->files->arg, l->arena, arena_z(l->arena, path), &text, l->err) == -1) {
        return -1;
    }
    if (conf_text_check(text, path, l->err) == -1) {
        return -1;
    }
    z = arena_z(l->arena, text);
    conf_text_blank_comments(z, text.len);
    rc = cfg_parse_buf(cfg, z);
    if (l->told || rc != CFG_SUCCESS) {
        return l->told ? -1
                       : err_set(l->err, ERR_CONFIG, STR_FMT ": cannot be read", STR_ARG(path));
    }
    return 0;
}

/* conf.d/NAME.conf beside the main file, in the order of their bytes. */
static int queue_drop_ins(struct loader *l, struct str main_path)
{
    struct str dir = conf_text_beside(l->arena, main_path, STR("conf.d")), *names;
    size_t count;

    if (l->files->list(l->files->arg, l->arena, arena_z(l->arena, dir), &names, &count, l->err) ==
        -1) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (l->queued == MOST_FILES) {
            return err_set(l->err, ERR_CONFIG, STR_FMT ": more than %d files", STR_ARG(dir),
                           MOST_FILES);
        }
        l->queue[l->queued++] =
            arena_fmt(l->arena, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(names[i]));
    }
    return 0;
}

/* Takes what was written in a section over into its object. */
static void fill(struct loader *l, cfg_t *cfg, struct arena *a, const struct conf_table *t,
                 void *object)
{
    conf_key_defaults(a, t, object);
    for (size_t i = 0; i < t->count; i++) {
        cfg_opt_t *opt = cfg_getopt(cfg, t->keys[i].name);
        unsigned count = cfg_opt_size(opt);
        struct str *values = arena_array(l->arena, count, sizeof(*values));
        struct err err;

        for (unsigned j = 0; j < count; j++) {
            values[j] = str_z(cfg_opt_getnstr(opt, j));
        }
        if (count > 0 && values[0].ptr != NULL) {
            /* on_value has judged it already, but for lists. */
            if (conf_key_set(a, &t->keys[i], object, values, count, &err) == -1) {
                l->path = cfg->comment == NULL ? l->path : str_z(cfg->comment);
                tell(l, cfg->line, err.text);
            }
        }
    }
}

static struct str where_of(struct arena *a, const cfg_t *section)
{
    return arena_fmt(a, "%s:%d", section->comment == NULL ? "" : section->comment, section->line);
}

/* All blocks of one kind, in the order in which they were written. */
static void *fill_blocks(struct loader *l, cfg_t *cfg, struct arena *a, enum conf_section kind,
                         size_t *count)
{
    const struct section *row = &sections[kind];
    char *objects;

    *count = cfg_size(cfg, row->word);
    objects = arena_array(a, *count, row->size);
    for (size_t i = 0; i < *count; i++) {
        cfg_t *s = cfg_getnsec(cfg, row->word, (unsigned)i);
        char *object = objects + i * row->size;

        fill(l, s, a, &conf_tables[kind], object);
        *(struct str *)(void *)(object + row->name) = arena_str(a, str_z(s->title));
        *(struct str *)(void *)(object + row->where) = where_of(a, s);
    }
    return objects;
}

static void fill_all(struct loader *l, cfg_t *cfg)
{
    struct conf *c = l->conf;

    fill(l, cfg, l->keep, &conf_tables[CONF_GLOBAL], c);
    c->feeds = fill_blocks(l, cfg, l->arena, CONF_FEED, &c->feed_count);
    c->notifies = fill_blocks(l, cfg, l->keep, CONF_NOTIFY, &c->notify_count);
    c->models = fill_blocks(l, cfg, l->keep, CONF_MODEL, &c->model_count);
}

static int read_feed_list(struct loader *l, struct str main_path)
{
    struct str path, text;

    if (l->conf->feed_list.ptr == NULL) {
        return 0;
    }
    path = conf_text_beside(l->arena, main_path, l->conf->feed_list);
    if (l->files->read(l->files->arg, l->arena, arena_z(l->arena, path), &text, l->err) == -1) {
        l->err->code = ERR_CONFIG;
        return err_context(l->err, "feed_list");
    }
    return conf_text_feed_list(l->arena, path, text, l->conf, l->err);
}

/* The name or the URL of a feed, of which there are too many to make whole. */
static struct str feed_text(const struct conf *c, size_t i, bool name)
{
    if (i < c->feed_count) {
        return name ? c->feeds[i].name : c->feeds[i].url;
    }
    return name ? c->lines[i - c->feed_count].name : c->lines[i - c->feed_count].url;
}

static int tell_double(struct loader *l, size_t first, size_t second, bool name)
{
    struct conf_feed a, b;

    conf_feed_at(l->conf, first, l->arena, &a);
    conf_feed_at(l->conf, second, l->arena, &b);
    return name ? err_set(l->err, ERR_CONFIG,
                          STR_FMT ": feed \"" STR_FMT "\" stands at " STR_FMT " too",
                          STR_ARG(b.where), STR_ARG(b.name), STR_ARG(a.where))
                : err_set(l->err, ERR_CONFIG,
                          STR_FMT ": feed \"" STR_FMT "\" has the URL of feed \"" STR_FMT "\"",
                          STR_ARG(b.where), STR_ARG(b.name), STR_ARG(a.name));
}

/* All feeds by name or URL, each with its place; -1 when one is there twice. */
static int map_feeds(struct loader *l, struct map *m, bool name)
{
    for (size_t i = 0; i < conf_feed_total(l->conf); i++) {
        /* Counted from one: a value is not NULL. */
        void *other = map_put(m, feed_text(l->conf, i, name), (void *)(i + 1));

        if (other != NULL) {
            return tell_double(l, (size_t)other - 1, i, name);
        }
    }
    return 0;
}

static int check_notify_feeds(struct loader *l, const struct map *names)
{
    const struct conf *c = l->conf;

    for (size_t i = 0; i < c->notify_count; i++) {
        const struct conf_notify *n = &c->notifies[i];

        for (size_t j = 0; j < n->feed_count; j++) {
            if (map_get(names, n->feeds[j]) == NULL) {
                return err_set(l->err, ERR_CONFIG,
                               STR_FMT ": notify \"" STR_FMT "\": there is no feed \"" STR_FMT "\"",
                               STR_ARG(n->where), STR_ARG(n->name), STR_ARG(n->feeds[j]));
            }
        }
    }
    return 0;
}

/* No name and no URL twice, and no notifier for a feed that is not there. */
static int check_feeds(struct loader *l)
{
    struct arena *scratch = arena_new();
    struct map names, urls;
    int rc;

    map_init(&names, scratch);
    map_init(&urls, scratch);
    rc = map_feeds(l, &names, true);
    if (rc == 0) {
        rc = map_feeds(l, &urls, false);
    }
    if (rc == 0) {
        rc = check_notify_feeds(l, &names);
    }
    arena_free(scratch);
    return rc;
}

const struct conf_model *conf_model(const struct conf *c, struct str name)
{
    for (size_t i = 0; i < c->model_count; i++) {
        if (str_eq(c->models[i].name, name)) {
            return &c->models[i];
        }
    }
    return NULL;
}

static int check_model_name(struct loader *l, struct str where, const char *key, struct str name)
{
    if (name.ptr == NULL || str_eq(name, STR("none")) || conf_model(l->conf, name) != NULL) {
        return 0;
    }
    return err_set(l->err, ERR_CONFIG,
                   STR_FMT
                   ": %s names a model that is not there: no model block is called \"" STR_FMT "\"",
                   STR_ARG(where), key, STR_ARG(name));
}

static int check_models(struct loader *l, struct str main_path)
{
    const struct conf *c = l->conf;

    if (check_model_name(l, main_path, "ask", c->ask) == -1) {
        return -1;
    }
    for (size_t i = 0; i < c->feed_count; i++) {
        if (check_model_name(l, c->feeds[i].where, "ask", c->feeds[i].ask) == -1) {
            return -1;
        }
    }
    for (size_t i = 0; i < c->model_count; i++) {
        if (check_model_name(l, c->models[i].where, "judge", c->models[i].judge) == -1) {
            return -1;
        }
    }
    return 0;
}

int conf_load(struct arena *a, const char *path, const struct conf_files *files, struct conf **out,
              struct err *err)
{
    struct loader loader = {.arena = arena_new(), .keep = a, .files = files, .err = err},
                  *l = &loader;
    struct str main_path = arena_str(l->arena, str_z(path));
    cfg_t *cfg = make_parser(&l);
    int rc = -1;

    err->code = ERR_NONE;
    l->conf = arena_alloc(a, sizeof(*l->conf));
    l->queue[l->queued++] = main_path;
    if (queue_drop_ins(l, main_path) == -1) {
        goto out;
    }
    while (l->read < l->queued) {
        if (read_one(l, cfg, l->queue[l->read++]) == -1) {
            goto out;
        }
    }
    fill_all(l, cfg);
    if (l->told || read_feed_list(l, main_path) == -1 || check_feeds(l) == -1 ||
        check_models(l, main_path) == -1) {
        goto out;
    }
    l->conf->feed_arena = l->arena;
    *out = l->conf;
    rc = 0;
out:
    cfg_free(cfg);
    if (rc == -1) {
        arena_free(l->arena);
    }
    return rc;
}

size_t conf_feed_total(const struct conf *c)
{
    return c->feed_count + c->line_count;
}

void conf_feed_at(const struct conf *c, size_t i, struct arena *a, struct conf_feed *out)
{
    const struct conf_line *line;

    if (i < c->feed_count) {
        *out = c->feeds[i];
        return;
    }
    line = &c->lines[i - c->feed_count];
    *out = (struct conf_feed){0};
    conf_key_defaults(a, &conf_tables[CONF_FEED], out);
    out->name = line->name;
    out->url = line->url;
    out->where = arena_fmt(a, STR_FMT ":%lld", STR_ARG(c->list_path), (long long)line->number);
}

void conf_forget_feeds(struct conf *c)
{
    arena_free(c->feed_arena);
    c->feed_arena = NULL;
    c->feeds = NULL;
    c->lines = NULL;
    c->feed_count = c->line_count = 0;
}

static void print_section(struct buf *out, const struct conf_table *t, struct str title,
                          const void *object)
{
    buf_add_fmt(out, "\n%s \"" STR_FMT "\" {\n", t->section, STR_ARG(title));
    for (size_t i = 0; i < t->count; i++) {
        conf_key_print(out, &t->keys[i], object, "  ");
    }
    buf_add_z(out, "}\n");
}

void conf_print(struct buf *out, const struct conf *c)
{
    const struct conf_table *global = &conf_tables[CONF_GLOBAL];

    for (size_t i = 0; i < global->count; i++) {
        conf_key_print(out, &global->keys[i], c, "");
    }
    for (size_t i = 0; i < conf_feed_total(c); i++) {
        struct arena *a = arena_new();
        struct conf_feed f;

        conf_feed_at(c, i, a, &f);
        print_section(out, &conf_tables[CONF_FEED], f.name, &f);
        arena_free(a);
    }
    for (size_t i = 0; i < c->notify_count; i++) {
        print_section(out, &conf_tables[CONF_NOTIFY], c->notifies[i].name, &c->notifies[i]);
    }
    for (size_t i = 0; i < c->model_count; i++) {
        print_section(out, &conf_tables[CONF_MODEL], c->models[i].name, &c->models[i]);
    }
}
