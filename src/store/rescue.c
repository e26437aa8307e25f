#include "store/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/log.h"

static char *path_of(struct arena *a, const char *dir, const char *name, const char *suffix)
{
    return arena_z(a, arena_fmt(a, "%s/%s%s", dir, name, suffix));
}

static int move(const char *from, const char *to, struct err *err)
{
    if (rename(from, to) == -1 && errno != ENOENT) {
        return err_set(err, ERR_IO, "%s is damaged and cannot be renamed: %s", from,
                       strerror(errno));
    }
    return 0;
}

int rescue_set_aside(const char *dir, const char *name, int64_t now, const struct err *why,
                     struct err *err)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    struct arena *a = arena_new();
    struct str place = arena_fmt(a, "%s/%s.corrupt-%" PRId64, dir, name, now);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < ARRAY_LEN(suffixes); i++) {
        const char *to = arena_z(a, arena_fmt(a, STR_FMT "%s", STR_ARG(place), suffixes[i]));

        rc = move(path_of(a, dir, name, suffixes[i]), to, err);
    }
    if (rc == 0) {
        log_error("store.damaged", KV_Z("file", path_of(a, dir, name, "")), KV_ERR(why),
                  KV_STR("kept_as", place),
                  KV_Z("next", "begins anew: each feed's next poll is a first poll again"));
    }
    arena_free(a);
    return rc;
}

/* To the disk, before the change that it is the copy of. */
static int sync_path(const char *path, int flags, struct err *err)
{
    int fd = open(path, flags | O_CLOEXEC);
    int rc = fd == -1 || fsync(fd) == -1 ? -1 : 0;

    if (rc == -1) {
        err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
    }
    if (fd != -1) {
        close(fd);
    }
    return rc;
}

static int copy_to(struct sql *q, const char *dir, const char *temporary, const char *path,
                   struct err *err)
{
    if (unlink(temporary) == -1 && errno != ENOENT) {
        return err_set(err, ERR_IO, "%s: %s", temporary, strerror(errno));
    }
    if (sql_run(q, "VACUUM INTO ?", SQL_VALUES(SQL_STR(str_z(temporary))), err) == -1 ||
        sync_path(temporary, O_RDWR, err) == -1) {
        return -1;
    }
    if (rename(temporary, path) == -1) {
        return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
    }
    return sync_path(dir, O_RDONLY | O_DIRECTORY, err);
}

int rescue_copy(struct sql *q, const char *dir, const char *name, int64_t version, struct err *err)
{
    struct arena *a = arena_new();
    struct str text = arena_fmt(a, "%s/%s.bak-v%" PRId64, dir, name, version);
    const char *path = arena_z(a, text);
    /* file_sweep takes such names away, should we be killed here. */
    const char *temporary = arena_z(a, arena_fmt(a, "%s/.%s.tmp", dir, name));
    int rc = copy_to(q, dir, temporary, path, err);

    for (int64_t old = 1; rc == 0 && old < version; old++) {
        text = arena_fmt(a, "%s/%s.bak-v%" PRId64, dir, name, old);
        /* Most are not there; one that cannot be taken away only takes room. */
        (void)unlink(arena_z(a, text));
    }
    if (rc == 0) {
        log_info("store.copied", KV_Z("file", path), KV_INT("schema", version),
                 KV_Z("next", "its tables are brought up to date"));
    }
    arena_free(a);
    return rc == 0 ? 0 : err_context(err, "no copy before its tables change");
}
