/*
 * mailer/main - readoutd-mail: sends the one mail whose order stands on standard input (net/mail_order).
 *
 * Exit 0: the server took it; standard error names the receivers it refuses for good, and why. Else standard error says
 * why not: EX_UNAVAILABLE, it refuses this mail for good; any other status, it may take it later, and nobody has it
 * yet. Started by readoutd alone.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "core/limits.h"
#include "net/failure.h"
#include "net/mail_order.h"
#include "sys/file.h"

enum { NEEDS_LOGIN = 530 };

struct mailer {
    struct arena *arena;
    struct mail_order order;
    size_t sent;            /* of the message */
    struct str last;        /* refusal of the server */
    struct str *to;         /* receivers who are not refused */
    size_t to_count, asked; /* asked: of them, so far in this try */
    bool in_data;           /* the server took the receivers */
    bool final;             /* what it answered last is for good */
    struct curl_slist *to_list, *connect_to;
    struct buf refused; /* "ADDRESS: why" */
    char detail[CURL_ERROR_SIZE];
};

static size_t on_upload(char *bytes, size_t size, size_t count, void *arg)
{
    struct mailer *m = arg;
    size_t left = m->order.message.len - m->sent, room = size * count;
    size_t len = left < room ? left : room;

    if (len > 0) {
        memcpy(bytes, m->order.message.ptr + m->sent, len);
    }
    m->sent += len;
    return len;
}

static size_t on_line(char *bytes, size_t size, size_t count, void *arg)
{
    struct mailer *m = arg;

    /* Not the farewell that follows a refusal. */
    if (count > 0 && (bytes[0] == '4' || bytes[0] == '5')) {
        m->last = arena_str(m->arena, str_trim((struct str){bytes, size * count}));
    }
    return size * count;
}

/* Which command the server answers, told by what is sent. */
static int on_trace(CURL *e, curl_infotype what, char *bytes, size_t size, void *arg)
{
    struct mailer *m = arg;
    struct str line = {bytes, size};

    (void)e;
    if (what == CURLINFO_HEADER_OUT) {
        m->asked += str_starts(line, STR("RCPT "));
        m->in_data = m->in_data || str_starts(line, STR("DATA"));
    }
    return 0;
}

static struct curl_slist *make_list(struct arena *a, const struct str *from, size_t count)
{
    struct curl_slist *list = NULL;

    for (size_t i = 0; i < count; i++) {
        struct curl_slist *longer = curl_slist_append(list, arena_z(a, from[i]));

        if (longer == NULL) {
            abort();
        }
        list = longer;
    }
    return list;
}

/* Whether the server is this machine. */
static bool is_local(const char *url)
{
    static const char *const names[] = {"localhost", "[::1]"};
    CURLU *u = curl_url();
    char *host = NULL;
    bool found = false;

    if (u != NULL && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        found = strncmp(host, "127.", 4) == 0;
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
            found = found || strcmp(host, names[i]) == 0;
        }
    }
    curl_free(host);
    curl_url_cleanup(u);
    return found;
}

static void set_security(struct mailer *m, CURL *e, const char *url)
{
    const struct mail_order *o = &m->order;
    long level = CURLUSESSL_TRY;

    if (is_local(url)) {
        /* A local server often has a certificate of its own making, and no wire to protect. */
        level = CURLUSESSL_NONE;
    } else if (o->password.ptr != NULL) {
        /* A password never leaves the machine in the clear, whatever the server offers. */
        level = CURLUSESSL_ALL;
    }
    curl_easy_setopt(e, CURLOPT_USE_SSL, level);
    curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (o->ca_bundle.ptr != NULL) {
        curl_easy_setopt(e, CURLOPT_CAINFO, arena_z(m->arena, o->ca_bundle));
    }
    if (o->user.ptr != NULL) {
        curl_easy_setopt(e, CURLOPT_USERNAME, arena_z(m->arena, o->user));
    }
    if (o->password.ptr != NULL) {
        curl_easy_setopt(e, CURLOPT_PASSWORD, arena_z(m->arena, o->password));
    }
}

