#include "fmt/time.h"
#include "store/store.h"
#include "store/store_impl.h"

/* Of one key, so that a text that is everywhere costs no more than another. */
enum { NEWEST = 32 };

static bool is_listed(const struct store_like *list, size_t count, int64_t item_id)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].item_id == item_id) {
            return true;
        }
    }
    return false;
}

int store_like(struct store *s, struct arena *a, int64_t item_id, const struct store_print *p,
               struct store_like **out, size_t *count, struct err *err)
{
    static const char text[] =
        "SELECT k.item_id, t.print FROM (SELECT item_id FROM story_keys WHERE key = ?1"
        " ORDER BY item_id DESC LIMIT ?2) k JOIN stories t ON t.item_id = k.item_id"
        " WHERE k.item_id <> ?3 AND t.kept >= ?4 AND NOT EXISTS (SELECT 1 FROM sightings g"
        " WHERE g.feed_id = (SELECT feed_id FROM items WHERE id = ?3) AND g.item_id IN"
        " (SELECT k.item_id UNION ALL SELECT id FROM items WHERE same_as = k.item_id))";
    struct sql_query *rows;
    size_t cap = 0;
    int rc = 0;

    *out = NULL;
    *count = 0;
    for (size_t i = 0; rc == 0 && i < p->key_count; i++) {
        if (sql_query(s->db, text,
                      SQL_VALUES(SQL_INT(p->keys[i]), SQL_INT(NEWEST), SQL_INT(item_id),
                                 SQL_INT(p->kept - STORE_STORY_S)),
                      &rows, err) == -1) {
            return -1;
        }
        while ((rc = sql_next(rows, err)) == 1) {
            if (!is_listed(*out, *count, sql_int(rows, 0))) {
                *out = arena_grow(a, *out, *count, &cap, sizeof(**out));
                (*out)[(*count)++] = (struct store_like){sql_int(rows, 0), sql_str(a, rows, 1)};
            }
        }
    }
    return rc;
}

int store_put_print(struct store *s, int64_t item_id, const struct store_print *p, struct err *err)
{
    struct arena *a = arena_new();
    struct buf keys = {0};
    int rc = sql_run(s->db, STORE_FORGET_KEYS, SQL_VALUES(SQL_INT(item_id)), err);

    for (size_t i = 0; i < p->key_count; i++) {
        buf_add_fmt(&keys, "%s%lld", i == 0 ? "[" : ",", (long long)p->keys[i]);
    }
    buf_add_char(&keys, ']');
    if (rc == 0) {
        rc = sql_run(
            s->db,
            "INSERT OR REPLACE INTO stories (item_id, kept, print, keys) VALUES (?, ?, ?, ?)",
            SQL_VALUES(SQL_INT(item_id), SQL_INT(p->kept), SQL_STR(p->text),
                       SQL_STR(buf_str(&keys, a))),
            err);
    }
    for (size_t i = 0; rc == 0 && i < p->key_count; i++) {
        rc = sql_run(s->db, "INSERT OR IGNORE INTO story_keys (key, item_id) VALUES (?, ?)",
                     SQL_VALUES(SQL_INT(p->keys[i]), SQL_INT(item_id)), err);
    }
    arena_free(a);
    return rc;
}

int store_join_story(struct store *s, int64_t item_id, int64_t story_id, int64_t now,
                     struct err *err)
{
    if (sql_run(s->db, "DELETE FROM tries WHERE item_id = ?", SQL_VALUES(SQL_INT(item_id)), err) ==
        -1) {
        return -1;
    }
    return sql_run(s->db,
                   "UPDATE items SET stage = 'same', same_as = ?, due = NULL, claim = 0, ended = ?,"
                   " why = NULL WHERE id = ?",
                   SQL_VALUES(SQL_INT(story_id), SQL_INT(now), SQL_INT(item_id)), err);
}

