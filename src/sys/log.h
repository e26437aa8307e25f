/*
 * sys/log - one event a line: `<6>feed.polled url=http://... status=200 new=3`.
 *
 * To syslog(3) (facility daemon) or to standard error with <N> priority prefixes. Values are quoted
 * and control bytes escaped here and nowhere else, so a title cannot forge a line. Loop and disk
 * thread may both log: a line is one write(2).
 */
#ifndef READOUT_SYS_LOG_H
#define READOUT_SYS_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARN,
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_COUNT
};

struct log_kv {
    const char *key; /* NULL ends the list */
    struct str text; /* absent: the number counts */
    int64_t number;
};

#define KV_STR(k, s) ((struct log_kv){(k), (s), 0})
#define KV_Z(k, z)   ((struct log_kv){(k), str_z(z), 0})
#define KV_INT(k, n) ((struct log_kv){(k), STR_NULL, (int64_t)(n)})
#define KV_ERR(e)    ((struct log_kv){"error", str_z((e)->text), 0})

/* `to_syslog` false: standard error. May be called again (reload). */
void log_open(bool to_syslog, enum log_level level);
bool log_level_parse(struct str name, enum log_level *out);
void log_event(enum log_level level, const char *event, const struct log_kv *list);

#define LOG_LIST(...)         ((const struct log_kv[]){__VA_ARGS__, {NULL, {NULL, 0}, 0}})
#define log_error(event, ...) log_event(LOG_LEVEL_ERROR, event, LOG_LIST(__VA_ARGS__))
#define log_warn(event, ...)  log_event(LOG_LEVEL_WARN, event, LOG_LIST(__VA_ARGS__))
#define log_info(event, ...)  log_event(LOG_LEVEL_INFO, event, LOG_LIST(__VA_ARGS__))
#define log_debug(event, ...) log_event(LOG_LEVEL_DEBUG, event, LOG_LIST(__VA_ARGS__))

#endif
