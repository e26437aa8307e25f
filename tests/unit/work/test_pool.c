#include "work/pool.h"

#include "config.h"
#include "unit/test.h"
#include "unit/work/unit_filter.h"

#include <dirent.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/log.h"

#define KEY "open-sesame-4711"
enum { MOST_ROUNDS = 20000, SECCOMP_FILTERS = 2 };

struct bench {
    struct event_base *base;
    struct pool *pool;
    struct arena *a;
    size_t waiting; /* for the callbacks of this many tasks */
    struct str answer;
    struct err err;
    bool broken;
    size_t closed_in; /* workers */
};

static void on_done(void *arg, struct str answer, const struct err *err)
{
    struct bench *b = arg;

    b->answer = arena_str(b->a, answer);
    b->err.code = ERR_NONE;
    if (err != NULL) {
        assert_null(answer.ptr);
        b->err = *err;
    }
    if (--b->waiting == 0) {
        event_base_loopbreak(b->base);
    }
}

static void on_broken(void *arg, const struct err *err)
{
    struct bench *b = arg;

    b->broken = true;
    b->err = *err;
    event_base_loopbreak(b->base);
}

static void open_with(struct bench *b, const struct pool_options *options)
{
    const char *dir = getenv("BUILD_DIR");
    char path[4096];
    struct pool_options o = *options;

    *b = (struct bench){.base = event_base_new(), .a = arena_new()};
    snprintf(path, sizeof(path), "%s/tests/unit/work/worker", dir == NULL ? "." : dir);
    o.worker_path = o.worker_path == NULL ? path : o.worker_path;
    o.on_broken = on_broken;
    o.arg = b;
    b->pool = pool_new(b->base, &o, &b->err);
    assert_non_null(b->pool);
}

static void bench_open(struct bench *b, size_t workers, int task_ms)
{
    open_with(b, &(struct pool_options){.workers = workers, .task_ms = task_ms});
}

static void bench_close(struct bench *b)
{
    pool_free(b->pool);
    event_base_free(b->base);
    arena_free(b->a);
}

static void ask(struct bench *b, const char *task, struct str bytes, bool fresh)
{
    const struct hints hints = {.title = STR("t"), .published = INT64_MIN};

    b->waiting++;
    pool_run(b->pool, task, &hints, bytes, fresh, on_done, b);
}

static void run(struct bench *b, const char *task, bool fresh)
{
    ask(b, task, STR("four"), fresh);
    event_base_dispatch(b->base);
}

/* ---- hostile tasks ---- */

static struct row {
    const char *name, *task;
    int task_ms;
    enum err_code want;
    const char *says;
} rows[] = {
    {"an answer comes back", "echo", 0, ERR_NONE, NULL},
    {"a crash is an error of ours", "crash", 0, ERR_INTERNAL, "lost twice over it"},
    /* Its 10 s of CPU take longer than the usual wall time on a busy machine. */
    {"a spinning task ends by CPU time", "spin", 600000, ERR_LIMIT, "CPU time"},
    {"a spinning task ends by the clock", "spin", 200, ERR_LIMIT, "longer than 200 ms"},
#ifndef WITH_SANITIZERS
    {"memory without end is refused", "hoard", 0, ERR_INTERNAL, "out of memory"},
    {"a process cannot be started", "fork", 0, ERR_INTERNAL, "sandbox forbids"},
#endif
    {"a file cannot be opened", "open", 0, ERR_REFUSED, "open said 1"},
    {"an answer that is no UTF-8 is refused", "mangle", 0, ERR_INTERNAL, "no UTF-8"},
    {"an unknown task is an error", "dance", 0, ERR_INTERNAL, "no task dance"},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct bench b;

    bench_open(&b, 1, row->task_ms);
    run(&b, row->task, false);
    assert_int_equal(b.err.code, row->want);
    if (row->says != NULL) {
        assert_non_null(strstr(b.err.text, row->says));
    }
    /* Whatever happened, the next document finds a worker. */
    run(&b, "echo", false);
    assert_int_equal(b.err.code, ERR_NONE);
    assert_true(str_find(b.answer, STR("\"bytes\":4,\"title\":\"t\""), 0) != STR_NPOS);
    assert_false(b.broken);
    bench_close(&b);
}

/* ---- who reads what ---- */

static void test_second_try_is_fresh(void **state)
{
    struct bench b;

    (void)state;
    bench_open(&b, 1, 0);
    run(&b, "echo", false);
    run(&b, "crash_if_used", false);
    assert_int_equal(b.err.code, ERR_NONE);
    assert_true(str_starts(b.answer, STR("{\"documents\":1,")));
    bench_close(&b);
}

static void test_fresh_worker_has_read_nothing(void **state)
{
    struct bench b;

    (void)state;
    bench_open(&b, 2, 0);
    for (int i = 0; i < 6; i++) {
        ask(&b, "echo", STR("page"), false);
    }
    event_base_dispatch(b.base);
    for (int i = 0; i < 3; i++) {
        run(&b, "echo", true);
        assert_true(str_starts(b.answer, STR("{\"documents\":1,")));
    }
    bench_close(&b);
}

