#include "store/sqlite.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fmt/time.h"

enum { BUSY_MS = 5000, BUSY_STEP_MS = 20, STATEMENTS = 128 };

struct sql_query {
    struct sql *db;
    const char *text;
    sqlite3_stmt *stmt;
};

struct sql {
    sqlite3 *handle;
    atomic_bool hurried; /* no lock is waited for any more */
    bool damaged;        /* SQLite has met damage in it */
    struct sql_query statements[STATEMENTS];
    size_t statement_count;
};

static const char pragmas[] = "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA cache_size = -2048;"
                              "PRAGMA wal_autocheckpoint = 4000;"
                              "PRAGMA trusted_schema = OFF;";

static enum err_code code_of(sqlite3 *handle, int rc)
{
    static const struct {
        int sqlite;
        enum err_code code;
    } rows[] = {
        {SQLITE_FULL, ERR_FULL},       {SQLITE_BUSY, ERR_BUSY},
        {SQLITE_LOCKED, ERR_BUSY},     {SQLITE_PERM, ERR_PERMISSION},
        {SQLITE_AUTH, ERR_PERMISSION}, {SQLITE_READONLY, ERR_PERMISSION},
        {SQLITE_TOOBIG, ERR_LIMIT},    {SQLITE_CANTOPEN, ERR_CANTCREATE},
        {SQLITE_ERROR, ERR_INTERNAL},  {SQLITE_CONSTRAINT, ERR_INTERNAL},
        {SQLITE_MISUSE, ERR_INTERNAL}, {SQLITE_RANGE, ERR_INTERNAL},
        {SQLITE_CORRUPT, ERR_DAMAGED}, {SQLITE_NOTADB, ERR_DAMAGED},
    };
    int cause = sqlite3_system_errno(handle);

    if ((rc & 0xff) == SQLITE_IOERR && (cause == ENOSPC || cause == EDQUOT)) {
        return ERR_FULL;
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if ((rc & 0xff) == rows[i].sqlite) {
            return rows[i].code;
        }
    }
    return ERR_IO;
}

static int fail(struct sql *q, int rc, struct err *err)
{
    enum err_code code = code_of(q->handle, rc);

    q->damaged = q->damaged || code == ERR_DAMAGED;
    return err_set(err, code, "database: %s", sqlite3_errmsg(q->handle));
}

bool sql_damaged(const struct sql *q)
{
    return q->damaged;
}

int sql_check(struct sql *q, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(q->handle, "PRAGMA quick_check(1)", -1, &stmt, NULL);
    const char *answer;

    if (rc == SQLITE_OK) {
        rc = sqlite3_step(stmt);
    }
    if (rc != SQLITE_ROW) {
        fail(q, rc, err);
        sqlite3_finalize(stmt);
        return -1;
    }
    answer = (const char *)sqlite3_column_text(stmt, 0);
    if (answer == NULL || strcmp(answer, "ok") != 0) {
        q->damaged = true;
        err_set(err, ERR_DAMAGED, "database: %s", answer == NULL ? "no answer" : answer);
    }
    sqlite3_finalize(stmt);
    return q->damaged ? -1 : 0;
}

/* Another process holds the lock: 1 to try again. */
static int on_busy(void *arg, int tries)
{
    const struct timespec pause = {.tv_nsec = BUSY_STEP_MS * 1000000L};
    struct sql *q = arg;

    if (atomic_load(&q->hurried) || tries >= BUSY_MS / BUSY_STEP_MS) {
        return 0;
    }
    nanosleep(&pause, NULL);
    return 1;
}

