#include "ctl/options.h"

#include <assert.h>
#include <string.h>

#include "core/num.h"
#include "core/utf8.h"
#include "fmt/time.h"

#define COUNT_MOST 100000

static const struct option_row help = {"help", OPTION_FLAG, offsetof(struct args, help)};

static const struct option_row *find(const struct option_row *options, struct str name)
{
    for (const struct option_row *o = options; o->name != NULL; o++) {
        if (str_eq(name, str_z(o->name))) {
            return o;
        }
    }
    return str_eq(name, str_z(help.name)) ? &help : NULL;
}

static struct str valid_text(struct arena *a, const char *value)
{
    struct buf b = {0};

    utf8_add_valid(&b, str_z(value));
    return buf_str(&b, a);
}

static int set_count(void *member, const char *value)
{
    int64_t n;

    if (!num_parse(str_z(value), &n) || n < 1 || n > COUNT_MOST) {
        return -1;
    }
    *(size_t *)member = (size_t)n;
    return 0;
}

static int set_limit(const struct option_row *o, int64_t *member, const char *value,
                     struct err *err)
{
    static const struct {
        size_t offset;
        int64_t least, most;
    } ranges[] = {
        {offsetof(struct args, limits.max_depth), LIMIT_DEPTH_LEAST, LIMIT_DEPTH_MOST}, //
        {offsetof(struct args, limits.max_attributes), LIMIT_ATTRIBUTES_LEAST,
         LIMIT_ATTRIBUTES_MOST},
        {offsetof(struct args, limits.max_name), LIMIT_NAME_LEAST, LIMIT_NAME_MOST},
        {offsetof(struct args, limits.max_text), LIMIT_TEXT_LEAST, LIMIT_TEXT_MOST},
        {offsetof(struct args, limits.max_title), LIMIT_TITLE_LEAST, LIMIT_TITLE_MOST},
        {offsetof(struct args, limits.max_items), LIMIT_ITEMS_LEAST, LIMIT_ITEMS_MOST},
    };
    size_t i = 0;

    while (ranges[i].offset != o->offset) {
        i++;
        assert(i < ARRAY_LEN(ranges));
    }
    if (!num_parse(str_z(value), member) || *member < ranges[i].least || *member > ranges[i].most) {
        return err_set(err, ERR_USAGE, "--%s must be from %lld to %lld", o->name,
                       (long long)ranges[i].least, (long long)ranges[i].most);
    }
    return 0;
}

static int set_time(void *member, const char *value)
{
    int64_t t = time_parse(str_z(value), NULL);

    *(int64_t *)member = t;
    return t == TIME_NONE ? -1 : 0;
}

static int set_value(struct arena *a, const struct option_row *o, const char *value,
                     struct args *out, struct err *err)
{
    void *member = (char *)out + o->offset;
    int rc = 0;

    switch (o->kind) {
    case OPTION_FLAG:
        *(bool *)member = true;
        break;
    case OPTION_TEXT:
        *(struct str *)member = valid_text(a, value);
        break;
    case OPTION_PATH:
        *(const char **)member = value;
        break;
    case OPTION_COUNT:
        rc = set_count(member, value);
        break;
    case OPTION_LIMIT:
        return set_limit(o, member, value, err);
    case OPTION_TIME:
        rc = set_time(member, value);
        break;
    }
    return rc == 0 ? 0 : err_set(err, ERR_USAGE, "--%s does not take \"%s\"", o->name, value);
}

/* One word that begins with "--"; returns how many words it took, 2 with a value after it. */
static int read_option(struct arena *a, char *const *word, const struct option_row *options,
                       struct args *out, struct err *err)
{
    struct str text = str_z(*word + 2);
    size_t equals = str_find_char(text, '=', 0);
    struct str name = equals == STR_NPOS ? text : str_sub(text, 0, equals);
    const struct option_row *o = find(options, name);
    const char *value = equals == STR_NPOS ? word[1] : *word + 2 + equals + 1;

    if (o == NULL) {
        return err_set(err, ERR_USAGE, "unknown option --" STR_FMT, STR_ARG(name));
    }
    if (o->kind == OPTION_FLAG && equals != STR_NPOS) {
        return err_set(err, ERR_USAGE, "--%s takes no value", o->name);
    }
    if (o->kind != OPTION_FLAG && value == NULL) {
        return err_set(err, ERR_USAGE, "--%s needs a value", o->name);
    }
    if (set_value(a, o, value, out, err) == -1) {
        return -1;
    }
    return o->kind != OPTION_FLAG && equals == STR_NPOS ? 2 : 1;
}

int options_read(struct arena *a, char *const *argv, const struct option_row *options,
                 struct args *out, struct err *err)
{
    bool ended = false;

    *out = (struct args){.published = TIME_NONE};
    while (*argv != NULL) {
        const char *word = *argv;
        int used = 1;

        if (!ended && strcmp(word, "--") == 0) {
            ended = true;
        } else if (!ended && strncmp(word, "--", 2) == 0) {
            used = read_option(a, argv, options, out, err);
        } else if (!ended && word[0] == '-' && word[1] != '\0') {
            used = err_set(err, ERR_USAGE, "unknown option %s", word);
        } else if (out->file_count == ARGS_FILES_MOST) {
            used = err_set(err, ERR_USAGE, "one file too many: %s", word);
        } else {
            out->files[out->file_count++] = word;
        }
        if (used == -1) {
            return -1;
        }
        argv += used;
    }
    return 0;
}
