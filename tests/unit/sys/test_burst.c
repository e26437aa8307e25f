#include "sys/burst.h"

#include "unit/test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/arena.h"
#include "sys/file.h"

/* Those of libc, counted: what was waited for, and when. */
static struct {
    int fsyncs, syncfses;
    int refuse;         /* errno of the next one */
    const char *unseen; /* this file must not be there yet at the first of them */
} disk;

static int wait_for(int *count, long call, int fd)
{
    if (disk.unseen != NULL) {
        assert_int_equal(access(disk.unseen, F_OK), -1);
        disk.unseen = NULL;
    }
    (*count)++;
    if (disk.refuse != 0) {
        errno = disk.refuse;
        disk.refuse = 0;
        return -1;
    }
    return (int)syscall(call, fd);
}

int fsync(int fd)
{
    return wait_for(&disk.fsyncs, SYS_fsync, fd);
}

int syncfs(int fd)
{
    return wait_for(&disk.syncfses, SYS_syncfs, fd);
}

struct place {
    struct arena *a;
    char dir[64];
    struct burst *b;
};

static char *path_of(struct place *p, const char *name)
{
    return arena_z(p->a, arena_fmt(p->a, "%s/%s", p->dir, name));
}

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof(*p));

    if (p == NULL) {
        return -1;
    }
    p->a = arena_new();
    p->b = burst_new();
    strcpy(p->dir, "/tmp/readoutd-burst-XXXXXX");
    *state = p;
    if (mkdtemp(p->dir) == NULL || mkdir(path_of(p, "x"), 0700) == -1 ||
        mkdir(path_of(p, "y"), 0700) == -1) {
        return -1;
    }
    memset(&disk, 0, sizeof(disk));
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];
    int rc;

    snprintf(command, sizeof(command), "rm -rf %s", p->dir);
    rc = system(command);
    burst_free(p->b);
    arena_free(p->a);
    free(p);
    return rc;
}

static void assert_holds(struct place *p, const char *name, const char *bytes)
{
    struct str got;
    struct err err;

    assert_int_equal(file_read(p->a, path_of(p, name), 99, &got, &err), 0);
    assert_str(got, bytes);
}

/* All names of a folder, dot names too, in their order. */
static void assert_names(struct place *p, const char *dir, const char *want)
{
    struct str *names;
    size_t count;
    struct buf all = {0};
    struct err err;

    assert_int_equal(file_list(p->a, path_of(p, dir), STR(""), &names, &count, &err), 0);
    for (size_t i = 0; i < count; i++) {
        buf_add(&all, names[i]);
        buf_add_char(&all, ' ');
    }
    assert_str(str_trim(buf_str(&all, p->a)), want);
}

static void add(struct place *p, const char *dir, const char *name, struct err *result)
{
    const struct file_out files[] = {
        {.name = arena_z(p->a, arena_fmt(p->a, "%s.md", name)), .bytes = STR("text")},
        {.name = arena_z(p->a, arena_fmt(p->a, "%s.json", name)), .bytes = STR("{}")},
    };

    *result = (struct err){.code = ERR_NONE};
    assert_int_equal(burst_add(p->b, path_of(p, dir), files, 2, result), 0);
}

static void test_one_set(void **state)
{
    struct place *p = *state;
    const struct file_out files[] = {{.name = "a.md", .bytes = STR("one")},
                                     {.name = "a.json", .bytes = STR("two")}};
    const struct file_out old[] = {{.name = "a.md", .bytes = STR("old")},
                                   {.name = ".a.json.tmp", .bytes = STR("left over")}};
    struct err err;

    assert_int_equal(burst_write(p->dir, old, 2, &err), 0);
    disk.fsyncs = 0;
    disk.unseen = path_of(p, "a.json");
    assert_int_equal(burst_write(p->dir, files, 2, &err), 0);
    assert_holds(p, "a.md", "one");
    assert_holds(p, "a.json", "two");
    assert_int_equal(disk.fsyncs, 3); /* two files and the folder */
    assert_int_equal(disk.syncfses, 0);
}

static void test_one_set_that_fails(void **state)
{
    struct place *p = *state;
    const struct file_out files[] = {{.name = "b.md", .bytes = STR("one")},
                                     {.name = "none/b.json", .bytes = STR("two")}};
    struct err err;

    assert_int_equal(burst_write(path_of(p, "x"), files, 2, &err), -1);
    assert_int_equal(err.code, ERR_NOINPUT);
    assert_int_equal(burst_write(path_of(p, "none"), files, 2, &err), -1);
    assert_int_equal(err.code, ERR_NOINPUT);
    disk.refuse = ENOSPC;
    assert_int_equal(burst_write(path_of(p, "x"), files, 1, &err), -1);
    assert_int_equal(err.code, ERR_FULL);
    assert_names(p, "x", "");
}

