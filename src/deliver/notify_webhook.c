/* Standard Webhooks (standardwebhooks.com, version 1.0): id, timestamp and a signature over both and the body. */
#include "deliver/notify.h"
#include "fmt/escape.h"
#include "fmt/sha.h"
#include "fmt/url.h"

#define KEY_PREFIX STR("whsec_")

static int digit_of(char c)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t at = str_find_char(str_z(alphabet), c, 0);

    return at == STR_NPOS ? -1 : (int)at;
}

/* Standard base64, padded or not. */
static bool base64_decode(struct buf *out, struct str s)
{
    uint32_t bits = 0;
    unsigned held = 0;

    while (s.len > 0 && s.ptr[s.len - 1] == '=') {
        s.len--;
    }
    for (size_t i = 0; i < s.len; i++) {
        int digit = digit_of(s.ptr[i]);

        if (digit == -1) {
            return false;
        }
        bits = bits << 6 | (uint32_t)digit;
        held += 6;
        if (held >= 8) {
            held -= 8;
            buf_add_char(out, (char)(bits >> held & 0xff));
        }
    }
    return held < 6;
}

static int key_of(struct buf *out, struct str secret, struct err *err)
{
    if (!str_starts(secret, KEY_PREFIX)) {
        buf_add(out, secret);
    } else if (!base64_decode(out, str_sub(secret, KEY_PREFIX.len, secret.len))) {
        return err_set(err, ERR_CONFIG, "the secret after whsec_ is not base64");
    }
    if (out->len == 0) {
        return err_set(err, ERR_CONFIG, "the secret is empty");
    }
    return 0;
}

static int check(const struct notify_target *target, struct err *err)
{
    struct buf key = {0};
    int rc = 0;

    if (!url_is_http(target->url)) {
        return err_set(err, ERR_CONFIG, "url must begin with http:// or https://");
    }
    if (target->secret.ptr != NULL) {
        rc = key_of(&key, target->secret, err);
    }
    buf_free(&key);
    return rc;
}

static int sign(struct arena *a, struct str secret, struct str content, struct str *out,
                struct err *err)
{
    struct buf key = {0}, line = {0};

    if (key_of(&key, secret, err) == -1) {
        buf_free(&key);
        return -1;
    }
    buf_add_z(&line, "webhook-signature: v1,");
    escape_base64(&line, sha_hmac(a, buf_view(&key), content), 0);
    *out = buf_str(&line, a);
    buf_free(&key);
    return 0;
}

static int plan(struct arena *a, const struct notify_target *target,
                const struct notify_input *input, struct delivery *out, struct err *err)
{
    struct str *headers = arena_array(a, 4, sizeof(*headers));
    struct str event = input->report->event;
    long long now = input->now;
    size_t count = 0;
    struct buf content = {0};

    headers[count++] = arena_fmt(a, "webhook-id: " STR_FMT, STR_ARG(event));
    headers[count++] = arena_fmt(a, "webhook-timestamp: %lld", now);
    if (input->sample) {
        headers[count++] = STR("readoutd-sample: true");
    }
    if (target->secret.ptr != NULL) {
        buf_add_fmt(&content, STR_FMT ".%lld.", STR_ARG(event), now);
        buf_add(&content, input->json);
        if (sign(a, target->secret, buf_str(&content, a), &headers[count++], err) == -1) {
            return -1;
        }
    }
    *out = (struct delivery){.kind = DELIVERY_HTTP,
                             .url = target->url,
                             .content_type = STR("application/json"),
                             .body = input->json,
                             .headers = headers,
                             .header_count = count,
                             .user = target->user,
                             .password = target->password,
                             .timeout_ms = target->timeout_ms};
    return 0;
}

const struct notify_ops notify_webhook = {"webhook", check, plan};
