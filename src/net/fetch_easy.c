/* One hop of a transfer as a libcurl handle: its options, and what its callbacks judge and count. */
#include <stdlib.h>
#include <string.h>

#include "net/fetch_parts.h"
#include "sys/clock.h"

#define LOW_SPEED_B 8L /* bytes a second, on average over ... */
#define LOW_SPEED_S 20L
/* libcurl 7.88 walks its cache of names, addresses too, after each transfer; resolvers have one of their own. */
#define DNS_CACHE_S 0L
#define IDLE_S      30L
/* As libcurl bounds a header, which lets a trailer (RFC 9110 6.5) go on for ever. */
#define HEAD_MOST ((size_t)300 << 10)

/* libcurl refuses white space and passes bytes beyond ASCII on: only then is the URL rewritten. */
static bool needs_encoding(struct str url)
{
    for (size_t i = 0; i < url.len; i++) {
        if ((unsigned char)url.ptr[i] <= 0x20 || (unsigned char)url.ptr[i] >= 0x7f) {
            return true;
        }
    }
    return false;
}

static struct str part_of(struct arena *a, CURLU *u, CURLUPart part, unsigned flags)
{
    char *text = NULL;
    struct str s = STR("");

    if (curl_url_get(u, part, &text, flags) == CURLUE_OK) {
        s = arena_str(a, str_z(text));
        curl_free(text);
    }
    return s;
}

static struct str lower(struct arena *a, struct str s)
{
    char *copy = arena_z(a, s);

    for (size_t i = 0; i < s.len; i++) {
        copy[i] = char_lower(copy[i]);
    }
    return (struct str){copy, s.len};
}

static struct str unbracket(struct str host)
{
    bool brackets = host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';

    return brackets ? str_sub(host, 1, host.len - 1) : host;
}

static const struct connect_rule *find_rule(const struct fetch_settings *s, struct str host,
                                            struct str port)
{
    for (size_t i = 0; i < s->rule_count; i++) {
        const struct connect_rule *rule = &s->rules[i];

        if ((rule->host.len == 0 || str_eq(rule->host, host)) &&
            (rule->port.len == 0 || str_eq(rule->port, port))) {
            return rule;
        }
    }
    return NULL;
}

static bool is_web_port(struct str port)
{
    return str_eq(port, STR("80")) || str_eq(port, STR("443"));
}

/* The same host: a step from http to https changes the port, any other change is another service. */
static bool is_own_host(const struct fetch *t)
{
    return str_eq(t->hop.host, t->first_host) &&
           (str_eq(t->hop.port, t->first_port) ||
            (is_web_port(t->hop.port) && is_web_port(t->first_port)));
}

static void judge_hop(struct fetch *t, struct str scheme)
{
    struct hop *hop = &t->hop;

    if (t->first_host.ptr == NULL) {
        t->scheme = scheme;
        t->first_host = hop->host;
        t->first_port = hop->port;
    }
    hop->origin = str_eq(scheme, t->scheme) && str_eq(hop->host, t->first_host) &&
                  str_eq(hop->port, t->first_port);
    hop->may_private = t->request.guard == FETCH_GUARD_NONE ||
                       (t->request.guard == FETCH_GUARD_HOST && is_own_host(t));
    hop->rule = find_rule(t->settings, hop->host, hop->port);
    hop->proxy = t->request.proxy.ptr != NULL           ? arena_z(t->arena, t->request.proxy)
                 : t->request.guard == FETCH_GUARD_NONE ? ""
                                                        : t->settings->proxy;
}

static bool is_allowed(struct fetch *t, const struct guard_address *address, struct err *err)
{
    const struct connect_rule *rule = t->hop.rule;
    char text[INET6_ADDRSTRLEN];

    if (t->hop.may_private || !guard_is_private(address) ||
        (rule != NULL && (!rule->literal || guard_equal(address, &rule->address)))) {
        return true;
    }
    guard_text(address, text);
    t->refused = true;
    err_set(err, ERR_REFUSED, "refused: %s is a private address", text);
    return false;
}

