/*
 * feed/xml - XML, sound or damaged, to a small tree with namespaces resolved.
 *
 * Pure. A document is read strictly first (xml_strict.c), so that a sound one means exactly what XML
 * says; at the first damage it is read again by the forgiving reader (xml_lenient.c). Both feed one
 * builder (xml_tree.c). Names, values and texts are views of the document wherever they stand in it
 * as they are. No DTD and no entity from outside is ever loaded.
 */
#ifndef READOUT_FEED_XML_H
#define READOUT_FEED_XML_H

#include "core/str.h"
#include "feed/bounds.h"
#include "feed/xml_node.h"

/* `text` is valid UTF-8 and outlives the document, which is in the arena of the bounds. */
void xml_read(struct bounds *bounds, struct str text, const struct xml_hints *hints,
              struct xml_document *out) ATTR_NONNULL;

#endif
