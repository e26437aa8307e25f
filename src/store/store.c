#include "store/store.h"

#include <stdlib.h>

#include "store/rescue.h"
#include "store/schema.h"
#include "store/store_impl.h"
#include "sys/log.h"

enum { CLOCK_AHEAD_S = 30 };
enum { LARGE_PAGES = 4096 }; /* 16 MB: the thirtieth part of a second of work to read */

static const char db_name[] = "readoutd.db";

static int transaction_lost(struct err *err)
{
    return err_set(err, ERR_IO, "database: the transaction was undone by an earlier error");
}

/* Whether the last to have it closed it in order, and met no damage. */
static int was_sound(struct store *s, int64_t version, int64_t *sound, struct err *err)
{
    *sound = 0;
    return version == 0 ? 0
                        : sql_number(s->db, "SELECT value FROM meta WHERE name = 'sound'",
                                     SQL_NO_VALUES, sound, err);
}

/* A large database that was closed in order is met page by page as it is used; any other is read whole. */
static int check(struct store *s, int64_t version, struct err *err)
{
    int64_t pages, sound;

    if (was_sound(s, version, &sound, err) == -1 ||
        sql_number(s->db, "PRAGMA page_count", SQL_NO_VALUES, &pages, err) == -1) {
        return -1;
    }
    return sound != 0 && pages > LARGE_PAGES ? 0 : sql_check(s->db, err);
}

/* What was polled later than it is now was polled by a clock that went ahead: all that is due is so by that clock. */
static int mend_clock(struct store *s, int64_t now, struct err *err)
{
    int64_t latest;

    if (sql_number(s->db, "SELECT coalesce(max(last_poll), 0) FROM feeds", SQL_NO_VALUES, &latest,
                   err) == -1) {
        return -1;
    }
    if (latest <= now + CLOCK_AHEAD_S) {
        return 0;
    }
    log_warn("clock.jumped", KV_INT("seconds", now - latest),
             KV_Z("next", "all due times move with it"));
    return store_shift(s, now - latest, err);
}

/* Migrates, takes a run number and voids what earlier runs held. */
static int begin_run(struct store *s, int64_t version, int64_t now, struct err *err)
{
    static const char void_claims[] =
        "UPDATE items SET claim = 0 WHERE claim <> 0;"
        "UPDATE outbox SET claim = 0 WHERE claim <> 0;"
        "UPDATE subscriptions SET claim = 0 WHERE claim <> 0;"
        "INSERT INTO meta VALUES ('sound', 0) ON CONFLICT (name) DO UPDATE SET value = 0;"
        "INSERT INTO meta VALUES ('run', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1;";

    if (store_begin(s, err) == -1 || schema_migrate(s->db, version, schema_latest(), err) == -1 ||
        sql_script(s->db, void_claims, err) == -1 || mend_clock(s, now, err) == -1 ||
        store_commit(s, err) == -1) {
        return -1;
    }
    return sql_number(s->db, "SELECT value FROM meta WHERE name = 'run'", SQL_NO_VALUES, &s->run,
                      err);
}

static int open_in(const char *dir, int64_t now, struct store *s, struct err *err)
{
    static const char names[] =
        "CREATE TEMP TABLE synced (id INTEGER PRIMARY KEY);"
        /* Feeds that are claimed; stale: the URL changed while a poll of the old one ran. */
        "CREATE TEMP TABLE polls (id INTEGER PRIMARY KEY, stale INTEGER NOT NULL);";
    struct arena *a = arena_new();
    const char *path = arena_z(a, arena_fmt(a, "%s/%s", dir, db_name));
    int64_t version;
    int rc = -1;

    if (sql_open(path, &s->db, err) == -1 || schema_version(s->db, &version, err) == -1 ||
        check(s, version, err) == -1) {
        goto out;
    }
    if (version > 0 && version < schema_latest() &&
        rescue_copy(s->db, dir, db_name, version, err) == -1) {
        goto out;
    }
    rc = begin_run(s, version, now, err);
    if (rc == 0) {
        rc = sql_script(s->db, names, err);
    }
out:
    arena_free(a);
    if (rc == -1) {
        err_context(err, "%s/%s", dir, db_name);
        sql_close(s->db);
        s->db = NULL;
    }
    return rc;
}

/* Without a key, first the subscriptions: killed in between, the next start finds no key and does it again. */
static int open_hub_key(const char *dir, int64_t now, struct store *s, struct err *err)
{
    if (hub_key_read(dir, &s->hub_key, err) == 0) {
        return 0;
    }
    if (err->code != ERR_NOINPUT || store_begin(s, err) == -1 ||
        store_hub_renew_all(s, now, err) == -1 || store_commit(s, err) == -1) {
        return -1;
    }
    return hub_key_make(dir, &s->hub_key, err);
}

