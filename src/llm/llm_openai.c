/*
 * Chat completions as OpenAI defined them and vLLM, llama.cpp, LM Studio, OpenRouter and others serve them
 * (POST /v1/chat/completions). `url` is the address up to and with /v1, or the whole.
 */
#include "fmt/json.h"
#include "fmt/url.h"
#include "llm/llm.h"

#define STANDARD STR("https://api.openai.com/v1")

static void add_messages(struct buf *b, const struct llm_prompt *p)
{
    buf_add_z(b, ",\"messages\":[");
    if (p->system.len > 0) {
        buf_add_z(b, "{\"role\":\"system\",\"content\":");
        json_write_str(b, p->system);
        buf_add_z(b, "},");
    }
    buf_add_z(b, "{\"role\":\"user\",\"content\":");
    json_write_str(b, p->user);
    buf_add_z(b, "}]");
}

/* OpenAI's own newer models take another name for the limit, and no temperature but their own. */
static void add_limits(struct arena *a, struct buf *b, const struct llm_target *t, struct str url)
{
    bool own = str_eq(url_host(a, url), STR("api.openai.com"));

    buf_add_fmt(b, ",\"%s\":%lld", own ? "max_completion_tokens" : "max_tokens",
                (long long)t->max_tokens);
    buf_add_z(b, own ? "" : ",\"temperature\":0");
}

static void plan(struct arena *a, const struct llm_target *target, const struct llm_prompt *prompt,
                 struct llm_request *out)
{
    struct buf b = {0};

    out->url = llm_url(a, target->url, STANDARD, STR("/chat/completions"));
    buf_add_char(&b, '{');
    llm_add_member(&b, "model", target->model);
    add_messages(&b, prompt);
    add_limits(a, &b, target, out->url);
    buf_add_z(&b, ",\"stream\":false");
    if (prompt->sentences && target->structured) {
        buf_add_z(&b, ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                      "{\"name\":\"summary\",\"strict\":true,\"schema\":");
        buf_add(&b, llm_schema);
        buf_add_z(&b, "}}");
    }
    buf_add_char(&b, '}');
    out->body = buf_str(&b, a);
    llm_key_header(a, target, "Authorization: Bearer ", out);
}

struct usage {
    int64_t prompt_tokens, completion_tokens;
};

static const struct json_field usage_fields[] = {
    JSON_FIELD(struct usage, prompt_tokens, COUNT), //
    JSON_FIELD(struct usage, completion_tokens, COUNT),
};
static const struct json_shape usage_shape = JSON_SHAPE(struct usage, usage_fields);

struct message {
    struct str content, refusal; /* content: JSON, a string or a list of parts */
};

static const struct json_field message_fields[] = {
    JSON_FIELD(struct message, content, RAW), //
    JSON_FIELD(struct message, refusal, STR),
};
static const struct json_shape message_shape = JSON_SHAPE(struct message, message_fields);

struct choice {
    struct message *message;
    struct str finish_reason;
};

static const struct json_field choice_fields[] = {
    JSON_STRUCT(struct choice, message, &message_shape), //
    JSON_FIELD(struct choice, finish_reason, STR),
};
static const struct json_shape choice_shape = JSON_SHAPE(struct choice, choice_fields);

struct completion {
    struct choice *choices;
    size_t choice_count;
    struct str model;
    struct usage *usage;
};

static const struct json_field fields[] = {
    JSON_LIST(struct completion, choices, choice_count, &choice_shape), //
    JSON_FIELD(struct completion, model, STR),
    JSON_STRUCT(struct completion, usage, &usage_shape),
};
static const struct json_shape shape = JSON_SHAPE(struct completion, fields);

/* A string, or the texts of a list of parts. */
static int read_content(struct arena *a, struct str content, struct str *out, struct err *err)
{
    struct json *tree;
    struct buf text = {0};

    if (content.ptr == NULL) {
        return 0;
    }
    if (json_parse(a, content, &tree, err) == -1) {
        return -1;
    }
    buf_add(&text, json_str(tree));
    for (const struct json *part = tree->child; part != NULL; part = part->next) {
        buf_add(&text, json_str(json_get(part, "text")));
    }
    *out = buf_str(&text, a);
    return 0;
}

static int read_completion(struct arena *a, struct str body, struct llm_answer *out,
                           struct err *err)
{
    struct completion c;
    const struct choice *first;

    if (json_read(a, body, &shape, &c, err) == -1) {
        return -1;
    }
    if (c.choice_count == 0 || c.choices[0].message == NULL) {
        return err_set(err, ERR_SYNTAX, "the answer has no choice in it");
    }
    first = &c.choices[0];
    out->model = c.model;
    out->cut = str_eq(first->finish_reason, STR("length"));
    out->refusal = first->message->refusal;
    if (str_eq(first->finish_reason, STR("content_filter"))) {
        out->refusal = first->finish_reason;
    }
    if (c.usage != NULL) {
        out->tokens_in = c.usage->prompt_tokens;
        out->tokens_out = c.usage->completion_tokens;
    }
    return read_content(a, first->message->content, &out->text, err);
}

const struct llm_ops llm_openai = {"openai", llm_check_http, plan, read_completion};
