#include "config.h"

#include "daemon/errand.h"

#include <curl/curl.h>
#include <errno.h>
#include <event2/event.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/get.h"
#include "daemon/model_test.h"
#include "daemon/sample.h"
#include "daemon/why.h"
#include "net/spawn.h"
#include "pipeline/trial.h"
#include "sys/log.h"
#include "sys/program.h"
#include "work/pool.h"

static int notify_test(struct daemon *d)
{
    struct fetcher_options net = config_fetcher(d->config);
    struct ports ports = daemon_ports(d);
    struct err err;
    int rc = -1;

    d->base = event_base_new();
    d->fetcher = d->base == NULL ? NULL : fetcher_new(d->base, &net, &err);
    if (d->fetcher != NULL) {
        d->spawner = spawner_new(d->base);
        rc = sample_send(d->base, &ports, d->config, d->options.notify_test, &err);
    } else if (d->base == NULL) {
        err_set(&err, ERR_OS, "no event loop");
    }
    if (rc == -1) {
        fprintf(stderr, "readoutd: notify \"%s\": %s\n", d->options.notify_test, err.text);
    } else {
        printf("sent a sample by notify \"%s\"\n", d->options.notify_test);
    }
    daemon_stop(d);
    return rc == -1 ? err_exit(err.code) : EX_OK;
}

static void on_trial_broken(void *arg, const struct err *err)
{
    fprintf(stderr, "readoutd: %s\n", err->text);
    daemon_end(arg, EX_OSERR);
}

static int try_poll(struct daemon *d)
{
    char worker[PATH_MAX];
    struct fetcher_options net = config_fetcher(d->config);
    const struct pool_options work = {
        .worker_path = program_sibling(worker, "readoutd-worker", "/../libexec", LIBEXECDIR),
        .workers = 1,
        .on_broken = on_trial_broken,
        .arg = d,
    };
    const struct ports ports = daemon_ports(d);
    struct trial trial = {.ports = &ports, .config = d->config};
    struct buf told = {0};
    struct err err = {0};
    int rc = -1;

    trial.base = d->base = event_base_new();
    d->fetcher = fetcher_new(d->base, &net, &err);
    d->pool = d->fetcher == NULL ? NULL : pool_new(d->base, &work, &err);
    if (d->pool != NULL) {
        rc = trial_run(&trial, d->options.poll, &told, &err);
    }
    if (told.len > 0 && fwrite(told.ptr, 1, told.len, stdout) != told.len) {
        rc = err_set(&err, ERR_IO, "standard output: %s", strerror(errno));
    }
    if (rc == -1) {
        fprintf(stderr, "readoutd: %s\n", err.text);
    }
    buf_free(&told);
    daemon_stop(d);
    return d->status != EX_OK ? d->status : rc == -1 ? err_exit(err.code) : EX_OK;
}

static int get(struct daemon *d)
{
    struct fetcher_options net = config_fetcher(d->config);
    const struct ports ports = daemon_ports(d);
    struct buf told = {0};
    struct err err = {0};
    int rc = -1;

    d->base = event_base_new();
    d->fetcher = fetcher_new(d->base, &net, &err);
    if (d->fetcher != NULL) {
        rc = get_page(d->base, &ports, d->config, d->options.get, &told, &err);
    }
    if (fwrite(told.ptr, 1, told.len, stdout) != told.len || fflush(stdout) == EOF) {
        rc = err_set(&err, ERR_IO, "standard output: %s", strerror(errno));
    }
    if (told.len == 0) {
        fprintf(stderr, "readoutd: %s\n", err.text);
    }
    buf_free(&told);
    daemon_stop(d);
    return rc == -1 ? err_exit(err.code) : EX_OK;
}

static int why(struct daemon *d)
{
    struct err err;
    int rc = why_print(d->config->conf, d->options.why, d->options.json, &err);

    if (rc == -1) {
        fprintf(stderr, "readoutd: %s\n", err.text);
    }
    config_drop(d->config);
    return rc == -1 ? err_exit(err.code) : EX_OK;
}

/* Network, programs and workers, and nothing that is stored. */
static int test_model(struct daemon *d)
{
    char worker[PATH_MAX];
    struct fetcher_options net = config_fetcher(d->config);
    struct pool_options work = {
        .worker_path = program_sibling(worker, "readoutd-worker", "/../libexec", LIBEXECDIR),
        .workers = 1,
        .on_broken = on_trial_broken,
        .arg = d,
    };
    struct ports ports = daemon_ports(d);
    struct err err = {0};
    int rc = -1;

    d->base = event_base_new();
    d->fetcher = d->base == NULL ? NULL : fetcher_new(d->base, &net, &err);
    d->pool = d->fetcher == NULL ? NULL : pool_new(d->base, &work, &err);
    if (d->pool != NULL) {
        d->spawner = spawner_new(d->base);
        rc = model_test(d->base, &ports, d->config, d->options.model_test, &err);
    } else if (err.code == ERR_NONE) {
        err_set(&err, ERR_OS, "no event loop");
    }
    if (rc == -1) {
        fprintf(stderr, "readoutd: model \"%s\": %s\n", d->options.model_test, err.text);
    }
    daemon_stop(d);
    return d->status != EX_OK ? d->status : rc == -1 ? err_exit(err.code) : EX_OK;
}

static int check_config(struct daemon *d)
{
    struct config *c = d->config;
    struct buf text = {0};
    int status = EX_OK;

    conf_print(&text, c->conf);
    if (fwrite(text.ptr, 1, text.len, stdout) != text.len || fflush(stdout) == EOF) {
        fprintf(stderr, "readoutd: standard output: %s\n", strerror(errno));
        status = EX_IOERR;
    }
    buf_free(&text);
    config_drop(c);
    return status;
}

bool errand_run(struct daemon *d, int *status)
{
    const struct options *o = &d->options;
    const struct {
        bool asked;
        int (*run)(struct daemon *d);
    } errands[] = {
        {o->check_config, check_config},       {o->why != NULL, why},
        {o->notify_test != NULL, notify_test}, {o->poll != NULL, try_poll},
        {o->model_test != NULL, test_model},   {o->get != NULL, get},
    };

    for (size_t i = 0; i < ARRAY_LEN(errands); i++) {
        if (errands[i].asked) {
            curl_global_init(CURL_GLOBAL_DEFAULT);
            signal(SIGPIPE, SIG_IGN);
            log_open(false, LOG_LEVEL_ERROR);
            *status = errands[i].run(d);
            return true;
        }
    }
    return false;
}
