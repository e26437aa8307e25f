#include "pipeline/slow.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/limits.h"
#include "core/map.h"
#include "pipeline/internal.h"
#include "pipeline/settings.h"
#include "sys/log.h"

struct slow {
    struct arena *arena;
    struct map told; /* a line for each rule: owner, name, pattern */
};

struct slow *slow_new(void)
{
    struct slow *s = calloc(1, sizeof(*s));

    if (s == NULL) {
        abort();
    }
    s->arena = arena_new();
    map_init(&s->told, s->arena);
    return s;
}

void slow_free(struct slow *s)
{
    if (s != NULL) {
        arena_free(s->arena);
        free(s);
    }
}

void slow_forget(struct slow *s)
{
    arena_free(s->arena);
    s->arena = arena_new();
    map_init(&s->told, s->arena);
}

void slow_tell(struct slow *s, const struct slow_rule *r)
{
    struct str name = r->global ? STR("") : r->name;
    struct buf key = {0};

    /* Names hold no line feed, so two rules never share a key. */
    buf_add_fmt(&key, "%s\n" STR_FMT "\n" STR_FMT, r->owner, STR_ARG(name), STR_ARG(r->pattern));
    if (map_get(&s->told, buf_view(&key)) == NULL) {
        map_put(&s->told, arena_str(s->arena, buf_view(&key)), s);
        log_warn("filter.timed_out", KV_STR(r->owner, r->name), KV_STR("pattern", r->pattern),
                 KV_INT("limit_ms", LIMIT_REGEX_MS),
                 KV_Z("next", "counts as no match; told once for this rule"));
    }
    buf_free(&key);
}

void pipeline_tell_slow(struct pipeline *p, struct str feed, const struct settings *s,
                        const struct str *patterns, size_t count)
{
    const struct conf *c = p->config->conf;

    for (size_t i = 0; i < count; i++) {
        const struct slow_rule rule = {
            .owner = "feed",
            .name = feed,
            .pattern = patterns[i],
            .global = str_is_listed(c->match, c->match_count, patterns[i]) ||
                      str_is_listed(c->ignore, c->ignore_count, patterns[i]),
        };

        /* A worker that was taken over may say anything. */
        if (str_is_listed(s->match, s->match_count, patterns[i]) ||
            str_is_listed(s->ignore, s->ignore_count, patterns[i])) {
            slow_tell(p->slow, &rule);
        }
    }
}
