#include "store/store_match.h"

#include "fmt/diff.h"
#include "fmt/sha.h"
#include "fmt/time.h"
#include "fmt/url.h"

enum {
    DIGEST_CHARS = 24,
    MOVE_LEAST = 3, /* items that prove a move */
};

/* So many stored items with the same link key are looked at: a publisher chooses link keys. */
#define CANDIDATES " LIMIT 32"
#define SEEN_COLUMNS                                                                  \
    "SELECT id, item_id, link, link_key, host, title_key, published, present, digest" \
    " FROM sightings WHERE "

/* A stored item that may be the same on another host. */
struct candidate {
    struct seen *seen;
    bool title, published; /* what agrees beside the link key */
};

/* A host and the one it moved to. */
struct pair {
    struct str from, to;
};

static struct str short_digest(struct arena *a, struct str s)
{
    return s.len == 0 ? STR_NULL : str_sub(sha_hex(a, s), 0, DIGEST_CHARS);
}

struct str match_second_key(struct match *m, const struct entry *e)
{
    const struct str parts[] = {e->item->key, e->item->link_key};

    return sha_hex_parts(m->arena, parts, ARRAY_LEN(parts));
}

/* One struct for each sighting, however often it is read. */
static struct seen *read_seen(struct match *m, struct sql_query *rows)
{
    int64_t id = sql_int(rows, 0);
    struct str key = {(const char *)&id, sizeof(id)};
    struct seen *seen = map_get(&m->by_id, key);

    if (seen == NULL) {
        seen = arena_alloc(m->arena, sizeof(*seen));
        *seen = (struct seen){
            .id = id,
            .item_id = sql_int(rows, 1),
            .link = sql_str(m->arena, rows, 2),
            .link_key = sql_str(m->arena, rows, 3),
            .host = sql_str(m->arena, rows, 4),
            .title_key = sql_str(m->arena, rows, 5),
            .published = sql_time(rows, 6),
            .present = sql_int(rows, 7) != 0,
        };
        map_put(&m->by_id, arena_str(m->arena, key), seen);
    }
    return seen;
}

/* The sightings of the last document, found by their digests. */
static int load_present(struct match *m, struct map *by_digest, struct err *err)
{
    struct sql_query *rows;
    size_t cap = 0;
    int rc;

    map_init(by_digest, m->arena);
    if (sql_query(m->store->db, SEEN_COLUMNS "feed_id = ? AND present = 1 ORDER BY id",
                  SQL_VALUES(SQL_INT(m->feed_id)), &rows, err) == -1) {
        return -1;
    }
    while ((rc = sql_next(rows, err)) == 1) {
        struct str digest = sql_str(m->arena, rows, 8);

        m->present =
            arena_grow(m->arena, m->present, m->present_count, &cap, sizeof(struct seen *));
        m->present[m->present_count] = read_seen(m, rows);
        if (digest.ptr != NULL) {
            map_put(by_digest, digest, m->present[m->present_count]);
        }
        m->present_count++;
    }
    return rc;
}

