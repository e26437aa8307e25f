/*
 * store/sqlite - statements of SQLite with their values, rows and errors; the only user of its library.
 *
 * Statements are prepared once and found again by the address of their text, so a text must be a
 * literal. A statement is reset when its last row was read or its query is ended.
 */
#ifndef READOUT_STORE_SQLITE_H
#define READOUT_STORE_SQLITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

struct sql;
struct sql_query;

enum sql_kind { SQL_KIND_INT, SQL_KIND_TIME, SQL_KIND_STR };

struct sql_value {
    enum sql_kind kind;
    int64_t number;
    struct str text;
};

struct sql_values {
    const struct sql_value *at;
    size_t count;
};

/* Values in the order of the question marks. TIME_NONE and absent text are NULL. */
#define SQL_INT(n_)  ((struct sql_value){SQL_KIND_INT, (n_), {NULL, 0}})
#define SQL_TIME(t_) ((struct sql_value){SQL_KIND_TIME, (t_), {NULL, 0}})
#define SQL_STR(s_)  ((struct sql_value){SQL_KIND_STR, 0, (s_)})
#define SQL_VALUES(...)                                                    \
    ((struct sql_values){(const struct sql_value[]){__VA_ARGS__},          \
                         sizeof((const struct sql_value[]){__VA_ARGS__}) / \
                             sizeof(struct sql_value)})
#define SQL_NO_VALUES ((struct sql_values){NULL, 0})

/*
 * Opens or makes the database with the pragmas of the store. ERR_DAMAGED: it is none, or one that was
 * spoilt. ERR_BUSY, ERR_PERMISSION, ERR_CANTCREATE, ERR_IO, ERR_FULL.
 */
int sql_open(const char *path, struct sql **out, struct err *err) ATTR_MUST_USE;
/* Reads every page; ERR_DAMAGED. */
int sql_check(struct sql *q, struct err *err) ATTR_MUST_USE;
/* Whether damage was met since it was opened. */
bool sql_damaged(const struct sql *q);
/* By any thread: from now on ERR_BUSY comes at once. */
void sql_hurry(struct sql *q);
/* A database that is there, to read it beside the process that writes. ERR_NOINPUT without one. */
int sql_open_reader(const char *path, struct sql **out, struct err *err) ATTR_MUST_USE;
void sql_close(struct sql *q);
/* Whether SQLite has ended the open transaction by itself, as it does when the disk is full. */
bool sql_in_transaction(const struct sql *q);

/* One statement or several without values; not kept. */
int sql_script(struct sql *q, const char *text, struct err *err) ATTR_MUST_USE;
/* A statement that gives no rows. */
int sql_run(struct sql *q, const char *text, struct sql_values values,
            struct err *err) ATTR_MUST_USE;
/* Rows that the last sql_run changed; the id of the row it inserted. */
int64_t sql_changes(const struct sql *q);
int64_t sql_last_id(const struct sql *q);
/* The first column of the first row as a number; 0 without a row or for NULL. */
int sql_number(struct sql *q, const char *text, struct sql_values values, int64_t *out,
               struct err *err) ATTR_MUST_USE;

/* Begins to read rows; a text whose rows are still being read must not be begun again. */
int sql_query(struct sql *q, const char *text, struct sql_values values, struct sql_query **out,
              struct err *err) ATTR_MUST_USE;
/* The next row: 1, none left: 0, -1 with err. After 0 and -1 the query is ended. */
int sql_next(struct sql_query *rows, struct err *err) ATTR_MUST_USE;
/* Ends a query before its last row; NULL and one that has ended are fine. */
void sql_end(struct sql_query *rows);
int64_t sql_int(struct sql_query *rows, int column);
int64_t sql_time(struct sql_query *rows, int column);
/* A copy in the arena; absent for NULL. */
struct str sql_str(struct arena *a, struct sql_query *rows, int column);

#endif
