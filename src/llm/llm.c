#include "llm/llm.h"

#include <assert.h>

#include "fmt/json.h"
#include "fmt/url.h"

enum { SHORTEST_KEY = 8 }; /* a shorter one may stand in any text by chance */

#define SCHEMA(closed)                                                                  \
    "{\"type\":\"object\",\"properties\":{\"sentences\":{\"type\":\"array\",\"items\":" \
    "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"              \
    "\"quote\":{\"type\":\"string\"}},\"required\":[\"text\",\"quote\"]" closed         \
    "}}},\"required\":[\"sentences\"]" closed "}"

const struct str llm_schema = STR_INIT(SCHEMA(",\"additionalProperties\":false"));
const struct str llm_schema_open = STR_INIT(SCHEMA(""));

static const struct llm_ops *const backends[] = {
    &llm_anthropic, &llm_exec, &llm_gemini, &llm_ollama, &llm_openai,
};

const struct llm_ops *llm_find(struct str type)
{
    for (size_t i = 0; i < ARRAY_LEN(backends); i++) {
        if (str_eq(type, str_z(backends[i]->name))) {
            return backends[i];
        }
    }
    return NULL;
}

int llm_check(const struct llm_target *target, struct err *err)
{
    const struct llm_ops *ops = llm_find(target->type);

    if (ops == NULL) {
        return err_set(err, ERR_CONFIG, "no type \"" STR_FMT "\"", STR_ARG(target->type));
    }
    if (target->key.ptr != NULL && target->key.len == 0) {
        return err_set(err, ERR_CONFIG, "the key is empty");
    }
    for (size_t i = 0; i < target->key.len; i++) {
        /* It goes into a header line. */
        if (target->key.ptr[i] <= ' ' || target->key.ptr[i] > '~') {
            return err_set(err, ERR_CONFIG, "the key holds more than visible ASCII");
        }
    }
    return ops->check(target, err);
}

void llm_plan(struct arena *a, const struct llm_target *target, const struct llm_prompt *prompt,
              struct llm_request *out)
{
    const struct llm_ops *ops = llm_find(target->type);

    assert(ops != NULL); /* llm_check came before */
    *out = (struct llm_request){0};
    ops->plan(a, target, prompt, out);
}

int llm_read(struct arena *a, const struct llm_target *target, struct str body,
             struct llm_answer *out, struct err *err)
{
    const struct llm_ops *ops = llm_find(target->type);

    assert(ops != NULL);
    *out = (struct llm_answer){.text = STR(""), .tokens_in = -1, .tokens_out = -1};
    if (target->key.len >= SHORTEST_KEY && str_find(body, target->key, 0) != STR_NPOS) {
        return err_set(err, ERR_REFUSED, "the answer repeats the key");
    }
    return ops->read(a, body, out, err);
}

struct str llm_url(struct arena *a, struct str url, struct str standard, struct str path)
{
    struct str base = url.ptr == NULL ? standard : url;

    if (str_ends(base, path)) {
        return base;
    }
    if (str_ends(base, STR("/"))) {
        base.len--;
    }
    return arena_fmt(a, STR_FMT STR_FMT, STR_ARG(base), STR_ARG(path));
}

int llm_check_http(const struct llm_target *target, struct err *err)
{
    if (target->model.ptr == NULL) {
        return err_set(err, ERR_CONFIG, "model is not set");
    }
    if (target->url.ptr != NULL && !url_is_http(target->url)) {
        return err_set(err, ERR_CONFIG, "url is not an http or https address");
    }
    return 0;
}

void llm_key_header(struct arena *a, const struct llm_target *target, const char *name,
                    struct llm_request *out)
{
    if (target->key.ptr != NULL) {
        out->headers = arena_array(a, 1, sizeof(*out->headers));
        out->headers[0] = arena_fmt(a, "%s" STR_FMT, name, STR_ARG(target->key));
        out->header_count = 1;
    }
}

void llm_add_member(struct buf *out, const char *name, struct str value)
{
    if (out->len > 0 && out->ptr[out->len - 1] != '{') {
        buf_add_char(out, ',');
    }
    json_write_str(out, str_z(name));
    buf_add_char(out, ':');
    json_write_str(out, value);
}
