/* feed/xml: libxml2 judges what is sound; what is sound is read as it stands; known items are passed over. */
#include "unit/test.h"

#include <libxml/parser.h>

#include "core/arena.h"
#include "core/limits.h"
#include "feed/xml.h"

struct row {
    const char *name, *in;
    const char *text; /* of the whole document; NULL where it is not sound */
};

static struct row rows[] = {
    {"text and elements", "<a>x<b>y</b>z</a>", "xyz"},
    {"a declaration, a comment, an instruction and a document type before the root",
     "<?xml version='1.0'?>\n<!-- c --><?p i?><!DOCTYPE a SYSTEM 'urn:x>y'><a>t</a> <!--e-->", "t"},
    {"the five entities and numbers", "<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&#x1F600;</a>",
     "<>&\"'AB\xF0\x9F\x98\x80"},
    {"pieces of one text", "<a>x<![CDATA[<b>&amp;]]><!-- - -->y</a>", "x<b>&amp;y"},
    {"an empty CDATA section", "<a><![CDATA[]]></a>", ""},
    {"brackets inside a CDATA section", "<a><![CDATA[]]]]></a>", "]]"},
    {"line ends are one", "<a>1\r\n2\r3\n<![CDATA[\r\n\r]]></a>", "1\n2\n3\n\n\n"},
    {"a tag of many lines", "<a\n b = '1'\r\n\tc=\"2\" ><d/>t</a\n>", "t"},
    {"a > in an attribute", "<a b='>'>t</a>", "t"},
    {"names of other scripts", "<\xC3\xA9t\xC3\xA9>t</\xC3\xA9t\xC3\xA9>", "t"},
    {"an attribute twice", "<a b='1' b='2'/>", NULL},
    {"a < in an attribute", "<a b='<'/>", NULL},
    {"a value without quotes", "<a b=1/>", NULL},
    {"attributes that touch", "<a b='1'c='2'/>", NULL},
    {"an attribute without a value", "<a b/>", NULL},
    {"a name that begins with a digit", "<a 1b='1'/>", NULL},
    {"a reference that is not closed", "<a>&amp</a>", NULL},
    {"a bare &", "<a>AT&T</a>", NULL},
    {"a name of HTML", "<a>&nbsp;</a>", NULL},
    {"a number that is no character", "<a>&#8;</a>", NULL},
    {"a number of a surrogate", "<a>&#xD800;</a>", NULL},
    {"a number that is too large", "<a>&#x110000;</a>", NULL},
    {"a number without digits", "<a>&#;</a>", NULL},
    {"a control character", "<a>\x01</a>", NULL},
    {"the end of a CDATA section in text", "<a>]]></a>", NULL},
    {"a CDATA section without an end", "<a><![CDATA[x</a>", NULL},
    {"a comment with -- inside", "<a><!-- -- --></a>", NULL},
    {"a comment without an end", "<a><!-- x</a>", NULL},
    {"tags that cross", "<a><b></a></b>", NULL},
    {"an end tag in another case", "<a></A>", NULL},
    {"an element without an end", "<a><b></b>", NULL},
    {"an end tag with attributes", "<a></a b='1'>", NULL},
    {"two roots", "<a/><b/>", NULL},
    {"text before the root", "x<a/>", NULL},
    {"text behind the root", "<a/>x", NULL},
    {"a declaration behind white space", " <?xml version='1.0'?><a/>", NULL},
    {"a declaration inside", "<a><?xml version='1.0'?></a>", NULL},
    {"a document type behind the root", "<a/><!DOCTYPE a>", NULL},
    {"an instruction without an end", "<a/><?p ", NULL},
    {"a document that ends in a tag", "<a b='1'", NULL},
    {"nothing but white space", " \n", NULL},
};

