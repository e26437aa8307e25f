/* What models were asked and what they answered. */
#include <inttypes.h>

#include "fmt/time.h"
#include "store/store.h"
#include "store/store_impl.h"

int store_enter_ask(struct store *s, int64_t item_id, bool *again, struct err *err)
{
    int64_t tries;

    *again = false;
    /* The worker has read the page: what ends the program from now on is not its fault. */
    if (sql_run(s->db, "DELETE FROM tries WHERE item_id = ? AND stage <> 'ask'",
                SQL_VALUES(SQL_INT(item_id)), err) == -1 ||
        sql_run(s->db, "UPDATE items SET stage = 'ask' WHERE id = ?", SQL_VALUES(SQL_INT(item_id)),
                err) == -1 ||
        sql_run(s->db,
                "INSERT INTO tries VALUES (?, 'ask', 1) ON CONFLICT (item_id, stage)"
                " DO UPDATE SET tries = tries + 1",
                SQL_VALUES(SQL_INT(item_id)), err) == -1 ||
        sql_number(s->db, "SELECT tries FROM tries WHERE item_id = ? AND stage = 'ask'",
                   SQL_VALUES(SQL_INT(item_id)), &tries, err) == -1) {
        return -1;
    }
    *again = tries <= ASK_TRIES;
    return 0;
}

int store_note_question(struct store *s, int64_t item_id, const struct store_spent *most,
                        int64_t now, struct err *err)
{
    return sql_run(s->db,
                   "INSERT INTO asked (item_id, run, model, feed, asked, tokens, micros)"
                   " SELECT id, ?, ?, ?, ?, ?, ? FROM items WHERE id = ?",
                   SQL_VALUES(SQL_INT(s->run), SQL_STR(most->model), SQL_STR(most->feed),
                              SQL_INT(now), SQL_INT(most->tokens), SQL_INT(most->micros),
                              SQL_INT(item_id)),
                   err);
}

int store_put_exchanges(struct store *s, int64_t item_id, int64_t revision,
                        const struct store_exchange *list, size_t count, struct err *err)
{
    /* What earlier runs noted stays: a crash kept its exchanges from coming here. */
    if (sql_run(s->db, "DELETE FROM asked WHERE item_id = ? AND run = ?",
                SQL_VALUES(SQL_INT(item_id), SQL_INT(s->run)), err) == -1) {
        return -1;
    }
    /* A crash may have left those of an earlier try. */
    if (sql_run(s->db, "DELETE FROM exchanges WHERE item_id = ? AND revision = ?",
                SQL_VALUES(SQL_INT(item_id), SQL_INT(revision)), err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        const struct store_exchange *e = &list[i];

        if (sql_run(s->db,
                    "INSERT INTO exchanges (item_id, revision, number, purpose, model, feed, key,"
                    " system, prompt, answer, answered_as, error, asked, answered, tokens_in,"
                    " tokens_out, micros, requests)"
                    " SELECT ?1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                    " WHERE EXISTS (SELECT 1 FROM items WHERE id = ?1)",
                    SQL_VALUES(SQL_INT(item_id), SQL_INT(revision), SQL_INT((int64_t)i + 1),
                               SQL_STR(e->purpose), SQL_STR(e->model), SQL_STR(e->feed),
                               SQL_STR(e->key), SQL_STR(e->system), SQL_STR(e->prompt),
                               SQL_STR(e->answer), SQL_STR(e->answered_as), SQL_STR(e->error),
                               SQL_TIME(e->asked), SQL_TIME(e->answered), SQL_INT(e->tokens_in),
                               SQL_INT(e->tokens_out), SQL_INT(e->micros), SQL_INT(e->requests)),
                    err) == -1) {
            return -1;
        }
    }
    return 0;
}

int store_cached_answer(struct store *s, struct arena *a, struct str key, struct str *answer,
                        struct err *err)
{
    struct sql_query *rows;
    int rc;

    *answer = STR_NULL;
    if (sql_query(s->db,
                  "SELECT answer FROM exchanges WHERE key = ? AND answer IS NOT NULL"
                  " AND error IS NULL LIMIT 1",
                  SQL_VALUES(SQL_STR(key)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        *answer = sql_str(a, rows, 0);
        sql_end(rows);
    }
    return rc == -1 ? -1 : 0;
}

int store_spent(struct store *s, struct arena *a, int64_t since, struct store_spent **out,
                size_t *count, struct err *err)
{
    struct sql_query *rows;
    size_t cap = 0;
    int rc;

    *out = NULL;
    *count = 0;
    if (sql_run(s->db, "DELETE FROM asked WHERE asked < ?", SQL_VALUES(SQL_INT(since)), err) ==
            -1 ||
        sql_query(s->db,
                  "SELECT model, feed, sum(tokens), sum(micros) FROM"
                  " (SELECT model, feed, tokens_in + tokens_out AS tokens, micros FROM exchanges"
                  " WHERE answered >= ?1 UNION ALL SELECT model, feed, tokens, micros FROM asked"
                  " WHERE run <> ?2) GROUP BY model, feed",
                  SQL_VALUES(SQL_INT(since), SQL_INT(s->run)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        *out = arena_grow(a, *out, *count, &cap, sizeof(**out));
        (*out)[(*count)++] = (struct store_spent){
            .model = sql_str(a, rows, 0),
            .feed = sql_str(a, rows, 1),
            .tokens = sql_int(rows, 2),
            .micros = sql_int(rows, 3),
        };
    }
    return rc;
}
