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
    size_t bucket;
    size_t name_len;
    char name[];
};

struct host_table {
    size_t per_host;
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

static struct host *find_or_add(struct host_table *t, struct str name)
{
    size_t bucket = bucket_of(name);
    struct host *h;

    for (h = t->buckets[bucket]; h != NULL; h = h->bucket_next) {
        if (str_eq((struct str){h->name, h->name_len}, name)) {
            return h;
        }
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

static void drop(struct host_table *t, struct host *h)
{
    struct host **at = &t->buckets[h->bucket];

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
    set_ready(t, h, h->first != NULL && h->running < t->per_host);
}

static void unqueue(struct host_wait *w)
{
    struct host *h = w->host;

    *(w->prev == NULL ? &h->first : &w->prev->next) = w->next;
    *(w->next == NULL ? &h->last : &w->next->prev) = w->prev;
    w->prev = w->next = NULL;
    h->waiting--;
}

struct host_table *host_table_new(size_t per_host)
{
    struct host_table *t = must(calloc(1, sizeof(*t)));

    t->per_host = per_host;
    return t;
}

void host_table_free(struct host_table *t)
{
    free(t);
}

void host_set_limit(struct host_table *t, size_t per_host)
{
    t->per_host = per_host;
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

struct host_wait *host_next(struct host_table *t)
{
    struct host *h = t->ready_first;
    struct host_wait *w;

    if (h == NULL) {
        return NULL;
    }
    w = h->first;
    unqueue(w);
    w->running = true;
    h->running++;
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
    if (h->running == 0 && h->waiting == 0) {
        drop(t, h);
    }
}

bool host_is_last(const struct host_wait *w)
{
    return w->host == NULL || w->host->waiting < w->host->running;
}
