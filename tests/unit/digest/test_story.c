#include "unit/test.h"

#include <time.h>

#include "digest/story.h"

#define LEAD                                                                                  \
    "Pentagon Press Secretary Jane Roe provided the following readout: Secretary of Defense " \
    "John Doe met today with Minister of Defense Walter Astudillo of Peru at the Pentagon. "
#define BODY                                                                                    \
    "The two leaders spoke about security along the northern coast and about the training of "  \
    "crews for patrols at sea. The minister thanked the secretary for twelve years of work on " \
    "rescue at sea and invited the staff to Callao for a second visit in the spring. They "     \
    "agreed that a working group would meet each month and would tell both governments by the " \
    "end of the year what ships, aircraft and stations the patrols will need in the long run. "
#define TAIL "A joint exercise will follow in October, with observers from four neighbours. "
#define OTHER                                                                                  \
    "Pentagon Press Secretary Jane Roe provided the following readout: Secretary of Defense "  \
    "John Doe spoke by telephone with Minister of Defense Pål Jonson of Sweden. They talked " \
    "about the price of ammunition, the winter exercise in the far north, and a plan to buy "  \
    "forty vehicles together with two other allies before the summer. Minister Jonson said "   \
    "that the parliament will decide on the plan in June, and asked for more berths in ports." \
    " Both will speak again before the meeting of the alliance."

struct row {
    const char *name;
    const char *title, *text, *other_title, *other_text;
    bool alike, agree;
};

static struct row rows[] = {
    {"a story is itself", "Readout of a meeting", LEAD BODY TAIL, "Readout of a meeting",
     LEAD BODY TAIL, true, true},
    {"a release and its news story, under words of their own",
     "Readout of Secretary of Defense John Doe's Meeting With Peru's Minister of Defense",
     LEAD BODY TAIL, "Doe meets Peru's defense minister at Pentagon",
     "WASHINGTON — " LEAD BODY "More news is on our pages.", true, true},
    {"the same text under another title", "Readout of talks in Lima", LEAD BODY TAIL,
     "Fleet sails for the south", LEAD BODY TAIL, true, false},
    {"the same text under the title of another country", "Readout of a call with Peru",
     LEAD BODY TAIL, "Readout of a call with Chile", LEAD BODY TAIL, true, false},
    {"the same text under another number", "Contracts for May 5", LEAD BODY TAIL,
     "Contracts for May 6", LEAD BODY TAIL, true, false},
    {"another text under the same title", "Readout of a meeting", LEAD BODY TAIL,
     "Readout of a meeting", OTHER, false, true},
    {"case, quotation marks and white space do not count", "The MINISTER’s visit", LEAD BODY,
     "The Minister's Visit", "  " LEAD "\n\n" BODY, true, true},
    {"titles of function words are compared whole", "To be or not to be", LEAD BODY,
     "To have and to hold", LEAD BODY, true, false},
    {"no title agrees with none", "", LEAD BODY, "", LEAD BODY, true, false},
    {"Chinese", "国防部长会见秘鲁国防部长",
     "国防部长在五角大楼会见秘鲁国防部长讨论两国安全合作与地区稳定并重申对伙伴关系的承诺双方同意"
     "每月举行工作组会议并在年底之前向两国政府报告巡逻所需的船只飞机和站点",
     "国防部长会见秘鲁国防部长",
     "国防部长在五角大楼会见秘鲁国防部长讨论两国安全合作与地区稳定并重申对伙伴关系的承诺双方同意"
     "每月举行工作组会议并在年底之前向两国政府报告巡逻所需的船只飞机和站点。",
     true, true},
};

static struct story_text text_of(const char *title, const char *text)
{
    return (struct story_text){str_z(title), str_z(text), STR_NULL};
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct story_text x = text_of(row->title, row->text),
                      y = text_of(row->other_title, row->other_text);
    struct arena *a = arena_new();
    struct story_print p, q;

