/* What the store keeps through crashes, damage and a full disk, and how feeds are taken in turn. */
#include "unit/store/world.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fmt/time.h"
#include "store/schema.h"
#include "store/store_impl.h"

static const char *const feeds[] = {"a", "b", "c"};

static const char *path_in(struct world *w, const char *name)
{
    return arena_z(w->arena, arena_fmt(w->arena, "%s/%s", w->dir, name));
}

static void damage(struct world *w, off_t at, size_t size)
{
    int fd = open(path_in(w, "readoutd.db"), O_WRONLY | O_CLOEXEC);
    char *noise = malloc(size);

    assert_non_null(noise);
    memset(noise, 0xa5, size);
    assert_int_not_equal(fd, -1);
    assert_int_equal(pwrite(fd, noise, size, at), size);
    free(noise);
    close(fd);
}

static void reopen(struct world *w)
{
    store_close(w->store);
    world_open(w);
}

static size_t claim(struct world *w, enum store_due which, size_t limit, struct store_feed **out)
{
    size_t count;

    IN_JOB(w, store_claim_due(w->store, w->arena, w->now, which, limit, out, &count, &job_err));
    return count;
}

static void expect_damage(struct world *w)
{
    struct str name = arena_fmt(w->arena, "readoutd.db.corrupt-%lld", (long long)++w->now);

    world_open(w);
    assert_int_equal(access(path_in(w, arena_z(w->arena, name)), F_OK), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM feeds"), 0);
}

static void damaged_files_are_set_aside(void **state)
{
    static const struct {
        off_t at;
        size_t size;
    } rows[] = {{0, 100}, {4096, 8192}, {8192, 40000}};
    struct world *w = *state;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        world_sync(w, feeds, ARRAY_LEN(feeds));
        store_close(w->store);
        w->store = NULL;
        damage(w, rows[i].at, rows[i].size);
        expect_damage(w);
    }
}

/* A database as an earlier version of the program left it, killed in a poll. Whether it has the feed's settings. */
static bool make_old(struct world *w, int64_t version)
{
    static const struct {
        const char *column, *text;
    } gone[] = {{"claim", "UPDATE feeds SET claim = 7"},
                {"stale", "UPDATE feeds SET stale = 1"},
                {"settings", "UPDATE feeds SET settings = '{}'"}};
    struct sql *db;
    struct err err;
    int64_t has = 0;

    store_close(w->store);
    w->store = NULL;
    assert_int_equal(unlink(path_in(w, "readoutd.db")), 0);
    assert_int_equal(sql_open(path_in(w, "readoutd.db"), &db, &err), 0);
    assert_int_equal(schema_migrate(db, 0, version, &err), 0);
    assert_int_equal(sql_script(db,
                                "INSERT INTO feeds (name, url, fetch_url, listed, due)"
                                " VALUES ('old', 'https://o.example/', 'https://o.example/', 1, 0)",
                                &err),
                     0);
    for (size_t i = 0; i < ARRAY_LEN(gone); i++) {
        assert_int_equal(sql_number(db,
                                    "SELECT count(*) FROM pragma_table_info('feeds')"
                                    " WHERE name = ?",
                                    SQL_VALUES(SQL_STR(str_z(gone[i].column))), &has, &err),
                         0);
        assert_int_equal(has == 0 ? 0 : sql_script(db, gone[i].text, &err), 0);
    }
    sql_close(db);
    return has != 0;
}

static void an_old_schema_is_copied_and_brought_up_to_date(void **state)
{
    struct world *w = *state;
    struct sql *db;
    struct err err;
    struct store_feed *got;
    int64_t version, count;

    for (int64_t old = 1; old < schema_latest(); old++) {
        const char *copy =
            path_in(w, arena_z(w->arena, arena_fmt(w->arena, "readoutd.db.bak-v%ld", (long)old)));
        bool settings = make_old(w, old);

        world_open(w);
        assert_int_equal(world_number(w, "PRAGMA user_version"), schema_latest());
        assert_int_equal(world_number(w, "SELECT count(*) FROM feeds WHERE name = 'old'"), 1);
        assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
        assert_int_equal(got[0].settings.len, settings ? 2 : 0);
        assert_int_equal(sql_open(copy, &db, &err), 0);
        assert_int_equal(schema_version(db, &version, &err), 0);
        assert_int_equal(version, old);
        assert_int_equal(sql_number(db, "SELECT count(*) FROM feeds", SQL_NO_VALUES, &count, &err),
                         0);
        assert_int_equal(count, 1);
        sql_close(db);
    }
    /* Of the copies the newest stays. */
    for (int64_t old = 1; old < schema_latest() - 1; old++) {
        struct str name = arena_fmt(w->arena, "readoutd.db.bak-v%ld", (long)old);

        assert_int_equal(access(path_in(w, arena_z(w->arena, name)), F_OK), -1);
    }
}

