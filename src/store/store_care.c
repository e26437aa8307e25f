#include "fmt/time.h"
#include "store/store.h"
#include "store/store_impl.h"

enum { PRUNE_STEP = 200, IDENTITY_KEEP_S = 90 * 86400 };

/* From its column on; NULL where the feed has none. */
static struct store_push *read_push(struct arena *a, struct sql_query *rows, int column)
{
    struct str hub = sql_str(a, rows, column);
    struct store_push *p;

    if (hub.ptr == NULL) {
        return NULL;
    }
    p = arena_alloc(a, sizeof(*p));
    *p = (struct store_push){
        .hub = hub,
        .state = sql_str(a, rows, column + 1),
        .error = sql_str(a, rows, column + 2),
        .lease_end = sql_time(rows, column + 3),
        .last_push = sql_time(rows, column + 4),
        .pushes = sql_int(rows, column + 5),
        .refused = sql_int(rows, column + 6),
    };
    return p;
}

int store_status(struct store *s, struct arena *a, struct str after, size_t limit,
                 struct store_status **out, size_t *count, struct err *err)
{
    struct sql_query *rows;
    int rc;

    *out = arena_array(a, limit, sizeof(**out));
    *count = 0;
    if (sql_query(
            s->db,
            "SELECT f.name, f.url, f.decision, f.error, f.last_poll, f.last_success,"
            " f.status, CASE f.gone WHEN 0 THEN max(f.due, coalesce(h.not_before, f.due)) END,"
            " f.failures, f.items, f.gone, nullif(f.fetch_url, f.url), p.hub, p.state, p.error,"
            " p.lease_end, p.last_push, p.pushes, p.refused FROM feeds f LEFT JOIN hosts h"
            " ON h.name = f.host LEFT JOIN subscriptions p"
            " ON p.feed_id = f.id AND p.live = 1 WHERE f.listed = 1 AND f.name > ?"
            " ORDER BY f.name LIMIT ?",
            SQL_VALUES(SQL_STR(after), SQL_INT((int64_t)limit)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        (*out)[(*count)++] = (struct store_status){
            .name = sql_str(a, rows, 0),
            .url = sql_str(a, rows, 1),
            .decision = sql_str(a, rows, 2),
            .error = sql_str(a, rows, 3),
            .last_poll = sql_time(rows, 4),
            .last_success = sql_time(rows, 5),
            .status = sql_int(rows, 6),
            .due = sql_time(rows, 7),
            .failures = sql_int(rows, 8),
            .items = sql_int(rows, 9),
            .gone = sql_int(rows, 10) != 0,
            .moved_to = sql_str(a, rows, 11),
            .push = read_push(a, rows, 12),
        };
    }
    return rc;
}

int store_counts(struct store *s, struct store_counts *out, struct err *err)
{
    struct sql_query *rows;
    int rc;

    *out = (struct store_counts){0};
    if (sql_query(
            s->db,
            "SELECT (SELECT count(*) FROM feeds WHERE listed = 1),"
            " (SELECT count(*) FROM items),"
            " (SELECT count(*) FROM items WHERE due IS NOT NULL AND claim = 0 AND stage <> 'late')"
            " + (SELECT count(*) FROM items WHERE claim <> 0),"
            " (SELECT count(*) FROM items WHERE stage = 'failed'),"
            " (SELECT count(*) FROM outbox WHERE state = 'waiting')",
            SQL_NO_VALUES, &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        *out = (struct store_counts){
            .feeds = sql_int(rows, 0),
            .items = sql_int(rows, 1),
            .items_waiting = sql_int(rows, 2),
            .items_failed = sql_int(rows, 3),
            .outbox_waiting = sql_int(rows, 4),
        };
        sql_end(rows);
    }
    return rc == -1 ? -1 : 0;
}

int store_shift(struct store *s, int64_t delta, struct err *err)
{
    static const char *const texts[] = {
        ("UPDATE feeds SET due = due + ?1, not_before = not_before + ?1,"
         " last_poll = last_poll + ?1, last_success = last_success + ?1"),
        "UPDATE hosts SET not_before = not_before + ?",
        "UPDATE items SET due = due + ? WHERE due IS NOT NULL",
        /* While a page is waited for, its deadline counts from the time it was detected. */
        ("UPDATE revisions SET starts = starts + ?1, late_due = late_due + ?1,"
         " detected = detected + CASE kept WHEN 0 THEN ?1 ELSE 0 END"),
        "UPDATE outbox SET due = due + ?1, first_try = first_try + ?1 WHERE state = 'waiting'",
        "UPDATE subscriptions SET due = due + ?1, lease_end = lease_end + ?1",
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (sql_run(s->db, texts[i], SQL_VALUES(SQL_INT(delta)), err) == -1) {
            return -1;
        }
    }
    return 0;
}

/* Runs texts that each take one id, for up to PRUNE_STEP rows of a query; *full when there may be more. */
static int for_each_id(struct store *s, const char *query, struct sql_values values,
                       const char *const *texts, bool *full, struct err *err)
{
    int64_t ids[PRUNE_STEP];
    size_t count = 0;
    struct sql_query *rows;
    int rc;

    if (sql_query(s->db, query, values, &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1 && count < PRUNE_STEP) {
        ids[count++] = sql_int(rows, 0);
    }
    if (rc == -1) {
        return -1;
    }
    if (rc == 1) {
        sql_end(rows);
        *full = true;
    }
    for (size_t i = 0; i < count; i++) {
        for (const char *const *text = texts; *text != NULL; text++) {
            if (sql_run(s->db, *text, SQL_VALUES(SQL_INT(ids[i])), err) == -1) {
                return -1;
            }
        }
    }
    return 0;
}

int store_prune(struct store *s, int64_t now, int64_t keep_s, bool *more, struct err *err)
{
    static const char *const drop_texts[] = {
        "DELETE FROM articles WHERE item_id = ?",
        "DELETE FROM summaries WHERE item_id = ?",
        "DELETE FROM related WHERE rowid = ?",
        "DELETE FROM exchanges WHERE item_id = ?",
        "DELETE FROM outbox WHERE item_id = ?",
        "UPDATE revisions SET summary = NULL, content = NULL, changes = NULL WHERE item_id = ?",
        "UPDATE items SET pruned = 1 WHERE id = ?",
        NULL,
    };
    static const char *const drop_identity[] = {
        "DELETE FROM items WHERE id = (SELECT item_id FROM sightings WHERE id = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM sightings o WHERE o.item_id = items.id AND o.id <> ?1)",
        "DELETE FROM sightings WHERE id = ?",
        NULL,
    };
    static const char *const drop_print[] = {
        STORE_FORGET_KEYS,
        "DELETE FROM stories WHERE item_id = ?",
        NULL,
    };
    static const char *const drop_later[] = {"DELETE FROM later WHERE item_id = ?", NULL};
    int64_t identity_s = keep_s > IDENTITY_KEEP_S ? keep_s : IDENTITY_KEEP_S;

    *more = false;
    if (for_each_id(s,
                    "SELECT id FROM items WHERE ended IS NOT NULL AND pruned = 0 AND ended < ?"
                    " ORDER BY ended",
                    SQL_VALUES(SQL_INT(now - keep_s)), drop_texts, more, err) == -1) {
        return -1;
    }
    if (for_each_id(s, "SELECT item_id FROM stories WHERE kept < ? ORDER BY kept",
                    SQL_VALUES(SQL_INT(now - STORE_STORY_S)), drop_print, more, err) == -1 ||
        for_each_id(s, "SELECT item_id FROM later WHERE seen < ? ORDER BY seen",
                    SQL_VALUES(SQL_INT(now - keep_s)), drop_later, more, err) == -1) {
        return -1;
    }
    return for_each_id(s,
                       "SELECT s.id FROM sightings s JOIN items i ON i.id = s.item_id"
                       " WHERE s.left_at IS NOT NULL AND s.left_at < ? AND i.pruned = 1"
                       " ORDER BY s.left_at",
                       SQL_VALUES(SQL_INT(now - identity_s)), drop_identity, more, err);
}
