#include "conf/conf_keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "conf/conf.h"
#include "core/limits.h"
#include "core/num.h"

#define GLOBAL(kind, name, value, least, most, help)                          \
    {                                                                         \
#        name, kind, offsetof(struct conf, name), 0, value, least, most, help \
    }
#define PARSER(kind, name, value, range, help)                                                  \
    {                                                                                           \
#        name, kind, offsetof(struct conf, limits.name), 0, value, range##_LEAST, range##_MOST, \
            help                                                                                \
    }
#define SECONDS(name, value, least, most, help)                                            \
    {                                                                                      \
#        name, CONF_DURATION, offsetof(struct conf, name##_s), 0, value, least, most, help \
    }
#define FEED(kind, key, member, least, most, help)                                \
    {                                                                             \
        key, kind, offsetof(struct conf_feed, member), 0, NULL, least, most, help \
    }
#define NOTIFY(kind, key, member, value, help)                                \
    {                                                                         \
        key, kind, offsetof(struct conf_notify, member), 0, value, 0, 0, help \
    }
#define MODEL(kind, key, member, value, least, most, help)                          \
    {                                                                               \
        key, kind, offsetof(struct conf_model, member), 0, value, least, most, help \
    }
#define LIST(type, key, member, count, help)                                            \
    {                                                                                   \
        key, CONF_LIST, offsetof(type, member), offsetof(type, count), NULL, 0, 0, help \
    }

#define HEADERS(key, member, count, help)                                                         \
    {                                                                                             \
        key, CONF_HEADERS, offsetof(struct conf_feed, member), offsetof(struct conf_feed, count), \
            NULL, 0, 0, help                                                                      \
    }

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, YEAR = 366 * DAY };
#define MEGABYTE ((int64_t)1 << 20)

