#include "sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/limits.h"

#define SECRET_MAX_BYTES (64U << 10)
#define READ_STEP        (64U << 10)
#define LOCK_NAME        "lock"
#define TMP_SUFFIX       ".tmp"

static const struct {
    int number;
    enum err_code code;
} codes[] = {
    {ENOENT, ERR_NOINPUT}, //
    {ENOTDIR, ERR_NOINPUT},   {ELOOP, ERR_NOINPUT},
    {EISDIR, ERR_NOINPUT},    {ENAMETOOLONG, ERR_NOINPUT}, //
    {EACCES, ERR_PERMISSION}, {EPERM, ERR_PERMISSION},
    {EROFS, ERR_PERMISSION},  {ENOSPC, ERR_FULL}, //
    {EDQUOT, ERR_FULL},
};

int file_fail(struct err *err, const char *dir, const char *name, int number)
{
    char text[128];
    enum err_code code = ERR_IO;

    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        if (codes[i].number == number) {
            code = codes[i].code;
        }
    }
    return err_set(err, code, "%s%s%s: %s", dir, *name == '\0' ? "" : "/", name,
                   strerror_r(number, text, sizeof(text)));
}

/* ---- reading ---- */

static int read_all(int fd, const char *path, size_t max, struct buf *b, struct err *err)
{
    for (;;) {
        ssize_t n = read(fd, buf_reserve(b, READ_STEP), READ_STEP);

        if (n == -1 && errno == EINTR) {
            continue;
        }
        if (n == -1) {
            return file_fail(err, path, "", errno);
        }
        if (n == 0) {
            return 0;
        }
        b->len += (size_t)n;
        if (b->len > max) {
            return err_set(err, ERR_LIMIT, "%s: larger than %zu bytes", path, max);
        }
    }
}

/* O_NONBLOCK: a FIFO must not hold us until the type is known. */
static int open_regular(const char *path, struct stat *st, int *fd, struct err *err)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (*fd == -1 || fstat(*fd, st) == -1) {
        return file_fail(err, path, "", errno);
    }
    if (!S_ISREG(st->st_mode)) {
        return err_set(err, ERR_NOINPUT, "%s: not a regular file", path);
    }
    return 0;
}

int file_read(struct arena *a, const char *path, size_t max, struct str *out, struct err *err)
{
    bool input = strcmp(path, "-") == 0;
    const char *name = input ? "standard input" : path;
    struct buf b = {0};
    struct stat st;
    int fd = -1, rc = -1;

    if (!input && open_regular(path, &st, &fd, err) == -1) {
        goto out;
    }
    if (input && fstat(STDIN_FILENO, &st) == -1) {
        file_fail(err, name, "", errno);
        goto out;
    }
    /* More than announced, so that the end is seen without growing. */
    if (S_ISREG(st.st_mode) && (uint64_t)st.st_size <= max) {
        buf_reserve(&b, (size_t)st.st_size + READ_STEP);
    }
    if (read_all(input ? STDIN_FILENO : fd, name, max, &b, err) == -1) {
        goto out;
    }
    *out = buf_str(&b, a);
    rc = 0;
out:
    buf_free(&b);
    if (fd != -1) {
        close(fd);
    }
    return rc;
}

int file_read_start(struct arena *a, const char *path, size_t most, struct str *out,
                    struct err *err)
{
    char *bytes = arena_alloc(a, most);
    struct stat st;
    ssize_t n = 0;
    size_t len = 0;
    int fd = -1, rc = open_regular(path, &st, &fd, err);

    while (rc == 0 && len < most && (n = read(fd, bytes + len, most - len)) != 0) {
        if (n > 0) {
            len += (size_t)n;
        } else if (errno != EINTR) {
            rc = file_fail(err, path, "", errno);
        }
    }
    if (fd != -1) {
        close(fd);
    }
    *out = (struct str){bytes, len};
    return rc;
}

int file_read_secret(struct arena *a, const char *path, struct str *out, struct err *err)
{
    struct buf b = {0};
    struct stat st;
    int fd = -1, rc = -1;

    if (open_regular(path, &st, &fd, err) == -1) {
        goto out;
    }
    if ((st.st_mode & S_IRWXO) != 0) {
        err_set(err, ERR_PERMISSION,
                "%s: holds a secret, but others than owner and group may use it", path);
        goto out;
    }
    if (read_all(fd, path, SECRET_MAX_BYTES, &b, err) == -1) {
        goto out;
    }
    while (b.len > 0 && (b.ptr[b.len - 1] == '\n' || b.ptr[b.len - 1] == '\r')) {
        b.len--;
    }
    *out = buf_str(&b, a);
    rc = 0;
out:
    buf_free(&b);
    if (fd != -1) {
        close(fd);
    }
    return rc;
}

