#include "text/html.h"

#include <gumbo.h>

#include "text/html_bounds.h"

struct copier {
    struct arena *arena;
    size_t cap, depth;
    struct copy_step {
        const GumboNode *from;
        struct html_node *to;
        unsigned next; /* child of `from` to copy next */
    } * steps;
};

static struct str lower_copy(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.len + 1);

    for (size_t i = 0; i < s.len; i++) {
        p[i] = char_lower(s.ptr[i]);
    }
    return (struct str){p, s.len};
}

/* Names gumbo knows are its own static strings; others are cut out of the tag. */
static struct str element_name(struct arena *a, const GumboElement *e)
{
    GumboStringPiece piece = e->original_tag;

    if (e->tag != GUMBO_TAG_UNKNOWN) {
        return str_z(gumbo_normalized_tagname(e->tag));
    }
    gumbo_tag_from_original_text(&piece);
    return lower_copy(a, (struct str){piece.data == NULL ? "" : piece.data, piece.length});
}

static void copy_attributes(struct arena *a, const GumboElement *e, struct html_node *n)
{
    n->attribute_count = e->attributes.length;
    n->attributes = arena_array(a, n->attribute_count, sizeof(*n->attributes));
    for (unsigned i = 0; i < e->attributes.length; i++) {
        const GumboAttribute *from = e->attributes.data[i];

        n->attributes[i].name = lower_copy(a, str_z(from->name));
        n->attributes[i].value = arena_str(a, str_z(from->value));
    }
}

static void append(struct html_node *parent, struct html_node *n)
{
    n->parent = parent;
    n->prev = parent->last;
    if (parent->last == NULL) {
        parent->first = n;
    } else {
        parent->last->next = n;
    }
    parent->last = n;
}

static struct html_node *copy_element(struct arena *a, const GumboElement *e)
{
    struct html_node *n = arena_alloc(a, sizeof(*n));

    n->name = element_name(a, e);
    copy_attributes(a, e, n);
    return n;
}

static void push(struct copier *c, const GumboNode *from, struct html_node *to)
{
    c->steps = arena_grow(c->arena, c->steps, c->depth, &c->cap, sizeof(*c->steps));
    c->steps[c->depth++] = (struct copy_step){from, to, 0};
}

static void copy_child(struct copier *c, const GumboNode *from, struct html_node *parent)
{
    struct html_node *n;

    switch (from->type) {
    case GUMBO_NODE_ELEMENT:
        n = copy_element(c->arena, &from->v.element);
        append(parent, n);
        push(c, from, n);
        return;
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE:
        n = arena_alloc(c->arena, sizeof(*n));
        n->text = arena_str(c->arena, str_z(from->v.text.text));
        append(parent, n);
        return;
    case GUMBO_NODE_DOCUMENT:
    case GUMBO_NODE_COMMENT:
    case GUMBO_NODE_TEMPLATE:
        return;
    }
}

static struct html_node *copy_tree(struct arena *a, const GumboNode *root)
{
    struct copier c = {.arena = a};
    struct html_node *top = copy_element(a, &root->v.element);

    push(&c, root, top);
    while (c.depth > 0) {
        struct copy_step *step = &c.steps[c.depth - 1];
        const GumboVector *children = &step->from->v.element.children;

        if (step->next == children->length) {
            c.depth--;
        } else {
            copy_child(&c, children->data[step->next++], step->to);
        }
    }
    return top;
}

int html_parse(struct arena *a, struct str page, struct html_node **out, struct err *err)
{
    GumboOptions options = kGumboDefaultOptions;
    GumboOutput *parsed = NULL;

    if (html_check_bounds(page, err) == -1) {
        return -1;
    }
    options.max_errors = 0;
    parsed = gumbo_parse_with_options(&options, page.ptr == NULL ? "" : page.ptr, page.len);
    if (parsed == NULL) {
        return err_set(err, ERR_INTERNAL, "the HTML parser gave nothing");
    }
    *out = copy_tree(a, parsed->root);
    gumbo_destroy_output(&options, parsed);
    return 0;
}

struct str html_attribute(const struct html_node *n, const char *name)
{
    struct str wanted = str_z(name);

    for (size_t i = 0; i < n->attribute_count; i++) {
        if (str_eq(n->attributes[i].name, wanted)) {
            return n->attributes[i].value;
        }
    }
    return STR_NULL;
}

struct html_node *html_skip(const struct html_node *n, const struct html_node *top)
{
    while (n != top) {
        if (n->next != NULL) {
            return n->next;
        }
        n = n->parent;
    }
    return NULL;
}

struct html_node *html_next(const struct html_node *n, const struct html_node *top)
{
    return n->first != NULL ? n->first : html_skip(n, top);
}

void html_remove(struct html_node *n)
{
    if (n->parent == NULL) {
        return;
    }
    if (n->prev != NULL) {
        n->prev->next = n->next;
    } else {
        n->parent->first = n->next;
    }
    if (n->next != NULL) {
        n->next->prev = n->prev;
    } else {
        n->parent->last = n->prev;
    }
    n->parent = n->prev = n->next = NULL;
}

bool html_is(const struct html_node *n, const char *name)
{
    return str_eq(n->name, str_z(name));
}
