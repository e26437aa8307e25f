/*
 * pipeline/disk - the one thread that owns the database and the spool.
 *
 * What crosses is a struct job: run() there, then done() back on the loop, which owns the job again.
 * The thread takes all jobs that wait (up to DISK_BATCH) into one transaction; each has a savepoint,
 * so one that fails undoes only itself. If the commit fails, every job of the batch fails with it.
 * Files that jobs of one batch write become durable together, and before the run() of these jobs, which may so
 * call them written. A batch of lazy jobs alone waits for no disk: a poll without news costs no fsync.
 * Patient jobs are taken with the next that is not, when there are many of them, or after a tenth of a second: most
 * of what a transaction costs is its pages, which polls share.
 */
#ifndef READOUT_PIPELINE_DISK_H
#define READOUT_PIPELINE_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"

struct burst;
struct event_base;
struct store;
struct disk;

enum { DISK_BATCH = 100 };

struct job {
    /*
     * Disk thread, before the run() of every other job of the batch: adds the files it writes, whose failure
     * goes to err; may be NULL. 0, or -1 with err filled.
     */
    int (*write)(struct job *j, struct store *s, struct burst *b);
    /* disk thread; 0, or -1 with err filled; NULL for a job that only writes files */
    int (*run)(struct job *j, struct store *s);
    void (*done)(struct job *j); /* loop; frees the job or sends it again */
    struct arena *arena;         /* of the job's owner */
    bool lazy;      /* what it writes may be lost with the power, though never with the process */
    bool patient;   /* nobody waits for its end */
    struct err err; /* ERR_NONE after a run that was committed */
    struct job *next;
};

/* Starts the thread. The store must not be used by anybody else until disk_stop. */
struct disk *disk_new(struct event_base *base, struct store *s, struct err *err) ATTR_MUST_USE;
/* Never waits, never refuses: senders have at most one job each and are bounded themselves. */
void disk_send(struct disk *d, struct job *j);
/* No job is with the thread, and none that came back waits for its done(). */
bool disk_idle(struct disk *d);
/* Milliseconds that the oldest unfinished job has been with the thread; 0 when it is idle. */
int64_t disk_oldest_ms(struct disk *d);
/* Finishes all jobs that were sent, calls their done(), ends the thread and frees. Jobs sent by those done() are run too. */
void disk_stop(struct disk *d);

#endif
