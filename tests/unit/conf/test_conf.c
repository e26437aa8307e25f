#include "unit/test.h"

#include "conf/conf.h"
#include "conf/conf_keys.h"

/* Files of a made-up folder: name, text. */
struct text_file {
    const char *name, *text;
};
struct folder {
    const struct text_file *files;
    size_t count;
};

static int read_file(void *arg, struct arena *a, const char *path, struct str *out, struct err *err)
{
    const struct folder *f = arg;

    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(f->files[i].name, path) == 0) {
            *out = arena_str(a, str_z(f->files[i].text));
            return 0;
        }
    }
    return err_set(err, ERR_NOINPUT, "%s: no such file", path);
}

static int list_files(void *arg, struct arena *a, const char *dir, struct str **names,
                      size_t *count, struct err *err)
{
    const struct folder *f = arg;
    struct str prefix = arena_fmt(a, "%s/", dir);

    (void)err;
    *names = arena_array(a, f->count, sizeof(**names));
    *count = 0;
    for (size_t i = 0; i < f->count; i++) {
        struct str name = str_z(f->files[i].name);

        if (str_starts(name, prefix)) {
            (*names)[(*count)++] = str_sub(name, prefix.len, name.len);
        }
    }
    return 0;
}

static int load(struct arena *a, const struct text_file *files, size_t count, struct conf **c,
                struct err *err)
{
    struct folder folder = {files, count};
    const struct conf_files io = {read_file, list_files, &folder};

    return conf_load(a, "etc/main.conf", &io, c, err);
}

#define WITH(line) "feed \"news\" {\n  url = \"https://news.example/f.xml\"\n" line "\n}\n"

struct row {
    const char *name, *text, *error; /* error: what the message holds; NULL: it loads */
};

static const struct row rows[] = {
    {"a header line may be added", WITH("  headers = {\"X-Key: 1\", \"Referer: https://a/\"}"),
     NULL},
    {"a header without a name is none", WITH("  headers = {\": hidden\"}"), "headers is not"},
    {"a header of the request itself is ours", WITH("  headers = {\"Host: hidden\"}"),
     "headers is not"},
    {"a plain feed loads", WITH(""), NULL}, //
    {"a typo names line and nearest key", WITH("  intreval = 15m"), "etc/main.conf:3: "},
    {"comments before it count as the lines they are",
     "# one\n// two\n/* three\n four */\n" WITH("  intreval = 15m # five"), "etc/main.conf:7: "},
    {"a typo is corrected", WITH("  intreval = 15m"), "did you mean 'interval'?"},
    {"a negative duration is none", WITH("  interval = -1h"), ":3: interval is not a duration"},
    {"a number is no list", WITH("  sentences = many"), "sentences is not a number"},
    {"nought sentences are too few", WITH("  sentences = 0"), "from 1 to 50"},
    {"an unclosed block is an error", "feed \"news\" {\n  url = \"https://a.example/\"\n",
     ":1: the brace"},
    {"a brace in a comment is none", "# {\n" WITH("  // {\n /* { */"), NULL},
    {"an unclosed quote is an error", "state_dir = \"x\n", ":1: a quote"},
    {"a file URL is refused", "feed \"n\" {\n  url = \"file:///etc/hostname\"\n}\n",
     ":2: url must begin"},
    {"a name with a slash is refused", "feed \"../n\" {\n  url = \"https://a.example/\"\n}\n",
     "a name is"},
    {"a feed without a URL is refused", "feed \"n\" {\n}\n", "feed has no url"},
    {"two feeds of one name are refused", WITH("") WITH(""), "etc/main.conf"},
    {"two feeds of one URL are refused",
     WITH("") "feed \"b\" {\n  url = \"https://news.example/f.xml\"\n}\n",
     "has the URL of feed \"news\""},
    {"a foreign file is not quoted", "root:x:0:0:secret:/root:/bin/bash\n", "not shown"},
    {"a notifier for a feed that is not there",
     WITH("") "notify \"n\" {\n type = syslog\n feeds = {\"x\"}\n}\n",
     "notify \"n\": there is no feed \"x\""},
    {"a dash in place of a line is corrected unseen", "state-dir = \"x\"\n",
     "no such option (not shown), did you mean 'state_dir'?"},
    {"a block in capitals is corrected", "Feed \"n\" {\n}\n", "did you mean 'feed'?"},
    {"a misspelt block is corrected", "notfy \"n\" {\n}\n", "did you mean 'notify'?"},
    {"what is like nothing is not corrected", "to = 5\n", "no such option 'to'"},
    {"a semicolon is named", "interval = 5m;\n", ":1: a semicolon"},
    {"an address without quotes is named", "feed \"n\" {\n url = http://a.example/\n}\n",
     ":2: an address must stand in quotes"},
    {"semicolons in comments and strings are none", "# a;\nuser_agent = \"a; b\"\n" WITH(""), NULL},
    {"a control character is refused", "state_dir = \"a\001b\"\n", ":1: a control character"},
    {"invalid UTF-8 is refused", "state_dir = \"a\xFF\"\n", "not valid UTF-8"},
    {"an include of itself is refused", "include(\"main.conf\")\n", "read already"},
    {"an include of nothing is an error", "include(\"none.conf\")\n", "no such file"},
    {"a model that is asked must be there", "ask = \"m\"\n", "ask names a model"},
    {"a feed may ask none", WITH("  ask = none"), NULL},
    {"a feed asks a model that is not there", WITH("  ask = m"),
     "main.conf:4: ask names a model that is not there: no model block is called \"m\""},
    {"a model has a type", "model \"m\" {\n}\n", "model has no type"},
    {"a judge must be there", "model \"m\" {\n  type = ollama\n  judge = \"x\"\n}\n",
     "judge names a model"},
    {"a typo in a model is corrected", "model \"m\" {\n  typ = ollama\n}\n",
     "did you mean 'type'?"},
    {"true is a word of its own", WITH("  ignore_hints = maybe"), "not true or false"},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    const struct text_file files[] = {{"etc/main.conf", row->text}};
    struct arena *a = arena_new();
    struct conf *c;
    struct err err;
    int rc = load(a, files, 1, &c, &err);

    if (row->error == NULL) {
        assert_int_equal(rc, 0);
        conf_forget_feeds(c);
    } else {
        assert_int_equal(rc, -1);
        if (strstr(err.text, row->error) == NULL) {
            print_error("got [%s], want [%s] in it\n", err.text, row->error);
            fail();
        }
        assert_null(strstr(err.text, "secret"));
    }
    arena_free(a);
}

