/*
 * net/fetch - the one HTTP client, libcurl's multi-socket interface on the loop.
 *
 * What a host asks for by 429 and Retry-After holds for all that wait for it, until then.
 * Redirects are followed by hand: validators, guard and scheme are judged at each hop. Bytes are
 * counted after decompression in the write callback. One feed's slow host never holds up another:
 * requests wait per host in our own queue (net/host), never inside libcurl. What has a body or a
 * method of its own follows no redirect: the answer is the redirect. main calls curl_global_init.
 */
#ifndef READOUT_NET_FETCH_H
#define READOUT_NET_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

struct event_base;
struct fetcher;
struct fetch;

struct fetcher_options {
    const char *user_agent;        /* "readoutd/0.1.0 (+https://…)" */
    const char *ca_bundle;         /* NULL: the system's */
    const char *const *connect_to; /* "HOST:PORT:ADDRESS:PORT" */
    size_t connect_to_count;
    size_t in_flight;     /* 0: 64 */
    size_t per_host;      /* 0: 2 */
    int64_t gap_ms;       /* from the start of one request to a host to that of the next */
    int connect_ms;       /* of one connection; 0: 15000 */
    const char *proxy;    /* of what is not FETCH_GUARD_NONE; NULL: none */
    int64_t max_buffered; /* of all bodies but one together, see fetch_room.c; 0: 16 MiB */
};

/* Whether private addresses may be reached. connect_to's addresses are always allowed for their host. */
enum fetch_guard {
    FETCH_GUARD_PUBLIC, /* only public addresses, at every hop */
    FETCH_GUARD_HOST, /* the URL's own host may be private, redirects elsewhere not (listed feed, allow_private) */
    FETCH_GUARD_NONE, /* the administrator's own targets: notifiers, models */
};

struct fetch_request {
    struct str url;
    enum fetch_guard guard;
    struct str etag, last_modified; /* sent verbatim, only to the URL `validator_url` */
    struct str validator_url;       /* absent: `url` */
    bool delta;                     /* with the ETag: the entries that are new since then do */
    struct str accept;
    const struct str *headers; /* further "Name: value" lines, to the first host only */
    size_t header_count;
    struct str method; /* absent: GET, or POST with a body */
    struct str body;   /* copied */
    struct str content_type;
    int64_t max_body;                   /* after decompression; 0: 8 MiB */
    int timeout_ms;                     /* of the whole, redirects included; 0: 30000 */
    int max_redirects;                  /* 0: 10; -1: none are followed */
    bool no_wait;                       /* it takes no turn in the queue of its host (notifiers) */
    bool patient;                       /* however slow it is: timeout_ms alone ends it (models) */
    struct str user, password;          /* HTTP basic */
    struct str bearer;                  /* a token, sent to the URL's own origin */
    struct str proxy;                   /* absent: the fetcher's own; empty: none */
    struct str ca_bundle;               /* absent: the fetcher's own */
    struct str client_cert, client_key; /* PEM files; shown to the URL's own origin */
    bool trace;                         /* keeps what was said, for a person */
};

struct fetch_response {
    int status;     /* 0 when there was no answer */
    struct err err; /* code ERR_NONE when a whole answer came, whatever its status */
    struct str final_url;
    struct str redirect_url;  /* of an answer that redirects and was not followed; absent else */
    struct str permanent_url; /* where a chain of 301/308 from the first hop on led; absent else */
    struct str body;
    /* Headers of the final answer; absent if they hold control bytes. */
    struct str etag, last_modified, content_type, link, im;
    /* From now, the longest of the chain; a date counts from the answer's own Date, or now. -1 none. */
    int64_t retry_after_s;
    int64_t fresh_s; /* answer_fresh: 0 at once stale, -1 nothing said */
    int redirects;
    bool conditional;    /* the final answer is one to our validators */
    bool refused;        /* our own guard refused an address or a scheme */
    bool sent;           /* a server has had the request, or some of it */
    bool held;           /* not begun: its host is to be left alone for retry_after_s */
    struct str trace;    /* header lines of all requests and answers, secrets masked */
    struct arena *arena; /* owns all of it; the receiver frees it */
};

typedef void fetch_done_fn(void *arg, struct fetch_response *response);

/* ERR_CONFIG for what fetcher_new and fetcher_configure would refuse. */
int fetcher_check(const struct fetcher_options *o, struct err *err) ATTR_MUST_USE;
struct fetcher *fetcher_new(struct event_base *base, const struct fetcher_options *o,
                            struct err *err) ATTR_MUST_USE;
/* Drops what is in flight without calling back, without waiting for a resolver. */
void fetcher_free(struct fetcher *f);
/* Takes new options (reload); transfers in flight go on with the old ones. */
int fetcher_configure(struct fetcher *f, const struct fetcher_options *o,
                      struct err *err) ATTR_MUST_USE;
/* Copies the request. `done` is called once, on the loop, never before fetch_start returns. */
struct fetch *fetch_start(struct fetcher *f, const struct fetch_request *r, fetch_done_fn *done,
                          void *arg);
/* Its callback will not be called. */
void fetch_cancel(struct fetch *t);
/* Transfers waiting or in flight, and whether a new one would have to wait for a free slot. */
size_t fetcher_busy(const struct fetcher *f);
bool fetcher_full(const struct fetcher *f);

#endif
