/*
 * net/fetch_parts - what the files of net/fetch share, and nobody else includes.
 *
 * fetch.c is the life of a transfer, fetch_settings.c what they share, fetch_loop.c libcurl's sockets and timer on the loop,
 * fetch_idle.c what stays open between two, fetch_easy.c one hop as a libcurl handle, fetch_room.c the memory of all bodies,
 * fetch_trace.c what was said, for a person.
 */
#ifndef READOUT_NET_FETCH_PARTS_H
#define READOUT_NET_FETCH_PARTS_H

#include <curl/curl.h>
#include <event2/event.h>

#include "net/answer.h"
#include "net/fetch.h"
#include "net/guard.h"
#include "net/host.h"

/* What a configuration says; a transfer holds the one it was started with. */
struct fetch_settings {
    size_t holders;
    struct arena *arena;
    const char *user_agent, *ca_bundle, *proxy; /* proxy: "" is none */
    int connect_ms;
    struct curl_slist *connect_to;
    struct connect_rule *rules; /* the same as connect_to, to be judged by the guard */
    size_t rule_count;
};

struct connect_rule {
    struct str host, port; /* empty: any; host in lower case */
    struct guard_address address;
    bool literal; /* `address` is one; else the name resolves to whatever it does */
};

struct watch {
    struct watch *next;
    struct fetcher *fetcher;
    curl_socket_t fd;
    struct event *event;
};

/* A connection that nobody uses, see fetch_idle.c. */
struct idle {
    curl_socket_t fd;
    char *host;
    int64_t until_ms;
};

struct fetcher {
    struct event_base *base;
    CURLM *multi;
    void (*progressed)(struct fetcher *f); /* see fetch_loop_open */
    struct event *timer;                   /* libcurl's */
    struct event *kick;                    /* starts what waits */
    struct event *sweep;                   /* closes what is idle */
    struct idle idle[64];
    size_t idle_count;
    struct watch *watches;
    struct fetch_settings *settings;
    struct host_table *hosts;
    struct fetch *first; /* all transfers, latest first */
    CURL **pool;         /* idle handles */
    size_t pool_count, pool_size;
    size_t in_flight, running, busy, urgent;
    int64_t max_buffered, buffered;
    size_t given_way;      /* of those in flight */
    struct fetch *settled; /* may go beyond, see fetch_room.c; NULL: none */
};

/* One place of the chain of redirects. */
struct hop {
    char *url;             /* as libcurl gets it */
    struct str host, port; /* host in lower case, brackets off */
    bool origin;           /* scheme, host and port of the request itself: secrets may go there */
    bool may_private;
    const char *proxy;               /* "": none */
    const struct connect_rule *rule; /* NULL: none */
};

struct fetch {
    struct host_wait wait; /* first: a waiter is its transfer */
    struct fetcher *fetcher;
    struct fetch *prev, *next;
    struct fetch_settings *settings;
    struct arena *arena;
    struct fetch_request request; /* strings in the arena */
    fetch_done_fn *done;          /* NULL: cancelled */
    void *arg;
    CURL *easy; /* NULL: waiting */
    struct curl_slist *headers;
    struct hop hop;
    struct str scheme, first_host, first_port;
    struct str *visited;
    size_t visited_count, visited_cap;
    bool permanent; /* every hop so far was permanent */
    struct str permanent_url, redirect_url;
    int64_t left_ms, hop_started_ms;
    int64_t retry_after_s; /* of the redirects so far; -1 none */
    size_t head_bytes;
    struct buf body, trace;
    struct answer answer;
    bool urgent;                /* to be begun, or ended, at the next kick without a turn */
    bool reached;               /* past the name lookup: may be removed without waiting */
    bool sent;                  /* a server has had the request, or some of it */
    bool last;                  /* its connection is closed after it */
    bool too_large;             /* the write callback ended it */
    bool endless;               /* the header callback ended it */
    bool gave_way, awaits_room; /* see fetch_room.c: it is about to end; it has, and comes again */
    bool conditional;           /* the hop's request has validators */
    bool refused;               /* the guard ended it */
    int64_t held_s;             /* its host is to be left alone for that long: it was not begun */
    struct err refusal;
    char detail[CURL_ERROR_SIZE];
};

/* fetch_settings.c */
int fetch_settings_new(const struct fetcher_options *o, struct fetch_settings **out,
                       struct err *err) ATTR_MUST_USE;
void fetch_settings_release(struct fetch_settings *s);
/* fetch_loop.c: `progressed` is called whenever transfers may have ended. */
int fetch_loop_open(struct fetcher *f, void (*progressed)(struct fetcher *f),
                    struct err *err) ATTR_MUST_USE;
void fetch_loop_close(struct fetcher *f);
int fetch_close_socket(void *arg, curl_socket_t fd);
/* fetch_idle.c */
int fetch_idle_open(struct fetcher *f, struct err *err) ATTR_MUST_USE;
void fetch_idle_close(struct fetcher *f);
bool fetch_idle_room(const struct fetcher *f);
/* The transfer is over and has left its connection open. */
void fetch_idle_add(struct fetch *t);
void fetch_idle_closed(struct fetcher *f, curl_socket_t fd);
/* fetch_easy.c */
int fetch_hop_set(struct fetch *t, struct str url, struct err *err) ATTR_MUST_USE;
int fetch_easy_start(struct fetch *t, struct err *err) ATTR_MUST_USE;
/* Takes the handle off the multi and back to the pool. */
void fetch_easy_stop(struct fetch *t);
/* fetch_room.c */
void fetch_room_drop(struct fetch *t);
/* Room for so many bytes more of the body; false: it gives way, and nothing more is taken. */
bool fetch_room_take(struct fetch *t, size_t len);
/* It gave way and is to wait; it has left its host. Returns who is to enter a queue now, or NULL. */
struct fetch *fetch_room_put_back(struct fetch *t);
/* At its end, its body is somebody else's. Returns who is to enter a queue now, or NULL. */
struct fetch *fetch_room_leave(struct fetch *t);
/* fetch_trace.c: libcurl's debug callback. */
int fetch_trace(CURL *easy, curl_infotype kind, char *bytes, size_t len, void *arg);

#endif