/* A proxy looks names up itself: what can be judged before it is asked is an address. */
static int judge_by_proxy(struct fetch *t, struct err *err)
{
    struct guard_address address;

    if (t->hop.proxy[0] == '\0' || t->hop.may_private) {
        return 0;
    }
    if (str_eq(t->hop.host, STR("localhost")) || str_ends(t->hop.host, STR(".localhost"))) {
        t->refused = true;
        return err_set(err, ERR_REFUSED, "refused: localhost is a private address");
    }
    return guard_from_text(arena_z(t->arena, t->hop.host), &address) &&
                   !is_allowed(t, &address, err)
               ? -1
               : 0;
}

int fetch_hop_set(struct fetch *t, struct str url, struct err *err)
{
    struct arena *a = t->arena;
    CURLU *u = curl_url();
    struct str scheme;
    int rc = -1;

    t->hop = (struct hop){.url = arena_z(a, url)};
    if (u == NULL || url.len == 0 || memchr(url.ptr, '\0', url.len) != NULL ||
        curl_url_set(u, CURLUPART_URL, t->hop.url,
                     CURLU_URLENCODE | CURLU_PATH_AS_IS | CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        err_set(err, ERR_SYNTAX, "not a usable address");
        goto out;
    }
    scheme = lower(a, part_of(a, u, CURLUPART_SCHEME, 0));
    if (!str_eq(scheme, STR("http")) && !str_eq(scheme, STR("https"))) {
        t->refused = true;
        err_set(err, ERR_REFUSED, "refused: the scheme " STR_FMT ": is not allowed",
                STR_ARG(scheme));
        goto out;
    }
    if (needs_encoding(url)) {
        t->hop.url = arena_z(a, part_of(a, u, CURLUPART_URL, 0));
    }
    t->hop.host = unbracket(lower(a, part_of(a, u, CURLUPART_HOST, 0)));
    t->hop.port = part_of(a, u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    judge_hop(t, scheme);
    rc = judge_by_proxy(t, err);
out:
    curl_url_cleanup(u);
    return rc;
}

/* The peer of a connection: the host's address, or the proxy's, which is the administrator's. */
static bool may_connect(struct fetch *t, bool known, const struct guard_address *peer)
{
    return t->done != NULL && known &&
           (t->hop.proxy[0] != '\0' || is_allowed(t, peer, &t->refusal));
}

static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct fetch *t = arg;
    struct guard_address peer;

    (void)purpose;
    t->reached = true;
    if (!may_connect(t, guard_from_sockaddr(&address->addr, &peer), &peer)) {
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Also for a connection that another, more trusted transfer opened. */
static int on_request(void *arg, char *peer_ip, char *local_ip, int peer_port, int local_port)
{
    struct fetch *t = arg;
    struct guard_address peer;

    (void)local_ip;
    (void)peer_port;
    (void)local_port;
    t->reached = true;
    if (!may_connect(t, guard_from_text(peer_ip, &peer), &peer)) {
        return CURL_PREREQFUNC_ABORT;
    }
    t->sent = true;
    return CURL_PREREQFUNC_OK;
}

/* Something new may be followed by its pages, one of several feeds by another. */
static bool may_linger(struct fetch *t)
{
    long opened = 1;

    if (!fetch_idle_room(t->fetcher)) {
        return false;
    }
    curl_easy_getinfo(t->easy, CURLINFO_NUM_CONNECTS, &opened);
    return opened == 0 || t->body.len > 0 || host_is_shared(&t->wait);
}

/* Whether the connection is wanted after this transfer may change until its answer has come. */
static void judge_reuse(struct fetch *t)
{
    bool last = host_is_last(&t->wait) && !may_linger(t);

    if (last != t->last) {
        t->last = last;
        curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, last ? 1L : 0L);
    }
}

/* Decoded bytes, in pieces: the only place where their number is known in time. */
static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct fetch *t = arg;
    size_t len = size * count;

    if ((int64_t)len > t->request.max_body - (int64_t)t->body.len) {
        t->too_large = true;
        /* Others may come to their own end before this one is collected. */
        fetch_room_drop(t);
        return 0;
    }
    if (!fetch_room_take(t, len)) {
        return 0;
    }
    buf_add(&t->body, (struct str){bytes, len});
    judge_reuse(t);
    t->fetcher->buffered += (int64_t)len;
    return len;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
    struct fetch *t = arg;

    judge_reuse(t);
    t->head_bytes += size * count;
    if (t->head_bytes > HEAD_MOST) {
        t->endless = true;
        return 0;
    }
    answer_line(&t->answer, t->arena, (struct str){bytes, size * count});
    return size * count;
}

static void append(struct curl_slist **list, struct str line, struct arena *a)
{
    struct curl_slist *longer = curl_slist_append(*list, arena_z(a, line));

    if (longer == NULL) {
        abort();
    }
    *list = longer;
}

/* Whether there was one to add. */
static bool add_header(struct fetch *t, const char *name, struct str value)
{
    if (value.len == 0 || !answer_is_clean(value)) {
        return false;
    }
    append(&t->headers, arena_fmt(t->arena, "%s: " STR_FMT, name, STR_ARG(value)), t->arena);
    return true;
}

static void set_validators(struct fetch *t)
{
    const struct fetch_request *r = &t->request;
    /* RFC 9110 13.1.2: a "*" would stand for whatever is there, now and later. */
    bool tagged = !str_eq(r->etag, STR("*")) && add_header(t, "If-None-Match", r->etag);

    t->conditional = add_header(t, "If-Modified-Since", r->last_modified) || tagged;
    if (tagged && r->delta) {
        /* RFC 3229 10.5.3: it tells from what on. */
        append(&t->headers, STR("A-IM: feed"), t->arena);
    }
}

static void set_common(struct fetch *t)
{
    CURL *e = t->easy;
    int64_t most = t->settings->connect_ms, connect = t->left_ms < most ? t->left_ms : most;

    curl_easy_setopt(e, CURLOPT_URL, t->hop.url);
    curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(e, CURLOPT_PRIVATE, t);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->detail);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_PROXY, t->hop.proxy);
    curl_easy_setopt(e, CURLOPT_NOPROXY, "");
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)t->left_ms);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)connect);
    if (!t->request.patient) {
        curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_B);
        curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, LOW_SPEED_S);
    }
    curl_easy_setopt(e, CURLOPT_DNS_CACHE_TIMEOUT, DNS_CACHE_S);
    curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, IDLE_S);
    curl_easy_setopt(e, CURLOPT_CONNECT_TO, t->settings->connect_to);
    curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(e, CURLOPT_CAINFO,
                     t->request.ca_bundle.ptr == NULL ? t->settings->ca_bundle
                                                      : arena_z(t->arena, t->request.ca_bundle));
    /* With Debian's CApath libcurl would parse the whole bundle for each connection. */
    curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(e, CURLOPT_CLOSESOCKETFUNCTION, fetch_close_socket);
    curl_easy_setopt(e, CURLOPT_CLOSESOCKETDATA, t->fetcher);
    curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_request);
    curl_easy_setopt(e, CURLOPT_PREREQDATA, t);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->request.max_body);
    t->last = true;
    curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
    if (t->request.trace) {
        curl_easy_setopt(e, CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, fetch_trace);
        curl_easy_setopt(e, CURLOPT_DEBUGDATA, t);
    }
    if (t->hop.origin && t->request.user.ptr != NULL) {
        curl_easy_setopt(e, CURLOPT_USERNAME, arena_z(t->arena, t->request.user));
        curl_easy_setopt(e, CURLOPT_PASSWORD, arena_z(t->arena, t->request.password));
    }
}

