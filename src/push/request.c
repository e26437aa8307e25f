#include "push/request.h"

#include "core/limits.h"
#include "core/num.h"

enum {
    BAD = 400,
    TOO_LARGE = 413,
    LONG_TARGET = 414,
    LONG_HEAD = 431,
    NOT_SERVED = 501,
    VERSION = 505
};
enum { LONGEST_FRAME_LINE = 128, MOST_SIZE_DIGITS = 15 };

/* ---- head ---- */

/* RFC 9110 5.6.2. */
static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!char_is_alnum(s.ptr[i]) &&
            str_find_char(STR("!#$%&'*+-.^_`|~"), s.ptr[i], 0) == STR_NPOS) {
            return false;
        }
    }
    return s.len > 0;
}

static bool is_clean(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return true;
}

/* Digits, of any number that could be meant. */
static bool read_length(struct str s, int64_t *out)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!char_is_digit(s.ptr[i])) {
            return false;
        }
    }
    return s.len > 0 && num_parse(s, out);
}

struct head {
    struct push_request *out;
    struct str length, coding, expect;
    bool twice; /* a field that must stand once stands again */
};

static void set_field(struct head *h, struct str name, struct str value)
{
    const struct {
        struct str name;
        struct str *value;
        bool once;
    } fields[] = {
        {STR("content-type"), &h->out->content_type, false},
        {STR("x-hub-signature"), &h->out->signature, true},
        {STR("content-length"), &h->length, true},
        {STR("transfer-encoding"), &h->coding, true},
        {STR("expect"), &h->expect, false},
    };

    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        if (str_eq_nocase(name, fields[i].name)) {
            h->twice = h->twice || (fields[i].once && fields[i].value->ptr != NULL);
            *fields[i].value = value;
        }
    }
}

static int read_field(struct head *h, struct str line)
{
    size_t colon = str_find_char(line, ':', 0);

    if (colon == STR_NPOS || !is_token(str_sub(line, 0, colon)) || !is_clean(line)) {
        return BAD;
    }
    set_field(h, str_sub(line, 0, colon), str_trim(str_sub(line, colon + 1, line.len)));
    return PUSH_READ_WHOLE;
}

/* GET /path?query HTTP/1.1; a proxy may write the whole address. */
static int read_first(struct push_request *out, struct str line)
{
    struct str rest = line, method, target, version;
    size_t at;

    if (!str_split(&rest, ' ', &method) || !str_split(&rest, ' ', &target) ||
        !str_split(&rest, ' ', &version) || rest.ptr != NULL || !is_token(method) ||
        !is_clean(target)) {
        return BAD;
    }
    if (!str_eq(version, STR("HTTP/1.1")) && !str_eq(version, STR("HTTP/1.0"))) {
        return str_starts(version, STR("HTTP/")) ? VERSION : BAD;
    }
    out->get = str_eq(method, STR("GET"));
    out->post = str_eq(method, STR("POST"));
    at = str_find(target, STR("://"), 0);
    if (target.len > 0 && target.ptr[0] != '/' && at != STR_NPOS) {
        at = str_find_char(target, '/', at + 3);
        target = str_sub(target, at, target.len);
    }
    if (target.len == 0 || target.ptr[0] != '/') {
        return BAD;
    }
    at = str_find_char(target, '?', 0);
    out->path = str_sub(target, 0, at);
    out->query = at == STR_NPOS ? STR_NULL : str_sub(target, at + 1, target.len);
    return PUSH_READ_WHOLE;
}

/* RFC 9112 6.3: a length beside a coding is how requests are smuggled. */
static int judge_body(const struct head *h)
{
    if (h->twice || (h->length.ptr != NULL && h->coding.ptr != NULL)) {
        return BAD;
    }
    if (h->coding.ptr != NULL && !str_eq_nocase(h->coding, STR("chunked"))) {
        return NOT_SERVED;
    }
    h->out->chunked = h->coding.ptr != NULL;
    h->out->expects = str_eq_nocase(h->expect, STR("100-continue"));
    return h->length.ptr == NULL || read_length(h->length, &h->out->length) ? PUSH_READ_WHOLE : BAD;
}

/* The next line without its end; lone line feeds are taken. */
static bool next_line(struct str bytes, size_t *at, struct str *line)
{
    size_t end = str_find_char(bytes, '\n', *at);

    if (end == STR_NPOS) {
        return false;
    }
    *line = str_sub(bytes, *at, end);
    line->len -= line->len > 0 && line->ptr[line->len - 1] == '\r';
    *at = end + 1;
    return true;
}

