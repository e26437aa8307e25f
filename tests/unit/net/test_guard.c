#include "unit/test.h"

#include <arpa/inet.h>

#include "core/attr.h"
#include "net/guard.h"

struct row {
    const char *name, *address;
    bool private;
};

static struct row rows[] = {
    {"loopback", "127.0.0.1", true},
    {"all of 127/8 is loopback", "127.255.3.9", true},
    {"this network", "0.0.0.0", true},
    {"RFC 1918 ten", "10.1.2.3", true},
    {"RFC 1918 172.16", "172.16.0.1", true},
    {"RFC 1918 172.31", "172.31.255.255", true},
    {"172.32 is public", "172.32.0.1", false},
    {"172.15 is public", "172.15.255.255", false},
    {"RFC 1918 192.168", "192.168.1.1", true},
    {"192.169 is public", "192.169.1.1", false},
    {"carriers' shared addresses", "100.64.0.1", true},
    {"the end of carriers' addresses", "100.127.255.255", true},
    {"100.128 is public", "100.128.0.1", false},
    {"metadata service", "169.254.169.254", true},
    {"metadata outside link-local", "168.63.129.16", true},
    {"its neighbour is public", "168.63.129.17", false},
    {"metadata in the protocol block", "192.0.0.192", true},
    {"documentation", "203.0.113.7", true},
    {"benchmarking", "198.19.0.1", true},
    {"multicast", "239.255.255.250", true},
    {"broadcast", "255.255.255.255", true},
    {"a public address", "93.184.216.34", false},
    {"IPv6 unspecified", "::", true},
    {"IPv6 loopback", "::1", true},
    {"mapped loopback", "::ffff:127.0.0.9", true},
    {"mapped public", "::ffff:8.8.8.8", false},
    {"compatible private", "::10.0.0.1", true},
    {"IPv6 link-local", "fe80::1", true},
    {"site-local", "fec0::1", true},
    {"unique local", "fd00:ec2::254", true},
    {"IPv6 multicast", "ff02::1", true},
    {"NAT64 of a private address", "64:ff9b::10.0.0.1", true},
    {"NAT64 of a public address", "64:ff9b::8.8.8.8", false},
    {"local NAT64", "64:ff9b:1::8.8.8.8", true},
    {"translated (SIIT)", "::ffff:0:127.0.0.1", true},
    {"6to4 of a private address", "2002:7f00:1::1", true},
    {"6to4 of a public address", "2002:808:808::1", false},
    {"Teredo of a private client", "2001:0:808:808:0:0:80ff:fffe", true},
    {"Teredo of a public client", "2001:0:808:808:0:0:f7f7:f7f7", false},
    {"ISATAP of a private address", "2600::5efe:10.0.0.1", true},
    {"ISATAP with the universal bit", "2600::200:5efe:10.0.0.1", true},
    {"IPv6 documentation", "2001:db8::1", true},
    {"newer IPv6 documentation", "3fff:1::1", true},
    {"ORCHID", "2001:20::1", true},
    {"discard", "100::1", true},
    {"a public IPv6 address", "2606:2800:220:1:248:1893:25c8:1946", false},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct guard_address a;

    assert_true(guard_from_text(row->address, &a));
    assert_int_equal(guard_is_private(&a), row->private);
}

static void test_shapes(void **state)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    struct sockaddr other = {.sa_family = AF_UNIX};
    struct guard_address a, b;
    char text[INET6_ADDRSTRLEN];

    (void)state;
    assert_int_equal(inet_pton(AF_INET, "10.0.0.7", &in.sin_addr), 1);
    assert_int_equal(inet_pton(AF_INET6, "::ffff:10.0.0.7", &in6.sin6_addr), 1);
    assert_true(guard_from_sockaddr((const struct sockaddr *)&in, &a));
    assert_true(guard_from_sockaddr((const struct sockaddr *)&in6, &b));
    assert_true(guard_equal(&a, &b));
    guard_text(&b, text);
    assert_string_equal(text, "10.0.0.7");
    assert_true(guard_from_text("fe80::1", &a));
    assert_false(guard_equal(&a, &b));
    guard_text(&a, text);
    assert_string_equal(text, "fe80::1");
    assert_false(guard_from_sockaddr(&other, &a));
    assert_false(guard_from_text("localhost", &a));
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(test_shapes);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
