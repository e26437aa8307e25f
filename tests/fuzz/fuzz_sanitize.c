/*
 * What the sanitiser lets through, read by gumbo as a browser reads it, holds nothing outside this list,
 * and the text that it says is in it.
 */
#include <assert.h>
#include <string.h>

#include "core/arena.h"
#include "core/attr.h"
#include "core/err.h"
#include "core/utf8.h"
#include "fmt/url.h"
#include "fuzz/fuzz.h"
#include "text/html.h"
#include "text/sanitize.h"

/* Space before and behind each: what may be shown, and what gumbo makes of itself. */
static const char elements[] = " html head body a abbr acronym address article aside audio b bdi "
                               "bdo big blockquote br caption center "
                               "cite code col colgroup dd del details dfn div dl dt em figcaption "
                               "figure font footer h1 h2 h3 h4 h5 h6 "
                               "header hr i img ins kbd li main mark menu nav ol p picture pre q "
                               "rp rt ruby s samp section small source "
                               "span strike strong sub summary sup table tbody td tfoot th thead "
                               "time tr tt u ul var video wbr ";
static const char attributes[] =
    " alt title lang dir width height colspan rowspan datetime start controls type ";
static const char addresses[] = " href src poster cite ";

static bool stands_in(const char *list, struct str name)
{
    char word[32] = " ";

    if (name.len + 3 > sizeof(word)) {
        return false;
    }
    memcpy(word + 1, name.ptr, name.len);
    word[name.len + 1] = ' ';
    return strstr(list, word) != NULL;
}

static void check_attribute(const struct html_attribute *at)
{
    if (stands_in(addresses, at->name)) {
        assert(url_is_http(at->value) || str_starts(at->value, STR("mailto:")) ||
               str_starts_nocase(at->value, STR("mailto:")));
    } else {
        assert(stands_in(attributes, at->name));
    }
}

/* How often each byte but white space stands in a text: tables move text, but lose none. */
static void count_bytes(struct str s, size_t counts[256])
{
    for (size_t i = 0; i < s.len; i++) {
        counts[(unsigned char)s.ptr[i]]++;
    }
    for (const char *c = " \t\n\v\f\r\xC2\xA0"; *c != '\0';
         c++) { /* U+00A0 counts as white space */
        counts[(unsigned char)*c] = 0;
    }
}

static void check(struct arena *a, struct str html)
{
    size_t theirs[256] = {0}, ours[256] = {0};
    struct html_node *root;
    struct buf text = {0};
    struct err err;

    if (html_parse(a, html, &root, &err) == -1) {
        return; /* more than is read of a page */
    }
    for (const struct html_node *n = root; n != NULL; n = html_next(n, root)) {
        if (n->name.ptr == NULL) {
            buf_add(&text, n->text);
            continue;
        }
        assert(stands_in(elements, n->name));
        for (size_t i = 0; i < n->attribute_count; i++) {
            check_attribute(&n->attributes[i]);
        }
    }
    count_bytes(buf_view(&text), theirs);
    count_bytes(sanitize_text(a, html), ours);
    assert(memcmp(theirs, ours, sizeof(ours)) == 0);
    buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct buf valid = {0};
    struct str html;

    utf8_add_valid(&valid, (struct str){(const char *)data, size});
    html = sanitize_html(a, buf_view(&valid), STR("https://news.example/"));
    assert(utf8_valid(html));
    assert(str_eq(sanitize_text(a, html), sanitize_text(a, sanitize_html(a, html, STR_NULL))));
    check(a, html);
    buf_free(&valid);
    arena_free(a);
    return 0;
}
