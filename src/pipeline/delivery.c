#include "pipeline/delivery.h"

#include <sysexits.h>

struct under_way {
    delivery_done_fn *done;
    void *arg;
};

static void on_response(void *arg, struct fetch_response *r)
{
    struct under_way *u = arg;
    struct err err = r->err;
    bool sent = err.code == ERR_NONE && r->status >= 200 && r->status < 300;

    if (!sent && err.code == ERR_NONE) {
        err_set(&err, ERR_UNAVAILABLE, "HTTP %d", r->status);
    }
    arena_free(r->arena);
    u->done(u->arg, &(struct delivery_end){.err = sent ? NULL : &err});
}

static void on_exit_status(void *arg, const struct spawn_result *r)
{
    struct under_way *u = arg;
    struct err err = r->err;

    if (err.code == ERR_NONE && r->status == EX_TEMPFAIL) {
        err_set(&err, ERR_BUSY, "the program asks to be run again");
    } else if (err.code == ERR_NONE && r->status != 0) {
        err_set(&err, ERR_UNAVAILABLE, "exit status %d: " STR_FMT, r->status,
                STR_ARG(str_trim(r->errors)));
    }
    u->done(u->arg, &(struct delivery_end){.err = err.code == ERR_NONE ? NULL : &err});
}

static void on_mail_status(void *arg, const struct spawn_result *r)
{
    struct under_way *u = arg;
    struct str why = str_trim(r->errors);
    struct err err = r->err;

    if (err.code == ERR_NONE && r->status != 0) {
        err_set(&err, ERR_UNAVAILABLE, STR_FMT,
                STR_ARG(why.len > 0 ? why : STR("readoutd-mail ended without a word")));
    }
    u->done(u->arg, &(struct delivery_end){.err = err.code == ERR_NONE ? NULL : &err,
                                           .for_good = r->status == EX_UNAVAILABLE,
                                           .note = why});
}

static void start_mail(const struct ports *ports, const struct delivery *d, struct under_way *u)
{
    const struct mail_order order = {
        .url = d->url,
        .from = d->mail_from,
        .to = d->mail_to,
        .to_count = d->mail_to_count,
        .user = d->user,
        .password = d->password,
        .timeout_ms = d->timeout_ms,
        .message = d->body,
    };

    ports->mail(ports->arg, &order, on_mail_status, u);
}

static void start_request(const struct ports *ports, const struct delivery *d, struct under_way *u)
{
    struct fetch_request r = {
        .url = d->url,
        .guard = FETCH_GUARD_NONE,
        .headers = d->headers,
        .header_count = d->header_count,
        .body = d->body,
        .content_type = d->content_type,
        .timeout_ms = d->timeout_ms,
        .max_redirects = -1,
        .no_wait = true,
    };

    ports->fetch(ports->arg, &r, on_response, u);
}

void delivery_start(const struct ports *ports, struct arena *a, const struct delivery *d,
                    delivery_done_fn *done, void *arg)
{
    struct under_way *u = arena_alloc(a, sizeof(*u));
    struct spawn_request program = {.argv = d->argv, .input = d->body, .timeout_ms = d->timeout_ms};

    *u = (struct under_way){done, arg};
    switch (d->kind) {
    case DELIVERY_HTTP:
        start_request(ports, d, u);
        break;
    case DELIVERY_MAIL:
        start_mail(ports, d, u);
        break;
    case DELIVERY_EXEC:
        ports->spawn(ports->arg, &program, on_exit_status, u);
        break;
    case DELIVERY_SYSLOG:
        ports->syslog(ports->arg, d->priority, d->line);
        done(arg, &(struct delivery_end){.err = NULL});
        break;
    }
}
