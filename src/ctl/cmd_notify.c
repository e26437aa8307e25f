/*
 * `readoutctl notify test NAME`: the daemon's own program sends the sample, because network and secrets are its.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl/command.h"

/* Beside this program (a build), in sbin beside its bin (an installation), or where it was configured to be. */
static const char *daemon_path(char *out)
{
    static const char *const below[] = {"/readoutd", "/../sbin/readoutd"};
    char self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
    char *slash;

    if (len > 0) {
        self[len] = '\0';
        slash = strrchr(self, '/');
        self[slash == NULL ? 0 : slash - self] = '\0';
        for (size_t i = 0; i < ARRAY_LEN(below); i++) {
            if (snprintf(out, PATH_MAX, "%s%s", self, below[i]) < PATH_MAX &&
                access(out, X_OK) == 0) {
                return out;
            }
        }
    }
    return SBINDIR "/readoutd";
}

static int run_notify(struct arena *a, const struct command *c, const struct args *args,
                      struct buf *out, struct err *err)
{
    char path[PATH_MAX];
    const char *program = daemon_path(path);

    (void)a;
    (void)c;
    (void)out;
    if (strcmp(args->files[0], "test") != 0) {
        return err_set(err, ERR_USAGE, "notify knows only: test NAME");
    }
    execl(program, program, "--notify-test", args->files[1], "--config",
          args->config == NULL ? SYSCONFDIR "/readoutd/readoutd.conf" : args->config, (char *)NULL);
    return err_set(err, ERR_OS, "%s: %s", program, strerrordesc_np(errno));
}

static const struct option_row options[] = {
    {"config", OPTION_PATH, offsetof(struct args, config)},
    {NULL, OPTION_FLAG, 0},
};
const struct command command_notify = {
    "notify",
    "test NAME [--config FILE]",
    "sends a marked sample by a notifier of the configuration",
    2,
    options,
    run_notify,
};