static void without_a_copy_the_schema_stays_old(void **state)
{
    struct world *w = *state;
    struct err err = {0};

    make_old(w, 1);
    assert_int_equal(mkdir(path_in(w, "readoutd.db.bak-v1"), 0700), 0);
    assert_int_equal(store_open(w->dir, w->now, &w->store, &err), -1);
    assert_non_null(strstr(err.text, "no copy"));
    assert_int_equal(rmdir(path_in(w, "readoutd.db.bak-v1")), 0);
    world_open(w);
    assert_int_equal(world_number(w, "SELECT count(*) FROM feeds WHERE name = 'old'"), 1);
}

static void a_database_closed_in_order_is_known_as_sound(void **state)
{
    struct world *w = *state;
    struct err err;
    struct sql *db;
    int64_t sound;

    assert_int_equal(world_number(w, "SELECT value FROM meta WHERE name = 'sound'"), 0);
    store_close(w->store);
    w->store = NULL;
    assert_int_equal(sql_open(path_in(w, "readoutd.db"), &db, &err), 0);
    assert_int_equal(
        sql_number(db, "SELECT value FROM meta WHERE name = 'sound'", SQL_NO_VALUES, &sound, &err),
        0);
    assert_int_equal(sound, 1);
    sql_close(db);
    world_open(w);
}

static void newer_schema_is_refused(void **state)
{
    struct world *w = *state;
    struct err err = {0};

    IN_JOB(w, sql_script(w->store->db, "PRAGMA user_version = 99", &job_err));
    store_close(w->store);
    w->store = NULL;
    assert_int_equal(store_open(w->dir, w->now, &w->store, &err), -1);
    assert_int_equal(err.code, ERR_UNSUPPORTED);
    assert_int_equal(access(path_in(w, "readoutd.db"), F_OK), 0);
}

static void missing_folder_is_told(void **state)
{
    struct world *w = *state;
    struct store *other = NULL;
    struct err err = {0};

    assert_int_equal(store_open(path_in(w, "none"), w->now, &other, &err), -1);
    assert_int_equal(err.code, ERR_CANTCREATE);
    assert_null(other);
}

/* A lock of another process is waited for: it goes while we wait. */
static void foreign_lock_is_waited_for(void **state)
{
    struct world *w = *state;
    int ready[2];
    char byte;
    pid_t child;

    assert_int_equal(pipe(ready), 0);
    child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        sqlite3 *db = NULL;
        bool held = sqlite3_open(path_in(w, "readoutd.db"), &db) == SQLITE_OK &&
                    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;

        if (write(ready[1], held ? "y" : "n", 1) == 1) {
            usleep(200000);
        }
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    world_sync(w, feeds, ARRAY_LEN(feeds));
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(ready[0]);
    close(ready[1]);
}

