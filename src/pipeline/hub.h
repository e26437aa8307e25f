/*
 * pipeline/hub - a subscription without the store and the network: what is asked, what a question of the hub means,
 * when to ask again. Pure.
 *
 * Spec: WebSub 5.1 to 5.3, 6 (leases).
 */
#ifndef READOUT_PIPELINE_HUB_H
#define READOUT_PIPELINE_HUB_H

#include <stdint.h>

#include "net/fetch.h"
#include "pipeline/access.h"
#include "pipeline/settings.h"
#include "push/intent.h"
#include "store/store.h"

/* Random bytes of the last part of our address; twice as many digits. */
enum { PUSH_TOKEN_BYTES = 20 };

enum {
    HUB_ASKS_BACK_S = 600,    /* after it took a request */
    HUB_DENIED_S = 7 * 86400, /* until one that denied is asked again */
    HUB_LEAVE_TRIES = 3,
    HUB_LONGEST_RETRY_S = 86400,
    HUB_REDIRECTS = 5,
};

/* What is done with a claimed subscription. */
enum hub_step {
    HUB_STEP_SUBSCRIBE,
    HUB_STEP_UNSUBSCRIBE,
    HUB_STEP_FAIL, /* the hub has not asked back */
    HUB_STEP_END,
};
enum hub_step hub_step(const struct store_hub *h) ATTR_NONNULL;

struct hub_order {
    const struct store_hub *hub;
    const struct settings *settings; /* of the feed */
    struct str url;                  /* of the hub, or where it sent us */
    int64_t lease_s;                 /* that is wished for */
};
/* The request to the hub; its strings live in `a` and where the order's do. */
void hub_request(struct arena *a, const struct access_list *accesses, const struct hub_order *o,
                 struct fetch_request *r) ATTR_NONNULL;
/* Where the same request is to be made again (WebSub 5.1: 307 and 308); absent: nowhere. */
struct str hub_redirect(const struct fetch_response *r) ATTR_NONNULL;

/* What a question of the hub means. */
enum hub_verdict {
    HUB_REFUSED, /* it is about nothing that we want: 404 */
    HUB_SUBSCRIBED,
    HUB_LEFT,
    HUB_DENIED,
};
enum hub_verdict hub_judge(const struct store_hub *h, const struct push_intent *i) ATTR_NONNULL;

/* When to ask for the next lease: in time for some tries, and no sooner than `least_s` from now. */
int64_t hub_renew_at(int64_t lease_s, int64_t least_s, int64_t now, uint64_t seed);

#endif
