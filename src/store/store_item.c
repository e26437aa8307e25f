#include "fmt/time.h"
#include "store/store.h"
#include "store/store_impl.h"

/* Whether the current revision of an item stands in the spool: what is done now is more than needed. */
#define IS_SPOOLED                                                 \
    "EXISTS (SELECT 1 FROM revisions r WHERE r.item_id = items.id" \
    " AND r.revision = items.revision AND r.spooled IS NOT NULL)"

int store_begin_waiting(struct store *s, int64_t item_id, struct err *err)
{
    return sql_run(s->db,
                   "UPDATE items SET revision = revision + 1, stage = 'article', page_tries = 0,"
                   " ended = NULL, pruned = 0, due = (SELECT r.starts FROM revisions r WHERE"
                   " r.item_id = items.id AND r.revision = items.revision + 1) WHERE id = ?"
                   " AND claim = 0 AND stage IN ('done', 'late') AND EXISTS (SELECT 1 FROM"
                   " revisions r WHERE r.item_id = items.id AND r.revision = items.revision + 1)",
                   SQL_VALUES(SQL_INT(item_id)), err);
}

int store_drop_revision(struct store *s, int64_t item_id, int64_t revision, int64_t now,
                        struct err *err)
{
    if (sql_run(s->db, "DELETE FROM revisions WHERE item_id = ? AND revision = ?",
                SQL_VALUES(SQL_INT(item_id), SQL_INT(revision)), err) == -1) {
        return -1;
    }
    if (sql_run(s->db,
                "UPDATE items SET revision = revision - 1, stage = 'done', due = NULL, claim = 0,"
                " ended = ? WHERE id = ? AND revision = ?",
                SQL_VALUES(SQL_INT(now), SQL_INT(item_id), SQL_INT(revision)), err) == -1) {
        return -1;
    }
    return sql_run(s->db,
                   "UPDATE items SET stage = 'late', due = r.late_due, ended = NULL"
                   " FROM revisions r WHERE items.id = ? AND items.stage = 'done'"
                   " AND r.item_id = items.id AND r.revision = items.revision"
                   " AND r.late_due IS NOT NULL",
                   SQL_VALUES(SQL_INT(item_id)), err);
}

static void read_item(struct arena *a, struct sql_query *rows, struct store_item *i)
{
    *i = (struct store_item){
        .id = sql_int(rows, 0),
        .feed_id = sql_int(rows, 1),
        .revision = sql_int(rows, 2),
        .feed = sql_str(a, rows, 3),
        .feed_url = sql_str(a, rows, 4),
        .settings = sql_str(a, rows, 5),
        .key = sql_str(a, rows, 6),
        .stage = sql_str(a, rows, 7),
        .tries = sql_int(rows, 8),
        .alone = sql_int(rows, 8) >= READ_ALONE,
        .detected = sql_time(rows, 9),
        .page_tries = sql_int(rows, 10),
        .link = sql_str(a, rows, 11),
        .title = sql_str(a, rows, 12),
        .language = sql_str(a, rows, 13),
        .published = sql_time(rows, 14),
        .updated = sql_time(rows, 15),
        .summary = sql_str(a, rows, 17),
        .content = sql_str(a, rows, 18),
        .article_text = sql_str(a, rows, 19),
        .article_source = sql_str(a, rows, 20),
        .first_done = sql_int(rows, 21) != 0,
        .kept_source = sql_str(a, rows, 22),
        .page_url = sql_str(a, rows, 23),
        .page_etag = sql_str(a, rows, 24),
        .page_modified = sql_str(a, rows, 25),
        .first_detected = sql_int(rows, 26),
    };
    store_split(a, sql_str(a, rows, 16), &i->categories, &i->category_count);
}

#define TRIES \
    "(SELECT ifnull(max(t.tries), 0) FROM tries t WHERE t.item_id = i.id AND t.stage <> 'ask')"

/* The item that is to be read alone next, the least tried first: one that ends the program holds up no other. */
static int find_alone(struct store *s, int64_t now, int64_t *id, struct err *err)
{
    return sql_number(
        s->db,
        "SELECT ifnull((SELECT t.item_id FROM tries t JOIN items i ON i.id = t.item_id"
        " WHERE t.tries >= ?1 AND t.stage <> 'ask' AND i.due IS NOT NULL"
        " AND i.claim = 0 AND i.due <= ?2 ORDER BY " TRIES ", i.due LIMIT 1), 0)",
        SQL_VALUES(SQL_INT(READ_ALONE), SQL_INT(now)), id, err);
}