int sql_open(const char *path, struct sql **out, struct err *err)
{
    struct sql *q = calloc(1, sizeof(*q));
    int rc;

    if (q == NULL) {
        abort();
    }
    /* Its own count of memory costs a lock at each allocation. Refused once SQLite is in use, as it may be. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    rc = sqlite3_open_v2(path, &q->handle,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (q->handle == NULL) {
        abort();
    }
    if (rc == SQLITE_OK) {
        sqlite3_extended_result_codes(q->handle, 1);
        sqlite3_busy_handler(q->handle, on_busy, q);
        rc = sqlite3_exec(q->handle, pragmas, NULL, NULL, NULL);
    }
    if (rc != SQLITE_OK) {
        fail(q, rc, err);
        sql_close(q);
        return -1;
    }
    *out = q;
    return 0;
}

void sql_hurry(struct sql *q)
{
    atomic_store(&q->hurried, true);
}

int sql_open_reader(const char *path, struct sql **out, struct err *err)
{
    struct sql *q = calloc(1, sizeof(*q));
    int rc;

    if (q == NULL) {
        abort();
    }
    rc = sqlite3_open_v2(path, &q->handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (q->handle == NULL) {
        abort();
    }
    if (rc != SQLITE_OK) {
        fail(q, rc, err);
        if (sqlite3_system_errno(q->handle) == ENOENT) {
            err->code = ERR_NOINPUT;
        }
        sql_close(q);
        return -1;
    }
    sqlite3_extended_result_codes(q->handle, 1);
    sqlite3_busy_timeout(q->handle, BUSY_MS);
    *out = q;
    return 0;
}

void sql_close(struct sql *q)
{
    if (q == NULL) {
        return;
    }
    for (size_t i = 0; i < q->statement_count; i++) {
        sqlite3_finalize(q->statements[i].stmt);
    }
    sqlite3_close(q->handle);
    free(q);
}

bool sql_in_transaction(const struct sql *q)
{
    return sqlite3_get_autocommit(q->handle) == 0;
}

int sql_script(struct sql *q, const char *text, struct err *err)
{
    int rc = sqlite3_exec(q->handle, text, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : fail(q, rc, err);
}

/* NULL with err when SQLite refuses the text. */
static struct sql_query *prepare(struct sql *q, const char *text, struct err *err)
{
    struct sql_query *s;
    int rc;

    for (size_t i = 0; i < q->statement_count; i++) {
        if (q->statements[i].text == text) {
            return &q->statements[i];
        }
    }
    assert(q->statement_count < STATEMENTS);
    s = &q->statements[q->statement_count];
    rc = sqlite3_prepare_v3(q->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL);
    if (rc != SQLITE_OK) {
        fail(q, rc, err);
        return NULL;
    }
    s->db = q;
    s->text = text;
    q->statement_count++;
    return s;
}

static int bind(sqlite3_stmt *stmt, int at, const struct sql_value *v)
{
    switch (v->kind) {
    case SQL_KIND_INT:
        return sqlite3_bind_int64(stmt, at, v->number);
    case SQL_KIND_TIME:
        return v->number == TIME_NONE ? sqlite3_bind_null(stmt, at)
                                      : sqlite3_bind_int64(stmt, at, v->number);
    case SQL_KIND_STR:
        break;
    }
    /* SQLITE_STATIC: values live until the caller has read the last row, which unbinds them. */
    return v->text.ptr == NULL ? sqlite3_bind_null(stmt, at)
                               : sqlite3_bind_text64(stmt, at, v->text.ptr, v->text.len,
                                                     SQLITE_STATIC, SQLITE_UTF8);
}

int sql_query(struct sql *q, const char *text, struct sql_values values, struct sql_query **out,
              struct err *err)
{
    struct sql_query *s = prepare(q, text, err);

    if (s == NULL) {
        return -1;
    }
    assert(!sqlite3_stmt_busy(s->stmt));
    assert(sqlite3_bind_parameter_count(s->stmt) == (int)values.count);
    for (size_t i = 0; i < values.count; i++) {
        int rc = bind(s->stmt, (int)i + 1, &values.at[i]);

        if (rc != SQLITE_OK) {
            return fail(q, rc, err);
        }
    }
    *out = s;
    return 0;
}

int sql_next(struct sql_query *rows, struct err *err)
{
    int rc = sqlite3_step(rows->stmt);

    if (rc == SQLITE_ROW) {
        return 1;
    }
    if (rc != SQLITE_DONE) {
        fail(rows->db, rc, err);
    }
    sql_end(rows);
    return rc == SQLITE_DONE ? 0 : -1;
}

void sql_end(struct sql_query *rows)
{
    if (rows != NULL) {
        sqlite3_reset(rows->stmt);
        sqlite3_clear_bindings(rows->stmt);
    }
}

int sql_run(struct sql *q, const char *text, struct sql_values values, struct err *err)
{
    struct sql_query *rows;
    int rc;

    if (sql_query(q, text, values, &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    assert(rc != 1);
    return rc;
}

int64_t sql_changes(const struct sql *q)
{
    return sqlite3_changes64(q->handle);
}

int64_t sql_last_id(const struct sql *q)
{
    return sqlite3_last_insert_rowid(q->handle);
}

int sql_number(struct sql *q, const char *text, struct sql_values values, int64_t *out,
               struct err *err)
{
    struct sql_query *rows;
    int rc;

    *out = 0;
    if (sql_query(q, text, values, &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        *out = sql_int(rows, 0);
        sql_end(rows);
    }
    return rc == -1 ? -1 : 0;
}

int64_t sql_int(struct sql_query *rows, int column)
{
    return sqlite3_column_int64(rows->stmt, column);
}

int64_t sql_time(struct sql_query *rows, int column)
{
    return sqlite3_column_type(rows->stmt, column) == SQLITE_NULL
               ? TIME_NONE
               : sqlite3_column_int64(rows->stmt, column);
}

struct str sql_str(struct arena *a, struct sql_query *rows, int column)
{
    struct str s = STR_NULL;

    if (sqlite3_column_type(rows->stmt, column) != SQLITE_NULL) {
        s.ptr = (const char *)sqlite3_column_text(rows->stmt, column);
        s.len = (size_t)sqlite3_column_bytes(rows->stmt, column);
        s = arena_str(a, s.ptr == NULL ? STR("") : s);
    }
    return s;
}
