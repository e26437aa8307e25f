#include "core/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static const struct {
    const char *name;
    int exit;
    bool again;
} codes[] = {
    [ERR_NONE] = {"none", EX_OK, false}, //
    [ERR_USAGE] = {"usage", EX_USAGE, false},
    [ERR_SYNTAX] = {"syntax", EX_DATAERR, false},
    [ERR_UNSUPPORTED] = {"unsupported", EX_DATAERR, false},
    [ERR_LIMIT] = {"limit", EX_DATAERR, false},
    [ERR_NOINPUT] = {"noinput", EX_NOINPUT, false},
    [ERR_UNAVAILABLE] = {"unavailable", EX_UNAVAILABLE, false},
    [ERR_NETWORK] = {"network", EX_UNAVAILABLE, true},
    [ERR_TIMEOUT] = {"timeout", EX_TEMPFAIL, true},
    [ERR_REFUSED] = {"refused", EX_NOPERM, false},
    [ERR_INTERNAL] = {"internal", EX_SOFTWARE, false},
    [ERR_OS] = {"os", EX_OSERR, true},
    [ERR_CANTCREATE] = {"cantcreate", EX_CANTCREAT, true},
    [ERR_IO] = {"io", EX_IOERR, true},
    [ERR_FULL] = {"full", EX_IOERR, true},
    [ERR_DAMAGED] = {"damaged", EX_IOERR, false},
    [ERR_BUSY] = {"busy", EX_TEMPFAIL, true},
    [ERR_PERMISSION] = {"permission", EX_NOPERM, true},
    [ERR_CONFIG] = {"config", EX_CONFIG, false},
};

_Static_assert(ARRAY_LEN(codes) == ERR_COUNT, "a row for each code");

int err_set(struct err *err, enum err_code code, const char *format, ...)
{
    va_list args;

    err->code = code;
    va_start(args, format);
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    return -1;
}

int err_context(struct err *err, const char *format, ...)
{
    char old[sizeof(err->text)];
    va_list args;
    size_t used;

    memcpy(old, err->text, sizeof(old));
    va_start(args, format);
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    used = strlen(err->text);
    snprintf(err->text + used, sizeof(err->text) - used, ": %s", old);
    return -1;
}

const char *err_name(enum err_code code)
{
    return codes[code].name;
}

int err_exit(enum err_code code)
{
    return codes[code].exit;
}

bool err_again(enum err_code code)
{
    return codes[code].again;
}
