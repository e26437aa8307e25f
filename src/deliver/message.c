#include "deliver/message.h"

#include "core/utf8.h"
#include "fmt/escape.h"
#include "fmt/json.h"
#include "fmt/time.h"
#include "fmt/url.h"

#define BASE64_LINE   76U
#define SUBJECT_BYTES 400U

/* RFC 5322 3.2.3: these make a display name a quoted string. */
static const struct str specials = STR_INIT("()<>[]:;@\\,.\"");

static bool is_address(struct str s)
{
    size_t at = str_rfind_char(s, '@');

    if (at == STR_NPOS || at == 0 || at + 1 == s.len || s.len > 254) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c <= 0x20 || c >= 0x7f || c == '<' || c == '>' || c == ',' || c == ';' || c == '"') {
            return false;
        }
    }
    return true;
}

int message_address(struct str s, struct mail_address *out, struct err *err)
{
    size_t open;

    *out = (struct mail_address){.address = str_trim(s)};
    open = str_rfind_char(out->address, '<');
    if (open != STR_NPOS && str_ends(out->address, STR(">"))) {
        struct str whole = out->address, name = str_trim(str_sub(whole, 0, open));

        out->address = str_sub(whole, open + 1, whole.len - 1);
        if (name.len >= 2 && name.ptr[0] == '"' && name.ptr[name.len - 1] == '"') {
            name = str_sub(name, 1, name.len - 1);
        }
        out->name = name.len == 0 ? STR_NULL : name;
    }
    if (!is_address(out->address)) {
        return err_set(err, ERR_CONFIG, "\"%.*s\" is not a mail address",
                       (int)(s.len > 80 ? 80 : s.len), s.len == 0 ? "" : s.ptr);
    }
    return 0;
}

static bool needs_quotes(struct str name)
{
    bool special = false;

    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.ptr[i] >= 0x7f) {
            return false; /* an encoded word needs and allows none */
        }
        special = special || str_find_char(specials, name.ptr[i], 0) != STR_NPOS;
    }
    return special;
}

static void add_address(struct buf *out, const struct mail_address *m)
{
    if (m->name.ptr != NULL && needs_quotes(m->name)) {
        buf_add_char(out, '"');
        for (size_t i = 0; i < m->name.len; i++) {
            char c = m->name.ptr[i];

            if (c == '"' || c == '\\') {
                buf_add_char(out, '\\');
            }
            buf_add_char(out, (unsigned char)c < 0x20 ? ' ' : c);
        }
        buf_add_z(out, "\" ");
    } else if (m->name.ptr != NULL) {
        escape_mail_header(out, m->name);
        buf_add_char(out, ' ');
    }
    buf_add_char(out, '<');
    buf_add(out, m->address);
    buf_add_char(out, '>');
}

static void add_subject(struct buf *out, struct arena *a, const struct message *m)
{
    const struct report *r = m->report;
    struct str title = escape_plain(a, r->title.ptr == NULL ? STR("Untitled") : r->title);
    struct buf text = {0};

    if (m->sample) {
        buf_add_z(&text, "[Sample] ");
    }
    if (r->revision > 1) {
        buf_add_fmt(&text, "[Revision %lld] ", (long long)r->revision);
    }
    buf_add(&text, str_sub(title, 0, utf8_cut(title, SUBJECT_BYTES)));
    buf_add_z(out, "Subject: ");
    escape_mail_header(out, buf_view(&text));
    buf_add_z(out, "\r\n");
    buf_free(&text);
}

