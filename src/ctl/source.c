#include "ctl/source.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/limits.h"
#include "fmt/json.h"
#include "fmt/url.h"
#include "sys/file.h"
#include "sys/program.h"

extern char **environ;

/* Starts readoutd --get; what it writes is read from *fd. */
static int start(const char *url, const char *config, pid_t *child, int *fd, struct err *err)
{
    char path[PATH_MAX];
    const char *program = program_sibling(path, "readoutd", "/../sbin", SBINDIR);
    const char *const argv[] = {program, "--get", url, "--config", config, NULL};
    posix_spawn_file_actions_t actions;
    int ends[2], rc;

    if (pipe(ends) == -1) {
        return err_set(err, ERR_OS, "%s", strerrordesc_np(errno));
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    /* POSIX: the strings are not changed. */
    rc = posix_spawn(child, program, &actions, NULL, (char *const *)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (rc != 0) {
        close(ends[0]);
        return err_set(err, ERR_OS, "%s: %s", program, strerrordesc_np(rc));
    }
    *fd = ends[0];
    return 0;
}

static int read_all(int fd, struct buf *out, struct err *err)
{
    for (;;) {
        ssize_t n = read(fd, buf_reserve(out, 1 << 16), 1 << 16);

        if (n == -1 && errno == EINTR) {
            continue;
        }
        if (n == -1) {
            return err_set(err, ERR_IO, "%s", strerrordesc_np(errno));
        }
        if (n == 0) {
            return 0;
        }
        out->len += (size_t)n;
        if (out->len > LIMIT_DOCUMENT_BYTES) {
            return err_set(err, ERR_LIMIT, "more than %u bytes", LIMIT_DOCUMENT_BYTES);
        }
    }
}

struct head {
    struct str url, content_type, error;
};

static const struct json_field head_fields[] = {
    JSON_FIELD(struct head, url, STR),
    JSON_FIELD(struct head, content_type, STR),
    JSON_FIELD(struct head, error, STR),
};
static const struct json_shape head_shape = JSON_SHAPE(struct head, head_fields);

/* The line of JSON, and the body behind it. */
static int read_answer(struct arena *a, struct str answer, struct source *out, struct err *err)
{
    size_t end = str_find_char(answer, '\n', 0);
    struct str line = str_sub(answer, 0, end);
    struct head head;

    if (end == STR_NPOS || json_read(a, line, &head_shape, &head, err) == -1) {
        /* What it could not even begin for: its configuration, or that it is not there. */
        return err_set(err, ERR_UNAVAILABLE, STR_FMT,
                       STR_ARG(line.len > 0 ? line : STR("readoutd did not answer")));
    }
    if (head.error.ptr != NULL) {
        return err_set(err, ERR_UNAVAILABLE, STR_FMT, STR_ARG(head.error));
    }
    *out = (struct source){str_sub(answer, end + 1, answer.len), head.url, head.content_type};
    return 0;
}

static int fetch(struct arena *a, const char *url, const char *config, struct source *out,
                 struct err *err)
{
    struct buf answer = {0};
    pid_t child;
    int fd, status, rc;

    if (start(url, config, &child, &fd, err) == -1) {
        return -1;
    }
    rc = read_all(fd, &answer, err);
    close(fd);
    while (waitpid(child, &status, 0) == -1 && errno == EINTR) {
    }
    if (rc == -1) {
        buf_free(&answer);
        return -1;
    }
    return read_answer(a, buf_str(&answer, a), out, err);
}

int source_read(struct arena *a, const struct args *args, const char *path, struct source *out,
                struct err *err)
{
    *out = (struct source){STR_NULL, STR_NULL, STR_NULL};
    if (!url_is_http(str_z(path))) {
        return file_read(a, path, LIMIT_DOCUMENT_BYTES, &out->bytes, err);
    }
    if (fetch(a, path, args->config == NULL ? SYSCONFDIR "/readoutd/readoutd.conf" : args->config,
              out, err) == -1) {
        return err_context(err, "%s", path);
    }
    return 0;
}

bool source_is_page(struct str bytes)
{
    struct str s =
        str_trim(str_starts(bytes, STR("\xEF\xBB\xBF")) ? str_sub(bytes, 3, bytes.len) : bytes);

    return s.len > 1 && s.ptr[0] == '<' &&
           (char_is_alpha(s.ptr[1]) || s.ptr[1] == '!' || s.ptr[1] == '?');
}
