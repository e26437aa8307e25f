/*
 * pipeline/model - a language model in use: what is configured of it, its key and its templates read.
 */
#ifndef READOUT_PIPELINE_MODEL_H
#define READOUT_PIPELINE_MODEL_H

#include "conf/conf.h"
#include "core/arena.h"
#include "core/err.h"
#include "llm/llm.h"
#include "llm/prompt.h"

struct model {
    const struct conf_model *conf;
    struct llm_target target;
    struct prompt_template asks, judges; /* for a summary, for a second opinion */
};

/*
 * Reads the key (a systemd credential, a file that others may not read, or the environment) and the
 * template (built in, or a file beside `config_path`). ERR_CONFIG names the block; never the key.
 */
int model_make(struct arena *a, const struct conf_model *c, const char *config_path,
               struct model *out, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
