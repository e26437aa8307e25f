#include "store/store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/schema.h"
#include "store/store_impl.h"

static const char db_name[] = "readoutd.db";

static int transaction_lost(struct err *err)
{
    return err_set(err, ERR_IO, "database: the transaction was undone by an earlier error");
}

/* The file and its journal get names that say when they were found damaged; a new start begins anew. */
static int set_aside(struct arena *a, const char *dir, int64_t now, struct err *err)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    struct err why = *err;
    struct str place = arena_fmt(a, "%s/%s.corrupt-%" PRId64, dir, db_name, now);

    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        const char *from = arena_z(a, arena_fmt(a, "%s/%s%s", dir, db_name, suffixes[i]));
        const char *to = arena_z(a, arena_fmt(a, STR_FMT "%s", STR_ARG(place), suffixes[i]));

        if (rename(from, to) == -1 && errno != ENOENT) {
            return err_set(err, ERR_IO, "%s is damaged and cannot be renamed: %s", from,
                           strerror(errno));
        }
    }
    return err_set(err, ERR_IO, "%s/%s is damaged (%s); it is now " STR_FMT, dir, db_name, why.text,
                   STR_ARG(place));
}

/* Migrates, takes a run number and voids what earlier runs held. */
static int begin_run(struct store *s, struct err *err)
{
    static const char void_claims[] =
        "UPDATE feeds SET claim = 0, stale = 0 WHERE claim <> 0;"
        "UPDATE items SET claim = 0 WHERE claim <> 0;"
        "UPDATE outbox SET claim = 0 WHERE claim <> 0;"
        "INSERT INTO meta VALUES ('run', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1;";

    if (schema_migrate(s->db, err) == -1 || sql_script(s->db, void_claims, err) == -1) {
        return -1;
    }
    return sql_number(s->db, "SELECT value FROM meta WHERE name = 'run'", SQL_NO_VALUES, &s->run,
                      err);
}

static int open_in(struct arena *a, const char *state_dir, int64_t now, struct store *s,
                   struct err *err)
{
    static const char names[] = "CREATE TEMP TABLE synced (id INTEGER PRIMARY KEY)";
    const char *path = arena_z(a, arena_fmt(a, "%s/%s", state_dir, db_name));
    bool damaged;

    if (sql_open(path, &s->db, &damaged, err) == -1) {
        return damaged ? set_aside(a, state_dir, now, err) : err_context(err, "%s", path);
    }
    if (store_begin(s, err) == -1 || begin_run(s, err) == -1 || store_commit(s, err) == -1 ||
        sql_script(s->db, names, err) == -1) {
        return err_context(err, "%s", path);
    }
    return 0;
}

int store_open(const char *state_dir, int64_t now, struct store **out, struct err *err)
{
    struct store *s = calloc(1, sizeof(*s));
    struct arena *a = arena_new();
    int rc;

    if (s == NULL) {
        abort();
    }
    rc = open_in(a, state_dir, now, s, err);
    arena_free(a);
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

void store_close(struct store *s)
{
    if (s != NULL) {
        sql_close(s->db);
        free(s);
    }
}

int store_begin(struct store *s, struct err *err)
{
    return sql_run(s->db, "BEGIN IMMEDIATE", SQL_NO_VALUES, err);
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
