/*
 * net/failure - what libcurl says went wrong, as an error for a person.
 */
#ifndef READOUT_NET_FAILURE_H
#define READOUT_NET_FAILURE_H

#include "core/err.h"

/* `detail` is libcurl's own text, `os_errno` the socket's; neither holds user-info. Returns -1. */
int failure_set(struct err *err, int curl_code, const char *detail, int os_errno) ATTR_NONNULL;

#endif
