/*
 * fmt/json - JSON (RFC 8259): one table of fields writes and reads a struct; a tree for foreign JSON.
 *
 * Pure. Output is compact UTF-8 in the order of the table.
 */
#ifndef READOUT_FMT_JSON_H
#define READOUT_FMT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"

struct json_shape;

enum json_kind {
    JSON_KIND_STR,    /* struct str; null when absent */
    JSON_KIND_INT,    /* int64_t */
    JSON_KIND_COUNT,  /* int64_t; null where it is negative: unknown */
    JSON_KIND_SIZE,   /* size_t */
    JSON_KIND_REAL,   /* double, written with up to 6 digits, '.' whatever the locale */
    JSON_KIND_BOOL,   /* bool */
    JSON_KIND_TIME,   /* int64_t seconds; RFC 3339 in UTC, null for TIME_NONE */
    JSON_KIND_SPAN,   /* struct span {size_t start, end}: [start, end] */
    JSON_KIND_STRS,   /* struct str *, with a count: array of strings */
    JSON_KIND_LIST,   /* array of structs, with a count */
    JSON_KIND_STRUCT, /* pointer to a struct; null when NULL */
    JSON_KIND_RAW,    /* struct str that is JSON text already; null when absent */
};

struct json_field {
    const char *name;
    enum json_kind kind;
    size_t offset;                  /* of the member */
    size_t count_offset;            /* of its size_t count, for STRS and LIST */
    const struct json_shape *shape; /* of an element, for LIST and STRUCT */
};

struct json_shape {
    const struct json_field *fields;
    size_t field_count;
    size_t size; /* of the struct */
};

#define JSON_FIELD(type, member, kind_)                             \
    {                                                               \
#        member, JSON_KIND_##kind_, offsetof(type, member), 0, NULL \
    }
#define JSON_STRS(type, member, count)                                               \
    {                                                                                \
#        member, JSON_KIND_STRS, offsetof(type, member), offsetof(type, count), NULL \
    }
#define JSON_LIST(type, member, count, element)                                         \
    {                                                                                   \
#        member, JSON_KIND_LIST, offsetof(type, member), offsetof(type, count), element \
    }
#define JSON_STRUCT(type, member, element)                            \
    {                                                                 \
#        member, JSON_KIND_STRUCT, offsetof(type, member), 0, element \
    }
#define JSON_SHAPE(type, fields_)                 \
    {                                             \
        fields_, ARRAY_LEN(fields_), sizeof(type) \
    }

/* Appends the object. Strings must be valid UTF-8 (invalid bytes are written as U+FFFD). */
void json_write(struct buf *out, const struct json_shape *shape, const void *value) ATTR_NONNULL;
/* Appends one string with its quotes. */
void json_write_str(struct buf *out, struct str s) ATTR_NONNULL;
/*
 * Fills *out (zeroed first; TIME starts as TIME_NONE, COUNT as -1) from an object; unknown members are passed
 * over, a missing or null one stays absent, a member of another type is ERR_SYNTAX naming it.
 * Everything is copied to the arena; RAW members are rewritten compactly.
 */
int json_read(struct arena *a, struct str text, const struct json_shape *shape, void *out,
              struct err *err) ATTR_MUST_USE ATTR_NONNULL;

/* A tree of foreign JSON (feeds, JSON-LD, answers of services), all in the arena. */
enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json {
    enum json_type type;
    uint32_t at;     /* byte of the text where it begins */
    struct str key;  /* of a member of an object */
    struct str text; /* of STRING: its value; of NUMBER: as written, so that large ids stay exact */
    struct json *child; /* first of ARRAY or OBJECT, in order */
    struct json *next;
    size_t count; /* of children */
};

/*
 * Lenient where the wild needs it: byte order mark and leading white space, U+0000 and lone
 * surrogates (each becomes U+FFFD), numbers of any size, repeated keys (the last wins for
 * json_get). Depth and number of values are bounded (ERR_LIMIT), without recursion on the input.
 */
int json_parse(struct arena *a, struct str text, struct json **out,
               struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/*
 * The same of another depth, beyond which values are passed over: they read as null. A document that
 * is broken in or behind its root is read up to there: what the root and its arrays and objects hold
 * whole is kept.
 */
struct json_leniency {
    size_t most;
    size_t passed, at; /* how many there were; the byte of the first */
    struct str broken; /* what is wrong at broken_at; absent if nothing is */
    size_t broken_at;
};
int json_parse_lenient(struct arena *a, struct str text, struct json_leniency *leniency,
                       struct json **out, struct err *err) ATTR_MUST_USE ATTR_NONNULL;
/* The member, or NULL; NULL for a NULL or another type, so that calls can be chained. */
const struct json *json_get(const struct json *object, const char *key);
/* The value of a STRING; absent for everything else. */
struct str json_str(const struct json *value);

#endif