static void test_worker_ends_after_500(void **state)
{
    struct bench b;

    (void)state;
    bench_open(&b, 1, 0);
    for (int i = 0; i < 500; i++) {
        ask(&b, "echo", STR("page"), false);
    }
    event_base_dispatch(b.base);
    assert_true(str_starts(b.answer, STR("{\"documents\":500,")));
    run(&b, "echo", false);
    assert_true(str_starts(b.answer, STR("{\"documents\":1,")));
    bench_close(&b);
}

static void test_large_documents_pass(void **state)
{
    static char page[3U << 20];
    struct bench b;

    (void)state;
    memset(page, 'x', sizeof(page));
    bench_open(&b, 2, 0);
    ask(&b, "shout", (struct str){page, sizeof(page)}, false);
    event_base_dispatch(b.base);
    assert_int_equal(b.err.code, ERR_NONE);
    assert_int_equal(b.answer.len, sizeof(page));
    bench_close(&b);
}

static void test_tasks_may_be_left(void **state)
{
    static char page[3U << 20];
    struct bench b;

    (void)state;
    memset(page, 'x', sizeof(page));
    bench_open(&b, 1, 0);
    run(&b, "echo", false);
    ask(&b, "shout", (struct str){page, sizeof(page)}, false);
    ask(&b, "spin", STR("not begun"), false);
    event_base_loop(b.base, EVLOOP_ONCE);
    bench_close(&b);
    assert_int_equal(b.waiting, 2);
}

/* ---- what a worker has of ours ---- */

/* A file of /proc, in the arena. */
static struct str proc_read(struct arena *a, const char *pid, const char *name)
{
    struct str path = arena_fmt(a, "/proc/%s/%s", pid, name);
    int fd = open(arena_z(a, path), O_RDONLY);
    struct buf b = {0};
    ssize_t n = 0;

    while (fd != -1 && (n = read(fd, buf_reserve(&b, 4096), 4096)) > 0) {
        b.len += (size_t)n;
    }
    if (fd != -1) {
        close(fd);
    }
    return buf_str(&b, a);
}

/* The number that follows `key` in /proc/PID/status; -1 if there is none. */
static long status_number(struct arena *a, const char *pid, struct str key)
{
    struct str status = proc_read(a, pid, "status");
    size_t at = str_find(status, key, 0);

    return at == STR_NPOS ? -1
                          : strtol(arena_z(a, str_sub(status, at + key.len, status.len)), NULL, 10);
}

/* Calls `see` for each process that this one started; returns how many. */
static size_t each_worker(struct bench *b, void (*see)(struct bench *b, const char *pid))
{
    DIR *list = opendir("/proc");
    const struct dirent *e;
    size_t count = 0;

    assert_non_null(list);
    while ((e = readdir(list)) != NULL) {
        if (char_is_digit(e->d_name[0]) &&
            status_number(b->a, e->d_name, STR("\nPPid:\t")) == getpid()) {
            see(b, e->d_name);
            count++;
        }
    }
    closedir(list);
    return count;
}

static void count_closed_in(struct bench *b, const char *pid)
{
    b->closed_in += status_number(b->a, pid, STR("\nSeccomp:\t")) == SECCOMP_FILTERS;
}

static void see_nothing_of_ours(struct bench *b, const char *pid)
{
    DIR *list = opendir(arena_z(b->a, arena_fmt(b->a, "/proc/%s/fd", pid)));
    struct str environ_ = proc_read(b->a, pid, "environ");
    const struct dirent *e;

    assert_int_equal(str_find(environ_, STR(KEY), 0), STR_NPOS);
    assert_int_equal(str_find(environ_, STR("PATH="), 0), STR_NPOS);
    assert_non_null(list);
    while ((e = readdir(list)) != NULL) {
        char path[300], link[300] = "";

        if (char_is_digit(e->d_name[0])) {
            snprintf(path, sizeof(path), "/proc/%s/fd/%s", pid, e->d_name);
            assert_true(readlink(path, link, sizeof(link) - 1) > 0);
            assert_true(strtol(e->d_name, NULL, 10) <= 2);
            assert_null(strstr(link, "readoutd-key"));
        }
    }
    closedir(list);
}

static void test_no_key_in_a_worker(void **state)
{
    char path[] = "/tmp/readoutd-key-XXXXXX";
    int fd = mkstemp(path); /* without O_CLOEXEC, as a library might open it */
    struct bench b;

    (void)state;
    assert_true(fd != -1);
    assert_int_equal(write(fd, KEY, sizeof(KEY)), sizeof(KEY));
    setenv("READOUT_TEST_KEY", KEY, 1);
    bench_open(&b, 3, 0);
    ask(&b, "echo", STR("four"), false);
    ask(&b, "echo", STR("four"), false);
    /* One that has not had a task yet may still be opening what it reads before it is closed in. */
    for (int i = 0; i < MOST_ROUNDS && b.closed_in < 3; i++) {
        run(&b, "echo", false);
        b.closed_in = 0;
        each_worker(&b, count_closed_in);
    }
    assert_int_equal(each_worker(&b, see_nothing_of_ours), 3);
    bench_close(&b);
    unsetenv("READOUT_TEST_KEY");
    close(fd);
    unlink(path);
}

