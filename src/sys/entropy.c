#include "sys/entropy.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "fmt/escape.h"

int entropy_hex(struct arena *a, size_t bytes, struct str *out, struct err *err)
{
    unsigned char raw[64];
    struct buf hex = {0};

    assert(bytes <= sizeof(raw));
    if (getrandom(raw, bytes, 0) != (ssize_t)bytes) {
        return err_set(err, ERR_OS, "random numbers: %s", strerror(errno));
    }
    escape_hex(&hex, (struct str){(const char *)raw, bytes});
    *out = buf_str(&hex, a);
    return 0;
}
