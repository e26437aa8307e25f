#include "unit/test.h"

#include <event2/event.h>
#include <signal.h>

#include "core/attr.h"
#include "net/spawn.h"

struct row {
    const char *name;
    const char *argv[4];
    size_t input; /* bytes of 'x' */
    int timeout_ms;
    size_t max_output;
    enum err_code code;
    int status;
    const char *output, *errors; /* NULL: not compared */
};

static struct row rows[] = {
    {"input comes out again", {"cat"}, 5, 0, 0, ERR_NONE, 0, "xxxxx", ""},
    {"a status is a result", {"sh", "-c", "exit 75"}, 0, 0, 0, ERR_NONE, 75, "", ""},
    {"errors are kept", {"sh", "-c", "echo bad >&2"}, 0, 0, 0, ERR_NONE, 0, "", "bad\n"},
    {"output beyond the bound is dropped", {"cat"}, 300000, 0, 3, ERR_NONE, 0, "xxx", ""},
    {"input that nobody reads", {"true"}, 300000, 0, 0, ERR_NONE, 0, "", ""},
    {"no shell reads the arguments",
     {"echo", "$HOME; id"},
     0,
     0,
     0,
     ERR_NONE,
     0,
     "$HOME; id\n",
     ""},
    {"a path is taken as it is", {"/bin/echo", "a"}, 0, 0, 0, ERR_NONE, 0, "a\n", ""},
    {"three variables are all",
     {"sh", "-c", "env | grep -vE '^(PWD|SHLVL|_)=' | cut -d= -f1 | sort"},
     0,
     0,
     0,
     ERR_NONE,
     0,
     "HOME\nLANG\nPATH\n",
     ""},
    {"no descriptor is inherited",
     {"ls", "/proc/self/fd"}, /* 3 is what it lists by */
     0,
     0,
     0,
     ERR_NONE,
     0,
     "0\n1\n2\n3\n",
     ""},
    {"children end with it in time",
     {"sh", "-c", "sleep 60 & wait"},
     0,
     100,
     0,
     ERR_TIMEOUT,
     -1,
     "",
     ""},
    {"a signal is a failure", {"sh", "-c", "kill -9 $$"}, 0, 0, 0, ERR_INTERNAL, -1, "", ""},
    {"no such program", {"/nonexistent/x"}, 1, 0, 0, ERR_OS, -1, "", ""},
    {"no such name", {"surely-no-such-name"}, 0, 0, 0, ERR_OS, -1, "", ""},
};

struct seen {
    const struct row *row;
    struct event_base *base;
    int calls;
};

static void on_done(void *arg, const struct spawn_result *result)
{
    struct seen *seen = arg;

    seen->calls++;
    assert_int_equal(result->err.code, seen->row->code);
    assert_int_equal(result->status, seen->row->status);
    assert_str(result->output.len == 0 ? STR("") : result->output, seen->row->output);
    assert_str(result->errors.len == 0 ? STR("") : result->errors, seen->row->errors);
    event_base_loopbreak(seen->base);
}

static void test_row(void **state)
{
    struct seen seen = {.row = *state, .base = event_base_new()};
    struct spawner *spawner = spawner_new(seen.base);
    struct buf input = {0};
    struct spawn_request r = {.argv = seen.row->argv,
                              .timeout_ms = seen.row->timeout_ms,
                              .max_output = seen.row->max_output};

    for (size_t i = 0; i < seen.row->input; i++) {
        buf_add_char(&input, 'x');
    }
    r.input = buf_view(&input);
    assert_non_null(spawn_start(spawner, &r, on_done, &seen));
    buf_free(&input);
    assert_int_equal(seen.calls, 0);
    event_base_dispatch(seen.base);
    assert_int_equal(seen.calls, 1);
    spawner_free(spawner);
    event_base_free(seen.base);
}

static void test_cancel(void **state)
{
    const char *const argv[] = {"sleep", "60", NULL};
    struct spawn_request r = {.argv = argv};
    struct event_base *base = event_base_new();
    struct spawner *spawner = spawner_new(base);

    (void)state;
    spawn_cancel(spawn_start(spawner, &r, on_done, NULL));
    event_base_dispatch(base);
    spawn_start(spawner, &r, on_done, NULL);
    spawn_start(spawner, &r, on_done, NULL);
    spawner_free(spawner);
    event_base_dispatch(base);
    event_base_free(base);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1];

    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] =
        (struct CMUnitTest){.name = "what is cancelled calls nobody", .test_func = test_cancel};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
