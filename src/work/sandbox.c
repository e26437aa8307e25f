#include "work/sandbox.h"

#include "config.h"

#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

/* Measured for ICU, gumbo and Snowball that were warmed up; qsort asks sysinfo. */
static const int allowed[] = {
    SCMP_SYS(read),       SCMP_SYS(write),         SCMP_SYS(mmap),    SCMP_SYS(munmap),
    SCMP_SYS(mremap),     SCMP_SYS(madvise),       SCMP_SYS(brk),     SCMP_SYS(futex),
    SCMP_SYS(exit_group), SCMP_SYS(clock_gettime), SCMP_SYS(sysinfo), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(setitimer),
};

#ifdef WITH_SANITIZERS
/* Sanitizers have signals and reports of their own, so what is not named is refused, not deadly. */
#    define DEFAULT_ACTION SCMP_ACT_ERRNO(EPERM)
#    define OTHER_ACTION   SCMP_ACT_ALLOW
static const int other[] = {
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack), SCMP_SYS(getpid),
    SCMP_SYS(gettid),       SCMP_SYS(tgkill),         SCMP_SYS(mprotect),    SCMP_SYS(sched_yield),
};
#else
#    define DEFAULT_ACTION SCMP_ACT_KILL_PROCESS
#    define OTHER_ACTION   SCMP_ACT_ERRNO(EPERM)
/* Libraries probe for files and go on without them. */
static const int other[] = {
    SCMP_SYS(openat), SCMP_SYS(open),     SCMP_SYS(stat),   SCMP_SYS(newfstatat),
    SCMP_SYS(access), SCMP_SYS(readlink), SCMP_SYS(socket),
};
#endif

static int add_rules(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int rc = seccomp_rule_add(filter, action, calls[i], 0);

        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

static int load_filter(scmp_filter_ctx filter)
{
    int rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

    rc = rc < 0 ? rc : add_rules(filter, SCMP_ACT_ALLOW, allowed, ARRAY_LEN(allowed));
    rc = rc < 0 ? rc : add_rules(filter, OTHER_ACTION, other, ARRAY_LEN(other));
    return rc < 0 ? rc : seccomp_load(filter);
}

static int limit(int resource, rlim_t bytes, struct err *err)
{
    struct rlimit r = {bytes, bytes};

    if (setrlimit((__rlimit_resource_t)resource, &r) == -1) {
        return err_set(err, ERR_OS, "cannot bound resource %d: error %d", resource, errno);
    }
    return 0;
}

int sandbox_close(struct err *err)
{
    scmp_filter_ctx filter;
    int rc;

    if (limit(RLIMIT_CORE, 0, err) == -1) {
        return -1;
    }
#ifndef WITH_SANITIZERS
    /* Not RLIMIT_AS: mapped files of ICU's data are no memory of ours. */
    if (limit(RLIMIT_DATA, SANDBOX_DATA_BYTES, err) == -1) {
        return -1;
    }
#endif
    filter = seccomp_init(DEFAULT_ACTION);
    if (filter == NULL) {
        return err_set(err, ERR_OS, "the kernel offers no system-call filter");
    }
    rc = load_filter(filter);
    seccomp_release(filter);
    if (rc < 0) {
        return err_set(err, ERR_OS, "the system-call filter cannot be closed: %s",
                       strerrordesc_np(-rc));
    }
    return 0;
}
