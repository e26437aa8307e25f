#include "config.h"

#include "daemon/options.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>

static const char HELP[] =
    "usage: readoutd [-f] [-c FILE] [--once [--all]]\n"
    "       readoutd --check-config [-c FILE]\n"
    "\n"
    "Watches feeds, fetches each new page and writes a summary that the page supports.\n"
    "\n"
    "  -c, --config FILE   configuration (default " SYSCONFDIR "/readoutd/readoutd.conf)\n"
    "  -f, --foreground    stay in the foreground, log to standard error\n"
    "      --once          poll every feed that is due once, deliver, end: 0, or 75 if something "
    "is left\n"
    "      --all           with --once: poll what is not due too\n"
    "      --check-config  print the configuration in effect, or what is wrong with it (78)\n"
    "      --notify-test NAME  send a marked sample by this notifier\n"
    "      --poll FEED     make one request for a feed, by name or address, and tell all about it\n"
    "      --help, --version\n";

enum {
    OPTION_ONCE = 256,
    OPTION_ALL,
    OPTION_CHECK,
    OPTION_NOTIFY,
    OPTION_POLL,
    OPTION_HELP,
    OPTION_VERSION
};

static const struct option longs[] = {
    {"config", required_argument, NULL, 'c'}, //
    {"foreground", no_argument, NULL, 'f'},
    {"once", no_argument, NULL, OPTION_ONCE},
    {"all", no_argument, NULL, OPTION_ALL},
    {"check-config", no_argument, NULL, OPTION_CHECK},
    {"notify-test", required_argument, NULL, OPTION_NOTIFY},
    {"poll", required_argument, NULL, OPTION_POLL},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

static int print(const char *text)
{
    return fputs(text, stdout) == EOF || fflush(stdout) == EOF ? EX_IOERR : EX_OK;
}

static int print_version(void)
{
    printf("readoutd %s\nISC licence\nlibevent %s, %s\n", PACKAGE_VERSION, event_get_version(),
           curl_version());
    return print("");
}

bool options_parse(int argc, char **argv, struct options *out, int *status)
{
    int c;

    *out = (struct options){.config = SYSCONFDIR "/readoutd/readoutd.conf"};
    *status = EX_USAGE;
    while ((c = getopt_long(argc, argv, "c:f", longs, NULL)) != -1) {
        switch (c) {
        case 'c':
            out->config = optarg;
            break;
        case 'f':
            out->foreground = true;
            break;
        case OPTION_ONCE:
            out->once = true;
            break;
        case OPTION_ALL:
            out->all = true;
            break;
        case OPTION_CHECK:
            out->check_config = true;
            break;
        case OPTION_NOTIFY:
            out->notify_test = optarg;
            break;
        case OPTION_POLL:
            out->poll = optarg;
            break;
        case OPTION_HELP:
            *status = print(HELP);
            return false;
        case OPTION_VERSION:
            *status = print_version();
            return false;
        default:
            return false;
        }
    }
    if (optind < argc) {
        fputs("readoutd: no arguments are taken beside the options; see --help\n", stderr);
        return false;
    }
    if (out->all && !out->once) {
        fputs("readoutd: --all goes with --once\n", stderr);
        return false;
    }
    return true;
}
