/*
 * Where hubs reach the daemon, as the configuration says.
 */
#include "daemon/daemon.h"
#include "serve/callback.h"

int daemon_listen(struct daemon *d, struct config *c, struct err *err)
{
    const struct callback_options o = {
        .listen = arena_z(c->arena, c->conf->websub_listen),
        .max_buffered = c->conf->max_buffered,
    };

    if (o.listen == NULL || d->options.once) {
        callback_free(d->callback);
        d->callback = NULL;
        return 0;
    }
    if (d->callback != NULL) {
        return callback_configure(d->callback, &o, err);
    }
    d->callback = callback_new(d->base, d->pipeline, &o, err);
    return d->callback == NULL ? -1 : 0;
}
