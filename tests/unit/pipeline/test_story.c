/*
 * Stories: what the world does to the daemon, and what must have come of it. Each is a file of stories/, one command a
 * line; the first line is its name.
 */
#include "unit/pipeline/script.h"

#include "unit/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/num.h"
#include "fmt/json.h"
#include "store/store_impl.h"
#include "sys/file.h"

struct story {
    struct script script;
    char log_path[100];
    int stderr_fd;   /* the real one, while the log goes to a file */
    struct str name; /* of the file */
    size_t line;     /* that is being done */
    bool over;
};

/* ---- words of a command ---- */

static struct str next_word(struct str *rest)
{
    struct str word;
    size_t end;

    *rest = str_trim(*rest);
    if (rest->len > 0 && rest->ptr[0] == '"') {
        end = str_find_char(*rest, '"', 1);
        word = str_sub(*rest, 1, end);
        *rest = str_sub(*rest, end + 1, rest->len);
        return word;
    }
    end = str_find_char(*rest, ' ', 0);
    end = end == STR_NPOS ? rest->len : end;
    word = str_sub(*rest, 0, end);
    *rest = str_sub(*rest, end, rest->len);
    return word;
}

/* 90, 15m, 2h, 1d, -1d. */
static int64_t amount(struct str word)
{
    static const struct {
        char unit;
        int64_t factor;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'k', 1024}};
    int64_t factor = 1, value = 0;

    for (size_t i = 0; word.len > 0 && i < ARRAY_LEN(units); i++) {
        if (word.ptr[word.len - 1] == units[i].unit) {
            factor = units[i].factor;
            word.len--;
            break;
        }
    }
    if (!num_parse(word, &value)) {
        fail_msg("no amount: " STR_FMT, STR_ARG(word));
    }
    return value * factor;
}

/* ---- what has come of it ---- */

static size_t count_files(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    char below[600];
    size_t count = 0;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
        count += entry->d_type == DT_DIR ? count_files(below) : 1;
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return count;
}

static int64_t files(struct story *t, struct str *rest)
{
    char path[100];

    (void)rest;
    snprintf(path, sizeof(path), "%s/spool", t->script.dir);
    return (int64_t)count_files(path);
}

static int64_t asked(struct story *t, struct str *rest)
{
    return (int64_t)script_page(&t->script, next_word(rest))->asked;
}

/* Lines of the log that hold all the words. */
static int64_t logged(struct story *t, struct str *rest)
{
    struct arena *a = arena_new();
    struct str text, line, words;
    struct err err;
    int64_t count = 0;

    if (file_read(a, t->log_path, 64U << 20, &text, &err) == -1) {
        fail_msg("%s", err.text);
    }
    while (str_split(&text, '\n', &line)) {
        bool all = true;

        for (words = str_trim(*rest); words.len > 0 && all;) {
            all = str_find(line, next_word(&words), 0) != STR_NPOS;
        }
        count += all && line.len > 0;
    }
    rest->len = 0;
    arena_free(a);
    return count;
}

/* The first number of a query; the disk thread is idle between two commands. */
static int64_t number(struct story *t, struct str *rest)
{
    const char *query = arena_z(t->script.arena, str_trim(*rest));
    struct err err;
    int64_t value;

    rest->len = 0;
    if (sql_number(t->script.store->db, query, SQL_NO_VALUES, &value, &err) == -1) {
        fail_msg("%s", err.text);
    }
    return value;
}

static int64_t due_in(struct story *t, struct str *rest)
{
    struct str name = next_word(rest);
    struct str query = arena_fmt(t->script.arena,
                                 "SELECT due FROM feeds WHERE name = '" STR_FMT "'", STR_ARG(name));

    return number(t, &query) - script_now(&t->script);
}

/* The status by which the last request of a hub was answered; 0: its document is wanted. */
static int64_t answered(struct story *t, struct str *rest)
{
    (void)rest;
    return t->script.pushed;
}

static int64_t exited(struct story *t, struct str *rest)
{
    (void)rest;
    return t->script.once_status;
}

