/*
 * Anthropic's Messages (POST /v1/messages, version 2023-06-01). Sentences are asked for as the input of a tool that
 * the model must use: every model of theirs knows that. `url` is the address up to and with /v1.
 */
#include "fmt/json.h"
#include "llm/llm.h"

#define STANDARD STR("https://api.anthropic.com/v1")
#define TOOL     "summary"

static void plan(struct arena *a, const struct llm_target *target, const struct llm_prompt *prompt,
                 struct llm_request *out)
{
    struct buf b = {0};

    out->url = llm_url(a, target->url, STANDARD, STR("/messages"));
    buf_add_char(&b, '{');
    llm_add_member(&b, "model", target->model);
    buf_add_fmt(&b, ",\"max_tokens\":%lld", (long long)target->max_tokens);
    if (prompt->system.len > 0) {
        llm_add_member(&b, "system", prompt->system);
    }
    buf_add_z(&b, ",\"messages\":[{\"role\":\"user\",\"content\":");
    json_write_str(&b, prompt->user);
    buf_add_z(&b, "}]");
    if (prompt->sentences && target->structured) {
        buf_add_z(&b, ",\"tools\":[{\"name\":\"" TOOL "\",\"description\":"
                      "\"Takes the sentences of the summary.\",\"input_schema\":");
        buf_add(&b, llm_schema);
        buf_add_z(&b, "}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"" TOOL "\"}");
    }
    buf_add_char(&b, '}');
    out->body = buf_str(&b, a);
    out->headers = arena_array(a, 2, sizeof(*out->headers));
    out->headers[out->header_count++] = STR("anthropic-version: 2023-06-01");
    if (target->key.ptr != NULL) {
        out->headers[out->header_count++] =
            arena_fmt(a, "x-api-key: " STR_FMT, STR_ARG(target->key));
    }
}

struct block {
    struct str type, text, name, input; /* input: JSON */
};

static const struct json_field block_fields[] = {
    JSON_FIELD(struct block, type, STR), //
    JSON_FIELD(struct block, text, STR),
    JSON_FIELD(struct block, name, STR),
    JSON_FIELD(struct block, input, RAW),
};
static const struct json_shape block_shape = JSON_SHAPE(struct block, block_fields);

struct usage {
    int64_t input_tokens, output_tokens;
};

static const struct json_field usage_fields[] = {
    JSON_FIELD(struct usage, input_tokens, COUNT), //
    JSON_FIELD(struct usage, output_tokens, COUNT),
};
static const struct json_shape usage_shape = JSON_SHAPE(struct usage, usage_fields);

struct message {
    struct block *content;
    size_t block_count;
    struct str model, stop_reason;
    struct usage *usage;
};

static const struct json_field fields[] = {
    JSON_LIST(struct message, content, block_count, &block_shape), //
    JSON_FIELD(struct message, model, STR),
    JSON_FIELD(struct message, stop_reason, STR),
    JSON_STRUCT(struct message, usage, &usage_shape),
};
static const struct json_shape shape = JSON_SHAPE(struct message, fields);

/* Our tool's input is the answer; else the text is. Other tools are none of ours: nothing is ever called. */
static struct str text_of(struct arena *a, const struct message *m)
{
    struct buf text = {0};

    for (size_t i = 0; i < m->block_count; i++) {
        const struct block *b = &m->content[i];

        if (str_eq(b->type, STR("tool_use")) && str_eq(b->name, STR(TOOL)) &&
            b->input.ptr != NULL) {
            buf_free(&text);
            return b->input;
        }
        if (str_eq(b->type, STR("text"))) {
            buf_add(&text, b->text);
        }
    }
    return buf_str(&text, a);
}

static int read_message(struct arena *a, struct str body, struct llm_answer *out, struct err *err)
{
    struct message m;

    if (json_read(a, body, &shape, &m, err) == -1) {
        return -1;
    }
    if (m.stop_reason.ptr == NULL && m.block_count == 0) {
        return err_set(err, ERR_SYNTAX, "the answer is no message");
    }
    out->model = m.model;
    out->cut = str_eq(m.stop_reason, STR("max_tokens"));
    if (str_eq(m.stop_reason, STR("refusal"))) {
        out->refusal = m.stop_reason;
    }
    if (m.usage != NULL) {
        out->tokens_in = m.usage->input_tokens;
        out->tokens_out = m.usage->output_tokens;
    }
    out->text = text_of(a, &m);
    return 0;
}

const struct llm_ops llm_anthropic = {"anthropic", llm_check_http, plan, read_message};
