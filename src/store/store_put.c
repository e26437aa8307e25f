#include <stdlib.h>

#include "fmt/diff.h"
#include "fmt/time.h"
#include "store/store_match.h"

/* A new item, and by what those of a first poll are ordered: its date, else that of the one above it. */
struct fresh {
    const struct entry *entry;
    struct str key;
    int64_t elsewhere; /* its twin in another feed, which was never begun there; 0: none */
    bool shared;       /* that one was begun there */
    int64_t published;
    size_t order, rank; /* in the document; by date among its kind, the newest is 0 */
};

struct put {
    struct match m;
    const struct store_put *in;
    struct store_put_result *out;
    struct map keys;     /* of the new items of this document: to their entries */
    struct map hosts;    /* of a first poll: to whether another feed has shown an item there */
    int64_t sightings;   /* that were added */
    struct fresh *fresh; /* of a first poll: stored when all are known */
    size_t fresh_count;
    size_t elsewhere_cap;
};

/* What is known of an item and its latest revision. */
struct known {
    int64_t item_id, revision, claim; /* revision: the one in work or the last one done */
    int64_t latest, starts;           /* latest: that one, or one that waits behind it */
    bool kept;                        /* the latest */
    bool unwanted;
    struct str title; /* of the latest */
};

static int write_sighting(struct put *p, const struct entry *e, struct str key, int64_t item_id,
                          struct err *err)
{
    const struct item *item = e->item;

    p->sightings++;
    return sql_run(p->m.store->db,
                   "INSERT INTO sightings (feed_id, key, item_id, guid, link, link_key, host,"
                   " title_key, published, digest, unwanted)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   SQL_VALUES(SQL_INT(p->m.feed_id), SQL_STR(key), SQL_INT(item_id),
                              SQL_STR(item->id), SQL_STR(item->link), SQL_STR(e->link_key),
                              SQL_STR(e->host), SQL_STR(e->title_key), SQL_TIME(item->published),
                              SQL_STR(item->digest), SQL_INT(item->unwanted)),
                   err);
}

/* The key a sighting has from now on: the item's own, unless another sighting has that. */
static int update_sighting(struct put *p, const struct entry *e, struct err *err)
{
    const struct item *item = e->item;
    struct seen *owner;

    if (match_by_key(&p->m, item->key, &owner, err) == -1) {
        return -1;
    }
    if (owner == NULL && sql_run(p->m.store->db, "UPDATE sightings SET key = ? WHERE id = ?",
                                 SQL_VALUES(SQL_STR(item->key), SQL_INT(e->seen->id)), err) == -1) {
        return -1;
    }
    e->seen->link_key = e->link_key;
    return sql_run(p->m.store->db,
                   "UPDATE sightings SET guid = ?, link = ?, link_key = ?, host = ?,"
                   " title_key = ?, published = ?, digest = ?, unwanted = ?, present = 1,"
                   " left_at = NULL"
                   " WHERE id = ?",
                   SQL_VALUES(SQL_STR(item->id), SQL_STR(item->link), SQL_STR(e->link_key),
                              SQL_STR(e->host), SQL_STR(e->title_key), SQL_TIME(item->published),
                              SQL_STR(item->digest), SQL_INT(item->unwanted), SQL_INT(e->seen->id)),
                   err);
}

static int write_revision(struct put *p, const struct item *item, const struct known *k,
                          int64_t starts, struct err *err)
{
    struct arena *a = p->m.arena;

    return sql_run(
        p->m.store->db,
        "INSERT INTO revisions (item_id, revision, guid, link, title, language, published,"
        " updated, authors, categories, summary, content, detected, starts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        SQL_VALUES(
            SQL_INT(k->item_id), SQL_INT(k->latest + 1), SQL_STR(item->id), SQL_STR(item->link),
            SQL_STR(item->title), SQL_STR(item->language), SQL_TIME(item->published),
            SQL_TIME(item->updated), SQL_STR(store_join(a, item->authors, item->author_count)),
            SQL_STR(store_join(a, item->categories, item->category_count)), SQL_STR(item->summary),
            SQL_STR(item->content), SQL_INT(p->in->now), SQL_INT(starts)),
        err);
}

static int rewrite_revision(struct put *p, const struct item *item, const struct known *k,
                            struct err *err)
{
    struct arena *a = p->m.arena;

