/*
 * feed/xml_tree - the builder that both readers of XML feed.
 */
#ifndef READOUT_FEED_XML_TREE_H
#define READOUT_FEED_XML_TREE_H

#include "core/limits.h"
#include "feed/xml_node.h"

struct xml_declaration {
    struct str prefix, uri;
    enum ns ns;
    size_t depth; /* of the element that declares it */
};

struct xml_builder {
    struct arena *arena;
    struct xml_node *top, *open; /* open: the innermost element not yet closed */
    struct str held;             /* a text that needs no copy, the first of its node */
    struct buf text;             /* of the text node being collected, when it is in pieces */
    struct str own_uri;          /* of the root: the dialect's own namespace, whatever it says */
    enum ns own_ns;
    struct xml_declaration scope[LIMIT_XML_SCOPE];
    size_t scope_count;
    size_t depth, nodes, base_bytes;
    struct bounds *bounds;
    enum bound ended; /* by which limit, else BOUND_COUNT; then every call does nothing */
};

struct xml_start {
    struct str local, prefix;
    struct xml_attribute *attributes;
    size_t attribute_count;
    size_t at; /* where the inside begins */
};

/* In the arena: it is too large for a stack. */
struct xml_builder *xml_builder_new(struct bounds *bounds, struct str base) ATTR_NONNULL;
/* The document is read no further, for it is beyond a limit. */
void xml_builder_stop(struct xml_builder *b, enum bound bound) ATTR_NONNULL;
static inline bool xml_builder_ended(const struct xml_builder *b)
{
    return b->ended != BOUND_COUNT;
}
/* A namespace for the element that starts next; one too many in scope is left out. */
void xml_builder_declare(struct xml_builder *b, struct str prefix, struct str uri) ATTR_NONNULL;
/* What an attribute's prefix stands for at the element that starts next. */
enum ns xml_builder_attribute_ns(const struct xml_builder *b, struct str prefix) ATTR_NONNULL;
void xml_builder_start(struct xml_builder *b, const struct xml_start *s) ATTR_NONNULL;
/* Text that stays where it is as long as the document. */
void xml_builder_view(struct xml_builder *b, struct str text) ATTR_NONNULL;
/* Where to add text that is made; NULL when there is no element to hold it. */
struct buf *xml_builder_buffer(struct xml_builder *b) ATTR_NONNULL;
/* Closes the innermost element. `complete`: by its own end tag. */
void xml_builder_end(struct xml_builder *b, size_t at, bool complete) ATTR_NONNULL;
/* Closes what is open, as incomplete; frees what is on the heap. */
void xml_builder_finish(struct xml_builder *b, size_t at) ATTR_NONNULL;

/*
 * xml_strict.c: false at the first thing that is not sound, with what is wrong where, or that is left to
 * the other reader.
 */
bool xml_read_strict(struct xml_builder *b, struct str text, const struct xml_hints *hints,
                     struct xml_document *out) ATTR_NONNULL;
/* xml_lenient.c */
void xml_read_lenient(struct xml_builder *b, struct str text, struct str *damage) ATTR_NONNULL;

#endif
