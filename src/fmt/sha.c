#include "fmt/sha.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>

#include "fmt/escape.h"

static void sha_add(struct sha256_ctx *ctx, struct str bytes)
{
    if (bytes.len > 0) {
        sha256_update(ctx, bytes.len, (const uint8_t *)bytes.ptr);
    }
}

static struct str sha_finish(struct arena *a, struct sha256_ctx *ctx)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct buf hex = {0};

    sha256_digest(ctx, sizeof(digest), digest);
    escape_hex(&hex, (struct str){(const char *)digest, sizeof(digest)});
    return buf_str(&hex, a);
}

struct str sha_hex(struct arena *a, struct str bytes)
{
    struct sha256_ctx ctx;

    sha256_init(&ctx);
    sha_add(&ctx, bytes);
    return sha_finish(a, &ctx);
}

struct str sha_hex_parts(struct arena *a, const struct str *parts, size_t count)
{
    struct sha256_ctx ctx;

    sha256_init(&ctx);
    for (size_t i = 0; i < count; i++) {
        uint64_t length = parts[i].ptr == NULL ? UINT64_MAX : parts[i].len;
        uint8_t prefix[8];

        for (size_t k = 0; k < sizeof(prefix); k++) {
            prefix[k] = (uint8_t)(length >> (8 * k));
        }
        sha256_update(&ctx, sizeof(prefix), prefix);
        sha_add(&ctx, parts[i]);
    }
    return sha_finish(a, &ctx);
}

struct str sha_hmac(struct arena *a, struct str key, struct str bytes)
{
    struct hmac_sha256_ctx ctx;
    uint8_t *digest = arena_alloc(a, SHA256_DIGEST_SIZE);

    hmac_sha256_set_key(&ctx, key.len, (const uint8_t *)(key.len == 0 ? "" : key.ptr));
    if (bytes.len > 0) {
        hmac_sha256_update(&ctx, bytes.len, (const uint8_t *)bytes.ptr);
    }
    hmac_sha256_digest(&ctx, SHA256_DIGEST_SIZE, digest);
    return (struct str){(const char *)digest, SHA256_DIGEST_SIZE};
}

/* RFC 2104 over any of them; the names of nettle's own wrappers differ by hash. */
static void hmac(const struct nettle_hash *hash, struct str key, struct str bytes, uint8_t *digest)
{
    struct sha512_ctx outer, inner, state;

    _Static_assert(sizeof(struct sha512_ctx) >= sizeof(struct sha256_ctx), "room for each");
    hmac_set_key(&outer, &inner, &state, hash, key.len,
                 (const uint8_t *)(key.len == 0 ? "" : key.ptr));
    if (bytes.len > 0) {
        hmac_update(&state, hash, bytes.len, (const uint8_t *)bytes.ptr);
    }
    hmac_digest(&outer, &inner, &state, hash, hash->digest_size, digest);
}

static const struct nettle_hash *hash_of(enum sha_kind kind)
{
    switch (kind) {
    case SHA_384:
        return &nettle_sha384;
    case SHA_512:
        return &nettle_sha512;
    case SHA_256:
    case SHA_COUNT:
        break;
    }
    return &nettle_sha256;
}

bool sha_hmac_matches(enum sha_kind kind, struct str key, struct str bytes, struct str hex)
{
    const struct nettle_hash *hash = hash_of(kind);
    uint8_t digest[SHA512_DIGEST_SIZE];
    char lower[2 * SHA512_DIGEST_SIZE];
    struct buf want = {0};
    bool same;

    if (hex.len != 2 * (size_t)hash->digest_size) {
        return false;
    }
    for (size_t i = 0; i < hex.len; i++) {
        lower[i] = char_lower(hex.ptr[i]);
    }
    hmac(hash, key, bytes, digest);
    escape_hex(&want, (struct str){(const char *)digest, hash->digest_size});
    same = memeql_sec(want.ptr, lower, hex.len) != 0;
    buf_free(&want);
    return same;
}
