#include "unit/test.h"

#include "core/attr.h"
#include "fmt/json.h"
#include "llm/llm.h"

#define KEY "sk-test-0123456789"

static struct str program[] = {STR_INIT("/usr/bin/model"), STR_INIT("a b")};

static struct llm_target target_of(const char *type)
{
    return (struct llm_target){
        .name = STR("desk"),
        .type = str_z(type),
        .model = STR("m-1"),
        .key = STR(KEY),
        .command = program,
        .command_count = ARRAY_LEN(program),
        .max_tokens = 700,
        .structured = true,
    };
}

/* ---- what is sent ---- */

struct plan_row {
    const char *name, *type, *url, *address, *header;
    /* Where both texts stand in the body: names of members, numbers of elements. */
    const char *system[6], *user[6];
    const char *with_schema; /* stands in the body only if sentences are asked for */
};

static struct plan_row plan_rows[] = {
    {"openai at its own address",
     "openai",
     NULL,
     "https://api.openai.com/v1/chat/completions",
     "Authorization: Bearer " KEY,
     {"messages", "0", "content"},
     {"messages", "1", "content"},
     "json_schema"},
    {"a server of the same kind, named up to its version",
     "openai",
     "http://127.0.0.1:8080/v1/",
     "http://127.0.0.1:8080/v1/chat/completions",
     "Authorization: Bearer " KEY,
     {"messages", "0", "content"},
     {"messages", "1", "content"},
     "json_schema"},
    {"a server of the same kind, named in whole",
     "openai",
     "http://127.0.0.1:8080/x/chat/completions",
     "http://127.0.0.1:8080/x/chat/completions",
     "Authorization: Bearer " KEY,
     {"messages", "0", "content"},
     {"messages", "1", "content"},
     "json_schema"},
    {"gemini has the model in its address and the key in none",
     "gemini",
     NULL,
     "https://generativelanguage.googleapis.com/v1beta/models/m-1:generateContent",
     "x-goog-api-key: " KEY,
     {"systemInstruction", "parts", "0", "text"},
     {"contents", "0", "parts", "0", "text"},
     "responseSchema"},
    {"anthropic has a version beside the key",
     "anthropic",
     NULL,
     "https://api.anthropic.com/v1/messages",
     "x-api-key: " KEY,
     {"system"},
     {"messages", "0", "content"},
     "tool_choice"},
    {"ollama is at home",
     "ollama",
     NULL,
     "http://127.0.0.1:11434/api/chat",
     "Authorization: Bearer " KEY,
     {"messages", "0", "content"},
     {"messages", "1", "content"},
     "\"format\":"},
    {"a program gets all on its standard input",
     "exec",
     NULL,
     NULL,
     NULL,
     {"system"},
     {"prompt"},
     "additionalProperties"},
};

static const struct json *at(const struct json *value, const char *const *path)
{
    for (; value != NULL && *path != NULL; path++) {
        const struct json *next = json_get(value, *path);

        if (value->type == JSON_ARRAY) {
            next = value->child;
            for (char i = '0'; next != NULL && i < (*path)[0]; i++) {
                next = next->next;
            }
        }
        value = next;
    }
    return value;
}

static void test_plan(void **state)
{
    const struct plan_row *row = *state;
    struct llm_target target = target_of(row->type);
    struct llm_prompt prompt = {STR("Be \"brief\"."), STR("Say\nthis \xc3\xa9."), true};
    struct arena *a = arena_new();
    struct llm_request r;
    struct json *body;
    struct err err;

    target.url = str_z(row->url);
    assert_int_equal(llm_check(&target, &err), 0);
    llm_plan(a, &target, &prompt, &r);
    if (row->address == NULL) {
        assert_null(r.url.ptr);
        assert_string_equal(r.argv[0], "/usr/bin/model");
        assert_string_equal(r.argv[1], "a b");
        assert_null(r.argv[2]);
    } else {
        assert_str(r.url, row->address);
        assert_str(r.headers[r.header_count - 1], row->header);
    }
    assert_int_equal(json_parse(a, r.body, &body, &err), 0);
    assert_str(json_str(at(body, row->system)), "Be \"brief\".");
    assert_str(json_str(at(body, row->user)), "Say\nthis \xc3\xa9.");
    assert_int_not_equal(str_find(r.body, str_z(row->with_schema), 0), STR_NPOS);
    assert_int_not_equal(str_find(r.body, STR("700"), 0), STR_NPOS);
    assert_int_equal(str_find(r.body, STR(KEY), 0), STR_NPOS);
    prompt.sentences = false;
    prompt.system = STR("");
    llm_plan(a, &target, &prompt, &r);
    assert_int_equal(str_find(r.body, str_z(row->with_schema), 0), STR_NPOS);
    assert_int_equal(json_parse(a, r.body, &body, &err), 0);
    arena_free(a);
}

