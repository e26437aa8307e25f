/*
 * conf/conf - the configuration: a struct, and the loader that fills it with libConfuse.
 *
 * Pure: files are read by the caller's functions and given to cfg_parse_buf. Names and meaning are
 * those of CONTRACT.md and readoutd.conf(5); conf_keys has one row for each.
 */
#ifndef READOUT_CONF_CONF_H
#define READOUT_CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/limits.h"
#include "core/str.h"

#define CONF_ALL   (-1) /* backlog = all */
#define CONF_UNSET (-2) /* a feed's own value that is not written: the global one holds */

#define CONF_INTERVAL_S (15 * 60)

struct conf_feed {
    struct str name, url;
    int64_t interval_s, timeout_s, max_body, backlog, sentences,
        characters;                    /* CONF_UNSET: the global one */
    struct str ask;                    /* a model's name, or "none"; absent: the global one */
    int64_t daily_tokens, daily_cents; /* CONF_UNSET: no bound of its own */
    struct str *match, *ignore;
    size_t match_count, ignore_count;
    struct str *select, *remove, *recheck;
    size_t select_count, remove_count, recheck_count;
    bool ignore_hints, same_story, websub;
    struct str user_agent, length; /* absent: the global one */
    struct str *headers;           /* "Name: value" */
    size_t header_count;
    struct str user, password_file, token_file, proxy, ca_bundle, client_cert, client_key;
    struct str where; /* "file:line", for messages */
};

/* A feed of the feed list, of which there may be a hundred thousand. */
struct conf_line {
    struct str name, url;
    int64_t number; /* of the line */
};

struct conf_notify {
    struct str name, type, url, from, user, facility;
    struct str secret_file, password_file;
    struct str *to, *command, *feeds, *match;
    size_t to_count, command_count, feed_count, match_count;
    int64_t timeout_s; /* 30 */
    bool revisions;
    struct str where;
};

/* A language model: where it is, how it is asked, and what it may cost. */
struct conf_model {
    struct str name, type, url, model;
    struct str key_file, key_credential, key_env; /* where its key is; at most one */
    struct str prompt; /* a template that is built in, or a file; absent: what the use asks for */
    struct str judge, language;
    struct str *command;
    size_t command_count;
    int64_t timeout_s, parallel, max_tokens, max_article, min_sentences;
    int64_t daily_tokens, daily_cents; /* CONF_UNSET: unbounded */
    int64_t input_price, output_price; /* cents for a million tokens */
    bool structured;
    struct str where;
};

struct conf {
    struct str ask; /* the model of feeds that name none; absent: none */
    int64_t model_deadline_s, daily_tokens, daily_cents;
    bool model_late;
    struct conf_model *models;
    size_t model_count;
    struct str state_dir, spool_dir, feed_list, ca_bundle, user_agent, log_level, length, proxy;
    int64_t workers;    /* 0: one a core */
    int64_t interval_s; /* CONF_UNSET: adaptive, CONF_INTERVAL_S until the rhythm is known */
    int64_t min_interval_s, max_interval_s, timeout_s, page_deadline_s, keep_items_s;
    int64_t max_body, min_free, max_buffered;
    struct feed_limits limits; /* of the feeds that are read */
    int64_t backlog, sentences, characters, in_flight, per_host, host_gap_ms, connect_timeout_s;
    int64_t permanent_redirects, max_redirects;
    bool allow_private, ignore_hints, same_story;
    struct str websub_listen, websub_callback; /* absent: no hub is asked */
    int64_t websub_lease_s;
    struct str *connect_to, *match, *ignore, *recheck;
    size_t connect_to_count, match_count, ignore_count, recheck_count;
    struct arena *feed_arena; /* of the feeds: there may be a hundred thousand */
    struct conf_feed *feeds;  /* the blocks */
    size_t feed_count;
    struct conf_line *lines; /* of the feed list */
    size_t line_count;
    struct str list_path;
    struct conf_notify *notifies;
    size_t notify_count;
    struct str *warnings;
    size_t warning_count;
};

/* How the loader gets at files. `read` refuses what is not regular or over 16 MB; `list` names DIR's *.conf sorted by bytes. */
struct conf_files {
    int (*read)(void *arg, struct arena *a, const char *path, struct str *out, struct err *err);
    int (*list)(void *arg, struct arena *a, const char *dir, struct str **names, size_t *count,
                struct err *err);
    void *arg;
};

/*
 * Reads `path`, `conf.d` beside it and the feed list. ERR_CONFIG with "file:line: what is wrong, did
 * you mean …" on the first error; ERR_NOINPUT when there is no such file. All strings in `a`, those of feeds in an arena of their own;
 * libConfuse's tree is freed before this returns.
 */
int conf_load(struct arena *a, const char *path, const struct conf_files *files, struct conf **out,
              struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* All feeds, blocks first; one of the list has nothing of its own, and its `where` is in `a`. */
size_t conf_feed_total(const struct conf *c) ATTR_NONNULL;
void conf_feed_at(const struct conf *c, size_t i, struct arena *a,
                  struct conf_feed *out) ATTR_NONNULL;
/* Lets go of the feeds, for whoever has them stored: the rest stays. To be called once for each that was loaded. */
void conf_forget_feeds(struct conf *c) ATTR_NONNULL;
/* NULL when it has no model of that name. */
const struct conf_model *conf_model(const struct conf *c, struct str name) ATTR_NONNULL;
/* A duration as it is written: 90s, 15m, 2h, 1d. */
bool conf_duration(struct str s, int64_t *seconds);
/* The effective configuration in its own syntax, secrets masked (user-info of URLs, passwords): for --check-config. */
void conf_print(struct buf *out, const struct conf *c) ATTR_NONNULL;

#endif