static const struct fact {
    const char *name;
    int64_t (*value)(struct story *t, struct str *rest);
} facts[] = {
    {"files", files}, {"asked", asked}, {"log", logged},        {"sql", number},
    {"due", due_in},  {"exit", exited}, {"answered", answered},
};

/* expect FACT LOW[..HIGH] [WORDS] */
static void do_expect(struct story *t, struct str rest)
{
    struct str name = next_word(&rest), range = next_word(&rest);
    size_t dots = str_find(range, STR(".."), 0);
    int64_t low = amount(str_sub(range, 0, dots)), high = low, got;

    if (dots != STR_NPOS) {
        high = amount(str_sub(range, dots + 2, range.len));
    }
    for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
        if (str_eq(name, str_z(facts[i].name))) {
            got = facts[i].value(t, &rest);
            if (got < low || got > high) {
                fail_msg("it is %lld", (long long)got);
            }
            return;
        }
    }
    fail_msg("no such fact");
}

/* ---- what the world does ---- */

static void do_conf(struct story *t, struct str rest)
{
    buf_add(&t->script.globals, str_trim(rest));
    buf_add_char(&t->script.globals, '\n');
}

static void do_feed(struct story *t, struct str rest)
{
    struct script_feed *f = script_feed(&t->script, next_word(&rest));

    f->block = arena_str(t->script.arena, str_trim(rest));
}

/* feeds COUNT: f1, f2 and so on, each with an item */
static void do_feeds(struct story *t, struct str rest)
{
    int64_t count = amount(next_word(&rest));

    for (int64_t i = 1; i <= count; i++) {
        struct str name = arena_fmt(t->script.arena, "f%lld", (long long)i);

        script_feed(&t->script, name);
        script_publish(&t->script, name, STR("1"),
                       arena_fmt(t->script.arena, "Readout number %lld", (long long)i));
    }
}

static void do_item(struct story *t, struct str rest)
{
    struct str feed = next_word(&rest), id = next_word(&rest);

    script_publish(&t->script, feed, id, str_trim(rest));
}

/* edit URL "BEFORE" "AFTER": in what stands there */
static void do_edit(struct story *t, struct str rest)
{
    struct script_page *page = script_page(&t->script, next_word(&rest));
    struct str before = next_word(&rest), after = next_word(&rest);
    size_t at = str_find(page->body, before, 0);

    assert_int_not_equal(at, STR_NPOS);
    script_serve(&t->script, page,
                 arena_fmt(t->script.arena, "%.*s" STR_FMT "%.*s", (int)at, page->body.ptr,
                           STR_ARG(after), (int)(page->body.len - at - before.len),
                           page->body.ptr + at + before.len));
}

/* wish FEED WAIT: its documents have a ttl, from its next item on */
static void do_wish(struct story *t, struct str rest)
{
    struct script_feed *f = script_feed(&t->script, next_word(&rest));

    buf_add_fmt(&f->entries, "<ttl>%lld</ttl>", (long long)amount(next_word(&rest)) / 60);
}

/* hub FEED URL: its documents name a hub, from its next item on */
static void do_hub(struct story *t, struct str rest)
{
    struct script_feed *f = script_feed(&t->script, next_word(&rest));
    struct str url = next_word(&rest);

    buf_add_fmt(&f->entries,
                "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"hub\""
                " href=\"" STR_FMT "\"/>",
                STR_ARG(url));
}

/* ask FEED QUERY: its hub asks about the subscription */
static void do_ask(struct story *t, struct str rest)
{
    struct str feed = next_word(&rest);

    script_question(&t->script, feed, str_trim(rest));
}

/* push FEED [forged]: its hub brings its document */
static void do_push(struct story *t, struct str rest)
{
    struct str feed = next_word(&rest);

    script_push(&t->script, feed, str_eq(next_word(&rest), STR("forged")));
}