static void test_values(void **state)
{
    const struct text_file files[] = {
        {"etc/conf.d/a.conf",
         "interval = 90s\nfeed \"late\" {\n  url = \"http://b.example/\"\n  backlog = all\n}\n"},
        {"etc/list", "# some\none https://one.example/x\n\ntwo https://two.example/\n"},
        {"etc/main.conf", "interval = 2h\nmax_body = 512k\nmax_text = 3m\nmatch = {\"readout\", "
                          "\"/call(s)?/\"}\nfeed_list = \"list\"\n"
                          "allow_private = yes\n" WITH("  interval = 1d")},
    };
    struct arena *a = arena_new();
    struct buf text = {0};
    struct conf_feed last;
    struct conf *c = NULL;
    struct err err;

    (void)state;
    assert_int_equal(load(a, files, ARRAY_LEN(files), &c, &err), 0);
    assert_true(c->interval_s == 90); /* a drop-in has the last word */
    assert_true(c->max_body == 512 << 10);
    assert_true(c->allow_private);
    assert_true(c->backlog == 3);
    assert_true(c->match_count == 2);
    assert_str(c->match[1], "/call(s)?/");
    assert_int_equal(conf_feed_total(c), 4);
    assert_true(c->feeds[0].interval_s == 86400);
    assert_true(c->feeds[0].timeout_s == CONF_UNSET);
    assert_true(c->feeds[1].backlog == CONF_ALL);
    conf_feed_at(c, 3, a, &last);
    assert_str(last.name, "two");
    assert_str(last.url, "https://two.example/");
    assert_str(last.where, "etc/list:4");
    assert_true(last.interval_s == CONF_UNSET);
    assert_true(c->limits.max_depth == LIMIT_DEPTH);
    assert_true(c->limits.max_attributes == LIMIT_ATTRIBUTES);
    assert_true(c->limits.max_name == LIMIT_NAME);
    assert_true(c->limits.max_text == 3 << 20);
    assert_true(c->limits.max_title == LIMIT_TITLE);
    assert_true(c->limits.max_items == LIMIT_ITEMS);
    conf_print(&text, c);
    assert_true(str_find(buf_view(&text), STR("backlog = all"), 0) != STR_NPOS);
    buf_free(&text);
    conf_forget_feeds(c);
    assert_int_equal(conf_feed_total(c), 0);
    assert_str(c->match[1], "/call(s)?/");
    arena_free(a);
}