int push_request_read(struct str bytes, struct push_request *out, size_t *used)
{
    struct head head = {.out = out};
    struct str line;
    bool first = true;
    int status;

    *out = (struct push_request){0};
    *used = 0;
    while (next_line(bytes, used, &line)) {
        if (*used > LIMIT_PUSH_HEAD) {
            break;
        }
        if (line.len == 0 && !first) {
            return judge_body(&head);
        }
        /* RFC 9112 2.2: an empty line before the first is passed over. */
        if (line.len > 0) {
            status = first ? read_first(out, line) : read_field(&head, line);
            first = false;
            if (status != PUSH_READ_WHOLE) {
                return status;
            }
        }
    }
    if (bytes.len > LIMIT_PUSH_HEAD) {
        return first ? LONG_TARGET : LONG_HEAD;
    }
    return PUSH_READ_MORE;
}

/* ---- body ---- */

bool push_body_begin(struct push_body *b, const struct push_request *r, int64_t most)
{
    *b =
        (struct push_body){.left = r->chunked ? 0 : r->length, .most = most, .chunked = r->chunked};
    b->stands = r->chunked ? PUSH_BODY_SIZE : PUSH_BODY_BYTES;
    return r->chunked || r->length <= most;
}

/* Hex digits, then perhaps an extension. */
static bool read_size(struct str line, int64_t *out)
{
    size_t digits = 0;
    int64_t size = 0;

    for (; digits < line.len && digits < MOST_SIZE_DIGITS; digits++) {
        char c = char_lower(line.ptr[digits]);

        if (!char_is_digit(c) && (c < 'a' || c > 'f')) {
            break;
        }
        size = size * 16 + (char_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    *out = size;
    line = str_trim(str_sub(line, digits, line.len));
    return digits > 0 && (line.len == 0 || line.ptr[0] == ';');
}

/* A line of the frame: the size of a chunk, the end of one, a field behind the last. */
static int read_frame(struct push_body *b, struct str line)
{
    switch (b->stands) {
    case PUSH_BODY_SIZE:
        if (!read_size(line, &b->left)) {
            return BAD;
        }
        if (b->left > b->most - b->taken) {
            return TOO_LARGE;
        }
        b->stands = b->left > 0 ? PUSH_BODY_BYTES : PUSH_BODY_TRAILER;
        return PUSH_READ_MORE;
    case PUSH_BODY_END:
        b->stands = PUSH_BODY_SIZE;
        return line.len == 0 ? PUSH_READ_MORE : BAD;
    case PUSH_BODY_TRAILER:
    case PUSH_BODY_BYTES:
        break;
    }
    return line.len == 0 ? PUSH_READ_WHOLE : PUSH_READ_MORE;
}

static size_t take(struct push_body *b, struct str bytes, struct buf *out)
{
    size_t count = (int64_t)bytes.len < b->left ? bytes.len : (size_t)b->left;

    buf_add(out, str_sub(bytes, 0, count));
    b->left -= (int64_t)count;
    b->taken += (int64_t)count;
    if (b->left == 0 && b->chunked) {
        b->stands = PUSH_BODY_END;
    }
    return count;
}

int push_body_read(struct push_body *b, struct str bytes, struct buf *out, size_t *used)
{
    struct str line;
    size_t from;
    int status = PUSH_READ_MORE;

    *used = 0;
    while (status == PUSH_READ_MORE) {
        if (b->stands == PUSH_BODY_BYTES) {
            *used += take(b, str_sub(bytes, *used, bytes.len), out);
            if (b->stands == PUSH_BODY_BYTES) {
                return b->left == 0 ? PUSH_READ_WHOLE : PUSH_READ_MORE;
            }
        }
        from = *used;
        if (!next_line(bytes, used, &line)) {
            return bytes.len - from > LONGEST_FRAME_LINE ? BAD : PUSH_READ_MORE;
        }
        b->extra += (int64_t)(*used - from);
        /* Tiny chunks: their frame may be as large as what is in them, and no larger. */
        if (*used - from > LONGEST_FRAME_LINE + 1 || b->extra > b->taken + LIMIT_PUSH_HEAD) {
            return BAD;
        }
        status = read_frame(b, line);
    }
    return status;
}
