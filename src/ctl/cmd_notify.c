/*
 * `readoutctl notify test NAME`: the daemon's own program sends the sample, because network and secrets are its.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "ctl/command.h"
#include "sys/program.h"

static int run_notify(struct arena *a, const struct command *c, const struct args *args,
                      struct buf *out, struct err *err)
{
    char path[PATH_MAX];
    const char *program = program_sibling(path, "readoutd", "/../sbin", SBINDIR);

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