static void see(struct bench *b, const char *pid)
{
    assert_true(status_number(b->a, pid, STR("\nPid:\t")) > 0);
}

static void test_workers_come_as_they_are_needed(void **state)
{
    struct bench b;

    (void)state;
    bench_open(&b, 2, 0);
    run(&b, "echo", false);
    run(&b, "echo", false);
    assert_int_equal(each_worker(&b, see), 1);
    for (int i = 0; i < 3; i++) {
        ask(&b, "echo", STR("four"), false);
    }
    assert_int_equal(each_worker(&b, see), 2);
    event_base_dispatch(b.base);
    assert_int_equal(b.err.code, ERR_NONE);
    assert_int_equal(each_worker(&b, see), 2);
    bench_close(&b);
}

static void test_on_demand_none_comes_before_a_task(void **state)
{
    struct bench b;

    (void)state;
    open_with(&b, &(struct pool_options){.workers = 2, .on_demand = true});
    assert_int_equal(each_worker(&b, see), 0);
    run(&b, "echo", false);
    assert_int_equal(b.err.code, ERR_NONE);
    assert_int_equal(each_worker(&b, see), 1);
    run(&b, "crash", false);
    assert_int_equal(b.err.code, ERR_INTERNAL);
    assert_int_equal(each_worker(&b, see), 0);
    run(&b, "echo", false);
    assert_int_equal(b.err.code, ERR_NONE);
    bench_close(&b);

    open_with(&b, &(struct pool_options){
                      .worker_path = "/nowhere/worker", .workers = 2, .on_demand = true});
    assert_false(b.broken);
    ask(&b, "echo", STR("four"), false);
    assert_true(b.broken);
    assert_int_equal(b.err.code, ERR_OS);
    bench_close(&b);
}

/* ---- under the filter of the unit ---- */

static void see_one_filter_more(struct bench *b, const char *pid)
{
    long ours = status_number(b->a, "self", STR("\nSeccomp_filters:\t"));

    assert_true(ours >= 1);
    assert_int_equal(status_number(b->a, pid, STR("\nSeccomp_filters:\t")), ours + 1);
}

/* In a process of its own, for the filter stays; 0 when all holds. */
static int run_filtered(bool with_seccomp)
{
    struct bench b;

    unit_filter_load(with_seccomp);
    bench_open(&b, 2, 0);
    /* Two that want a fresh worker: both workers are ready then. */
    ask(&b, "echo", STR("four"), true);
    run(&b, "echo", true);
    if (with_seccomp) {
        assert_int_equal(b.err.code, ERR_NONE);
        assert_false(b.broken);
        assert_int_equal(each_worker(&b, see_one_filter_more), 2);
    } else {
        assert_true(b.broken);
        assert_int_equal(b.err.code, ERR_OS);
    }
    bench_close(&b);
    return 0;
}

static void test_under_filter(void **state)
{
    bool with_seccomp = *(bool *)*state;
    int status;
    pid_t pid;

    if (system("systemd-analyze syscall-filter >/dev/null 2>&1") != 0) {
        skip();
    }
    pid = fork();
    if (pid == 0) {
        _exit(run_filtered(with_seccomp));
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void test_no_such_program(void **state)
{
    struct event_base *base = event_base_new();
    const struct pool_options o = {
        .worker_path = "/nowhere/readoutd-worker", .workers = 1, .on_broken = on_broken};
    struct err err;

    (void)state;
    assert_null(pool_new(base, &o, &err));
    assert_int_equal(err.code, ERR_OS);
    event_base_free(base);
}

static void test_other_program_breaks_the_pool(void **state)
{
    struct bench b;

    (void)state;
    open_with(&b, &(struct pool_options){.worker_path = "/bin/true", .workers = 1});
    event_base_dispatch(b.base);
    assert_true(b.broken);
    assert_non_null(strstr(b.err.text, "/bin/true cannot start"));
    bench_close(&b);
}

int main(void)
{
    static bool yes = true, no = false;
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_second_try_is_fresh),
        cmocka_unit_test(test_fresh_worker_has_read_nothing),
        cmocka_unit_test(test_worker_ends_after_500),
        cmocka_unit_test(test_workers_come_as_they_are_needed),
        cmocka_unit_test(test_on_demand_none_comes_before_a_task),
        cmocka_unit_test(test_large_documents_pass),
        cmocka_unit_test(test_tasks_may_be_left),
        cmocka_unit_test(test_no_key_in_a_worker),
        cmocka_unit_test(test_no_such_program),
        cmocka_unit_test(test_other_program_breaks_the_pool),
        {"workers close one filter more than the unit's", test_under_filter, NULL, NULL, &yes},
        {"without the seccomp call the pool breaks", test_under_filter, NULL, NULL, &no},
    };
    struct CMUnitTest tests[ARRAY_LEN(rows) + ARRAY_LEN(others)];

    log_open(false, LOG_LEVEL_ERROR);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        tests[ARRAY_LEN(rows) + i] = others[i];
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