static void set_headers(struct fetch *t)
{
    const struct fetch_request *r = &t->request;
    struct str own = r->validator_url.ptr == NULL ? r->url : r->validator_url;

    t->conditional = false;
    add_header(t, "Accept", r->accept);
    if (str_eq(own, str_z(t->hop.url)) || (r->validator_url.ptr == NULL && t->visited_count == 1)) {
        set_validators(t);
    }
    for (size_t i = 0; t->hop.origin && i < r->header_count; i++) {
        append(&t->headers, r->headers[i], t->arena);
    }
    if (t->hop.origin && r->bearer.ptr != NULL) {
        append(&t->headers,
               arena_fmt(t->arena, "Authorization: Bearer " STR_FMT, STR_ARG(r->bearer)), t->arena);
    }
    if (r->body.ptr != NULL) {
        add_header(t, "Content-Type", r->content_type);
        /* No pause of a second before the body. */
        append(&t->headers, STR("Expect:"), t->arena);
    }
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
}

static void set_http(struct fetch *t)
{
    const struct fetch_request *r = &t->request;
    bool tls = str_eq_nocase(str_sub(str_z(t->hop.url), 0, 6), STR("https:"));
    CURL *e = t->easy;

    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    /* Only a TLS handshake tells whether it will be HTTP/2; elsewhere libcurl would wait for the whole first answer. */
    curl_easy_setopt(e, CURLOPT_PIPEWAIT, tls ? 1L : 0L);
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(e, CURLOPT_USERAGENT, t->settings->user_agent);
    if (t->hop.origin && r->user.ptr != NULL) {
        curl_easy_setopt(e, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    }
    if (t->hop.origin && r->client_cert.ptr != NULL) {
        curl_easy_setopt(e, CURLOPT_SSLCERT, arena_z(t->arena, r->client_cert));
        curl_easy_setopt(
            e, CURLOPT_SSLKEY,
            arena_z(t->arena, r->client_key.ptr == NULL ? r->client_cert : r->client_key));
    }
    if (r->body.ptr != NULL) {
        curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
        curl_easy_setopt(e, CURLOPT_POSTFIELDS, r->body.ptr);
    }
    if (str_eq(r->method, STR("HEAD"))) {
        curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
    } else if (r->method.ptr != NULL) {
        curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, arena_z(t->arena, r->method));
    }
    set_headers(t);
}