    assert_true(story_print(a, &x, &p));
    assert_true(story_print(a, &y, &q));
    assert_int_equal(story_alike(&p, &q), row->alike);
    assert_int_equal(story_alike(&q, &p), row->alike);
    assert_int_equal(story_titles_agree(a, &x, &y), row->agree);
    assert_int_equal(story_titles_agree(a, &y, &x), row->agree);
    if (row->alike) {
        size_t shared = 0;

        for (size_t i = 0; i < STORY_KEYS; i++) {
            shared += p.keys[i] == q.keys[i];
        }
        assert_true(shared > 0); /* so the one is found by the other's keys */
    }
    arena_free(a);
}

static void a_print_is_read_as_it_was_written(void **state)
{
    struct story_text t = text_of("A title", LEAD BODY);
    struct arena *a = arena_new();
    struct story_print p, q;
    struct str text;
    char *spoilt;

    (void)state;
    assert_true(story_print(a, &t, &p));
    text = story_write(a, &p);
    assert_true(story_read(text, &q));
    assert_memory_equal(&p, &q, sizeof(p));
    assert_false(story_read(str_sub(text, 1, text.len), &q));
    assert_false(story_read(STR_NULL, &q));
    spoilt = arena_z(a, text);
    spoilt[7] = 'G';
    assert_false(story_read(str_z(spoilt), &q));
    arena_free(a);
}

static void a_short_text_has_no_print(void **state)
{
    struct story_text t = text_of("Minister opens port", "The minister opens the port today.");
    struct arena *a = arena_new();
    struct story_print p;

    (void)state;
    assert_false(story_print(a, &t, &p));
    t.text = STR_NULL;
    assert_false(story_print(a, &t, &p));
    arena_free(a);
}

static double seconds_of(size_t words)
{
    struct arena *a = arena_new();
    struct buf text = {0};
    struct story_text t = {STR("Title"), STR_NULL, STR("en")};
    struct story_print p;
    struct timespec from, to;
    double least = 1e9;

    for (size_t i = 0; i < words; i++) {
        buf_add_fmt(&text, "w%zu ", i * 7919 % 100003);
    }
    t.text = buf_view(&text);
    for (int i = 0; i < 5; i++) {
        double took;

        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        assert_true(story_print(a, &t, &p));
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        took = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
        least = took < least ? took : least;
    }
    buf_free(&text);
    arena_free(a);
    return least;
}

/* Each word of a title is looked for among those of the other: a megabyte of them would take minutes. */
static void of_long_titles_the_beginning_counts(void **state)
{
    struct arena *a = arena_new();
    struct buf titles[2] = {{0}, {0}};
    struct story_text t[2];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 100000; k++) {
            buf_add_fmt(&titles[i], "word%zu ", k < 1000 ? k : (k << i) + i);
        }
        t[i] = text_of("", LEAD BODY);
        t[i].title = buf_str(&titles[i], a);
    }
    assert_true(story_titles_agree(a, &t[0], &t[1]));
    arena_free(a);
}

/* A busy machine spoils some measurements, but not each of them. */
static bool takes_less(size_t many, double times, size_t few)
{
    bool less = false;

    for (int i = 0; i < 8 && !less; i++) {
        less = seconds_of(many) < times * seconds_of(few);
    }
    return less;
}

static void twice_the_text_takes_about_twice_the_time(void **state)
{
    (void)state;
    assert_true(takes_less(8000, 4, 4000));
    /* What lies behind the first 64 kB is not looked at. */
    assert_true(takes_less(400000, 8, 8000));
}

int main(void)
{
    static struct CMUnitTest tests[ARRAY_LEN(rows) + 4] = {
        {"a print is read as it was written", a_print_is_read_as_it_was_written, NULL, NULL, NULL},
        {"of long titles the beginning counts", of_long_titles_the_beginning_counts, NULL, NULL,
         NULL},
        {"a short text has no print", a_short_text_has_no_print, NULL, NULL, NULL},
        {"twice the text takes about twice the time", twice_the_text_takes_about_twice_the_time,
         NULL, NULL, NULL},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 4] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
