#include "net/failure.h"

#include <curl/curl.h>
#include <string.h>

#include "core/str.h"

enum detail {
    DETAIL_NONE,
    DETAIL_CURL,  /* libcurl's text says more */
    DETAIL_ERRNO, /* the system's text says it all */
    DETAIL_LIMIT, /* libcurl's text tells which of `limits` it was */
};

static const struct {
    CURLcode curl;
    enum err_code code;
    enum detail detail;
    const char *text;
} rows[] = {
    {CURLE_UNSUPPORTED_PROTOCOL, ERR_REFUSED, DETAIL_NONE, "refused: the scheme is not allowed"},
    {CURLE_URL_MALFORMAT, ERR_SYNTAX, DETAIL_NONE, "not a usable address"},
    {CURLE_COULDNT_RESOLVE_HOST, ERR_NETWORK, DETAIL_NONE, "no address for host"},
    {CURLE_COULDNT_CONNECT, ERR_NETWORK, DETAIL_ERRNO, "could not connect"},
    {CURLE_WEIRD_SERVER_REPLY, ERR_NETWORK, DETAIL_NONE, "the answer is not of the protocol"},
    {CURLE_HTTP2, ERR_NETWORK, DETAIL_CURL, "HTTP/2 failed"},
    {CURLE_HTTP2_STREAM, ERR_NETWORK, DETAIL_CURL, "HTTP/2 failed"},
    {CURLE_PARTIAL_FILE, ERR_NETWORK, DETAIL_NONE, "the answer was cut off"},
    {CURLE_BAD_CONTENT_ENCODING, ERR_NETWORK, DETAIL_NONE, "the answer's compression is damaged"},
    {CURLE_OUT_OF_MEMORY, ERR_NETWORK, DETAIL_NONE, "headers: a line is too long"},
    {CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT, DETAIL_LIMIT, "timeout: no whole answer in time"},
    {CURLE_SSL_CONNECT_ERROR, ERR_NETWORK, DETAIL_CURL, "TLS failed"},
    {CURLE_PEER_FAILED_VERIFICATION, ERR_NETWORK, DETAIL_CURL, "certificate not trusted"},
    {CURLE_SSL_CACERT_BADFILE, ERR_CONFIG, DETAIL_NONE, "the CA bundle cannot be read"},
    {CURLE_USE_SSL_FAILED, ERR_NETWORK, DETAIL_NONE, "the server offers no TLS"},
    {CURLE_GOT_NOTHING, ERR_NETWORK, DETAIL_NONE, "connection closed without an answer"},
    {CURLE_SEND_ERROR, ERR_NETWORK, DETAIL_NONE, "connection lost while sending"},
    {CURLE_RECV_ERROR, ERR_NETWORK, DETAIL_LIMIT, "connection lost while receiving"},
    {CURLE_LOGIN_DENIED, ERR_PERMISSION, DETAIL_NONE, "the server refused the login"},
};

/* One code stands for several limits: each is told by its own name. */
static const struct {
    CURLcode curl;
    struct str detail;
    const char *text;
} limits[] = {
    {CURLE_OPERATION_TIMEDOUT, STR_INIT("connection time"),
     "connect_timeout: no connection in time"},
    {CURLE_OPERATION_TIMEDOUT, STR_INIT("failed to connect"),
     "connect_timeout: no connection in time"},
    {CURLE_OPERATION_TIMEDOUT, STR_INIT("ssl connection time"),
     "connect_timeout: no connection in time"},
    {CURLE_OPERATION_TIMEDOUT, STR_INIT("resolving time"), "connect_timeout: no address in time"},
    {CURLE_OPERATION_TIMEDOUT, STR_INIT("operation too slow"),
     "low speed: the answer only trickles"},
    {CURLE_RECV_ERROR, STR_INIT("too large response headers"), "headers: more than 300 kB"},
};

static const char *limit_of(int curl_code, struct str detail)
{
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        if ((int)limits[i].curl == curl_code && str_starts_nocase(detail, limits[i].detail)) {
            return limits[i].text;
        }
    }
    return NULL;
}

/* One line: control bytes of a server's text must not reach a log. */
static void clean(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f) {
            *text = ' ';
        }
    }
}

int failure_set(struct err *err, int curl_code, const char *detail, int os_errno)
{
    const char *system = os_errno == 0 ? NULL : strerrordesc_np(os_errno);
    const char *limit = limit_of(curl_code, str_z(detail));

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if ((int)rows[i].curl != curl_code) {
            continue;
        }
        if (rows[i].detail == DETAIL_ERRNO && system != NULL) {
            err_set(err, rows[i].code, "%c%s", char_lower(system[0]), system + 1);
        } else if (rows[i].detail == DETAIL_LIMIT && limit != NULL) {
            err_set(err, rows[i].code, "%s", limit);
        } else if (rows[i].detail == DETAIL_CURL && detail[0] != '\0') {
            err_set(err, rows[i].code, "%s: %s", rows[i].text, detail);
        } else {
            err_set(err, rows[i].code, "%s", rows[i].text);
        }
        clean(err->text);
        return -1;
    }
    return err_set(err, ERR_NETWORK, "%s", curl_easy_strerror((CURLcode)curl_code));
}
