
#include "fmt/time.h"
#include "fmt/url.h"
#include "store/store.h"
#include "store/store_impl.h"

int store_sync_begin(struct store *s, struct err *err)
{
    return sql_run(s->db, "DELETE FROM temp.synced", SQL_NO_VALUES, err);
}

/* A feed of the configuration as its row has it. */
struct feed_row {
    const struct store_feed_conf *conf;
    struct str host;
    int64_t settings_id; /* 0: none */
};

static int put_settings(struct store *s, struct str json, int64_t *id, struct err *err)
{
    *id = 0;
    if (json.ptr == NULL) {
        return 0;
    }
    if (sql_number(s->db, "SELECT id FROM settings WHERE json = ?", SQL_VALUES(SQL_STR(json)), id,
                   err) == -1) {
        return -1;
    }
    if (*id != 0) {
        return 0;
    }
    if (sql_run(s->db, "INSERT INTO settings (json) VALUES (?)", SQL_VALUES(SQL_STR(json)), err) ==
        -1) {
        return -1;
    }
    *id = sql_last_id(s->db);
    return 0;
}

static int add_feed(struct store *s, const struct feed_row *row, int64_t *id, struct err *err)
{
    const struct store_feed_conf *f = row->conf;

    if (sql_run(s->db,
                "INSERT INTO feeds (name, url, fetch_url, host, settings_id, listed, due, longest)"
                " VALUES (?, ?, ?, ?, ?, 1, ?, ?)",
                SQL_VALUES(SQL_STR(f->name), SQL_STR(f->url), SQL_STR(f->url), SQL_STR(row->host),
                           SQL_INT(row->settings_id), SQL_INT(f->now), SQL_INT(f->longest_s)),
                err) == -1) {
        return -1;
    }
    *id = sql_last_id(s->db);
    return 0;
}

/* A poll of the old URL that is under way must not bring back its validators: it is stale. */
static int change_url(struct store *s, const struct feed_row *row, int64_t id, struct err *err)
{
    const struct store_feed_conf *f = row->conf;

    if (sql_run(s->db, STORE_LEAVE_HUBS "feed_id = ?2", SQL_VALUES(SQL_INT(f->now), SQL_INT(id)),
                err) == -1 ||
        sql_run(s->db, "UPDATE temp.polls SET stale = 1 WHERE id = ?", SQL_VALUES(SQL_INT(id)),
                err) == -1) {
        return -1;
    }
    return sql_run(
        s->db,
        "UPDATE feeds SET url = ?, fetch_url = ?, host = ?, settings_id = ?, listed = 1,"
        " due = ?, longest = ?, not_before = 0, etag = NULL, last_modified = NULL,"
        " validator_url = NULL, body_hash = NULL, permanent_url = NULL,"
        " permanent_count = 0, failures = 0, gone = 0, status = 0, error = NULL, hints = NULL"
        " WHERE id = ?",
        SQL_VALUES(SQL_STR(f->url), SQL_STR(f->url), SQL_STR(row->host), SQL_INT(row->settings_id),
                   SQL_INT(f->now), SQL_INT(f->longest_s), SQL_INT(id)),
        err);
}

/* A feed as it is stored, as far as the configuration has a say in it. */
struct stored_feed {
    int64_t id, due, failures, last_poll, not_before, longest_s;
    bool listed, same_url, same_settings;
};

/* When it is due by the configuration that comes. */
static int64_t new_due(const struct store_feed_conf *f, const struct stored_feed *old)
{
    int64_t polled =
        old->last_poll == TIME_NONE || old->last_poll > f->now ? f->now : old->last_poll;
    int64_t latest = polled + f->longest_s;

    latest = latest < f->spread_due ? f->spread_due : latest;
    latest = latest < old->not_before ? old->not_before : latest;
    if (old->failures == 0 && old->due > latest) {
        return latest;
    }
    return old->due <= f->now && (f->start || !old->listed) ? f->spread_due : old->due;
}

