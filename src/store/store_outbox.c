#include "fmt/time.h"
#include "store/store.h"
#include "store/store_impl.h"

int store_claim_outbox(struct store *s, struct arena *a, int64_t now, size_t limit,
                       struct store_outbox **out, size_t *count, struct err *err)
{
    struct sql_query *rows;
    size_t cap = 0;
    int rc;

    *out = NULL;
    *count = 0;
    if (sql_query(s->db,
                  "SELECT id, item_id, revision, tries, ifnull(first_try, ?1), notifier, event,"
                  " also_in FROM outbox WHERE due IS NOT NULL AND claim = 0 AND due <= ?1"
                  " ORDER BY due LIMIT ?2",
                  SQL_VALUES(SQL_INT(now), SQL_INT((int64_t)limit)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        *out = arena_grow(a, *out, *count, &cap, sizeof(**out));
        (*out)[(*count)++] = (struct store_outbox){
            .id = sql_int(rows, 0),
            .item_id = sql_int(rows, 1),
            .revision = sql_int(rows, 2),
            .tries = sql_int(rows, 3),
            .first_try = sql_int(rows, 4),
            .notifier = sql_str(a, rows, 5),
            .event = sql_str(a, rows, 6),
        };
        store_split(a, sql_str(a, rows, 7), &(*out)[*count - 1].also_in,
                    &(*out)[*count - 1].also_in_count);
    }
    for (size_t i = 0; rc == 0 && i < *count; i++) {
        rc = sql_run(
            s->db, "UPDATE outbox SET claim = ?, first_try = ? WHERE id = ?",
            SQL_VALUES(SQL_INT(s->run), SQL_INT((*out)[i].first_try), SQL_INT((*out)[i].id)), err);
    }
    return rc;
}

int store_put_outbox(struct store *s, int64_t id, bool sent, int64_t due, struct str error,
                     int64_t now, struct err *err)
{
    bool ended = sent || due == TIME_NONE;

    return sql_run(s->db,
                   "UPDATE outbox SET claim = 0, tries = tries + 1, state = ?, due = ?, ended = ?,"
                   " error = ? WHERE id = ?",
                   SQL_VALUES(SQL_STR(sent    ? STR("sent")
                                      : ended ? STR("lost")
                                              : STR("waiting")),
                              SQL_TIME(ended ? TIME_NONE : due), SQL_TIME(ended ? now : TIME_NONE),
                              SQL_STR(sent ? STR_NULL : error), SQL_INT(id)),
                   err);
}

int store_release_outbox(struct store *s, int64_t id, struct err *err)
{
    return sql_run(s->db, "UPDATE outbox SET claim = 0 WHERE id = ?", SQL_VALUES(SQL_INT(id)), err);
}
