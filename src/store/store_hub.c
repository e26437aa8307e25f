#include "fmt/time.h"
#include "store/store.h"
#include "store/store_impl.h"

enum { GONE_S = 86400 }; /* how long the address of one that is over is known as gone at least */

static const struct str states[] = {
    [STORE_HUB_WANTED] = STR_INIT("wanted"), //
    [STORE_HUB_ACTIVE] = STR_INIT("active"),   [STORE_HUB_DENIED] = STR_INIT("denied"),
    [STORE_HUB_LEAVING] = STR_INIT("leaving"), [STORE_HUB_ENDED] = STR_INIT("ended"),
};
_Static_assert(ARRAY_LEN(states) == STORE_HUB_STATES, "each has its word");

#define HUB_SELECT                                                                        \
    "SELECT p.id, p.feed_id, f.name, f.url, " STORE_SETTINGS ", p.hub, p.topic, p.token," \
    " p.callback, p.state, p.asked, p.accepted, p.failures, p.lease_end"                  \
    " FROM subscriptions p JOIN feeds f ON f.id = p.feed_id WHERE "

static void read_hub(const struct store *s, struct arena *a, struct sql_query *rows,
                     struct store_hub *h)
{
    struct str state = sql_str(a, rows, 9);

    *h = (struct store_hub){
        .id = sql_int(rows, 0),
        .feed_id = sql_int(rows, 1),
        .feed = sql_str(a, rows, 2),
        .feed_url = sql_str(a, rows, 3),
        .settings = sql_str(a, rows, 4),
        .hub = sql_str(a, rows, 5),
        .topic = sql_str(a, rows, 6),
        .token = sql_str(a, rows, 7),
        .callback = sql_str(a, rows, 8),
        .state = STORE_HUB_ENDED,
        .asked = sql_int(rows, 10) != 0,
        .accepted = sql_int(rows, 11) != 0,
        .failures = sql_int(rows, 12),
        .lease_end = sql_time(rows, 13),
    };
    h->secret = hub_key_secret(&s->hub_key, a, h->token);
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (str_eq(state, states[i])) {
            h->state = (enum store_hub_state)i;
        }
    }
}

/* The feed of a subscription that was relied on is polled as before. */
static int poll_again(struct store *s, int64_t id, int64_t now, struct err *err)
{
    int64_t feed_id;

    if (sql_number(s->db, "SELECT feed_id FROM subscriptions WHERE id = ? AND trusted = 1",
                   SQL_VALUES(SQL_INT(id)), &feed_id, err) == -1) {
        return -1;
    }
    return feed_id == 0 ? 0 : store_hasten_feed(s, feed_id, now, err);
}

static int leave(struct store *s, int64_t feed_id, int64_t now, struct err *err)
{
    int64_t id;

    if (sql_number(s->db, "SELECT id FROM subscriptions WHERE feed_id = ? AND live = 1",
                   SQL_VALUES(SQL_INT(feed_id)), &id, err) == -1 ||
        poll_again(s, id, now, err) == -1) {
        return -1;
    }
    return sql_run(s->db, STORE_LEAVE_HUBS "feed_id = ?2",
                   SQL_VALUES(SQL_INT(now), SQL_INT(feed_id)), err);
}

int store_hub_found(struct store *s, const struct store_hub_found *f, bool *begun, struct err *err)
{
    int64_t same;

    *begun = false;
    if (sql_number(s->db,
                   "SELECT count(*) FROM subscriptions WHERE feed_id = ? AND live = 1"
                   " AND hub = ? AND topic = ?",
                   SQL_VALUES(SQL_INT(f->feed_id), SQL_STR(f->hub), SQL_STR(f->topic)), &same,
                   err) == -1) {
        return -1;
    }
    if (same > 0) {
        return 0;
    }
    if (leave(s, f->feed_id, f->now, err) == -1) {
        return -1;
    }
    *begun = f->hub.ptr != NULL;
    return !*begun ? 0
                   : sql_run(s->db,
                             "INSERT INTO subscriptions (feed_id, hub, topic, token, callback,"
                             " state, live, due)"
                             " VALUES (?1, ?2, ?3, ?4, ?5 || ?4, 'wanted', 1, ?6)",
                             SQL_VALUES(SQL_INT(f->feed_id), SQL_STR(f->hub), SQL_STR(f->topic),
                                        SQL_STR(f->token), SQL_STR(f->base), SQL_INT(f->now)),
                             err);
}