static const struct conf_key global_keys[] = {
    GLOBAL(CONF_TEXT, state_dir, "/var/lib/readoutd", 0, 0, "the database and the lock"),
    GLOBAL(CONF_TEXT, spool_dir, "/var/spool/readoutd", 0, 0, "where the summaries go"),
    GLOBAL(CONF_NUMBER, workers, "0", 0, 256, "parsing processes; 0: one a core"),
    SECONDS(interval, NULL, 1, YEAR,
            "how often a feed is asked that does not say its own; default: as its rhythm asks for"),
    SECONDS(min_interval, "1m", 1, YEAR, "least wait by publisher hints and rhythm"),
    SECONDS(max_interval, "1d", 1, YEAR, "longest wait by publisher hints and rhythm"),
    SECONDS(timeout, "30s", 1, HOUR, "of one request"),
    SECONDS(page_deadline, "60s", 1, DAY,
            "how long a page is waited for before the feed's own text goes out"),
    SECONDS(keep_items, "400d", DAY, 100LL * YEAR, "how long texts stay in the database"),
    GLOBAL(CONF_SIZE, max_body, "8m", 1024, 1024 * MEGABYTE, "of one answer, after decompression"),
    GLOBAL(CONF_SIZE, max_buffered, "16m", MEGABYTE, 1024 * MEGABYTE,
           "of all answers that come in at a time, but for one"),
    GLOBAL(CONF_SIZE, min_free, "100m", 0, 1024 * 1024 * MEGABYTE,
           "of disk, below which nothing is begun"),
    PARSER(CONF_NUMBER, max_depth, "256", LIMIT_DEPTH, "of elements in one another in a feed"),
    PARSER(CONF_NUMBER, max_attributes, "512", LIMIT_ATTRIBUTES, "of one element of a feed"),
    PARSER(CONF_SIZE, max_name, "4k", LIMIT_NAME, "of the name of an element or attribute"),
    PARSER(CONF_SIZE, max_text, "2m", LIMIT_TEXT, "of one content or description of a feed"),
    PARSER(CONF_SIZE, max_title, "16k", LIMIT_TITLE, "of one title, name or identifier of a feed"),
    PARSER(CONF_NUMBER, max_items, "20000", LIMIT_ITEMS, "of one feed"),
    GLOBAL(CONF_COUNT, backlog, "3", 0, 1000000,
           "existing items that a feed's first poll reports; or all"),
    GLOBAL(CONF_NUMBER, sentences, "4", 1, 50, "of a summary, at most"),
    GLOBAL(CONF_COUNT, characters, "all", 40, 100000, "of a summary, at most; or all"),
    GLOBAL(CONF_TEXT, length, "summary", 0, 0, "what is written: brief, summary or article"),
    GLOBAL(CONF_NUMBER, in_flight, "64", 1, 1000, "requests at a time"),
    GLOBAL(CONF_NUMBER, per_host, "2", 1, 16, "requests at a time to one host"),
    GLOBAL(CONF_NUMBER, host_gap_ms, "100", 0, 600000,
           "milliseconds from one request to a host to the next"),
    SECONDS(connect_timeout, "15s", 1, HOUR, "of one connection"),
    GLOBAL(CONF_NUMBER, max_redirects, "10", 0, 50, "that one request follows"),
    GLOBAL(CONF_NUMBER, permanent_redirects, "3", 1, 1000,
           "polls in a row after which a new address is adopted"),
    GLOBAL(CONF_BOOL, allow_private, "false", 0, 0,
           "whether listed feeds may be at private addresses"),
    GLOBAL(CONF_BOOL, ignore_hints, "false", 0, 0,
           "whether publishers' wishes for fewer polls are passed over"),
    GLOBAL(CONF_BOOL, same_story, "true", 0, 0,
           "whether nearly the same text of two feeds is one item"),
    GLOBAL(CONF_TEXT, websub_listen, NULL, 0, 0,
           "ADDRESS:PORT where hubs bring news; default: no hub is asked"),
    GLOBAL(CONF_URL, websub_callback, NULL, 0, 0, "the same place as hubs reach it"),
    SECONDS(websub_lease, "10d", MINUTE, YEAR, "how long a subscription at a hub is asked for"),
    LIST(struct conf, "connect_to", connect_to, connect_to_count,
         "HOST:PORT:ADDRESS:PORT, as curl's"),
    LIST(struct conf, "match", match, match_count,
         "words or /regular expressions/ an item must hold"),
    LIST(struct conf, "ignore", ignore, ignore_count,
         "words or /regular expressions/ that no item may hold"),
    GLOBAL(CONF_TEXT, ask, NULL, 0, 0, "the model that is asked for summaries; default: none"),
    SECONDS(model_deadline, "2m", 2, HOUR, "how long a model is waited for at most"),
    GLOBAL(CONF_BOOL, model_late, "false", 0, 0,
           "whether an answer that comes later becomes a revision"),
    GLOBAL(CONF_NUMBER, daily_tokens, NULL, 0, 0, "that all models may use in a day"),
    GLOBAL(CONF_NUMBER, daily_cents, NULL, 0, 0, "that all models may cost in a day"),
    LIST(struct conf, "recheck", recheck, recheck_count,
         "how long after its first sight a page is looked at again; never"),
    GLOBAL(CONF_TEXT, feed_list, NULL, 0, 0, "a file of `name URL` lines"),
    GLOBAL(CONF_TEXT, ca_bundle, NULL, 0, 0, "certificate authorities; default: the system's"),
    GLOBAL(CONF_TARGET, proxy, NULL, 0, 0, "through which feeds and pages are asked for"),
    GLOBAL(CONF_TEXT, user_agent, "readoutd/0.1.0 (+https://readoutd.example/)", 0, 0,
           "how it names itself"),
    GLOBAL(CONF_TEXT, log_level, "info", 0, 0, "error, warn, info or debug"),
};

