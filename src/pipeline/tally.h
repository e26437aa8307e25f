/*
 * pipeline/tally - what each model was asked and what came of it, counted for those who watch over it.
 *
 * Lives on the loop. The counts go on over a restart, by way of the status file; what was counted since that was last
 * written is lost with a crash. Nothing is decided by them: pipeline/budget keeps its own.
 */
#ifndef READOUT_PIPELINE_TALLY_H
#define READOUT_PIPELINE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
#include "fmt/json.h"

struct tally_row {
    struct str name;
    bool paused;                /* left alone for now, after failures in a row */
    int64_t questions, answers; /* questions: that were sent, retries among them; of judges too */
    int64_t cached;             /* answers that were known */
    int64_t retries, refusals;  /* refusals: answers in which nothing stood */
    int64_t accepted_sentences, rejected_sentences;
    int64_t extractive; /* summaries that it was asked for and did not make */
    int64_t budget_ends;
    int64_t tokens_in, tokens_out, micros; /* micros: of a cent */
};
/* Members as in the status file. */
extern const struct json_shape tally_shape;

struct tally;

struct tally *tally_new(void) ATTR_RETURNS_NONNULL;
void tally_free(struct tally *t);
/* The counts of a model; the row stays where it is. */
struct tally_row *tally_of(struct tally *t, struct str model) ATTR_NONNULL ATTR_RETURNS_NONNULL;
/* A copy of all, in the order in which they came, the names included. */
void tally_copy(const struct tally *t, struct arena *a, struct tally_row **rows,
                size_t *count) ATTR_NONNULL;
/* In the status file this follows the models, and with it lists that may be long. */
#define TALLY_END ",\"later\":["
/* Enough of its beginning to have all models. */
#define TALLY_MAX (256U << 10)
/* Counts on from what a status file says, or its beginning. ERR_SYNTAX: it says nothing that can be read, nothing is counted. */
int tally_load(struct tally *t, struct str status, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