/* The disk is full in the middle of a batch: nothing of it stands, the next one works. */
static void full_disk_loses_nothing(void **state)
{
    struct world *w = *state;
    struct err err = {0};
    struct store_feed_conf conf = {.url = STR("https://x.example/")};
    char *settings = malloc(200000);
    int rc = 0;

    assert_non_null(settings);
    memset(settings, 'x', 200000);
    world_sync(w, feeds, ARRAY_LEN(feeds));
    conf.settings = (struct str){settings, 200000};
    IN_JOB(w, sql_script(w->store->db, "PRAGMA max_page_count = 80", &job_err));
    world_begin(w);
    for (int i = 0; i < 10 && rc == 0; i++) {
        conf.name = arena_fmt(w->arena, "feed-%d", i);
        rc = store_sync_feed(w->store, &conf, &err);
    }
    assert_int_equal(rc, -1);
    assert_int_equal(err.code, ERR_FULL);
    if (store_job_end(w->store, false, &err) == -1 || store_commit(w->store, &err) == -1) {
        store_rollback(w->store);
    }
    /* SQLite may have ended the transaction: jobs behind the failed one must not run outside it. */
    assert_int_equal(store_job_begin(w->store, &err), -1);
    assert_int_equal(store_job_end(w->store, true, &err), -1);
    assert_int_equal(store_commit(w->store, &err), -1);
    store_rollback(w->store);
    IN_JOB(w, sql_script(w->store->db, "PRAGMA max_page_count = 100000", &job_err));
    assert_int_equal(world_number(w, "SELECT count(*) FROM feeds"), 3);
    conf.settings = STR("{}");
    IN_JOB(w, store_sync_feed(w->store, &conf, &job_err));
    free(settings);
}

/* 1 is NORMAL and 2 FULL: in WAL mode the first one syncs at checkpoints only. */
static void only_a_lazy_commit_waits_for_no_disk(void **state)
{
    static const char ask[] = "PRAGMA synchronous";
    struct world *w = *state;
    struct err err = {0};
    int64_t level;

    assert_int_equal(store_begin_lazy(w->store, &err), 0);
    assert_int_equal(sql_number(w->store->db, ask, SQL_NO_VALUES, &level, &err), 0);
    assert_int_equal(level, 1);
    assert_int_equal(store_commit(w->store, &err), 0);
    assert_int_equal(store_begin(w->store, &err), 0);
    assert_int_equal(sql_number(w->store->db, ask, SQL_NO_VALUES, &level, &err), 0);
    assert_int_equal(level, 2);
    assert_int_equal(store_commit(w->store, &err), 0);
}

static void a_failed_job_undoes_only_itself(void **state)
{
    struct world *w = *state;
    struct err err = {0};
    struct store_feed_conf conf = {.url = STR("https://x.example/"), .settings = STR("{}")};

    assert_int_equal(store_begin(w->store, &err), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_job_begin(w->store, &err), 0);
        conf.name = arena_fmt(w->arena, "feed-%d", i);
        assert_int_equal(store_sync_feed(w->store, &conf, &err), 0);
        assert_int_equal(store_job_end(w->store, i != 1, &err), 0);
    }
    assert_int_equal(store_commit(w->store, &err), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM feeds"), 2);
    assert_int_equal(world_feed(w, "feed-1"), 0);
}

static void claims_of_an_earlier_run_are_void(void **state)
{
    static const struct world_item items[] = {
        {"1", "https://x.example/one", "One", 1, NULL, false}};
    struct world *w = *state;
    struct world_poll poll = {"a", items, 1, -1};
    struct store_feed *got;
    struct store_item *item;
    struct store_outbox *row;
    size_t count;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    world_put(w, &poll);
    assert_int_equal(world_spool(w), 1);
    assert_int_equal(claim(w, STORE_DUE, 10, &got), 2);
    assert_int_equal(claim(w, STORE_DUE, 10, &got), 0);
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &row, &count, &job_err));
    assert_int_equal(count, 1);
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &row, &count, &job_err));
    assert_int_equal(count, 0);
    reopen(w);
    assert_int_equal(claim(w, STORE_DUE, 10, &got), 2);
    IN_JOB(w, store_claim_outbox(w->store, w->arena, w->now, 9, &row, &count, &job_err));
    assert_int_equal(count, 1);
    assert_str(row[0].notifier, "desk");
    assert_int_equal(row[0].first_try, w->now);
    IN_JOB(w, store_claim_items(w->store, w->arena, w->now, 9, false, &item, &count, &job_err));
    assert_int_equal(count, 0);
}

