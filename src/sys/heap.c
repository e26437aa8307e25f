#include "sys/heap.h"

#include <malloc.h>

enum { MAPPED_BYTES = 1 << 20, SPARE_BYTES = 1 << 20 };

void heap_set_up(void)
{
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    mallopt(M_TRIM_THRESHOLD, SPARE_BYTES);
    mallopt(M_ARENA_MAX, 1);
}
