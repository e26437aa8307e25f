#include "net/spawn.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEFAULT_TIMEOUT_MS 30000
#define DEFAULT_OUTPUT     (64U << 10)
#define ERRORS_BYTES       1024U
#define LAST_ROUNDS        32 /* more than a pipe holds: the rest is of somebody still writing */

enum stream { STREAM_IN, STREAM_OUT, STREAM_ERR, STREAM_COUNT };

struct spawner {
    struct event_base *base;
    struct spawn *first; /* all that run, latest first */
};

struct spawn {
    struct spawner *spawner;
    struct spawn *prev, *next;
    pid_t pid; /* 0: it could not be started */
    int pid_fd;
    struct event *ended, *timer;
    int fds[STREAM_COUNT]; /* our ends, -1 when closed */
    struct event *events[STREAM_COUNT];
    struct buf input, output, errors;
    size_t written, max_output;
    struct err err;
    spawn_done_fn *done;
    void *arg;
};

static void close_stream(struct spawn *s, enum stream which)
{
    if (s->events[which] != NULL) {
        event_free(s->events[which]);
        s->events[which] = NULL;
    }
    if (s->fds[which] != -1) {
        close(s->fds[which]);
        s->fds[which] = -1;
    }
}

static void spawn_free(struct spawn *s)
{
    *(s->prev == NULL ? &s->spawner->first : &s->prev->next) = s->next;
    if (s->next != NULL) {
        s->next->prev = s->prev;
    }
    for (int i = 0; i < STREAM_COUNT; i++) {
        close_stream(s, (enum stream)i);
    }
    if (s->ended != NULL) {
        event_free(s->ended);
    }
    if (s->timer != NULL) {
        event_free(s->timer);
    }
    if (s->pid_fd != -1) {
        close(s->pid_fd);
    }
    buf_free(&s->input);
    buf_free(&s->output);
    buf_free(&s->errors);
    free(s);
}

static void finish(struct spawn *s, int status)
{
    struct spawn_result result = {.err = s->err,
                                  .status = status,
                                  .output = buf_view(&s->output),
                                  .errors = buf_view(&s->errors)};

    s->done(s->arg, &result);
    spawn_free(s);
}

