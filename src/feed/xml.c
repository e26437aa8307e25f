/*
 * feed/xml - sound XML by libxml2's SAX2 interface.
 */
#include "feed/xml.h"

#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "feed/xml_tree.h"

#define CX(p) ((const char *)(p))

struct reader {
    struct xml_builder builder;
    struct arena *arena;
    xmlParserCtxtPtr context;
    char damage[160]; /* of the first error */
    bool failed;
};

/* A copy; the dictionary of libxml2 ends with its context. */
static struct str copy(struct arena *a, const xmlChar *z)
{
    return z == NULL ? STR_NULL : arena_str(a, str_z(CX(z)));
}

static size_t offset(const struct reader *r)
{
    const xmlParserInput *input = r->context->input;

    return input == NULL ? 0 : input->consumed + (size_t)(input->cur - input->base);
}

static void give_up(struct reader *r, const char *why)
{
    if (!r->failed) {
        strncpy(r->damage, why, sizeof(r->damage) - 1);
        r->failed = true;
        xmlStopParser(r->context);
    }
}

/* Five pointers an attribute: local, prefix, URI, value and its end. */
static struct xml_attribute *read_attributes(struct arena *a, const xmlChar **raw, size_t count)
{
    struct xml_attribute *out = arena_array(a, count, sizeof(*out));

    for (size_t i = 0; i < count; i++, raw += 5) {
        struct str value = {CX(raw[3]), (size_t)(raw[4] - raw[3])};

        out[i].local = copy(a, raw[0]);
        out[i].prefix = copy(a, raw[1]);
        out[i].value = arena_str(a, value);
        out[i].ns = raw[2] != NULL ? ns_of_uri(str_z(CX(raw[2]))) : ns_of_prefix(out[i].prefix);
    }
    return out;
}

static void on_start(void *arg, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int defaulted, const xmlChar **attributes)
{
    struct reader *r = arg;
    struct xml_start s = {.local = copy(r->arena, local), .prefix = copy(r->arena, prefix)};

    (void)namespace_count;
    (void)namespaces;
    (void)defaulted;
    if (r->context->nsNr > (int)(2 * LIMIT_XML_SCOPE)) {
        give_up(r, "too many namespaces");
        return;
    }
    s.uri = uri == NULL && prefix == NULL ? STR("") : str_z(CX(uri));
    s.attribute_count = (size_t)attribute_count;
    s.attributes = read_attributes(r->arena, attributes, s.attribute_count);
    s.at = offset(r) + 1; /* libxml2 stands at the '>' */
    xml_builder_start(&r->builder, &s);
}

static void on_end(void *arg, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct reader *r = arg;

    (void)local;
    (void)prefix;
    (void)uri;
    xml_builder_end(&r->builder, offset(r), true);
}

static void on_text(void *arg, const xmlChar *text, int len)
{
    struct reader *r = arg;

    xml_builder_text(&r->builder, (struct str){CX(text), (size_t)len});
}

/* An entity that is not one of the five of XML: HTML names are the lenient reader's business. */
static xmlEntityPtr on_entity(void *arg, const xmlChar *name)
{
    (void)name;
    give_up(arg, "an entity that is not declared");
    return NULL;
}

static void on_error(void *arg, xmlErrorPtr error)
{
    struct reader *r = arg;
    struct str message = str_trim(str_z(error->message));

    if (!r->failed && error->level >= XML_ERR_ERROR && error->domain != XML_FROM_NAMESPACE) {
        size_t n = utf8_cut(message, sizeof(r->damage) - 1);

        memcpy(r->damage, message.ptr, n);
        r->failed = true;
    }
}

/* Behind the comment, CDATA section or instruction at `at`, or 0 when none begins there. */
static size_t behind_special(struct str s, size_t at)
{
    static const struct {
        struct str open, close;
    } kinds[] = {
        {STR_INIT("<![CDATA["), STR_INIT("]]>")}, //
        {STR_INIT("<!--"), STR_INIT("-->")},
        {STR_INIT("<?"), STR_INIT("?>")},
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_starts(str_sub(s, at, s.len), kinds[i].open)) {
            size_t end = str_find(s, kinds[i].close, at + kinds[i].open.len);

            return end == STR_NPOS ? s.len : end + kinds[i].close.len;
        }
    }
    return 0;
}

/* Behind the tag at `at`, or 0 when it is too large: libxml2 is quadratic in the attributes of one. */
static size_t behind_tag(struct str s, size_t at)
{
    size_t p, count = 0;
    char quote = 0;

    for (p = at + 1; p < s.len && p - at < LIMIT_XML_TAG_BYTES; p++) {
        char c = s.ptr[p];

        if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
            count++;
        } else if (c == '>') {
            return count > LIMIT_XML_ATTRIBUTES ? 0 : p + 1;
        }
    }
    return p < s.len ? 0 : s.len;
}

/* What is wrong for libxml2, or NULL: huge tags, and DTDs that declare something. */
static const char *unfit(struct str s)
{
    size_t at = 0, next;

    while ((at = str_find_char(s, '<', at)) != STR_NPOS) {
        if (str_starts_nocase(str_sub(s, at, s.len), STR("<!DOCTYPE"))) {
            size_t bracket = str_find_char(s, '[', at), end = str_find_char(s, '>', at);

            if (bracket < end) {
                return "it has a document type of its own";
            }
        }
        next = s.ptr[at + 1 < s.len ? at + 1 : at] == '/' ? at + 2 : behind_special(s, at);
        next = next == 0 ? behind_tag(s, at) : next;
        if (next == 0) {
            return "a tag is larger than is read";
        }
        at = next;
    }
    return NULL;
}

static void read_strict(struct reader *r, struct str text)
{
    xmlSAXHandler sax = {0};

    r->context = xmlCreateMemoryParserCtxt(text.ptr, (int)text.len);
    if (r->context == NULL) {
        give_up(r, "not even a document");
        return;
    }
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = sax.ignorableWhitespace = sax.cdataBlock = on_text;
    sax.getEntity = on_entity;
    sax.serror = on_error;
    *r->context->sax = sax;
    r->context->userData = r;
    /* NOENT: or &amp; in an attribute would arrive as &#38;. on_entity lets no other entity in. */
    xmlCtxtUseOptions(r->context, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC);
    *r->context->sax = sax; /* the options reset the error callbacks */
    xmlSwitchEncoding(r->context, XML_CHAR_ENCODING_UTF8);
    xmlParseDocument(r->context);
    r->failed = r->failed || !r->context->wellFormed;
    xmlFreeParserCtxt(r->context);
}

void xml_read(struct arena *a, struct str text, struct str base, struct xml_document *out)
{
    struct reader r = {.arena = a};
    const char *why = unfit(text);

    *out = (struct xml_document){0};
    xml_builder_init(&r.builder, a, base);
    if (why == NULL && text.len > 0) {
        read_strict(&r, text);
        why = r.failed ? r.damage : NULL;
    }
    xml_builder_finish(&r.builder, text.len);
    if (why != NULL) {
        out->damage = arena_str(a, str_z(why));
        xml_builder_init(&r.builder, a, base);
        xml_read_lenient(&r.builder, text, &out->damage);
        xml_builder_finish(&r.builder, text.len);
    }
    out->top = r.builder.top;
    out->refused = arena_str(a, str_z(r.builder.limit));
}
