/*
 * deliver/notify - what a notifier sends for a report: a request, a mail, an argv or a log line.
 *
 * Pure: a plan, carried out by somebody else. A retry plans again; `event` is the same each time, so
 * that a receiver can tell a repeat.
 */
#ifndef READOUT_DELIVER_NOTIFY_H
#define READOUT_DELIVER_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
#include "digest/report.h"

/* A notifier of the configuration, its secrets read. */
struct notify_target {
    struct str name, type, url, from, user, facility;
    struct str *to;
    size_t to_count;
    struct str *command;
    size_t command_count;
    struct str secret, password; /* absent: none */
    int timeout_ms;
};

struct notify_input {
    const struct report *report;
    struct str json; /* the spool's *.json of it */
    int64_t now;
    bool sample; /* a test of the notifier, to be marked as such */
};

enum delivery_kind {
    DELIVERY_HTTP, /* POST of `body` to `url` with `headers` */
    DELIVERY_MAIL, /* `body` from `mail_from` to `mail_to` by the server at `url` */
    DELIVERY_EXEC, /* `argv` with `body` on standard input */
    DELIVERY_SYSLOG,
};

/* Strings live in the arena of the plan or belong to target and input. */
struct delivery {
    enum delivery_kind kind;
    struct str url, content_type, body;
    struct str *headers; /* "Name: value" */
    size_t header_count;
    struct str mail_from;
    const struct str *mail_to; /* bare addresses */
    size_t mail_to_count;
    struct str user, password;
    const char *const *argv; /* NULL-terminated */
    int priority;            /* of syslog(3): facility and level */
    struct str line;
    int timeout_ms;
};

struct notify_ops {
    const char *name; /* as in the configuration: type = NAME */
    /* ERR_CONFIG with what is wrong. */
    int (*check)(const struct notify_target *target, struct err *err);
    int (*plan)(struct arena *a, const struct notify_target *target,
                const struct notify_input *input, struct delivery *out, struct err *err);
};

/* NULL for a type that there is not. */
const struct notify_ops *notify_find(struct str type);

/* All types, for a message: "exec, smtp, syslog or webhook". */
struct str notify_names(struct arena *a) ATTR_NONNULL;

extern const struct notify_ops notify_exec;
extern const struct notify_ops notify_smtp;
extern const struct notify_ops notify_syslog;
extern const struct notify_ops notify_webhook;

#endif
