/*
 * text/selector_error - what is wrong in a selector, and where, in one manner for CSS and XPath.
 */
#ifndef READOUT_TEXT_SELECTOR_ERROR_H
#define READOUT_TEXT_SELECTOR_ERROR_H

#include "core/err.h"
#include "core/str.h"

/* ERR_SYNTAX: `what` at byte `at` of the selector, which the message tells as a character. Always -1. */
int selector_error(struct err *err, struct str text, size_t at, const char *what) ATTR_NONNULL;

#endif
