#include "daemon/get.h"

#include <event2/event.h>

#include "fmt/json.h"
#include "fmt/url.h"

struct get {
    struct event_base *base;
    struct fetch_response answer;
};

static void on_answer(void *arg, struct fetch_response *answer)
{
    struct get *g = arg;

    g->answer = *answer;
    event_base_loopbreak(g->base);
}

struct head {
    struct str url, content_type, error;
};

static const struct json_field head_fields[] = {
    JSON_FIELD(struct head, url, STR),
    JSON_FIELD(struct head, content_type, STR),
    JSON_FIELD(struct head, error, STR),
};
static const struct json_shape head_shape = JSON_SHAPE(struct head, head_fields);

static void fetch(struct get *g, const struct ports *ports, const struct conf *c, struct str url)
{
    const struct fetch_request r = {
        .url = url,
        .guard = c->allow_private ? FETCH_GUARD_HOST : FETCH_GUARD_PUBLIC,
        .accept = STR("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"),
        .max_body = c->max_body,
        .timeout_ms = (int)(c->timeout_s * 1000),
    };

    ports->fetch(ports->arg, &r, on_answer, g);
    event_base_dispatch(g->base);
}

int get_page(struct event_base *base, const struct ports *ports, const struct config *c,
             const char *url, struct buf *out, struct err *err)
{
    struct get g = {.base = base};
    struct head head = {.url = str_z(url)};

    *err = (struct err){.code = ERR_NONE};
    if (!url_is_http(head.url)) {
        err_set(err, ERR_USAGE, "not an http address");
    } else {
        fetch(&g, ports, c->conf, head.url);
        *err = g.answer.err;
        if (err->code == ERR_NONE && (g.answer.status < 200 || g.answer.status >= 300)) {
            err_set(err, ERR_UNAVAILABLE, "HTTP %d", g.answer.status);
        }
    }
    if (err->code == ERR_NONE) {
        head.url = g.answer.final_url;
        head.content_type = g.answer.content_type;
    } else {
        head.error = str_z(err->text);
    }
    json_write(out, &head_shape, &head);
    buf_add_char(out, '\n');
    if (err->code == ERR_NONE) {
        buf_add(out, g.answer.body);
    }
    if (g.answer.arena != NULL) {
        arena_free(g.answer.arena);
    }
    return err->code == ERR_NONE ? 0 : -1;
}
