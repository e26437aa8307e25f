/*
 * text/data - the data files of the room, compiled in from conf/data, and how a line is found.
 *
 * A file is lines of "key TAB value", sorted by key in byte order. Pure.
 */
#ifndef READOUT_TEXT_DATA_H
#define READOUT_TEXT_DATA_H

#include "core/str.h"

extern const struct str data_stopwords;     /* "en the": empty value */
extern const struct str data_abbreviations; /* lower case, without the last full stop: class */

/* The value of a key; absent when the file has no such key. */
struct str data_find(struct str file, struct str key);

#endif
