#include "pipeline/gate.h"

#include <assert.h>
#include <stdlib.h>

#include "core/arena.h"

struct gate {
    struct gate *next;
    struct str name;
    size_t running, most;
    struct turn *first, **last; /* waiting, in order */
    int failures;               /* in a row */
    int64_t shut_until_ms, shut_for_ms;
};

struct gates {
    struct arena *arena;
    struct gate *first;
};

struct gates *gates_new(void)
{
    struct gates *g = calloc(1, sizeof(*g));

    if (g == NULL) {
        abort();
    }
    g->arena = arena_new();
    return g;
}

void gates_free(struct gates *g)
{
    if (g == NULL) {
        return;
    }
    for (const struct gate *gate = g->first; gate != NULL; gate = gate->next) {
        assert(gate->running == 0 && gate->first == NULL);
    }
    arena_free(g->arena);
    free(g);
}

static struct gate *find(struct gates *g, struct str name)
{
    struct gate *gate = g->first;

    while (gate != NULL && !str_eq(gate->name, name)) {
        gate = gate->next;
    }
    if (gate == NULL) {
        gate = arena_alloc(g->arena, sizeof(*gate));
        gate->name = arena_str(g->arena, name);
        gate->last = &gate->first;
        gate->next = g->first;
        g->first = gate;
    }
    return gate;
}

void gate_distrust(struct gates *g, struct str name, int64_t now_ms)
{
    struct gate *gate = find(g, name);

    gate->failures = GATE_FAILURES;
    gate->shut_for_ms = GATE_SHUT_MS;
    gate->shut_until_ms = now_ms;
}

void gates_retry(struct gates *g, int64_t now_ms)
{
    for (struct gate *gate = g->first; gate != NULL; gate = gate->next) {
        if (gate->shut_until_ms > now_ms) {
            gate->shut_until_ms = now_ms;
        }
    }
}

int64_t gate_shut_ms(struct gates *g, struct str name, int64_t now_ms)
{
    struct gate *gate = find(g, name);

    if (gate->failures < GATE_FAILURES) {
        return 0;
    }
    if (now_ms >= gate->shut_until_ms) {
        /* One tries it; until it knows more, the others stay out. */
        gate->shut_until_ms = now_ms + gate->shut_for_ms;
        return 0;
    }
    return gate->shut_until_ms - now_ms;
}

bool gate_enter(struct gates *g, struct turn *t, struct str name, size_t most)
{
    struct gate *gate = find(g, name);

    assert(t->gate == NULL);
    gate->most = most;
    t->gate = gate;
    t->next = NULL;
    t->running = gate->running < most;
    if (t->running) {
        gate->running++;
    } else {
        *gate->last = t;
        gate->last = &t->next;
    }
    return t->running;
}

static void begin_next(struct gate *gate)
{
    while (gate->first != NULL && gate->running < gate->most) {
        struct turn *t = gate->first;

        gate->first = t->next;
        if (gate->first == NULL) {
            gate->last = &gate->first;
        }
        t->next = NULL;
        t->running = true;
        gate->running++;
        t->begin(t);
    }
}

void gate_leave(struct turn *t)
{
    struct gate *gate = t->gate;

    if (gate == NULL) {
        return;
    }
    t->gate = NULL;
    if (t->running) {
        t->running = false;
        gate->running--;
        begin_next(gate);
        return;
    }
    for (struct turn **link = &gate->first; *link != NULL; link = &(*link)->next) {
        if (*link == t) {
            *link = t->next;
            if (t->next == NULL) {
                gate->last = link;
            }
            return;
        }
    }
}

bool gate_result(struct gates *g, struct str name, bool good, int64_t now_ms)
{
    struct gate *gate = find(g, name);
    bool was_shut = gate->failures >= GATE_FAILURES;

    if (good) {
        gate->failures = 0;
        gate->shut_for_ms = 0;
        return was_shut;
    }
    gate->failures += gate->failures < GATE_FAILURES;
    if (gate->failures < GATE_FAILURES) {
        return false;
    }
    gate->shut_for_ms = gate->shut_for_ms == 0 ? GATE_SHUT_MS : gate->shut_for_ms * 2;
    if (gate->shut_for_ms > GATE_SHUT_MOST_MS) {
        gate->shut_for_ms = GATE_SHUT_MOST_MS;
    }
    gate->shut_until_ms = now_ms + gate->shut_for_ms;
    return !was_shut;
}
