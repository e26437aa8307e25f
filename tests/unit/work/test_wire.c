#include "work/wire.h"

#include "unit/test.h"

#include <unistd.h>

#include "core/limits.h"

static struct row {
    const char *name;
    uint32_t head[4];
    const char *parts;
    bool text;
    enum wire_state want;
} rows[] = {
    {"two parts are a message", {WIRE_TASK, 0, 2, 3}, "{}abc", false, WIRE_WHOLE},
    {"both parts may be empty", {WIRE_ANSWER, 0, 0, 0}, "", true, WIRE_WHOLE},
    {"an answer is text", {WIRE_ANSWER, 1, 4, 0}, "x\xc3\xa9y", true, WIRE_WHOLE},
    {"a byte alone is no text", {WIRE_ANSWER, 0, 2, 0}, "\xc3(", true, WIRE_ERROR},
    {"a sequence that is cut is no text", {WIRE_ANSWER, 0, 1, 0}, "\xc3", true, WIRE_ERROR},
    {"documents are bytes", {WIRE_TASK, 0, 2, 2}, "{}\xc3(", false, WIRE_WHOLE},
    {"an unknown kind is refused", {WIRE_KIND_COUNT, 0, 0, 0}, "", false, WIRE_ERROR},
    {"lengths are bounded", {WIRE_ANSWER, 0, LIMIT_DOCUMENT_BYTES + 1, 0}, "", false, WIRE_ERROR},
    {"the second length is bounded, too", {WIRE_ANSWER, 0, 0, UINT32_MAX}, "", false, WIRE_ERROR},
    {"one that ends early is no message", {WIRE_ANSWER, 0, 9, 0}, "four", true, WIRE_END},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct wire_in in = {.text = row->text};
    struct wire_message m;
    enum wire_state got;
    struct err err;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], row->head, sizeof(row->head)), sizeof(row->head));
    assert_int_equal(write(ends[1], row->parts, strlen(row->parts)), strlen(row->parts));
    close(ends[1]);
    do {
        got = wire_in_read(&in, ends[0], &m, &err);
    } while (got == WIRE_MORE);
    assert_int_equal(got, row->want);
    if (got == WIRE_WHOLE) {
        assert_int_equal(m.first.len, row->head[2]);
        assert_int_equal(m.second.len, row->head[3]);
        assert_int_equal(m.last, row->head[1] == 1);
        assert_memory_equal(m.first.ptr, row->parts, strlen(row->parts));
    }
    close(ends[0]);
    buf_free(&in.bytes);
}

static void test_task_travels(void **state)
{
    struct arena *a = arena_new();
    struct str known[] = {STR("d1"), STR("d2")};
    const struct hints sent = {
        .base = STR("https://x.example/"),
        .known = known,
        .known_count = 2,
        .sentences = 3,
        .published = 1746486000,
        .plain = true,
        .limits = {.max_depth = 9, .max_items = 7},
    };
    const struct hints *got;
    struct wire_in in = {0};
    struct wire_message m;
    struct buf out = {0};
    struct str task;
    struct err err;
    int ends[2];

    (void)state;
    wire_add_task(&out, STR("parse"), &sent, 6);
    buf_add(&out, STR("<rss/>"));
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], out.ptr, out.len), out.len);
    while (wire_in_read(&in, ends[0], &m, &err) == WIRE_MORE) {
    }
    assert_str(m.second, "<rss/>");
    assert_int_equal(wire_read_task(a, &m, &task, &got, &err), 0);
    assert_str(task, "parse");
    assert_str(got->base, "https://x.example/");
    assert_null(got->content_type.ptr);
    assert_int_equal(got->known_count, 2);
    assert_str(got->known[1], "d2");
    assert_int_equal(got->sentences, 3);
    assert_int_equal(got->published, 1746486000);
    assert_true(got->plain);
    assert_int_equal(got->limits.max_depth, 9);
    assert_int_equal(got->limits.max_items, 7);
    assert_int_equal(got->limits.max_text, 0);
    m.first = STR("{\"task\":\"parse\"}");
    assert_int_equal(wire_read_task(a, &m, &task, &got, &err), -1);
    wire_in_reset(&in);
    buf_free(&in.bytes);
    buf_free(&out);
    close(ends[0]);
    close(ends[1]);
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 1];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    tests[ARRAY_LEN(rows)] = (struct CMUnitTest)cmocka_unit_test(test_task_travels);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
