#include "store/hub_key.h"

#include "fmt/escape.h"
#include "fmt/sha.h"
#include "store/store_impl.h"
#include "sys/entropy.h"
#include "sys/file.h"

static const char name[] = "hub.key";

/* First the subscriptions: killed in between, the next start finds no key and does it again. */
static int make(struct store *s, struct arena *a, const char *dir, int64_t now, struct str *key,
                struct err *err)
{
    if (store_begin(s, err) == -1 || store_hub_renew_all(s, now, err) == -1 ||
        store_commit(s, err) == -1 || entropy_hex(a, HUB_KEY_DIGITS / 2, key, err) == -1) {
        return -1;
    }
    return file_write_secret(dir, name, *key, err);
}

int hub_key_open(struct store *s, const char *state_dir, int64_t now, struct err *err)
{
    struct arena *a = arena_new();
    struct str key;
    int rc = file_read_secret(a, arena_z(a, arena_fmt(a, "%s/%s", state_dir, name)), &key, err);

    if (rc == -1 && err->code == ERR_NOINPUT) {
        rc = make(s, a, state_dir, now, &key, err);
    }
    if (rc == 0 && key.len != HUB_KEY_DIGITS) {
        rc = err_set(err, ERR_SYNTAX, "%s/%s is not a key: delete it, and a new one is made",
                     state_dir, name);
    }
    if (rc == 0) {
        memcpy(s->hub_key, key.ptr, HUB_KEY_DIGITS);
    }
    arena_free(a);
    return rc;
}

struct str hub_key_secret(const struct store *s, struct arena *a, struct str token)
{
    struct buf hex = {0};

    escape_hex(&hex, sha_hmac(a, (struct str){s->hub_key, HUB_KEY_DIGITS}, token));
    return buf_str(&hex, a);
}
