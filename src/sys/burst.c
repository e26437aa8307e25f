#include "sys/burst.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "sys/file.h"

#define FILE_MODE   0640
#define SECRET_MODE 0600

/* A folder is open from before its first file is written: errors of writing it back are told to that descriptor. */
struct folder {
    char *path;
    int fd;
    dev_t device;
    bool touched; /* files were renamed in it */
};

struct set {
    size_t folder;
    char **names, **temporaries;
    size_t count, renamed;
    struct err *result;
};

struct burst {
    struct arena *arena;
    struct folder *folders;
    size_t folder_count, folder_cap;
    struct set *sets;
    size_t set_count, set_cap;
};

static int write_all(int fd, struct str bytes)
{
    size_t done = 0;

    while (done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);

        if (n == -1 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return -1;
        }
        done += (size_t)n;
    }
    return 0;
}

static int fill(int fd, const struct file_out *f, const char *dir, struct err *err)
{
    struct buf piece = {0};
    struct str bytes = f->bytes;
    int rc;

    do {
        if (write_all(fd, bytes) == -1) {
            rc = file_fail(err, dir, f->name, errno);
            break;
        }
        piece.len = 0;
        rc = f->more == NULL ? 0 : f->more(f->arg, &piece, err);
        bytes = buf_view(&piece);
    } while (rc == 1);
    buf_free(&piece);
    return rc;
}

static int write_one(const struct folder *folder, const char *temporary, const struct file_out *f,
                     struct err *err)
{
    int fd, rc;

    /* A left-over of a run that was killed may stand in the way; O_EXCL then refuses what another puts there. */
    unlinkat(folder->fd, temporary, 0);
    fd = openat(folder->fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                f->secret ? SECRET_MODE : FILE_MODE);
    if (fd == -1) {
        return file_fail(err, folder->path, f->name, errno);
    }
    rc = fill(fd, f, folder->path, err);
    if (close(fd) == -1 && rc == 0) {
        rc = file_fail(err, folder->path, f->name, errno);
    }
    return rc;
}

static int sync_one(int dir_fd, const char *name)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), rc, number;

    if (fd == -1) {
        return -1;
    }
    rc = fsync(fd);
    number = errno;
    close(fd);
    errno = number;
    return rc;
}

static void unlink_rest(const struct burst *b, const struct set *s)
{
    for (size_t i = s->renamed; i < s->count; i++) {
        unlinkat(b->folders[s->folder].fd, s->temporaries[i], 0);
    }
}

static void fail_set(struct burst *b, struct set *s, const char *name, int number)
{
    file_fail(s->result, b->folders[s->folder].path, name, number);
    unlink_rest(b, s);
}

static int open_folder(struct burst *b, const char *dir, size_t *at, struct err *err)
{
    struct folder f = {.fd = -1};
    struct stat st;

    for (size_t i = 0; i < b->folder_count; i++) {
        if (strcmp(b->folders[i].path, dir) == 0) {
            *at = i;
            return 0;
        }
    }
    if (file_open_dir(dir, &f.fd, err) == -1) {
        return -1;
    }
    if (fstat(f.fd, &st) == -1) {
        file_fail(err, dir, "", errno);
        close(f.fd);
        return -1;
    }
    f.path = arena_z(b->arena, str_z(dir));
    f.device = st.st_dev;
    b->folders =
        arena_grow(b->arena, b->folders, b->folder_count, &b->folder_cap, sizeof(*b->folders));
    *at = b->folder_count;
    b->folders[b->folder_count++] = f;
    return 0;
}

static void empty(struct burst *b)
{
    for (size_t i = 0; i < b->folder_count; i++) {
        close(b->folders[i].fd);
    }
    if (b->arena != NULL) {
        arena_free(b->arena);
    }
    *b = (struct burst){.arena = NULL};
}

struct burst *burst_new(void)
{
    struct burst *b = calloc(1, sizeof(*b));

