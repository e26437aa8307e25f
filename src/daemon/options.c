#include "config.h"

#include "daemon/options.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <sysexits.h>

#include "core/attr.h"

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
    "      --model-test NAME  ask this model about a sample and judge its answer\n"
    "      --why ITEM [--json]  tell how the summary of an item came about\n"
    "      --get URL       fetch one page, for readoutctl: a line of JSON about it, then its body\n"
    "      --help, --version\n";

enum {
    OPTION_ONCE = 256,
    OPTION_ALL,
    OPTION_CHECK,
    OPTION_NOTIFY,
    OPTION_POLL,
    OPTION_MODEL,
    OPTION_WHY,
    OPTION_JSON,
    OPTION_GET,
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
    {"model-test", required_argument, NULL, OPTION_MODEL},
    {"why", required_argument, NULL, OPTION_WHY},
    {"json", no_argument, NULL, OPTION_JSON},
    {"get", required_argument, NULL, OPTION_GET},
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

/* What is simply taken over: a word, or that the option was there. */
static const struct taken {
    int option;
    bool flag;
    size_t offset;
} rows[] = {
    {'c', false, offsetof(struct options, config)},
    {'f', true, offsetof(struct options, foreground)},
    {OPTION_ONCE, true, offsetof(struct options, once)},
    {OPTION_ALL, true, offsetof(struct options, all)},
    {OPTION_CHECK, true, offsetof(struct options, check_config)},
    {OPTION_JSON, true, offsetof(struct options, json)},
    {OPTION_NOTIFY, false, offsetof(struct options, notify_test)},
    {OPTION_POLL, false, offsetof(struct options, poll)},
    {OPTION_MODEL, false, offsetof(struct options, model_test)},
    {OPTION_GET, false, offsetof(struct options, get)},
    {OPTION_WHY, false, offsetof(struct options, why)},
};

static bool take(struct options *out, int option)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        void *member = (char *)out + rows[i].offset;

        if (rows[i].option == option && rows[i].flag) {
            *(bool *)member = true;
            return true;
        }
        if (rows[i].option == option) {
            *(const char **)member = optarg;
            return true;
        }
    }
    return false;
}

bool options_parse(int argc, char **argv, struct options *out, int *status)
{
    int c;

    *out = (struct options){.config = SYSCONFDIR "/readoutd/readoutd.conf"};
    *status = EX_USAGE;
    while ((c = getopt_long(argc, argv, "c:f", longs, NULL)) != -1) {
        if (c == OPTION_HELP || c == OPTION_VERSION) {
            *status = c == OPTION_HELP ? print(HELP) : print_version();
            return false;
        }
        if (!take(out, c)) {
            return false;
        }
    }
    if (optind < argc) {
        fputs("readoutd: no arguments are taken beside the options; see --help\n", stderr);
        return false;
    }
    if ((out->all && !out->once) || (out->json && out->why == NULL)) {
        fprintf(stderr, "readoutd: --%s\n",
                out->all ? "all goes with --once" : "json goes with --why");
        return false;
    }
    return true;
}
