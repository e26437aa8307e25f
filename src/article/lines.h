/*
 * article/lines - lines that sites add to an article.
 */
#ifndef READOUT_ARTICLE_LINES_H
#define READOUT_ARTICLE_LINES_H

#include <stdbool.h>

#include "core/str.h"

/* Wherever it stands: "Advertisement", "Read more: ...". */
bool lines_is_boilerplate(struct str line);
/* At the end of an article: "Follow us on Twitter @site", "Write to NAME at ADDRESS". */
bool lines_is_closing(struct str line);

#endif
