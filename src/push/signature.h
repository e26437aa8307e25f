/*
 * push/signature - whether a pushed body comes from the hub that has our secret.
 *
 * Pure. Spec: WebSub 7 (authenticated content distribution). SHA-1 is not taken any more.
 */
#ifndef READOUT_PUSH_SIGNATURE_H
#define READOUT_PUSH_SIGNATURE_H

#include "core/attr.h"
#include "core/str.h"

enum push_signature {
    PUSH_SIGNATURE_GOOD,
    PUSH_SIGNATURE_NONE,
    PUSH_SIGNATURE_METHOD, /* by a method that is not taken */
    PUSH_SIGNATURE_WRONG,
    PUSH_SIGNATURE_COUNT,
};

/* `header`: the value of X-Hub-Signature, METHOD=HEX. Takes the same time wherever the first wrong digit is. */
enum push_signature push_signature_check(struct str header, struct str secret, struct str body);
/* What is wrong with it, in words. */
const char *push_signature_name(enum push_signature s);

#endif
