/* What a transfer said and was told, as lines for a person; no secret among them. */
#include "net/fetch_parts.h"

enum { MOST_BYTES = 64 << 10 };

static bool is_secret(const struct fetch *t, struct str name)
{
    static const struct str known[] = {STR_INIT("authorization"), STR_INIT("proxy-authorization"),
                                       STR_INIT("cookie"), STR_INIT("set-cookie")};

    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (str_eq_nocase(name, known[i])) {
            return true;
        }
    }
    /* What the configuration adds may be a key. */
    for (size_t i = 0; i < t->request.header_count; i++) {
        struct str own = t->request.headers[i];
        size_t colon = str_find_char(own, ':', 0);

        if (colon != STR_NPOS && str_eq_nocase(name, str_sub(own, 0, colon)) &&
            !str_eq_nocase(name, STR("user-agent")) && !str_eq_nocase(name, STR("a-im"))) {
            return true;
        }
    }
    return false;
}

/* Control bytes of a server must not reach a terminal. */
static void add_clean(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        buf_add_char(out, c < 0x20 || c == 0x7f ? ' ' : s.ptr[i]);
    }
}

static void add_line(struct fetch *t, char mark, struct str line)
{
    size_t colon = str_find_char(line, ':', 0);

    if (t->trace.len + line.len > MOST_BYTES) {
        return;
    }
    buf_add_char(&t->trace, mark);
    buf_add_char(&t->trace, ' ');
    if (colon != STR_NPOS && is_secret(t, str_sub(line, 0, colon))) {
        add_clean(&t->trace, str_sub(line, 0, colon));
        buf_add_z(&t->trace, ": ***");
    } else {
        add_clean(&t->trace, line);
    }
    buf_add_char(&t->trace, '\n');
}

int fetch_trace(CURL *easy, curl_infotype kind, char *bytes, size_t len, void *arg)
{
    struct str rest = {bytes, len}, line;

    (void)easy;
    if (kind == CURLINFO_HEADER_IN || kind == CURLINFO_HEADER_OUT) {
        while (str_split(&rest, '\n', &line)) {
            line = str_trim(line);
            if (line.len > 0) {
                add_line(arg, kind == CURLINFO_HEADER_OUT ? '>' : '<', line);
            }
        }
    }
    return 0;
}