static int check_headers(const struct fetch_request *r, struct err *err)
{
    bool clean = answer_is_clean(r->method) && answer_is_clean(r->bearer);

    for (size_t i = 0; i < r->header_count; i++) {
        clean = clean && answer_is_clean(r->headers[i]);
    }
    if (!clean) {
        return err_set(err, ERR_SYNTAX, "control bytes in a header line");
    }
    return 0;
}

int fetch_easy_start(struct fetch *t, struct err *err)
{
    struct fetcher *f = t->fetcher;

    if (check_headers(&t->request, err) == -1) {
        return -1;
    }
    if (t->left_ms <= 0) {
        return err_set(err, ERR_TIMEOUT, "timeout: no whole answer in time");
    }
    t->easy = f->pool_count > 0 ? f->pool[--f->pool_count] : curl_easy_init();
    if (t->easy == NULL) {
        return err_set(err, ERR_OS, "libcurl has no handle");
    }
    f->running++;
    set_common(t);
    set_http(t);
    t->reached = t->too_large = t->endless = false;
    t->head_bytes = 0;
    t->detail[0] = '\0';
    t->answer = (struct answer){0};
    t->hop_started_ms = clock_monotonic_ms();
    if (curl_multi_add_handle(f->multi, t->easy) != CURLM_OK) {
        return err_set(err, ERR_OS, "libcurl takes no transfer");
    }
    return 0;
}

void fetch_easy_stop(struct fetch *t)
{
    struct fetcher *f = t->fetcher;

    if (t->easy == NULL) {
        return;
    }
    t->left_ms -= clock_monotonic_ms() - t->hop_started_ms;
    if (!t->last) {
        fetch_idle_add(t);
    }
    curl_multi_remove_handle(f->multi, t->easy);
    curl_easy_reset(t->easy);
    if (f->pool_count < f->pool_size) {
        f->pool[f->pool_count++] = t->easy;
    } else {
        curl_easy_cleanup(t->easy);
    }
    t->easy = NULL;
    f->running--;
    f->given_way -= t->gave_way;
    t->gave_way = false;
    curl_slist_free_all(t->headers);
    t->headers = NULL;
}