static void add_headers(struct buf *out, struct arena *a, const struct message *m)
{
    struct str from = m->from.address;

    buf_add_fmt(out, "Date: " STR_FMT "\r\nFrom: ", STR_ARG(time_rfc5322(a, m->date)));
    add_address(out, &m->from);
    for (size_t i = 0; i < m->to_count; i++) {
        buf_add_z(out, i == 0 ? "\r\nTo: " : ",\r\n ");
        add_address(out, &m->to[i]);
    }
    buf_add_z(out, "\r\n");
    add_subject(out, a, m);
    buf_add_fmt(out, "Message-ID: <" STR_FMT "@" STR_FMT ">\r\n", STR_ARG(m->report->event),
                STR_ARG(str_sub(from, str_rfind_char(from, '@') + 1, from.len)));
    /* RFC 3834: no out-of-office answers, please. */
    buf_add_z(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
}

/* The first entry of a list that is JSON of the store's own. */
static const struct json *first_of(struct arena *a, struct str list)
{
    struct json *tree = NULL;
    struct err err;

    return list.ptr == NULL || json_parse(a, list, &tree, &err) == -1 ? NULL : tree->child;
}

static struct str made_by(const struct report *r)
{
    return str_eq(r->method, STR("model"))
               ? STR("Summary written by a model and checked against the article.")
               : STR("Summary: whole sentences of the article.");
}

static void add_text_fact(struct buf *out, const char *name, struct str value)
{
    if (value.len > 0) {
        buf_add_fmt(out, "%s: ", name);
        buf_add(out, value);
        buf_add_z(out, "\r\n");
    }
}

static struct str day_of(const struct json *earlier)
{
    return str_sub(json_str(json_get(earlier, "published")), 0, 10);
}

/* Earlier items, each by a sentence of its own, behind all that is said of this one. */
static void add_text_background(struct buf *out, struct arena *a, const struct report *r)
{
    const struct json *b = first_of(a, r->background);

    buf_add_z(out, b == NULL ? "" : "\r\nBackground\r\n");
    for (; b != NULL; b = b->next) {
        struct str day = day_of(b);

        buf_add_z(out, "\r\n");
        buf_add(out, escape_plain(a, day));
        buf_add_z(out, day.len > 0 ? ": “" : "“");
        buf_add(out, escape_plain(a, json_str(json_get(b, "text"))));
        buf_add_z(out, "”\r\n");
        buf_add(out, escape_plain(a, json_str(json_get(b, "link"))));
        buf_add_z(out, "\r\n");
    }
}

static struct str text_part(struct arena *a, const struct message *m)
{
    const struct report *r = m->report;
    struct buf out = {0};

    buf_add(&out, escape_plain(a, r->title));
    buf_add_z(&out, "\r\n\r\n");
    for (const struct json *s = first_of(a, r->summary); s != NULL; s = s->next) {
        buf_add(&out, escape_plain(a, json_str(json_get(s, "text"))));
        buf_add_z(&out, "\r\n\r\n");
    }
    add_text_fact(&out, "Link", escape_plain(a, r->link));
    add_text_fact(&out, "Published", time_rfc3339(a, r->published));
    add_text_fact(&out, "Feed", r->feed);
    if (r->revision > 1) {
        buf_add_fmt(&out, "Revision: %lld\r\n", (long long)r->revision);
    }
    buf_add_z(&out, "\r\n");
    buf_add(&out, made_by(r));
    buf_add_z(&out, m->sample ? "\r\nThis is a sample.\r\n" : "\r\n");
    add_text_background(&out, a, r);
    return buf_str(&out, a);
}

static void add_html(struct buf *out, const char *before, struct str text, const char *after)
{
    buf_add_z(out, before);
    escape_html(out, text);
    buf_add_z(out, after);
}

static void add_html_background(struct buf *out, struct arena *a, const struct report *r)
{
    const struct json *b = first_of(a, r->background);

    if (b == NULL) {
        return;
    }
    buf_add_z(out, "<h2>Background</h2>\r\n<ul>\r\n");
    for (; b != NULL; b = b->next) {
        struct str day = day_of(b), link = json_str(json_get(b, "link"));

        add_html(out, "<li>", escape_plain(a, day), day.len > 0 ? ": “" : "“");
        add_html(out, "", escape_plain(a, json_str(json_get(b, "text"))), "”");
        if (url_is_http(link)) {
            struct str title = escape_plain(a, json_str(json_get(b, "title")));

            add_html(out, " <a href=\"", link, "\">");
            add_html(out, "", title.len > 0 ? title : link, "</a>");
        }
        buf_add_z(out, "</li>\r\n");
    }
    buf_add_z(out, "</ul>\r\n");
}

static struct str html_part(struct arena *a, const struct message *m)
{
    const struct report *r = m->report;
    struct str published = time_rfc3339(a, r->published);
    struct buf out = {0};

    add_html(&out, "<!DOCTYPE html>\r\n<html><head><meta charset=\"utf-8\"><title>",
             escape_plain(a, r->title), "</title></head><body>\r\n");
    if (url_is_http(r->link)) {
        add_html(&out, "<h1><a href=\"", r->link, "\">");
        add_html(&out, "", escape_plain(a, r->title), "</a></h1>\r\n");
    } else {
        add_html(&out, "<h1>", escape_plain(a, r->title), "</h1>\r\n");
    }
    for (const struct json *s = first_of(a, r->summary); s != NULL; s = s->next) {
        add_html(&out, "<p>", escape_plain(a, json_str(json_get(s, "text"))), "</p>\r\n");
    }
    add_html(&out, "<p>Feed: ", r->feed, "");
    if (published.ptr != NULL) {
        add_html(&out, "<br>Published: ", published, "");
    }
    if (r->revision > 1) {
        buf_add_fmt(&out, "<br>Revision: %lld", (long long)r->revision);
    }
    add_html(&out, "<br>", made_by(r), "");
    buf_add_z(&out, m->sample ? "<br>This is a sample.</p>\r\n" : "</p>\r\n");
    add_html_background(&out, a, r);
    buf_add_z(&out, "</body></html>\r\n");
    return buf_str(&out, a);
}

static void add_part(struct buf *out, struct str boundary, const char *type, struct str content)
{
    buf_add_fmt(out, "\r\n--" STR_FMT "\r\nContent-Type: %s; charset=utf-8\r\n", STR_ARG(boundary),
                type);
    buf_add_z(out, "Content-Transfer-Encoding: base64\r\n\r\n");
    escape_base64(out, content, BASE64_LINE);
    buf_add_z(out, "\r\n");
}

struct str message_build(struct arena *a, const struct message *m)
{
    /* RFC 2045 6.7: "=_" is in no base64 text. */
    struct str boundary = arena_fmt(a, "=_" STR_FMT, STR_ARG(str_sub(m->report->event, 0, 32)));
    struct buf out = {0};

    add_headers(&out, a, m);
    buf_add_fmt(&out, "Content-Type: multipart/alternative;\r\n boundary=\"" STR_FMT "\"\r\n",
                STR_ARG(boundary));
    add_part(&out, boundary, "text/plain", text_part(a, m));
    add_part(&out, boundary, "text/html", html_part(a, m));
    buf_add_fmt(&out, "\r\n--" STR_FMT "--\r\n", STR_ARG(boundary));
    return buf_str(&out, a);
}
