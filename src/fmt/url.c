#include "fmt/url.h"

#include "core/num.h"

#define PORT_MOST       65535
#define ID_DIGITS_LEAST 5U

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7F;
}

static size_t scheme_length(struct str s)
{
    size_t n = 0;

    if (s.len == 0 || !char_is_alpha(s.ptr[0])) {
        return 0;
    }
    while (n < s.len &&
           (char_is_alnum(s.ptr[n]) || s.ptr[n] == '+' || s.ptr[n] == '-' || s.ptr[n] == '.')) {
        n++;
    }
    return n < s.len && s.ptr[n] == ':' ? n : 0;
}

static size_t find_any(struct str s, const char *set)
{
    for (size_t i = 0; i < s.len; i++) {
        for (const char *c = set; *c != '\0'; c++) {
            if (s.ptr[i] == *c) {
                return i;
            }
        }
    }
    return s.len;
}

/* Takes the front of *rest up to `end`. */
static struct str cut(struct str *rest, size_t end)
{
    struct str front = str_sub(*rest, 0, end);

    *rest = str_sub(*rest, end, rest->len);
    return front;
}

static bool split_authority(struct str authority, struct url *out)
{
    size_t at = str_rfind_char(authority, '@'), colon;
    int64_t port;

    if (at != STR_NPOS) {
        out->user = cut(&authority, at);
        authority = str_sub(authority, 1, authority.len);
    }
    colon = str_rfind_char(authority, ':');
    /* Colons inside brackets belong to an IPv6 address. */
    if (colon != STR_NPOS && str_find_char(authority, ']', colon) == STR_NPOS) {
        out->port = str_sub(authority, colon + 1, authority.len);
        authority = str_sub(authority, 0, colon);
        if (out->port.len > 0 && (!char_is_digit(out->port.ptr[0]) ||
                                  !num_parse(out->port, &port) || port > PORT_MOST)) {
            return false;
        }
    }
    out->host = authority;
    return true;
}

bool url_split(struct str s, struct url *out)
{
    size_t n;

    *out = (struct url){0};
    for (size_t i = 0; i < s.len; i++) {
        if (is_control(s.ptr[i])) {
            return false;
        }
    }
    n = scheme_length(s);
    if (n > 0) {
        out->scheme = cut(&s, n);
        s = str_sub(s, 1, s.len);
    }
    if (str_starts(s, STR("//"))) {
        s = str_sub(s, 2, s.len);
        if (!split_authority(cut(&s, find_any(s, "/?#")), out)) {
            return false;
        }
    }
    out->path = cut(&s, find_any(s, "?#"));
    if (s.len > 0 && s.ptr[0] == '?') {
        n = str_find_char(s, '#', 0);
        out->query = str_sub(cut(&s, n == STR_NPOS ? s.len : n), 1, STR_NPOS);
    }
    if (s.len > 0) {
        out->fragment = str_sub(s, 1, s.len);
    }
    return true;
}

/* ---- resolving ---- */

/* White space and controls around go; tabs and line ends inside, too, as browsers do. */
static struct str clean(struct arena *a, struct str s)
{
    struct buf b = {0};

    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ') {
        s = str_sub(s, 1, s.len);
    }
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ') {
        s.len--;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '\t' && s.ptr[i] != '\n' && s.ptr[i] != '\r') {
            buf_add_char(&b, s.ptr[i]);
        }
    }
    return buf_str(&b, a);
}

static bool is_web(struct str scheme)
{
    return str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https"));
}

/* Browsers read a backslash before the query of a web address as a slash. */
static struct str straighten(struct arena *a, struct str s, bool web)
{
    struct buf b = {0};
    size_t end = find_any(s, "?#");

    if (!web) {
        return s;
    }
    for (size_t i = 0; i < s.len; i++) {
        buf_add_char(&b, s.ptr[i] == '\\' && i < end ? '/' : s.ptr[i]);
    }
    return buf_str(&b, a);
}

/* RFC 3986 5.2.4, on a path that begins with a slash. */
static void add_without_dots(struct buf *out, struct str path)
{
    size_t start = out->len;
    struct str part;

    if (path.len == 0) {
        return;
    }
    path = str_sub(path, 1, path.len);
    while (str_split(&path, '/', &part)) {
        bool last = path.ptr == NULL;

        if (str_eq(part, STR("."))) {
            part.len = 0;
        } else if (str_eq(part, STR(".."))) {
            size_t slash = str_rfind_char(str_sub(buf_view(out), start, out->len), '/');

            out->len = slash == STR_NPOS ? start : start + slash;
            part.len = 0;
        } else {
            buf_add_char(out, '/');
            buf_add(out, part);
            continue;
        }
        if (last) {
            buf_add_char(out, '/');
        }
    }
}

