/*
 * text/entity - character references as the HTML standard reads them (13.2.5.72).
 *
 * Pure.
 */
#ifndef READOUT_TEXT_ENTITY_H
#define READOUT_TEXT_ENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/attr.h"
#include "core/str.h"

enum entity_place {
    ENTITY_TEXT,      /* "&copy 2025" is a reference */
    ENTITY_ATTRIBUTE, /* "?a=1&copy=2" is none */
    ENTITY_XML,       /* a name needs its semicolon */
};

/*
 * Decodes the reference whose '&' stands at *at, which moves behind it. 0 when there is none: then
 * *at stays. Numbers of C1 controls are taken as windows-1252; what is no character is U+FFFD.
 */
uint32_t entity_next(struct str s, size_t *at, enum entity_place place) ATTR_NONNULL;
/* What windows-1252 has in the place of a C1 control (0x80..0x9F); every other code as it is. */
uint32_t entity_windows(uint32_t code);

#endif
