/* Every reading of XML ends; and what is called sound libxml2 calls sound, with the same text. */
#include <assert.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/utf8.h"
#include "feed/xml.h"
#include "fuzz/fuzz.h"

/* What is left out of the comparison: libxml2 has limits and rules of DTDs and namespaces of its own. */
static bool is_comparable(struct str s)
{
    return str_find(s, STR("<!DOCTYPE"), 0) == STR_NPOS &&
           str_find(s, STR("xmlns"), 0) == STR_NPOS && str_find(s, STR("<?xml"), 0) == STR_NPOS &&
           str_find(s, STR("xml:"), 0) == STR_NPOS;
}

/* Names of XML are checked by their ASCII here, and white space is that of ASCII. */
static bool has_wide(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] >= 0x80 || s.ptr[i] == '\v' || s.ptr[i] == '\f' ||
            s.ptr[i] == ':' || s.ptr[i] == 0x7F) {
            return true;
        }
    }
    return false;
}

/* C1 controls are repaired here. */
static bool has_repairs(struct str s)
{
    return str_find(s, STR("&#"), 0) != STR_NPOS;
}

static void compare(struct arena *a, struct str s, const struct xml_document *d)
{
    xmlDocPtr judged = xmlReadMemory(s.ptr, (int)s.len, NULL, "UTF-8",
                                     XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET |
                                         XML_PARSE_NOCDATA);
    xmlChar *text;

    assert(judged != NULL);
    text = xmlNodeGetContent(xmlDocGetRootElement(judged));
    if (!has_repairs(s)) {
        const struct xml_node *root = d->top->first;

        assert(root != NULL && root->local.ptr != NULL);
        /* White space between fields is layout here. */
        struct buf ours = {0}, theirs = {0};
        struct str both[] = {xml_text(a, d->top), str_z((const char *)text)};

        for (size_t i = 0; i < both[0].len; i++) {
            if (!char_is_space(both[0].ptr[i])) {
                buf_add_char(&ours, both[0].ptr[i]);
            }
        }
        for (size_t i = 0; i < both[1].len; i++) {
            if (!char_is_space(both[1].ptr[i])) {
                buf_add_char(&theirs, both[1].ptr[i]);
            }
        }
        assert(str_eq(buf_view(&ours), buf_view(&theirs)));
        buf_free(&ours);
        buf_free(&theirs);
    }
    xmlFree(text);
    xmlFreeDoc(judged);
}

static struct str known(const void *arg, struct str inside)
{
    (void)arg;
    return inside.len % 2 == 0 ? STR("digest") : STR_NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct buf valid = {0};
    struct bounds bounds;
    struct xml_hints hints = {.base = STR("https://news.example/feed")};
    struct xml_document d;
    struct str s;

    bounds_init(&bounds, a, &(struct feed_limits){0});
    utf8_add_valid(&valid, (struct str){(const char *)data, size});
    s = buf_view(&valid);
    xml_read(&bounds, s, &hints, &d);
    assert(utf8_valid(xml_text(a, d.top)));
    assert(utf8_valid(xml_markup(&bounds, d.top)));
    if (d.damage.ptr == NULL && d.ended == BOUND_COUNT && is_comparable(s) && !has_wide(s)) {
        compare(a, s, &d);
    }
    hints.known = known;
    xml_read(&bounds, s, &hints, &d);
    for (size_t i = 0; i < d.known_count; i++) {
        assert(xml_is_item(d.known[i].node));
    }
    buf_free(&valid);
    arena_free(a);
    return 0;
}