/* Reads what is there, in so many rounds at most; keeps what there is room for. */
static void drain(struct spawn *s, enum stream which, int rounds)
{
    struct buf *to = which == STREAM_OUT ? &s->output : &s->errors;
    size_t max = which == STREAM_OUT ? s->max_output : ERRORS_BYTES;
    char bytes[4096];

    while (s->fds[which] != -1 && rounds-- > 0) {
        ssize_t got = read(s->fds[which], bytes, sizeof(bytes));

        if (got > 0) {
            size_t room = max - to->len;

            buf_add(to, (struct str){bytes, (size_t)got < room ? (size_t)got : room});
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            close_stream(s, which);
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

static void on_output(evutil_socket_t fd, short what, void *arg)
{
    struct spawn *s = arg;

    (void)what;
    drain(s, fd == s->fds[STREAM_OUT] ? STREAM_OUT : STREAM_ERR, 1);
}

static void on_input(evutil_socket_t fd, short what, void *arg)
{
    struct spawn *s = arg;
    ssize_t put = 0;

    (void)what;
    if (s->written < s->input.len) {
        put = write(fd, s->input.ptr + s->written, s->input.len - s->written);
        if (put == -1 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        s->written += put > 0 ? (size_t)put : 0;
    }
    /* A program may end or close its input without reading it all: that is its own affair. */
    if (put == -1 || s->written == s->input.len) {
        close_stream(s, STREAM_IN);
    }
}

static void on_ended(evutil_socket_t fd, short what, void *arg)
{
    struct spawn *s = arg;
    int status = 0;

    (void)fd;
    (void)what;
    if (waitpid(s->pid, &status, WNOHANG) != s->pid) {
        return;
    }
    drain(s, STREAM_OUT, LAST_ROUNDS);
    drain(s, STREAM_ERR, LAST_ROUNDS);
    if (WIFSIGNALED(status) && s->err.code == ERR_NONE) {
        err_set(&s->err, ERR_INTERNAL, "ended by signal %d", WTERMSIG(status));
    }
    finish(s, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct spawn *s = arg;

    (void)fd;
    (void)what;
    if (s->pid == 0) {
        finish(s, -1);
        return;
    }
    err_set(&s->err, ERR_TIMEOUT, "did not end in time");
    kill(-s->pid, SIGKILL);
}

static int make_pipe(struct spawn *s, enum stream which, int *theirs, struct err *err)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) == -1) {
        return err_set(err, ERR_OS, "pipe: %s", strerrordesc_np(errno));
    }
    s->fds[which] = ends[which == STREAM_IN ? 1 : 0];
    *theirs = ends[which == STREAM_IN ? 0 : 1];
    fcntl(s->fds[which], F_SETFL, O_NONBLOCK);
    return 0;
}

/* A name without a slash is looked for in the folders of PATH that we give the program itself. */
static int spawn_found(pid_t *pid, const char *const *argv,
                       const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attr)
{
    static const char *const folders[] = {"/usr/bin/", "/bin/"};
    const char *home = getenv("HOME");
    struct buf path = {0}, home_line = {0};
    size_t count = strchr(argv[0], '/') == NULL ? ARRAY_LEN(folders) : 1;
    int rc = ENOENT;

    buf_add_fmt(&home_line, "HOME=%s", home == NULL ? "/" : home);
    buf_add_char(&home_line, '\0');
    for (size_t i = 0; i < count && rc == ENOENT; i++) {
        char *environment[] = {(char[]){"PATH=/usr/bin:/bin"}, (char[]){"LANG=C.UTF-8"},
                               home_line.ptr, NULL};

        path.len = 0;
        buf_add_fmt(&path, "%s%s", count == 1 ? "" : folders[i], argv[0]);
        buf_add_char(&path, '\0');
        /* posix_spawn takes char *const * and changes nothing. */
        rc = posix_spawn(pid, path.ptr, actions, attr, (char *const *)(uintptr_t)argv, environment);
    }
    buf_free(&path);
    buf_free(&home_line);
    return rc;
}

static int launch(struct spawn *s, const char *const *argv, const int theirs[STREAM_COUNT],
                  struct err *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none, all;
    int rc;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attr);
    for (int i = 0; i < STREAM_COUNT; i++) {
        posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, STREAM_COUNT);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                        POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    rc = spawn_found(&s->pid, argv, &actions, &attr);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    if (rc != 0) {
        s->pid = 0;
        return err_set(err, ERR_OS, "%s: %s", argv[0], strerrordesc_np(rc));
    }
    return 0;
}

static int start(struct spawn *s, const char *const *argv, struct err *err)
{
    int theirs[STREAM_COUNT] = {-1, -1, -1}, rc = -1;

    for (int i = 0; i < STREAM_COUNT; i++) {
        if (make_pipe(s, (enum stream)i, &theirs[i], err) == -1) {
            goto out;
        }
    }
    if (launch(s, argv, theirs, err) == -1) {
        goto out;
    }
    s->pid_fd = pidfd_open(s->pid, 0);
    if (s->pid_fd == -1) {
        err_set(err, ERR_OS, "pidfd_open: %s", strerrordesc_np(errno));
        kill(-s->pid, SIGKILL);
        waitpid(s->pid, NULL, 0);
        s->pid = 0;
        goto out;
    }
    rc = 0;
out:
    for (int i = 0; i < STREAM_COUNT; i++) {
        if (theirs[i] != -1) {
            close(theirs[i]);
        }
    }
    return rc;
}

static struct event *watch(struct spawn *s, int fd, short what, event_callback_fn callback)
{
    struct event *event = event_new(s->spawner->base, fd, (short)(what | EV_PERSIST), callback, s);

    if (event == NULL || event_add(event, NULL) == -1) {
        abort();
    }
    return event;
}

struct spawn *spawn_start(struct spawner *spawner, const struct spawn_request *r,
                          spawn_done_fn *done, void *arg)
{
    struct spawn *s = calloc(1, sizeof(*s));
    int timeout_ms = r->timeout_ms == 0 ? DEFAULT_TIMEOUT_MS : r->timeout_ms;
    struct timeval tv = {timeout_ms / 1000, (timeout_ms % 1000) * 1000};

    if (s == NULL) {
        abort();
    }
    *s = (struct spawn){.spawner = spawner,
                        .next = spawner->first,
                        .pid_fd = -1,
                        .fds = {-1, -1, -1},
                        .done = done,
                        .arg = arg};
    if (s->next != NULL) {
        s->next->prev = s;
    }
    spawner->first = s;
    s->max_output = r->max_output == 0 ? DEFAULT_OUTPUT : r->max_output;
    buf_add(&s->input, r->input);
    if (start(s, r->argv, &s->err) == 0) {
        s->ended = watch(s, s->pid_fd, EV_READ, on_ended);
        s->events[STREAM_IN] = watch(s, s->fds[STREAM_IN], EV_WRITE, on_input);
        s->events[STREAM_OUT] = watch(s, s->fds[STREAM_OUT], EV_READ, on_output);
        s->events[STREAM_ERR] = watch(s, s->fds[STREAM_ERR], EV_READ, on_output);
    } else {
        tv = (struct timeval){0, 0};
    }
    s->timer = evtimer_new(spawner->base, on_timer, s);
    if (s->timer == NULL || evtimer_add(s->timer, &tv) == -1) {
        abort();
    }
    return s;
}

void spawn_cancel(struct spawn *s)
{
    if (s->pid != 0) {
        kill(-s->pid, SIGKILL);
        waitpid(s->pid, NULL, 0);
    }
    spawn_free(s);
}

struct spawner *spawner_new(struct event_base *base)
{
    struct spawner *s = calloc(1, sizeof(*s));

    if (s == NULL) {
        abort();
    }
    s->base = base;
    return s;
}

void spawner_free(struct spawner *s)
{
    if (s == NULL) {
        return;
    }
    while (s->first != NULL) {
        spawn_cancel(s->first);
    }
    free(s);
}
