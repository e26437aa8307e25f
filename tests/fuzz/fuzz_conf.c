#include <assert.h>

#include "conf/conf.h"
#include "core/utf8.h"
#include "fuzz/fuzz.h"

/* Asked for by LeakSanitizer: libConfuse loses the arguments of a function call that is cut off. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libconfuse";
}

static int read_file(void *arg, struct arena *a, const char *path, struct str *out, struct err *err)
{
    (void)path;
    (void)err;
    *out = arena_str(a, *(const struct str *)arg);
    return 0;
}

static int list_files(void *arg, struct arena *a, const char *dir, struct str **names,
                      size_t *count, struct err *err)
{
    (void)arg;
    (void)a;
    (void)dir;
    (void)err;
    *names = NULL;
    *count = 0;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str s = {(const char *)data, size};
    struct conf_files files = {read_file, list_files, &s};
    struct buf out = {0};
    struct conf *conf;
    struct err err = {0};

    if (conf_load(a, "main.conf", &files, &conf, &err) == 0) {
        conf_print(&out, conf);
        buf_free(&out);
        conf_forget_feeds(conf);
    } else {
        assert(err.code != ERR_NONE);
    }
    arena_free(a);
    return 0;
}
