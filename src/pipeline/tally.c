#include "pipeline/tally.h"

#include <stdlib.h>

static const struct json_field row_fields[] = {
    JSON_FIELD(struct tally_row, name, STR), //
    JSON_FIELD(struct tally_row, paused, BOOL),
    JSON_FIELD(struct tally_row, questions, INT),
    JSON_FIELD(struct tally_row, answers, INT),
    JSON_FIELD(struct tally_row, cached, INT),
    JSON_FIELD(struct tally_row, retries, INT),
    JSON_FIELD(struct tally_row, refusals, INT),
    JSON_FIELD(struct tally_row, accepted_sentences, INT),
    JSON_FIELD(struct tally_row, rejected_sentences, INT),
    JSON_FIELD(struct tally_row, extractive, INT),
    JSON_FIELD(struct tally_row, budget_ends, INT),
    JSON_FIELD(struct tally_row, tokens_in, INT),
    JSON_FIELD(struct tally_row, tokens_out, INT),
    JSON_FIELD(struct tally_row, micros, INT),
};
const struct json_shape tally_shape = JSON_SHAPE(struct tally_row, row_fields);

struct node {
    struct node *next;
    struct tally_row row;
};

struct tally {
    struct arena *arena;
    struct node *first, **last;
    size_t count;
};

struct tally *tally_new(void)
{
    struct tally *t = calloc(1, sizeof(*t));

    if (t == NULL) {
        abort();
    }
    t->arena = arena_new();
    t->last = &t->first;
    return t;
}

void tally_free(struct tally *t)
{
    if (t != NULL) {
        arena_free(t->arena);
        free(t);
    }
}

struct tally_row *tally_of(struct tally *t, struct str model)
{
    struct node *n = t->first;

    while (n != NULL && !str_eq(n->row.name, model)) {
        n = n->next;
    }
    if (n == NULL) {
        n = arena_alloc(t->arena, sizeof(*n));
        *n = (struct node){.row.name = arena_str(t->arena, model)};
        *t->last = n;
        t->last = &n->next;
        t->count++;
    }
    return &n->row;
}

void tally_copy(const struct tally *t, struct arena *a, struct tally_row **rows, size_t *count)
{
    *rows = arena_array(a, t->count, sizeof(**rows));
    *count = 0;
    for (const struct node *n = t->first; n != NULL; n = n->next) {
        struct tally_row *row = &(*rows)[(*count)++];

        *row = n->row;
        row->name = arena_str(a, n->row.name);
    }
}

struct file {
    struct tally_row *models;
    size_t model_count;
};

static const struct json_field file_fields[] = {
    JSON_LIST(struct file, models, model_count, &tally_shape), //
};
static const struct json_shape file_shape = JSON_SHAPE(struct file, file_fields);

int tally_load(struct tally *t, struct str status, struct err *err)
{
    size_t end = str_find(status, STR(TALLY_END), 0);
    struct file file;

    if (end != STR_NPOS) {
        status = arena_fmt(t->arena, STR_FMT "}", STR_ARG(str_sub(status, 0, end)));
    }
    if (json_read(t->arena, status, &file_shape, &file, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < file.model_count; i++) {
        *tally_of(t, file.models[i].name) = file.models[i];
    }
    return 0;
}
