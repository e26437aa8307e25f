/* Requests of a hub: each reading ends, and whether bytes come at once or one by one is the same. */
#include <assert.h>

#include "core/arena.h"
#include "core/limits.h"
#include "fuzz/fuzz.h"
#include "push/discover.h"
#include "push/intent.h"
#include "push/request.h"
#include "push/signature.h"

enum { MOST = 4096 };

/* As a connection does: what was taken is gone, the rest stays for when more comes. */
static int read_body(const struct push_request *r, struct str bytes, size_t step, struct buf *out)
{
    struct push_body body;
    size_t from = 0, to = 0, used;
    int status = PUSH_READ_MORE;

    if (!push_body_begin(&body, r, MOST)) {
        return 413;
    }
    do {
        to = bytes.len - to < step ? bytes.len : to + step;
        do {
            status = push_body_read(&body, str_sub(bytes, from, to), out, &used);
            from += used;
            assert(from <= to && out->len <= MOST);
        } while (status == PUSH_READ_MORE && used > 0);
    } while (status == PUSH_READ_MORE && to < bytes.len);
    return status;
}

static void read_question(struct arena *a, struct str query)
{
    struct push_intent i, again;
    struct push_order order;

    push_intent_read(a, query, &i);
    order = (struct push_order){"subscribe", STR("c"), i.topic, i.challenge, i.lease_s};
    push_intent_read(a, push_order_form(a, &order), &again);
    assert(str_eq(again.topic, i.topic));
    assert(again.lease_s == (i.lease_s > 0 ? i.lease_s : -1));
}

static void read_links(struct arena *a, struct str link)
{
    const struct push_source source = {link, STR_NULL, STR_NULL, STR("https://n.example/feed")};
    struct push_links links;

    if (push_discover(a, &source, &links)) {
        assert(links.hub.len <= LIMIT_PUSH_URL && links.topic.len <= LIMIT_PUSH_URL);
        assert(str_starts(links.hub, STR("http")) && str_starts(links.topic, STR("http")));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size}, rest;
    struct push_request r, cut;
    struct buf whole = {0}, slow = {0};
    size_t used, cut_used;
    int status = push_request_read(s, &r, &used);

    read_links(a, s);
    read_question(a, s);
    assert(push_signature_check(s, STR("key"), STR("body")) != PUSH_SIGNATURE_COUNT);
    if (status == PUSH_READ_WHOLE) {
        assert(used <= size && r.path.len > 0);
        assert(push_request_read(str_sub(s, 0, used - 1), &cut, &cut_used) == PUSH_READ_MORE);
        read_question(a, r.query);
        rest = str_sub(s, used, size);
        status = read_body(&r, rest, size + 1, &whole);
        assert(read_body(&r, rest, 1, &slow) == status || status != PUSH_READ_WHOLE);
        if (status == PUSH_READ_WHOLE) {
            assert(str_eq(buf_view(&whole), buf_view(&slow)));
        }
    }
    buf_free(&whole);
    buf_free(&slow);
    arena_free(a);
    return 0;
}
