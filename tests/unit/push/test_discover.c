#include "push/discover.h"

#include "unit/test.h"

static const struct row {
    const char *name, *link, *hub, *self;
    const char *want_hub, *want_topic; /* want_hub NULL: none is found */
} rows[] = {
    {"a document that names both", NULL, "https://hub.example/", "https://n.example/feed",
     "https://hub.example/", "https://n.example/feed"},
    {"a header alone", "<https://hub.example/>; rel=\"hub\", <https://n.example/a>; rel=self", NULL,
     NULL, "https://hub.example/", "https://n.example/a"},
    {"the header goes before the document",
     "<https://b.example/>; rel=hub, <https://n.example/b>; rel=\"self\"", "https://a.example/",
     "https://n.example/a", "https://b.example/", "https://n.example/b"},
    {"the header may name one and the document the other", "<https://b.example/>; rel=hub", NULL,
     "https://n.example/a", "https://b.example/", "https://n.example/a"},
    {"who names no self is known by the address that answered", NULL, "https://hub.example/", NULL,
     "https://hub.example/", "https://n.example/feed.xml"},
    {"no hub", "<https://n.example/>; rel=self", NULL, "https://n.example/feed", NULL, NULL},
    {"nothing at all", NULL, NULL, NULL, NULL, NULL},
    {"addresses of the header are relative to the answer", "</hub?x=1>;rel=hub", NULL, NULL,
     "https://n.example/hub?x=1", "https://n.example/feed.xml"},
    {"several relations of one link", "<https://h.example/>; rel=\"next hub  self\"", NULL, NULL,
     "https://h.example/", "https://h.example/"},
    {"names of either case", "<https://h.example/>; REL=Hub", NULL, NULL, "https://h.example/",
     "https://n.example/feed.xml"},
    {"the first rel of a link counts", "<https://h.example/>; rel=next; rel=hub", NULL, NULL, NULL,
     NULL},
    {"a link about another document is none", "<https://h.example/>; anchor=\"/x\"; rel=hub", NULL,
     NULL, NULL, NULL},
    {"quotes hide what looks like a link",
     "<https://n.example/>; title=\"a, <https://e.example/>; rel=hub\"; rel=self", NULL, NULL, NULL,
     NULL},
    {"an escaped quote does not end a value", "</x>; title=\"\\\"; rel=hub\"; rel=next", NULL, NULL,
     NULL, NULL},
    {"a link that ends early", "<https://h.example/>; rel=\"hub", NULL, NULL, "https://h.example/",
     "https://n.example/feed.xml"},
    {"half a link", "<https://h.example/", NULL, NULL, NULL, NULL},
    {"a scheme that is not asked", "<ftp://h.example/>; rel=hub, <https://i.example/>; rel=hub",
     NULL, NULL, "https://i.example/", "https://n.example/feed.xml"},
    {"user-info is not sent on", NULL, "https://u:p@h.example/", NULL, NULL, NULL},
};

static void test_row(void **state)
{
    const struct row *r = *state;
    struct arena *a = arena_new();
    const struct push_source source = {str_z(r->link), str_z(r->hub), str_z(r->self),
                                       STR("https://n.example/feed.xml")};
    struct push_links links;

    assert_int_equal(push_discover(a, &source, &links), r->want_hub != NULL);
    if (r->want_hub != NULL) {
        assert_str(links.hub, r->want_hub);
        assert_str(links.topic, r->want_topic);
    }
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows)];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){.name = rows[i].name,
                                       .test_func = test_row,
                                       .initial_state = (void *)(uintptr_t)&rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
