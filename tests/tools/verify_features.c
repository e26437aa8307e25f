/*
 * verify_features SOURCE CLAIM - what the verifier measures of a claim, for build-aux/fit-weights.py: a line of names,
 * then a line of numbers for each sentence; nothing when a sentence is refused unread.
 */
#include <stdio.h>
#include <stdlib.h>

#include "digest/verify.h"
#include "digest/verify_score.h"
#include "fmt/time.h"

struct lines {
    struct arena *arena;
    struct buf text;
    size_t count;
};

static void add_line(void *arg, const double *features)
{
    struct lines *lines = arg;

    for (size_t i = 0; i < SCORE_FEATURES; i++) {
        char number[32];

        snprintf(number, sizeof(number), "%.6g", features[i]);
        buf_add_z(&lines->text, number);
        buf_add_char(&lines->text, i + 1 < SCORE_FEATURES ? '\t' : '\n');
    }
    lines->count++;
}

static struct str read_all(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct buf b = {0};
    int c;

    if (f == NULL) {
        perror(path);
        exit(66);
    }
    while ((c = getc(f)) != EOF) {
        buf_add_char(&b, (char)c);
    }
    fclose(f);
    return buf_str(&b, a);
}

int main(int argc, char **argv)
{
    struct lines lines = {.arena = arena_new()};
    struct verify_input in = {.published = TIME_NONE, .trace = add_line, .trace_arg = &lines};
    struct verdict verdict;
    struct err err = {0};

    if (argc != 3) {
        fputs("usage: verify_features SOURCE CLAIM\n", stderr);
        return 64;
    }
    in.source = read_all(lines.arena, argv[1]);
    in.summary = read_all(lines.arena, argv[2]);
    if (digest_verify(lines.arena, &in, &verdict, &err) == -1) {
        fprintf(stderr, "%s\n", err.text);
        return 65;
    }
    for (size_t i = 0; i < SCORE_FEATURES; i++) {
        struct str name = score_feature(i);

        printf(STR_FMT "%c", STR_ARG(name), i + 1 < SCORE_FEATURES ? '\t' : '\n');
    }
    if (lines.count == verdict.claim_count) {
        fwrite(lines.text.ptr, 1, lines.text.len, stdout);
    }
    buf_free(&lines.text);
    arena_free(lines.arena);
    return 0;
}
