/*
 * feed/xml_node - the tree of a document of XML: its nodes, walking it, reading text out of it.
 *
 * Pure. All of it lies in the arena the document was read into.
 */
#ifndef READOUT_FEED_XML_NODE_H
#define READOUT_FEED_XML_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/str.h"
#include "feed/bounds.h"
#include "feed/ns.h"

struct xml_attribute {
    struct str local, prefix, value;
    enum ns ns;
};

struct xml_node {
    struct str local; /* as written; absent for text */
    struct str text;  /* absent for an element */
    struct xml_attribute *attributes;
    struct xml_node *parent, *first, *last, *next;
    struct str base; /* effective xml:base; absent if the document's address is unknown */
    uint32_t attribute_count;
    uint32_t start; /* bytes of the source: behind the start tag, */
    uint32_t end;   /* behind the end tag */
    enum ns ns;
    bool complete;   /* its end was seen */
    bool undeclared; /* its prefix stands in no declaration: ns is a guess */
};

/* An item whose inside was passed over. */
struct xml_known {
    const struct xml_node *node;
    struct str digest;
};

struct xml_document {
    struct xml_node *top;    /* stands above the root and whatever is beside it; has no name */
    struct xml_known *known; /* in document order */
    size_t known_count;
    struct str damage; /* what was wrong, for a person; absent if nothing */
    enum bound ended;  /* the limit that ended the reading; BOUND_COUNT if none */
};

struct xml_hints {
    struct str base; /* may be absent */
    /*
     * Asked for each item with the bytes between its tags: its digest if it is one whose content
     * does not matter, else absent. NULL where everything matters.
     */
    struct str (*known)(const void *arg, struct str inside);
    const void *arg;
};

/* An item or entry of a feed. */
bool xml_is_item(const struct xml_node *n) ATTR_NONNULL;
/* The next node in document order below `top`, or NULL. */
struct xml_node *xml_next(const struct xml_node *n, const struct xml_node *top);
/* The next node that is not below `n`. */
struct xml_node *xml_skip(const struct xml_node *n, const struct xml_node *top);
/* In any case; absent when it is not there. Attributes without a namespace only. */
struct str xml_attribute(const struct xml_node *n, const char *local) ATTR_NONNULL;
struct str xml_attribute_ns(const struct xml_node *n, enum ns ns, const char *local) ATTR_NONNULL;
/* All text below the node, as it stands. */
struct str xml_text(struct arena *a, const struct xml_node *n) ATTR_NONNULL;
bool xml_has_elements(const struct xml_node *n) ATTR_NONNULL;
/* The inside as HTML up to BOUND_TEXT: elements by local name, links resolved by their base. */
struct str xml_markup(struct bounds *bounds, const struct xml_node *n) ATTR_NONNULL;

#endif
