/*
 * net/mail_order - one mail to be sent, as the daemon hands it to readoutd-mail.
 *
 * A program of its own sends it, because libcurl waits for a mail server's last answers without
 * giving the loop its turn. On the program's standard input stand one line of JSON and the message.
 */
#ifndef READOUT_NET_MAIL_ORDER_H
#define READOUT_NET_MAIL_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/attr.h"
#include "core/err.h"
#include "core/str.h"

struct mail_order {
    struct str url;  /* smtp:// or smtps:// */
    struct str from; /* bare addresses */
    const struct str *to;
    size_t to_count;
    struct str user, password; /* absent: no login */
    struct str ca_bundle;
    const struct str *connect_to; /* "HOST:PORT:ADDRESS:PORT" */
    size_t connect_to_count;
    int64_t timeout_ms;
    struct str message; /* lines end with CR LF */
};

void mail_order_write(struct buf *out, const struct mail_order *o) ATTR_NONNULL;
/* ERR_SYNTAX. The message is a view into `bytes`. */
int mail_order_read(struct arena *a, struct str bytes, struct mail_order *out,
                    struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
