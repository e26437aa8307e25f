#include "store/schema.h"

#include <inttypes.h>

#include "core/attr.h"

/*
 * Instants are seconds since 1970, NULL when there is none. `claim` is the number of the run that
 * holds the row, 0 when nobody does. What is due is found by partial indexes, whose conditions the
 * queries repeat word by word.
 */
static const char *const migrations[] = {
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"

    "CREATE TABLE hosts (name TEXT PRIMARY KEY, not_before INTEGER NOT NULL) WITHOUT ROWID;"

    "CREATE TABLE feeds ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL,"
    " fetch_url TEXT NOT NULL, host TEXT, settings TEXT, listed INTEGER NOT NULL,"
    " due INTEGER NOT NULL, claim INTEGER NOT NULL DEFAULT 0,"
    " stale INTEGER NOT NULL DEFAULT 0," /* the URL changed while a poll of the old one ran */
    " polled_run INTEGER NOT NULL DEFAULT 0, etag TEXT, last_modified TEXT, validator_url TEXT,"
    " body_hash TEXT, permanent_url TEXT, permanent_count INTEGER NOT NULL DEFAULT 0,"
    " failures INTEGER NOT NULL DEFAULT 0, last_poll INTEGER, last_success INTEGER,"
    " parsed INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,"
    " status INTEGER NOT NULL DEFAULT 0, error TEXT, decision TEXT,"
    " items INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX feeds_due ON feeds (due) WHERE listed = 1 AND gone = 0 AND claim = 0;"
    "CREATE INDEX feeds_host ON feeds (host, due) WHERE listed = 1 AND gone = 0 AND claim = 0;"
    "CREATE INDEX feeds_claimed ON feeds (claim) WHERE claim <> 0;"

    /* Site moves that were believed. */
    "CREATE TABLE moves (feed_id INTEGER NOT NULL REFERENCES feeds (id), from_host TEXT NOT NULL,"
    " to_host TEXT NOT NULL, seen INTEGER NOT NULL,"
    " PRIMARY KEY (feed_id, from_host, to_host)) WITHOUT ROWID;"

    "CREATE TABLE items ("
    " id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL REFERENCES feeds (id)," /* had it first */
    " key TEXT NOT NULL, stage TEXT NOT NULL, due INTEGER, claim INTEGER NOT NULL DEFAULT 0,"
    " page_tries INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL DEFAULT 1,"
    " rank INTEGER," /* of a first poll, newest first */
    " ended INTEGER, pruned INTEGER NOT NULL DEFAULT 0, why TEXT);"
    "CREATE INDEX items_due ON items (due) WHERE due IS NOT NULL AND claim = 0;"
    "CREATE INDEX items_claimed ON items (claim) WHERE claim <> 0;"
    "CREATE INDEX items_old ON items (feed_id, rank) WHERE stage = 'old';"
    "CREATE INDEX items_failed ON items (id) WHERE stage = 'failed';"
    "CREATE INDEX items_ended ON items (ended) WHERE ended IS NOT NULL AND pruned = 0;"

    /* How often a stage of an item was entered and not left. */
    "CREATE TABLE tries ("
    " item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE, stage TEXT NOT NULL,"
    " tries INTEGER NOT NULL, PRIMARY KEY (item_id, stage)) WITHOUT ROWID;"

    /* What a feed shows of an item. `link_key` and `title_key` are digests. */
    "CREATE TABLE sightings ("
    " id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL REFERENCES feeds (id), key TEXT NOT NULL,"
    " item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE, guid TEXT, link TEXT,"
    " link_key TEXT, host TEXT, title_key TEXT, published INTEGER, digest TEXT,"
    " present INTEGER NOT NULL DEFAULT 1, left_at INTEGER, UNIQUE (feed_id, key));"
    "CREATE INDEX sightings_item ON sightings (item_id);"
    "CREATE INDEX sightings_title ON sightings (link_key, title_key, feed_id, published)"
    " WHERE link_key IS NOT NULL;"
    "CREATE INDEX sightings_published ON sightings (link_key, feed_id, published)"
    " WHERE link_key IS NOT NULL;"
    "CREATE INDEX sightings_guid ON sightings (link_key, guid) WHERE link_key IS NOT NULL;"
    "CREATE INDEX sightings_present ON sightings (feed_id) WHERE present = 1;"
    "CREATE INDEX sightings_left ON sightings (left_at) WHERE left_at IS NOT NULL;"

    /* What is said about a revision; nothing of it changes once `kept`, but for `spooled`. */
    "CREATE TABLE revisions ("
    " id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,"
    " revision INTEGER NOT NULL, guid TEXT, link TEXT, title TEXT, language TEXT,"
    " published INTEGER, updated INTEGER, authors TEXT, categories TEXT, summary TEXT,"
    " content TEXT, detected INTEGER NOT NULL, starts INTEGER NOT NULL, feed_url TEXT,"
    " also_in TEXT, event TEXT, spool_name TEXT, changes TEXT, late_due INTEGER,"
    " kept INTEGER NOT NULL DEFAULT 0, spooled INTEGER, UNIQUE (item_id, revision));"

    "CREATE TABLE articles ("
    " item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,"
    " revision INTEGER NOT NULL, url TEXT, sha256 TEXT, title TEXT, byline TEXT, language TEXT,"
    " text TEXT, source TEXT, fetched INTEGER, PRIMARY KEY (item_id, revision));"

    "CREATE TABLE summaries ("
    " item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,"
    " revision INTEGER NOT NULL, sentences TEXT, method TEXT, readout TEXT,"
    " PRIMARY KEY (item_id, revision));"

    /* `state`: waiting, sent, lost. */
    "CREATE TABLE outbox ("
    " id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,"
    " revision INTEGER NOT NULL, notifier TEXT NOT NULL, event TEXT NOT NULL,"
    " state TEXT NOT NULL DEFAULT 'waiting', due INTEGER, claim INTEGER NOT NULL DEFAULT 0,"
    " tries INTEGER NOT NULL DEFAULT 0, first_try INTEGER, ended INTEGER, error TEXT,"
    " UNIQUE (item_id, revision, notifier));"
    "CREATE INDEX outbox_due ON outbox (due) WHERE due IS NOT NULL AND claim = 0;"
    "CREATE INDEX outbox_claimed ON outbox (claim) WHERE claim <> 0;"
    "CREATE INDEX outbox_waiting ON outbox (id) WHERE state = 'waiting';",

    /* What is written beside the summary, JSON; what other items share with one, a line each. */
    "ALTER TABLE summaries ADD COLUMN facts TEXT;"
    "ALTER TABLE summaries ADD COLUMN paragraphs TEXT;"
    "ALTER TABLE summaries ADD COLUMN background TEXT;"
    "CREATE VIRTUAL TABLE related USING fts5 (names, countries, topics);",

    /* What the last document asks of those who poll, and when it published: JSON of the pipeline's own. */
    "ALTER TABLE feeds ADD COLUMN hints TEXT;",

    /* What the configuration allows at most between two polls, and the publisher at least. */
    ("ALTER TABLE feeds ADD COLUMN longest INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE feeds ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;"),

    /* What models were asked and what they answered; JSON of what is said about it. */
    ("ALTER TABLE summaries ADD COLUMN model TEXT;"
     "ALTER TABLE summaries ADD COLUMN prompt TEXT;"
     "CREATE TABLE exchanges ("
     " item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,"
     " revision INTEGER NOT NULL, number INTEGER NOT NULL, purpose TEXT NOT NULL,"
     " model TEXT NOT NULL, feed TEXT NOT NULL, key TEXT, system TEXT, prompt TEXT, answer TEXT,"
     " answered_as TEXT, error TEXT, asked INTEGER, answered INTEGER, tokens_in INTEGER NOT NULL,"
     " tokens_out INTEGER NOT NULL, micros INTEGER NOT NULL, requests INTEGER NOT NULL,"
     " PRIMARY KEY (item_id, revision, number)) WITHOUT ROWID;"
     "CREATE INDEX exchanges_key ON exchanges (key) WHERE key IS NOT NULL;"
     "CREATE INDEX exchanges_answered ON exchanges (answered);"),

    /* What a page is asked with when it is looked at again. */
    ("ALTER TABLE articles ADD COLUMN etag TEXT;"
     "ALTER TABLE articles ADD COLUMN last_modified TEXT;"),

    /*
     * Link keys are digests: an index that begins with one has its rows all over the file. A feed's
     * rows, and those of a host, belong together.
     */
    ("DROP INDEX sightings_title; DROP INDEX sightings_published; DROP INDEX sightings_guid;"
     "CREATE INDEX sightings_title ON sightings (feed_id, link_key, title_key, published)"
     " WHERE link_key IS NOT NULL;"
     "CREATE INDEX sightings_published ON sightings (feed_id, link_key, published)"
     " WHERE link_key IS NOT NULL;"
     "CREATE INDEX sightings_host_title ON sightings (host, link_key, title_key)"
     " WHERE link_key IS NOT NULL;"
     "CREATE INDEX sightings_host_guid ON sightings (host, link_key, guid)"
     " WHERE link_key IS NOT NULL;"),

    /* Items that are the same story as another feed's, and by what they are found (digest/story). */
    ("ALTER TABLE items ADD COLUMN same_as INTEGER REFERENCES items (id) ON DELETE SET NULL;"
     "CREATE INDEX items_same ON items (same_as) WHERE same_as IS NOT NULL;"
     "ALTER TABLE sightings ADD COLUMN unwanted INTEGER NOT NULL DEFAULT 0;" /* by the feed's filters */
     "ALTER TABLE outbox ADD COLUMN also_in TEXT;" /* of one told after the file was written */
     "CREATE TABLE stories (item_id INTEGER PRIMARY KEY, kept INTEGER NOT NULL,"
     " print TEXT NOT NULL, keys TEXT NOT NULL);"
     "CREATE INDEX stories_kept ON stories (kept);"
     "CREATE TABLE story_keys (key INTEGER NOT NULL, item_id INTEGER NOT NULL,"
     " PRIMARY KEY (key, item_id)) WITHOUT ROWID;"),

    /* Feeds that brought an item after its file was written: all by then, a line each. */
    ("CREATE TABLE later (item_id INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,"
     " also_in TEXT NOT NULL, seen INTEGER NOT NULL);"
     "CREATE INDEX later_seen ON later (seen);"),

    /* Subscriptions at hubs: one of a feed is live, others are being left or over. */
    ("CREATE TABLE subscriptions ("
     " id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL REFERENCES feeds (id),"
     " hub TEXT NOT NULL, topic TEXT NOT NULL, token TEXT NOT NULL UNIQUE, secret TEXT NOT NULL,"
     " callback TEXT NOT NULL, state TEXT NOT NULL, live INTEGER NOT NULL, due INTEGER NOT NULL,"
     " claim INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,"
     " asked INTEGER NOT NULL DEFAULT 0, accepted INTEGER NOT NULL DEFAULT 0,"
     " trusted INTEGER NOT NULL DEFAULT 0, lease_end INTEGER, last_push INTEGER,"
     " pushes INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0, error TEXT);"
     "CREATE INDEX subscriptions_due ON subscriptions (due) WHERE claim = 0;"
     "CREATE INDEX subscriptions_claimed ON subscriptions (claim) WHERE claim <> 0;"
     "CREATE UNIQUE INDEX subscriptions_live ON subscriptions (feed_id) WHERE live = 1;"),

    /* What questions may come to that were sent and whose exchanges are not stored yet, or never will be. */
    ("CREATE TABLE asked (id INTEGER PRIMARY KEY,"
     " item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE, run INTEGER NOT NULL,"
     " model TEXT NOT NULL, feed TEXT NOT NULL, asked INTEGER NOT NULL, tokens INTEGER NOT NULL,"
     " micros INTEGER NOT NULL);"
     "CREATE INDEX asked_item ON asked (item_id);"),

    /* Claims of feeds mean nothing beyond the run and cost a page each: they live in temp.polls (store.c). */
    ("DROP INDEX feeds_due; DROP INDEX feeds_host; DROP INDEX feeds_claimed;"
     "ALTER TABLE feeds DROP COLUMN claim;"
     "ALTER TABLE feeds DROP COLUMN stale;"
     "CREATE INDEX feeds_due ON feeds (due) WHERE listed = 1 AND gone = 0;"
     "CREATE INDEX feeds_host ON feeds (host, due) WHERE listed = 1 AND gone = 0;"),

    /* Most feeds have the settings of others; a poll writes its row anew, and so should be short. */
    ("CREATE TABLE settings (id INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE);"
     "INSERT INTO settings (json) SELECT DISTINCT settings FROM feeds WHERE settings IS NOT NULL;"
     "ALTER TABLE feeds ADD COLUMN settings_id INTEGER NOT NULL DEFAULT 0;" /* 0: none */
     "UPDATE feeds SET settings_id = (SELECT id FROM settings s WHERE s.json = feeds.settings)"
     " WHERE settings IS NOT NULL;"
     "ALTER TABLE feeds DROP COLUMN settings;"),

    /* Secrets are made from a key that is not in here (hub_key.h). */
    ("ALTER TABLE subscriptions DROP COLUMN secret;"),
};

int64_t schema_latest(void)
{
    return (int64_t)ARRAY_LEN(migrations);
}

int schema_version(struct sql *q, int64_t *version, struct err *err)
{
    if (sql_number(q, "PRAGMA user_version", SQL_NO_VALUES, version, err) == -1) {
        return -1;
    }
    if (*version < 0 || *version > schema_latest()) {
        return err_set(err, ERR_UNSUPPORTED,
                       "its schema %" PRId64 " is newer than this program's %" PRId64, *version,
                       schema_latest());
    }
    return 0;
}

int schema_migrate(struct sql *q, int64_t from, int64_t to, struct err *err)
{
    struct buf text = {0};
    int rc = 0;

    for (int64_t i = from; rc == 0 && i < to; i++) {
        rc = sql_script(q, migrations[i], err);
    }
    if (rc == 0 && from < to) {
        buf_add_fmt(&text, "PRAGMA user_version = %" PRId64, to);
        buf_add_char(&text, '\0');
        rc = sql_script(q, text.ptr, err);
    }
    buf_free(&text);
    return rc;
}
