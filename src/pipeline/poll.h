/*
 * pipeline/poll - one poll of a feed without the store: what is sent, what an answer means, when to ask again.
 */
#ifndef READOUT_PIPELINE_POLL_H
#define READOUT_PIPELINE_POLL_H

#include "feed/feed.h"
#include "net/fetch.h"
#include "pipeline/access.h"
#include "pipeline/settings.h"
#include "store/store.h"

enum poll_answer {
    POLL_FAILED,    /* no answer, or one that is no document */
    POLL_UNCHANGED, /* 304 to our validators */
    POLL_DOCUMENT,
};

/* The request; its strings live in `a` and where the feed's do. */
void poll_request(struct arena *a, const struct access_list *accesses, const struct store_feed *f,
                  const struct settings *s, struct fetch_request *r) ATTR_NONNULL;
/* `why`, in `a`: of a failure. */
enum poll_answer poll_judge(struct arena *a, const struct fetch_response *r,
                            struct str *why) ATTR_NONNULL;

/* Whether it says that the feed is gone for good: not where a redirect for the time being led. */
bool poll_gone(const struct fetch_response *r) ATTR_NONNULL;
/* Whether it is only a part of the document: its validators are for those who have the rest, whom it was made for. */
bool poll_unasked_delta(const struct fetch_response *r) ATTR_NONNULL;

/* What a poll that ended well brought. */
struct poll_result {
    int64_t now;
    const struct fetch_response *answer;
    const struct feed *feed; /* NULL: the old one */
};
struct poll_next {
    int64_t due, not_before;
    const char *why;  /* what made the wait as long as it is: "interval", "Retry-After" */
    bool pushed;      /* it is as long because news is pushed, or would be */
    struct str hints; /* to be kept in the feed's row; absent: those that are there stay */
};
void poll_schedule(struct arena *a, const struct store_feed *f, const struct settings *s,
                   const struct poll_result *result, struct poll_next *out) ATTR_NONNULL;

#endif
