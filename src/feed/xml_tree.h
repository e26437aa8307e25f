/*
 * feed/xml_tree - the builder that both readers of XML feed.
 */
#ifndef READOUT_FEED_XML_TREE_H
#define READOUT_FEED_XML_TREE_H

#include "feed/xml.h"

struct xml_builder {
    struct arena *arena;
    struct xml_node *top, *open; /* open: the innermost element not yet closed */
    struct buf text;             /* of the text node being collected */
    struct str own_uri;          /* of the root: the dialect's own namespace, whatever it says */
    enum ns own_ns;
    size_t depth, nodes, base_bytes;
    const char *limit; /* the one that was hit, or NULL: then every call does nothing */
};

struct xml_start {
    struct str local, prefix, uri; /* uri absent: not declared */
    struct xml_attribute *attributes;
    size_t attribute_count;
    size_t at; /* where the inside begins */
};

void xml_builder_init(struct xml_builder *b, struct arena *a, struct str base) ATTR_NONNULL;
void xml_builder_start(struct xml_builder *b, const struct xml_start *s) ATTR_NONNULL;
void xml_builder_text(struct xml_builder *b, struct str text) ATTR_NONNULL;
/* Closes the innermost element. `complete`: by its own end tag. */
void xml_builder_end(struct xml_builder *b, size_t at, bool complete) ATTR_NONNULL;
/* Closes what is open, as incomplete; frees what is on the heap. */
void xml_builder_finish(struct xml_builder *b, size_t at) ATTR_NONNULL;

/* xml_lenient.c */
void xml_read_lenient(struct xml_builder *b, struct str text, struct str *damage) ATTR_NONNULL;

#endif
