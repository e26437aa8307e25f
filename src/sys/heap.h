/*
 * sys/heap - how this process holds what malloc() gives it.
 */
#ifndef READOUT_SYS_HEAP_H
#define READOUT_SYS_HEAP_H

/*
 * Pieces from `mapped_bytes` on are mapped by themselves and returned to the system at once; of the
 * heap's free end `spare_bytes` are kept. By itself glibc would learn from the first large piece that
 * is freed to keep the next ones in the heap, where a small piece above one holds all that is below: a
 * daemon that has met some very large answers would stay as large.
 * All threads share one heap, for what the loop allocates is what the disk thread works on.
 */
void heap_set_up(int mapped_bytes, int spare_bytes);

#endif