    return sql_run(
        p->m.store->db,
        "UPDATE revisions SET guid = ?, link = ?, title = ?, language = ?, published = ?,"
        " updated = ?, authors = ?, categories = ?, summary = ?, content = ?"
        " WHERE item_id = ? AND revision = ?",
        SQL_VALUES(SQL_STR(item->id), SQL_STR(item->link), SQL_STR(item->title),
                   SQL_STR(item->language), SQL_TIME(item->published), SQL_TIME(item->updated),
                   SQL_STR(store_join(a, item->authors, item->author_count)),
                   SQL_STR(store_join(a, item->categories, item->category_count)),
                   SQL_STR(item->summary), SQL_STR(item->content), SQL_INT(k->item_id),
                   SQL_INT(k->latest)),
        err);
}

static int read_known(struct put *p, int64_t item_id, struct known *k, struct err *err)
{
    struct sql_query *rows;
    int rc;

    *k = (struct known){.item_id = item_id};
    if (sql_query(p->m.store->db,
                  "SELECT i.revision, i.claim, i.stage = 'unwanted', r.revision, r.starts, r.kept,"
                  " r.title FROM items i JOIN revisions r ON r.item_id = i.id WHERE i.id = ?"
                  " ORDER BY r.revision DESC LIMIT 1",
                  SQL_VALUES(SQL_INT(item_id)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        *k = (struct known){
            .item_id = item_id,
            .revision = sql_int(rows, 0),
            .claim = sql_int(rows, 1),
            .unwanted = sql_int(rows, 2) != 0,
            .latest = sql_int(rows, 3),
            .starts = sql_int(rows, 4),
            .kept = sql_int(rows, 5) != 0,
            .title = sql_str(p->m.arena, rows, 6),
        };
        sql_end(rows);
        return 0;
    }
    return rc == -1 ? -1 : err_set(err, ERR_INTERNAL, "database: an item without a revision");
}

/* A change that was taken back before its revision began leaves nothing; *gone tells so. */
static int take_back(struct put *p, const struct entry *e, const struct known *k, bool *gone,
                     struct err *err)
{
    struct sql *db = p->m.store->db;
    struct sql_query *rows;
    bool same = false;
    int rc;

    *gone = false;
    if (k->latest == 1 || (k->latest == k->revision && k->claim != 0)) {
        return 0;
    }
    if (sql_query(db, "SELECT title FROM revisions WHERE item_id = ? AND revision = ?",
                  SQL_VALUES(SQL_INT(k->item_id), SQL_INT(k->latest - 1)), &rows, err) == -1) {
        return -1;
    }
    rc = sql_next(rows, err);
    if (rc == 1) {
        same = diff_same(p->m.arena, sql_str(p->m.arena, rows, 0), e->item->title);
        sql_end(rows);
    }
    if (rc == -1 || !same) {
        return rc == -1 ? -1 : 0;
    }
    *gone = true;
    return store_drop_revision(p->m.store, k->item_id, k->latest, p->in->now, err);
}

/* Not yet kept: it simply takes the new text, and one that was unwanted is judged again. */
static int revise_open(struct put *p, const struct entry *e, const struct known *k, struct err *err)
{
    bool gone;

    if (take_back(p, e, k, &gone, err) == -1) {
        return -1;
    }
    if (gone) {
        return 0;
    }
    if (rewrite_revision(p, e->item, k, err) == -1) {
        return -1;
    }
    if (!k->unwanted || e->item->unwanted) {
        return 0;
    }
    p->out->new_items++;
    if (sql_run(p->m.store->db,
                "UPDATE items SET stage = 'article', due = ?, page_tries = 0,"
                " ended = NULL, pruned = 0, why = NULL WHERE id = ?",
                SQL_VALUES(SQL_INT(p->in->now), SQL_INT(k->item_id)), err) == -1) {
        return -1;
    }
    return sql_run(p->m.store->db,
                   "UPDATE revisions SET detected = ?1, starts = ?1"
                   " WHERE item_id = ?2 AND revision = ?3",
                   SQL_VALUES(SQL_INT(p->in->now), SQL_INT(k->item_id), SQL_INT(k->latest)), err);
}

static int revise(struct put *p, const struct entry *e, struct err *err)
{
    struct known k;
    int64_t starts = p->in->now;

    if (read_known(p, e->seen->item_id, &k, err) == -1) {
        return -1;
    }
    if (!k.kept) {
        return revise_open(p, e, &k, err);
    }
    if (e->item->unwanted || k.latest >= REVISIONS_MAX ||
        diff_same(p->m.arena, k.title, e->item->title)) {
        return 0;
    }
    if (k.latest > 1 && k.starts + REVISION_GAP_S > starts) {
        starts = k.starts + REVISION_GAP_S;
    }
    p->out->revisions++;
    return write_revision(p, e->item, &k, starts, err) == -1
               ? -1
               : store_begin_waiting(p->m.store, k.item_id, err);
}

/* Most feeds are alone with their host: then a first poll need not ask for each of its items. */
static int host_is_shown(struct put *p, struct str host, bool *shown, struct err *err)
{
    bool *known = p->m.first ? map_get(&p->hosts, host) : NULL;
    int64_t count = 1;

    if (p->m.first && known == NULL) {
        if (sql_number(p->m.store->db,
                       "SELECT count(*) FROM (SELECT 1 FROM sightings WHERE host = ?"
                       " AND link_key IS NOT NULL LIMIT 1)",
                       SQL_VALUES(SQL_STR(host)), &count, err) == -1) {
            return -1;
        }
        known = arena_alloc(p->m.arena, sizeof(*known));
        *known = count != 0;
        map_put(&p->hosts, host, known);
    }
    *shown = known == NULL || *known;
    return 0;
}

/* The inner bound keeps a feed that repeats a link and a title from costing the square of it. */
#define ELSEWHERE(column)                                                               \
    "SELECT s.item_id, i.stage IN ('old', 'unwanted') FROM (SELECT item_id, feed_id"    \
    " FROM sightings WHERE host = ?3 AND link_key = ?1 AND " column " = ?2 LIMIT 32) s" \
    " JOIN items i ON i.id = s.item_id WHERE s.feed_id <> ?4"                           \
    " ORDER BY 2, 1 LIMIT 1"

/*
 * Another feed's item with the same link and the same title or guid; 0 when there is none. *idle: it
 * was never begun there, so whoever wants it may have it.
 */
static int find_elsewhere(struct put *p, const struct entry *e, int64_t *item_id, bool *idle,
                          struct err *err)
{
    static const char *const texts[] = {ELSEWHERE("title_key"), ELSEWHERE("guid")};
    const struct str values[] = {e->title_key, e->item->id};
    struct sql_query *rows;
    bool shown;
    int rc = 0;

    *item_id = 0;
    if (e->link_key.ptr == NULL || e->host.ptr == NULL) {
        return 0;
    }
    if (host_is_shown(p, e->host, &shown, err) == -1) {
        return -1;
    }
    if (!shown) {
        return 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(texts) && rc == 0; i++) {
        if (values[i].len == 0) {
            continue;
        }
        if (sql_query(p->m.store->db, texts[i],
                      SQL_VALUES(SQL_STR(e->link_key), SQL_STR(values[i]), SQL_STR(e->host),
                                 SQL_INT(p->m.feed_id)),
                      &rows, err) == -1) {
            return -1;
        }
        rc = sql_next(rows, err);
        if (rc == 1) {
            *item_id = sql_int(rows, 0);
            *idle = sql_int(rows, 1) != 0;
            sql_end(rows);
        }
    }
    return rc == -1 ? -1 : 0;
}

/* Items of other feeds that were never begun give their sightings to this one, which is. */
static int adopt(struct put *p, int64_t from, int64_t to, struct err *err)
{
    if (sql_run(p->m.store->db, "UPDATE sightings SET item_id = ? WHERE item_id = ?",
                SQL_VALUES(SQL_INT(to), SQL_INT(from)), err) == -1) {
        return -1;
    }
    return sql_run(p->m.store->db, "DELETE FROM items WHERE id = ?", SQL_VALUES(SQL_INT(from)),
                   err);
}

/* Its stage is "article", and then it is due now, or one in which it ends. */
static int insert_item(struct put *p, const struct fresh *f, struct str stage, int64_t *item_id,
                       struct err *err)
{
    bool begun = str_eq(stage, STR("article"));
    int64_t now = p->in->now;
    struct item item = *f->entry->item;
    struct known k = {0};

    if (sql_run(p->m.store->db,
                "INSERT INTO items (feed_id, key, stage, due, ended, rank)"
                " VALUES (?, ?, ?, ?, ?, iif(?, ?, NULL))",
                SQL_VALUES(SQL_INT(p->m.feed_id), SQL_STR(f->key), SQL_STR(stage),
                           SQL_TIME(begun ? now : TIME_NONE), SQL_TIME(begun ? TIME_NONE : now),
                           SQL_INT(p->m.first && !item.unwanted), SQL_INT((int64_t)f->rank)),
                err) == -1) {
        return -1;
    }
    *item_id = k.item_id = sql_last_id(p->m.store->db);
    if (!begun && p->in->unfiltered) {
        item.summary = item.content = STR_NULL;
    }
    return write_revision(p, &item, &k, now, err) == -1
               ? -1
               : write_sighting(p, f->entry, f->key, k.item_id, err);
}

static int begin_item(struct put *p, const struct fresh *f, struct err *err)
{
    int64_t item_id;

    p->out->new_items++;
    if (insert_item(p, f, STR("article"), &item_id, err) == -1) {
        return -1;
    }
    return f->elsewhere == 0 ? 0 : adopt(p, f->elsewhere, item_id, err);
}

/* Whether a key belongs to an item of the feed, and the link key of that. */
static int find_owner(struct put *p, struct str key, bool *owned, struct str *link_key,
                      struct err *err)
{
    const struct entry *e = map_get(&p->keys, key);
    struct seen *seen = NULL;

    if (e == NULL && match_by_key(&p->m, key, &seen, err) == -1) {
        return -1;
    }
    *owned = e != NULL || seen != NULL;
    *link_key = e != NULL ? e->link_key : seen != NULL ? seen->link_key : STR_NULL;
    return 0;
}

/* The key a new item gets; absent for a double of one that stands in the document already. */
static int new_key(struct put *p, const struct entry *e, struct str *key, struct err *err)
{
    struct str link_key;
    bool owned;

    *key = e->item->key;
    if (find_owner(p, *key, &owned, &link_key, err) == -1) {
        return -1;
    }
    if (!owned) {
        return 0;
    }
    *key = match_second_key(&p->m, e);
    if (str_eq(link_key, e->link_key)) {
        *key = STR_NULL;
        return 0;
    }
    if (find_owner(p, *key, &owned, &link_key, err) == -1) {
        return -1;
    }
    if (owned) {
        *key = STR_NULL;
    }
    return 0;
}

/* The feed brings another one's item now; of a first poll only the newest are news. */
static void note_elsewhere(struct put *p, int64_t item_id)
{
    p->out->elsewhere = arena_grow(p->m.arena, p->out->elsewhere, p->out->elsewhere_count,
                                   &p->elsewhere_cap, sizeof(*p->out->elsewhere));
    p->out->elsewhere[p->out->elsewhere_count++] = item_id;
}

static int put_shared(struct put *p, struct fresh *f, struct err *err)
{
    if (write_sighting(p, f->entry, f->key, f->elsewhere, err) == -1) {
        return -1;
    }
    f->shared = true;
    if (f->entry->item->unwanted) {
        return 0;
    }
    if (p->m.first) {
        p->fresh[p->fresh_count++] = *f;
    } else {
        note_elsewhere(p, f->elsewhere);
    }
    return 0;
}

static int put_new(struct put *p, struct entry *e, struct err *err)
{
    struct fresh f = {.entry = e, .published = e->item->published, .order = p->fresh_count};
    int64_t item_id;
    bool idle = false;

    if (new_key(p, e, &f.key, err) == -1) {
        return -1;
    }
    if (f.key.ptr == NULL) {
        return 0;
    }
    map_put(&p->keys, f.key, e);
    if (find_elsewhere(p, e, &f.elsewhere, &idle, err) == -1) {
        return -1;
    }
    if (f.elsewhere != 0 && !idle) {
        return put_shared(p, &f, err);
    }
    if (e->item->unwanted) {
        return insert_item(p, &f, STR("unwanted"), &item_id, err);
    }
    if (p->m.first) {
        p->fresh[p->fresh_count++] = f;
        return 0;
    }
    return begin_item(p, &f, err);
}

static int newest_first(const void *left, const void *right)
{
    const struct fresh *a = left, *b = right;

    if (a->published != b->published) {
        return a->published > b->published ? -1 : 1;
    }
    return a->order < b->order ? -1 : a->order > b->order;
}

static int by_order(const void *left, const void *right)
{
    const struct fresh *a = left, *b = right;

    return a->order < b->order ? -1 : a->order > b->order;
}

/* The newest of a first poll are begun; the others wait for one of them to be refused. */
static int keep_backlog(struct put *p, struct err *err)
{
    size_t place = 0;

    for (size_t i = 1; i < p->fresh_count; i++) {
        if (p->fresh[i].published == TIME_NONE) {
            p->fresh[i].published = p->fresh[i - 1].published;
        }
    }
    if (p->fresh_count == 0) {
        return 0;
    }
    qsort(p->fresh, p->fresh_count, sizeof(*p->fresh), newest_first);
    for (size_t i = 0; i < p->fresh_count; i++) {
        p->fresh[i].rank = p->fresh[i].shared ? i : place++;
    }
    qsort(p->fresh, p->fresh_count, sizeof(*p->fresh), by_order);
    for (size_t i = 0; i < p->fresh_count; i++) {
        const struct fresh *f = &p->fresh[i];
        bool newest = p->in->backlog < 0 || (int64_t)f->rank < p->in->backlog;
        int64_t item_id;

        if (f->shared) {
            if (newest) {
                note_elsewhere(p, f->elsewhere);
            }
            continue;
        }
        if (newest) {
            if (begin_item(p, f, err) == -1) {
                return -1;
            }
            continue;
        }
        p->out->old++;
        if (insert_item(p, f, STR("old"), &item_id, err) == -1) {
            return -1;
        }
    }
    return 0;
}

static int put_entries(struct put *p, struct err *err)
{
    for (size_t i = 0; i < p->m.entry_count; i++) {
        struct entry *e = &p->m.entries[i];
        int rc;

        if (e->skip) {
            continue;
        }
        if (e->seen == NULL) {
            rc = put_new(p, e, err);
        } else {
            rc = update_sighting(p, e, err);
            if (rc == 0 && !str_eq(e->seen->title_key, e->title_key)) {
                rc = revise(p, e, err);
            }
        }
        if (rc == -1) {
            return -1;
        }
    }
    return 0;
}

/* Marks what came into the document again and what left it. */
static int put_presence(struct put *p, struct err *err)
{
    for (size_t i = 0; i < p->m.entry_count; i++) {
        const struct entry *e = &p->m.entries[i];

        if (e->skip && e->seen != NULL && !e->seen->present &&
            sql_run(p->m.store->db, "UPDATE sightings SET present = 1, left_at = NULL WHERE id = ?",
                    SQL_VALUES(SQL_INT(e->seen->id)), err) == -1) {
            return -1;
        }
    }
    for (size_t i = 0; !p->in->partial && i < p->m.present_count; i++) {
        const struct seen *seen = p->m.present[i];

        if (!seen->taken &&
            sql_run(p->m.store->db, "UPDATE sightings SET present = 0, left_at = ? WHERE id = ?",
                    SQL_VALUES(SQL_INT(p->in->now), SQL_INT(seen->id)), err) == -1) {
            return -1;
        }
    }
    return 0;
}

int store_put_feed(struct store *s, struct arena *a, const struct store_put *in,
                   struct store_put_result *out, struct err *err)
{
    struct put p = {.in = in, .out = out};
    const int64_t feed_id = in->poll == NULL ? in->feed_id : in->poll->feed_id;

    *out = (struct store_put_result){0};
    if (store_match(s, a, feed_id, in->feed, in->now, &p.m, err) == -1) {
        return -1;
    }
    map_init(&p.keys, a);
    map_init(&p.hosts, a);
    p.fresh = arena_array(a, p.m.entry_count, sizeof(*p.fresh));
    out->placeholders = (int64_t)p.m.placeholders;
    out->moved_from = p.m.moved_from;
    out->moved_to = p.m.moved_to;
    if (put_entries(&p, err) == -1 || put_presence(&p, err) == -1 || keep_backlog(&p, err) == -1) {
        return -1;
    }
    if ((p.m.first || p.sightings > 0) &&
        sql_run(s->db, "UPDATE feeds SET parsed = 1, items = items + ? WHERE id = ?",
                SQL_VALUES(SQL_INT(p.sightings), SQL_INT(feed_id)), err) == -1) {
        return -1;
    }
    return in->poll == NULL ? 0 : store_put_poll(s, in->poll, err);
}