static const struct conf_key feed_keys[] = {
    FEED(CONF_URL, "url", url, 0, 0, "address of the feed"),
    FEED(CONF_DURATION, "interval", interval_s, 1, YEAR, "how often it is asked"),
    FEED(CONF_DURATION, "timeout", timeout_s, 1, HOUR, "of one request"),
    FEED(CONF_SIZE, "max_body", max_body, 1024, 1024 * MEGABYTE,
         "of one answer, after decompression"),
    FEED(CONF_COUNT, "backlog", backlog, 0, 1000000,
         "existing items that its first poll reports; or all"),
    FEED(CONF_NUMBER, "sentences", sentences, 1, 50, "of a summary, at most"),
    FEED(CONF_COUNT, "characters", characters, 40, 100000, "of a summary, at most; or all"),
    FEED(CONF_TEXT, "length", length, 0, 0, "what is written: brief, summary or article"),
    LIST(struct conf_feed, "recheck", recheck, recheck_count,
         "how long after its first sight a page is looked at again; never"),
    FEED(CONF_BOOL, "ignore_hints", ignore_hints, 0, 0,
         "whether the publisher's wishes for fewer polls are passed over"),
    {"same_story", CONF_BOOL, offsetof(struct conf_feed, same_story), 0, "true", 0, 0,
     "whether its items may be one with another feed's"},
    {"websub", CONF_BOOL, offsetof(struct conf_feed, websub), 0, "true", 0, 0,
     "whether its hub is asked to bring its news"},
    FEED(CONF_TEXT, "user_agent", user_agent, 0, 0, "how the daemon names itself here"),
    FEED(CONF_TEXT, "user", user, 0, 0, "of basic authentication"),
    FEED(CONF_TEXT, "password_file", password_file, 0, 0, "file that holds the user's password"),
    FEED(CONF_TEXT, "token_file", token_file, 0, 0, "file that holds a bearer token"),
    FEED(CONF_TARGET, "proxy", proxy, 0, 0, "through which it is asked for"),
    FEED(CONF_TEXT, "ca_bundle", ca_bundle, 0, 0, "certificate authorities trusted here"),
    FEED(CONF_TEXT, "client_cert", client_cert, 0, 0, "PEM file of our certificate"),
    FEED(CONF_TEXT, "client_key", client_key, 0, 0, "PEM file of its key"),
    HEADERS("headers", headers, header_count, "further header lines, Name: value"),
    FEED(CONF_TEXT, "ask", ask, 0, 0, "the model that is asked for summaries, or none"),
    FEED(CONF_NUMBER, "daily_tokens", daily_tokens, 0, 0, "that models may use for it in a day"),
    FEED(CONF_NUMBER, "daily_cents", daily_cents, 0, 0, "that models may cost for it in a day"),
    LIST(struct conf_feed, "match", match, match_count,
         "words or /regular expressions/ an item must hold"),
    LIST(struct conf_feed, "ignore", ignore, ignore_count,
         "words or /regular expressions/ that no item may hold"),
    LIST(struct conf_feed, "select", select, select_count,
         "selectors (CSS or XPath) of the elements that are the text of its pages"),
    LIST(struct conf_feed, "remove", remove, remove_count,
         "selectors (CSS or XPath) of what is left out of its pages"),
};

static const struct conf_key notify_keys[] = {
    NOTIFY(CONF_TEXT, "type", type, NULL, "exec, syslog, webhook or smtp"),
    NOTIFY(CONF_TARGET, "url", url, NULL, "of a webhook or mail server"),
    NOTIFY(CONF_TEXT, "from", from, NULL, "sender of the mail"),
    LIST(struct conf_notify, "to", to, to_count, "receivers of the mail"),
    NOTIFY(CONF_TEXT, "user", user, NULL, "at the mail server"),
    NOTIFY(CONF_TEXT, "password_file", password_file, NULL, "file that holds the password"),
    NOTIFY(CONF_TEXT, "secret_file", secret_file, NULL,
           "file that holds the key a webhook is signed with"),
    LIST(struct conf_notify, "command", command, command_count, "program and arguments"),
    NOTIFY(CONF_TEXT, "facility", facility, "daemon", "of syslog"),
    LIST(struct conf_notify, "feeds", feeds, feed_count,
         "names of the feeds it is told about; default: all"),
    LIST(struct conf_notify, "match", match, match_count,
         "words or /regular expressions/ in title or text"),
    NOTIFY(CONF_DURATION, "timeout", timeout_s, "30s", "of one try"),
    NOTIFY(CONF_BOOL, "revisions", revisions, "false",
           "whether it is told about later revisions too"),
};

