#include "sys/log.h"

#include <stdatomic.h>
#include <syslog.h>
#include <unistd.h>

#include "core/utf8.h"
#include "fmt/escape.h"

/* A value longer than this is cut: a line stays below what syslog and pipes take in one piece. */
#define VALUE_MAX_BYTES 600U
#define LINE_MAX_BYTES  4000U

static const struct {
    const char *name;
    int priority; /* of syslog(3) and sd-daemon(3) */
} levels[] = {
    [LOG_LEVEL_ERROR] = {"error", LOG_ERR}, //
    [LOG_LEVEL_WARN] = {"warn", LOG_WARNING},
    [LOG_LEVEL_INFO] = {"info", LOG_INFO},
    [LOG_LEVEL_DEBUG] = {"debug", LOG_DEBUG},
};
_Static_assert(ARRAY_LEN(levels) == LOG_LEVEL_COUNT, "a row for each level");

/* Read by the loop and by the disk thread. */
static atomic_int log_level = LOG_LEVEL_INFO;
static atomic_bool log_syslog;

void log_open(bool to_syslog, enum log_level level)
{
    if (to_syslog && !atomic_load(&log_syslog)) {
        openlog("readoutd", LOG_PID | LOG_NDELAY, LOG_DAEMON);
    }
    atomic_store(&log_syslog, to_syslog);
    atomic_store(&log_level, (int)level);
}

bool log_level_parse(struct str name, enum log_level *out)
{
    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        if (str_eq(name, str_z(levels[i].name))) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

static void add_value(struct buf *line, const struct log_kv *kv)
{
    size_t cut = utf8_cut(kv->text, VALUE_MAX_BYTES);

    if (kv->text.ptr == NULL) {
        buf_add_fmt(line, "%lld", (long long)kv->number);
        return;
    }
    escape_log(line, str_sub(kv->text, 0, cut));
    if (cut < kv->text.len) {
        buf_add_z(line, "...");
    }
}

void log_event(enum log_level level, const char *event, const struct log_kv *list)
{
    struct buf line = {0};

    if ((int)level > atomic_load(&log_level)) {
        return;
    }
    if (!atomic_load(&log_syslog)) {
        buf_add_fmt(&line, "<%d>", levels[level].priority);
    }
    buf_add_z(&line, event);
    for (const struct log_kv *kv = list; kv->key != NULL && line.len < LINE_MAX_BYTES; kv++) {
        buf_add_fmt(&line, " %s=", kv->key);
        add_value(&line, kv);
    }
    if (atomic_load(&log_syslog)) {
        syslog(levels[level].priority, "%.*s", (int)line.len, line.ptr);
    } else {
        ssize_t written;

        buf_add_char(&line, '\n');
        /* Nobody is left to tell when the log itself cannot be written. */
        written = write(STDERR_FILENO, line.ptr, line.len);
        (void)written;
    }
    buf_free(&line);
}
