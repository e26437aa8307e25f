/*
 * ctl/main - readoutctl: the table of its commands, help, and what an error looks like.
 */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "ctl/command.h"
#include "fmt/escape.h"

#define CPU_S      4
#define DATA_BYTES (270U << 20)

static const struct command *const commands[] = {
    &command_parse,  &command_discover, &command_lint,    &command_extract, &command_summarize,
    &command_verify, &command_readout,  &command_explain, &command_status,  &command_notify,
    &command_poll,   &command_model,    &command_why,     &command_metrics,
};

static const struct option_row main_options[] = {
    {"version", OPTION_FLAG, offsetof(struct args, version)},
    {NULL, OPTION_FLAG, 0},
};

static int complain(const char *where, const struct err *err)
{
    struct buf line = {0};
    ssize_t written;

    buf_add_z(&line, "readoutctl: ");
    if (where != NULL) {
        buf_add_fmt(&line, "%s: ", where);
    }
    escape_shown(&line, str_z(err->text), false);
    buf_add_char(&line, '\n');
    /* Nobody is left to tell when this fails. */
    written = write(STDERR_FILENO, line.ptr, line.len);
    (void)written;
    buf_free(&line);
    return err_exit(err->code);
}

/* Standard output, whole or an error; a reader who went away is none. */
static int print(struct str s)
{
    struct err err;
    size_t done = 0;

    while (done < s.len) {
        ssize_t n = write(STDOUT_FILENO, s.ptr + done, s.len - done);

        if (n == -1 && errno == EINTR) {
            continue;
        }
        if (n == -1 && errno == EPIPE) {
            return EX_OK;
        }
        if (n == -1) {
            err_set(&err, ERR_IO, "standard output: %s", strerrordesc_np(errno));
            return complain(NULL, &err);
        }
        done += (size_t)n;
    }
    return EX_OK;
}

static int print_help(void)
{
    struct buf out = {0};
    int status;

    buf_add_z(
        &out,
        "Usage: readoutctl COMMAND [OPTION]... [FILE]\n"
        "Reads FILE (a path, an http address, or \"-\" for standard input) and prints JSON.\n\n");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        buf_add_fmt(&out, "  %s %s\n        %s\n", commands[i]->name, commands[i]->synopsis,
                    commands[i]->does);
    }
    buf_add_z(&out, "\n  --help, --version\n\nThe manual is readoutctl(1).\n");
    status = print(buf_view(&out));
    buf_free(&out);
    return status;
}

static int print_command_help(const struct command *c)
{
    struct buf out = {0};
    int status;

    buf_add_fmt(&out, "Usage: readoutctl %s %s\nPrints %s.\n", c->name, c->synopsis, c->does);
    status = print(buf_view(&out));
    buf_free(&out);
    return status;
}

static int run_command(struct arena *a, const struct command *c, char *const *words)
{
    struct buf out = {0};
    struct args args;
    struct err err;
    int status;

    if (options_read(a, words, c->options, &args, &err) == -1) {
        return complain(c->name, &err);
    }
    if (args.help) {
        return print_command_help(c);
    }
    if (args.file_count != c->files) {
        err_set(&err, ERR_USAGE, "usage: readoutctl %s %s", c->name, c->synopsis);
        return complain(c->name, &err);
    }
    status =
        c->run(a, c, &args, &out, &err) == -1 ? complain(c->name, &err) : print(buf_view(&out));
    buf_free(&out);
    return status;
}

static int run(struct arena *a, char *const *words)
{
    struct args args;
    struct err err;

    for (size_t i = 0; words[0] != NULL && i < ARRAY_LEN(commands); i++) {
        if (strcmp(words[0], commands[i]->name) == 0) {
            return run_command(a, commands[i], words + 1);
        }
    }
    if (words[0] != NULL && words[0][0] != '-') {
        err_set(&err, ERR_USAGE, "unknown command \"%s\"; --help lists them", words[0]);
        return complain(NULL, &err);
    }
    if (options_read(a, words, main_options, &args, &err) == -1) {
        return complain(NULL, &err);
    }
    if (args.version) {
        return print(STR("readoutctl " PACKAGE_VERSION "\nLicence ISC\n"));
    }
    if (args.help) {
        return print_help();
    }
    err_set(&err, ERR_USAGE, "no command; --help lists them");
    return complain(NULL, &err);
}

#ifdef WITH_SANITIZERS
static void bound_resources(void)
{
}
#else
static void on_limit(int number)
{
    static const char text[] = "readoutctl: the document takes more time or memory than it may\n";
    ssize_t written = write(STDERR_FILENO, text, sizeof(text) - 1);

    (void)number;
    (void)written;
    _exit(EX_DATAERR);
}

/* The last line behind the limits of pure code. Out of memory ends in abort(). */
static void bound_resources(void)
{
    struct rlimit cpu, data;

    signal(SIGXCPU, on_limit);
    signal(SIGABRT, on_limit);
    if (getrlimit(RLIMIT_CPU, &cpu) == 0 && cpu.rlim_max > CPU_S) {
        cpu.rlim_cur = CPU_S;
        setrlimit(RLIMIT_CPU, &cpu);
    }
    if (getrlimit(RLIMIT_DATA, &data) == 0 && data.rlim_max > DATA_BYTES) {
        data.rlim_cur = DATA_BYTES;
        setrlimit(RLIMIT_DATA, &data);
    }
}
#endif

int main(int argc, char **argv)
{
    struct arena *a = arena_new();
    int status;

    signal(SIGPIPE, SIG_IGN);
    bound_resources();
    status = run(a, argc == 0 ? argv : argv + 1);
    arena_free(a);
    return status;
}