int match_by_key(struct match *m, struct str key, struct seen **out, struct err *err)
{
    struct sql_query *rows;
    int rc;

    *out = NULL;
    if (m->first) {
        return 0;
    }
    if (sql_query(m->store->db, SEEN_COLUMNS "feed_id = ? AND key = ?",
                  SQL_VALUES(SQL_INT(m->feed_id), SQL_STR(key)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        *out = read_seen(m, rows);
        sql_end(rows);
    }
    return rc == -1 ? -1 : 0;
}

static void take(struct entry *e, struct seen *seen)
{
    e->seen = seen;
    seen->taken = true;
}

static void begin_entry(struct match *m, struct entry *e, const struct item *item,
                        const struct map *by_digest)
{
    e->item = item;
    if (item->known) {
        struct seen *seen = map_get(by_digest, item->digest);

        if (seen != NULL) {
            take(e, seen);
        }
        e->skip = true;
        return;
    }
    e->link_key = short_digest(m->arena, item->link_key);
    e->host = item->link_key.len == 0 ? STR_NULL : url_host(m->arena, item->link);
    e->title_key = short_digest(m->arena, diff_level(m->arena, item->title));
    if (item->placeholder) {
        m->placeholders++;
        e->skip = true;
    }
}

/* The same key with the same link key; a second one in the document is a double. */
static int match_exactly(struct match *m, struct entry *e, struct err *err)
{
    struct seen *seen;

    if (match_by_key(m, match_second_key(m, e), &seen, err) == -1) {
        return -1;
    }
    if (seen == NULL && match_by_key(m, e->item->key, &seen, err) == -1) {
        return -1;
    }
    if (seen == NULL || !str_eq(seen->link_key, e->link_key)) {
        return 0;
    }
    if (seen->taken) {
        e->skip = true;
    } else {
        take(e, seen);
    }
    return 0;
}

/* The same key; the link has changed, unless another item of the document has that key already. */
static int match_key(struct match *m, struct entry *e, struct err *err)
{
    struct seen *seen;

    if (match_by_key(m, e->item->key, &seen, err) == -1) {
        return -1;
    }
    if (seen != NULL && !seen->taken) {
        take(e, seen);
    }
    return 0;
}

/* Whether the links are alike from the path on. */
static bool same_path(struct str a, struct str b)
{
    size_t i = str_find(a, STR("://"), 0), k = str_find(b, STR("://"), 0);

    i = i == STR_NPOS ? i : str_find_char(a, '/', i + 3);
    k = k == STR_NPOS ? k : str_find_char(b, '/', k + 3);
    return i != STR_NPOS && k != STR_NPOS && str_eq(str_sub(a, i, a.len), str_sub(b, k, b.len));
}

/* Of the rows of a query, the first free one on the same host (here) or another one. */
static int first_free(struct match *m, const struct entry *e, struct sql_query *rows, bool here,
                      struct candidate *out, struct err *err)
{
    int rc;

    out->seen = NULL;
    while ((rc = sql_next(rows, err)) == 1) {
        struct seen *seen = read_seen(m, rows);

        if (!seen->taken && seen->host.ptr != NULL && str_eq(seen->host, e->host) == here) {
            out->seen = seen;
            out->title = e->title_key.ptr != NULL && str_eq(seen->title_key, e->title_key);
            out->published = seen->published != TIME_NONE && seen->published == e->item->published;
            sql_end(rows);
            return 0;
        }
    }
    return rc;
}

static int find_by_title(struct match *m, const struct entry *e, bool here, struct candidate *out,
                         struct err *err)
{
    struct sql_query *rows;

    out->seen = NULL;
    if (e->title_key.ptr == NULL) {
        return 0;
    }
    if (sql_query(m->store->db,
                  SEEN_COLUMNS "link_key = ? AND title_key = ? AND feed_id = ?"
                               " AND published IS ?" CANDIDATES,
                  SQL_VALUES(SQL_STR(e->link_key), SQL_STR(e->title_key), SQL_INT(m->feed_id),
                             SQL_TIME(e->item->published)),
                  &rows, err) == -1 ||
        first_free(m, e, rows, here, out, err) == -1) {
        return -1;
    }
    if (out->seen != NULL) {
        return 0;
    }
    if (sql_query(m->store->db,
                  SEEN_COLUMNS "link_key = ? AND title_key = ? AND feed_id = ?" CANDIDATES,
                  SQL_VALUES(SQL_STR(e->link_key), SQL_STR(e->title_key), SQL_INT(m->feed_id)),
                  &rows, err) == -1) {
        return -1;
    }
    return first_free(m, e, rows, here, out, err);
}

static int find_by_published(struct match *m, const struct entry *e, struct candidate *out,
                             struct err *err)
{
    struct sql_query *rows;

    out->seen = NULL;
    if (e->item->published == TIME_NONE) {
        return 0;
    }
    if (sql_query(
            m->store->db, SEEN_COLUMNS "link_key = ? AND published = ? AND feed_id = ?" CANDIDATES,
            SQL_VALUES(SQL_STR(e->link_key), SQL_INT(e->item->published), SQL_INT(m->feed_id)),
            &rows, err) == -1) {
        return -1;
    }
    return first_free(m, e, rows, false, out, err);
}

/* On another host under the very same path. */
static int find_by_path(struct match *m, const struct entry *e, struct candidate *out,
                        struct err *err)
{
    struct sql_query *rows;
    int rc;

    if (sql_query(m->store->db, SEEN_COLUMNS "link_key = ? AND feed_id = ?" CANDIDATES,
                  SQL_VALUES(SQL_STR(e->link_key), SQL_INT(m->feed_id)), &rows, err) == -1) {
        return -1;
    }
    out->seen = NULL;
    while ((rc = sql_next(rows, err)) == 1) {
        struct seen *seen = read_seen(m, rows);

        if (!seen->taken && !str_eq(seen->host, e->host) && same_path(seen->link, e->item->link)) {
            *out = (struct candidate){.seen = seen};
            sql_end(rows);
            return 0;
        }
    }
    return rc;
}

/*
 * The guid has changed and nothing else. One that had left the feed and comes with another date is
 * news: some feeds give each day's item the same link and title.
 */
static int match_link(struct match *m, struct entry *e, struct err *err)
{
    struct candidate c;

    if (find_by_title(m, e, true, &c, err) == -1) {
        return -1;
    }
    if (c.seen != NULL && (c.published || c.seen->present || e->item->published == TIME_NONE ||
                           c.seen->published == TIME_NONE)) {
        take(e, c.seen);
    }
    return 0;
}

/* The stored item on another host that agrees best. It is reserved until the move is judged. */
static int find_moved(struct match *m, const struct entry *e, struct candidate *out,
                      struct err *err)
{
    if (find_by_title(m, e, false, out, err) == -1 ||
        (out->seen == NULL && find_by_published(m, e, out, err) == -1) ||
        (out->seen == NULL && find_by_path(m, e, out, err) == -1)) {
        return -1;
    }
    if (out->seen != NULL) {
        out->seen->taken = true;
    }
    return 0;
}

/*
 * The pair of hosts that the document proves: at least three and at least half of its items agree
 * with stored ones on another host, all from one host to one other.
 */
static bool proven(const struct match *m, const struct candidate *found, struct pair *out)
{
    size_t agreeing = 0, whole = 0;

    *out = (struct pair){STR_NULL, STR_NULL};
    for (size_t i = 0; i < m->entry_count; i++) {
        const struct entry *e = &m->entries[i];
        const struct seen *seen = found[i].seen != NULL ? found[i].seen : e->seen;

        whole += e->item->placeholder ? 0 : 1;
        if (e->skip || seen == NULL || seen->host.ptr == NULL || e->host.ptr == NULL ||
            str_eq(seen->host, e->host) || !str_eq(seen->link_key, e->link_key) ||
            !((e->title_key.ptr != NULL && str_eq(seen->title_key, e->title_key)) ||
              (seen->published != TIME_NONE && seen->published == e->item->published))) {
            continue;
        }
        if (agreeing > 0 && !(str_eq(out->from, seen->host) && str_eq(out->to, e->host))) {
            return false;
        }
        *out = (struct pair){seen->host, e->host};
        agreeing++;
    }
    return agreeing >= MOVE_LEAST && agreeing * 2 >= whole;
}

/* A site that moves back has the same two hosts. */
static int is_believed(struct match *m, const struct pair *p, int64_t *believed, struct err *err)
{
    return sql_number(m->store->db,
                      "SELECT count(*) FROM moves WHERE feed_id = ?1 AND ((from_host = ?2 AND"
                      " to_host = ?3) OR (from_host = ?3 AND to_host = ?2))",
                      SQL_VALUES(SQL_INT(m->feed_id), SQL_STR(p->from), SQL_STR(p->to)), believed,
                      err);
}

static int believe(struct match *m, const struct pair *p, struct err *err)
{
    int64_t believed;

    if (is_believed(m, p, &believed, err) == -1) {
        return -1;
    }
    if (believed != 0) {
        return 0;
    }
    m->moved_from = p->from;
    m->moved_to = p->to;
    return sql_run(
        m->store->db, "INSERT INTO moves VALUES (?, ?, ?, ?)",
        SQL_VALUES(SQL_INT(m->feed_id), SQL_STR(p->from), SQL_STR(p->to), SQL_INT(m->now)), err);
}

/* Items that agree in all three prove the move of their hosts by themselves; the others need a believed one. */
static int match_moved(struct match *m, struct err *err)
{
    struct candidate *found = arena_array(m->arena, m->entry_count, sizeof(*found));
    struct pair pair;

    for (size_t i = 0; i < m->entry_count; i++) {
        struct entry *e = &m->entries[i];

        if (!e->skip && e->seen == NULL && e->link_key.ptr != NULL && e->host.ptr != NULL &&
            find_moved(m, e, &found[i], err) == -1) {
            return -1;
        }
    }
    if (proven(m, found, &pair) && believe(m, &pair, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < m->entry_count; i++) {
        struct entry *e = &m->entries[i];
        int64_t believed = found[i].title && found[i].published;

        if (found[i].seen == NULL) {
            continue;
        }
        pair = (struct pair){found[i].seen->host, e->host};
        if ((believed != 0 ? believe(m, &pair, err) : is_believed(m, &pair, &believed, err)) ==
            -1) {
            return -1;
        }
        if (believed != 0) {
            take(e, found[i].seen);
        } else {
            found[i].seen->taken = false;
        }
    }
    return 0;
}

static int each(struct match *m, int (*step)(struct match *m, struct entry *e, struct err *err),
                struct err *err)
{
    for (size_t i = 0; i < m->entry_count; i++) {
        if (!m->entries[i].skip && m->entries[i].seen == NULL &&
            step(m, &m->entries[i], err) == -1) {
            return -1;
        }
    }
    return 0;
}

static int match_if_linked(struct match *m, struct entry *e, struct err *err)
{
    return e->link_key.ptr == NULL || e->host.ptr == NULL ? 0 : match_link(m, e, err);
}

/* One that was filled in and is a placeholder again is still there. */
static int keep_placeholders(struct match *m, struct err *err)
{
    for (size_t i = 0; i < m->entry_count; i++) {
        struct entry *e = &m->entries[i];

        if (e->item->placeholder && e->item->key.ptr != NULL && match_key(m, e, err) == -1) {
            return -1;
        }
    }
    return 0;
}

int store_match(struct store *s, struct arena *a, int64_t feed_id, const struct feed *feed,
                int64_t now, struct match *m, struct err *err)
{
    struct map by_digest;
    int64_t parsed;

    *m = (struct match){.store = s, .arena = a, .feed_id = feed_id, .now = now};
    if (sql_number(s->db, "SELECT parsed FROM feeds WHERE id = ?", SQL_VALUES(SQL_INT(feed_id)),
                   &parsed, err) == -1) {
        return -1;
    }
    m->first = parsed == 0;
    map_init(&m->by_id, a);
    m->entries = arena_array(a, feed->item_count, sizeof(*m->entries));
    m->entry_count = feed->item_count;
    if (load_present(m, &by_digest, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < feed->item_count; i++) {
        begin_entry(m, &m->entries[i], &feed->items[i], &by_digest);
    }
    if (m->first) {
        return 0;
    }
    /* From the surest sign to the weakest, so that no item loses its past to another one. */
    if (each(m, match_exactly, err) == -1 || each(m, match_key, err) == -1 ||
        keep_placeholders(m, err) == -1 || each(m, match_if_linked, err) == -1) {
        return -1;
    }
    return match_moved(m, err);
}
