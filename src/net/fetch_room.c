/*
 * Memory for bodies: together they stay within max_buffered, but for one, which may go beyond it up to
 * its own max_body, so that something always comes to its end. When there is no room for more, the
 * largest of the others gives way: its bytes are let go at once, and it is asked for anew when its turn
 * to be that one has come, so nobody is asked more than twice. To pause transfers would not do: libcurl
 * decodes on what it has read, and keeps up to 64 MB of it each.
 */
#include "net/fetch_parts.h"
#include "sys/log.h"

void fetch_room_drop(struct fetch *t)
{
    t->fetcher->buffered -= (int64_t)t->body.len;
    buf_free(&t->body);
}

/* What was sent with a body or a method of its own is not sent again. */
static bool may_give_way(const struct fetch *t)
{
    return t != t->fetcher->settled && t->request.body.ptr == NULL && t->request.method.ptr == NULL;
}

static struct fetch *find_largest(const struct fetcher *f)
{
    struct fetch *largest = NULL;

    for (struct fetch *t = f->first; t != NULL; t = t->next) {
        if (may_give_way(t) && t->body.len > (largest == NULL ? 0 : largest->body.len)) {
            largest = t;
        }
    }
    return largest;
}

/* The loop takes it out, for curl may not be called from its own callback. */
static void give_way(struct fetch *t)
{
    const struct timeval now = {0, 0};

    t->gave_way = true;
    t->fetcher->given_way++;
    fetch_room_drop(t);
    evtimer_add(t->fetcher->kick, &now);
}

static bool has_room(const struct fetcher *f, size_t len)
{
    size_t beside = f->settled == NULL ? 0 : f->settled->body.len;

    return (int64_t)len <= f->max_buffered - (f->buffered - (int64_t)beside);
}

bool fetch_room_take(struct fetch *t, size_t len)
{
    struct fetcher *f = t->fetcher;
    struct fetch *largest;

    while (t != f->settled && !t->gave_way && !has_room(f, len) &&
           (largest = find_largest(f)) != NULL) {
        if (f->settled == NULL) {
            f->settled = largest;
        } else {
            give_way(largest);
        }
    }
    return !t->gave_way;
}

/* The longest waiting one is the next that gives way no more. */
static struct fetch *settle_next(struct fetcher *f)
{
    for (struct fetch *t = f->first; t != NULL; t = t->next) {
        if (t->awaits_room) {
            f->settled = t;
        }
    }
    if (f->settled != NULL) {
        f->settled->awaits_room = false;
    }
    return f->settled;
}

struct fetch *fetch_room_put_back(struct fetch *t)
{
    log_info("fetch.put_back", KV_STR("host", t->hop.host),
             KV_Z("next", "asked again once larger answers have ended (max_buffered)"));
    t->awaits_room = true;
    return t->fetcher->settled == NULL ? settle_next(t->fetcher) : NULL;
}

struct fetch *fetch_room_leave(struct fetch *t)
{
    struct fetcher *f = t->fetcher;

    f->buffered -= (int64_t)t->body.len;
    t->awaits_room = false;
    if (f->settled != t) {
        return NULL;
    }
    f->settled = NULL;
    return settle_next(f);
}
