/*
 * feed/value - what one element of a feed says, as plain text, safe HTML, a person, a date.
 *
 * In the arena of the bounds, which also say how much of it is taken.
 */
#ifndef READOUT_FEED_VALUE_H
#define READOUT_FEED_VALUE_H

#include <stdint.h>

#include "feed/bounds.h"
#include "feed/feed.h"
#include "feed/xml.h"

/* Plain text, also of HTML and of Atom text constructs; absent when empty. */
struct str value_plain(struct bounds *b, const struct xml_node *n) ATTR_NONNULL;
/* Sanitised HTML; absent when empty or of a type that is no text. */
struct str value_html(struct bounds *b, const struct xml_node *n) ATTR_NONNULL;
/* Text of a field that is neither (a guid, a language), trimmed; absent when empty. */
struct str value_token(struct bounds *b, const struct xml_node *n) ATTR_NONNULL;
/* A name, else an address; absent when empty. */
struct str value_person(struct bounds *b, const struct xml_node *n) ATTR_NONNULL;
/* The same from "name", "address (name)", "name <address>". */
struct str value_person_text(struct bounds *b, struct str s) ATTR_NONNULL;
/* A plain-text field from HTML: cut at BOUND_TITLE; absent when empty. */
struct str value_plain_html(struct bounds *b, struct str html) ATTR_NONNULL;
/* The same from text that is no HTML. */
struct str value_plain_text(struct bounds *b, struct str text) ATTR_NONNULL;
/* A URL of at most BOUND_URL, resolved; absent when empty. */
struct str value_url(struct bounds *b, struct str base, struct str reference) ATTR_NONNULL;

#endif
