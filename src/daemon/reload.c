/*
 * A reload: the disk thread reads and stores the configuration, the loop takes it over.
 */
#include "daemon/daemon.h"
#include "daemon/service.h"
#include "net/fetch.h"
#include "pipeline/care.h"
#include "pipeline/pipeline.h"
#include "sys/clock.h"
#include "sys/log.h"

/* What a running daemon cannot change stays as it is, and is said. */
static void keep_fixed(struct daemon *d, struct config *c)
{
    const struct conf *now = d->config->conf;
    struct conf *next = c->conf;
    const struct {
        const char *name;
        struct str old, *value;
    } fixed[] = {
        {"state_dir", now->state_dir, &next->state_dir},
        {"spool_dir", now->spool_dir, &next->spool_dir},
    };

    for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
        if (!str_eq(fixed[i].old, *fixed[i].value)) {
            log_warn("config.fixed", KV_Z("option", fixed[i].name),
                     KV_Z("next", "takes a restart to change"));
            *fixed[i].value = arena_str(c->arena, fixed[i].old);
        }
    }
    if (now->workers != next->workers) {
        log_warn("config.fixed", KV_Z("option", "workers"),
                 KV_Z("next", "takes a restart to change"));
    }
}

static void on_loaded(void *arg, struct config *c, const struct err *err)
{
    struct daemon *d = arg;
    struct fetcher_options o;
    enum log_level level;
    struct err why;

    d->loading = false;
    if (c == NULL) {
        log_error("config.refused", KV_ERR(err), KV_Z("next", "the one in use stays"));
    } else {
        keep_fixed(d, c);
        o = config_fetcher(c);
        if (fetcher_configure(d->fetcher, &o, &why) == -1) {
            log_error("config.refused", KV_ERR(&why), KV_Z("next", "the network options stay"));
        }
        if (log_level_parse(c->conf->log_level, &level)) {
            log_open(!d->options.foreground, level);
        }
        if (daemon_listen(d, c, &why) == -1) {
            log_error("config.refused", KV_ERR(&why), KV_Z("next", "hubs cannot reach us there"));
        }
        pipeline_configure(d->pipeline, c);
        care_configure(d->care, c);
        config_drop(d->config);
        d->config = c;
    }
    service_ready();
    if (d->reload_again) {
        d->reload_again = false;
        daemon_reload(d);
    }
}

void daemon_reload(struct daemon *d)
{
    if (d->loading) {
        d->reload_again = true;
        return;
    }
    d->loading = true;
    service_reloading();
    care_load(d->disk, d->options.config, clock_wall_s(), on_loaded, d);
}
