#include "pipeline/budget.h"

#include <stdlib.h>

#include "core/arena.h"

enum { DAY_S = 86400 };
#define MICROS_A_CENT ((int64_t)1000000)

/* One model for one feed. */
struct share {
    struct share *next;
    struct str model, feed;
    struct cost used, aside;
};

enum scope { SCOPE_ALL, SCOPE_MODEL, SCOPE_FEED, SCOPE_COUNT };

/* What the notice of a limit was given for. */
struct told {
    struct told *next;
    enum scope scope;
    struct str name;
};

struct budget {
    struct arena *arena; /* of names; a day's */
    struct share *shares;
    struct told *told;
    int64_t day;
    bool loaded;
};

struct budget *budget_new(void)
{
    struct budget *b = calloc(1, sizeof(*b));

    if (b == NULL) {
        abort();
    }
    b->arena = arena_new();
    return b;
}

void budget_free(struct budget *b)
{
    if (b != NULL) {
        arena_free(b->arena);
        free(b);
    }
}

bool budget_loaded(const struct budget *b)
{
    return b->loaded;
}

void budget_set_loaded(struct budget *b)
{
    b->loaded = true;
}

/* A new day begins with nothing used; what is put aside stays, for it will be used in it. */
static void turn_day(struct budget *b, int64_t now)
{
    if (b->day != now / DAY_S) {
        b->day = now / DAY_S;
        b->told = NULL;
        for (struct share *s = b->shares; s != NULL; s = s->next) {
            s->used = (struct cost){0, 0};
        }
    }
}

static struct share *share_of(struct budget *b, struct str model, struct str feed)
{
    struct share *s = b->shares;

    while (s != NULL && !(str_eq(s->model, model) && str_eq(s->feed, feed))) {
        s = s->next;
    }
    if (s == NULL) {
        s = arena_alloc(b->arena, sizeof(*s));
        s->model = arena_str(b->arena, model);
        s->feed = arena_str(b->arena, feed);
        s->next = b->shares;
        b->shares = s;
    }
    return s;
}

void budget_add(struct budget *b, struct str model, struct str feed, struct cost used, int64_t now)
{
    struct share *s;

    turn_day(b, now);
    s = share_of(b, model, feed);
    s->used.tokens += used.tokens;
    s->used.micros += used.micros;
}

static bool is_told(struct budget *b, enum scope scope, struct str name)
{
    struct told *t = b->told;

    while (t != NULL && !(t->scope == scope && str_eq(t->name, name))) {
        t = t->next;
    }
    if (t != NULL) {
        return true;
    }
    t = arena_alloc(b->arena, sizeof(*t));
    *t = (struct told){b->told, scope, arena_str(b->arena, name)};
    b->told = t;
    return false;
}

static bool in_scope(const struct share *s, enum scope scope, struct str name)
{
    return scope == SCOPE_ALL || str_eq(scope == SCOPE_MODEL ? s->model : s->feed, name);
}

/* Whether `most` still fits below what a scope allows. */
static bool fits(const struct budget *b, enum scope scope, struct str name,
                 const struct allowance *allowed, struct cost most)
{
    struct cost sum = most;

    for (const struct share *s = b->shares; s != NULL; s = s->next) {
        if (in_scope(s, scope, name)) {
            sum.tokens += s->used.tokens + s->aside.tokens;
            sum.micros += s->used.micros + s->aside.micros;
        }
    }
    return (allowed->tokens < 0 || sum.tokens <= allowed->tokens) &&
           (allowed->cents < 0 || sum.micros / MICROS_A_CENT < allowed->cents ||
            sum.micros == allowed->cents * MICROS_A_CENT);
}

bool budget_take(struct budget *b, struct str model, struct str feed,
                 const struct budget_limits *limits, struct cost most, int64_t now,
                 const char **which, bool *first)
{
    const struct {
        const char *which;
        struct str name;
        const struct allowance *allowed;
    } scopes[SCOPE_COUNT] = {
        [SCOPE_ALL] = {"all models", STR(""), &limits->all},
        [SCOPE_MODEL] = {"the model", model, &limits->model},
        [SCOPE_FEED] = {"the feed", feed, &limits->feed},
    };
    struct share *s;

    turn_day(b, now);
    for (enum scope i = SCOPE_ALL; i < SCOPE_COUNT; i++) {
        if (!fits(b, i, scopes[i].name, scopes[i].allowed, most)) {
            *which = scopes[i].which;
            *first = !is_told(b, i, scopes[i].name);
            return false;
        }
    }
    s = share_of(b, model, feed);
    s->aside.tokens += most.tokens;
    s->aside.micros += most.micros;
    return true;
}

void budget_settle(struct budget *b, struct str model, struct str feed, struct cost most,
                   struct cost used, int64_t now)
{
    struct share *s;

    turn_day(b, now);
    s = share_of(b, model, feed);
    s->aside.tokens -= most.tokens;
    s->aside.micros -= most.micros;
    s->used.tokens += used.tokens;
    s->used.micros += used.micros;
}
