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

/* The rooms that an errand needs; nothing is stored by any. */
enum need { NEED_NETWORK = 1, NEED_PROGRAMS = 2, NEED_WORKERS = 4 };

struct errand {
    unsigned needs;
    const char *subject; /* what a failure is said of, before the word of the option; may be NULL */
    bool says_failure;   /* what it shows has the error in it */
    int (*run)(struct daemon *d, const struct ports *ports, const char *word, struct buf *shown,
               struct err *err);
};

static int send_sample(struct daemon *d, const struct ports *ports, const char *name,
                       struct buf *shown, struct err *err)
{
    if (sample_send(d->base, ports, d->config, name, err) == -1) {
        return -1;
    }
    buf_add_fmt(shown, "sent a sample by notify \"%s\"\n", name);
    return 0;
}

static int try_poll(struct daemon *d, const struct ports *ports, const char *feed,
                    struct buf *shown, struct err *err)
{
    const struct trial trial = {.base = d->base, .ports = ports, .config = d->config};

    return trial_run(&trial, feed, shown, err);
}

static int get(struct daemon *d, const struct ports *ports, const char *url, struct buf *shown,
               struct err *err)
{
    return get_page(d->base, ports, d->config, url, shown, err);
}

static int why(struct daemon *d, const struct ports *ports, const char *item, struct buf *shown,
               struct err *err)
{
    (void)ports;
    (void)shown;
    return why_print(d->config->conf, item, d->options.json, err);
}

static int ask_model(struct daemon *d, const struct ports *ports, const char *name,
                     struct buf *shown, struct err *err)
{
    (void)shown;
    return model_test(d->base, ports, d->config, name, err);
}

static int check_config(struct daemon *d, const struct ports *ports, const char *word,
                        struct buf *shown, struct err *err)
{
    (void)ports;
    (void)word;
    (void)err;
    conf_print(shown, d->config->conf);
    return 0;
}

static const struct errand send_sample_errand = {NEED_NETWORK | NEED_PROGRAMS, "notify", false,
                                                 send_sample};
static const struct errand try_poll_errand = {NEED_NETWORK | NEED_WORKERS, NULL, false, try_poll};
static const struct errand get_errand = {NEED_NETWORK, NULL, true, get};
static const struct errand why_errand = {0, NULL, false, why};
static const struct errand ask_model_errand = {NEED_NETWORK | NEED_PROGRAMS | NEED_WORKERS, "model",
                                               false, ask_model};
static const struct errand check_config_errand = {0, NULL, false, check_config};

static void on_worker_broken(void *arg, const struct err *err)
{
    fprintf(stderr, "readoutd: %s\n", err->text);
    daemon_end(arg, EX_OSERR);
}

static int open_rooms(struct daemon *d, unsigned needs, struct err *err)
{
    char worker[PATH_MAX];
    struct fetcher_options net = config_fetcher(d->config);
    const struct pool_options work = {
        .worker_path = program_sibling(worker, "readoutd-worker", "/../libexec", LIBEXECDIR),
        .workers = 1,
        .on_broken = on_worker_broken,
        .arg = d,
    };

    if (needs == 0) {
        return 0;
    }
    d->base = event_base_new();
    if (d->base == NULL) {
        return err_set(err, ERR_OS, "no event loop");
    }
    if (needs & NEED_NETWORK) {
        d->fetcher = fetcher_new(d->base, &net, err);
        if (d->fetcher == NULL) {
            return -1;
        }
    }
    if (needs & NEED_WORKERS) {
        d->pool = pool_new(d->base, &work, err);
        if (d->pool == NULL) {
            return -1;
        }
    }
    if (needs & NEED_PROGRAMS) {
        d->spawner = spawner_new(d->base);
    }
    return 0;
}

static void tell_failure(const struct errand *e, const char *word, const struct err *err)
{
    if (e->subject != NULL) {
        fprintf(stderr, "readoutd: %s \"%s\": %s\n", e->subject, word, err->text);
    } else {
        fprintf(stderr, "readoutd: %s\n", err->text);
    }
}

static int carry_out(struct daemon *d, const struct errand *e, const char *word)
{
    const struct ports ports = daemon_ports(d);
    struct buf shown = {0};
    struct err err = {0};
    int rc = -1;

    if (open_rooms(d, e->needs, &err) == 0) {
        rc = e->run(d, &ports, word, &shown, &err);
    }
    if (rc == -1 && !(e->says_failure && shown.len > 0)) {
        tell_failure(e, word, &err);
    }
    if (shown.len > 0 &&
        (fwrite(shown.ptr, 1, shown.len, stdout) != shown.len || fflush(stdout) == EOF)) {
        rc = err_set(&err, ERR_IO, "standard output: %s", strerror(errno));
        tell_failure(e, word, &err);
    }
    buf_free(&shown);
    daemon_stop(d);
    return d->status != EX_OK ? d->status : rc == -1 ? err_exit(err.code) : EX_OK;
}

bool errand_run(struct daemon *d, int *status)
{
    const struct options *o = &d->options;
    const struct {
        const struct errand *errand;
        const char *word; /* NULL: not asked for */
    } errands[] = {
        {&check_config_errand, o->check_config ? o->config : NULL},
        {&why_errand, o->why},
        {&send_sample_errand, o->notify_test},
        {&try_poll_errand, o->poll},
        {&ask_model_errand, o->model_test},
        {&get_errand, o->get},
    };

    for (size_t i = 0; i < ARRAY_LEN(errands); i++) {
        if (errands[i].word != NULL) {
            curl_global_init(CURL_GLOBAL_DEFAULT);
            signal(SIGPIPE, SIG_IGN);
            log_open(false, LOG_LEVEL_ERROR);
            *status = carry_out(d, errands[i].errand, errands[i].word);
            return true;
        }
    }
    return false;
}
