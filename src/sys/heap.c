#include "sys/heap.h"

#include <malloc.h>

void heap_set_up(int mapped_bytes, int spare_bytes)
{
    mallopt(M_MMAP_THRESHOLD, mapped_bytes);
    mallopt(M_TRIM_THRESHOLD, spare_bytes);
    mallopt(M_ARENA_MAX, 1);
}