/* The begin of statements: feeds that rely on pushes are due, and subscriptions are asked for anew from ?1 on. */
#define HASTEN                                                                             \
    "UPDATE feeds SET due = max(?1, not_before) WHERE due > max(?1, not_before) AND id IN" \
    " (SELECT feed_id FROM subscriptions WHERE live = 1 AND trusted = 1"
#define ASK_ANEW                                                                       \
    "UPDATE subscriptions SET state = 'wanted', due = ?1, failures = 0, accepted = 0," \
    " trusted = 0, lease_end = NULL"

int store_hub_renew_all(struct store *s, int64_t now, struct err *err)
{
    if (sql_run(s->db, HASTEN ")", SQL_VALUES(SQL_INT(now)), err) == -1) {
        return -1;
    }
    return sql_run(s->db, ASK_ANEW " WHERE live = 1", SQL_VALUES(SQL_INT(now)), err);
}

int store_hub_sync(struct store *s, struct str base, int64_t now, struct err *err)
{
#define UNWANTED                                                                             \
    "(?2 IS NULL OR NOT EXISTS (SELECT 1 FROM feeds f WHERE f.id = feed_id AND f.listed = 1" \
    " AND f.gone = 0 AND EXISTS (SELECT 1 FROM settings s WHERE s.id = f.settings_id"        \
    " AND CASE WHEN json_valid(s.json) THEN json_extract(s.json, '$.websub') END = 1)))"
    static const char elsewhere[] =
        ASK_ANEW ", callback = ?2 || token WHERE live = 1 AND callback <> ?2 || token";
    const char *const texts[] = {HASTEN " AND (callback <> ?2 || token OR " UNWANTED "))",
                                 STORE_LEAVE_HUBS UNWANTED, elsewhere};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (sql_run(s->db, texts[i], SQL_VALUES(SQL_INT(now), SQL_STR(base)), err) == -1) {
            return -1;
        }
    }
    return 0;
#undef UNWANTED
}

int store_claim_hubs(struct store *s, struct arena *a, int64_t now, size_t limit,
                     struct store_hub **out, size_t *count, struct err *err)
{
    struct sql_query *rows;
    size_t cap = 0;
    int rc;

