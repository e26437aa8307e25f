/*
 * Connections that stay open for a moment, because more may be asked of their host: the page of a
 * new item, the host's other feeds. libcurl has no call to close one: its socket is shut down, and
 * libcurl drops what it finds dead.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net/fetch_parts.h"
#include "sys/clock.h"

enum { LINGER_MS = 2000 };

static void arm(struct fetcher *f)
{
    const struct timeval wait = {.tv_sec = LINGER_MS / 1000, .tv_usec = LINGER_MS % 1000 * 1000};

    if (f->idle_count > 0 && !evtimer_pending(f->sweep, NULL)) {
        evtimer_add(f->sweep, &wait);
    }
}

static bool in_use(const struct fetcher *f, struct str host)
{
    for (const struct fetch *t = f->first; t != NULL; t = t->next) {
        if (t->easy != NULL && str_eq(t->hop.host, host)) {
            return true;
        }
    }
    return false;
}

static void forget(struct fetcher *f, size_t i)
{
    free(f->idle[i].host);
    f->idle[i] = f->idle[--f->idle_count];
}

static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
    struct fetcher *f = arg;
    int64_t now = clock_monotonic_ms();

    (void)fd;
    (void)what;
    for (size_t i = f->idle_count; i-- > 0;) {
        const struct idle *idle = &f->idle[i];

        if (idle->until_ms <= now && !in_use(f, str_z(idle->host))) {
            shutdown(idle->fd, SHUT_RDWR);
            forget(f, i);
        }
    }
    arm(f);
}

int fetch_idle_open(struct fetcher *f, struct err *err)
{
    f->sweep = evtimer_new(f->base, on_sweep, f);
    return f->sweep == NULL ? err_set(err, ERR_OS, "libevent cannot start") : 0;
}

void fetch_idle_close(struct fetcher *f)
{
    while (f->idle_count > 0) {
        forget(f, 0);
    }
    if (f->sweep != NULL) {
        event_free(f->sweep);
    }
}

bool fetch_idle_room(const struct fetcher *f)
{
    return f->idle_count < ARRAY_LEN(f->idle);
}

void fetch_idle_add(struct fetch *t)
{
    struct fetcher *f = t->fetcher;
    curl_socket_t fd = CURL_SOCKET_BAD;
    size_t i = 0;

    if (curl_easy_getinfo(t->easy, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK ||
        fd == CURL_SOCKET_BAD) {
        return;
    }
    while (i < f->idle_count && f->idle[i].fd != fd) {
        i++;
    }
    if (i == ARRAY_LEN(f->idle)) {
        return;
    }
    if (i == f->idle_count) {
        f->idle[i] = (struct idle){.fd = fd, .host = strndup(t->hop.host.ptr, t->hop.host.len)};
        if (f->idle[i].host == NULL) {
            abort();
        }
        f->idle_count++;
    }
    f->idle[i].until_ms = clock_monotonic_ms() + LINGER_MS;
    arm(f);
}

void fetch_idle_closed(struct fetcher *f, curl_socket_t fd)
{
    for (size_t i = 0; i < f->idle_count; i++) {
        if (f->idle[i].fd == fd) {
            forget(f, i);
            return;
        }
    }
}