static const struct conf_key model_keys[] = {
    MODEL(CONF_TEXT, "type", type, NULL, 0, 0, "openai, gemini, anthropic, ollama or exec"),
    MODEL(CONF_URL, "url", url, NULL, 0, 0, "of the service; default: its own"),
    MODEL(CONF_TEXT, "model", model, NULL, 0, 0, "name of the model at the service"),
    MODEL(CONF_TEXT, "key_credential", key_credential, NULL, 0, 0,
          "name of the systemd credential that holds the key"),
    MODEL(CONF_TEXT, "key_file", key_file, NULL, 0, 0, "file that holds the key"),
    MODEL(CONF_TEXT, "key_env", key_env, NULL, 0, 0, "environment variable that holds the key"),
    LIST(struct conf_model, "command", command, command_count, "program and arguments"),
    MODEL(CONF_TEXT, "prompt", prompt, NULL, 0, 0, "template: default, plain, judge or a file"),
    MODEL(CONF_BOOL, "structured", structured, "true", 0, 0,
          "whether JSON of a schema is asked for"),
    MODEL(CONF_TEXT, "language", language, NULL, 0, 0,
          "of the summaries; default: the article's own"),
    MODEL(CONF_TEXT, "judge", judge, NULL, 0, 0, "the model that gives a second opinion"),
    MODEL(CONF_NUMBER, "min_sentences", min_sentences, "2", 1, 50,
          "that must stand, or the extractive summary goes out"),
    MODEL(CONF_SIZE, "max_article", max_article, "64k", 1024, MEGABYTE,
          "of an article that it is shown"),
    MODEL(CONF_NUMBER, "max_tokens", max_tokens, "2048", 16, 1000000, "of one answer"),
    MODEL(CONF_DURATION, "timeout", timeout_s, "60s", 1, HOUR, "of one request"),
    MODEL(CONF_NUMBER, "parallel", parallel, "4", 1, 64, "requests at a time"),
    MODEL(CONF_NUMBER, "daily_tokens", daily_tokens, NULL, 0, 0, "that it may use in a day"),
    MODEL(CONF_NUMBER, "daily_cents", daily_cents, NULL, 0, 0, "that it may cost in a day"),
    MODEL(CONF_NUMBER, "input_price", input_price, "0", 0, 0,
          "cents for a million tokens that it reads"),
    MODEL(CONF_NUMBER, "output_price", output_price, "0", 0, 0,
          "cents for a million tokens that it writes"),
};

const struct conf_table conf_tables[CONF_SECTIONS] = {
    [CONF_GLOBAL] = {"", global_keys, ARRAY_LEN(global_keys)}, //
    [CONF_FEED] = {"feed", feed_keys, ARRAY_LEN(feed_keys)},
    [CONF_NOTIFY] = {"notify", notify_keys, ARRAY_LEN(notify_keys)},
    [CONF_MODEL] = {"model", model_keys, ARRAY_LEN(model_keys)},
};

static const struct unit {
    char letter;
    int64_t factor;
} durations[] = {{'s', 1}, {'m', MINUTE}, {'h', HOUR}, {'d', DAY}}, //
    sizes[] = {{'k', 1 << 10}, {'m', 1 << 20}, {'g', 1 << 30}};

static void *member(const struct conf_key *key, void *object)
{
    return (char *)object + key->offset;
}

static const void *member_const(const struct conf_key *key, const void *object)
{
    return (const char *)object + key->offset;
}

bool conf_key_is_list(const struct conf_key *key)
{
    return key->kind == CONF_LIST || key->kind == CONF_HEADERS;
}

