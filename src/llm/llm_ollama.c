/*
 * Ollama (POST /api/chat). `url` is the address of the server.
 */
#include "fmt/json.h"
#include "llm/llm.h"

#define STANDARD STR("http://127.0.0.1:11434")

enum {
    TOKEN_BYTES = 3, /* at least, in the languages that tokenizers were made for */
    CONTEXT_STEP = 2048,
};

static void add_message(struct buf *b, const char *role, struct str content)
{
    buf_add_fmt(b, "{\"role\":\"%s\",\"content\":", role);
    json_write_str(b, content);
    buf_add_char(b, '}');
}

/* Its default context is short, and it cuts a longer prompt off without a word. */
static long long context_of(const struct llm_target *target, const struct llm_prompt *prompt)
{
    long long need =
        (long long)((prompt->system.len + prompt->user.len) / TOKEN_BYTES) + target->max_tokens;

    return (need / CONTEXT_STEP + 1) * CONTEXT_STEP;
}

static void plan(struct arena *a, const struct llm_target *target, const struct llm_prompt *prompt,
                 struct llm_request *out)
{
    struct buf b = {0};

    out->url = llm_url(a, target->url, STANDARD, STR("/api/chat"));
    buf_add_char(&b, '{');
    llm_add_member(&b, "model", target->model);
    buf_add_z(&b, ",\"messages\":[");
    if (prompt->system.len > 0) {
        add_message(&b, "system", prompt->system);
        buf_add_char(&b, ',');
    }
    add_message(&b, "user", prompt->user);
    buf_add_fmt(&b,
                "],\"stream\":false,\"options\":{\"temperature\":0,\"num_predict\":%lld,"
                "\"num_ctx\":%lld}",
                (long long)target->max_tokens, context_of(target, prompt));
    if (prompt->sentences && target->structured) {
        buf_add_z(&b, ",\"format\":");
        buf_add(&b, llm_schema);
    }
    buf_add_char(&b, '}');
    out->body = buf_str(&b, a);
    llm_key_header(a, target, "Authorization: Bearer ", out);
}

struct message {
    struct str content;
};

static const struct json_field message_fields[] = {
    JSON_FIELD(struct message, content, STR), //
};
static const struct json_shape message_shape = JSON_SHAPE(struct message, message_fields);

struct chat {
    struct str model, done_reason;
    struct message *message;
    int64_t prompt_eval_count, eval_count;
};

static const struct json_field fields[] = {
    JSON_FIELD(struct chat, model, STR), //
    JSON_FIELD(struct chat, done_reason, STR),
    JSON_STRUCT(struct chat, message, &message_shape),
    JSON_FIELD(struct chat, prompt_eval_count, COUNT),
    JSON_FIELD(struct chat, eval_count, COUNT),
};
static const struct json_shape shape = JSON_SHAPE(struct chat, fields);

static int read_chat(struct arena *a, struct str body, struct llm_answer *out, struct err *err)
{
    struct chat c;

    if (json_read(a, body, &shape, &c, err) == -1) {
        return -1;
    }
    if (c.message == NULL) {
        return err_set(err, ERR_SYNTAX, "the answer has no message in it");
    }
    out->model = c.model;
    out->cut = str_eq(c.done_reason, STR("length"));
    out->tokens_in = c.prompt_eval_count;
    out->tokens_out = c.eval_count;
    out->text = c.message->content.ptr == NULL ? STR("") : c.message->content;
    return 0;
}

const struct llm_ops llm_ollama = {"ollama", llm_check_http, plan, read_chat};
