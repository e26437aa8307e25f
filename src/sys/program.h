/*
 * sys/program - where the other programs of this installation are.
 */
#ifndef READOUT_SYS_PROGRAM_H
#define READOUT_SYS_PROGRAM_H

#include "core/attr.h"

/*
 * The path of program `name`, written to `out` (PATH_MAX bytes) and returned: beside the running program (a build), in
 * `below` seen from its folder (a moved installation), or else in `dir`, where it was configured to be.
 */
const char *program_sibling(char *out, const char *name, const char *below,
                            const char *dir) ATTR_NONNULL;

#endif
