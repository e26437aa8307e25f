#include "pipeline/story.h"

#include "digest/filter.h"
#include "fmt/time.h"
#include "pipeline/settings.h"

/* ---- whom a report goes to ---- */

static void note_slow(struct arena *a, struct story_choice *c, struct str notifier,
                      const struct filter_timeouts *t)
{
    for (size_t i = 0; i < t->count; i++) {
        c->slow = arena_grow(a, c->slow, c->slow_count, &c->slow_cap, sizeof(*c->slow));
        c->slow[c->slow_count++] =
            (struct slow_rule){.owner = "notify", .name = notifier, .pattern = t->patterns[i]};
    }
}

static bool passes(struct arena *a, const struct report *r, const struct filter_rules *rules,
                   struct filter_timeouts *timeouts)
{
    struct str *parts = arena_array(a, r->category_count + 2, sizeof(*parts));
    const struct filter_subject subject = {parts, r->category_count + 2, true};

    parts[0] = r->title;
    parts[1] = r->article_text;
    for (size_t i = 0; i < r->category_count; i++) {
        parts[i + 2] = r->categories[i];
    }
    return filter_judge(a, rules, &subject, timeouts) != FILTER_DROP;
}

static bool is_chosen(struct arena *a, struct story_choice *c, const struct conf_notify *n)
{
    const struct filter_rules rules = {n->match, NULL, n->match_count, 0};
    const struct str parts[] = {c->report->title, c->report->article_text};
    const struct filter_subject subject = {parts, ARRAY_LEN(parts), true};
    struct filter_timeouts timeouts = {0};
    bool matched = filter_judge(a, &rules, &subject, &timeouts) == FILTER_KEEP;

    note_slow(a, c, n->name, &timeouts);
    return matched;
}

void story_choose(struct arena *a, struct story_choice *c, struct str feed)
{
    for (size_t i = 0; i < c->conf->notify_count; i++) {
        const struct conf_notify *n = &c->conf->notifies[i];

        if ((n->feed_count > 0 && !str_is_listed(n->feeds, n->feed_count, feed)) ||
            (c->report->revision > 1 && !n->revisions) ||
            str_is_listed(c->names, c->count, n->name) || !is_chosen(a, c, n)) {
            continue;
        }
        c->names = arena_grow(a, c->names, c->count, &c->cap, sizeof(*c->names));
        c->names[c->count++] = n->name;
    }
}

/* Whether the feed's own filters let the report pass. */
static bool is_wanted(struct arena *a, const struct store_source *feed, const struct report *r)
{
    struct filter_timeouts timeouts = {0};
    struct settings settings;
    struct err err;

    if (feed->settings.ptr == NULL || settings_read(a, feed->settings, &settings, &err) == -1) {
        return false;
    }
    const struct filter_rules rules = {settings.match, settings.ignore, settings.match_count,
                                       settings.ignore_count};

    return passes(a, r, &rules, &timeouts);
}

int story_choose_others(struct store *s, struct arena *a, struct story_choice *c, int64_t item_id,
                        struct err *err)
{
    struct store_source *sources;
    size_t count;

    if (store_sources(s, a, item_id, &sources, &count, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_wanted(a, &sources[i], c->report)) {
            story_choose(a, c, sources[i].name);
        }
    }
    return 0;
}

/* ---- the same story ---- */

/* Like texts whose titles are compared: beyond them stands one text under many, which is no story. */
enum { COMPARED_MOST = 32 };

/* As the store has it. */
static void print_of(const struct story_item *item, const struct story_print *p, int64_t *keys,
                     struct store_print *out)
{
    for (size_t i = 0; i < STORY_KEYS; i++) {
        keys[i] = (int64_t)p->keys[i];
    }
    *out = (struct store_print){item->print, keys, STORY_KEYS, item->kept};
}

static int agrees(struct store *s, struct arena *a, const struct story_item *item, int64_t like_id,
                  bool *yes, struct err *err)
{
    struct store_told told;

    *yes = false;
    if (store_story(s, a, like_id, &told, err) == -1) {
        return -1;
    }
    if (told.revision > 0 && told.report.article_text.ptr != NULL) {
        const struct story_text other = {told.report.title, told.report.article_text,
                                         told.report.article_language};

        *yes = story_titles_agree(a, &item->text, &other);
    }
    return 0;
}

int story_find(struct store *s, struct arena *a, const struct story_item *item, int64_t *story_id,
               struct err *err)
{
    int64_t keys[STORY_KEYS];
    struct story_print own, other;
    struct store_print print;
    struct store_like *likes;
    size_t count, compared = 0;
    bool same = false;

    *story_id = 0;
    if (!story_read(item->print, &own)) {
        return 0;
    }
    print_of(item, &own, keys, &print);
    if (store_like(s, a, item->id, &print, &likes, &count, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < count && !same && compared < COMPARED_MOST; i++) {
        if (story_read(likes[i].print, &other) && story_alike(&own, &other)) {
            compared++;
            if (agrees(s, a, item, likes[i].item_id, &same, err) == -1) {
                return -1;
            }
            *story_id = same ? likes[i].item_id : 0;
        }
    }
    return 0;
}

int story_keep(struct store *s, const struct story_item *item, struct err *err)
{
    int64_t keys[STORY_KEYS];
    struct story_print own;
    struct store_print print;

    if (!story_read(item->print, &own)) {
        return 0;
    }
    print_of(item, &own, keys, &print);
    return store_put_print(s, item->id, &print, err);
}

int story_tell(struct store *s, struct arena *a, const struct story_sighting *by, int64_t item_id,
               struct err *err)
{
    struct store_told told;

    if (store_story(s, a, item_id, &told, err) == -1) {
        return -1;
    }
    if (told.revision == 0 || !is_wanted(a, &by->feed, &told.report)) {
        return 0;
    }
    /* Whoever has not heard of the story yet hears of it as it stands. */
    told.report.revision = 1;
    struct story_choice choice = {.conf = by->conf, .report = &told.report};

    story_choose(a, &choice, by->feed.name);
    return store_tell(s, &told, choice.names, choice.count, by->now, err);
}