int store_open(const char *state_dir, int64_t now, struct store **out, struct err *err)
{
    struct store *s = calloc(1, sizeof(*s));
    int rc;

    if (s == NULL) {
        abort();
    }
    rc = open_in(state_dir, now, s, err);
    if (rc == -1 && err->code == ERR_DAMAGED) {
        const struct err why = *err;

        rc = rescue_set_aside(state_dir, db_name, now, &why, err);
        if (rc == 0) {
            rc = open_in(state_dir, now, s, err);
        }
    }
    if (rc == 0) {
        rc = open_hub_key(state_dir, now, s, err);
    }
    if (rc == -1) {
        store_close(s);
        return -1;
    }
    *out = s;
    return 0;
}

void store_hurry(struct store *s)
{
    sql_hurry(s->db);
}

int store_open_reader(const char *state_dir, struct store **out, struct err *err)
{
    struct store *s = calloc(1, sizeof(*s));
    struct arena *a = arena_new();
    const char *path = arena_z(a, arena_fmt(a, "%s/%s", state_dir, db_name));
    int64_t version;
    int rc;

    if (s == NULL) {
        abort();
    }
    rc = sql_open_reader(path, &s->db, err);
    if (rc == 0) {
        rc = schema_version(s->db, &version, err);
    }
    if (rc == 0 && version != schema_latest()) {
        rc = err_set(err, ERR_UNSUPPORTED, "its schema is an older one: start the daemon once");
    }
    if (rc == -1) {
        err_context(err, "%s", path);
        store_close(s);
    } else {
        *out = s;
    }
    arena_free(a);
    return rc;
}

void store_close(struct store *s)
{
    struct err ignored;

    if (s == NULL) {
        return;
    }
    /* Without this mark, the next start reads the whole database: that is all. */
    if (s->db != NULL && s->run > 0 && !sql_in_transaction(s->db) && !sql_damaged(s->db)) {
        (void)!sql_run(s->db, "UPDATE meta SET value = 1 WHERE name = 'sound'", SQL_NO_VALUES,
                       &ignored);
    }
    sql_close(s->db);
    free(s);
}

/* SQLite takes the setting when the text is compiled, and outside a transaction only. */
static int begin(struct store *s, bool lazy, struct err *err)
{
    if (s->lazy != lazy &&
        sql_script(s->db, lazy ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL",
                   err) == -1) {
        return -1;
    }
    s->lazy = lazy;
    return sql_run(s->db, "BEGIN IMMEDIATE", SQL_NO_VALUES, err);
}

int store_begin(struct store *s, struct err *err)
{
    return begin(s, false, err);
}

int store_begin_lazy(struct store *s, struct err *err)
{
    return begin(s, true, err);
}

int store_commit(struct store *s, struct err *err)
{
    return sql_in_transaction(s->db) ? sql_run(s->db, "COMMIT", SQL_NO_VALUES, err)
                                     : transaction_lost(err);
}

void store_rollback(struct store *s)
{
    struct err ignored;

    /* There is nothing left to do about a rollback that fails: the next BEGIN will tell. */
    if (sql_in_transaction(s->db) && sql_run(s->db, "ROLLBACK", SQL_NO_VALUES, &ignored) == -1) {
        return;
    }
}

int store_job_begin(struct store *s, struct err *err)
{
    /* Outside a transaction a savepoint would begin one, and its release commit it. */
    return sql_in_transaction(s->db) ? sql_run(s->db, "SAVEPOINT job", SQL_NO_VALUES, err)
                                     : transaction_lost(err);
}

int store_job_end(struct store *s, bool keep, struct err *err)
{
    if (!sql_in_transaction(s->db)) {
        return transaction_lost(err);
    }
    if (!keep && sql_run(s->db, "ROLLBACK TO job", SQL_NO_VALUES, err) == -1) {
        return -1;
    }
    return sql_run(s->db, "RELEASE job", SQL_NO_VALUES, err);
}

struct str store_join(struct arena *a, const struct str *list, size_t count)
{
    struct buf b = {0};

    if (count == 0) {
        return STR_NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_add_char(&b, '\n');
        }
        for (size_t k = 0; k < list[i].len; k++) {
            buf_add_char(&b, list[i].ptr[k] == '\n' ? ' ' : list[i].ptr[k]);
        }
    }
    return buf_str(&b, a);
}

void store_split(struct arena *a, struct str lines, struct str **list, size_t *count)
{
    struct str rest = lines, line;
    size_t cap = 0;

    *list = NULL;
    *count = 0;
    while (str_split(&rest, '\n', &line)) {
        *list = arena_grow(a, *list, *count, &cap, sizeof(**list));
        (*list)[(*count)++] = line;
    }
}
