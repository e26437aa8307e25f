#include "pipeline/rhythm.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/num.h"

/* Minutes. */
enum {
    DAY = 1440,
    WEEK = 7 * DAY,
    NEAR = 15, /* publications this close in the day or week are one habit */
    STEP = 5,
    HORIZON = 4 * WEEK, /* no further is looked ahead */
};
enum { MOMENTS = 32, FEWEST = 3 };

static const double ENOUGH = 0.25; /* expected items that are worth a poll */

struct history {
    int64_t minutes[MOMENTS]; /* newest first */
    size_t count;
};

/* What the history says about the rate of publication, in items a minute. */
struct rates {
    const struct history *history;
    double even;    /* when nothing but their number is known */
    int64_t period; /* the day or the week after which habits repeat; 0: too short a history */
    double periods; /* how many of them the history spans */
    double habit;   /* share of the publications that were at a habitual time, 0 to 0.9 */
};

static void read_history(struct str text, struct history *h)
{
    struct str part;

    h->count = 0;
    while (h->count < MOMENTS && str_split(&text, ' ', &part)) {
        if (num_parse(part, &h->minutes[h->count])) {
            h->count++;
        }
    }
}

static int newest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x < y) - (x > y);
}

struct str rhythm_add(struct arena *a, struct str history, const int64_t *published, size_t count,
                      int64_t now)
{
    struct history old;
    struct buf out = {0};
    int64_t *all;
    size_t n, written = 0;

    read_history(history, &old);
    all = arena_array(a, old.count + count, sizeof(*all));
    for (n = 0; n < old.count; n++) {
        all[n] = old.minutes[n];
    }
    for (size_t i = 0; i < count; i++) {
        if (published[i] > 0 && published[i] <= now) {
            all[n++] = published[i] / 60;
        }
    }
    if (n > 0) {
        qsort(all, n, sizeof(*all), newest_first);
    }
    for (size_t i = 0; i < n && written < MOMENTS; i++) {
        if (i == 0 || all[i] != all[i - 1]) {
            buf_add_fmt(&out, "%s%lld", written++ == 0 ? "" : " ", (long long)all[i]);
        }
    }
    return buf_str(&out, a);
}

/* Whether two minutes are at the same time of the period. */
static bool is_near(int64_t a, int64_t b, int64_t period)
{
    int64_t apart = (a > b ? a - b : b - a) % period;

    return apart <= NEAR || period - apart <= NEAR;
}

/* Whether a publication has a like one in another period. */
static bool is_habitual(const struct rates *r, size_t which)
{
    const struct history *h = r->history;

    for (size_t i = 0; i < h->count; i++) {
        int64_t apart = h->minutes[which] - h->minutes[i];

        if ((apart > NEAR || apart < -NEAR) &&
            is_near(h->minutes[which], h->minutes[i], r->period)) {
            return true;
        }
    }
    return false;
}

static struct rates judge(const struct history *h, int64_t minute)
{
    int64_t span = minute - h->minutes[h->count - 1];
    struct rates r = {.history = h};
    size_t habitual = 0;

    span = span < 1 ? 1 : span;
    r.even = (double)h->count / (double)span;
    r.period = span >= 2 * WEEK ? WEEK : span >= 4 * DAY ? DAY : 0;
    if (r.period == 0) {
        return r;
    }
    r.periods = (double)span / (double)r.period;
    for (size_t i = 0; i < h->count; i++) {
        habitual += is_habitual(&r, i);
    }
    r.habit = 0.9 * (double)habitual / (double)h->count;
    return r;
}

static double rate_at(const struct rates *r, int64_t minute)
{
    size_t near = 0;

    for (size_t i = 0; r->habit > 0 && i < r->history->count; i++) {
        near += is_near(minute, r->history->minutes[i], r->period);
    }
    return (1 - r->habit) * r->even +
           (near == 0 ? 0 : r->habit * (double)near / (r->periods * (2 * NEAR + 1)));
}

int64_t rhythm_wait(struct str history, int64_t now, int64_t least, int64_t most)
{
    struct history h;
    struct rates rates;
    double expected = 0;
    int64_t wait = 0, end = most / 60 < HORIZON ? most / 60 : HORIZON;

    read_history(history, &h);
    if (h.count < FEWEST) {
        return -1;
    }
    rates = judge(&h, now / 60);
    while (expected < ENOUGH && wait < end) {
        expected += STEP * rate_at(&rates, now / 60 + wait);
        wait += STEP;
    }
    wait *= 60;
    return wait < least ? least : wait > most ? most : wait;
}
