/*
 * readoutd - the daemon: reads its command line, does an errand, or watches until it is told to end.
 */
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/daemon.h"
#include "daemon/errand.h"
#include "sys/heap.h"
#include "sys/log.h"

enum { MAPPED_BYTES = 1 << 20, SPARE_BYTES = 1 << 20 };

int main(int argc, char **argv)
{
    struct daemon d = {.lock_fd = -1};
    enum log_level level = LOG_LEVEL_INFO;
    struct err err;
    int status;

    if (!options_parse(argc, argv, &d.options, &status)) {
        return status;
    }
    heap_set_up(MAPPED_BYTES, SPARE_BYTES);
    umask(027);
    prctl(PR_SET_DUMPABLE, 0);
    if (config_load(d.options.config, &d.config, &err) == -1) {
        fprintf(stderr, "readoutd: %s\n", err.text);
        return err.code == ERR_CONFIG || err.code == ERR_NOINPUT ? EX_CONFIG : err_exit(err.code);
    }
    if (errand_run(&d, &status)) {
        return status;
    }
    if (!d.options.foreground && !d.options.once && daemon(1, 0) == -1) {
        fprintf(stderr, "readoutd: %s\n", strerror(errno));
        return EX_OSERR;
    }
    d.options.foreground = d.options.foreground || d.options.once;
    log_level_parse(d.config->conf->log_level, &level);
    log_open(!d.options.foreground, level);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return daemon_run(&d);
}