static void due_feeds_come_in_order_and_once(void **state)
{
    struct world *w = *state;
    struct store_poll end = {.polled_at = WORLD_START, .status = 200};
    struct store_feed *got;
    struct store_dues dues;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    assert_int_equal(claim(w, STORE_DUE, 2, &got), 2);
    assert_str(got[0].name, "a");
    assert_true(got[0].first);
    assert_int_equal(got[0].last_poll, TIME_NONE);
    end.feed_id = got[0].id;
    end.due = w->now + 100;
    IN_JOB(w, store_put_poll(w->store, &end, &job_err));
    IN_JOB(w, store_release_feed(w->store, got[1].id, &job_err));
    IN_JOB(w, store_next_due(w->store, &dues, &job_err));
    assert_int_equal(dues.feed, w->now);
    assert_int_equal(dues.item, TIME_NONE);
    assert_int_equal(dues.outbox, TIME_NONE);
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 2);
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 0);
    IN_JOB(w, store_next_due(w->store, &dues, &job_err));
    assert_int_equal(dues.feed, w->now + 100);
    w->now += 100;
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_str(got[0].name, "a");
    assert_int_equal(got[0].last_success, WORLD_START);
}

static void all_takes_each_feed_once_a_run(void **state)
{
    struct world *w = *state;
    struct store_poll end = {.polled_at = WORLD_START, .status = 200, .due = WORLD_START + 900};
    struct store_feed *got;
    size_t polled = 0, count;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    for (int run = 1; run <= 2; run++) {
        while ((count = claim(w, STORE_DUE_OR_NOT, 2, &got)) > 0) {
            for (size_t i = 0; i < count; i++) {
                end.feed_id = got[i].id;
                IN_JOB(w, store_put_poll(w->store, &end, &job_err));
            }
            polled += count;
        }
        assert_int_equal(polled, run * 3);
        reopen(w);
    }
}

static void host_that_asks_for_patience_gets_it(void **state)
{
    struct world *w = *state;
    struct store_poll end = {.polled_at = WORLD_START,
                             .status = 429,
                             .due = WORLD_START + 60,
                             .error = STR("429"),
                             .keep_validators = true,
                             .host = STR("b.example"),
                             .host_not_before = WORLD_START + 500};
    struct store_feed *got;
    struct store_dues dues;

    world_sync(w, feeds, ARRAY_LEN(feeds));
    end.feed_id = world_feed(w, "a");
    IN_JOB(w, store_put_poll(w->store, &end, &job_err));
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_str(got[0].name, "c");
    IN_JOB(w, store_next_due(w->store, &dues, &job_err));
    assert_int_equal(dues.feed, w->now + 60);
    w->now += 60;
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_int_equal(got[0].failures, 1);
    IN_JOB(w, store_next_due(w->store, &dues, &job_err));
    assert_int_equal(dues.feed, WORLD_START + 500);
    w->now = WORLD_START + 500;
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_str(got[0].name, "b");
}

static void validators_live_and_die_as_told(void **state)
{
    struct world *w = *state;
    struct store_poll good = {.polled_at = WORLD_START,
                              .due = WORLD_START,
                              .status = 200,
                              .etag = STR("\"e\""),
                              .last_modified = STR("m"),
                              .validator_url = STR("https://a.example/feed"),
                              .body_hash = STR("h"),
                              .fetch_url = STR("https://moved.example/feed")};
    struct store_poll bad = {.polled_at = WORLD_START + 1,
                             .due = WORLD_START,
                             .error = STR("no route"),
                             .keep_validators = true,
                             .permanent_url = STR("https://p.example/"),
                             .permanent_count = 2};
    struct store_feed *got;

    world_sync(w, feeds, 1);
    good.feed_id = bad.feed_id = world_feed(w, "a");
    IN_JOB(w, store_put_poll(w->store, &good, &job_err));
    IN_JOB(w, store_put_poll(w->store, &bad, &job_err));
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_str(got[0].etag, "\"e\"");
    assert_str(got[0].body_hash, "h");
    assert_str(got[0].fetch_url, "https://moved.example/feed");
    assert_str(got[0].url, "https://a.example/feed");
    assert_str(got[0].permanent_url, "https://p.example/");
    assert_int_equal(got[0].permanent_count, 2);
    assert_int_equal(got[0].failures, 1);
    assert_int_equal(got[0].last_success, WORLD_START);
    assert_true(got[0].first);
}

