#include "sys/log.h"

#include "unit/test.h"

#include <unistd.h>

#include "sys/clock.h"

/* What log_event writes to standard error, caught by a pipe in its place. */
static const char *caught(void (*say)(void))
{
    static char text[8192];
    int ends[2], saved = dup(STDERR_FILENO);
    ssize_t n;

    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    say();
    dup2(saved, STDERR_FILENO);
    close(saved);
    n = read(ends[0], text, sizeof(text) - 1);
    close(ends[0]);
    assert_true(n >= 0);
    text[n] = '\0';
    return text;
}

static void say_plain(void)
{
    log_info("feed.polled", KV_Z("url", "http://x.example/"), KV_INT("new", 3));
}

static void say_forged(void)
{
    log_warn("item.failed", KV_Z("title", "a\n<3>b \x1b[5m"));
}

static void say_debug(void)
{
    log_debug("loop.woken", KV_INT("n", 1));
}

static void say_long(void)
{
    static char title[5000];

    memset(title, 'x', sizeof(title));
    log_error("x.y", KV_STR("title", ((struct str){title, sizeof(title)})));
}

static void test_lines(void **state)
{
    (void)state;
    log_open(false, LOG_LEVEL_INFO);
    assert_string_equal(caught(say_plain), "<6>feed.polled url=http://x.example/ new=3\n");
    assert_null(strchr(strchr(caught(say_forged), '<') + 1, '\x1b'));
    assert_ptr_equal(strchr(caught(say_forged), '\n') + 1, strchr(caught(say_forged), '\0'));
    assert_string_equal(caught(say_debug), "");
    assert_true(strlen(caught(say_long)) < 1000);
    log_open(false, LOG_LEVEL_DEBUG);
    assert_string_equal(caught(say_debug), "<7>loop.woken n=1\n");
}

static void test_level_names(void **state)
{
    enum log_level level = LOG_LEVEL_INFO;

    (void)state;
    assert_true(log_level_parse(STR("debug"), &level));
    assert_int_equal(level, LOG_LEVEL_DEBUG);
    assert_false(log_level_parse(STR("loud"), &level));
}

static void test_clocks(void **state)
{
    int64_t before = clock_monotonic_ms();

    (void)state;
    assert_true(clock_monotonic_ms() >= before);
    assert_true(clock_wall_s() > 1700000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_level_names),
        cmocka_unit_test(test_clocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
