#include "work/launch.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/arena.h"

/* What a build with sanitizers needs to be told; nothing else of the environment is handed on. */
static const char *const handed_on[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"};

static int set_actions(posix_spawn_file_actions_t *actions, int fd)
{
    int rc = posix_spawn_file_actions_adddup2(actions, fd, STDIN_FILENO);

    rc = rc != 0 ? rc : posix_spawn_file_actions_adddup2(actions, fd, STDOUT_FILENO);
#ifndef WITH_SANITIZERS
    /* The log is no place for what a document can make a worker say. */
    rc = rc != 0
             ? rc
             : posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#endif
    return rc != 0 ? rc : posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
}

/* A group of its own: a Ctrl-C at the terminal is for the daemon. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    int rc;

    sigemptyset(&none);
    sigfillset(&all);
    rc = posix_spawnattr_setsigmask(attributes, &none);
    rc = rc != 0 ? rc : posix_spawnattr_setsigdefault(attributes, &all);
    rc = rc != 0 ? rc : posix_spawnattr_setpgroup(attributes, 0);
    return rc != 0 ? rc
                   : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK |
                                                              POSIX_SPAWN_SETSIGDEF |
                                                              POSIX_SPAWN_SETPGROUP);
}

/* Fills `env` (with room for all that is handed on, and NULL) from our environment. */
static void make_environment(struct arena *a, char **env)
{
    size_t count = 0;

    for (size_t i = 0; i < ARRAY_LEN(handed_on); i++) {
        const char *value = getenv(handed_on[i]);

        if (value != NULL) {
            env[count++] = arena_z(a, arena_fmt(a, "%s=%s", handed_on[i], value));
        }
    }
    env[count] = NULL;
}

static int spawn(const char *path, int fd, pid_t *pid)
{
    char *env[ARRAY_LEN(handed_on) + 1];
    struct arena *a = arena_new();
    char *argv[] = {arena_z(a, str_z(path)), NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int rc;

    make_environment(a, env);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    rc = set_actions(&actions, fd);
    rc = rc != 0 ? rc : set_attributes(&attributes);
    rc = rc != 0 ? rc : posix_spawn(pid, path, &actions, &attributes, argv, env);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    arena_free(a);
    return rc;
}

int launch_start(const char *path, struct launched *out, struct err *err)
{
    int ends[2] = {-1, -1}, rc = -1, number;
    char text[128];

    *out = (struct launched){-1, -1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1) {
        number = errno;
        goto out;
    }
    number = spawn(path, ends[1], &out->pid);
    if (number != 0) {
        out->pid = -1;
        goto out;
    }
    out->exit_fd = pidfd_open(out->pid, 0);
    if (out->exit_fd == -1 || fcntl(ends[0], F_SETFL, O_NONBLOCK) == -1) {
        number = errno;
        goto out;
    }
    out->fd = ends[0];
    rc = 0;
out:
    if (rc == -1) {
        err_set(err, ERR_OS, "%s: cannot start it: %s", path,
                strerror_r(number, text, sizeof(text)));
        if (out->pid != -1) {
            struct err ignored;

            launch_kill(out->pid);
            launch_reap(out->pid, &ignored);
        }
        if (out->exit_fd != -1) {
            close(out->exit_fd);
        }
        if (ends[0] != -1) {
            close(ends[0]);
        }
    }
    if (ends[1] != -1) {
        close(ends[1]);
    }
    return rc;
}

void launch_kill(pid_t pid)
{
    kill(pid, SIGKILL);
}

static const struct {
    int signal;
    enum err_code code;
    const char *text;
} ends_by[] = {
    {SIGPROF, ERR_LIMIT, "it took more CPU time than a task may"}, //
    {SIGSYS, ERR_INTERNAL, "it asked for what the sandbox forbids, or ran out of memory"},
    {SIGSEGV, ERR_INTERNAL, "it crashed (bad memory access)"},
    {SIGBUS, ERR_INTERNAL, "it crashed (bus error)"},
    {SIGFPE, ERR_INTERNAL, "it crashed (bad arithmetic)"},
    {SIGILL, ERR_INTERNAL, "it crashed (bad instruction)"},
    {SIGABRT, ERR_INTERNAL, "it gave up (abort)"},
    {SIGKILL, ERR_INTERNAL, "somebody killed it"},
};

void launch_reap(pid_t pid, struct err *err)
{
    int status = 0;
    pid_t got;

    do {
        got = waitpid(pid, &status, 0);
    } while (got == -1 && errno == EINTR);
    if (!WIFSIGNALED(status)) {
        err_set(err, ERR_INTERNAL, "it ended with status %d", WEXITSTATUS(status));
        return;
    }
    err_set(err, ERR_INTERNAL, "it was ended by signal %d", WTERMSIG(status));
    for (size_t i = 0; i < ARRAY_LEN(ends_by); i++) {
        if (ends_by[i].signal == WTERMSIG(status)) {
            err_set(err, ends_by[i].code, "%s", ends_by[i].text);
        }
    }
}
