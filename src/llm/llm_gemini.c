/*
 * Google Gemini (POST models/NAME:generateContent). `url` is the address up to and with /v1beta.
 */
#include "fmt/json.h"
#include "llm/llm.h"

#define STANDARD STR("https://generativelanguage.googleapis.com/v1beta")
/* A field whose name is written in another manner than ours. */
#define NAMED(type, name, member, kind, shape)                   \
    {                                                            \
        name, JSON_KIND_##kind, offsetof(type, member), 0, shape \
    }

static int check(const struct llm_target *target, struct err *err)
{
    if (llm_check_http(target, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < target->model.len; i++) {
        char c = target->model.ptr[i];

        /* It becomes a part of the address. */
        if (!char_is_alnum(c) && c != '-' && c != '.' && c != '_' && c != '/') {
            return err_set(err, ERR_CONFIG, "model is not the name of one");
        }
    }
    return 0;
}

static void add_text(struct buf *b, const char *before, struct str text)
{
    buf_add_z(b, before);
    buf_add_z(b, "{\"text\":");
    json_write_str(b, text);
    buf_add_z(b, "}]}");
}

static void plan(struct arena *a, const struct llm_target *target, const struct llm_prompt *prompt,
                 struct llm_request *out)
{
    struct buf b = {0};

    out->url = llm_url(a, target->url, STANDARD,
                       arena_fmt(a, "/models/" STR_FMT ":generateContent", STR_ARG(target->model)));
    add_text(&b, "{\"contents\":[{\"role\":\"user\",\"parts\":[", prompt->user);
    buf_add_char(&b, ']');
    if (prompt->system.len > 0) {
        add_text(&b, ",\"systemInstruction\":{\"parts\":[", prompt->system);
    }
    buf_add_fmt(&b, ",\"generationConfig\":{\"temperature\":0,\"maxOutputTokens\":%lld",
                (long long)target->max_tokens);
    if (prompt->sentences && target->structured) {
        buf_add_z(&b, ",\"responseMimeType\":\"application/json\",\"responseSchema\":");
        buf_add(&b, llm_schema_open);
    }
    buf_add_z(&b, "}}");
    out->body = buf_str(&b, a);
    llm_key_header(a, target, "x-goog-api-key: ", out);
}

struct part {
    struct str text;
    bool thought;
};

static const struct json_field part_fields[] = {
    JSON_FIELD(struct part, text, STR), //
    JSON_FIELD(struct part, thought, BOOL),
};
static const struct json_shape part_shape = JSON_SHAPE(struct part, part_fields);

struct content {
    struct part *parts;
    size_t part_count;
};

static const struct json_field content_fields[] = {
    JSON_LIST(struct content, parts, part_count, &part_shape), //
};
static const struct json_shape content_shape = JSON_SHAPE(struct content, content_fields);

struct candidate {
    struct content *content;
    struct str finish_reason;
};

static const struct json_field candidate_fields[] = {
    JSON_STRUCT(struct candidate, content, &content_shape), //
    NAMED(struct candidate, "finishReason", finish_reason, STR, NULL),
};
static const struct json_shape candidate_shape = JSON_SHAPE(struct candidate, candidate_fields);

struct usage {
    int64_t prompt_count, candidates_count, thoughts_count;
};

static const struct json_field usage_fields[] = {
    NAMED(struct usage, "promptTokenCount", prompt_count, COUNT, NULL), //
    NAMED(struct usage, "candidatesTokenCount", candidates_count, COUNT, NULL),
    NAMED(struct usage, "thoughtsTokenCount", thoughts_count, COUNT, NULL),
};
static const struct json_shape usage_shape = JSON_SHAPE(struct usage, usage_fields);

struct feedback {
    struct str block_reason;
};

static const struct json_field feedback_fields[] = {
    NAMED(struct feedback, "blockReason", block_reason, STR, NULL), //
};
static const struct json_shape feedback_shape = JSON_SHAPE(struct feedback, feedback_fields);

struct generated {
    struct candidate *candidates;
    size_t candidate_count;
    struct str model_version;
    struct usage *usage;
    struct feedback *feedback;
};

static const struct json_field fields[] = {
    JSON_LIST(struct generated, candidates, candidate_count, &candidate_shape), //
    NAMED(struct generated, "modelVersion", model_version, STR, NULL),
    NAMED(struct generated, "usageMetadata", usage, STRUCT, &usage_shape),
    NAMED(struct generated, "promptFeedback", feedback, STRUCT, &feedback_shape),
};
static const struct json_shape shape = JSON_SHAPE(struct generated, fields);

static void read_usage(const struct usage *u, struct llm_answer *out)
{
    if (u != NULL) {
        out->tokens_in = u->prompt_count;
        out->tokens_out = u->candidates_count;
        /* Thoughts are paid for like words. */
        if (u->thoughts_count > 0) {
            out->tokens_out = (out->tokens_out < 0 ? 0 : out->tokens_out) + u->thoughts_count;
        }
    }
}

static int read_generated(struct arena *a, struct str body, struct llm_answer *out, struct err *err)
{
    struct generated g;
    const struct candidate *first;
    struct buf text = {0};

    if (json_read(a, body, &shape, &g, err) == -1) {
        return -1;
    }
    out->model = g.model_version;
    read_usage(g.usage, out);
    if (g.candidate_count == 0) {
        out->refusal = g.feedback == NULL ? STR_NULL : g.feedback->block_reason;
        return out->refusal.ptr != NULL
                   ? 0
                   : err_set(err, ERR_SYNTAX, "the answer has no candidate in it");
    }
    first = &g.candidates[0];
    out->cut = str_eq(first->finish_reason, STR("MAX_TOKENS"));
    if (!out->cut && first->finish_reason.ptr != NULL &&
        !str_eq(first->finish_reason, STR("STOP"))) {
        out->refusal = first->finish_reason;
    }
    for (size_t i = 0; first->content != NULL && i < first->content->part_count; i++) {
        if (!first->content->parts[i].thought) {
            buf_add(&text, first->content->parts[i].text);
        }
    }
    out->text = buf_str(&text, a);
    return 0;
}

const struct llm_ops llm_gemini = {"gemini", check, plan, read_generated};
