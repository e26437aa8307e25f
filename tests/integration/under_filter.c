/*
 * under_filter yes|no PROGRAM [ARGUMENT]...: runs a program under the unit's system-call filter, with or without `seccomp` in it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/work/unit_filter.h"

int main(int argc, char **argv)
{
    if (argc < 3) {
        return EXIT_FAILURE;
    }
    unit_filter_load(strcmp(argv[1], "yes") == 0);
    execv(argv[2], argv + 2);
    return EXIT_FAILURE;
}
