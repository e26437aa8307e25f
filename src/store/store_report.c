#include <inttypes.h>

#include "fmt/diff.h"
#include "fmt/time.h"
#include "store/store.h"
#include "store/store_impl.h"

int store_also_in(struct store *s, struct arena *a, int64_t item_id, struct str *lines,
                  struct err *err)
{
    struct sql_query *rows;
    struct str *names = NULL;
    size_t count = 0, cap = 0;
    int rc;

    if (sql_query(
            s->db,
            "SELECT DISTINCT f.name FROM sightings s JOIN feeds f ON f.id = s.feed_id"
            " WHERE s.item_id IN (SELECT ?1 UNION ALL SELECT id FROM items WHERE same_as = ?1)"
            " AND f.id <> (SELECT feed_id FROM items WHERE id = ?1) AND f.listed = 1"
            " ORDER BY f.name",
            SQL_VALUES(SQL_INT(item_id)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        names = arena_grow(a, names, count, &cap, sizeof(*names));
        names[count++] = sql_str(a, rows, 0);
    }
    *lines = store_join(a, names, count);
    return rc;
}

/* Title, link, date and text of a revision; the text is absent until its article is kept. */
struct shown {
    struct str title, link, published, text;
};

static int read_shown(struct store *s, struct arena *a, int64_t item_id, int64_t revision,
                      struct shown *out, struct err *err)
{
    struct sql_query *rows;
    int rc;

    *out = (struct shown){STR_NULL, STR_NULL, STR_NULL, STR_NULL};
    if (sql_query(s->db,
                  "SELECT r.title, r.link, r.published, b.text FROM revisions r"
                  " LEFT JOIN articles b ON b.item_id = r.item_id AND b.revision = r.revision"
                  " WHERE r.item_id = ? AND r.revision = ?",
                  SQL_VALUES(SQL_INT(item_id), SQL_INT(revision)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        out->title = sql_str(a, rows, 0);
        out->link = sql_str(a, rows, 1);
        out->published = time_rfc3339(a, sql_time(rows, 2));
        out->text = sql_str(a, rows, 3);
        sql_end(rows);
    }
    return rc == -1 ? -1 : 0;
}

/* What the revision changes against the one before; absent for the first. */
static int changes(struct store *s, struct arena *a, const struct store_readout *r,
                   struct str *json, struct err *err)
{
    struct shown before, after;
    struct buf out = {0};

    *json = STR_NULL;
    if (r->revision == 1) {
        return 0;
    }
    if (read_shown(s, a, r->item_id, r->revision - 1, &before, err) == -1 ||
        read_shown(s, a, r->item_id, r->revision, &after, err) == -1) {
        return -1;
    }
    const struct diff_field fields[] = {
        {"title", before.title, after.title},
        {"text", before.text, after.text},
        {"link", before.link, after.link},
        {"published", before.published, after.published},
        {"summary", r->made_by.ptr == NULL ? STR_NULL : STR("extractive"), r->made_by},
    };
    diff_json(a, &out, fields, ARRAY_LEN(fields));
    *json = buf_str(&out, a);
    return 0;
}

static int keep_parts(struct store *s, const struct store_readout *r, struct err *err)
{
    const struct report *p = &r->report;

    if (sql_run(s->db, "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                SQL_VALUES(SQL_INT(r->item_id), SQL_INT(r->revision), SQL_STR(p->article_url),
                           SQL_STR(p->article_sha256), SQL_STR(p->article_title),
                           SQL_STR(p->article_byline), SQL_STR(p->article_language),
                           SQL_STR(p->article_text), SQL_STR(p->source), SQL_TIME(p->fetched),
                           SQL_STR(r->etag), SQL_STR(r->last_modified)),
                err) == -1) {
        return -1;
    }
    if (sql_run(s->db,
                "INSERT INTO summaries (item_id, revision, sentences, method, readout, facts,"
                " paragraphs, background, model, prompt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                SQL_VALUES(SQL_INT(r->item_id), SQL_INT(r->revision), SQL_STR(p->summary),
                           SQL_STR(p->method), SQL_STR(p->readout), SQL_STR(p->facts),
                           SQL_STR(p->paragraphs), SQL_STR(p->background), SQL_STR(p->model),
                           SQL_STR(p->prompt)),
                err) == -1) {
        return -1;
    }
    return store_put_exchanges(s, r->item_id, r->revision, r->exchanges, r->exchange_count, err);
}

static int keep_revision(struct store *s, struct arena *a, const struct store_readout *r,
                         struct err *err)
{
    struct str names, json;

    if (store_also_in(s, a, r->item_id, &names, err) == -1 || changes(s, a, r, &json, err) == -1) {
        return -1;
    }
    return sql_run(s->db,
                   "UPDATE revisions SET kept = 1, event = ?, spool_name = ?, also_in = ?,"
                   " changes = ?, late_due = nullif(?, 0), feed_url = (SELECT f.url FROM feeds f"
                   " JOIN items i ON i.feed_id = f.id WHERE i.id = revisions.item_id)"
                   " WHERE item_id = ? AND revision = ?",
                   SQL_VALUES(SQL_STR(r->report.event), SQL_STR(r->report.spool_name),
                              SQL_STR(names), SQL_STR(json), SQL_TIME(r->late_due),
                              SQL_INT(r->item_id), SQL_INT(r->revision)),
                   err);
}

int store_put_readout(struct store *s, const struct store_readout *r, struct err *err)
{
    struct arena *a = arena_new();
    int64_t open;
    int rc = sql_number(s->db,
                        "SELECT count(*) FROM items i JOIN revisions r ON r.item_id = i.id AND"
                        " r.revision = i.revision WHERE i.id = ? AND i.revision = ? AND r.kept = 0",
                        SQL_VALUES(SQL_INT(r->item_id), SQL_INT(r->revision)), &open, err);

    if (rc == 0 && open == 0) {
        rc = err_set(err, ERR_INTERNAL,
                     "item %" PRId64 ": revision %" PRId64 " is not the one in work", r->item_id,
                     r->revision);
    }
    if (rc == 0 && (keep_parts(s, r, err) == -1 || keep_revision(s, a, r, err) == -1 ||
                    sql_run(s->db, "DELETE FROM tries WHERE item_id = ?",
                            SQL_VALUES(SQL_INT(r->item_id)), err) == -1 ||
                    sql_run(s->db, "UPDATE items SET stage = 'spool' WHERE id = ?",
                            SQL_VALUES(SQL_INT(r->item_id)), err) == -1)) {
        rc = -1;
    }
    for (size_t i = 0; rc == 0 && i < r->notifier_count; i++) {
        rc = sql_run(s->db,
                     "INSERT INTO outbox (item_id, revision, notifier, event) VALUES (?, ?, ?, ?)",
                     SQL_VALUES(SQL_INT(r->item_id), SQL_INT(r->revision), SQL_STR(r->notifiers[i]),
                                SQL_STR(r->report.event)),
                     err);
    }
    arena_free(a);
    return rc;
}

/* A copy of the feed's side of revision n as n + 1, in work from now on. */
static int copy_revision(struct store *s, int64_t item_id, int64_t revision, int64_t now,
                         struct err *err)
{
    if (sql_run(s->db,
                "INSERT OR IGNORE INTO revisions (item_id, revision, guid, link, title, language,"
                " published, updated, authors, categories, summary, content, detected, starts)"
                " SELECT item_id, revision + 1, guid, link, title, language, published, updated,"
                " authors, categories, summary, content, ?1, ?1 FROM revisions"
                " WHERE item_id = ?2 AND revision = ?3",
                SQL_VALUES(SQL_INT(now), SQL_INT(item_id), SQL_INT(revision)), err) == -1) {
        return -1;
    }
    return sql_run(s->db, "UPDATE items SET revision = revision + 1 WHERE id = ?",
                   SQL_VALUES(SQL_INT(item_id)), err);
}

/* Nothing new: the item is done, or its page is looked at again by what it says of itself now. */
static int end_late(struct store *s, const struct store_late *late, int64_t revision,
                    struct err *err)
{
    static const struct str why = STR_INIT("the page says nothing new");

    if (late->next_due == TIME_NONE) {
        return store_fail_item(s, late->item_id, why, err);
    }
    if (sql_run(s->db,
                "UPDATE articles SET etag = ?, last_modified = ? WHERE item_id = ?"
                " AND revision = ?",
                SQL_VALUES(SQL_STR(late->etag), SQL_STR(late->last_modified),
                           SQL_INT(late->item_id), SQL_INT(revision)),
                err) == -1) {
        return -1;
    }
    return store_defer_item(s, late->item_id, late->next_due, why, err);
}

/* The revision that a late item has, whether `text` differs from its own, and from when on there may be another. */
struct standing {
    int64_t revision, next_from;
    bool news;
};

static int read_standing(struct store *s, int64_t item_id, struct str text, struct standing *out,
                         struct err *err)
{
    struct arena *a = arena_new();
    struct shown before;
    int64_t starts;
    int rc = -1;

    if (sql_number(s->db, "SELECT revision FROM items WHERE id = ?", SQL_VALUES(SQL_INT(item_id)),
                   &out->revision, err) == 0 &&
        sql_number(s->db, "SELECT starts FROM revisions WHERE item_id = ? AND revision = ?",
                   SQL_VALUES(SQL_INT(item_id), SQL_INT(out->revision)), &starts, err) == 0 &&
        read_shown(s, a, item_id, out->revision, &before, err) == 0) {
        out->news = out->revision < REVISIONS_MAX && !diff_same_text(a, before.text, text);
        out->next_from = out->revision > 1 ? starts + REVISION_GAP_S : 0;
        rc = 0;
    }
    arena_free(a);
    return rc;
}

int store_is_news(struct store *s, int64_t item_id, int64_t now, struct str article_text,
                  bool *news, struct err *err)
{
    struct standing n;

    if (read_standing(s, item_id, article_text, &n, err) == -1) {
        return -1;
    }
    *news = n.news && now >= n.next_from;
    return 0;
}

int store_open_revision(struct store *s, const struct store_late *late, int64_t *revision,
                        struct err *err)
{
    struct standing n;

    *revision = 0;
    if (read_standing(s, late->item_id, late->article_text, &n, err) == -1) {
        return -1;
    }
    if (!n.news) {
        return end_late(s, late, n.revision, err);
    }
    if (late->now < n.next_from) {
        return store_defer_item(s, late->item_id, n.next_from, STR("a revision within the hour"),
                                err);
    }
    if (copy_revision(s, late->item_id, n.revision, late->now, err) == -1) {
        return -1;
    }
    *revision = n.revision + 1;
    return 0;
}

int store_answer_place(struct store *s, int64_t item_id, int64_t revision, enum store_place *place,
                       struct err *err)
{
    struct sql_query *rows;
    int rc;

    *place = STORE_PLACE_NONE;
    if (sql_query(s->db,
                  "SELECT i.claim <> 0, i.revision = ?2 AND ?2 < ?3 AND i.pruned = 0"
                  " AND i.stage IN ('done', 'late') AND EXISTS (SELECT 1 FROM revisions r WHERE"
                  " r.item_id = i.id AND r.revision = ?2 AND r.spooled IS NOT NULL)"
                  " AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.item_id = i.id"
                  " AND r.revision > ?2) FROM items i WHERE i.id = ?1",
                  SQL_VALUES(SQL_INT(item_id), SQL_INT(revision), SQL_INT(REVISIONS_MAX)), &rows,
                  err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        *place = sql_int(rows, 0) != 0   ? STORE_PLACE_BUSY
                 : sql_int(rows, 1) != 0 ? STORE_PLACE_FREE
                                         : STORE_PLACE_NONE;
        sql_end(rows);
    }
    return rc == -1 ? -1 : 0;
}

/* What store_report does not tell of a revision, and when its item is due once more. */
static int read_rest(struct store *s, struct arena *a, int64_t item_id, int64_t revision,
                     struct store_readout *r, struct err *err)
{
    struct sql_query *rows;
    int rc;

    if (sql_query(s->db,
                  "SELECT b.etag, b.last_modified, iif(i.stage = 'late', ifnull(i.due, 0), 0)"
                  " FROM items i JOIN articles b ON b.item_id = i.id AND b.revision = ?"
                  " WHERE i.id = ?",
                  SQL_VALUES(SQL_INT(revision), SQL_INT(item_id)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        r->etag = sql_str(a, rows, 0);
        r->last_modified = sql_str(a, rows, 1);
        r->late_due = sql_int(rows, 2);
        sql_end(rows);
    }
    return rc == -1 ? -1 : 0;
}

int store_open_answer(struct store *s, struct arena *a, int64_t item_id, int64_t revision,
                      int64_t now, struct store_readout *r, struct err *err)
{
    /* A change that the publisher makes is held back no longer by it than it would be without it. */
    static const char begun[] =
        "UPDATE revisions SET starts = (SELECT starts - iif(revision = 1, ?1, 0) FROM revisions"
        " WHERE item_id = ?2 AND revision = ?3) WHERE item_id = ?2 AND revision = ?3 + 1";

    *r = (struct store_readout){.item_id = item_id, .revision = revision + 1};
    if (store_report(s, a, item_id, revision, &r->report, err) == -1 ||
        read_rest(s, a, item_id, revision, r, err) == -1 ||
        copy_revision(s, item_id, revision, now, err) == -1 ||
        sql_run(s->db, begun,
                SQL_VALUES(SQL_INT(REVISION_GAP_S), SQL_INT(item_id), SQL_INT(revision)),
                err) == -1 ||
        sql_run(s->db,
                "UPDATE exchanges SET tokens_in = 0, tokens_out = 0, micros = 0"
                " WHERE item_id = ? AND revision = ?",
                SQL_VALUES(SQL_INT(item_id), SQL_INT(revision)), err) == -1) {
        return -1;
    }
    r->report.revision = revision + 1;
    return sql_run(s->db, "UPDATE items SET due = ?, ended = NULL WHERE id = ?",
                   SQL_VALUES(SQL_INT(now), SQL_INT(item_id)), err);
}

static void read_report(struct arena *a, struct sql_query *rows, struct report *r)
{
    *r = (struct report){
        .event = sql_str(a, rows, 0),
        .feed = sql_str(a, rows, 1),
        .feed_url = sql_str(a, rows, 2),
        .item_id = sql_str(a, rows, 4),
        .link = sql_str(a, rows, 5),
        .title = sql_str(a, rows, 6),
        .published = sql_time(rows, 7),
        .updated = sql_time(rows, 8),
        .revision = sql_int(rows, 11),
        .changes = sql_str(a, rows, 12),
        .detected = sql_time(rows, 13),
        .spool_name = sql_str(a, rows, 14),
        .article_url = sql_str(a, rows, 15),
        .article_sha256 = sql_str(a, rows, 16),
        .article_title = sql_str(a, rows, 17),
        .article_byline = sql_str(a, rows, 18),
        .article_language = sql_str(a, rows, 19),
        .article_text = sql_str(a, rows, 20),
        .source = sql_str(a, rows, 21),
        .fetched = sql_time(rows, 22),
        .summary = sql_str(a, rows, 23),
        .method = sql_str(a, rows, 24),
        .readout = sql_str(a, rows, 25),
        .facts = sql_str(a, rows, 26),
        .paragraphs = sql_str(a, rows, 27),
        .background = sql_str(a, rows, 28),
        .model = sql_str(a, rows, 29),
        .prompt = sql_str(a, rows, 30),
    };
    store_split(a, sql_str(a, rows, 3), &r->also_in, &r->also_in_count);
    store_split(a, sql_str(a, rows, 9), &r->authors, &r->author_count);
    store_split(a, sql_str(a, rows, 10), &r->categories, &r->category_count);
}

int store_report(struct store *s, struct arena *a, int64_t item_id, int64_t revision,
                 struct report *out, struct err *err)
{
    static const char text[] =
        "SELECT r.event, f.name, ifnull(r.feed_url, f.url), r.also_in, r.guid, r.link, r.title,"
        " r.published, r.updated, r.authors, r.categories, r.revision, r.changes, r.detected,"
        " r.spool_name, b.url, b.sha256, b.title, b.byline, b.language, b.text, b.source,"
        " b.fetched, d.sentences, d.method, d.readout, d.facts,"
        " d.paragraphs, d.background, d.model, d.prompt FROM revisions r"
        " JOIN items i ON i.id = r.item_id JOIN feeds f ON f.id = i.feed_id"
        " LEFT JOIN articles b ON b.item_id = r.item_id AND b.revision = r.revision"
        " LEFT JOIN summaries d ON d.item_id = r.item_id AND d.revision = r.revision"
        " WHERE r.item_id = ? AND r.revision = ?";
    struct sql_query *rows;
    int rc;

    if (sql_query(s->db, text, SQL_VALUES(SQL_INT(item_id), SQL_INT(revision)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        read_report(a, rows, out);
        sql_end(rows);
        return 0;
    }
    return rc == -1 ? -1
                    : err_set(err, ERR_INTERNAL, "item %" PRId64 " has no revision %" PRId64,
                              item_id, revision);
}

int store_spooled(struct store *s, int64_t item_id, int64_t revision, int64_t now, struct err *err)
{
    if (sql_run(s->db,
                "UPDATE outbox SET due = ? WHERE item_id = ? AND revision = ? AND due IS NULL"
                " AND state = 'waiting'",
                SQL_VALUES(SQL_INT(now), SQL_INT(item_id), SQL_INT(revision)), err) == -1 ||
        sql_run(s->db,
                "UPDATE revisions SET spooled = ? WHERE item_id = ? AND revision = ?"
                " AND spooled IS NULL",
                SQL_VALUES(SQL_INT(now), SQL_INT(item_id), SQL_INT(revision)), err) == -1 ||
        sql_run(s->db,
                "UPDATE items SET claim = 0, why = NULL, page_tries = 0, due = r.late_due,"
                " stage = CASE WHEN r.late_due IS NULL THEN 'done' ELSE 'late' END,"
                " ended = CASE WHEN r.late_due IS NULL THEN ?1 END FROM revisions r"
                " WHERE items.id = ?2 AND items.revision = ?3 AND r.item_id = items.id"
                " AND r.revision = ?3",
                SQL_VALUES(SQL_INT(now), SQL_INT(item_id), SQL_INT(revision)), err) == -1) {
        return -1;
    }
    return store_begin_waiting(s, item_id, err);
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
