/*
 * net/answer - the header lines of an HTTP answer that matter to a feed watcher.
 *
 * Pure. Lines come one by one as libcurl hands them out, of every response of an exchange (1xx, then
 * the final one); each status line forgets what came before. Trailers are not listened to.
 */
#ifndef READOUT_NET_ANSWER_H
#define READOUT_NET_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/str.h"

struct answer {
    /* Trimmed, in the arena; absent if not sent or if they hold control bytes. */
    struct str etag, last_modified, content_type, link, retry_after, cache_control, expires, date,
        age, im, content_length, location;
    struct str
        *folded; /* what a line that starts with a blank goes on with; NULL: nothing of ours */
    bool closed; /* the header block has ended */
};

void answer_line(struct answer *answer, struct arena *a, struct str line) ATTR_NONNULL;
/* Seconds from the answer's own Date, or from `now` without one; -1 none, at most a year. */
int64_t answer_retry_after(const struct answer *answer, int64_t now) ATTR_NONNULL;
/*
 * Cache-Control max-age, else Expires less Date, both less Age; 0 where it is never fresh or what it says is damaged
 * (RFC 9111 4.2.1); -1 none, at most a year.
 */
int64_t answer_fresh(const struct answer *answer, int64_t now) ATTR_NONNULL;
/* Whether it states several lengths, so that nobody knows where it ends (RFC 9112 6.3). */
bool answer_is_ambiguous(const struct answer *answer) ATTR_NONNULL;
/* Whether a value may be sent in a header line. */
bool answer_is_clean(struct str value);

#endif