/* A number with one of the units behind it, or none. */
static bool read_unit(struct str s, const struct unit *units, size_t count, int64_t *out)
{
    int64_t factor = 1;

    for (size_t i = 0; i < count && s.len > 1; i++) {
        if (char_lower(s.ptr[s.len - 1]) == units[i].letter) {
            factor = units[i].factor;
            s.len--;
            break;
        }
    }
    return s.len > 0 && char_is_digit(s.ptr[0]) && num_parse(s, out) &&
           !__builtin_mul_overflow(*out, factor, out);
}

bool conf_duration(struct str s, int64_t *seconds)
{
    return read_unit(s, durations, ARRAY_LEN(durations), seconds);
}

static int out_of_range(const struct conf_key *key, struct err *err)
{
    return err_set(err, ERR_CONFIG, "%s must be from %lld to %lld%s", key->name,
                   (long long)key->least, (long long)key->most,
                   key->kind == CONF_DURATION ? " seconds"
                   : key->kind == CONF_SIZE   ? " bytes"
                                              : "");
}

static int set_number(const struct conf_key *key, int64_t *to, struct str s, struct err *err)
{
    static const char *const forms[] = {
        [CONF_DURATION] = "a duration such as 90s, 15m, 2h or 1d",
        [CONF_SIZE] = "a size such as 512k or 4m",
        [CONF_NUMBER] = "a number",
        [CONF_COUNT] = "a number or all",
    };
    int64_t value = 0;
    bool good;

    if (key->kind == CONF_COUNT && str_eq(s, STR("all"))) {
        *to = CONF_ALL;
        return 0;
    }
    good = key->kind == CONF_DURATION ? read_unit(s, durations, ARRAY_LEN(durations), &value)
           : key->kind == CONF_SIZE   ? read_unit(s, sizes, ARRAY_LEN(sizes), &value)
                                      : read_unit(s, NULL, 0, &value);
    if (!good) {
        return err_set(err, ERR_CONFIG, "%s is not %s", key->name, forms[key->kind]);
    }
    if (value < key->least || (key->most != 0 && value > key->most)) {
        return out_of_range(key, err);
    }
    *to = value;
    return 0;
}

static int set_bool(const struct conf_key *key, bool *to, struct str s, struct err *err)
{
    static const struct {
        struct str word;
        bool value;
    } words[] = {
        {STR_INIT("true"), true},   {STR_INIT("yes"), true}, {STR_INIT("on"), true},
        {STR_INIT("false"), false}, {STR_INIT("no"), false}, {STR_INIT("off"), false},
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(s, words[i].word)) {
            *to = words[i].value;
            return 0;
        }
    }
    return err_set(err, ERR_CONFIG, "%s is not true or false", key->name);
}

static int check_url(const struct conf_key *key, struct str s, struct err *err)
{
    const struct str http = STR("http://"), https = STR("https://");
    size_t skip = str_starts_nocase(s, http)    ? http.len
                  : str_starts_nocase(s, https) ? https.len
                                                : 0;

    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] <= ' ' || s.ptr[i] == 0x7F) {
            return err_set(err, ERR_CONFIG, "%s holds a blank or control character", key->name);
        }
    }
    if (key->kind == CONF_URL &&
        (skip == 0 || s.len == skip || s.ptr[skip] == '/' || s.ptr[skip] == ':')) {
        return err_set(err, ERR_CONFIG, "%s must begin with http:// or https:// and a host",
                       key->name);
    }
    return 0;
}

