/*
 * llm/prompts - what lies in conf/prompts, byte by byte.
 */
#ifndef READOUT_LLM_PROMPTS_H
#define READOUT_LLM_PROMPTS_H

#include "core/str.h"

/* An article for trials. */
extern const struct str prompt_sample;
extern const struct str prompt_default, prompt_headline, prompt_judge, prompt_plain;

#endif