static void sync_one(struct world *w, const char *name, const char *url)
{
    struct store_feed_conf conf = {.name = str_z(name),
                                   .url = str_z(url),
                                   .settings = STR("{\"x\":1}"),
                                   .now = w->now + 5,
                                   .longest_s = 400 * 86400,
                                   .spread_due = w->now};
    int64_t count, removed;

    IN_JOB(w, store_sync_begin(w->store, &job_err));
    IN_JOB(w, store_sync_feed(w->store, &conf, &job_err));
    IN_JOB(w, store_sync_end(w->store, &count, &removed, &job_err));
}

static void a_new_url_drops_what_belonged_to_the_old(void **state)
{
    struct world *w = *state;
    struct store_poll end = {.polled_at = WORLD_START,
                             .due = WORLD_START + 900,
                             .status = 410,
                             .error = STR("410"),
                             .gone = true,
                             .etag = STR("e")};
    struct store_feed *got;

    world_sync(w, feeds, 1);
    end.feed_id = world_feed(w, "a");
    IN_JOB(w, store_put_poll(w->store, &end, &job_err));
    w->now += 1000;
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 0);
    assert_int_equal(claim(w, STORE_DUE_OR_NOT, 9, &got), 0);
    sync_one(w, "a", "https://new.example/");
    w->now += 5;
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_null(got[0].etag.ptr);
    assert_int_equal(got[0].failures, 0);
    assert_str(got[0].settings, "{\"x\":1}");
    /* While that poll runs the URL changes again: what it brings belongs to nobody. */
    sync_one(w, "a", "https://newer.example/");
    end.status = 200;
    end.error = STR_NULL;
    end.gone = false;
    IN_JOB(w, store_put_poll(w->store, &end, &job_err));
    w->now += 5;
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_null(got[0].etag.ptr);
    assert_str(got[0].fetch_url, "https://newer.example/");
}

/* All times are seconds after the poll; the configuration comes 100 s after it. */
static struct due_row {
    const char *name;
    int64_t due, not_before, longest, spread;
    bool failed, start;
    int64_t want;
    bool deaf; /* to hints */
} due_rows[] = {
    {"the same interval changes nothing", 900, 0, 990, 100, false, false, 900, false},
    {"a longer interval changes nothing", 900, 0, 9900, 100, false, false, 900, false},
    {"a shorter interval pulls the due time forward", 86400, 0, 990, 100, false, false, 990, false},
    {"one that has passed by then is made up for soon", 86400, 0, 50, 130, false, false, 130,
     false},
    {"never before the publisher's wish", 86400, 7200, 990, 100, false, false, 7200, false},
    {"nor after it, where wishes count no more", 86400, 7200, 990, 100, false, false, 990, true},
    {"that is no end of a backoff", 86400, 86400, 990, 100, true, false, 86400, true},
    {"a feed in backoff stays there", 86400, 86400, 990, 100, true, false, 86400, false},
    {"what is overdue at a start is spread", 60, 0, 990, 130, false, true, 130, false},
    {"so is a feed in backoff", 60, 60, 990, 130, true, true, 130, false},
    {"what is not yet due at a start stays", 101, 0, 990, 130, false, true, 101, false},
    {"a reload spreads nothing that waits its turn", 60, 0, 990, 130, false, false, 60, false},
};

static void a_due_time_follows_the_configuration(void **state)
{
    struct world *w = *state;
    struct store_feed_conf conf = {.name = STR("a"), .url = STR("https://a.example/feed")};
    int64_t count, removed;

    for (size_t i = 0; i < ARRAY_LEN(due_rows); i++) {
        const struct due_row *row = &due_rows[i];
        struct store_poll end = {.polled_at = w->now,
                                 .due = w->now + row->due,
                                 .not_before = w->now + row->not_before,
                                 .error = row->failed ? STR("no route") : STR_NULL};

        world_sync(w, feeds, 1);
        end.feed_id = world_feed(w, "a");
        IN_JOB(w, store_put_poll(w->store, &end, &job_err));
        conf.now = w->now + 100;
        conf.longest_s = row->longest;
        conf.spread_due = w->now + row->spread;
        conf.start = row->start;
        conf.ignore_hints = row->deaf;
        IN_JOB(w, store_sync_begin(w->store, &job_err));
        IN_JOB(w, store_sync_feed(w->store, &conf, &job_err));
        IN_JOB(w, store_sync_end(w->store, &count, &removed, &job_err));
        if (world_number(w, "SELECT due FROM feeds") - w->now != row->want) {
            fail_msg("%s: %ld", row->name,
                     (long)(world_number(w, "SELECT due FROM feeds") - w->now));
        }
        w->now += 100000;
    }
}

