/*
 * A task table for tests, in the place of work/task.c: what hostile code in a worker could try.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "work/task.h"

/* Documents since the start of this worker. */
static size_t documents;

static int echo(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                struct err *err)
{
    (void)err;
    documents++;
    buf_add_fmt(out, "{\"documents\":%zu,\"bytes\":%zu,\"title\":", documents, bytes.len);
    json_write_str(out, hints->title);
    buf_add_char(out, '}');
    (void)a;
    return 0;
}

static int crash(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                 struct err *err)
{
    volatile char *volatile nowhere = NULL;

    *nowhere = 1;
    return echo(a, hints, bytes, out, err);
}

static int crash_if_used(struct arena *a, const struct hints *hints, struct str bytes,
                         struct buf *out, struct err *err)
{
    return documents > 0 ? crash(a, hints, bytes, out, err) : echo(a, hints, bytes, out, err);
}

static int spin(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                struct err *err)
{
    for (volatile unsigned turn = 0; bytes.len > 0; turn++) {
    }
    return echo(a, hints, bytes, out, err);
}

static int hoard(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                 struct err *err)
{
    while (bytes.len > 0) {
        *(volatile char *)arena_alloc(a, 1U << 20) = 'x';
    }
    return echo(a, hints, bytes, out, err);
}

/* What the system says to a library that looks for a file. */
static int open_file(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                     struct err *err)
{
    int fd = open("/etc/hostname", O_RDONLY);

    (void)a;
    (void)hints;
    (void)bytes;
    if (fd != -1) {
        buf_add_z(out, "{\"opened\":true}");
        return 0;
    }
    return err_set(err, ERR_REFUSED, "open said %d", errno);
}

static int start_process(struct arena *a, const struct hints *hints, struct str bytes,
                         struct buf *out, struct err *err)
{
    return fork() == -1 ? err_set(err, ERR_REFUSED, "fork said %d", errno)
                        : echo(a, hints, bytes, out, err);
}

static int mangle(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                  struct err *err)
{
    (void)a;
    (void)hints;
    (void)bytes;
    (void)err;
    buf_add_z(out, "{\"text\":\"\xc3(\"}");
    return 0;
}

static int shout(struct arena *a, const struct hints *hints, struct str bytes, struct buf *out,
                 struct err *err)
{
    (void)a;
    (void)hints;
    (void)err;
    while (out->len < 3U << 20) {
        buf_add(out, bytes);
    }
    return 0;
}

static const struct task tasks[] = {
    {"echo", echo}, //
    {"crash", crash},    {"crash_if_used", crash_if_used}, {"spin", spin},     {"hoard", hoard},
    {"open", open_file}, {"fork", start_process},          {"mangle", mangle}, {"shout", shout},
};

const struct task *task_find(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(tasks); i++) {
        if (str_eq(name, str_z(tasks[i].name))) {
            return &tasks[i];
        }
    }
    return NULL;
}

void task_warm_up(void)
{
    struct arena *a = arena_new();
    struct hints hints;
    struct err err;

    /* Seeds the hash of JSON objects. */
    if (json_read(a, STR("{}"), &hints_shape, &hints, &err) == -1) {
        abort();
    }
    arena_free(a);
}
