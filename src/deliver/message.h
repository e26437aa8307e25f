/*
 * deliver/message - a report as a mail (RFC 5322, RFC 2045-2047), as plain text and as HTML.
 *
 * Pure. All text of a publisher passes escape_mail_header, escape_plain or escape_html on its way;
 * both parts are base64, so that no line of theirs can end a part or the mail.
 */
#ifndef READOUT_DELIVER_MESSAGE_H
#define READOUT_DELIVER_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
#include "digest/report.h"

/* "Name <local@domain>" or the bare address. */
struct mail_address {
    struct str name; /* absent if none */
    struct str address;
};

/* ERR_CONFIG for what is no address of plain ASCII. Views into `s`. */
int message_address(struct str s, struct mail_address *out,
                    struct err *err) ATTR_MUST_USE ATTR_NONNULL;

struct message {
    struct mail_address from;
    const struct mail_address *to;
    size_t to_count;
    const struct report *report;
    int64_t date;
    bool sample;
};

/* Lines end with CR LF; the Message-ID is EVENT@ the sender's domain, the same in each retry. */
struct str message_build(struct arena *a, const struct message *m) ATTR_NONNULL;

#endif