static void a_poll_that_ran_during_a_reload_ends_in_the_new_interval(void **state)
{
    struct world *w = *state;
    struct store_feed_conf conf = {.name = STR("a"),
                                   .url = STR("https://a.example/feed"),
                                   .now = w->now,
                                   .longest_s = 300,
                                   .spread_due = w->now};
    struct store_poll end = {.polled_at = w->now + 5, .due = w->now + 86400};
    struct store_feed *got;
    int64_t count, removed;

    world_sync(w, feeds, 1);
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    IN_JOB(w, store_sync_begin(w->store, &job_err));
    IN_JOB(w, store_sync_feed(w->store, &conf, &job_err));
    IN_JOB(w, store_sync_end(w->store, &count, &removed, &job_err));
    end.feed_id = got[0].id;
    IN_JOB(w, store_put_poll(w->store, &end, &job_err));
    assert_int_equal(world_number(w, "SELECT due FROM feeds"), w->now + 305);
    end.not_before = w->now + 7200;
    IN_JOB(w, store_put_poll(w->store, &end, &job_err));
    assert_int_equal(world_number(w, "SELECT due FROM feeds"), w->now + 7200);
}

static void a_feed_put_back_is_no_first_poll(void **state)
{
    static const struct world_item items[] = {
        {"1", "https://x.example/one", "One", 1, NULL, false}};
    struct world *w = *state;
    struct world_poll poll = {"a", items, 1, -1};
    struct store_feed *got;

    world_sync(w, feeds, 2);
    world_put(w, &poll);
    world_sync(w, feeds + 1, 1);
    w->now += 1000;
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_str(got[0].name, "b");
    world_sync(w, feeds, 2);
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_str(got[0].name, "a");
    assert_false(got[0].first);
}

static void status_and_counts_tell_what_is(void **state)
{
    static const struct world_item items[] = {
        {"1", "https://x.example/one", "One", 1, NULL, false},
        {"2", "https://x.example/two", "Two", 1, NULL, false}};
    struct world *w = *state;
    struct world_poll poll = {"b", items, 2, -1};
    struct store_status *rows;
    struct store_counts counts;
    size_t count;

    world_sync(w, feeds, 2);
    world_put(w, &poll);
    IN_JOB(w, store_status(w->store, w->arena, STR(""), 1, &rows, &count, &job_err));
    assert_int_equal(count, 1);
    assert_str(rows[0].name, "a");
    IN_JOB(w, store_status(w->store, w->arena, rows[0].name, 9, &rows, &count, &job_err));
    assert_int_equal(count, 1);
    assert_str(rows[0].name, "b");
    IN_JOB(w, store_status(w->store, w->arena, STR(""), 9, &rows, &count, &job_err));
    assert_int_equal(count, 2);
    assert_str(rows[1].name, "b");
    assert_str(rows[1].decision, "parsed");
    assert_int_equal(rows[1].items, 2);
    assert_int_equal(rows[1].last_success, WORLD_START);
    assert_int_equal(rows[0].last_poll, TIME_NONE);
    IN_JOB(w, store_counts(w->store, &counts, &job_err));
    assert_int_equal(counts.feeds, 2);
    assert_int_equal(counts.items, 2);
    assert_int_equal(counts.items_waiting, 2);
    assert_int_equal(counts.outbox_waiting, 0);
    world_spool(w);
    IN_JOB(w, store_counts(w->store, &counts, &job_err));
    assert_int_equal(counts.items_waiting, 0);
    assert_int_equal(counts.items_failed, 0);
    assert_int_equal(counts.outbox_waiting, 2);
}