static void test_plan_without_key(void **state)
{
    static const char *const types[] = {"openai", "gemini", "anthropic", "ollama", "exec"};
    const struct llm_prompt prompt = {STR_NULL, STR("u"), true};
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        struct llm_target target = target_of(types[i]);
        struct llm_request r;

        target.key = STR_NULL;
        llm_plan(a, &target, &prompt, &r);
        for (size_t h = 0; h < r.header_count; h++) {
            assert_false(str_starts(r.headers[h], STR("Authorization")));
            assert_false(str_starts(r.headers[h], STR("x-")));
        }
    }
    arena_free(a);
}

static void test_plan_limits(void **state)
{
    struct llm_target target = target_of("openai");
    const struct llm_prompt prompt = {STR_NULL, STR("u"), false};
    struct arena *a = arena_new();
    struct llm_request r;
    char text[15000];

    (void)state;
    llm_plan(a, &target, &prompt, &r);
    assert_int_not_equal(str_find(r.body, STR("\"max_completion_tokens\":700"), 0), STR_NPOS);
    target.url = STR("http://127.0.0.1:1/v1");
    llm_plan(a, &target, &prompt, &r);
    assert_int_not_equal(str_find(r.body, STR("\"max_tokens\":700"), 0), STR_NPOS);
    /* Room for the whole of a long prompt, which Ollama would cut silently. */
    memset(text, 'x', sizeof(text));
    target.type = STR("ollama");
    llm_plan(a, &target, &(struct llm_prompt){STR_NULL, {text, sizeof(text)}, false}, &r);
    assert_int_not_equal(str_find(r.body, STR("\"num_ctx\":6144"), 0), STR_NPOS);
    arena_free(a);
}

/* ---- what a target must be ---- */

struct check_row {
    const char *name;
    struct llm_target target;
    const char *wrong; /* NULL: accepted */
};

static struct check_row check_rows[] = {
    {"a model without a key", {.type = STR_INIT("ollama"), .model = STR_INIT("m")}, NULL},
    {"no such type", {.type = STR_INIT("oracle")}, "no type \"oracle\""},
    {"no model", {.type = STR_INIT("openai")}, "model is not set"},
    {"a place that is none",
     {.type = STR_INIT("anthropic"), .model = STR_INIT("m"), .url = STR_INIT("file:///x")},
     "url is not"},
    {"a model that would change the address",
     {.type = STR_INIT("gemini"), .model = STR_INIT("m?key=x")},
     "model is not the name"},
    {"a model with a path", {.type = STR_INIT("gemini"), .model = STR_INIT("tuned/m-1")}, NULL},
    {"gemini without a model", {.type = STR_INIT("gemini")}, "model is not set"},
    {"an empty key",
     {.type = STR_INIT("openai"), .model = STR_INIT("m"), .key = STR_INIT("")},
     "the key is empty"},
    {"a key with a line end",
     {.type = STR_INIT("openai"), .model = STR_INIT("m"), .key = STR_INIT("a\nX-Y: z")},
     "the key holds"},
    {"no program", {.type = STR_INIT("exec")}, "command is not set"},
};

static void test_check(void **state)
{
    const struct check_row *row = *state;
    struct err err = {0};

    if (row->wrong == NULL) {
        assert_int_equal(llm_check(&row->target, &err), 0);
        return;
    }
    assert_int_equal(llm_check(&row->target, &err), -1);
    assert_int_equal(err.code, ERR_CONFIG);
    assert_non_null(strstr(err.text, row->wrong));
}

/* ---- what comes back ---- */

struct read_row {
    const char *name, *type, *body;
    const char *text; /* NULL: ERR_SYNTAX */
    const char *refusal;
    bool cut;
    int64_t in, out;
};

