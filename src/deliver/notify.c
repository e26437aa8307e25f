#include "deliver/notify.h"

static const struct notify_ops *const notifiers[] = {
    &notify_exec,
    &notify_smtp,
    &notify_syslog,
    &notify_webhook,
};

struct str notify_names(struct arena *a)
{
    struct buf out = {0};

    for (size_t i = 0; i < ARRAY_LEN(notifiers); i++) {
        buf_add_z(&out, i == 0 ? "" : i + 1 == ARRAY_LEN(notifiers) ? " or " : ", ");
        buf_add_z(&out, notifiers[i]->name);
    }
    return buf_str(&out, a);
}

const struct notify_ops *notify_find(struct str type)
{
    for (size_t i = 0; i < ARRAY_LEN(notifiers); i++) {
        if (str_eq(str_z(notifiers[i]->name), type)) {
            return notifiers[i];
        }
    }
    return NULL;
}
