#include "unit/store/world.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "fmt/sha.h"
#include "fmt/time.h"
#include "fmt/url.h"
#include "store/store_impl.h"

void world_open(struct world *w)
{
    struct err err = {0};

    if (store_open(w->dir, w->now, &w->store, &err) == -1) {
        fail_msg("%s", err.text);
    }
}

int world_setup(void **state)
{
    struct world *w = calloc(1, sizeof(*w));

    assert_non_null(w);
    snprintf(w->dir, sizeof(w->dir), "/tmp/readout-store-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    w->arena = arena_new();
    w->now = WORLD_START;
    world_open(w);
    *state = w;
    return 0;
}

int world_teardown(void **state)
{
    struct world *w = *state;
    DIR *dir = opendir(w->dir);
    const struct dirent *entry;
    char path[400];

    store_close(w->store);
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        snprintf(path, sizeof(path), "%s/%s", w->dir, entry->d_name);
        unlink(path);
    }
    closedir(dir);
    rmdir(w->dir);
    arena_free(w->arena);
    free(w);
    return 0;
}

void world_begin(struct world *w)
{
    struct err err = {0};

    if (store_begin(w->store, &err) == -1 || store_job_begin(w->store, &err) == -1) {
        fail_msg("%s", err.text);
    }
}

void world_end(struct world *w)
{
    struct err err = {0};

    if (store_job_end(w->store, true, &err) == -1 || store_commit(w->store, &err) == -1) {
        fail_msg("%s", err.text);
    }
}

void world_sync(struct world *w, const char *const *names, size_t count)
{
    int64_t feeds, removed;

    IN_JOB(w, store_sync_begin(w->store, &job_err));
    for (size_t i = 0; i < count; i++) {
        struct store_feed_conf conf = {
            .name = str_z(names[i]),
            .url = arena_fmt(w->arena, "https://%s.example/feed", names[i]),
            .settings = STR("{\"websub\":true}"),
            .now = w->now,
            .longest_s = 400 * 86400,
            .spread_due = w->now,
        };

        IN_JOB(w, store_sync_feed(w->store, &conf, &job_err));
    }
    IN_JOB(w, store_sync_end(w->store, &feeds, &removed, &job_err));
    assert_int_equal(feeds, count);
}

int64_t world_number(struct world *w, const char *query)
{
    int64_t out;

    /* Statements are known by address, so each text needs one that lasts. */
    IN_JOB(w, sql_number(w->store->db, arena_z(w->arena, str_z(query)), SQL_NO_VALUES, &out,
                         &job_err));
    return out;
}

int64_t world_feed(struct world *w, const char *name)
{
    struct str text = arena_fmt(w->arena, "SELECT id FROM feeds WHERE name = '%s'", name);

    return world_number(w, arena_z(w->arena, text));
}

static struct str digest_of(struct arena *a, const struct world_item *i)
{
    const struct str parts[] = {
        str_z(i->id),          str_z(i->link), str_z(i->title), arena_fmt(a, "%d", i->day),
        str_z(i->description),
    };

    return sha_hex_parts(a, parts, ARRAY_LEN(parts));
}

static struct item item_of(struct arena *a, const struct world_item *i, const struct str *known,
                           size_t known_count)
{
    struct item item = {
        .id = str_z(i->id),
        .link = str_z(i->link),
        .title = str_z(i->title),
        .content = str_z(i->description),
        .published = i->day == 0 ? TIME_NONE : WORLD_START + i->day * 86400,
        .updated = TIME_NONE,
        .digest = digest_of(a, i),
        .unwanted = i->unwanted,
    };

    for (size_t k = 0; k < known_count; k++) {
        if (str_eq(known[k], item.digest)) {
            return (struct item){.digest = item.digest, .known = true};
        }
    }
    item.link_key = i->link == NULL ? STR_NULL : url_link_key(a, item.link);
    item.placeholder = i->link == NULL && i->title == NULL;
    item.key = item.id.ptr != NULL         ? item.id
               : item.link_key.ptr != NULL ? item.link_key
                                           : sha_hex(a, item.title);
    return item;
}

struct store_put_result world_put(struct world *w, const struct world_poll *p)
{
    struct item *items = arena_array(w->arena, p->count, sizeof(*items));
    struct feed feed = {.items = items, .item_count = p->count};
    struct store_poll poll = {
        .feed_id = world_feed(w, p->feed),
        .polled_at = w->now,
        .due = w->now + 900,
        .status = 200,
        .decision = STR("parsed"),
    };
    struct store_put put = {.poll = &poll,
                            .feed = &feed,
                            .now = w->now,
                            .backlog = p->backlog,
                            .unfiltered = w->unfiltered};
    struct store_put_result result;
    struct str *known;
    size_t known_count;

    IN_JOB(w, store_known(w->store, w->arena, poll.feed_id, &known, &known_count, &job_err));
    for (size_t i = 0; i < p->count; i++) {
        items[i] = item_of(w->arena, &p->items[i], known, known_count);
    }
    IN_JOB(w, store_put_feed(w->store, w->arena, &put, &result, &job_err));
    return result;
}

static void spool_item(struct world *w, const struct store_item *item)
{
    static const struct str notifier = STR_INIT("desk");
    struct store_readout r = {
        .item_id = item->id,
        .revision = item->revision,
        .notifiers = &notifier,
        .notifier_count = 1,
    };
    struct err err = {0};
    bool failed;

    r.report = (struct report){
        .event =
            arena_fmt(w->arena, "event-%lld.%lld", (long long)item->id, (long long)item->revision),
        .spool_name =
            arena_fmt(w->arena, "%lld.%lld", (long long)item->id, (long long)item->revision),
        .source = STR("page"),
        .fetched = w->now,
        .article_url = item->link,
        .article_text = STR("A text."),
        .summary = STR("[]"),
        .method = STR("extractive"),
        .readout = STR("{\"is_readout\":false}"),
    };
    if (store_enter_stage(w->store, item->id, "article", &failed, &err) == -1 ||
        store_enter_stage(w->store, item->id, "digest", &failed, &err) == -1 ||
        store_put_readout(w->store, &r, &err) == -1 ||
        store_spooled(w->store, item->id, item->revision, w->now, &err) == -1) {
        fail_msg("%s", err.text);
    }
}

size_t world_spool(struct world *w)
{
    struct store_item *items;
    size_t count, done = 0;

    do {
        IN_JOB(w,
               store_claim_items(w->store, w->arena, w->now, 2, false, &items, &count, &job_err));
        world_begin(w);
        for (size_t i = 0; i < count; i++) {
            spool_item(w, &items[i]);
        }
        world_end(w);
        done += count;
    } while (count > 0);
    return done;
}