static void test_models(void **state)
{
    const struct text_file files[] = {{"etc/main.conf",
                                       "ask = \"a\"\ndaily_cents = 7\nmodel \"a\" {\n  type = "
                                       "exec\n  command = {\"/bin/x\", \"y\"}\n"
                                       "  judge = \"b\"\n  daily_tokens = 9\n}\nmodel \"b\" {\n  "
                                       "type = ollama\n  structured = no\n"
                                       "}\n" WITH("  daily_tokens = 5")}};
    struct arena *a = arena_new();
    struct buf text = {0};
    struct conf *c = NULL;
    const struct conf_model *m;
    struct err err;

    (void)state;
    assert_int_equal(load(a, files, 1, &c, &err), 0);
    assert_str(c->ask, "a");
    assert_true(c->model_deadline_s == 120);
    assert_true(c->daily_cents == 7 && c->daily_tokens == CONF_UNSET);
    assert_true(c->feeds[0].daily_tokens == 5 && c->feeds[0].daily_cents == CONF_UNSET);
    m = conf_model(c, STR("a"));
    assert_non_null(m);
    assert_true(m->structured && m->daily_tokens == 9 && m->daily_cents == CONF_UNSET);
    assert_true(m->command_count == 2 && m->parallel == 4 && m->max_article == 64 << 10);
    assert_str(m->where, "etc/main.conf:8");
    assert_false(conf_model(c, STR("b"))->structured);
    assert_null(conf_model(c, STR("c")));
    conf_print(&text, c);
    assert_true(str_find(buf_view(&text), STR("model \"b\" {\n  type = \"ollama\""), 0) !=
                STR_NPOS);
    buf_free(&text);
    conf_forget_feeds(c);
    arena_free(a);
}

static void test_what_is_printed_hides_passwords_and_loads_again(void **state)
{
    const struct text_file files[] = {
        {"etc/main.conf", "feed \"n\" {\n  url = \"https://user:hunter2@a.example/f\"\n  match = "
                          "{\"a\\\"b\"}\n  headers = {\"X-Key: s3cret\"}\n}\n"}};
    struct arena *a = arena_new();
    struct buf text = {0};
    struct conf *c = NULL;
    struct err err;

    (void)state;
    assert_int_equal(load(a, files, 1, &c, &err), 0);
    conf_print(&text, c);
    buf_add_char(&text, '\0');
    assert_null(strstr(text.ptr, "hunter2"));
    assert_non_null(strstr(text.ptr, "***@a.example"));
    assert_null(strstr(text.ptr, "s3cret"));
    assert_non_null(strstr(text.ptr, "headers = {\"X-Key: ***\"}"));
    conf_forget_feeds(c);
    {
        const struct text_file again[] = {{"etc/main.conf", text.ptr}};

        assert_int_equal(load(a, again, 1, &c, &err), 0);
        assert_str(c->feeds[0].match[0], "a\"b");
        conf_forget_feeds(c);
    }
    buf_free(&text);
    arena_free(a);
}

static void test_every_default_is_within_its_range(void **state)
{
    struct arena *a = arena_new();
    struct conf_notify notify;
    struct conf conf;
    struct err err;

    (void)state;
    for (size_t i = 0; i < conf_tables[CONF_GLOBAL].count; i++) {
        const struct conf_key *key = &conf_tables[CONF_GLOBAL].keys[i];
        struct str value = str_z(key->value);

        if (key->value != NULL) {
            assert_int_equal(conf_key_set(a, key, &conf, &value, 1, &err), 0);
        }
    }
    for (size_t i = 0; i < conf_tables[CONF_NOTIFY].count; i++) {
        const struct conf_key *key = &conf_tables[CONF_NOTIFY].keys[i];
        struct str value = str_z(key->value);

        if (key->value != NULL) {
            assert_int_equal(conf_key_set(a, key, &notify, &value, 1, &err), 0);
        }
    }
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 4] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_models),
        cmocka_unit_test(test_what_is_printed_hides_passwords_and_loads_again),
        cmocka_unit_test(test_every_default_is_within_its_range),
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 4] = (struct CMUnitTest){.name = rows[i].name,
                                           .test_func = test_row,
                                           .initial_state = (void *)(uintptr_t)&rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
