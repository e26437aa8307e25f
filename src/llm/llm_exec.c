/*
 * A local program: JSON on its standard input, JSON on its standard output, no shell. In: {"model", "system", "prompt",
 * "max_tokens", "schema"}; out: {"text": …} or the sentences themselves, and optionally "model", "tokens_in", "tokens_out".
 */
#include "fmt/json.h"
#include "llm/llm.h"

static int check(const struct llm_target *target, struct err *err)
{
    if (target->command_count == 0 || target->command[0].len == 0) {
        return err_set(err, ERR_CONFIG, "command is not set");
    }
    for (size_t i = 0; i < target->command_count; i++) {
        if (str_find_char(target->command[i], '\0', 0) != STR_NPOS) {
            return err_set(err, ERR_CONFIG, "command holds a zero byte");
        }
    }
    return 0;
}

struct question {
    struct str model, system, prompt, schema;
    int64_t max_tokens;
};

static const struct json_field question_fields[] = {
    JSON_FIELD(struct question, model, STR), //
    JSON_FIELD(struct question, system, STR),     JSON_FIELD(struct question, prompt, STR),
    JSON_FIELD(struct question, max_tokens, INT), JSON_FIELD(struct question, schema, RAW),
};
static const struct json_shape question_shape = JSON_SHAPE(struct question, question_fields);

static void plan(struct arena *a, const struct llm_target *target, const struct llm_prompt *prompt,
                 struct llm_request *out)
{
    const char **argv = arena_array(a, target->command_count + 1, sizeof(*argv));
    const struct question q = {
        .model = target->model,
        .system = prompt->system,
        .prompt = prompt->user,
        .schema = prompt->sentences && target->structured ? llm_schema : STR_NULL,
        .max_tokens = target->max_tokens,
    };
    struct buf b = {0};

    for (size_t i = 0; i < target->command_count; i++) {
        argv[i] = arena_z(a, target->command[i]);
    }
    out->argv = argv;
    json_write(&b, &question_shape, &q);
    out->body = buf_str(&b, a);
}

struct printed {
    struct str text, model, sentences;
    int64_t tokens_in, tokens_out;
};

static const struct json_field fields[] = {
    JSON_FIELD(struct printed, text, STR), //
    JSON_FIELD(struct printed, model, STR),       JSON_FIELD(struct printed, sentences, RAW),
    JSON_FIELD(struct printed, tokens_in, COUNT), JSON_FIELD(struct printed, tokens_out, COUNT),
};
static const struct json_shape shape = JSON_SHAPE(struct printed, fields);

static int read_printed(struct arena *a, struct str body, struct llm_answer *out, struct err *err)
{
    struct printed p;

    if (json_read(a, body, &shape, &p, err) == -1) {
        return -1;
    }
    if (p.text.ptr == NULL && p.sentences.ptr == NULL) {
        return err_set(err, ERR_SYNTAX, "the answer has neither text nor sentences");
    }
    out->model = p.model;
    out->tokens_in = p.tokens_in;
    out->tokens_out = p.tokens_out;
    out->text = p.text.ptr != NULL
                    ? p.text
                    : arena_fmt(a, "{\"sentences\":%.*s}", (int)p.sentences.len, p.sentences.ptr);
    return 0;
}

const struct llm_ops llm_exec = {"exec", check, plan, read_printed};
