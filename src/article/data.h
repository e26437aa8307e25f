/*
 * article/data - the data files of the room, compiled in from conf/data: see text/data.
 */
#ifndef READOUT_ARTICLE_DATA_H
#define READOUT_ARTICLE_DATA_H

#include "core/str.h"

extern const struct str data_problems; /* phrase, where it stands, what the page is */

#endif
