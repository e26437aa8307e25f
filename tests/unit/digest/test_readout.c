#include "unit/test.h"

#include "digest/readout.h"
#include "fmt/time.h"

struct row {
    const char *name, *title, *text, *published;
    const char *kind; /* NULL: no readout */
    const char *principal, *counterpart, *country, *date, *spokesperson;
};

static struct row rows[] = {
    {"a meeting by its readout",
     "Readout of Secretary of Defense Ann Poe's Meeting With Norway's Minister of Defence Bo Lie",
     "Pentagon Press Secretary Cy Doe provided the following readout:\n\nSecretary of Defense Ann "
     "Poe met "
     "today with Norwegian Minister of Defence Bo Lie at the Pentagon.",
     "2024-03-13T01:30:00Z", "meeting", "Ann Poe", "Bo Lie", "NO", "2024-03-12", "Cy Doe"}, //
    {"a call by phone", "Secretary Poe's Call with Georgian Foreign Minister Lie",
     "Secretary of State Ann Poe spoke yesterday with Georgian Foreign Minister Bo Lie.",
     "2024-02-20T17:00:00Z", "call", "Ann Poe", "Bo Lie", "GE", "2024-02-19", NULL},
    {"an appositive name and a country behind the office",
     "PM call with President Lie of Finland: 8 January 2026",
     "The Prime Minister spoke to the President of Finland, Bo Lie, this afternoon.",
     "2026-01-08T18:20:00Z", "call", NULL, "Bo Lie", "FI", "2026-01-08", NULL},
    {"ranks are no part of names",
     "Readout of Chairman of the Joint Chiefs of Staff Gen. Al Crane's Call With Israel's Chief of "
     "the General Staff Lt. Gen. Bo Lie",
     "Chairman of the Joint Chiefs of Staff Gen. Al Crane spoke by phone on April 21 with Israel's "
     "Chief of "
     "the General Staff, Lt. Gen. Bo Lie.",
     "2024-04-22T20:00:00Z", "call", "Al Crane", "Bo Lie", "IL", "2024-04-21", NULL},
    {"a visit with an officer named by rank",
     "Readout of Chairman's Representative Vice Adm. Al Crane's Visit to Morocco",
     "Vice Adm. Al Crane visited Rabat on April 27 and 28 and met with Lt. Gen. Bo Lie, inspector "
     "general "
     "of the Moroccan Royal Armed Forces.",
     "2025-04-29T11:10:00Z", "visit", "Al Crane", "Bo Lie", "MA", "2025-04-28", NULL},
    {"an announcement is none",
     "Secretary of Defense Ann Poe to Meet With Norway's Minister of Defence",
     "Secretary of Defense Ann Poe will meet with Norwegian Minister of Defence Bo Lie on "
     "Thursday.",
     "2024-03-11T15:00:00Z", NULL, NULL, NULL, NULL, NULL, NULL},
    {"a transcript is none", "Secretary Poe's Meeting With Norway's Minister of Defence Bo Lie",
     "SECRETARY POE: Good morning. Minister of Defence Bo Lie met us.", "2024-03-11T15:00:00Z",
     NULL, NULL, NULL, NULL, NULL, NULL},
    {"readout electronics are none", "Readout Electronics for the New Detector Installed",
     "Engineers finished installing readout electronics on Tuesday.", "2024-02-02T10:00:00Z", NULL,
     NULL, NULL, NULL, NULL, NULL},
};

static void same(struct str got, const char *want)
{
    if (want == NULL) {
        assert_null(got.ptr);
    } else {
        assert_str(got, want);
    }
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    const struct readout_input in = {str_z(row->title), str_z(row->text),
                                     time_parse(str_z(row->published), NULL)};
    struct readout r;

    digest_readout(a, &in, &r);
    assert_int_equal(r.is_readout, row->kind != NULL);
    if (row->kind != NULL) {
        same(r.kind, row->kind);
        same(r.principal->name, row->principal);
        assert_true(r.counterpart_count == 1);
        same(r.counterparts[0].name, row->counterpart);
        same(r.counterparts[0].country, row->country);
        assert_true(r.country_count == 1);
        same(r.countries[0], row->country);
        same(r.date, row->date);
        same(r.spokesperson == NULL ? STR_NULL : r.spokesperson->name, row->spokesperson);
    } else {
        assert_null(r.principal);
        assert_true(r.counterpart_count == 0);
    }
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows)];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
