#include "pipeline/schedule.h"

#include "fmt/time.h"

enum {
    DAY_S = 86400,
    LONGEST_RETRY_AFTER_S = 7 * DAY_S, /* what asks for more is taken for a mistake */
    MOST_SKIPPED_HOURS = 24 * 7,
};

uint64_t schedule_seed(struct str name, int64_t now)
{
    uint64_t h = 14695981039346656037U ^ (uint64_t)now;

    for (size_t i = 0; i < name.len; i++) {
        h = (h ^ (unsigned char)name.ptr[i]) * 1099511628211U;
    }
    /* The last bytes must reach the high bits, which the remainders below look at least of all. */
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdU;
    return h ^ h >> 33;
}

/* From low to high per cent of `wait` on top. */
static int64_t with_jitter(int64_t wait, unsigned low, unsigned high, uint64_t seed)
{
    int64_t permille = (int64_t)(low * 10 + seed % ((high - low) * 10 + 1));

    return wait + wait * permille / 1000;
}

static int64_t largest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t bounded(int64_t wait, int64_t low, int64_t high)
{
    return wait < low ? low : wait > high ? high : wait;
}

static bool skipped(const struct schedule_hints *h, int64_t t)
{
    struct time_parts p = time_split(t);

    return (h->skip_hours >> p.hour & 1) != 0 || (h->skip_days >> p.weekday & 1) != 0;
}

/* The first instant from t on that lies in no hour or day the publisher excludes. */
static int64_t after_skips(const struct schedule_hints *h, int64_t t, int64_t latest)
{
    for (int i = 0; i < MOST_SKIPPED_HOURS && t < latest && skipped(h, t); i++) {
        t = t - t % 3600 + 3600;
    }
    return t < latest ? t : latest;
}

int64_t schedule_next(const struct schedule_rules *r, const struct schedule_hints *h, int64_t now,
                      uint64_t seed)
{
    int64_t wait = r->interval_s, hints = 0, due;

    if (!r->ignore_hints) {
        hints = largest(h->fresh_s, h->ttl_s);
        if (hints > 0) {
            wait = largest(wait, bounded(hints, r->min_interval_s, r->max_interval_s));
        }
    }
    wait = largest(wait, bounded(h->retry_after_s, 0, LONGEST_RETRY_AFTER_S));
    due = now + 1 + with_jitter(wait, 0, 10, seed);
    if (!r->ignore_hints && (h->skip_hours != 0 || h->skip_days != 0)) {
        due = after_skips(h, due, largest(due, now + r->max_interval_s));
    }
    return due;
}

int64_t schedule_retry(int64_t first_s, int64_t max_s, int64_t tries, int64_t now, uint64_t seed)
{
    int64_t wait = first_s;

    for (int64_t i = 0; i < tries && wait < max_s; i++) {
        wait *= 2;
    }
    return now + 1 + with_jitter(wait < max_s ? wait : max_s, 5, 15, seed);
}

int64_t schedule_backoff(const struct schedule_rules *r, int64_t failures, int64_t retry_after_s,
                         int64_t now, uint64_t seed)
{
    int64_t due = schedule_retry(r->interval_s, largest(DAY_S, r->interval_s), failures, now, seed);

    return largest(due, now + 1 + bounded(retry_after_s, 0, LONGEST_RETRY_AFTER_S));
}

int64_t schedule_first(const struct schedule_rules *r, int64_t now, uint64_t seed)
{
    int64_t spread = r->interval_s < 60 ? r->interval_s : 60;

    return now + (int64_t)(seed % (uint64_t)largest(spread, 1));
}
