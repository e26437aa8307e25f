/*
 * core/err - what went wrong, in a value on the caller's stack.
 *
 * Errors describe the world; a broken promise of our own code is assert().
 */
#ifndef READOUT_CORE_ERR_H
#define READOUT_CORE_ERR_H

#include <stdbool.h>

#include "core/attr.h"

enum err_code {
    ERR_NONE,
    ERR_USAGE,       /* wrong command line */
    ERR_SYNTAX,      /* the bytes are not what they claim to be */
    ERR_UNSUPPORTED, /* well-formed, but nothing we read */
    ERR_LIMIT,       /* more than limits.h or the configuration allows */
    ERR_NOINPUT,     /* no such file */
    ERR_UNAVAILABLE, /* a service or host said no for good */
    ERR_NETWORK,     /* no connection, cut connection, TLS */
    ERR_TIMEOUT,     /* it took too long */
    ERR_REFUSED,     /* our own guard refused it */
    ERR_INTERNAL,    /* a worker died, an answer of our own made no sense */
    ERR_OS,          /* a system call that should work did not */
    ERR_CANTCREATE,  /* an output place cannot be made */
    ERR_IO,          /* reading or writing failed */
    ERR_FULL,        /* no space left */
    ERR_DAMAGED,     /* what we keep has been spoilt */
    ERR_BUSY,        /* somebody else holds it; later */
    ERR_PERMISSION,  /* not allowed to */
    ERR_CONFIG,      /* the configuration is wrong */
    ERR_COUNT,
};

struct err {
    enum err_code code;
    char text[240]; /* one line, no trailing stop; valid UTF-8 where its arguments were */
};

/* Fills *err and returns -1, so that `return err_set(...)` reads well. */
int err_set(struct err *err, enum err_code code, const char *format, ...) ATTR_NONNULL
    ATTR_PRINTF(3, 4);

/* Puts "context: " before the text that is there; keeps the code. Returns -1. */
int err_context(struct err *err, const char *format, ...) ATTR_NONNULL ATTR_PRINTF(2, 3);

/* A word for logs: "limit", "network". */
const char *err_name(enum err_code code);

/* The sysexits.h status of a program that ends because of this. */
int err_exit(enum err_code code);

/* Whether the same thing may work later. */
bool err_again(enum err_code code);

#endif