static void add_encoded(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' || c == '`') {
            buf_add_char(out, '%');
            buf_add_char(out, hex[c >> 4]);
            buf_add_char(out, hex[c & 15]);
        } else {
            buf_add_char(out, (char)c);
        }
    }
}

static void add_lower(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        buf_add_char(out, char_lower(s.ptr[i]));
    }
}

static struct str put_together(struct arena *a, const struct url *u)
{
    struct buf b = {0};

    if (u->scheme.ptr != NULL) {
        add_lower(&b, u->scheme);
        buf_add_char(&b, ':');
    }
    if (u->host.ptr != NULL) {
        buf_add_z(&b, "//");
        if (u->user.ptr != NULL) {
            buf_add(&b, u->user);
            buf_add_char(&b, '@');
        }
        add_lower(&b, u->host);
        if (u->port.len > 0) {
            buf_add_char(&b, ':');
            buf_add(&b, u->port);
        }
    }
    add_encoded(&b, u->path);
    if (u->query.ptr != NULL) {
        buf_add_char(&b, '?');
        add_encoded(&b, u->query);
    }
    if (u->fragment.ptr != NULL) {
        buf_add_char(&b, '#');
        add_encoded(&b, u->fragment);
    }
    return buf_str(&b, a);
}

static struct str path_without_dots(struct arena *a, struct str path)
{
    struct buf b = {0};

    add_without_dots(&b, path);
    return buf_str(&b, a);
}

/* RFC 3986 5.2.3 */
static struct str merge(struct arena *a, const struct url *base, struct str path)
{
    size_t slash = str_rfind_char(base->path, '/');
    struct buf b = {0};

    if (slash == STR_NPOS) {
        buf_add_char(&b, '/');
    } else {
        buf_add(&b, str_sub(base->path, 0, slash + 1));
    }
    buf_add(&b, path);
    return buf_str(&b, a);
}

/* RFC 3986 5.2.2; `r` has no scheme. */
static void inherit(struct arena *a, const struct url *base, struct url *r)
{
    r->scheme = base->scheme;
    if (r->host.ptr != NULL) {
        return;
    }
    r->user = base->user;
    r->host = base->host;
    r->port = base->port;
    if (r->path.len == 0) {
        r->path = base->path;
        r->query = r->query.ptr == NULL ? base->query : r->query;
    } else if (r->path.ptr[0] != '/') {
        r->path = merge(a, base, r->path);
    }
}

/* A whole web address that resolving would give back as it is: lower case, no dots, nothing to encode. */
static bool is_settled(struct str s)
{
    size_t at = str_starts(s, STR("https://")) ? 8 : str_starts(s, STR("http://")) ? 7 : s.len;
    size_t host = at;

    while (at < s.len && ((s.ptr[at] >= 'a' && s.ptr[at] <= 'z') || char_is_digit(s.ptr[at]) ||
                          s.ptr[at] == '.' || s.ptr[at] == '-')) {
        at++;
    }
    if (at == host || at >= s.len || s.ptr[at] != '/') {
        return false;
    }
    for (; at < s.len; at++) {
        char c = s.ptr[at];

        if (c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' || c == '`' || c == '\\' ||
            (c == '/' && at + 1 < s.len && s.ptr[at + 1] == '.')) {
            return false;
        }
    }
    return true;
}

struct str url_resolve(struct arena *a, struct str base, struct str reference)
{
    struct url r, b;
    struct str text, base_text;
    bool usable;

    if (reference.ptr == NULL) {
        return STR_NULL;
    }
    if (is_settled(reference)) {
        return reference;
    }
    text = clean(a, reference);
    base_text = clean(a, base);
    usable =
        base.ptr != NULL && url_split(base_text, &b) && b.scheme.ptr != NULL && b.host.ptr != NULL;
    if (!url_split(text, &r)) {
        return text;
    }
    text = straighten(a, text, is_web(r.scheme.ptr != NULL || !usable ? r.scheme : b.scheme));
    if (!url_split(text, &r) || (r.scheme.ptr == NULL && !usable)) {
        return text;
    }
    if (r.scheme.ptr == NULL) {
        inherit(a, &b, &r);
    }
    if (r.host.ptr == NULL) {
        return text; /* mailto: and the like have no parts of ours */
    }
    r.path = r.path.len == 0 && is_web(r.scheme) ? STR("/") : path_without_dots(a, r.path);
    return put_together(a, &r);
}

/* ---- questions ---- */