static int count_down(void *arg, struct buf *piece, struct err *err)
{
    int *left = arg;

    if (*left < 0) {
        return err_set(err, ERR_BUSY, "nothing comes");
    }
    if (*left > 0) {
        buf_add_fmt(piece, "%d,", *left);
    }
    return (*left)-- > 0;
}

static void test_file_by_pieces(void **state)
{
    struct place *p = *state;
    int left = 3;
    const struct file_out file = {
        .name = "f", .bytes = STR("4,"), .more = count_down, .arg = &left};
    struct err err;

    assert_int_equal(burst_write(path_of(p, "x"), &file, 1, &err), 0);
    assert_holds(p, "x/f", "4,3,2,1,");
    assert_int_equal(burst_write(path_of(p, "y"), &file, 1, &err), -1);
    assert_int_equal(err.code, ERR_BUSY);
    assert_names(p, "y", "");
}

static void test_link_is_not_followed(void **state)
{
    struct place *p = *state;
    const struct file_out file = {.name = "full", .bytes = STR("bytes")};
    struct err err;

    /* A temporary that is a link is replaced, not followed. */
    assert_int_equal(symlink("/dev/full", path_of(p, ".full.tmp")), 0);
    assert_int_equal(burst_write(p->dir, &file, 1, &err), 0);
    assert_holds(p, "full", "bytes");
}

static void test_sets_wait_together(void **state)
{
    struct place *p = *state;
    struct err results[50];

    for (size_t i = 0; i < ARRAY_LEN(results); i++) {
        char name[8];

        snprintf(name, sizeof(name), "%02zu", i);
        add(p, "x", name, &results[i]);
    }
    assert_int_equal(disk.fsyncs + disk.syncfses, 0);
    disk.unseen = path_of(p, "x/00.md");
    burst_publish(p->b);
    for (size_t i = 0; i < ARRAY_LEN(results); i++) {
        assert_int_equal(results[i].code, ERR_NONE);
    }
    assert_holds(p, "x/00.md", "text");
    assert_holds(p, "x/49.json", "{}");
    assert_int_equal(disk.syncfses, 1); /* the bytes */
    assert_int_equal(disk.fsyncs, 1);   /* the names */
}

static void test_folders_wait_together(void **state)
{
    struct place *p = *state;
    struct err results[2];

    add(p, "x", "one", &results[0]);
    add(p, "y", "two", &results[1]);
    burst_publish(p->b);
    assert_holds(p, "x/one.md", "text");
    assert_holds(p, "y/two.json", "{}");
    assert_int_equal(disk.syncfses, 2);
    assert_int_equal(disk.fsyncs, 0);
}

static void test_a_set_that_fails_stands_alone(void **state)
{
    struct place *p = *state;
    const struct file_out wrong[] = {{.name = "b.md", .bytes = STR("one")},
                                     {.name = "none/b.json", .bytes = STR("two")}};
    struct err results[3], refused;

    assert_int_equal(mkdir(path_of(p, "x/two.json"), 0700), 0);
    add(p, "x", "one", &results[0]);
    add(p, "x", "two", &results[1]);
    assert_int_equal(burst_add(p->b, path_of(p, "x"), wrong, 2, &refused), -1);
    assert_int_equal(burst_add(p->b, path_of(p, "none"), wrong, 1, &refused), -1);
    add(p, "y", "three", &results[2]);
    burst_publish(p->b);
    assert_int_equal(results[0].code, ERR_NONE);
    assert_int_equal(results[1].code, ERR_NOINPUT); /* a folder is in the way */
    assert_int_equal(results[2].code, ERR_NONE);
    assert_int_equal(rmdir(path_of(p, "x/two.json")), 0);
    assert_names(p, "x", "one.json one.md two.md");
    assert_names(p, "y", "three.json three.md");
}

static void test_nothing_is_seen_of_what_is_not_durable(void **state)
{
    struct place *p = *state;
    struct err results[2];

    add(p, "x", "one", &results[0]);
    add(p, "x", "two", &results[1]);
    disk.refuse = EIO;
    burst_publish(p->b);
    assert_int_equal(results[0].code, ERR_IO);
    assert_int_equal(results[1].code, ERR_IO);
    assert_names(p, "x", "");

    add(p, "x", "one", &results[0]);
    burst_free(p->b);
    p->b = burst_new();
    assert_names(p, "x", "");
}

static void test_a_burst_is_used_again(void **state)
{
    struct place *p = *state;
    struct err result;

    add(p, "x", "one", &result);
    burst_publish(p->b);
    assert_int_equal(result.code, ERR_NONE);
    add(p, "x", "two", &result);
    disk.fsyncs = 0;
    burst_publish(p->b);
    assert_int_equal(disk.fsyncs, 3);
    burst_publish(p->b); /* empty */
    assert_int_equal(disk.fsyncs, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_set, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_set_that_fails, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file_by_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_link_is_not_followed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sets_wait_together, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folders_wait_together, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_set_that_fails_stands_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_seen_of_what_is_not_durable, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_burst_is_used_again, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
