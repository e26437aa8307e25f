#include "pipeline/settings.h"

#include "fmt/json.h"
#include "fmt/time.h"

static const struct json_field fields[] = {
    JSON_FIELD(struct settings, interval_s, INT), //
    JSON_FIELD(struct settings, min_interval_s, INT),
    JSON_FIELD(struct settings, max_interval_s, INT),
    JSON_FIELD(struct settings, timeout_s, INT),
    JSON_FIELD(struct settings, max_body, INT),
    JSON_FIELD(struct settings, backlog, INT),
    JSON_FIELD(struct settings, sentences, INT),
    JSON_FIELD(struct settings, characters, INT),
    JSON_FIELD(struct settings, page_deadline_s, INT),
    JSON_FIELD(struct settings, permanent_redirects, INT),
    JSON_FIELD(struct settings, max_redirects, INT),
    JSON_FIELD(struct settings, adaptive, BOOL),
    JSON_FIELD(struct settings, ignore_hints, BOOL),
    JSON_FIELD(struct settings, allow_private, BOOL),
    JSON_FIELD(struct settings, same_story, BOOL),
    JSON_FIELD(struct settings, websub, BOOL),
    JSON_FIELD(struct settings, user_agent, STR),
    JSON_FIELD(struct settings, length, STR),
    JSON_FIELD(struct settings, ask, STR),
    JSON_FIELD(struct settings, daily_tokens, COUNT),
    JSON_FIELD(struct settings, daily_cents, COUNT),
    JSON_STRS(struct settings, match, match_count),
    JSON_STRS(struct settings, ignore, ignore_count),
    JSON_STRS(struct settings, select, select_count),
    JSON_STRS(struct settings, remove, remove_count),
    JSON_STRS(struct settings, recheck, recheck_count),
};
static const struct json_shape shape = JSON_SHAPE(struct settings, fields);

/* What the feed says, else what holds for all. */
static int64_t own_or(int64_t own, int64_t global)
{
    return own == CONF_UNSET ? global : own;
}

static struct str *joined(struct arena *a, const struct str *x, size_t n, const struct str *y,
                          size_t m)
{
    struct str *all = arena_array(a, n + m, sizeof(*all));

    for (size_t i = 0; i < n + m; i++) {
        all[i] = i < n ? x[i] : y[i - n];
    }
    return all;
}

int64_t settings_interval(const struct conf *c, const struct conf_feed *f, bool *adaptive)
{
    int64_t written = own_or(f->interval_s, c->interval_s);

    *adaptive = written == CONF_UNSET;
    return *adaptive ? CONF_INTERVAL_S : written;
}

void settings_write(struct buf *out, const struct conf *c, const struct conf_feed *f)
{
    struct arena *a = arena_new();
    struct str ask = f->ask.ptr != NULL ? f->ask : c->ask;
    struct settings s = {
        .min_interval_s = c->min_interval_s,
        .max_interval_s = c->max_interval_s,
        .timeout_s = own_or(f->timeout_s, c->timeout_s),
        .max_body = own_or(f->max_body, c->max_body),
        .backlog = own_or(f->backlog, c->backlog),
        .sentences = own_or(f->sentences, c->sentences),
        .characters = own_or(f->characters, c->characters),
        .length = f->length.ptr != NULL ? f->length : c->length,
        .page_deadline_s = c->page_deadline_s,
        .permanent_redirects = c->permanent_redirects,
        .max_redirects = c->max_redirects,
        .ignore_hints = f->ignore_hints || c->ignore_hints,
        .allow_private = c->allow_private,
        .same_story = c->same_story && f->same_story,
        .websub = f->websub && c->websub_listen.ptr != NULL,
        .user_agent = f->user_agent,
        .ask = str_eq(ask, STR("none")) ? STR_NULL : ask,
        .daily_tokens = f->daily_tokens,
        .daily_cents = f->daily_cents,
        .match = f->match_count > 0 ? f->match : c->match,
        .match_count = f->match_count > 0 ? f->match_count : c->match_count,
        .ignore = joined(a, c->ignore, c->ignore_count, f->ignore, f->ignore_count),
        .ignore_count = c->ignore_count + f->ignore_count,
        .recheck = f->recheck_count > 0 ? f->recheck : c->recheck,
        .recheck_count = f->recheck_count > 0 ? f->recheck_count : c->recheck_count,
        .select = f->select,
        .select_count = f->select_count,
        .remove = f->remove,
        .remove_count = f->remove_count,
    };

    s.interval_s = settings_interval(c, f, &s.adaptive);
    json_write(out, &shape, &s);
    arena_free(a);
}

int settings_read(struct arena *a, struct str json, struct settings *out, struct err *err)
{
    return json_read(a, json, &shape, out, err);
}

struct schedule_rules settings_rules(const struct settings *s)
{
    return (struct schedule_rules){s->interval_s, s->min_interval_s, s->max_interval_s,
                                   s->ignore_hints, s->adaptive};
}

/* The next word of a list whose strings may hold several. */
static bool next_time(struct str *rest, struct str *word)
{
    do {
        if (!str_split(rest, ' ', word)) {
            return false;
        }
    } while (word->len == 0);
    return true;
}

bool settings_recheck_valid(const struct str *times, size_t count)
{
    struct str rest, word;
    int64_t seconds;

    if (count == 1 && str_eq(times[0], STR("never"))) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        rest = times[i];
        while (next_time(&rest, &word)) {
            if (!conf_duration(word, &seconds) || seconds < 60 || seconds > 366 * 86400) {
                return false;
            }
        }
    }
    return true;
}

int64_t settings_recheck(const struct settings *s, int64_t first, int64_t now)
{
    int64_t next = TIME_NONE, after;
    struct str rest, word;

    for (size_t i = 0; i < s->recheck_count; i++) {
        rest = s->recheck[i];
        while (next_time(&rest, &word)) {
            if (conf_duration(word, &after) && first + after > now &&
                (next == TIME_NONE || first + after < next)) {
                next = first + after;
            }
        }
    }
    return next;
}