int store_claim_items(struct store *s, struct arena *a, int64_t now, size_t limit, bool busy,
                      struct store_item **out, size_t *count, struct err *err)
{
    static const char due[] =
        "SELECT i.id, i.feed_id, i.revision, f.name, f.url, " STORE_SETTINGS ", i.key, i.stage,"
        " " TRIES ", r.detected, i.page_tries, r.link, r.title, r.language, r.published,"
        " r.updated, r.categories, r.summary, r.content, b.text, b.source,"
        " r.spooled IS NOT NULL, c.source, c.url, c.etag, c.last_modified,"
        " (SELECT detected FROM revisions WHERE item_id = i.id AND revision = 1)"
        " FROM items i JOIN feeds f ON f.id = i.feed_id"
        " JOIN revisions r ON r.item_id = i.id AND r.revision = i.revision"
        " LEFT JOIN articles b ON b.item_id = i.id AND b.revision = i.revision - 1"
        " LEFT JOIN articles c ON c.item_id = i.id AND c.revision = i.revision"
        " WHERE i.due IS NOT NULL AND i.claim = 0 AND i.due <= ?1 AND ?3 IN (0, i.id)"
        " ORDER BY i.due LIMIT ?2";
    struct sql_query *rows;
    size_t cap = 0;
    int64_t alone;
    int rc;

    *out = NULL;
    *count = 0;
    if (find_alone(s, now, &alone, err) == -1) {
        return -1;
    }
    if (alone != 0 && busy) {
        return 0;
    }
    if (sql_query(s->db, due, SQL_VALUES(SQL_INT(now), SQL_INT((int64_t)limit), SQL_INT(alone)),
                  &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        *out = arena_grow(a, *out, *count, &cap, sizeof(**out));
        read_item(a, rows, &(*out)[(*count)++]);
    }
    for (size_t i = 0; rc == 0 && i < *count; i++) {
        rc = sql_run(s->db, "UPDATE items SET claim = ? WHERE id = ?",
                     SQL_VALUES(SQL_INT(s->run), SQL_INT((*out)[i].id)), err);
    }
    return rc;
}

static int forget_tries(struct store *s, int64_t item_id, struct err *err)
{
    return sql_run(s->db, "DELETE FROM tries WHERE item_id = ?", SQL_VALUES(SQL_INT(item_id)), err);
}

int store_enter_stage(struct store *s, int64_t item_id, const char *stage, bool *failed,
                      struct err *err)
{
    struct str name = str_z(stage);
    int64_t tries;

