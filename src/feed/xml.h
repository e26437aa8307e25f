/*
 * feed/xml - XML, sound or damaged, to a small tree with namespaces resolved.
 *
 * Pure. Sound documents are read by libxml2 (xml.c); what it refuses, and what it should not be
 * given (internal DTDs, huge tags), goes through a forgiving reader of our own (xml_lenient.c).
 * Both feed one builder (xml_tree.c). No entity or DTD is ever loaded.
 */
#ifndef READOUT_FEED_XML_H
#define READOUT_FEED_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
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
    bool complete; /* its end was seen */
};

struct xml_document {
    struct xml_node *top; /* stands above the root and whatever is beside it; has no name */
    struct str damage;    /* what was wrong, for a person; absent if nothing */
    struct str refused;   /* the limit that ended the reading; absent if none */
};

/* `text` is valid UTF-8 and outlives the document. `base` may be absent. */
void xml_read(struct arena *a, struct str text, struct str base,
              struct xml_document *out) ATTR_NONNULL;

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
/* The inside as HTML: elements by local name, links resolved by their base. */
struct str xml_markup(struct arena *a, const struct xml_node *n) ATTR_NONNULL;

#endif
