/* libcurl's multi-socket interface on libevent. Its callbacks change events and never call libcurl. */
#include <stdlib.h>
#include <unistd.h>

#include "net/fetch_parts.h"

static struct watch **find(struct fetcher *f, curl_socket_t fd)
{
    struct watch **at = &f->watches;

    while (*at != NULL && (*at)->fd != fd) {
        at = &(*at)->next;
    }
    return at;
}

static void forget(struct watch **at)
{
    struct watch *w = *at;

    *at = w->next;
    event_free(w->event);
    free(w);
}

/* libevent -> curl: a socket is ready. */
static void on_ready(evutil_socket_t fd, short what, void *arg)
{
    struct fetcher *f = arg;
    int action = (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
    int running;

    curl_multi_socket_action(f->multi, fd, action, &running);
    f->progressed(f);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct fetcher *f = arg;
    int running;

    (void)fd;
    (void)what;
    curl_multi_socket_action(f->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    f->progressed(f);
}

/* curl -> libevent: what it wants to know of a socket. */
static int on_watch(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
    struct fetcher *f = arg;
    struct watch **at = find(f, fd);
    short events = (short)(EV_PERSIST | (what & CURL_POLL_IN ? EV_READ : 0) |
                           (what & CURL_POLL_OUT ? EV_WRITE : 0));
    struct watch *w;

    (void)easy;
    (void)socket_arg;
    if (*at != NULL) {
        forget(at);
    }
    if (what == CURL_POLL_REMOVE) {
        return 0;
    }
    w = calloc(1, sizeof(*w));
    if (w == NULL) {
        abort();
    }
    w->fd = fd;
    w->event = event_new(f->base, fd, events, on_ready, f);
    w->next = f->watches;
    f->watches = w;
    if (w->event == NULL || event_add(w->event, NULL) == -1) {
        abort();
    }
    return 0;
}

static int on_timer_wanted(CURLM *multi, long timeout_ms, void *arg)
{
    struct fetcher *f = arg;
    struct timeval tv = {timeout_ms / 1000, (timeout_ms % 1000) * 1000};

    (void)multi;
    if (timeout_ms < 0) {
        evtimer_del(f->timer);
    } else {
        evtimer_add(f->timer, &tv);
    }
    return 0;
}

/* An idle connection may be closed without a word to on_watch: its event must not outlive the descriptor. */
int fetch_close_socket(void *arg, curl_socket_t fd)
{
    struct watch **at = find(arg, fd);

    if (*at != NULL) {
        forget(at);
    }
    fetch_idle_closed(arg, fd);
    return close(fd);
}

int fetch_loop_open(struct fetcher *f, void (*progressed)(struct fetcher *f), struct err *err)
{
    f->progressed = progressed;
    f->timer = evtimer_new(f->base, on_timer, f);
    f->multi = curl_multi_init();
    if (f->timer == NULL || f->multi == NULL) {
        return err_set(err, ERR_OS, "libcurl or libevent cannot start");
    }
    curl_multi_setopt(f->multi, CURLMOPT_SOCKETFUNCTION, on_watch);
    curl_multi_setopt(f->multi, CURLMOPT_SOCKETDATA, f);
    curl_multi_setopt(f->multi, CURLMOPT_TIMERFUNCTION, on_timer_wanted);
    curl_multi_setopt(f->multi, CURLMOPT_TIMERDATA, f);
    curl_multi_setopt(f->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    return 0;
}

void fetch_loop_close(struct fetcher *f)
{
    if (f->multi != NULL) {
        curl_multi_cleanup(f->multi);
    }
    while (f->watches != NULL) {
        forget(&f->watches);
    }
    if (f->timer != NULL) {
        event_free(f->timer);
    }
}
