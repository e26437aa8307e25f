/*
 * llm/prompt - prompt templates: read, checked and filled in.
 *
 * Pure. A template is text in sections ([system], [user], [retry]) with {names} in it; what stands
 * before the first section is a comment. Everything that a publisher wrote is fenced: {begin} and
 * {end} are marker lines made of a digest of the article, so that no page can know or write them;
 * {article} outside of them brings its own, {title} outside of them is one quoted line. Only {passage},
 * for judges, is bare.
 */
#ifndef READOUT_LLM_PROMPT_H
#define READOUT_LLM_PROMPT_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
#include "llm/llm.h"

struct prompt_template {
    struct str name, version; /* version: of a comment line "# version: N"; absent without one */
    struct str sha256;        /* of its bytes */
    struct str system, user, retry; /* absent without the section */
};

/* What the {names} stand for. */
struct prompt_values {
    struct str title, source, link, article, article_language, language;
    int64_t published; /* TIME_NONE: unknown */
    size_t sentences;
    struct str claim;   /* of a judge's question */
    struct str reasons; /* of a retry; absent: no retry, and its section is left out */
};

/*
 * ERR_CONFIG: not UTF-8, no [user], an unknown section or {name} (told with its line), or nothing of
 * the item in it. The template points into `text`.
 */
int prompt_read(struct arena *a, struct str name, struct str text, struct prompt_template *out,
                struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* One that is built in: default, plain, judge or headline; absent for another name. */
struct str prompt_builtin(struct str name);
void prompt_fill(struct arena *a, const struct prompt_template *t, const struct prompt_values *v,
                 struct llm_prompt *out) ATTR_NONNULL;

#endif