struct str url_without_fragment(struct str s)
{
    return str_sub(s, 0, str_find_char(s, '#', 0));
}

bool url_is_http(struct str s)
{
    struct url u;

    return url_split(s, &u) && is_web(u.scheme) && u.host.len > 0;
}

struct str url_host(struct arena *a, struct str s)
{
    struct buf b = {0};
    struct url u;

    if (!url_split(s, &u) || !is_web(u.scheme) || u.host.len == 0) {
        return STR_NULL;
    }
    add_lower(&b, u.host);
    return buf_str(&b, a);
}

static bool is_secret(struct str name)
{
    static const char *const words[] = {"token",  "key",  "secret",   "password",
                                        "passwd", "auth", "signature"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_find_nocase(name, str_z(words[i]), 0) != STR_NPOS) {
            return true;
        }
    }
    return false;
}

static struct str mask_query(struct arena *a, struct str query)
{
    struct buf b = {0};
    struct str member;

    while (str_split(&query, '&', &member)) {
        size_t equals = str_find_char(member, '=', 0);

        if (b.len > 0) {
            buf_add_char(&b, '&');
        }
        if (equals != STR_NPOS && is_secret(str_sub(member, 0, equals))) {
            buf_add(&b, str_sub(member, 0, equals + 1));
            buf_add_z(&b, "***");
        } else {
            buf_add(&b, member);
        }
    }
    return buf_str(&b, a);
}

struct str url_for_log(struct arena *a, struct str s)
{
    struct url u;

    if (s.ptr == NULL || !url_split(s, &u)) {
        return s;
    }
    u.user = STR_NULL;
    if (u.query.ptr != NULL) {
        u.query = mask_query(a, u.query);
    }
    return put_together(a, &u);
}

/* ---- identity ---- */

/* What tells how a reader came, or who it is: never which page it is. */
static bool is_tracking(struct str name)
{
    static const char *const prefixes[] = {"utm_", "at_", "mtm_", "hsa_"};
    static const char *const names[] = {
        "fbclid",      "gclid",    "dclid",     "gbraid",    "wbraid", "msclkid", "yclid",
        "mc_cid",      "mc_eid",   "igshid",    "_ga",       "_gl",    "cmpid",   "ref_src",
        "twclid",      "wt.mc_id", "mkt_tok",   "_hsenc",    "_hsmi",  "xtor",    "ttclid",
        "pk_campaign", "pk_kwd",   "phpsessid", "jsessionid"};

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        if (str_starts_nocase(name, str_z(prefixes[i]))) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq_nocase(name, str_z(names[i]))) {
            return true;
        }
    }
    return false;
}

/* Java's servers write the session of a reader without cookies behind the path, new at each poll. */
static struct str without_session(struct str path)
{
    size_t at = str_find_nocase(path, STR(";jsessionid="), 0);

    return at == STR_NPOS ? path : str_sub(path, 0, at);
}

/* Where the first segment that is a long number ends; STR_NPOS if there is none. */
static size_t number_end(struct str path)
{
    size_t digits = 0;

    for (size_t i = 0; i <= path.len; i++) {
        if (i == path.len || path.ptr[i] == '/') {
            if (digits >= ID_DIGITS_LEAST && digits != STR_NPOS) {
                return i;
            }
            digits = 0;
        } else {
            digits = char_is_digit(path.ptr[i]) && digits != STR_NPOS ? digits + 1 : STR_NPOS;
        }
    }
    return STR_NPOS;
}

static void add_query(struct buf *out, struct str query)
{
    char before = '?';
    struct str member;

    while (str_split(&query, '&', &member)) {
        size_t equals = str_find_char(member, '=', 0);

        if (member.len > 0 &&
            !is_tracking(str_sub(member, 0, equals == STR_NPOS ? member.len : equals))) {
            buf_add_char(out, before);
            buf_add(out, member);
            before = '&';
        }
    }
}

struct str url_link_key(struct arena *a, struct str link)
{
    struct buf b = {0};
    struct url u;
    size_t end;

    if (link.ptr == NULL || !url_split(link, &u)) {
        return STR_NULL;
    }
    u.path = without_session(u.path);
    end = number_end(u.path);
    if (end != STR_NPOS) {
        return arena_str(a, str_sub(u.path, 0, end));
    }
    while (u.path.len > 0 && u.path.ptr[u.path.len - 1] == '/') {
        u.path.len--;
    }
    buf_add(&b, u.path);
    add_query(&b, u.query);
    if (b.len == 0) {
        buf_free(&b);
        return STR_NULL;
    }
    return buf_str(&b, a);
}
