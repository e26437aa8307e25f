#include "pipeline/schedule.h"

#include "fmt/time.h"

enum {
    HOUR_S = 3600,
    DAY_S = 86400,
    LONGEST_RETRY_AFTER_S = 7 * DAY_S, /* what asks for more is taken for a mistake */
    MOST_SKIPPED_HOURS = 24 * 7,
    MOST_RHYTHM_JITTER_S = 120, /* or a feed's noon would be missed */
    JITTER_PERCENT = 10,        /* of an interval, upwards */
};

static const char RHYTHM[] = "the feed's rhythm";

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

static int64_t with_jitter(int64_t wait, uint64_t seed)
{
    return wait + wait * (int64_t)(seed % (JITTER_PERCENT * 10 + 1)) / 1000;
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

int64_t schedule_not_before(int64_t retry_after_s, int64_t now)
{
    return now + bounded(retry_after_s, 0, LONGEST_RETRY_AFTER_S);
}

/* The wait before jitter and skips, and by whose wish it is as long. */
struct wait {
    int64_t seconds;
    const char *why;
};

static void wish(struct wait *wait, int64_t seconds, const char *why)
{
    if (seconds > wait->seconds) {
        *wait = (struct wait){seconds, why};
    }
}

static struct wait judge(const struct schedule_rules *r, const struct schedule_hints *h)
{
    int64_t fresh = r->ignore_hints ? 0 : h->fresh_s, ttl = r->ignore_hints ? 0 : h->ttl_s;
    struct wait wait = {r->interval_s, r->adaptive ? "rhythm not known yet" : "interval"};

    if (r->adaptive && fresh <= 0 && ttl <= 0 && h->rhythm_s >= 0) {
        wait = (struct wait){bounded(h->rhythm_s, r->min_interval_s, r->max_interval_s), RHYTHM};
    }
    if (fresh > 0) {
        wish(&wait, bounded(fresh, r->min_interval_s, r->max_interval_s), "Cache-Control, Expires");
    }
    if (ttl > 0) {
        wish(&wait, bounded(ttl, r->min_interval_s, r->max_interval_s), "ttl, sy:updatePeriod");
    }
    if (!r->ignore_hints && h->pushed_s > 0) {
        wish(&wait, bounded(h->pushed_s, 0, r->max_interval_s), "news is pushed");
    }
    wish(&wait, bounded(h->retry_after_s, 0, LONGEST_RETRY_AFTER_S), "Retry-After");
    return wait;
}

static int64_t heed_skips(const struct schedule_rules *r, const struct schedule_hints *h,
                          int64_t now, int64_t due)
{
    if (r->ignore_hints || (h->skip_hours == 0 && h->skip_days == 0)) {
        return due;
    }
    return after_skips(h, due, largest(due, now + r->max_interval_s));
}

int64_t schedule_next(const struct schedule_rules *r, const struct schedule_hints *h, int64_t now,
                      uint64_t seed)
{
    struct wait wait = judge(r, h);
    int64_t due = with_jitter(wait.seconds, seed);

    if (wait.why == RHYTHM && due > wait.seconds + MOST_RHYTHM_JITTER_S) {
        due = wait.seconds + (int64_t)(seed % MOST_RHYTHM_JITTER_S);
    }
    return heed_skips(r, h, now, now + 1 + due);
}

int64_t schedule_asked(const struct schedule_rules *r, const struct schedule_hints *h, int64_t now)
{
    struct schedule_rules asked = *r;
    struct schedule_hints wishes = *h;

    asked.interval_s = 0;
    asked.adaptive = false;
    wishes.pushed_s = -1;
    return heed_skips(r, h, now, now + judge(&asked, &wishes).seconds);
}

int64_t schedule_longest_s(const struct schedule_rules *r)
{
    int64_t wait = r->adaptive ? largest(r->interval_s, r->max_interval_s) : r->interval_s;

    return 1 + wait + wait * JITTER_PERCENT / 100;
}

const char *schedule_why(const struct schedule_rules *r, const struct schedule_hints *h,
                         int64_t now, int64_t due)
{
    struct wait wait = judge(r, h);

    /* Jitter alone never goes beyond a tenth. */
    return due - now - 1 > wait.seconds + wait.seconds / 10 ? "skipHours, skipDays" : wait.why;
}

/* Rounded up or down by chance: else all short waits would be the same, and those who failed together came together. */
static int64_t after_failure(int64_t wait, int64_t max_s, int64_t now, uint64_t seed)
{
    int64_t base = wait < max_s ? wait : max_s, permille = 50 + (int64_t)(seed % 101);

    return now + 1 + base + (base * permille + (int64_t)((seed >> 32) % 1000)) / 1000;
}

int64_t schedule_retry(int64_t first_s, int64_t max_s, int64_t tries, int64_t now, uint64_t seed)
{
    int64_t wait = first_s;

    for (int64_t i = 0; i < tries && wait < max_s; i++) {
        wait *= 2;
    }
    return after_failure(wait, max_s, now, seed);
}

int64_t schedule_backoff(const struct schedule_rules *r, int64_t failures, int64_t retry_after_s,
                         int64_t now, uint64_t seed)
{
    /* Who asks twice a day does not wait another half a day because of one failure. */
    int64_t more = r->interval_s < HOUR_S ? r->interval_s : HOUR_S, wait = r->interval_s;
    int64_t due;

    for (int64_t i = 0; i < failures && wait < DAY_S; i++) {
        wait += more;
        more *= 2;
    }
    due = after_failure(wait, largest(DAY_S, r->interval_s), now, seed);
    return largest(due, schedule_not_before(retry_after_s, now + 1));
}

int64_t schedule_spread(const struct schedule_rules *r, int64_t now, uint64_t seed)
{
    int64_t spread = r->interval_s < 60 ? r->interval_s : 60;

    return now + (int64_t)(seed % (uint64_t)largest(spread, 1));
}
