/*
 * llm/llm - language models: what is sent to one, and what it answered.
 *
 * Pure: a request is planned here and carried out by somebody else. A back end is one file and one
 * row of the table. Nothing that a model says is believed here; digest/candidate judges it.
 */
#ifndef READOUT_LLM_LLM_H
#define READOUT_LLM_LLM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

/* A model of the configuration, its key read. */
struct llm_target {
    struct str name, type, url, model;
    struct str key; /* absent: none; never shown to anybody */
    const struct str *command;
    size_t command_count;
    int64_t max_tokens; /* of an answer */
    bool structured;    /* it may be asked for JSON of a schema */
};

struct llm_prompt {
    struct str system, user; /* system: absent or empty for none */
    bool sentences;          /* the answer is to be JSON: sentences with their quotations */
};

/* Strings live in the arena of the plan or belong to target and prompt. */
struct llm_request {
    struct str url;      /* absent: a program is run */
    struct str *headers; /* "Name: value" */
    size_t header_count;
    struct str body;
    const char *const *argv; /* NULL-terminated */
};

struct llm_answer {
    struct str text;               /* what it said; never absent */
    struct str model;              /* as it names itself; absent if it does not */
    struct str refusal;            /* the service gave no answer, and this is its word for why */
    bool cut;                      /* it ended at max_tokens, not at its end */
    int64_t tokens_in, tokens_out; /* -1 unknown */
};

struct llm_ops {
    const char *name; /* as in the configuration: type = NAME */
    /* ERR_CONFIG with what is wrong. */
    int (*check)(const struct llm_target *target, struct err *err);
    void (*plan)(struct arena *a, const struct llm_target *target, const struct llm_prompt *prompt,
                 struct llm_request *out);
    int (*read)(struct arena *a, struct str body, struct llm_answer *out, struct err *err);
};

/* NULL for a type that there is not. */
const struct llm_ops *llm_find(struct str type);
/* What every target must fulfil, and what its back end asks for besides. */
int llm_check(const struct llm_target *target, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
void llm_plan(struct arena *a, const struct llm_target *target, const struct llm_prompt *prompt,
              struct llm_request *out) ATTR_NONNULL;
/*
 * The body of a good answer, or what a program printed. ERR_SYNTAX: it is not what the back end
 * promises; ERR_REFUSED: it repeats the key, and nothing of it may be kept.
 */
int llm_read(struct arena *a, const struct llm_target *target, struct str body,
             struct llm_answer *out, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

/* ---- for the back ends ---- */

/* JSON Schema of the answer wanted; `open`: without additionalProperties, which not every dialect knows. */
extern const struct str llm_schema, llm_schema_open;
/* The target's address, or the back end's own, with `path` behind it unless it ends so already. */
struct str llm_url(struct arena *a, struct str url, struct str standard,
                   struct str path) ATTR_NONNULL;
/* ERR_CONFIG without a model, or with an address that is none. */
int llm_check_http(const struct llm_target *target, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* The request's one header, `name` with colon and all that stands before the key; without a key none. */
void llm_key_header(struct arena *a, const struct llm_target *target, const char *name,
                    struct llm_request *out) ATTR_NONNULL;
/* Adds "name":"value" with a comma before it unless it is the first of its object. */
void llm_add_member(struct buf *out, const char *name, struct str value) ATTR_NONNULL;

extern const struct llm_ops llm_anthropic;
extern const struct llm_ops llm_exec;
extern const struct llm_ops llm_gemini;
extern const struct llm_ops llm_ollama;
extern const struct llm_ops llm_openai;

#endif
