#include "deliver/notify.h"

static const struct notify_ops *const notifiers[] = {
    &notify_exec,
    &notify_smtp,
    &notify_syslog,
    &notify_webhook,
};

const struct notify_ops *notify_find(struct str type)
{
    for (size_t i = 0; i < ARRAY_LEN(notifiers); i++) {
        if (str_eq(str_z(notifiers[i]->name), type)) {
            return notifiers[i];
        }
    }
    return NULL;
}
