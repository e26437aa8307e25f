/*
 * net/guard - which addresses are private: not for what a publisher's link or redirect names.
 *
 * Private is what is not a public unicast address: loopback, link-local (with the cloud metadata
 * services), RFC 1918, ULA, CGNAT, multicast, unspecified, documentation, benchmarking. An IPv6
 * address that carries an IPv4 address (mapped, NAT64, 6to4, Teredo, ISATAP) is judged by it.
 */
#ifndef READOUT_NET_GUARD_H
#define READOUT_NET_GUARD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "core/attr.h"

/* One shape for both families: an IPv4 address is mapped (::ffff:a.b.c.d). */
struct guard_address {
    struct in6_addr v6;
};

/* False for a family other than AF_INET and AF_INET6. */
bool guard_from_sockaddr(const struct sockaddr *sa, struct guard_address *out) ATTR_NONNULL;
/* False when `text` is no address literal; brackets and a zone are not taken. */
bool guard_from_text(const char *text, struct guard_address *out) ATTR_NONNULL;
bool guard_equal(const struct guard_address *a, const struct guard_address *b) ATTR_NONNULL;
bool guard_is_private(const struct guard_address *a) ATTR_NONNULL;
/* As people write it: an IPv4 address without its mapping. */
void guard_text(const struct guard_address *a, char out[INET6_ADDRSTRLEN]) ATTR_NONNULL;

#endif