    *out = NULL;
    *count = 0;
    if (sql_run(s->db, "DELETE FROM subscriptions WHERE state = 'ended' AND claim = 0 AND due <= ?",
                SQL_VALUES(SQL_INT(now)), err) == -1 ||
        sql_query(s->db, HUB_SELECT "p.claim = 0 AND p.due <= ? ORDER BY p.due LIMIT ?",
                  SQL_VALUES(SQL_INT(now), SQL_INT((int64_t)limit)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        *out = arena_grow(a, *out, *count, &cap, sizeof(**out));
        read_hub(s, a, rows, &(*out)[(*count)++]);
    }
    for (size_t i = 0; rc == 0 && i < *count; i++) {
        rc = sql_run(s->db, "UPDATE subscriptions SET claim = ?, asked = 1 WHERE id = ?",
                     SQL_VALUES(SQL_INT(s->run), SQL_INT((*out)[i].id)), err);
    }
    return rc;
}

int store_hub_asked(struct store *s, int64_t id, int64_t due, struct err *err)
{
    /* A hub may ask back before it answers: what that brought stands. */
    return sql_run(s->db,
                   "UPDATE subscriptions SET claim = 0, accepted = asked,"
                   " due = CASE asked WHEN 1 THEN ?1 ELSE due END WHERE id = ?2",
                   SQL_VALUES(SQL_INT(due), SQL_INT(id)), err);
}

int store_hub_failed(struct store *s, int64_t id, int64_t now, int64_t due, struct str error,
                     struct err *err)
{
    /* What the hub has asked back in the meantime stands, whatever it answered. */
    if (sql_run(s->db, "UPDATE subscriptions SET claim = 0 WHERE id = ?", SQL_VALUES(SQL_INT(id)),
                err) == -1) {
        return -1;
    }
    return sql_run(s->db,
                   "UPDATE subscriptions SET accepted = 0, failures = failures + 1,"
                   " due = ?1, error = ?2, trusted = CASE WHEN lease_end > ?3 THEN trusted ELSE 0"
                   " END, state = CASE WHEN state = 'active' AND lease_end <= ?3 THEN 'wanted'"
                   " ELSE state END WHERE id = ?4 AND asked = 1",
                   SQL_VALUES(SQL_INT(due), SQL_STR(error), SQL_INT(now), SQL_INT(id)), err);
}

int store_hub_ended(struct store *s, int64_t id, int64_t now, struct err *err)
{
    return sql_run(s->db,
                   "UPDATE subscriptions SET claim = 0, state = 'ended', asked = 0,"
                   " due = max(?1, ifnull(lease_end, 0)) WHERE id = ?2",
                   SQL_VALUES(SQL_INT(now + GONE_S), SQL_INT(id)), err);
}

int store_hub_find(struct store *s, struct arena *a, struct str token, struct store_hub *out,
                   struct err *err)
{
    struct sql_query *rows;
    int rc;

    if (sql_query(s->db, HUB_SELECT "p.token = ?", SQL_VALUES(SQL_STR(token)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        read_hub(s, a, rows, out);
        sql_end(rows);
        return 0;
    }
    return rc == -1 ? -1 : err_set(err, ERR_NOINPUT, "no subscription has this address");
}

int store_hub_verified(struct store *s, int64_t id, int64_t lease_end, int64_t renew_at,
                       struct err *err)
{
    return sql_run(s->db,
                   "UPDATE subscriptions SET state = 'active', asked = 0, accepted = 0,"
                   " failures = 0, error = NULL, lease_end = ?, due = ? WHERE id = ?",
                   SQL_VALUES(SQL_INT(lease_end), SQL_INT(renew_at), SQL_INT(id)), err);
}

int store_hub_denied(struct store *s, int64_t id, int64_t now, int64_t due, struct str reason,
                     struct err *err)
{
    if (poll_again(s, id, now, err) == -1) {
        return -1;
    }
    return sql_run(s->db,
                   "UPDATE subscriptions SET state = 'denied', asked = 0, accepted = 0,"
                   " trusted = 0, lease_end = NULL, due = ?, error = ? WHERE id = ?",
                   SQL_VALUES(SQL_INT(due), SQL_STR(reason), SQL_INT(id)), err);
}

int store_hub_pushed(struct store *s, int64_t id, bool good, int64_t now, struct err *err)
{
    return sql_run(s->db,
                   good ? "UPDATE subscriptions SET pushes = pushes + 1, last_push = ?1,"
                          " trusted = 1 WHERE id = ?2"
                        : "UPDATE subscriptions SET refused = refused + 1 WHERE id = ?2",
                   SQL_VALUES(SQL_INT(now), SQL_INT(id)), err);
}

int store_hub_missed(struct store *s, int64_t feed_id, int64_t due, struct err *err)
{
    if (sql_run(s->db, "UPDATE subscriptions SET trusted = 0 WHERE feed_id = ? AND live = 1",
                SQL_VALUES(SQL_INT(feed_id)), err) == -1) {
        return -1;
    }
    return sql_run(s->db, "UPDATE feeds SET due = ?1 WHERE id = ?2 AND due > ?1",
                   SQL_VALUES(SQL_INT(due), SQL_INT(feed_id)), err);
}
