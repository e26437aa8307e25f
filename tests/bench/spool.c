/*
 * bench/spool - pairs of files that wait for the disk together beside pairs one by one, of seconds on the wall.
 *
 * `make bench`. In the folder where it is started, by turns, best of some rounds: disks differ by the minute.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/attr.h"
#include "sys/burst.h"

enum {
    PAIRS = 100, /* as many as the disk thread takes at once */
    BYTES = 3000,
    ROUNDS = 5,
};
#define GOAL 5.0

static char dir[] = "bench-spool-XXXXXX";
static char bytes[BYTES];

static void must(int rc, const char *what)
{
    if (rc == -1) {
        fprintf(stderr, "bench: %s\n", what);
        exit(EXIT_FAILURE);
    }
}

/* `run` keeps the names of all rounds apart: nothing is replaced. */
static void name_pair(char names[2][40], struct file_out files[2], int run, int pair)
{
    static const char *const suffixes[] = {"md", "json"};

    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        snprintf(names[i], sizeof(names[i]), "%d-%d.%s", run, pair, suffixes[i]);
        files[i] = (struct file_out){.name = names[i], .bytes = {bytes, BYTES}};
    }
}

static void one_by_one(int run)
{
    for (int i = 0; i < PAIRS; i++) {
        struct file_out files[2];
        char names[2][40];
        struct err err;

        name_pair(names, files, run, i);
        must(burst_write(dir, files, ARRAY_LEN(files), &err), err.text);
    }
}

static void together(int run)
{
    struct burst *b = burst_new();
    static struct err errs[PAIRS];

    for (int i = 0; i < PAIRS; i++) {
        struct file_out files[2];
        char names[2][40];

        name_pair(names, files, run, i);
        errs[i].code = ERR_NONE;
        must(burst_add(b, dir, files, ARRAY_LEN(files), &errs[i]), errs[i].text);
    }
    burst_publish(b);
    burst_free(b);
    for (int i = 0; i < PAIRS; i++) {
        must(errs[i].code == ERR_NONE ? 0 : -1, errs[i].text);
    }
}

static double seconds(void (*work)(int run), int run)
{
    struct timespec from, to;

    clock_gettime(CLOCK_MONOTONIC, &from);
    work(run);
    clock_gettime(CLOCK_MONOTONIC, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

int main(void)
{
    static void (*const sides[])(int run) = {together, one_by_one};
    double best[] = {1e9, 1e9};

    must(mkdtemp(dir) == NULL ? -1 : 0, "no folder can be made here");
    memset(bytes, 'x', sizeof(bytes));
    for (int i = 0; i < 2 * ROUNDS; i++) {
        double took = seconds(sides[i % 2], i);

        best[i % 2] = took < best[i % 2] ? took : best[i % 2];
    }
    printf("%-52s %6.2f  (goal >= %.2f: %s)  %.1f ms against %.1f ms for %d pairs\n",
           "spool in bursts: speed of files one by one", best[1] / best[0], GOAL,
           best[1] / best[0] >= GOAL ? "met" : "not met", 1e3 * best[0], 1e3 * best[1], PAIRS);
    must(nftw(dir, remove_one, 4, FTW_DEPTH | FTW_PHYS), "the folder cannot be removed");
    return EXIT_SUCCESS;
}