static struct read_row read_rows[] = {
    {"a chat completion", "openai",
     "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1746486000,"
     "\"model\":\"m-1-2025\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
     "\"content\":\"They met.\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
     "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":3,\"total_tokens\":14,"
     "\"prompt_tokens_details\":{\"cached_tokens\":0}}}",
     "They met.", NULL, false, 11, 3},
    {"a completion of parts", "openai",
     "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"They \"},"
     "{\"type\":\"text\",\"text\":\"met.\"}]}}]}",
     "They met.", NULL, false, -1, -1},
    {"a completion that was cut", "openai",
     "{\"choices\":[{\"message\":{\"content\":\"They m\"},\"finish_reason\":\"length\"}]}",
     "They m", NULL, true, -1, -1},
    {"a completion that was refused", "openai",
     "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I can't.\"},"
     "\"finish_reason\":\"stop\"}],\"usage\":null}",
     "", "I can't.", false, -1, -1},
    {"a completion that was filtered", "openai",
     "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"content_filter\"}]}", "",
     "content_filter", false, -1, -1},
    {"a completion that calls a tool says nothing", "openai",
     "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"function\":"
     "{\"name\":\"rm\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}",
     "", NULL, false, -1, -1},
    {"no choices", "openai", "{\"choices\":[]}", NULL, NULL, false, 0, 0},
    {"an error with status 200", "openai", "{\"error\":{\"message\":\"busy\"}}", NULL, NULL, false,
     0, 0},
    {"half a completion", "openai", "{\"choices\":[{\"message\":{\"cont", NULL, NULL, false, 0, 0},
    {"no JSON at all", "openai", "<html>Bad gateway</html>", NULL, NULL, false, 0, 0},
    {"gemini's candidate, without its thoughts", "gemini",
     "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true},"
     "{\"text\":\"They \"},{\"text\":\"met.\"}],\"role\":\"model\"},\"finishReason\":\"STOP\","
     "\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":11,\"candidatesTokenCount\":3,"
     "\"thoughtsTokenCount\":20,\"totalTokenCount\":34},\"modelVersion\":\"gemini-x\"}",
     "They met.", NULL, false, 11, 23},
    {"gemini blocks the prompt", "gemini",
     "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":9}}",
     "", "SAFETY", false, 9, -1},
    {"gemini blocks the answer", "gemini", "{\"candidates\":[{\"finishReason\":\"RECITATION\"}]}",
     "", "RECITATION", false, -1, -1},
    {"gemini ends early", "gemini",
     "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"They m\"}]},"
     "\"finishReason\":\"MAX_TOKENS\"}]}",
     "They m", NULL, true, -1, -1},
    {"gemini says nothing", "gemini", "{}", NULL, NULL, false, 0, 0},
    {"gemini in pieces", "gemini", "[{\"candidates\":[]}]", NULL, NULL, false, 0, 0},
    {"a message", "anthropic",
     "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
     "\"content\":[{\"type\":\"text\",\"text\":\"They met.\"}],\"stop_reason\":\"end_turn\","
     "\"stop_sequence\":null,\"usage\":{\"input_tokens\":11,\"output_tokens\":3}}",
     "They met.", NULL, false, 11, 3},
    {"a message by the tool that was asked for", "anthropic",
     "{\"content\":[{\"type\":\"text\",\"text\":\"Here:\"},{\"type\":\"tool_use\",\"id\":\"t\","
     "\"name\":\"summary\",\"input\":{\"sentences\":[]}}],\"stop_reason\":\"tool_use\"}",
     "{\"sentences\":[]}", NULL, false, -1, -1},
    {"a message by another tool says nothing", "anthropic",
     "{\"content\":[{\"type\":\"tool_use\",\"name\":\"rm\",\"input\":{\"a\":1}}],"
     "\"stop_reason\":\"tool_use\"}",
     "", NULL, false, -1, -1},
    {"a message that was refused", "anthropic", "{\"content\":[],\"stop_reason\":\"refusal\"}", "",
     "refusal", false, -1, -1},
    {"a message that was cut", "anthropic",
     "{\"content\":[{\"type\":\"text\",\"text\":\"They m\"}],\"stop_reason\":\"max_tokens\"}",
     "They m", NULL, true, -1, -1},
    {"no message", "anthropic", "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}",
     NULL, NULL, false, 0, 0},
    {"a message that is a number", "anthropic", "7", NULL, NULL, false, 0, 0},
    {"a chat", "ollama",
     "{\"model\":\"llama3\",\"created_at\":\"2025-05-05T23:00:00Z\",\"message\":"
     "{\"role\":\"assistant\",\"content\":\"They met.\"},\"done_reason\":\"stop\",\"done\":true,"
     "\"total_duration\":5,\"prompt_eval_count\":11,\"eval_count\":3}",
     "They met.", NULL, false, 11, 3},
    {"a chat that was cut", "ollama",
     "{\"message\":{\"content\":\"They m\"},\"done_reason\":\"length\"}", "They m", NULL, true, -1,
     -1},
    {"a chat that says nothing", "ollama", "{\"message\":{\"role\":\"assistant\"}}", "", NULL,
     false, -1, -1},
    {"no chat", "ollama", "{\"error\":\"model not found\"}", NULL, NULL, false, 0, 0},
    {"a chat that is a list", "ollama", "[]", NULL, NULL, false, 0, 0},
    {"a program's text", "exec", "{\"text\":\"They met.\",\"tokens_in\":11}\n", "They met.", NULL,
     false, 11, -1},
    {"a program's sentences", "exec", "{\"sentences\":[{\"text\":\"They met.\"}]}",
     "{\"sentences\":[{\"text\":\"They met.\"}]}", NULL, false, -1, -1},
    {"a program that prints neither", "exec", "{}", NULL, NULL, false, 0, 0},
    {"a program that prints prose", "exec", "They met.", NULL, NULL, false, 0, 0},
    {"a program that prints nothing", "exec", "", NULL, NULL, false, 0, 0},
};

