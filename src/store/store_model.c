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
    *again = tries <= STAGE_TRIES;
    return 0;
}

int store_put_exchanges(struct store *s, int64_t item_id, int64_t revision,
                        const struct store_exchange *list, size_t count, struct err *err)
{
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
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    if (sql_query(s->db,
                  "SELECT model, feed, sum(tokens_in + tokens_out), sum(micros) FROM exchanges"
                  " WHERE answered >= ? GROUP BY model, feed",
                  SQL_VALUES(SQL_INT(since)), &rows, err) == -1) {
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

/* The latest kept revision by its event, its file's name, or the link of its item. */
static int find_revision(struct store *s, struct str word, int64_t *item_id, int64_t *revision,
                         struct err *err)
{
    struct sql_query *rows;
    int rc;

    if (sql_query(s->db,
                  "SELECT item_id, revision FROM revisions WHERE kept = 1"
                  " AND (event = ?1 OR spool_name = ?1 OR link = ?1 OR guid = ?1)"
                  " ORDER BY revision DESC, id DESC LIMIT 1",
                  SQL_VALUES(SQL_STR(word)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        *item_id = sql_int(rows, 0);
        *revision = sql_int(rows, 1);
        sql_end(rows);
        return 0;
    }
    return rc == -1 ? -1
                    : err_set(err, ERR_NOINPUT,
                              "no item has this event, file name, link or id, or it is not kept");
}

int store_exchanges(struct store *s, struct arena *a, struct str word, struct report *report,
                    struct store_exchange **out, size_t *count, struct err *err)
{
    struct sql_query *rows;
    int64_t item_id = 0, revision = 0;
    size_t cap = 0;
    int rc;

    *out = NULL;
    *count = 0;
    if (find_revision(s, word, &item_id, &revision, err) == -1 ||
        store_report(s, a, item_id, revision, report, err) == -1 ||
        sql_query(s->db,
                  "SELECT purpose, model, feed, key, system, prompt, answer, answered_as, error,"
                  " asked, answered, tokens_in, tokens_out, micros, requests FROM exchanges"
                  " WHERE item_id = ? AND revision = ? ORDER BY number",
                  SQL_VALUES(SQL_INT(item_id), SQL_INT(revision)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        *out = arena_grow(a, *out, *count, &cap, sizeof(**out));
        (*out)[(*count)++] = (struct store_exchange){
            .purpose = sql_str(a, rows, 0),
            .model = sql_str(a, rows, 1),
            .feed = sql_str(a, rows, 2),
            .key = sql_str(a, rows, 3),
            .system = sql_str(a, rows, 4),
            .prompt = sql_str(a, rows, 5),
            .answer = sql_str(a, rows, 6),
            .answered_as = sql_str(a, rows, 7),
            .error = sql_str(a, rows, 8),
            .asked = sql_time(rows, 9),
            .answered = sql_time(rows, 10),
            .tokens_in = sql_int(rows, 11),
            .tokens_out = sql_int(rows, 12),
            .micros = sql_int(rows, 13),
            .requests = sql_int(rows, 14),
        };
    }
    return rc;
}