static void status_tells_when_a_feed_is_asked_again_and_where(void **state)
{
    struct world *w = *state;
    struct store_status *rows;
    struct store_poll poll = {
        .polled_at = w->now, .keep_validators = true, .decision = STR("read")};
    size_t count;

    world_sync(w, feeds, 2);
    IN_JOB(w, store_status(w->store, w->arena, STR(""), 9, &rows, &count, &job_err));
    assert_int_equal(rows[0].due, w->now);
    assert_null(rows[0].moved_to.ptr);
    poll.feed_id = world_number(w, "SELECT id FROM feeds WHERE name = 'a'");
    poll.fetch_url = STR("https://held.example/new");
    poll.due = w->now + 900;
    poll.host = STR("held.example");
    poll.host_not_before = w->now + 5000;
    IN_JOB(w, store_put_poll(w->store, &poll, &job_err));
    poll = (struct store_poll){.feed_id = world_number(w, "SELECT id FROM feeds WHERE name = 'b'"),
                               .polled_at = w->now,
                               .due = w->now + 900,
                               .error = STR("HTTP 410"),
                               .keep_validators = true,
                               .gone = true};
    IN_JOB(w, store_put_poll(w->store, &poll, &job_err));
    IN_JOB(w, store_status(w->store, w->arena, STR(""), 9, &rows, &count, &job_err));
    assert_int_equal(count, 2);
    assert_str(rows[0].moved_to, "https://held.example/new");
    assert_int_equal(rows[0].due, w->now + 5000);
    assert_true(rows[1].gone);
    assert_int_equal(rows[1].due, TIME_NONE);
}

static void a_jump_of_the_clock_moves_what_is_due(void **state)
{
    static const struct world_item items[] = {
        {"1", "https://x.example/one", "One", 1, NULL, false}};
    struct world *w = *state;
    struct world_poll poll = {"a", items, 1, -1};
    struct store_dues dues;

    world_sync(w, feeds, 1);
    world_put(w, &poll);
    IN_JOB(w, store_shift(w->store, -3600, &job_err));
    IN_JOB(w, store_next_due(w->store, &dues, &job_err));
    assert_int_equal(dues.feed, WORLD_START + 900 - 3600);
    assert_int_equal(dues.item, WORLD_START - 3600);
    assert_int_equal(dues.outbox, TIME_NONE);
}

/* The due feed of a hundred thousand is found without looking at the others. */
static void claims_use_their_index(void **state)
{
    static const char *const texts[] = {
        "EXPLAIN QUERY PLAN SELECT id FROM feeds WHERE listed = 1 AND gone = 0"
        " AND NOT EXISTS (SELECT 1 FROM temp.polls WHERE polls.id = feeds.id)"
        " AND due <= 5 ORDER BY due LIMIT 5",
        "EXPLAIN QUERY PLAN SELECT id FROM items WHERE due IS NOT NULL AND claim = 0"
        " AND due <= 5 ORDER BY due LIMIT 5",
        "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE due IS NOT NULL AND claim = 0"
        " AND due <= 5 ORDER BY due LIMIT 5",
    };
    struct world *w = *state;
    struct err err = {0};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct sql_query *rows;
        size_t searches = 0;

        assert_int_equal(sql_query(w->store->db, texts[i], SQL_NO_VALUES, &rows, &err), 0);
        while (sql_next(rows, &err) == 1) {
            struct str step = sql_str(w->arena, rows, 3);

            searches += str_find(step, STR("SEARCH"), 0) == 0;
            assert_int_equal(str_find(step, STR("SCAN"), 0), STR_NPOS);
            assert_int_equal(str_find(step, STR("TEMP B-TREE"), 0), STR_NPOS);
        }
        assert_true(searches > 0);
    }
}

/* Puts feeds "a" and "b" with these settings. */
static void sync_settings(struct world *w, const char *a, const char *b)
{
    struct store_feed_conf conf = {.now = w->now, .longest_s = 86400, .spread_due = w->now};
    int64_t listed, removed;

    IN_JOB(w, store_sync_begin(w->store, &job_err));
    conf.name = STR("a");
    conf.url = STR("https://a.example/feed");
    conf.settings = str_z(a);
    IN_JOB(w, store_sync_feed(w->store, &conf, &job_err));
    conf.name = STR("b");
    conf.url = STR("https://b.example/feed");
    conf.settings = str_z(b);
    IN_JOB(w, store_sync_feed(w->store, &conf, &job_err));
    IN_JOB(w, store_sync_end(w->store, &listed, &removed, &job_err));
}

