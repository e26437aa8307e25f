/*
 * Commands that the daemon's own program carries out, because network, secrets and database are its:
 * `notify test NAME`, `poll FEED`, `model test NAME` and `why ITEM`.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ctl/command.h"
#include "sys/program.h"

/* The bounds of this program are for documents; the daemon has its own for its workers. */
static void unbind_resources(void)
{
    static const __rlimit_resource_t bound[] = {RLIMIT_CPU, RLIMIT_DATA};

    for (size_t i = 0; i < ARRAY_LEN(bound); i++) {
        struct rlimit r;

        if (getrlimit(bound[i], &r) == 0) {
            r.rlim_cur = r.rlim_max;
            setrlimit(bound[i], &r);
        }
    }
}

static int become_daemon(const char *option, const char *value, const struct args *args,
                         struct err *err)
{
    char path[PATH_MAX];
    const char *program = program_sibling(path, "readoutd", "/../sbin", SBINDIR);

    unbind_resources();
    execl(program, program, option, value, "--config",
          args->config == NULL ? SYSCONFDIR "/readoutd/readoutd.conf" : args->config,
          args->json ? "--json" : (char *)NULL, (char *)NULL);
    return err_set(err, ERR_OS, "%s: %s", program, strerrordesc_np(errno));
}

static int run_notify(struct arena *a, const struct command *c, const struct args *args,
                      struct buf *out, struct err *err)
{
    (void)a;
    (void)c;
    (void)out;
    if (strcmp(args->files[0], "test") != 0) {
        return err_set(err, ERR_USAGE, "notify knows only: test NAME");
    }
    return become_daemon("--notify-test", args->files[1], args, err);
}

static int run_poll(struct arena *a, const struct command *c, const struct args *args,
                    struct buf *out, struct err *err)
{
    (void)a;
    (void)c;
    (void)out;
    return become_daemon("--poll", args->files[0], args, err);
}

static int run_model(struct arena *a, const struct command *c, const struct args *args,
                     struct buf *out, struct err *err)
{
    (void)a;
    (void)c;
    (void)out;
    if (strcmp(args->files[0], "test") != 0) {
        return err_set(err, ERR_USAGE, "model knows only: test NAME");
    }
    return become_daemon("--model-test", args->files[1], args, err);
}

static int run_why(struct arena *a, const struct command *c, const struct args *args,
                   struct buf *out, struct err *err)
{
    (void)a;
    (void)c;
    (void)out;
    return become_daemon("--why", args->files[0], args, err);
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
const struct command command_poll = {
    "poll",
    "FEED [--config FILE]",
    "makes one polite request for a feed (its name or address): headers, decision, what comes next",
    1,
    options,
    run_poll,
};
const struct command command_model = {
    "model",
    "test NAME [--config FILE]",
    "what a model of the configuration answers about a sample, and what of it would be used",
    2,
    options,
    run_model,
};

static const struct option_row why_options[] = {
    {"config", OPTION_PATH, offsetof(struct args, config)},
    {"json", OPTION_FLAG, offsetof(struct args, json)},
    {NULL, OPTION_FLAG, 0},
};
const struct command command_why = {
    "why",
    "[--json] [--config FILE] ITEM",
    "how the summary of an item came about: the prompts sent and the answers got",
    1,
    why_options,
    run_why,
};
