/*
 * push/request - a request of HTTP/1, as a hub or its proxy sends it: head and body, byte by byte if need be.
 *
 * Pure. Strict: whoever could be understood in two ways is refused. Spec: RFC 9112 (2.2, 3, 5.1, 6.3, 7.1).
 */
#ifndef READOUT_PUSH_REQUEST_H
#define READOUT_PUSH_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/attr.h"
#include "core/str.h"

/* What a reader says beside statuses of HTTP by which a request is refused. */
enum { PUSH_READ_MORE = 0, PUSH_READ_WHOLE = 1 };

struct push_request {
    bool get, post;                     /* neither: a method that is not served */
    struct str path, query;             /* views into the bytes; query absent without one */
    struct str content_type, signature; /* absent if not sent */
    bool expects;                       /* it waits for 100 before it sends its body */
    bool chunked;                       /* its length is not told before */
    int64_t length;                     /* of the body; 0 without one */
};
/*
 * Reads the head at the begin of `bytes`; *used is its length once it is whole. Else PUSH_READ_MORE, or the status by
 * which it is refused: 400, 414, 431, 501, 505.
 */
int push_request_read(struct str bytes, struct push_request *out, size_t *used) ATTR_NONNULL;

/* Where the reading of a body stands; to begin with by push_body_begin. */
struct push_body {
    int64_t left, most; /* left: of the body or the chunk */
    int64_t taken;      /* bytes of the body so far */
    int64_t extra;      /* bytes of the frame of chunks, which are bounded too */
    enum { PUSH_BODY_BYTES, PUSH_BODY_SIZE, PUSH_BODY_END, PUSH_BODY_TRAILER } stands;
    bool chunked;
};
/* False when it is longer than `most` bytes by its own word. */
bool push_body_begin(struct push_body *b, const struct push_request *r, int64_t most) ATTR_NONNULL;
/* Takes *used of the bytes and appends what is body: PUSH_READ_WHOLE, PUSH_READ_MORE, or 400 or 413. */
int push_body_read(struct push_body *b, struct str bytes, struct buf *out,
                   size_t *used) ATTR_NONNULL;

#endif
