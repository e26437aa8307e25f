#include "daemon/lag.h"

#include <event2/event.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "sys/clock.h"
#include "sys/log.h"

enum {
    TICK_MS = 5,
    MOST_MS = 1000, /* longer ones are counted as this */
};

struct lag {
    struct event *tick;
    int64_t due_ms;                     /* monotonic */
    int64_t cpu_us;                     /* of this thread, when the timer last rang */
    int64_t counts[MOST_MS + 1], total; /* how often it rang so many milliseconds late */
    int64_t worst_cpu_us;               /* the most this thread used between two rings */
};

/* What this thread has used: unlike the clock on the wall it does not count waiting for a processor. */
static int64_t cpu_us(void)
{
    struct timespec t = {0};

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void arm(struct lag *l)
{
    const struct timeval wait = {.tv_usec = TICK_MS * 1000};

    l->due_ms = clock_monotonic_ms() + TICK_MS;
    l->cpu_us = cpu_us();
    evtimer_add(l->tick, &wait);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
    struct lag *l = arg;
    int64_t late = clock_monotonic_ms() - l->due_ms, used = cpu_us() - l->cpu_us;

    (void)fd;
    (void)what;
    late = late < 0 ? 0 : late > MOST_MS ? MOST_MS : late;
    l->counts[late]++;
    l->total++;
    l->worst_cpu_us = used > l->worst_cpu_us ? used : l->worst_cpu_us;
    arm(l);
}

struct lag *lag_new(struct event_base *base)
{
    struct lag *l = calloc(1, sizeof(*l));

    if (l == NULL) {
        abort();
    }
    l->tick = evtimer_new(base, on_tick, l);
    arm(l);
    return l;
}

/* The lateness that `share` per cent of the rings did not pass. */
static int64_t at_most(const struct lag *l, int64_t share)
{
    int64_t sum = 0, ms = 0;

    while (ms < MOST_MS && (sum += l->counts[ms]) * 100 < l->total * share) {
        ms++;
    }
    return ms;
}

void lag_free(struct lag *l)
{
    if (l == NULL) {
        return;
    }
    if (l->total > 0) {
        log_debug("loop.lag", KV_INT("p50_ms", at_most(l, 50)), KV_INT("p99_ms", at_most(l, 99)),
                  KV_INT("worst_ms", at_most(l, 100)),
                  KV_INT("worst_cpu_ms", (l->worst_cpu_us + 999) / 1000),
                  KV_INT("rings", l->total));
    }
    event_free(l->tick);
    free(l);
}
