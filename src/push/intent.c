#include "push/intent.h"

#include "core/num.h"

#define LONGEST_LEASE_S ((int64_t)366 * 86400)

static int hex_value(char c)
{
    if (char_is_digit(c)) {
        return c - '0';
    }
    c = char_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct str decode(struct arena *a, struct str s)
{
    struct buf out = {0};

    for (size_t i = 0; i < s.len; i++) {
        int high = i + 2 < s.len && s.ptr[i] == '%' ? hex_value(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_value(s.ptr[i + 2]) : -1;

        if (low >= 0) {
            buf_add_char(&out, (char)(high * 16 + low));
            i += 2;
        } else {
            buf_add_char(&out, s.ptr[i] == '+' ? ' ' : s.ptr[i]);
        }
    }
    return buf_str(&out, a);
}

static void add_pair(struct buf *out, const char *name, struct str value)
{
    static const char hex[] = "0123456789ABCDEF";

    buf_add_z(out, out->len > 0 ? "&" : "");
    buf_add_z(out, name);
    buf_add_char(out, '=');
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];

        if (char_is_alnum((char)c) || c == '-' || c == '.' || c == '_' || c == '~') {
            buf_add_char(out, (char)c);
        } else {
            buf_add_char(out, '%');
            buf_add_char(out, hex[c >> 4]);
            buf_add_char(out, hex[c & 15]);
        }
    }
}

struct str push_order_form(struct arena *a, const struct push_order *o)
{
    struct buf out = {0};

    add_pair(&out, "hub.callback", o->callback);
    add_pair(&out, "hub.mode", str_z(o->mode));
    add_pair(&out, "hub.topic", o->topic);
    if (o->lease_s > 0) {
        add_pair(&out, "hub.lease_seconds", arena_fmt(a, "%lld", (long long)o->lease_s));
    }
    if (o->secret.ptr != NULL) {
        add_pair(&out, "hub.secret", o->secret);
    }
    return buf_str(&out, a);
}

static int64_t lease_of(struct str s)
{
    int64_t lease;

    if (s.len == 0) {
        return -1;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (!char_is_digit(s.ptr[i])) {
            return -1;
        }
    }
    return num_parse(s, &lease) && lease < LONGEST_LEASE_S ? lease : LONGEST_LEASE_S;
}

void push_intent_read(struct arena *a, struct str query, struct push_intent *out)
{
    struct str pair, lease = STR_NULL;
    const struct {
        struct str name;
        struct str *value;
    } fields[] = {
        {STR("hub.mode"), &out->mode},           {STR("hub.topic"), &out->topic},
        {STR("hub.challenge"), &out->challenge}, {STR("hub.reason"), &out->reason},
        {STR("hub.lease_seconds"), &lease},
    };

    *out = (struct push_intent){0};
    while (str_split(&query, '&', &pair)) {
        size_t equals = str_find_char(pair, '=', 0);
        struct str name = decode(a, str_sub(pair, 0, equals));

        for (size_t i = 0; equals != STR_NPOS && i < ARRAY_LEN(fields); i++) {
            /* The first of a name counts. */
            if (str_eq(name, fields[i].name) && fields[i].value->ptr == NULL) {
                *fields[i].value = decode(a, str_sub(pair, equals + 1, pair.len));
            }
        }
    }
    out->lease_s = lease_of(lease);
}
