#include "deliver/notify.h"

static int check(const struct notify_target *target, struct err *err)
{
    if (target->command_count == 0 || target->command[0].len == 0) {
        return err_set(err, ERR_CONFIG, "command is not set");
    }
    for (size_t i = 0; i < target->command_count; i++) {
        if (str_find_char(target->command[i], '\0', 0) != STR_NPOS) {
            return err_set(err, ERR_CONFIG, "command holds a zero byte");
        }
    }
    return 0;
}

static int plan(struct arena *a, const struct notify_target *target,
                const struct notify_input *input, struct delivery *out, struct err *err)
{
    const char **argv = arena_array(a, target->command_count + 1, sizeof(*argv));

    if (check(target, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < target->command_count; i++) {
        argv[i] = arena_z(a, target->command[i]);
    }
    *out = (struct delivery){
        .kind = DELIVERY_EXEC, .argv = argv, .body = input->json, .timeout_ms = target->timeout_ms};
    return 0;
}

const struct notify_ops notify_exec = {"exec", check, plan};