int store_sources(struct store *s, struct arena *a, int64_t item_id, struct store_source **out,
                  size_t *count, struct err *err)
{
    struct sql_query *rows;
    size_t cap = 0;
    int rc;

    *out = NULL;
    *count = 0;
    if (sql_query(s->db,
                  "SELECT DISTINCT f.name, " STORE_SETTINGS " FROM sightings g"
                  " JOIN feeds f ON f.id = g.feed_id WHERE g.item_id = ?1 AND g.unwanted = 0"
                  " AND f.listed = 1 AND f.id <> (SELECT feed_id FROM items WHERE id = ?1)"
                  " ORDER BY f.name",
                  SQL_VALUES(SQL_INT(item_id)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        *out = arena_grow(a, *out, *count, &cap, sizeof(**out));
        (*out)[(*count)++] = (struct store_source){sql_str(a, rows, 0), sql_str(a, rows, 1)};
    }
    return rc;
}

int store_story(struct store *s, struct arena *a, int64_t item_id, struct store_told *out,
                struct err *err)
{
    *out = (struct store_told){0};
    if (sql_number(s->db, "SELECT ifnull(same_as, id) FROM items WHERE id = ?",
                   SQL_VALUES(SQL_INT(item_id)), &out->story_id, err) == -1 ||
        sql_number(s->db,
                   "SELECT r.revision FROM revisions r JOIN articles b ON b.item_id = r.item_id"
                   " AND b.revision = r.revision WHERE r.item_id = ? AND r.kept = 1"
                   " ORDER BY r.revision DESC LIMIT 1",
                   SQL_VALUES(SQL_INT(out->story_id)), &out->revision, err) == -1) {
        return -1;
    }
    return out->revision == 0 ? 0
                              : store_report(s, a, out->story_id, out->revision, &out->report, err);
}

int store_tell(struct store *s, const struct store_told *told, const struct str *notifiers,
               size_t count, int64_t now, struct err *err)
{
    struct arena *a = arena_new();
    struct str names;
    int64_t spooled = 0;
    int rc = store_also_in(s, a, told->story_id, &names, err);

    if (rc == 0) {
        rc =
            sql_number(s->db,
                       "SELECT spooled IS NOT NULL FROM revisions WHERE item_id = ?"
                       " AND revision = ?",
                       SQL_VALUES(SQL_INT(told->story_id), SQL_INT(told->revision)), &spooled, err);
    }
    if (rc == 0 && spooled == 0) {
        rc = sql_run(s->db, "UPDATE revisions SET also_in = ? WHERE item_id = ? AND revision = ?",
                     SQL_VALUES(SQL_STR(names), SQL_INT(told->story_id), SQL_INT(told->revision)),
                     err);
    }
    if (rc == 0 && spooled != 0) {
        rc =
            sql_run(s->db, "INSERT OR REPLACE INTO later (item_id, also_in, seen) VALUES (?, ?, ?)",
                    SQL_VALUES(SQL_INT(told->story_id), SQL_STR(names), SQL_INT(now)), err);
    }
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = sql_run(s->db,
                     "INSERT INTO outbox (item_id, revision, notifier, event, due, also_in)"
                     " SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM outbox"
                     " WHERE item_id = ?1 AND notifier = ?3)",
                     SQL_VALUES(SQL_INT(told->story_id), SQL_INT(told->revision),
                                SQL_STR(notifiers[i]), SQL_STR(told->report.event),
                                SQL_TIME(spooled != 0 ? now : TIME_NONE),
                                SQL_STR(spooled != 0 ? names : STR_NULL)),
                     err);
    }
    arena_free(a);
    return rc;
}

int store_later(struct store *s, struct arena *a, struct store_later **out, size_t *count,
                struct err *err)
{
    struct sql_query *rows;
    size_t cap = 0;
    int rc;

    *out = NULL;
    *count = 0;
    if (sql_query(s->db,
                  "SELECT r.event, r.spool_name, f.name, l.also_in, l.seen FROM later l"
                  " JOIN items i ON i.id = l.item_id JOIN feeds f ON f.id = i.feed_id"
                  " JOIN revisions r ON r.item_id = l.item_id AND r.revision ="
                  " (SELECT max(revision) FROM revisions WHERE item_id = l.item_id AND kept = 1)"
                  " ORDER BY l.seen DESC, l.item_id DESC LIMIT ?",
                  SQL_VALUES(SQL_INT(STORE_LATER_MOST)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        struct store_later *l;

        *out = arena_grow(a, *out, *count, &cap, sizeof(**out));
        l = &(*out)[(*count)++];
        *l = (struct store_later){.event = sql_str(a, rows, 0),
                                  .item = sql_str(a, rows, 1),
                                  .feed = sql_str(a, rows, 2),
                                  .seen = sql_time(rows, 4)};
        store_split(a, sql_str(a, rows, 3), &l->also_in, &l->also_in_count);
    }
    return rc;
}
