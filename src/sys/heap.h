/*
 * sys/heap - how this process holds what malloc() gives it.
 */
#ifndef READOUT_SYS_HEAP_H
#define READOUT_SYS_HEAP_H

/*
 * What is large is mapped by itself and returned to the system at once. By itself glibc would learn
 * from the first such piece that is freed to keep the next ones in the heap, where a small piece above
 * one holds all that is below: a daemon that has met some very large answers would stay as large.
 * All threads share one heap, for what the loop allocates is what the disk thread works on.
 */
void heap_set_up(void);

#endif