/* answer URL STATUS|hang [RETRY-AFTER]; status 0: nobody answers */
static void do_answer(struct story *t, struct str rest)
{
    struct script_page *page = script_page(&t->script, next_word(&rest));
    struct str how = next_word(&rest), after = next_word(&rest);

    page->hangs = str_eq(how, STR("hang"));
    if (!page->hangs) {
        page->status = (int)amount(how);
    }
    page->retry_after_s = after.len > 0 ? amount(after) : -1;
}

/* say URL TEXT: what the model there answers */
static void do_say(struct story *t, struct str rest)
{
    struct script_page *page = script_page(&t->script, next_word(&rest));
    struct buf json = {0};

    buf_add_z(&json, "{\"model\": \"served-1\", \"choices\": [{\"message\": {\"content\": ");
    json_write_str(&json, str_trim(rest));
    buf_add_z(&json, "}}], \"usage\": {\"prompt_tokens\": 100, \"completion_tokens\": 20}}");
    page->status = 200;
    page->body = buf_str(&json, t->script.arena);
}

/* release URL: what waited for it is answered */
static void do_release(struct story *t, struct str rest)
{
    script_release(&t->script, script_page(&t->script, next_word(&rest)));
}

static void do_hang(struct story *t, struct str rest)
{
    t->script.hanging_task = arena_str(t->script.arena, next_word(&rest));
}

static void do_start(struct story *t, struct str rest)
{
    script_run(&t->script, str_eq(next_word(&rest), STR("once")));
}

static void do_crash(struct story *t, struct str rest)
{
    (void)rest;
    script_crash(&t->script);
}

static void do_reload(struct story *t, struct str rest)
{
    (void)rest;
    script_reload(&t->script);
}

static void do_pass(struct story *t, struct str rest)
{
    script_pass(&t->script, amount(next_word(&rest)));
}

/* Time in which no program runs. */
static void do_pause(struct story *t, struct str rest)
{
    t->script.steady_ms += amount(next_word(&rest)) * 1000;
}

static void do_jump(struct story *t, struct str rest)
{
    t->script.offset_s += amount(next_word(&rest));
}

