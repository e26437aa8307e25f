#include "sys/program.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *program_sibling(char *out, const char *name, const char *below, const char *dir)
{
    const char *const folders[] = {"", below};
    char self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
    char *slash;

    if (len > 0) {
        self[len] = '\0';
        slash = strrchr(self, '/');
        self[slash == NULL ? 0 : slash - self] = '\0';
        for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
            if (snprintf(out, PATH_MAX, "%s%s/%s", self, folders[i], name) < PATH_MAX &&
                access(out, X_OK) == 0) {
                return out;
            }
        }
    }
    snprintf(out, PATH_MAX, "%s/%s", dir, name);
    return out;
}
