/*
 * conf/conf_keys - every configuration key in one table: name, kind, default, range, help.
 *
 * The loader, --check-config and the test of the manual page all read it; adding a key is one row
 * and one member of a struct in conf.h.
 */
#ifndef READOUT_CONF_CONF_KEYS_H
#define READOUT_CONF_CONF_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

enum conf_kind {
    CONF_TEXT,     /* struct str */
    CONF_URL,      /* struct str: http or https with a host */
    CONF_TARGET,   /* struct str: a URL of any scheme that a notifier knows */
    CONF_LIST,     /* struct str * and its count */
    CONF_HEADERS,  /* the same, of "Name: value"; the values are nobody's business */
    CONF_DURATION, /* int64_t seconds: 90s 15m 2h 1d */
    CONF_SIZE,     /* int64_t bytes: 512k 4m 1g */
    CONF_NUMBER,   /* int64_t */
    CONF_COUNT,    /* int64_t: a number, or `all` (CONF_ALL) */
    CONF_BOOL,     /* bool */
};

struct conf_key {
    const char *name;
    enum conf_kind kind;
    size_t offset, count_offset;
    const char
        *value; /* default as one would write it; NULL: unset (CONF_UNSET, absent, empty, false) */
    int64_t least, most; /* of numbers, after their unit; both 0: any from 0 on */
    const char *help;    /* one line */
};

enum conf_section { CONF_GLOBAL, CONF_FEED, CONF_NOTIFY, CONF_MODEL, CONF_SECTIONS };

struct conf_table {
    const char *section; /* "feed" */
    const struct conf_key *keys;
    size_t count;
};
extern const struct conf_table conf_tables[CONF_SECTIONS];

bool conf_key_is_list(const struct conf_key *key);
/* Sets the member that `key` describes in `object` from what was written. ERR_CONFIG says what is wrong with it. */
int conf_key_set(struct arena *a, const struct conf_key *key, void *object,
                 const struct str *values, size_t count, struct err *err) ATTR_MUST_USE;
/* Sets all members of a section's object to their defaults. */
void conf_key_defaults(struct arena *a, const struct conf_table *t, void *object);
/* Appends `name = value` as it would be written; nothing for what is unset. */
void conf_key_print(struct buf *out, const struct conf_key *key, const void *object,
                    const char *indent);
/* The key of a section, or at the top a block, most like a word that is none; or NULL. */
const char *conf_key_nearest(const struct conf_table *t, struct str word);

#endif
