#include "unit/work/unit_filter.h"

#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/arena.h"

static void add_set(struct arena *a, scmp_filter_ctx filter, struct str set, struct str except)
{
    char line[256], command[300];
    FILE *f;

    snprintf(command, sizeof(command), "systemd-analyze syscall-filter --no-pager " STR_FMT,
             STR_ARG(set));
    f = popen(command, "r");
    if (f == NULL) {
        abort();
    }
    while (fgets(line, sizeof(line), f) != NULL) {
        struct str name = str_trim(str_z(line));
        int call;

        if (name.len == 0 || name.ptr[0] == '#' || str_eq(name, set) || str_eq(name, except)) {
            continue;
        }
        if (name.ptr[0] == '@') {
            add_set(a, filter, arena_str(a, name), except);
            continue;
        }
        call = seccomp_syscall_resolve_name(arena_z(a, name));
        if (call != __NR_SCMP_ERROR) {
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
        }
    }
    pclose(f);
}

void unit_filter_load(bool with_seccomp)
{
    struct arena *a = arena_new();
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(1));

    add_set(a, filter, STR("@system-service"), STR("@privileged"));
    if (with_seccomp) {
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(seccomp), 0);
    }
    if (seccomp_load(filter) != 0) {
        abort();
    }
    seccomp_release(filter);
    arena_free(a);
}