static int keep_url(struct store *s, const struct feed_row *row, const struct stored_feed *old,
                    struct err *err)
{
    const struct store_feed_conf *f = row->conf;
    int64_t due = new_due(f, old);

    if (old->listed && old->same_settings && old->longest_s == f->longest_s && old->due == due) {
        return 0;
    }
    return sql_run(
        s->db, "UPDATE feeds SET listed = 1, settings_id = ?, longest = ?, due = ? WHERE id = ?",
        SQL_VALUES(SQL_INT(row->settings_id), SQL_INT(f->longest_s), SQL_INT(due),
                   SQL_INT(old->id)),
        err);
}

/* 1: it is stored, 0: it is not. */
static int find_feed(struct store *s, const struct feed_row *row, struct stored_feed *out,
                     struct err *err)
{
    const struct store_feed_conf *f = row->conf;
    struct sql_query *rows;
    int rc;

    /*
     * Where hints count no more, what is left of an answer's wishes is its Retry-After. Where news is
     * pushed, nothing pulls the next poll forward.
     */
    if (sql_query(s->db,
                  "SELECT id, listed, url = ?2, settings_id = ?3, due, failures, last_poll,"
                  " CASE WHEN ?4 = 0 AND EXISTS (SELECT 1 FROM subscriptions p WHERE"
                  " p.feed_id = feeds.id AND p.live = 1 AND p.state = 'active'"
                  " AND p.trusted = 1 AND p.lease_end > ?5) THEN max(due, not_before)"
                  " WHEN ?4 = 0 OR failures > 0 THEN not_before WHEN json_valid(hints)"
                  " THEN min(not_before, coalesce(json_extract(hints, '$.retry_at'), 0))"
                  " ELSE 0 END,"
                  " longest FROM feeds WHERE name = ?1",
                  SQL_VALUES(SQL_STR(f->name), SQL_STR(f->url), SQL_INT(row->settings_id),
                             SQL_INT(f->ignore_hints), SQL_INT(f->now)),
                  &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        *out = (struct stored_feed){
            .id = sql_int(rows, 0),
            .listed = sql_int(rows, 1) != 0,
            .same_url = sql_int(rows, 2) != 0,
            .same_settings = sql_int(rows, 3) != 0,
            .due = sql_int(rows, 4),
            .failures = sql_int(rows, 5),
            .last_poll = sql_time(rows, 6),
            .not_before = sql_int(rows, 7),
            .longest_s = sql_int(rows, 8),
        };
        sql_end(rows);
    }
    return rc;
}

int store_sync_feed(struct store *s, const struct store_feed_conf *f, struct err *err)
{
    struct arena *a = arena_new();
    struct stored_feed old = {0};
    struct feed_row row = {f, url_host(a, f->url), 0};
    int rc = put_settings(s, f->settings, &row.settings_id, err);

    if (rc == 0) {
        rc = find_feed(s, &row, &old, err);
    }
    if (rc == 1) {
        rc = old.same_url ? keep_url(s, &row, &old, err) : change_url(s, &row, old.id, err);
    } else if (rc == 0) {
        rc = add_feed(s, &row, &old.id, err);
    }
    if (rc == 0) {
        rc = sql_run(s->db, "INSERT OR IGNORE INTO temp.synced VALUES (?)",
                     SQL_VALUES(SQL_INT(old.id)), err);
    }
    arena_free(a);
    return rc;
}

int store_sync_end(struct store *s, int64_t *feeds, int64_t *removed, struct err *err)
{
    if (sql_run(s->db,
                "UPDATE feeds SET listed = 0 WHERE listed = 1"
                " AND id NOT IN (SELECT id FROM temp.synced)",
                SQL_NO_VALUES, err) == -1) {
        return -1;
    }
    *removed = sql_changes(s->db);
    if (sql_run(s->db, "DELETE FROM settings WHERE id NOT IN (SELECT settings_id FROM feeds)",
                SQL_NO_VALUES, err) == -1) {
        return -1;
    }
    return sql_number(s->db, "SELECT count(*) FROM temp.synced", SQL_NO_VALUES, feeds, err);
}

#define FEED_COLUMNS                                                                    \
    "id, name, url, fetch_url, " STORE_SETTINGS ", etag, last_modified, validator_url," \
    " body_hash, permanent_url, permanent_count, failures, last_poll, last_success,"    \
    " parsed, hints,"                                                                   \
    " (SELECT lease_end FROM subscriptions p WHERE p.feed_id = feeds.id AND p.live = 1" \
    " AND p.state = 'active' AND p.trusted = 1)"
#define FEED_CAN \
    "listed = 1 AND gone = 0 AND NOT EXISTS (SELECT 1 FROM temp.polls WHERE polls.id = feeds.id)"
#define HOST_CAN "NOT EXISTS (SELECT 1 FROM hosts WHERE hosts.name = feeds.host)"

static void read_feed(struct arena *a, struct sql_query *rows, struct store_feed *f)
{
    *f = (struct store_feed){
        .id = sql_int(rows, 0),
        .name = sql_str(a, rows, 1),
        .url = sql_str(a, rows, 2),
        .fetch_url = sql_str(a, rows, 3),
        .settings = sql_str(a, rows, 4),
        .etag = sql_str(a, rows, 5),
        .last_modified = sql_str(a, rows, 6),
        .validator_url = sql_str(a, rows, 7),
        .body_hash = sql_str(a, rows, 8),
        .permanent_url = sql_str(a, rows, 9),
        .permanent_count = sql_int(rows, 10),
        .failures = sql_int(rows, 11),
        .last_poll = sql_time(rows, 12),
        .last_success = sql_time(rows, 13),
        .first = sql_int(rows, 14) == 0,
        .hints = sql_str(a, rows, 15),
        .push_until = sql_time(rows, 16),
    };
}

/* Of the instant, how many, and the run. The eighth of the longest interval, a day, is three hours. */
#define DUE_FEEDS(when_)                                                                \
    "SELECT " FEED_COLUMNS " FROM feeds WHERE " FEED_CAN " AND " when_ " AND " HOST_CAN \
    " ORDER BY due LIMIT ?2"
static const char *const due_feeds[] = {
    [STORE_DUE] = DUE_FEEDS("due <= ?1"),
    [STORE_DUE_IN_PASS] =
        DUE_FEEDS("polled_run <> ?3 AND due <= ?1 + 10800 AND (due <= ?1 OR (not_before <= ?1"
                  " AND due - (due - last_poll) / 8 - 2 <= ?1))"),
    [STORE_DUE_OR_NOT] = DUE_FEEDS("polled_run <> ?3"),
};

int store_claim_due(struct store *s, struct arena *a, int64_t now, enum store_due which,
                    size_t limit, struct store_feed **out, size_t *count, struct err *err)
{
    struct sql_values values = SQL_VALUES(SQL_INT(now), SQL_INT((int64_t)limit), SQL_INT(s->run));
    struct sql_query *rows;
    size_t cap = 0;
    int rc;

    values.count -= which == STORE_DUE;
    *out = NULL;
    *count = 0;
    if (sql_run(s->db, "DELETE FROM hosts WHERE not_before <= ?", SQL_VALUES(SQL_INT(now)), err) ==
            -1 ||
        sql_query(s->db, due_feeds[which], values, &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        *out = arena_grow(a, *out, *count, &cap, sizeof(**out));
        read_feed(a, rows, &(*out)[(*count)++]);
    }
    for (size_t i = 0; rc == 0 && i < *count; i++) {
        rc = sql_run(s->db, "INSERT INTO temp.polls VALUES (?, 0)",
                     SQL_VALUES(SQL_INT((*out)[i].id)), err);
    }
    return rc;
}

int store_feed(struct store *s, struct arena *a, int64_t feed_id, struct store_feed *out,
               struct err *err)
{
    struct sql_query *rows;
    int rc;

    if (sql_query(s->db, "SELECT " FEED_COLUMNS " FROM feeds WHERE id = ? AND listed = 1",
                  SQL_VALUES(SQL_INT(feed_id)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        read_feed(a, rows, out);
        sql_end(rows);
        return 0;
    }
    return rc == -1 ? -1 : err_set(err, ERR_NOINPUT, "the feed is not listed any more");
}

int store_hasten_feed(struct store *s, int64_t feed_id, int64_t now, struct err *err)
{
    return sql_run(s->db,
                   "UPDATE feeds SET due = max(?1, not_before) WHERE id = ?2"
                   " AND due > max(?1, not_before)",
                   SQL_VALUES(SQL_INT(now), SQL_INT(feed_id)), err);
}

int store_release_feed(struct store *s, int64_t feed_id, struct err *err)
{
    return sql_run(s->db, "DELETE FROM temp.polls WHERE id = ?", SQL_VALUES(SQL_INT(feed_id)), err);
}

/* The first row of a query as an instant; TIME_NONE for NULL or no row. */
static int instant(struct store *s, const char *text, int64_t *out, struct err *err)
{
    struct sql_query *rows;
    int rc;

    *out = TIME_NONE;
    if (sql_query(s->db, text, SQL_NO_VALUES, &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        *out = sql_time(rows, 0);
        sql_end(rows);
    }
    return rc == -1 ? -1 : 0;
}

int store_next_due(struct store *s, struct store_dues *out, struct err *err)
{
    static const char free_feed[] =
        "SELECT due FROM feeds WHERE " FEED_CAN " AND " HOST_CAN " ORDER BY due LIMIT 1";
    static const char held_feed[] =
        "SELECT min(max(not_before, (SELECT due FROM feeds WHERE feeds.host = hosts.name"
        " AND " FEED_CAN " ORDER BY due LIMIT 1))) FROM hosts";
    const struct {
        const char *text;
        int64_t *due;
    } others[] = {
        {"SELECT due FROM items WHERE due IS NOT NULL AND claim = 0 ORDER BY due LIMIT 1",
         &out->item},
        {"SELECT due FROM outbox WHERE due IS NOT NULL AND claim = 0 ORDER BY due LIMIT 1",
         &out->outbox},
        {"SELECT due FROM subscriptions WHERE claim = 0 ORDER BY due LIMIT 1", &out->hub},
    };
    int64_t held;

    if (instant(s, free_feed, &out->feed, err) == -1 || instant(s, held_feed, &held, err) == -1) {
        return -1;
    }
    if (out->feed == TIME_NONE || (held != TIME_NONE && held < out->feed)) {
        out->feed = held;
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (instant(s, others[i].text, others[i].due, err) == -1) {
            return -1;
        }
    }
    return 0;
}

int store_known(struct store *s, struct arena *a, int64_t feed_id, struct str **digests,
                size_t *count, struct err *err)
{
    struct sql_query *rows;
    size_t cap = 0;
    int rc;

    *digests = NULL;
    *count = 0;
    if (sql_query(s->db,
                  "SELECT digest FROM sightings WHERE feed_id = ? AND present = 1"
                  " AND digest IS NOT NULL ORDER BY id",
                  SQL_VALUES(SQL_INT(feed_id)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        *digests = arena_grow(a, *digests, *count, &cap, sizeof(**digests));
        (*digests)[(*count)++] = sql_str(a, rows, 0);
    }
    return rc;
}

static int end_failed(struct store *s, const struct store_poll *p, struct err *err)
{
    return sql_run(s->db,
                   "UPDATE feeds SET polled_run = ?, due = ?, last_poll = ?, status = ?,"
                   " error = ?, decision = ?, gone = max(gone, ?), failures = failures + 1,"
                   " permanent_url = ?, permanent_count = ?, not_before = ? WHERE id = ?",
                   SQL_VALUES(SQL_INT(s->run), SQL_INT(p->due), SQL_INT(p->polled_at),
                              SQL_INT(p->status), SQL_STR(p->error), SQL_STR(p->decision),
                              SQL_INT(p->gone), SQL_STR(p->permanent_url),
                              SQL_INT(p->permanent_count), SQL_INT(p->not_before),
                              SQL_INT(p->feed_id)),
                   err);
}

/* The configuration may have changed while the poll ran: what holds now is in the row. */
static int64_t due_within(const struct store_poll *p, int64_t longest_s)
{
    int64_t latest = p->polled_at + longest_s;

    latest = latest < p->not_before ? p->not_before : latest;
    return longest_s > 0 && p->due > latest && !p->pushed ? latest : p->due;
}

static int end_succeeded(struct store *s, const struct store_poll *p, int64_t longest_s,
                         struct err *err)
{
    int64_t due = due_within(p, longest_s);

    return sql_run(s->db,
                   "UPDATE feeds SET polled_run = ?, due = ?2, last_poll = ?3,"
                   " last_success = ?3, status = ?4, error = NULL, decision = ?5, failures = 0,"
                   " permanent_url = ?6, permanent_count = ?7, not_before = ?8,"
                   " hints = coalesce(?9, hints) WHERE id = ?10",
                   SQL_VALUES(SQL_INT(s->run), SQL_INT(due), SQL_INT(p->polled_at),
                              SQL_INT(p->status), SQL_STR(p->decision), SQL_STR(p->permanent_url),
                              SQL_INT(p->permanent_count), SQL_INT(p->not_before),
                              SQL_STR(p->hints), SQL_INT(p->feed_id)),
                   err);
}

static int put_validators(struct store *s, const struct store_poll *p, struct err *err)
{
    return sql_run(s->db,
                   "UPDATE feeds SET etag = ?, last_modified = ?, validator_url = ?, body_hash = ?"
                   " WHERE id = ?",
                   SQL_VALUES(SQL_STR(p->etag), SQL_STR(p->last_modified),
                              SQL_STR(p->validator_url), SQL_STR(p->body_hash),
                              SQL_INT(p->feed_id)),
                   err);
}

static int adopt_url(struct store *s, const struct store_poll *p, struct err *err)
{
    struct arena *a = arena_new();
    int rc = sql_run(
        s->db,
        "UPDATE feeds SET fetch_url = ?, host = ?, permanent_url = NULL,"
        " permanent_count = 0 WHERE id = ?",
        SQL_VALUES(SQL_STR(p->fetch_url), SQL_STR(url_host(a, p->fetch_url)), SQL_INT(p->feed_id)),
        err);

    arena_free(a);
    return rc;
}

int store_hold_host(struct store *s, struct str host, int64_t not_before, struct err *err)
{
    return sql_run(s->db,
                   "INSERT INTO hosts VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
                   " SET not_before = max(not_before, excluded.not_before)",
                   SQL_VALUES(SQL_STR(host), SQL_INT(not_before)), err);
}

int store_put_poll(struct store *s, const struct store_poll *p, struct err *err)
{
    struct sql_query *rows;
    int64_t stale, longest_s;
    int rc;

    if (p->host_not_before != 0 && store_hold_host(s, p->host, p->host_not_before, err) == -1) {
        return -1;
    }
    if (sql_query(
            s->db,
            "SELECT EXISTS (SELECT 1 FROM temp.polls WHERE polls.id = feeds.id AND stale = 1),"
            " longest FROM feeds WHERE id = ?",
            SQL_VALUES(SQL_INT(p->feed_id)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc != 1) {
        return rc;
    }
    stale = sql_int(rows, 0);
    longest_s = sql_int(rows, 1);
    sql_end(rows);
    if (store_release_feed(s, p->feed_id, err) == -1) {
        return -1;
    }
    if (stale != 0) {
        return sql_run(s->db, "UPDATE feeds SET last_poll = ? WHERE id = ?",
                       SQL_VALUES(SQL_INT(p->polled_at), SQL_INT(p->feed_id)), err);
    }
    if ((p->error.ptr != NULL ? end_failed(s, p, err) : end_succeeded(s, p, longest_s, err)) ==
            -1 ||
        (!p->keep_validators && put_validators(s, p, err) == -1)) {
        return -1;
    }
    return p->fetch_url.ptr == NULL ? 0 : adopt_url(s, p, err);
}