static void set_mail(struct mailer *m, CURL *e)
{
    const struct mail_order *o = &m->order;
    const char *url = arena_z(m->arena, o->url);

    m->connect_to = make_list(m->arena, o->connect_to, o->connect_to_count);
    curl_easy_setopt(e, CURLOPT_URL, url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(e, CURLOPT_PROXY, "");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)o->timeout_ms);
    curl_easy_setopt(e, CURLOPT_CONNECT_TO, m->connect_to);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, m->detail);
    curl_easy_setopt(e, CURLOPT_MAIL_FROM, arena_z(m->arena, o->from));
    curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(e, CURLOPT_INFILESIZE_LARGE, (curl_off_t)o->message.len);
    curl_easy_setopt(e, CURLOPT_READFUNCTION, on_upload);
    curl_easy_setopt(e, CURLOPT_READDATA, m);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_line);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, m);
    curl_easy_setopt(e, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, on_trace);
    curl_easy_setopt(e, CURLOPT_DEBUGDATA, m);
    set_security(m, e, url);
}

/* RFC 5321 4.2.1: 5yz is for good. But a login that is refused (RFC 4954) is mended on our side, not in the mail. */
static bool is_final(CURLcode code, long status)
{
    return status >= 500 && status != NEEDS_LOGIN && code != CURLE_LOGIN_DENIED;
}

static int judge(struct mailer *m, CURL *e, CURLcode code, struct err *err)
{
    long status = 0, os_errno = 0;

    if (code == CURLE_OK) {
        return 0;
    }
    curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 400) {
        m->final = is_final(code, status);
        return err_set(err, m->final ? ERR_UNAVAILABLE : ERR_BUSY,
                       "the mail server answered: " STR_FMT, STR_ARG(m->last));
    }
    curl_easy_getinfo(e, CURLINFO_OS_ERRNO, &os_errno);
    return failure_set(err, (int)code, m->detail, (int)os_errno);
}

static int try_once(struct mailer *m, CURL *e, struct err *err)
{
    m->sent = m->asked = 0;
    m->in_data = m->final = false;
    curl_slist_free_all(m->to_list);
    m->to_list = make_list(m->arena, m->to, m->to_count);
    curl_easy_setopt(e, CURLOPT_MAIL_RCPT, m->to_list);
    return judge(m, e, curl_easy_perform(e), err);
}

/* Leaves out the receiver the server refuses for good; false if that was not it. */
static bool leave_out(struct mailer *m)
{
    size_t i = m->asked - 1;

    if (!m->final || m->in_data || m->asked == 0 || m->asked > m->to_count) {
        return false;
    }
    buf_add_fmt(&m->refused, "%s" STR_FMT ": " STR_FMT, m->refused.len > 0 ? "; " : "",
                STR_ARG(m->to[i]), STR_ARG(m->last));
    for (m->to_count--; i < m->to_count; i++) {
        m->to[i] = m->to[i + 1];
    }
    return m->to_count > 0;
}

/* To all receivers, or to those whom the server does not refuse for good. */
static int send_to_all(struct mailer *m, CURL *e, struct err *err)
{
    m->to_count = m->order.to_count;
    m->to = arena_array(m->arena, m->to_count, sizeof(*m->to));
    for (size_t i = 0; i < m->to_count; i++) {
        m->to[i] = m->order.to[i];
    }
    while (try_once(m, e, err) == -1) {
        if (!leave_out(m)) {
            return -1;
        }
    }
    return 0;
}

static int send_mail(struct mailer *m, struct err *err)
{
    struct str input;
    CURL *e = NULL;
    int rc = -1;

    if (file_read(m->arena, "-", LIMIT_DOCUMENT_BYTES, &input, err) == -1 ||
        mail_order_read(m->arena, input, &m->order, err) == -1) {
        return -1;
    }
    e = curl_easy_init();
    if (e == NULL) {
        return err_set(err, ERR_OS, "libcurl has no handle");
    }
    set_mail(m, e);
    rc = send_to_all(m, e, err);
    curl_easy_cleanup(e);
    curl_slist_free_all(m->to_list);
    curl_slist_free_all(m->connect_to);
    return rc;
}

int main(void)
{
    struct mailer m = {.arena = arena_new()};
    struct err err;
    int status = EX_OK;

    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (send_mail(&m, &err) == -1) {
        status = err_again(err.code) ? EX_TEMPFAIL : err_exit(err.code);
        fprintf(stderr, "%s\n", err.text);
    } else if (m.refused.len > 0) {
        fprintf(stderr, STR_FMT "\n", STR_ARG(buf_view(&m.refused)));
    }
    buf_free(&m.refused);
    arena_free(m.arena);
    curl_global_cleanup();
    return status;
}
