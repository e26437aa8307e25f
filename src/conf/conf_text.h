/*
 * conf/conf_text - what is judged on the text of a configuration file beside libConfuse: bytes, braces, names, the feed list.
 */
#ifndef READOUT_CONF_CONF_TEXT_H
#define READOUT_CONF_CONF_TEXT_H

#include <stdbool.h>

#include "conf/conf.h"

/* UTF-8 without control characters, and every brace and quote closed (libConfuse accepts an open block at the end). */
int conf_text_check(struct str text, struct str path, struct err *err) ATTR_MUST_USE;
/* Puts blanks in the place of comments, whose lines libConfuse counts two or three times. */
void conf_text_blank_comments(char *z, size_t len);
/*
 * Appends a message of libConfuse; a quoted token that is not [a-z_]{1,32} is left out, because an
 * included file may be none of ours. Returns the token in any case, a view of the message, or absent.
 */
struct str conf_text_message(struct buf *out, struct str message);
/* [A-Za-z0-9][A-Za-z0-9._-]{0,63} */
bool conf_text_is_name(struct str s);
/* A relative path starts from the folder of `file`. */
struct str conf_text_beside(struct arena *a, struct str file, struct str path);
/* Adds the `name URL` lines; # begins a comment line. */
int conf_text_feed_list(struct arena *a, struct str path, struct str text, struct conf *c,
                        struct err *err) ATTR_MUST_USE;

#endif
