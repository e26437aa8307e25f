#include "fmt/json.h"
#include "fmt/time.h"
#include "store/store.h"
#include "store/store_impl.h"

/*
 * Of the newest so many items: a country that half of the feeds name every day would else be read through
 * to its beginning for each new item.
 */
enum { NEWEST = 20000, FOUND_MOST = 3, HALF_LIFE_S = 180 * 86400 };

/* A quoted phrase of one column; what FTS5 would read as syntax cannot end it. */
static void add_phrase(struct buf *out, const char *column, struct str key)
{
    buf_add_fmt(out, "%s%s : \"", out->len > 0 ? " OR " : "", column);
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] == '"') {
            buf_add_char(out, '"');
        }
        buf_add_char(out, key.ptr[i]);
    }
    buf_add_char(out, '"');
}

static struct str query_of(struct arena *a, const struct store_keys *k)
{
    struct buf out = {0};

    for (size_t i = 0; i < k->name_count; i++) {
        add_phrase(&out, "names", k->names[i]);
    }
    for (size_t i = 0; i < k->country_count; i++) {
        add_phrase(&out, "countries", k->countries[i]);
    }
    for (size_t i = 0; i < k->topic_count; i++) {
        add_phrase(&out, "topics", k->topics[i]);
    }
    return buf_str(&out, a);
}

struct found {
    struct str text, title, link, feed;
    int64_t published;
};

static const struct json_field found_fields[] = {
    JSON_FIELD(struct found, text, STR),       JSON_FIELD(struct found, title, STR),
    JSON_FIELD(struct found, link, STR),       JSON_FIELD(struct found, feed, STR),
    JSON_FIELD(struct found, published, TIME),
};
static const struct json_shape found_shape = JSON_SHAPE(struct found, found_fields);

/* The first sentence of a stored summary. */
static struct str first_sentence(struct arena *a, struct str sentences)
{
    struct json *tree = NULL;
    struct err err;

    return sentences.ptr == NULL || json_parse(a, sentences, &tree, &err) == -1
               ? STR_NULL
               : json_str(json_get(tree->child, "text"));
}

static void add_found(struct arena *a, struct sql_query *rows, struct buf *out)
{
    const struct found f = {
        .text = first_sentence(a, sql_str(a, rows, 0)),
        .title = sql_str(a, rows, 1),
        .link = sql_str(a, rows, 2),
        .feed = sql_str(a, rows, 3),
        .published = sql_time(rows, 4),
    };

    if (f.text.len > 0) {
        buf_add_z(out, out->len > 1 ? "," : "");
        json_write(out, &found_shape, &f);
    }
}

int store_background(struct store *s, struct arena *a, int64_t item_id,
                     const struct store_keys *keys, struct str *json, struct err *err)
{
    /*
     * bm25 is the more negative the rarer the shared words are; a name tells more than a country, a
     * country more than a topic. An item of half a year ago counts half.
     */
    static const char text[] =
        "SELECT d.sentences, r.title, r.link, f.name, ifnull(r.published, r.detected)"
        " FROM (SELECT rowid AS id, bm25(related, 3.0, 2.0, 1.0) AS score FROM related"
        " WHERE related MATCH ?1 AND rowid <> ?2 AND rowid > ?2 - ?3) c"
        " JOIN items i ON i.id = c.id JOIN feeds f ON f.id = i.feed_id"
        " JOIN revisions r ON r.item_id = i.id AND r.revision = (SELECT max(k.revision)"
        " FROM revisions k WHERE k.item_id = i.id AND k.kept = 1)"
        " JOIN summaries d ON d.item_id = r.item_id AND d.revision = r.revision"
        " JOIN revisions own ON own.item_id = ?2 AND own.revision ="
        " (SELECT revision FROM items WHERE id = ?2)"
        " WHERE ifnull(r.published, r.detected) < ifnull(own.published, own.detected)"
        " AND r.title IS NOT own.title"
        " ORDER BY c.score / (1.0 + (ifnull(own.published, own.detected)"
        " - ifnull(r.published, r.detected)) / ?4), c.id DESC LIMIT ?5";
    struct str query = query_of(a, keys);
    struct sql_query *rows;
    struct buf out = {0};
    int rc = 0;

    buf_add_char(&out, '[');
    if (query.len > 0) {
        rc = sql_query(s->db, text,
                       SQL_VALUES(SQL_STR(query), SQL_INT(item_id), SQL_INT(NEWEST),
                                  SQL_INT(HALF_LIFE_S), SQL_INT(FOUND_MOST)),
                       &rows, err);
        while (rc != -1 && (rc = sql_next(rows, err)) == 1) {
            add_found(a, rows, &out);
        }
    }
    buf_add_char(&out, ']');
    *json = buf_str(&out, a);
    return rc;
}

int store_background_index(struct store *s, int64_t item_id, const struct store_keys *k,
                           struct err *err)
{
    struct arena *a = arena_new();
    int rc =
        sql_run(s->db, "DELETE FROM related WHERE rowid = ?", SQL_VALUES(SQL_INT(item_id)), err);

    if (rc == 0) {
        rc = sql_run(s->db,
                     "INSERT INTO related (rowid, names, countries, topics) VALUES (?, ?, ?, ?)",
                     SQL_VALUES(SQL_INT(item_id), SQL_STR(store_join(a, k->names, k->name_count)),
                                SQL_STR(store_join(a, k->countries, k->country_count)),
                                SQL_STR(store_join(a, k->topics, k->topic_count))),
                     err);
    }
    arena_free(a);
    return rc;
}
