#include "store/hub_key.h"

#include <string.h>

#include "fmt/escape.h"
#include "fmt/sha.h"
#include "sys/burst.h"
#include "sys/entropy.h"
#include "sys/file.h"

static const char name[] = "hub.key";

int hub_key_read(const char *state_dir, struct hub_key *out, struct err *err)
{
    struct arena *a = arena_new();
    struct str key;
    int rc = file_read_secret(a, arena_z(a, arena_fmt(a, "%s/%s", state_dir, name)), &key, err);

    if (rc == 0 && key.len != sizeof(out->digits)) {
        rc = err_set(err, ERR_SYNTAX, "%s/%s is not a key: delete it, and a new one is made",
                     state_dir, name);
    }
    if (rc == 0) {
        memcpy(out->digits, key.ptr, key.len);
    }
    arena_free(a);
    return rc;
}

int hub_key_make(const char *state_dir, struct hub_key *out, struct err *err)
{
    struct arena *a = arena_new();
    struct str key;
    int rc = entropy_hex(a, sizeof(out->digits) / 2, &key, err);

    if (rc == 0) {
        const struct file_out file = {.name = name, .bytes = key, .secret = true};

        memcpy(out->digits, key.ptr, key.len);
        rc = burst_write(state_dir, &file, 1, err);
    }
    arena_free(a);
    return rc;
}

struct str hub_key_secret(const struct hub_key *key, struct arena *a, struct str token)
{
    struct buf hex = {0};

    escape_hex(&hex, sha_hmac(a, (struct str){key->digits, sizeof(key->digits)}, token));
    return buf_str(&hex, a);
}