static void libxml2_agrees(void **state)
{
    const struct row *row = *state;
    const struct xml_hints hints = {.known = NULL};
    struct arena *a = arena_new();
    struct xml_document d;
    struct bounds bounds;
    xmlDocPtr judged = xmlReadMemory(row->in, (int)strlen(row->in), NULL, "UTF-8",
                                     XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);

    bounds_init(&bounds, a, &(struct feed_limits){0});
    xml_read(&bounds, str_z(row->in), &hints, &d);
    assert_int_equal(judged != NULL, row->text != NULL);
    assert_int_equal(d.damage.ptr == NULL, row->text != NULL);
    if (row->text != NULL) {
        struct str text = xml_text(a, d.top);
        xmlChar *theirs = xmlNodeGetContent(xmlDocGetRootElement(judged));

        assert_true(str_eq(text, str_z(row->text)));
        assert_string_equal((const char *)theirs, row->text);
        xmlFree(theirs);
    }
    xmlFreeDoc(judged);
    arena_free(a);
}

static void values_are_normalised(void **state)
{
    const struct xml_hints hints = {.known = NULL};
    struct arena *a = arena_new();
    struct xml_document d;
    struct bounds bounds;

    (void)state;
    bounds_init(&bounds, a, &(struct feed_limits){0});
    xml_read(&bounds, STR("<a b='1\r\n2\t3&#10;4&amp;&lt;'/>"), &hints, &d);
    assert_true(str_eq(xml_attribute(d.top->first, "b"), STR("1 2 3\n4&<")));
    arena_free(a);
}

/* ---- known items ---- */

struct known_row {
    const char *name, *in;
    size_t passed; /* how many items are passed over when those with a K inside are known */
};

static struct known_row known_rows[] = {
    {"a known item", "<rss><channel><item><title>K</title></item></channel></rss>", 1},
    {"a new one among known ones",
     "<rss><channel><item>K</item><item>n</item><item>K</item></channel></rss>", 2},
    {"an end tag in a CDATA section or a comment is none",
     "<rss><channel><item><![CDATA[</item>]]><!--</item>-->K</item></channel></rss>", 1},
    {"an entry", "<feed xmlns='http://www.w3.org/2005/Atom'><entry a='1'>K</entry></feed>", 1},
    {"an item with a prefix of its own",
     "<r:RDF xmlns:r='urn:r' xmlns:s='http://purl.org/rss/1.0/'><s:item>K</s:item></r:RDF>", 1},
    {"an item of another namespace", "<rss><x:item xmlns:x='urn:x'>K</x:item></rss>", 0},
    {"an item that begins with another name", "<rss><channel><items>K</items></channel></rss>", 0},
    {"an item inside an item", "<rss><item><item>K</item></item><item>K</item></rss>", 0},
    {"an item that is the whole document", "<item><title>K</title></item>", 0},
    {"an item without an end", "<rss><channel><item>K</channel></rss>", 0},
};

static struct str has_k(const void *arg, struct str inside)
{
    (void)arg;
    return str_find_char(inside, 'K', 0) != STR_NPOS ? STR("digest") : STR_NULL;
}

static void known_items_are_passed_over(void **state)
{
    const struct known_row *row = *state;
    const struct xml_hints hints = {.known = has_k};
    struct arena *a = arena_new();
    struct xml_document d;
    struct bounds bounds;

    bounds_init(&bounds, a, &(struct feed_limits){0});
    xml_read(&bounds, str_z(row->in), &hints, &d);
    assert_int_equal(d.known_count, row->passed);
    for (size_t i = 0; i < d.known_count; i++) {
        assert_null(d.known[i].node->first);
        assert_true(d.known[i].node->complete);
    }
    arena_free(a);
}

int main(void)
{
    static struct CMUnitTest tests[ARRAY_LEN(rows) + ARRAY_LEN(known_rows) + 1];
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = libxml2_agrees, .initial_state = &rows[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(known_rows); i++) {
        tests[n++] = (struct CMUnitTest){.name = known_rows[i].name,
                                         .test_func = known_items_are_passed_over,
                                         .initial_state = &known_rows[i]};
    }
    tests[n++] = (struct CMUnitTest){.name = "attribute values are normalised",
                                     .test_func = values_are_normalised};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
