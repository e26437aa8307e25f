#include "net/host.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024U

struct host {
    struct host *bucket_next;
    struct host *prev, *next;       /* among the ready, if `ready` */
    struct host_wait *first, *last; /* the waiting */
    size_t waiting, running;
    bool ready;
    int64_t rest_until_ms, held_until_ms;
    bool resting; /* one of them may lie ahead: kept, and among the resting */
    struct host *rest_prev, *rest_next;
    size_t bucket;
    size_t name_len;
    char name[];
};

struct host_table {
    struct host_limits limits;
    struct host *resting;
    struct host *ready_first, *ready_last; /* hosts with a waiter and a free slot, in turn */
    struct host *buckets[BUCKETS];
};

static void *must(void *memory)
{
    if (memory == NULL) {
        abort();
    }
    return memory;
}

static size_t bucket_of(struct str name)
{
    uint32_t hash = 2166136261U;

    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ (unsigned char)name.ptr[i]) * 16777619U;
    }
    return hash % BUCKETS;
}

static struct host *find(const struct host_table *t, struct str name, size_t bucket)
{
    struct host *h = t->buckets[bucket];

    while (h != NULL && !str_eq((struct str){h->name, h->name_len}, name)) {
        h = h->bucket_next;
    }
    return h;
}

static struct host *find_or_add(struct host_table *t, struct str name)
{
    size_t bucket = bucket_of(name);
    struct host *h = find(t, name, bucket);

    if (h != NULL) {
        return h;
    }
    h = must(calloc(1, sizeof(*h) + name.len));
    if (name.len > 0) {
        memcpy(h->name, name.ptr, name.len);
    }
    h->name_len = name.len;
    h->bucket = bucket;
    h->bucket_next = t->buckets[bucket];
    t->buckets[bucket] = h;
    return h;
}

/* Nothing is left to be known about it. */
static void drop_idle(struct host_table *t, struct host *h)
{
    struct host **at = &t->buckets[h->bucket];

    if (h->running > 0 || h->waiting > 0 || h->resting) {
        return;
    }
    while (*at != h) {
        at = &(*at)->bucket_next;
    }
    *at = h->bucket_next;
    free(h);
}

static void set_ready(struct host_table *t, struct host *h, bool ready)
{
    if (h->ready == ready) {
        return;
    }
    h->ready = ready;
    if (ready) {
        h->prev = t->ready_last;
        h->next = NULL;
        *(h->prev == NULL ? &t->ready_first : &h->prev->next) = h;
        t->ready_last = h;
    } else {
        *(h->prev == NULL ? &t->ready_first : &h->prev->next) = h->next;
        *(h->next == NULL ? &t->ready_last : &h->next->prev) = h->prev;
    }
}

static void judge_ready(struct host_table *t, struct host *h)
{
    set_ready(t, h, h->first != NULL && h->running < t->limits.per_host && !h->resting);
}

static void rest(struct host_table *t, struct host *h)
{
    if (!h->resting) {
        h->resting = true;
        h->rest_prev = NULL;
        h->rest_next = t->resting;
        if (t->resting != NULL) {
            t->resting->rest_prev = h;
        }
        t->resting = h;
    }
}

static void wake(struct host_table *t, struct host *h)
{
    h->resting = false;
    *(h->rest_prev == NULL ? &t->resting : &h->rest_prev->rest_next) = h->rest_next;
    if (h->rest_next != NULL) {
        h->rest_next->rest_prev = h->rest_prev;
    }
}

static void wake_rested(struct host_table *t, int64_t now_ms)
{
    struct host *h, *next;

    for (h = t->resting; h != NULL; h = next) {
        next = h->rest_next;
        if (h->rest_until_ms <= now_ms && h->held_until_ms <= now_ms) {
            wake(t, h);
            judge_ready(t, h);
            drop_idle(t, h);
        }
    }
}

static void unqueue(struct host_wait *w)
{
    struct host *h = w->host;

    *(w->prev == NULL ? &h->first : &w->prev->next) = w->next;
    *(w->next == NULL ? &h->last : &w->next->prev) = w->prev;
    w->prev = w->next = NULL;
    h->waiting--;
}

struct host_table *host_table_new(const struct host_limits *limits)
{
    struct host_table *t = must(calloc(1, sizeof(*t)));

    t->limits = *limits;
    return t;
}

void host_table_free(struct host_table *t)
{
    if (t != NULL) {
        wake_rested(t, INT64_MAX);
        free(t);
    }
}

void host_set_limits(struct host_table *t, const struct host_limits *limits)
{
    t->limits = *limits;
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct host *h = t->buckets[i]; h != NULL; h = h->bucket_next) {
            judge_ready(t, h);
        }
    }
}

void host_enter(struct host_table *t, struct host_wait *w, struct str name)
{
    struct host *h = find_or_add(t, name);

    assert(w->host == NULL);
    *w = (struct host_wait){.host = h, .prev = h->last};
    *(h->last == NULL ? &h->first : &h->last->next) = w;
    h->last = w;
    h->waiting++;
    judge_ready(t, h);
}

void host_enter_running(struct host_table *t, struct host_wait *w, struct str name)
{
    struct host *h = find_or_add(t, name);

    assert(w->host == NULL);
    *w = (struct host_wait){.host = h, .running = true};
    h->running++;
    judge_ready(t, h);
}

struct host_wait *host_next(struct host_table *t, int64_t now_ms)
{
    struct host *h;
    struct host_wait *w;

    wake_rested(t, now_ms);
    h = t->ready_first;
    if (h == NULL) {
        return NULL;
    }
    w = h->first;
    unqueue(w);
    w->running = true;
    h->running++;
    if (t->limits.gap_ms > 0) {
        h->rest_until_ms = now_ms + t->limits.gap_ms;
        rest(t, h);
    }
    /* Off and on again: to the end of the line of hosts. */
    set_ready(t, h, false);
    judge_ready(t, h);
    return w;
}

void host_leave(struct host_table *t, struct host_wait *w)
{
    struct host *h = w->host;

    if (h == NULL) {
        return;
    }
    if (w->running) {
        h->running--;
    } else {
        unqueue(w);
    }
    *w = (struct host_wait){0};
    judge_ready(t, h);
    drop_idle(t, h);
}

int64_t host_next_ms(const struct host_table *t)
{
    int64_t first = INT64_MAX;

    for (const struct host *h = t->resting; h != NULL; h = h->rest_next) {
        if (h->first != NULL && h->running < t->limits.per_host && h->rest_until_ms < first) {
            first = h->rest_until_ms;
        }
    }
    return first;
}

void host_hold(struct host_table *t, struct host_wait *w, int64_t until_ms)
{
    struct host *h = w->host;

    assert(h != NULL);
    h->held_until_ms = until_ms;
    rest(t, h);
    judge_ready(t, h);
}

int64_t host_held_until(const struct host_table *t, struct str name, int64_t now_ms)
{
    const struct host *h = find(t, name, bucket_of(name));

    return h != NULL && h->held_until_ms > now_ms ? h->held_until_ms : 0;
}

bool host_is_last(const struct host_wait *w)
{
    return w->host == NULL || w->host->waiting < w->host->running;
}

bool host_is_shared(const struct host_wait *w)
{
    return w->host != NULL && w->host->running > 1;
}