/* ---- folders ---- */

int file_open_dir(const char *dir, int *fd, struct err *err)
{
    *fd = open(dir, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    return *fd == -1 ? file_fail(err, dir, "", errno) : 0;
}

struct str file_temporary(struct arena *a, const char *name)
{
    return arena_fmt(a, ".%s" TMP_SUFFIX, name);
}

int file_make_dir(const char *dir, unsigned mode, struct err *err)
{
    struct stat st;

    if (mkdir(dir, mode) == 0) {
        return 0;
    }
    if (errno != EEXIST) {
        file_fail(err, dir, "", errno);
        err->code = err->code == ERR_NOINPUT ? ERR_CANTCREATE : err->code;
        return -1;
    }
    if (stat(dir, &st) == -1 || !S_ISDIR(st.st_mode)) {
        return err_set(err, ERR_CANTCREATE, "%s: not a folder", dir);
    }
    return 0;
}

static bool is_temporary(struct str name)
{
    return name.len > 1 && name.ptr[0] == '.' && str_ends(name, STR(TMP_SUFFIX));
}

/* `deeper`: the folders in it, too. Takes dir_fd. */
static int sweep(int dir_fd, const char *dir, bool deeper, struct err *err)
{
    DIR *list = fdopendir(dir_fd);
    const struct dirent *e;

    if (list == NULL) {
        file_fail(err, dir, "", errno);
        close(dir_fd);
        return -1;
    }
    while ((e = readdir(list)) != NULL) {
        struct str name = str_z(e->d_name);
        int fd;

        if (is_temporary(name)) {
            unlinkat(dir_fd, e->d_name, 0);
            continue;
        }
        if (!deeper || name.ptr[0] == '.' || (e->d_type != DT_DIR && e->d_type != DT_UNKNOWN)) {
            continue;
        }
        fd = openat(dir_fd, e->d_name, O_DIRECTORY | O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd != -1 && sweep(fd, dir, false, err) == -1) {
            closedir(list);
            return -1;
        }
    }
    closedir(list);
    return 0;
}

int file_sweep(const char *dir, struct err *err)
{
    int fd;

    return file_open_dir(dir, &fd, err) == -1 ? -1 : sweep(fd, dir, true, err);
}

static int compare_names(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

int file_list(struct arena *a, const char *dir, struct str suffix, struct str **names,
              size_t *count, struct err *err)
{
    DIR *list = opendir(dir);
    const struct dirent *e;
    size_t cap = 0;

    *names = NULL;
    *count = 0;
    if (list == NULL) {
        return errno == ENOENT ? 0 : file_fail(err, dir, "", errno);
    }
    while ((e = readdir(list)) != NULL) {
        struct str name = str_z(e->d_name);
        struct stat st;

        if (!str_ends(name, suffix) || fstatat(dirfd(list), e->d_name, &st, 0) == -1 ||
            !S_ISREG(st.st_mode)) {
            continue;
        }
        *names = arena_grow(a, *names, *count, &cap, sizeof(**names));
        (*names)[(*count)++] = arena_str(a, name);
    }
    closedir(list);
    if (*count > 1) {
        qsort(*names, *count, sizeof(**names), compare_names);
    }
    return 0;
}

int file_lock(const char *dir, int *fd, struct err *err)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int dir_fd = -1, rc = -1;

    *fd = -1;
    if (file_open_dir(dir, &dir_fd, err) == -1) {
        goto out;
    }
    *fd = openat(dir_fd, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*fd == -1) {
        file_fail(err, dir, LOCK_NAME, errno);
        goto out;
    }
    if (fcntl(*fd, F_OFD_SETLK, &lock) == -1) {
        if (errno == EAGAIN || errno == EACCES) {
            err_set(err, ERR_BUSY, "%s: another readoutd holds it", dir);
        } else {
            file_fail(err, dir, LOCK_NAME, errno);
        }
        goto out;
    }
    rc = 0;
out:
    if (rc == -1 && *fd != -1) {
        close(*fd);
        *fd = -1;
    }
    if (dir_fd != -1) {
        close(dir_fd);
    }
    return rc;
}

int64_t file_free_bytes(const char *path)
{
    struct statvfs v;
    int64_t bytes;

    if (statvfs(path, &v) == -1 ||
        __builtin_mul_overflow((int64_t)v.f_bavail, (int64_t)v.f_frsize, &bytes)) {
        return -1;
    }
    return bytes;
}
