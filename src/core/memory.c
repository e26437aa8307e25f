#include "core/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "core/num.h"

#define HUGE_PAGE ((size_t)2 << 20)

/* Refused where the system has no huge pages: then it is as it was. */
static void advise(void *p, size_t size)
{
    (void)madvise(p, size & ~(HUGE_PAGE - 1), MADV_HUGEPAGE);
}

size_t memory_rounded(size_t size)
{
    size_t sum;

    if (!num_add(size, HUGE_PAGE - 1, &sum) || sum > SIZE_MAX - HUGE_PAGE) {
        abort();
    }
    return sum & ~(HUGE_PAGE - 1);
}

void *memory_large(size_t size)
{
    void *p = aligned_alloc(HUGE_PAGE, memory_rounded(size));

    if (p == NULL) {
        abort();
    }
    advise(p, size);
    return p;
}

void *memory_map(size_t size)
{
    size_t want = memory_rounded(size), whole = want + HUGE_PAGE, front;
    char *p = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED) {
        abort();
    }
    front = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
    if (front > 0) {
        munmap(p, front);
    }
    munmap(p + front + want, whole - front - want);
    advise(p + front, want);
    return p + front;
}

void memory_unmap(void *p, size_t size)
{
    munmap(p, memory_rounded(size));
}
