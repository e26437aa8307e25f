#include "pipeline/disk.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "store/store.h"
#include "sys/burst.h"
#include "sys/clock.h"

enum { COMPANY = 64, PATIENCE_MS = 100 };

struct queue {
    struct job *first, **end;
};

struct disk {
    struct store *store;
    struct burst *burst; /* what the jobs of a batch write */
    struct event *wake;  /* the loop, when jobs have come back */
    int wake_fd;
    pthread_t thread;
    pthread_mutex_t lock; /* the only one of the program: guards what follows */
    pthread_cond_t work;
    struct queue sent, back;
    size_t sent_count, patient_count; /* of those sent */
    int64_t patient_until_ms;         /* of the first of them */
    int64_t busy_since_ms;            /* 0: idle */
    bool hurried, stopping;
};

static void queue_init(struct queue *q)
{
    q->first = NULL;
    q->end = &q->first;
}

static void queue_add(struct queue *q, struct job *j)
{
    j->next = NULL;
    *q->end = j;
    q->end = &j->next;
}

static struct job *queue_take(struct queue *q)
{
    struct job *j = q->first;

    if (j != NULL) {
        q->first = j->next;
        if (q->first == NULL) {
            q->end = &q->first;
        }
    }
    return j;
}

static void run_job(struct disk *d, struct job *j)
{
    struct err end;
    bool good;

    if (store_job_begin(d->store, &j->err) == -1) {
        return;
    }
    good = j->run(j, d->store) == 0;
    assert(good || j->err.code != ERR_NONE);
    if (store_job_end(d->store, good, &end) == -1 && good) {
        j->err = end;
    }
}

static void fail_all(struct queue *batch, const struct err *err)
{
    for (struct job *j = batch->first; j != NULL; j = j->next) {
        j->err = *err;
    }
}

static bool is_lazy(const struct queue *batch)
{
    for (const struct job *j = batch->first; j != NULL; j = j->next) {
        if (!j->lazy) {
            return false;
        }
    }
    return true;
}

/* Jobs that write files are run first: for the others the files are there or are not, as the store says. */
static void run_jobs(struct disk *d, struct queue *batch)
{
    for (struct job *j = batch->first; j != NULL; j = j->next) {
        if (j->write != NULL && j->write(j, d->store, d->burst) == -1) {
            assert(j->err.code != ERR_NONE);
        }
    }
    burst_publish(d->burst);
    for (struct job *j = batch->first; j != NULL; j = j->next) {
        if (j->write != NULL && j->run != NULL && j->err.code == ERR_NONE) {
            run_job(d, j);
        }
    }
    for (struct job *j = batch->first; j != NULL; j = j->next) {
        if (j->write == NULL) {
            run_job(d, j);
        }
    }
}

static void run_batch(struct disk *d, struct queue *batch)
{
    struct err err = {0};

    if ((is_lazy(batch) ? store_begin_lazy(d->store, &err) : store_begin(d->store, &err)) == -1) {
        fail_all(batch, &err);
        return;
    }
    run_jobs(d, batch);
    if (store_commit(d->store, &err) == -1) {
        store_rollback(d->store);
        fail_all(batch, &err);
    }
}

static void give_back(struct disk *d, struct queue *batch)
{
    const uint64_t one = 1;

    pthread_mutex_lock(&d->lock);
    *d->back.end = batch->first;
    d->back.end = batch->end;
    d->busy_since_ms = d->sent.first == NULL ? 0 : clock_monotonic_ms();
    pthread_mutex_unlock(&d->lock);
    /* The counter of an eventfd cannot be full here: each write adds one. */
    while (write(d->wake_fd, &one, sizeof(one)) == -1 && errno == EINTR) {
    }
}

/* With the lock held: until there are jobs that wait no longer, or there never will be. */
static void wait_for_jobs(struct disk *d)
{
    while (!d->stopping && d->sent_count == 0) {
        pthread_cond_wait(&d->work, &d->lock);
    }
    while (!d->hurried && d->sent_count == d->patient_count && d->sent_count < COMPANY) {
        const struct timespec until = {.tv_sec = d->patient_until_ms / 1000,
                                       .tv_nsec = d->patient_until_ms % 1000 * 1000000};

        if (pthread_cond_timedwait(&d->work, &d->lock, &until) == ETIMEDOUT) {
            return;
        }
    }
}

/* Waits for jobs; false when there are none and there never will be. */
static bool take_batch(struct disk *d, struct queue *batch)
{
    struct job *j;

    queue_init(batch);
    pthread_mutex_lock(&d->lock);
    wait_for_jobs(d);
    for (int i = 0; i < DISK_BATCH && (j = queue_take(&d->sent)) != NULL; i++) {
        d->sent_count--;
        d->patient_count -= j->patient;
        queue_add(batch, j);
    }
    pthread_mutex_unlock(&d->lock);
    return batch->first != NULL;
}

