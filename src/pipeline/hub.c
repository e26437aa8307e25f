#include "pipeline/hub.h"

#include "core/attr.h"
#include "fmt/time.h"
#include "fmt/url.h"

enum { ANSWER_BYTES = 64 << 10 }; /* nothing of it is read */

enum hub_step hub_step(const struct store_hub *h)
{
    bool known = h->asked || h->lease_end != TIME_NONE;

    switch (h->state) {
    case STORE_HUB_LEAVING:
        return !known || h->failures + h->accepted >= HUB_LEAVE_TRIES ? HUB_STEP_END
               : h->accepted                                          ? HUB_STEP_FAIL
                                                                      : HUB_STEP_UNSUBSCRIBE;
    case STORE_HUB_WANTED:
    case STORE_HUB_ACTIVE:
    case STORE_HUB_DENIED:
        return h->accepted ? HUB_STEP_FAIL : HUB_STEP_SUBSCRIBE;
    case STORE_HUB_ENDED:
    case STORE_HUB_STATES:
        break;
    }
    return HUB_STEP_END;
}

void hub_request(struct arena *a, const struct access_list *accesses, const struct hub_order *o,
                 struct fetch_request *r)
{
    const struct store_hub *h = o->hub;
    bool leave = h->state == STORE_HUB_LEAVING;
    bool own_host = str_eq(url_host(a, o->url), url_host(a, h->feed_url));
    /*
     * The secret goes to a hub without TLS too, though WebSub 5.1 advises against it: who listens there
     * has our address as well, and without a signature anybody else who learns it could write news.
     */
    const struct push_order order = {
        .mode = leave ? "unsubscribe" : "subscribe",
        .callback = h->callback,
        .topic = h->topic,
        .secret = leave ? STR_NULL : h->secret,
        .lease_s = leave ? 0 : o->lease_s,
    };

    *r = (struct fetch_request){
        .url = o->url,
        .guard = o->settings->allow_private && own_host ? FETCH_GUARD_HOST : FETCH_GUARD_PUBLIC,
        .accept = STR("*/*"),
        .body = push_order_form(a, &order),
        .content_type = STR("application/x-www-form-urlencoded"),
    };
    access_apply(a, accesses, h->feed, o->settings, r);
    r->max_body = ANSWER_BYTES;
}

struct str hub_redirect(const struct fetch_response *r)
{
    bool resend = r->status == 307 || r->status == 308;

    return resend && url_is_http(r->redirect_url) ? r->redirect_url : STR_NULL;
}

enum hub_verdict hub_judge(const struct store_hub *h, const struct push_intent *i)
{
    bool wanted = h->state == STORE_HUB_WANTED || h->state == STORE_HUB_ACTIVE;
    bool heard_of = wanted || h->state == STORE_HUB_DENIED;

    if (!str_eq(i->topic, h->topic)) {
        return HUB_REFUSED;
    }
    if (str_eq(i->mode, STR("denied"))) {
        return heard_of ? HUB_DENIED : HUB_REFUSED;
    }
    if (i->challenge.len == 0) {
        return HUB_REFUSED;
    }
    if (str_eq(i->mode, STR("subscribe"))) {
        /* A denied one that was asked for again may be granted. */
        return i->lease_s > 0 && (wanted || (heard_of && h->asked)) ? HUB_SUBSCRIBED : HUB_REFUSED;
    }
    return str_eq(i->mode, STR("unsubscribe")) && h->state == STORE_HUB_LEAVING ? HUB_LEFT
                                                                                : HUB_REFUSED;
}

int64_t hub_renew_at(int64_t lease_s, int64_t least_s, int64_t now, uint64_t seed)
{
    int64_t wait = lease_s / 4 * 3 + lease_s % 4 * 3 / 4;

    wait -= (int64_t)(seed % (uint64_t)(lease_s / 16 + 1));
    return now + (wait < least_s ? least_s : wait);
}
