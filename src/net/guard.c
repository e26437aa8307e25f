#include "net/guard.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct prefix {
    uint8_t bytes[16];
    unsigned bits;
};

/* IANA IPv4 special-purpose registry, and the metadata address that is outside of it. */
static const struct prefix private_v4[] = {
    {{0}, 8},                 //
    {{10}, 8},                //
    {{100, 64}, 10},          // RFC 6598, shared by carriers
    {{127}, 8},               //
    {{169, 254}, 16},         // link-local and metadata services
    {{172, 16}, 12},          //
    {{192, 0, 0}, 24},        // IETF protocols
    {{192, 0, 2}, 24},        // documentation
    {{192, 88, 99}, 24},      // 6to4 relays, withdrawn
    {{192, 168}, 16},         //
    {{198, 18}, 15},          // benchmarking
    {{198, 51, 100}, 24},     // documentation
    {{203, 0, 113}, 24},      // documentation
    {{168, 63, 129, 16}, 32}, // the platform service of a large cloud
    {{224}, 4},               // multicast
    {{240}, 4},               // reserved and broadcast
};

/* Inside 2000::/3, the only global unicast there is. */
static const struct prefix private_v6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23}, // IETF protocols; Teredo is judged before
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, // documentation
    {{0x3f, 0xff, 0x00, 0x00}, 20}, // documentation
};

static const struct prefix global_v6 = {{0x20}, 3};

/* Where IPv6 hides an IPv4 address; `inverted` as Teredo writes its client's. */
static const struct {
    struct prefix prefix;
    unsigned at; /* of the four bytes */
    bool inverted;
} carriers[] = {
    {{{[10] = 0xff, [11] = 0xff}, 96}, 12, false}, // mapped
    {{{0}, 96}, 12, false},                        // compatible; :: and ::1 fall in 0/8
    {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12, false},   // NAT64
    {{{0x20, 0x02}, 16}, 2, false},                // 6to4
    {{{0x20, 0x01, 0x00, 0x00}, 32}, 12, true},    // Teredo
};

static bool has_prefix(const uint8_t *bytes, const struct prefix *p)
{
    unsigned whole = p->bits / 8, rest = p->bits % 8;

    return memcmp(bytes, p->bytes, whole) == 0 &&
           (rest == 0 || ((bytes[whole] ^ p->bytes[whole]) & (0xff00U >> rest) & 0xffU) == 0);
}

static bool is_listed(const uint8_t *bytes, const struct prefix *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (has_prefix(bytes, &list[i])) {
            return true;
        }
    }
    return false;
}

static bool is_private_v4(const uint8_t *bytes, bool inverted)
{
    uint8_t plain[4];

    for (size_t i = 0; i < sizeof(plain); i++) {
        plain[i] = (uint8_t)(inverted ? ~bytes[i] : bytes[i]);
    }
    return is_listed(plain, private_v4, ARRAY_LEN(private_v4));
}

/* RFC 5214: an interface identifier that carries an IPv4 address under any prefix. */
static bool is_isatap(const uint8_t *bytes)
{
    return (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
}

bool guard_from_sockaddr(const struct sockaddr *sa, struct guard_address *out)
{
    *out = (struct guard_address){0};
    if (sa->sa_family == AF_INET) {
        struct sockaddr_in in;

        memcpy(&in, sa, sizeof(in));
        out->v6.s6_addr[10] = out->v6.s6_addr[11] = 0xff;
        memcpy(out->v6.s6_addr + 12, &in.sin_addr, 4);
        return true;
    }
    if (sa->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, sa, sizeof(in6));
        out->v6 = in6.sin6_addr;
        return true;
    }
    return false;
}

bool guard_from_text(const char *text, struct guard_address *out)
{
    *out = (struct guard_address){0};
    if (inet_pton(AF_INET, text, out->v6.s6_addr + 12) == 1) {
        out->v6.s6_addr[10] = out->v6.s6_addr[11] = 0xff;
        return true;
    }
    return inet_pton(AF_INET6, text, &out->v6) == 1;
}

bool guard_equal(const struct guard_address *a, const struct guard_address *b)
{
    return memcmp(&a->v6, &b->v6, sizeof(a->v6)) == 0;
}

bool guard_is_private(const struct guard_address *a)
{
    const uint8_t *bytes = a->v6.s6_addr;

    for (size_t i = 0; i < ARRAY_LEN(carriers); i++) {
        if (has_prefix(bytes, &carriers[i].prefix)) {
            return is_private_v4(bytes + carriers[i].at, carriers[i].inverted);
        }
    }
    if (is_isatap(bytes) && is_private_v4(bytes + 12, false)) {
        return true;
    }
    return !has_prefix(bytes, &global_v6) || is_listed(bytes, private_v6, ARRAY_LEN(private_v6));
}

void guard_text(const struct guard_address *a, char out[INET6_ADDRSTRLEN])
{
    if (IN6_IS_ADDR_V4MAPPED(&a->v6)) {
        inet_ntop(AF_INET, a->v6.s6_addr + 12, out, INET6_ADDRSTRLEN);
    } else {
        inet_ntop(AF_INET6, &a->v6, out, INET6_ADDRSTRLEN);
    }
}
