#include "pipeline/access.h"

#include <stdlib.h>

#include "fmt/url.h"
#include "sys/file.h"

int access_read_secret(struct arena *a, struct str path, struct str *out, struct err *err)
{
    const char *dir = getenv("CREDENTIALS_DIRECTORY");

    if (path.ptr == NULL) {
        return 0;
    }
    if (dir != NULL && str_find_char(path, '/', 0) == STR_NPOS) {
        path = arena_fmt(a, "%s/" STR_FMT, dir, STR_ARG(path));
    }
    return file_read_secret(a, arena_z(a, path), out, err);
}

static bool has_own(const struct conf_feed *f)
{
    const struct str own[] = {f->user,      f->password_file, f->token_file, f->proxy,
                              f->ca_bundle, f->client_cert,   f->client_key};

    for (size_t i = 0; i < ARRAY_LEN(own); i++) {
        if (own[i].ptr != NULL) {
            return true;
        }
    }
    return f->header_count > 0;
}

static int load_one(struct arena *a, const struct conf_feed *f, struct access *out, struct err *err)
{
    struct str *headers = arena_array(a, f->header_count, sizeof(*headers));

    for (size_t i = 0; i < f->header_count; i++) {
        headers[i] = arena_str(a, f->headers[i]);
    }
    *out = (struct access){
        .feed = arena_str(a, f->name),
        .url = arena_str(a, f->url),
        .headers = headers,
        .header_count = f->header_count,
        .user = arena_str(a, f->user),
        .proxy = arena_str(a, f->proxy),
        .ca_bundle = arena_str(a, f->ca_bundle),
        .client_cert = arena_str(a, f->client_cert),
        .client_key = arena_str(a, f->client_key),
    };
    if ((f->user.ptr == NULL) != (f->password_file.ptr == NULL)) {
        return err_set(err, ERR_CONFIG, "user and password_file go together");
    }
    if (f->user.ptr != NULL && f->token_file.ptr != NULL) {
        return err_set(err, ERR_CONFIG, "user and token_file exclude each other");
    }
    if (access_read_secret(a, f->password_file, &out->password, err) == -1 ||
        access_read_secret(a, f->token_file, &out->bearer, err) == -1) {
        return -1;
    }
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct access *)a)->feed, ((const struct access *)b)->feed);
}

int access_load(struct arena *a, const struct conf *c, struct access_list *out, struct err *err)
{
    size_t count = 0;

    for (size_t i = 0; i < c->feed_count; i++) {
        count += has_own(&c->feeds[i]);
    }
    out->at = arena_array(a, count, sizeof(*out->at));
    out->count = 0;
    for (size_t i = 0; i < c->feed_count; i++) {
        const struct conf_feed *f = &c->feeds[i];

        if (has_own(f) && load_one(a, f, &out->at[out->count++], err) == -1) {
            err->code = ERR_CONFIG;
            return err_context(err, STR_FMT ": feed \"" STR_FMT "\"", STR_ARG(f->where),
                               STR_ARG(f->name));
        }
    }
    if (count > 0) {
        qsort(out->at, count, sizeof(*out->at), by_name);
    }
    return 0;
}

static bool same_origin(struct str a, struct str b)
{
    struct url x, y;

    return url_split(a, &x) && url_split(b, &y) && str_eq_nocase(x.scheme, y.scheme) &&
           str_eq_nocase(x.host, y.host) && str_eq(x.port, y.port);
}

/* The secrets of a feed are for its own origin; a page elsewhere gets the way to the network only. */
static void apply_own(const struct access *own, struct str *headers, struct fetch_request *r)
{
    r->proxy = own->proxy;
    r->ca_bundle = own->ca_bundle;
    if (!same_origin(r->url, own->url)) {
        return;
    }
    for (size_t i = 0; i < own->header_count; i++) {
        headers[r->header_count++] = own->headers[i];
    }
    r->user = own->user;
    r->password = own->password;
    r->bearer = own->bearer;
    r->client_cert = own->client_cert;
    r->client_key = own->client_key;
}

void access_apply(struct arena *a, const struct access_list *l, struct str feed,
                  const struct settings *s, struct fetch_request *r)
{
    const struct access key = {.feed = feed};
    const struct access *own =
        l->count == 0 ? NULL : bsearch(&key, l->at, l->count, sizeof(*l->at), by_name);
    size_t room = r->header_count + 1 + (own == NULL ? 0 : own->header_count);
    struct str *headers = arena_array(a, room, sizeof(*headers));

    for (size_t i = 0; i < r->header_count; i++) {
        headers[i] = r->headers[i];
    }
    if (s->user_agent.ptr != NULL) {
        headers[r->header_count++] = arena_fmt(a, "User-Agent: " STR_FMT, STR_ARG(s->user_agent));
    }
    if (own != NULL) {
        apply_own(own, headers, r);
    }
    r->headers = headers;
    r->max_body = s->max_body;
    r->timeout_ms = (int)(s->timeout_s * 1000);
    r->max_redirects = s->max_redirects == 0 ? -1 : (int)s->max_redirects;
}
