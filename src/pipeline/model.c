#include "pipeline/model.h"

#include <stdlib.h>

#include "conf/conf_text.h"
#include "sys/file.h"

enum { TEMPLATE_BYTES = 64 << 10 };

static int read_credential(struct arena *a, struct str name, struct str *key, struct err *err)
{
    const char *dir = getenv("CREDENTIALS_DIRECTORY");

    if (!conf_text_is_name(name)) {
        return err_set(err, ERR_CONFIG, "key_credential is not the name of one");
    }
    if (dir == NULL) {
        return err_set(err, ERR_CONFIG,
                       "key_credential needs LoadCredential= in the unit: "
                       "$CREDENTIALS_DIRECTORY is not set");
    }
    return file_read_secret(a, arena_z(a, arena_fmt(a, "%s/" STR_FMT, dir, STR_ARG(name))), key,
                            err);
}

static int read_environment(struct arena *a, struct str name, struct str *key, struct err *err)
{
    const char *value = getenv(arena_z(a, name));

    if (value == NULL || value[0] == '\0') {
        return err_set(err, ERR_CONFIG, "key_env names a variable that is not set");
    }
    *key = arena_str(a, str_z(value));
    return 0;
}

static int read_key(struct arena *a, const struct conf_model *c, struct str *key, struct err *err)
{
    int ways =
        (c->key_credential.ptr != NULL) + (c->key_file.ptr != NULL) + (c->key_env.ptr != NULL);

    if (ways > 1) {
        return err_set(err, ERR_CONFIG, "one of key_credential, key_file and key_env is enough");
    }
    if (c->key_credential.ptr != NULL) {
        return read_credential(a, c->key_credential, key, err);
    }
    if (c->key_file.ptr != NULL) {
        return file_read_secret(a, arena_z(a, c->key_file), key, err);
    }
    return c->key_env.ptr != NULL ? read_environment(a, c->key_env, key, err) : 0;
}

/* By the name of one that is built in, else from a file. */
static int read_template(struct arena *a, struct str name, const char *config_path,
                         struct prompt_template *out, struct err *err)
{
    struct str text = prompt_builtin(name), path;

    if (text.ptr == NULL) {
        path = conf_text_beside(a, str_z(config_path), name);
        if (file_read(a, arena_z(a, path), TEMPLATE_BYTES, &text, err) == -1) {
            return err_context(err,
                               "no prompt of that name is built in, and the file cannot be read");
        }
    }
    if (prompt_read(a, name, text, out, err) == -1) {
        return err_context(err, "prompt " STR_FMT, STR_ARG(name));
    }
    return 0;
}

/* BCP 47 as far as a tag begins: a language of two or three letters, and subtags. */
static bool is_language(struct str tag)
{
    size_t letters = 0;

    while (letters < tag.len && char_is_alpha(tag.ptr[letters])) {
        letters++;
    }
    if (letters < 2 || letters > 3 || (letters < tag.len && tag.ptr[letters] != '-')) {
        return false;
    }
    for (size_t i = letters; i < tag.len; i++) {
        if (tag.ptr[i] != '-' && !char_is_alnum(tag.ptr[i])) {
            return false;
        }
    }
    return true;
}

static int check_options(const struct conf_model *c, struct err *err)
{
    if (c->language.ptr != NULL && !is_language(c->language)) {
        return err_set(err, ERR_CONFIG, "language is not a tag such as es or pt-BR");
    }
    if (c->daily_cents >= 0 && c->input_price == 0 && c->output_price == 0) {
        return err_set(err, ERR_CONFIG,
                       "daily_cents bounds nothing without input_price or output_price");
    }
    return 0;
}

int model_make(struct arena *a, const struct conf_model *c, const char *config_path,
               struct model *out, struct err *err)
{
    bool own = c->prompt.ptr != NULL;

    *out = (struct model){
        .conf = c,
        .target = {.name = c->name,
                   .type = c->type,
                   .url = c->url,
                   .model = c->model,
                   .command = c->command,
                   .command_count = c->command_count,
                   .max_tokens = c->max_tokens,
                   .structured = c->structured},
    };
    if (check_options(c, err) == -1 || read_key(a, c, &out->target.key, err) == -1 ||
        llm_check(&out->target, err) == -1 ||
        read_template(a, own ? c->prompt : STR("default"), config_path, &out->asks, err) == -1 ||
        read_template(a, own ? c->prompt : STR("judge"), config_path, &out->judges, err) == -1) {
        err->code = ERR_CONFIG;
        return err_context(err, STR_FMT ": model \"" STR_FMT "\"", STR_ARG(c->where),
                           STR_ARG(c->name));
    }
    return 0;
}