    if (b == NULL) {
        abort();
    }
    return b;
}

int burst_add(struct burst *b, const char *dir, const struct file_out *files, size_t count,
              struct err *result)
{
    struct set s = {.result = result};

    if (b->arena == NULL) {
        b->arena = arena_new();
    }
    if (open_folder(b, dir, &s.folder, result) == -1) {
        return -1;
    }
    s.names = arena_array(b->arena, count, sizeof(*s.names));
    s.temporaries = arena_array(b->arena, count, sizeof(*s.temporaries));
    for (; s.count < count; s.count++) {
        const struct file_out *f = &files[s.count];

        s.names[s.count] = arena_z(b->arena, str_z(f->name));
        s.temporaries[s.count] = arena_z(b->arena, file_temporary(b->arena, f->name));
        if (write_one(&b->folders[s.folder], s.temporaries[s.count], f, result) == -1) {
            s.count++;
            unlink_rest(b, &s);
            return -1;
        }
    }
    b->sets = arena_grow(b->arena, b->sets, b->set_count, &b->set_cap, sizeof(*b->sets));
    b->sets[b->set_count++] = s;
    return 0;
}

/* ---- publishing ---- */

static int sync_files(struct burst *b, struct set *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (sync_one(b->folders[s->folder].fd, s->temporaries[i]) == -1) {
            fail_set(b, s, s->names[i], errno);
            return -1;
        }
    }
    return 0;
}

static bool is_first_of_device(const struct burst *b, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (b->folders[i].device == b->folders[at].device) {
            return false;
        }
    }
    return true;
}

/* The file systems of all folders; on -1 *number is the errno. */
static int sync_devices(const struct burst *b, int *number)
{
    for (size_t i = 0; i < b->folder_count; i++) {
        if (is_first_of_device(b, i) && syncfs(b->folders[i].fd) == -1) {
            *number = errno;
            return -1;
        }
    }
    return 0;
}

static void fail_all(struct burst *b, int number)
{
    for (size_t i = 0; i < b->set_count; i++) {
        fail_set(b, &b->sets[i], "", number);
    }
}

static void rename_set(struct burst *b, struct set *s)
{
    struct folder *f = &b->folders[s->folder];

    for (; s->renamed < s->count; s->renamed++) {
        if (renameat(f->fd, s->temporaries[s->renamed], f->fd, s->names[s->renamed]) == -1) {
            fail_set(b, s, s->names[s->renamed], errno);
            return;
        }
        f->touched = true;
    }
}

static void sync_names(struct burst *b)
{
    int number;

    if (b->folder_count > 1) {
        if (sync_devices(b, &number) == -1) {
            fail_all(b, number);
        }
    } else if (b->folders[0].touched && fsync(b->folders[0].fd) == -1) {
        fail_all(b, errno);
    }
}

void burst_publish(struct burst *b)
{
    int number, rc = 0;

    if (b->set_count == 1) {
        rc = sync_files(b, &b->sets[0]);
    } else if (b->set_count > 1 && sync_devices(b, &number) == -1) {
        fail_all(b, number);
        rc = -1;
    }
    if (rc == 0 && b->set_count > 0) {
        for (size_t i = 0; i < b->set_count; i++) {
            rename_set(b, &b->sets[i]);
        }
        sync_names(b);
    }
    empty(b);
}

void burst_free(struct burst *b)
{
    if (b == NULL) {
        return;
    }
    for (size_t i = 0; i < b->set_count; i++) {
        unlink_rest(b, &b->sets[i]);
    }
    empty(b);
    free(b);
}

int burst_write(const char *dir, const struct file_out *files, size_t count, struct err *err)
{
    struct burst *b = burst_new();
    int rc;

    err->code = ERR_NONE;
    rc = burst_add(b, dir, files, count, err);
    burst_publish(b);
    burst_free(b);
    return rc == 0 && err->code == ERR_NONE ? 0 : -1;
}