static void test_read(void **state)
{
    const struct read_row *row = *state;
    struct llm_target target = target_of(row->type);
    struct arena *a = arena_new();
    struct llm_answer answer;
    struct err err = {0};

    if (row->text == NULL) {
        assert_int_equal(llm_read(a, &target, str_z(row->body), &answer, &err), -1);
        assert_int_equal(err.code, ERR_SYNTAX);
    } else {
        assert_int_equal(llm_read(a, &target, str_z(row->body), &answer, &err), 0);
        assert_str(answer.text, row->text);
        assert_int_equal(answer.cut, row->cut);
        assert_int_equal(answer.tokens_in, row->in);
        assert_int_equal(answer.tokens_out, row->out);
        if (row->refusal == NULL) {
            assert_null(answer.refusal.ptr);
        } else {
            assert_str(answer.refusal, row->refusal);
        }
    }
    arena_free(a);
}

static void test_read_key(void **state)
{
    struct llm_target target = target_of("ollama");
    struct arena *a = arena_new();
    struct llm_answer answer;
    struct err err = {0};

    (void)state;
    assert_int_equal(
        llm_read(a, &target, STR("{\"message\":{\"content\":\"" KEY "\"}}"), &answer, &err), -1);
    assert_int_equal(err.code, ERR_REFUSED);
    assert_null(strstr(err.text, KEY));
    arena_free(a);
}

int main(void)
{
    enum { PLANS = ARRAY_LEN(plan_rows), CHECKS = ARRAY_LEN(check_rows) };
    enum { READS = ARRAY_LEN(read_rows) };
    struct CMUnitTest tests[PLANS + CHECKS + READS + 3] = {
        cmocka_unit_test(test_plan_without_key),
        cmocka_unit_test(test_plan_limits),
        cmocka_unit_test(test_read_key),
    };
    size_t n = 3;

    for (size_t i = 0; i < PLANS; i++) {
        tests[n++] = (struct CMUnitTest){
            .name = plan_rows[i].name, .test_func = test_plan, .initial_state = &plan_rows[i]};
    }
    for (size_t i = 0; i < CHECKS; i++) {
        tests[n++] = (struct CMUnitTest){
            .name = check_rows[i].name, .test_func = test_check, .initial_state = &check_rows[i]};
    }
    for (size_t i = 0; i < READS; i++) {
        tests[n++] = (struct CMUnitTest){
            .name = read_rows[i].name, .test_func = test_read, .initial_state = &read_rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
