/*
 * digest/data - the word lists of conf/data/NAME.tsv as they were at build time: cells between tabs.
 */
#ifndef READOUT_DIGEST_DATA_H
#define READOUT_DIGEST_DATA_H

#include "core/str.h"

extern const struct str data_agreements;
extern const struct str data_aliases;
extern const struct str data_antonyms;
extern const struct str data_boilerplate;
extern const struct str data_capitals;
extern const struct str data_countries;
extern const struct str data_headlines;
extern const struct str data_instructions;
extern const struct str data_markers;
extern const struct str data_numbers;
extern const struct str data_openers;
extern const struct str data_refusals;
extern const struct str data_synonyms;
extern const struct str data_titles;
extern const struct str data_topics;
extern const struct str data_units;
extern const struct str data_weights;

#endif