/* A name of RFC 9110 5.6.2, a colon, a value; not what makes up the request itself. */
static int check_header(const struct conf_key *key, struct str line, struct err *err)
{
    static const struct str own[] = {STR_INIT("host"),           STR_INIT("connection"),
                                     STR_INIT("content-length"), STR_INIT("transfer-encoding"),
                                     STR_INIT("if-none-match"),  STR_INIT("if-modified-since")};
    size_t colon = str_find_char(line, ':', 0);
    struct str name = str_sub(line, 0, colon == STR_NPOS ? 0 : colon);
    bool good = name.len > 0;

    for (size_t i = 0; i < name.len; i++) {
        good = good && (char_is_alnum(name.ptr[i]) || strchr("!#$%&'*+-.^_`|~", name.ptr[i]));
    }
    for (size_t i = 0; i < line.len; i++) {
        good = good && (unsigned char)line.ptr[i] >= ' ' && line.ptr[i] != 0x7F;
    }
    for (size_t i = 0; i < ARRAY_LEN(own); i++) {
        good = good && !str_eq_nocase(name, own[i]);
    }
    return good ? 0
                : err_set(err, ERR_CONFIG, "%s is not \"Name: value\" of a header one may add",
                          key->name);
}

static int set_list(struct arena *a, const struct conf_key *key, void *object,
                    const struct str *values, size_t count, struct err *err)
{
    struct str *list = arena_array(a, count, sizeof(*list));

    for (size_t i = 0; i < count; i++) {
        if (key->kind == CONF_HEADERS && check_header(key, values[i], err) == -1) {
            return -1;
        }
        list[i] = arena_str(a, values[i]);
    }
    *(struct str **)member(key, object) = list;
    *(size_t *)(void *)((char *)object + key->count_offset) = count;
    return 0;
}

int conf_key_set(struct arena *a, const struct conf_key *key, void *object,
                 const struct str *values, size_t count, struct err *err)
{
    switch (key->kind) {
    case CONF_URL:
    case CONF_TARGET:
        if (check_url(key, values[0], err) == -1) {
            return -1;
        }
        *(struct str *)member(key, object) = arena_str(a, values[0]);
        return 0;
    case CONF_TEXT:
        if (values[0].len == 0) {
            return err_set(err, ERR_CONFIG, "%s is empty", key->name);
        }
        *(struct str *)member(key, object) = arena_str(a, values[0]);
        return 0;
    case CONF_LIST:
    case CONF_HEADERS:
        return set_list(a, key, object, values, count, err);
    case CONF_BOOL:
        return set_bool(key, member(key, object), values[0], err);
    case CONF_DURATION:
    case CONF_SIZE:
    case CONF_NUMBER:
    case CONF_COUNT:
        break;
    }
    return set_number(key, member(key, object), values[0], err);
}

void conf_key_defaults(struct arena *a, const struct conf_table *t, void *object)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct conf_key *key = &t->keys[i];
        struct str value = str_z(key->value);
        struct err err;

        if (key->value != NULL) {
            /* The table's own values are right: the unit test sets each of them. */
            (void)!conf_key_set(a, key, object, &value, 1, &err);
        } else if (key->kind >= CONF_DURATION && key->kind <= CONF_COUNT) {
            *(int64_t *)member(key, object) = CONF_UNSET;
        }
    }
}

static void print_quoted(struct buf *out, struct str s)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c == '"' || c == '\\' || c == '$') {
            buf_add_char(out, '\\');
        }
        if (c < ' ' || c == 0x7F) {
            buf_add_fmt(out, "\\x%02x", c);
        } else {
            buf_add_char(out, s.ptr[i]);
        }
    }
    buf_add_char(out, '"');
}

/* user:password@ of a URL is nobody's business. */
static void print_url(struct buf *out, struct str s)
{
    size_t scheme = str_find(s, STR("://"), 0), at = str_rfind_char(s, '@');
    struct str masked[2] = {s, STR_NULL};
    struct buf whole = {0};

    if (scheme != STR_NPOS && at != STR_NPOS && at > scheme) {
        masked[0] = str_sub(s, 0, scheme + 3);
        masked[1] = str_sub(s, at, s.len);
    }
    buf_add(&whole, masked[0]);
    if (masked[1].ptr != NULL) {
        buf_add_z(&whole, "***");
        buf_add(&whole, masked[1]);
    }
    print_quoted(out, buf_view(&whole));
    buf_free(&whole);
}

