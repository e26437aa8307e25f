#include <syslog.h>

#include "core/utf8.h"
#include "deliver/notify.h"
#include "fmt/escape.h"
#include "fmt/time.h"

#define MAX_VALUE 400U /* bytes of one value: many a receiver cuts a line at 1024 */

static const struct {
    struct str name;
    int facility;
} facilities[] = {
    {STR_INIT("daemon"), LOG_DAEMON}, //
    {STR_INIT("user"), LOG_USER},     {STR_INIT("news"), LOG_NEWS},
    {STR_INIT("mail"), LOG_MAIL},     {STR_INIT("local0"), LOG_LOCAL0},
    {STR_INIT("local1"), LOG_LOCAL1}, {STR_INIT("local2"), LOG_LOCAL2},
    {STR_INIT("local3"), LOG_LOCAL3}, {STR_INIT("local4"), LOG_LOCAL4},
    {STR_INIT("local5"), LOG_LOCAL5}, {STR_INIT("local6"), LOG_LOCAL6},
    {STR_INIT("local7"), LOG_LOCAL7},
};

static int facility_of(struct str name)
{
    if (name.len == 0) {
        return LOG_DAEMON;
    }
    for (size_t i = 0; i < ARRAY_LEN(facilities); i++) {
        if (str_eq(facilities[i].name, name)) {
            return facilities[i].facility;
        }
    }
    return -1;
}

static int check(const struct notify_target *target, struct err *err)
{
    if (facility_of(target->facility) == -1) {
        return err_set(err, ERR_CONFIG,
                       "facility is not one of daemon, user, news, mail, local0-7");
    }
    return 0;
}

static void add(struct buf *out, const char *key, struct str value)
{
    if (value.ptr != NULL) {
        buf_add_fmt(out, " %s=", key);
        escape_log(out, str_sub(value, 0, utf8_cut(value, MAX_VALUE)));
    }
}

static int plan(struct arena *a, const struct notify_target *target,
                const struct notify_input *input, struct delivery *out, struct err *err)
{
    const struct report *r = input->report;
    struct buf line = {0};

    if (check(target, err) == -1) {
        return -1;
    }
    buf_add_z(&line, input->sample ? "readout.sampled" : "readout.published");
    add(&line, "feed", r->feed);
    add(&line, "title", r->title);
    add(&line, "link", r->link);
    add(&line, "published", time_rfc3339(a, r->published));
    buf_add_fmt(&line, " revision=%lld", (long long)r->revision);
    add(&line, "event", r->event);
    *out = (struct delivery){.kind = DELIVERY_SYSLOG,
                             .priority = facility_of(target->facility) | LOG_NOTICE,
                             .line = buf_str(&line, a),
                             .timeout_ms = target->timeout_ms};
    return 0;
}

const struct notify_ops notify_syslog = {"syslog", check, plan};