    *failed = false;
    /* A crash behind the page's stage leads back to it: it was left, the stage behind it was not. */
    if (sql_run(s->db,
                "DELETE FROM tries WHERE item_id = ?1 AND stage IN ('article', 'late')"
                " AND ?2 NOT IN ('article', 'late')",
                SQL_VALUES(SQL_INT(item_id), SQL_STR(name)), err) == -1 ||
        sql_run(s->db, "UPDATE items SET stage = ? WHERE id = ?",
                SQL_VALUES(SQL_STR(name), SQL_INT(item_id)), err) == -1 ||
        sql_run(s->db,
                "INSERT INTO tries VALUES (?, ?, 1) ON CONFLICT (item_id, stage)"
                " DO UPDATE SET tries = tries + 1",
                SQL_VALUES(SQL_INT(item_id), SQL_STR(name)), err) == -1 ||
        sql_number(s->db, "SELECT tries FROM tries WHERE item_id = ? AND stage = ?",
                   SQL_VALUES(SQL_INT(item_id), SQL_STR(name)), &tries, err) == -1) {
        return -1;
    }
    if (tries <= READ_TRIES) {
        return 0;
    }
    *failed = true;
    return store_fail_item(s, item_id, STR("ten tries of this stage did not end"), err);
}

int store_defer_item(struct store *s, int64_t item_id, int64_t due, struct str why, struct err *err)
{
    if (sql_run(s->db,
                "UPDATE items SET due = ?, why = ?, page_tries = page_tries + 1, claim = 0,"
                " stage = CASE WHEN " IS_SPOOLED " THEN 'late' ELSE 'article' END WHERE id = ?",
                SQL_VALUES(SQL_INT(due), SQL_STR(why), SQL_INT(item_id)), err) == -1 ||
        sql_run(s->db,
                "UPDATE revisions SET late_due = ?1 WHERE item_id = ?2 AND late_due IS NOT NULL"
                " AND revision = (SELECT revision FROM items WHERE id = ?2)",
                SQL_VALUES(SQL_INT(due), SQL_INT(item_id)), err) == -1 ||
        forget_tries(s, item_id, err) == -1) {
        return -1;
    }
    return store_begin_waiting(s, item_id, err);
}

/* The newest item of the same first poll that was left out takes the place of one that was refused. */
static int promote(struct store *s, int64_t item_id, int64_t now, bool *promoted, struct err *err)
{
    if (sql_run(s->db,
                "UPDATE items SET stage = 'article', due = ?1, ended = NULL, pruned = 0"
                " WHERE id = (SELECT o.id FROM items o JOIN items i ON i.feed_id = o.feed_id"
                " WHERE i.id = ?2 AND i.rank IS NOT NULL AND o.stage = 'old'"
                " ORDER BY o.rank LIMIT 1)",
                SQL_VALUES(SQL_INT(now), SQL_INT(item_id)), err) == -1) {
        return -1;
    }
    *promoted = sql_changes(s->db) > 0;
    return 0;
}

/*
 * Another feed that shows the item may want what this one refused: then it is that feed's from now on, and
 * judged anew.
 */
static int hand_over(struct store *s, int64_t item_id, int64_t now, bool *handed, struct err *err)
{
    *handed = false;
    if (sql_run(s->db,
                "UPDATE sightings SET unwanted = 1 WHERE item_id = ?1 AND feed_id ="
                " (SELECT feed_id FROM items WHERE id = ?1)",
                SQL_VALUES(SQL_INT(item_id)), err) == -1 ||
        sql_run(s->db,
                "UPDATE items SET feed_id = g.feed_id, stage = 'article', due = ?1, claim = 0,"
                " page_tries = 0, rank = NULL FROM (SELECT feed_id FROM sightings"
                " JOIN feeds f ON f.id = feed_id WHERE item_id = ?2 AND unwanted = 0"
                " AND f.listed = 1 ORDER BY sightings.id LIMIT 1) g WHERE items.id = ?2",
                SQL_VALUES(SQL_INT(now), SQL_INT(item_id)), err) == -1) {
        return -1;
    }
    *handed = sql_changes(s->db) > 0;
    return 0;
}

int store_drop_item(struct store *s, int64_t item_id, int64_t now, bool *promoted, struct err *err)
{
    int64_t revision, spooled;
    bool handed;

    *promoted = false;
    if (sql_number(s->db, "SELECT revision FROM items WHERE id = ?", SQL_VALUES(SQL_INT(item_id)),
                   &revision, err) == -1 ||
        sql_number(s->db, "SELECT " IS_SPOOLED " FROM items WHERE id = ?",
                   SQL_VALUES(SQL_INT(item_id)), &spooled, err) == -1) {
        return -1;
    }
    if (spooled != 0) {
        return store_fail_item(s, item_id, STR("refused by the filters"), err);
    }
    if (forget_tries(s, item_id, err) == -1) {
        return -1;
    }
    if (revision > 1) {
        return store_drop_revision(s, item_id, revision, now, err);
    }
    if (promote(s, item_id, now, promoted, err) == -1 ||
        hand_over(s, item_id, now, &handed, err) == -1) {
        return -1;
    }
    *promoted = *promoted || handed;
    return handed ? 0
                  : sql_run(s->db,
                            "UPDATE items SET stage = 'unwanted', due = NULL, claim = 0, ended = ?"
                            " WHERE id = ?",
                            SQL_VALUES(SQL_INT(now), SQL_INT(item_id)), err);
}

int store_fail_item(struct store *s, int64_t item_id, struct str why, struct err *err)
{
    /* It ends at about the moment it was due. */
    if (sql_run(s->db,
                "UPDATE items SET stage = CASE WHEN " IS_SPOOLED " THEN 'done' ELSE 'failed' END,"
                " ended = due, due = NULL, claim = 0, why = ? WHERE id = ?",
                SQL_VALUES(SQL_STR(why), SQL_INT(item_id)), err) == -1 ||
        sql_run(s->db,
                "UPDATE revisions SET late_due = NULL WHERE item_id = ?1 AND revision ="
                " (SELECT revision FROM items WHERE id = ?1)",
                SQL_VALUES(SQL_INT(item_id)), err) == -1 ||
        forget_tries(s, item_id, err) == -1) {
        return -1;
    }
    return store_begin_waiting(s, item_id, err);
}

int store_release_item(struct store *s, int64_t item_id, struct err *err)
{
    /* A try that was called off is no failure. */
    if (sql_run(s->db,
                "UPDATE tries SET tries = tries - 1 WHERE item_id = ?1 AND tries > 0"
                " AND stage = (SELECT stage FROM items WHERE id = ?1)",
                SQL_VALUES(SQL_INT(item_id)), err) == -1 ||
        sql_run(s->db, "UPDATE items SET claim = 0 WHERE id = ?", SQL_VALUES(SQL_INT(item_id)),
                err) == -1) {
        return -1;
    }
    return store_begin_waiting(s, item_id, err);
}