static void *disk_main(void *arg)
{
    struct disk *d = arg;
    struct queue batch;

    while (take_batch(d, &batch)) {
        run_batch(d, &batch);
        give_back(d, &batch);
    }
    return NULL;
}

static bool finish_done(struct disk *d)
{
    struct queue back;
    struct job *j;
    bool any = false;

    pthread_mutex_lock(&d->lock);
    back = d->back;
    if (back.first == NULL) {
        queue_init(&back);
    }
    queue_init(&d->back);
    pthread_mutex_unlock(&d->lock);
    for (j = back.first; j != NULL;) {
        struct job *next = j->next;

        any = true;
        j->done(j);
        j = next;
    }
    return any;
}

/* eventfd -> the jobs that came back. */
static void on_wake(evutil_socket_t fd, short what, void *arg)
{
    uint64_t count;

    (void)what;
    while (read(fd, &count, sizeof(count)) == -1 && errno == EINTR) {
    }
    finish_done(arg);
}

struct disk *disk_new(struct event_base *base, struct store *s, struct err *err)
{
    struct disk *d = calloc(1, sizeof(*d));
    pthread_condattr_t clock;
    sigset_t all, old;
    int rc;

    if (d == NULL) {
        abort();
    }
    d->store = s;
    d->burst = burst_new();
    queue_init(&d->sent);
    queue_init(&d->back);
    pthread_mutex_init(&d->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&d->work, &clock);
    pthread_condattr_destroy(&clock);
    d->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (d->wake_fd == -1) {
        err_set(err, ERR_OS, "eventfd: %s", strerror(errno));
        burst_free(d->burst);
        free(d);
        return NULL;
    }
    d->wake = event_new(base, d->wake_fd, EV_READ | EV_PERSIST, on_wake, d);
    event_add(d->wake, NULL);
    /* Signals are the loop's business. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    rc = pthread_create(&d->thread, NULL, disk_main, d);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0) {
        err_set(err, ERR_OS, "disk thread: %s", strerror(rc));
        event_free(d->wake);
        close(d->wake_fd);
        burst_free(d->burst);
        free(d);
        return NULL;
    }
    return d;
}

void disk_send(struct disk *d, struct job *j)
{
    int64_t now = clock_monotonic_ms();

    j->err.code = ERR_NONE;
    pthread_mutex_lock(&d->lock);
    queue_add(&d->sent, j);
    d->sent_count++;
    if (j->patient && ++d->patient_count == 1) {
        d->patient_until_ms = now + PATIENCE_MS;
    }
    if (d->busy_since_ms == 0) {
        d->busy_since_ms = now;
    }
    /* A patient one is waited for from the first on, and taken with the last that is company enough. */
    if (!j->patient || d->sent_count == 1 || d->sent_count == COMPANY) {
        pthread_cond_signal(&d->work);
    }
    pthread_mutex_unlock(&d->lock);
}

int64_t disk_oldest_ms(struct disk *d)
{
    int64_t since;

    pthread_mutex_lock(&d->lock);
    since = d->busy_since_ms;
    pthread_mutex_unlock(&d->lock);
    return since == 0 ? 0 : clock_monotonic_ms() - since;
}

bool disk_idle(struct disk *d)
{
    bool empty;

    pthread_mutex_lock(&d->lock);
    empty = d->sent.first == NULL && d->back.first == NULL && d->busy_since_ms == 0;
    pthread_mutex_unlock(&d->lock);
    return empty;
}

void disk_stop(struct disk *d)
{
    uint64_t count;

    if (d == NULL) {
        return;
    }
    store_hurry(d->store);
    pthread_mutex_lock(&d->lock);
    d->hurried = true;
    pthread_cond_signal(&d->work);
    pthread_mutex_unlock(&d->lock);
    while (!disk_idle(d)) {
        struct timespec pause = {.tv_nsec = 1000000};

        if (!finish_done(d)) {
            nanosleep(&pause, NULL);
        }
    }
    pthread_mutex_lock(&d->lock);
    d->stopping = true;
    pthread_cond_signal(&d->work);
    pthread_mutex_unlock(&d->lock);
    pthread_join(d->thread, NULL);
    finish_done(d);
    event_free(d->wake);
    while (read(d->wake_fd, &count, sizeof(count)) == -1 && errno == EINTR) {
    }
    close(d->wake_fd);
    pthread_cond_destroy(&d->work);
    pthread_mutex_destroy(&d->lock);
    burst_free(d->burst);
    free(d);
}