static void do_disk(struct story *t, struct str rest)
{
    t->script.disk_full = str_eq(next_word(&rest), STR("full"));
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* store ROOM|ok: so many bytes more of it can be written; what is smaller than it is as ever */
static void do_store(struct story *t, struct str rest)
{
    char path[100];
    struct stat st = {0};

    snprintf(path, sizeof(path), "%s/state/readoutd.db-wal", t->script.dir);
    (void)!stat(path, &st);
    rest = str_trim(rest);
    limit_files(str_eq(rest, STR("ok")) ? RLIM_INFINITY
                                        : (rlim_t)st.st_size + (rlim_t)amount(next_word(&rest)));
}

static void do_free(struct story *t, struct str rest)
{
    t->script.free_bytes = amount(next_word(&rest));
}

/* Noise in the place of all but the first page; what is in memory of it is let go first. */
static void do_spoil(struct story *t, struct str rest)
{
    char path[100];
    char noise[4096];
    struct err err;
    int fd;

    (void)rest;
    if (t->script.pipeline != NULL &&
        sql_script(t->script.store->db, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA shrink_memory",
                   &err) == -1) {
        fail_msg("%s", err.text);
    }
    memset(noise, 0xa5, sizeof(noise));
    snprintf(path, sizeof(path), "%s/state/readoutd.db", t->script.dir);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_int_not_equal(fd, -1);
    for (off_t at = 4096; at < lseek(fd, 0, SEEK_END); at += 4096) {
        assert_int_equal(pwrite(fd, noise, sizeof(noise), at), sizeof(noise));
    }
    close(fd);
}

static const struct command {
    const char *name;
    void (*run)(struct story *t, struct str rest);
} commands[] = {
    {"conf", do_conf},     {"feed", do_feed},       {"item", do_item},   {"answer", do_answer},
    {"hang", do_hang},     {"edit", do_edit},       {"start", do_start}, {"crash", do_crash},
    {"reload", do_reload}, {"pass", do_pass},       {"pause", do_pause}, {"jump", do_jump},
    {"disk", do_disk},     {"free", do_free},       {"spoil", do_spoil}, {"expect", do_expect},
    {"wish", do_wish},     {"hub", do_hub},         {"ask", do_ask},     {"push", do_push},
    {"say", do_say},       {"release", do_release}, {"feeds", do_feeds}, {"store", do_store},
};

/* ---- the frame ---- */

/* The log of the daemon goes to a file, to be read. */
static void catch_log(struct story *t)
{
    int fd;

    snprintf(t->log_path, sizeof(t->log_path), "%s/log", t->script.dir);
    fd = open(t->log_path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    assert_int_not_equal(fd, -1);
    t->stderr_fd = dup(STDERR_FILENO);
    dup2(fd, STDERR_FILENO);
    close(fd);
}

static void do_line(struct story *t, struct str line)
{
    struct str word = next_word(&line);

    if (word.len == 0 || word.ptr[0] == '#') {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (str_eq(word, str_z(commands[i].name))) {
            commands[i].run(t, line);
            return;
        }
    }
    fail_msg("no such command: " STR_FMT, STR_ARG(word));
}

static int set_up(void **state)
{
    struct story *t = *state;

    script_init(&t->script);
    catch_log(t);
    return 0;
}

/* Of a story that went wrong: what was asserted stands in the log too. */
static void show_log(const struct story *t)
{
    struct arena *a = arena_new();
    struct str text = STR_NULL;
    struct err err;

    if (file_read(a, t->log_path, 64U << 20, &text, &err) == 0) {
        fwrite(text.ptr, 1, text.len, stderr);
    }
    print_error(STR_FMT ":%zu\n", STR_ARG(t->name), t->line);
    arena_free(a);
}

static int tear_down(void **state)
{
    struct story *t = *state;

    limit_files(RLIM_INFINITY);
    dup2(t->stderr_fd, STDERR_FILENO);
    close(t->stderr_fd);
    if (!t->over) {
        show_log(t);
    }
    script_free(&t->script);
    return 0;
}

static struct str story_text(struct arena *a, struct str name)
{
    struct str text, path = arena_fmt(a, "%s/tests/unit/pipeline/stories/" STR_FMT,
                                      getenv("SOURCE_DIR"), STR_ARG(name));
    struct err err;

    if (file_read(a, arena_z(a, path), 1U << 20, &text, &err) == -1) {
        fail_msg("%s", err.text);
    }
    return text;
}

static void test_story(void **state)
{
    struct story *t = *state;
    struct str text = story_text(t->script.arena, t->name), line;

    for (t->line = 1; str_split(&text, '\n', &line); t->line++) {
        do_line(t, line);
    }
    t->over = true;
}

int main(void)
{
    struct arena *a = arena_new();
    struct str dir = arena_fmt(a, "%s/tests/unit/pipeline/stories", getenv("SOURCE_DIR"));
    struct str *names, title;
    struct story *stories;
    struct CMUnitTest *tests;
    size_t count;
    struct err err;
    int failed;

    signal(SIGXFSZ, SIG_IGN); /* a full store is an error like others */
    if (getenv("SOURCE_DIR") == NULL ||
        file_list(a, arena_z(a, dir), STR(".story"), &names, &count, &err) == -1 || count == 0) {
        fputs("no stories: SOURCE_DIR is the top of the sources\n", stderr);
        return 1;
    }
    stories = arena_array(a, count, sizeof(*stories));
    tests = arena_array(a, count, sizeof(*tests));
    for (size_t i = 0; i < count; i++) {
        struct str text = story_text(a, names[i]);

        str_split(&text, '\n', &title);
        stories[i].name = names[i];
        tests[i] = (struct CMUnitTest){.name = arena_z(a, str_trim(str_sub(title, 1, title.len))),
                                       .test_func = test_story,
                                       .setup_func = set_up,
                                       .teardown_func = tear_down,
                                       .initial_state = &stories[i]};
    }
    failed = _cmocka_run_group_tests("stories", tests, count, NULL, NULL);
    arena_free(a);
    return failed;
}
