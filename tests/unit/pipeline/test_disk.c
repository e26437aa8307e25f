#include "pipeline/disk.h"

#include <event2/event.h>
#include <stdlib.h>

#include "store/store.h"
#include "sys/clock.h"
#include "unit/store/world.h"

enum { CROWD = 200, PATIENCE_MS = 100 };

struct counted {
    struct job job; /* first */
    struct event_base *base;
    size_t *left;
    int64_t ended_ms;
};

static int count_run(struct job *j, struct store *s)
{
    struct store_counts counts;

    return store_counts(s, &counts, &j->err);
}

static void count_done(struct job *j)
{
    struct counted *c = (struct counted *)j;

    assert_int_equal(j->err.code, ERR_NONE);
    c->ended_ms = clock_monotonic_ms();
    if (--*c->left == 0) {
        event_base_loopbreak(c->base);
    }
}

struct scene {
    struct event_base *base;
    struct disk *disk;
    struct counted jobs[CROWD];
    size_t left;
};

static struct scene *scene_open(struct world *w)
{
    struct scene *s = calloc(1, sizeof(*s));
    struct err err;

    assert_non_null(s);
    s->base = event_base_new();
    s->disk = disk_new(s->base, w->store, &err);
    assert_non_null(s->disk);
    return s;
}

static void give(struct scene *s, size_t i, bool patient)
{
    s->jobs[i] = (struct counted){
        .job = {.run = count_run, .done = count_done, .lazy = true, .patient = patient},
        .base = s->base,
        .left = &s->left,
    };
    s->left++;
    disk_send(s->disk, &s->jobs[i].job);
}

static void scene_close(struct scene *s)
{
    disk_stop(s->disk);
    assert_int_equal(s->left, 0);
    event_base_free(s->base);
    free(s);
}

static void a_patient_job_waits_for_company(void **state)
{
    struct scene *s = scene_open(*state);
    int64_t sent = clock_monotonic_ms();

    give(s, 0, true);
    event_base_dispatch(s->base);
    assert_true(s->jobs[0].ended_ms >= sent + PATIENCE_MS);
    scene_close(s);
}

static void one_in_haste_takes_them_along(void **state)
{
    struct scene *s = scene_open(*state);

    give(s, 0, true);
    give(s, 1, true);
    give(s, 2, false);
    event_base_dispatch(s->base);
    assert_int_equal(s->left, 0);
    scene_close(s);
}

/* More than a batch takes: the rest goes on by itself. */
static void a_crowd_goes_by_itself(void **state)
{
    struct scene *s = scene_open(*state);

    for (size_t i = 0; i < CROWD; i++) {
        give(s, i, true);
    }
    event_base_dispatch(s->base);
    assert_int_equal(s->left, 0);
    for (size_t i = 1; i < CROWD; i++) {
        assert_true(s->jobs[i].ended_ms >= s->jobs[i - 1].ended_ms);
    }
    scene_close(s);
}

static void the_end_waits_for_none(void **state)
{
    struct scene *s = scene_open(*state);

    give(s, 0, true);
    give(s, 1, true);
    scene_close(s);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_patient_job_waits_for_company),
        TEST(one_in_haste_takes_them_along),
        TEST(a_crowd_goes_by_itself),
        TEST(the_end_waits_for_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
