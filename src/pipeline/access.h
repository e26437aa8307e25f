/*
 * pipeline/access - how one feed and its pages are asked for beside the common way: credentials, headers, proxy, certificates.
 *
 * Secrets stay in memory and never go to the store; only feeds that have something of their own are held.
 */
#ifndef READOUT_PIPELINE_ACCESS_H
#define READOUT_PIPELINE_ACCESS_H

#include "conf/conf.h"
#include "core/arena.h"
#include "core/err.h"
#include "net/fetch.h"
#include "pipeline/settings.h"

struct access {
    struct str feed, url; /* url: whose origin gets the secrets */
    const struct str *headers;
    size_t header_count;
    struct str user, password, bearer, proxy, ca_bundle, client_cert, client_key;
};

struct access_list {
    struct access *at; /* by name */
    size_t count;
};

/* Reads the credentials of all feeds that have any. ERR_CONFIG names file and line. */
int access_load(struct arena *a, const struct conf *c, struct access_list *out,
                struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* A secret's file: a name without a folder is looked for in $CREDENTIALS_DIRECTORY, if that is set. */
int access_read_secret(struct arena *a, struct str path, struct str *out,
                       struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* Adds to a request for r->url what the settings and the feed's own access say. */
void access_apply(struct arena *a, const struct access_list *l, struct str feed,
                  const struct settings *s, struct fetch_request *r) ATTR_NONNULL;

#endif