static void print_number(struct buf *out, const struct conf_key *key, int64_t value)
{
    if (key->kind == CONF_COUNT && value == CONF_ALL) {
        buf_add_z(out, "all");
    } else {
        buf_add_fmt(out, "%lld%s", (long long)value, key->kind == CONF_DURATION ? "s" : "");
    }
}

static bool is_unset(const struct conf_key *key, const void *object)
{
    switch (key->kind) {
    case CONF_TEXT:
    case CONF_URL:
    case CONF_TARGET:
        return ((const struct str *)member_const(key, object))->ptr == NULL;
    case CONF_LIST:
    case CONF_HEADERS:
        return *(const size_t *)(const void *)((const char *)object + key->count_offset) == 0;
    case CONF_BOOL:
        return false;
    case CONF_DURATION:
    case CONF_SIZE:
    case CONF_NUMBER:
    case CONF_COUNT:
        break;
    }
    return *(const int64_t *)member_const(key, object) == CONF_UNSET;
}

static void print_header(struct buf *out, struct str line)
{
    struct buf masked = {0};

    buf_add(&masked, str_sub(line, 0, str_find_char(line, ':', 0)));
    buf_add_z(&masked, ": ***");
    print_quoted(out, buf_view(&masked));
    buf_free(&masked);
}

static void print_list(struct buf *out, const struct conf_key *key, const void *object)
{
    const struct str *list = *(struct str *const *)member_const(key, object);
    size_t count = *(const size_t *)(const void *)((const char *)object + key->count_offset);

    buf_add_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        buf_add_z(out, i > 0 ? ", " : "");
        if (key->kind == CONF_HEADERS) {
            print_header(out, list[i]);
        } else {
            print_quoted(out, list[i]);
        }
    }
    buf_add_char(out, '}');
}

void conf_key_print(struct buf *out, const struct conf_key *key, const void *object,
                    const char *indent)
{
    if (is_unset(key, object)) {
        return;
    }
    buf_add_fmt(out, "%s%s = ", indent, key->name);
    switch (key->kind) {
    case CONF_TEXT:
        print_quoted(out, *(const struct str *)member_const(key, object));
        break;
    case CONF_URL:
    case CONF_TARGET:
        print_url(out, *(const struct str *)member_const(key, object));
        break;
    case CONF_LIST:
    case CONF_HEADERS:
        print_list(out, key, object);
        break;
    case CONF_BOOL:
        buf_add_z(out, *(const bool *)member_const(key, object) ? "true" : "false");
        break;
    case CONF_DURATION:
    case CONF_SIZE:
    case CONF_NUMBER:
    case CONF_COUNT:
        print_number(out, key, *(const int64_t *)member_const(key, object));
        break;
    }
    buf_add_char(out, '\n');
}

enum { LONGEST_WORD = 32, FAR = 3 };

/* Levenshtein distance with a swap of neighbours as one step; both at most LONGEST_WORD bytes. */
static size_t distance(struct str a, struct str b)
{
    size_t row[3][LONGEST_WORD + 1];

    for (size_t j = 0; j <= b.len; j++) {
        row[0][j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t *now = row[i % 3], *above = row[(i + 2) % 3], *two = row[(i + 1) % 3];

        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t best = above[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);

            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1] &&
                two[j - 2] + 1 < best) {
                best = two[j - 2] + 1;
            }
            now[j] = best;
        }
    }
    return row[a.len % 3][b.len];
}

const char *conf_key_nearest(const struct conf_table *t, struct str word)
{
    const char *nearest = NULL;
    /* Where all letters of a short word differ, nothing is alike. */
    size_t least = word.len < FAR ? word.len : FAR;
    size_t blocks = t == &conf_tables[CONF_GLOBAL] ? CONF_SECTIONS - 1 : 0;

    for (size_t i = 0; word.len <= LONGEST_WORD && i < t->count + blocks; i++) {
        const char *name = i < t->count ? t->keys[i].name : conf_tables[i - t->count + 1].section;
        size_t d = distance(word, str_z(name));

        if (d < least) {
            least = d;
            nearest = name;
        }
    }
    return nearest;
}