static void a_pass_takes_what_is_nearly_due(void **state)
{
    /* Seconds from the poll to its due time, to what the publisher asked for, to the pass. */
    static const struct {
        int64_t due, not_before, pass;
        size_t claimed;
    } rows[] = {
        {991, 0, 900, 1},     {991, 0, 860, 0},       {900, 900, 899, 0},     {900, 899, 899, 1},
        {2, 0, 0, 1},         {4, 0, 1, 0},           {99, 0, 99, 1},         {86400, 0, 75600, 1},
        {86400, 0, 75000, 0}, {400000, 0, 388000, 0}, {400000, 0, 390000, 1},
    };
    struct world *w = *state;
    struct store_poll end = {.status = 200};
    struct store_feed *got;

    world_sync(w, feeds, 1);
    assert_int_equal(claim(w, STORE_DUE_IN_PASS, 9, &got), 1);
    end.feed_id = got[0].id;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        end.polled_at = w->now;
        end.due = w->now + rows[i].due;
        end.not_before = w->now + rows[i].not_before;
        IN_JOB(w, store_put_poll(w->store, &end, &job_err));
        assert_int_equal(claim(w, STORE_DUE_IN_PASS, 9, &got), 0);
        reopen(w);
        w->now += rows[i].pass;
        assert_int_equal(claim(w, STORE_DUE_IN_PASS, 9, &got), rows[i].claimed);
        reopen(w);
    }
}

static void settings_are_stored_once_each(void **state)
{
    struct world *w = *state;
    struct store_feed *got;

    sync_settings(w, "{\"x\":1}", "{\"x\":1}");
    assert_int_equal(world_number(w, "SELECT count(*) FROM settings"), 1);
    sync_settings(w, "{\"x\":1}", "{\"x\":2}");
    assert_int_equal(world_number(w, "SELECT count(*) FROM settings"), 2);
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 2);
    assert_str(got[0].settings, "{\"x\":1}");
    assert_str(got[1].settings, "{\"x\":2}");
    sync_settings(w, "{\"x\":2}", "{\"x\":2}");
    assert_int_equal(world_number(w, "SELECT count(*) FROM settings"), 1);
}

static void settings_of_an_old_schema_are_kept(void **state)
{
    struct world *w = *state;
    struct sql *db;
    struct err err;
    struct store_feed *got;

    make_old(w, 1);
    assert_int_equal(sql_open(path_in(w, "readoutd.db"), &db, &err), 0);
    assert_int_equal(sql_script(db, "UPDATE feeds SET settings = '{\"x\":3}'", &err), 0);
    sql_close(db);
    world_open(w);
    assert_int_equal(claim(w, STORE_DUE, 9, &got), 1);
    assert_str(got[0].settings, "{\"x\":3}");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(damaged_files_are_set_aside),
        TEST(an_old_schema_is_copied_and_brought_up_to_date),
        TEST(without_a_copy_the_schema_stays_old),
        TEST(a_database_closed_in_order_is_known_as_sound),
        TEST(newer_schema_is_refused),
        TEST(missing_folder_is_told),
        TEST(foreign_lock_is_waited_for),
        TEST(full_disk_loses_nothing),
        TEST(only_a_lazy_commit_waits_for_no_disk),
        TEST(a_failed_job_undoes_only_itself),
        TEST(claims_of_an_earlier_run_are_void),
        TEST(due_feeds_come_in_order_and_once),
        TEST(all_takes_each_feed_once_a_run),
        TEST(host_that_asks_for_patience_gets_it),
        TEST(validators_live_and_die_as_told),
        TEST(a_new_url_drops_what_belonged_to_the_old),
        TEST(a_due_time_follows_the_configuration),
        TEST(a_poll_that_ran_during_a_reload_ends_in_the_new_interval),
        TEST(a_feed_put_back_is_no_first_poll),
        TEST(status_and_counts_tell_what_is),
        TEST(status_tells_when_a_feed_is_asked_again_and_where),
        TEST(a_jump_of_the_clock_moves_what_is_due),
        TEST(claims_use_their_index),
        TEST(a_pass_takes_what_is_nearly_due),
        TEST(settings_are_stored_once_each),
        TEST(settings_of_an_old_schema_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
