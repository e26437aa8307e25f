#include "sys/file.h"

#include "sys/burst.h"
#include "unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    struct arena *a;
    char dir[64];
    struct err err;
};

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof(*p));

    if (p == NULL) {
        return -1;
    }
    p->a = arena_new();
    strcpy(p->dir, "/tmp/readoutd-file-XXXXXX");
    *state = p;
    return mkdtemp(p->dir) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];
    int rc;

    snprintf(command, sizeof(command), "rm -rf %s", p->dir);
    rc = system(command);
    arena_free(p->a);
    free(p);
    return rc;
}

static const char *path_of(struct place *p, const char *name)
{
    return arena_z(p->a, arena_fmt(p->a, "%s/%s", p->dir, name));
}

static void put(struct place *p, const char *name, const char *bytes, mode_t mode)
{
    FILE *f = fopen(path_of(p, name), "w");

    assert_non_null(f);
    fputs(bytes, f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path_of(p, name), mode), 0);
}

static void test_read(void **state)
{
    struct place *p = *state;
    struct str got;

    put(p, "x", "four", 0600);
    assert_int_equal(file_read(p->a, path_of(p, "x"), 4, &got, &p->err), 0);
    assert_str(got, "four");
    assert_int_equal(file_read(p->a, path_of(p, "x"), 3, &got, &p->err), -1);
    assert_int_equal(p->err.code, ERR_LIMIT);
    assert_int_equal(file_read(p->a, path_of(p, "none"), 3, &got, &p->err), -1);
    assert_int_equal(p->err.code, ERR_NOINPUT);
    assert_int_equal(file_read(p->a, p->dir, 3, &got, &p->err), -1);
    assert_int_equal(p->err.code, ERR_NOINPUT);
    assert_int_equal(mkfifo(path_of(p, "fifo"), 0600), 0);
    assert_int_equal(file_read(p->a, path_of(p, "fifo"), 3, &got, &p->err), -1);
    assert_int_equal(p->err.code, ERR_NOINPUT);
}

static void test_read_start(void **state)
{
    struct place *p = *state;
    struct str got;

    put(p, "x", "four", 0600);
    assert_int_equal(file_read_start(p->a, path_of(p, "x"), 3, &got, &p->err), 0);
    assert_str(got, "fou");
    assert_int_equal(file_read_start(p->a, path_of(p, "x"), 5, &got, &p->err), 0);
    assert_str(got, "four");
    assert_int_equal(file_read_start(p->a, path_of(p, "none"), 3, &got, &p->err), -1);
    assert_int_equal(p->err.code, ERR_NOINPUT);
}

static void test_read_secret(void **state)
{
    struct place *p = *state;
    struct str got;

    put(p, "key", "s3cret\r\n", 0640);
    assert_int_equal(file_read_secret(p->a, path_of(p, "key"), &got, &p->err), 0);
    assert_str(got, "s3cret");
    put(p, "open", "s3cret\n", 0644);
    assert_int_equal(file_read_secret(p->a, path_of(p, "open"), &got, &p->err), -1);
    assert_int_equal(p->err.code, ERR_PERMISSION);
}

static int write_secret(const char *dir, const char *name, struct str bytes, struct err *err)
{
    const struct file_out file = {.name = name, .bytes = bytes, .secret = true};

    return burst_write(dir, &file, 1, err);
}

static void test_write_secret(void **state)
{
    struct place *p = *state;
    struct str got;
    struct stat st;

    put(p, ".key.tmp", "of one that was killed", 0644);
    assert_int_equal(write_secret(p->dir, "key", STR("first"), &p->err), 0);
    assert_int_equal(write_secret(p->dir, "key", STR("s3cret"), &p->err), 0);
    assert_int_equal(stat(path_of(p, "key"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(file_read_secret(p->a, path_of(p, "key"), &got, &p->err), 0);
    assert_str(got, "s3cret");
    assert_int_equal(access(path_of(p, ".key.tmp"), F_OK), -1);
    assert_int_equal(write_secret(path_of(p, "none"), "key", STR("x"), &p->err), -1);
    assert_int_equal(p->err.code, ERR_NOINPUT);
}

static void test_sweep(void **state)
{
    struct place *p = *state;
    struct str *names;
    size_t count;

    assert_int_equal(file_make_dir(path_of(p, "feed"), 0750, &p->err), 0);
    assert_int_equal(file_make_dir(path_of(p, "feed"), 0750, &p->err), 0);
    put(p, ".x.json.tmp", "", 0600);
    put(p, "feed/.x.json.tmp", "", 0600);
    put(p, "feed/x.json", "", 0600);
    assert_int_equal(file_sweep(p->dir, &p->err), 0);
    assert_int_equal(access(path_of(p, ".x.json.tmp"), F_OK), -1);
    assert_int_equal(file_list(p->a, path_of(p, "feed"), STR(""), &names, &count, &p->err), 0);
    assert_int_equal(count, 1);
    assert_int_equal(file_list(p->a, path_of(p, "none"), STR(""), &names, &count, &p->err), 0);
    assert_int_equal(count, 0);
    assert_int_equal(file_sweep(path_of(p, "none"), &p->err), -1);
}

static void test_make_dir_fails(void **state)
{
    struct place *p = *state;

    put(p, "file", "", 0600);
    assert_int_equal(file_make_dir(path_of(p, "file"), 0750, &p->err), -1);
    assert_int_equal(p->err.code, ERR_CANTCREATE);
    assert_int_equal(file_make_dir(path_of(p, "no/parent"), 0750, &p->err), -1);
    assert_int_equal(p->err.code, ERR_CANTCREATE);
}

static void test_lock(void **state)
{
    struct place *p = *state;
    int first, second;

    assert_int_equal(file_lock(p->dir, &first, &p->err), 0);
    assert_int_equal(file_lock(p->dir, &second, &p->err), -1);
    assert_int_equal(p->err.code, ERR_BUSY);
    close(first);
    assert_int_equal(file_lock(p->dir, &second, &p->err), 0);
    close(second);
    assert_true(file_free_bytes(p->dir) > 0);
    assert_int_equal(file_free_bytes(path_of(p, "none")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_secret, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_write_secret, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sweep, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_make_dir_fails, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lock, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
