#include "deliver/message.h"
#include "deliver/notify.h"

static int check(const struct notify_target *target, struct err *err)
{
    struct mail_address address;

    if (!str_starts(target->url, STR("smtp://")) && !str_starts(target->url, STR("smtps://"))) {
        return err_set(err, ERR_CONFIG, "url must begin with smtp:// or smtps://");
    }
    if (message_address(target->from, &address, err) == -1) {
        return err_context(err, "from");
    }
    if (target->to_count == 0) {
        return err_set(err, ERR_CONFIG, "to is not set");
    }
    for (size_t i = 0; i < target->to_count; i++) {
        if (message_address(target->to[i], &address, err) == -1) {
            return err_context(err, "to");
        }
    }
    return 0;
}

static int plan(struct arena *a, const struct notify_target *target,
                const struct notify_input *input, struct delivery *out, struct err *err)
{
    struct mail_address *to = arena_array(a, target->to_count, sizeof(*to));
    struct str *bare = arena_array(a, target->to_count, sizeof(*bare));
    struct message m = {.to = to,
                        .to_count = target->to_count,
                        .report = input->report,
                        .date = input->now,
                        .sample = input->sample};

    if (check(target, err) == -1 || message_address(target->from, &m.from, err) == -1) {
        return -1;
    }
    for (size_t i = 0; i < target->to_count; i++) {
        if (message_address(target->to[i], &to[i], err) == -1) {
            return -1;
        }
        bare[i] = to[i].address;
    }
    *out = (struct delivery){.kind = DELIVERY_MAIL,
                             .url = target->url,
                             .body = message_build(a, &m),
                             .mail_from = m.from.address,
                             .mail_to = bare,
                             .mail_to_count = target->to_count,
                             .user = target->user,
                             .password = target->password,
                             .timeout_ms = target->timeout_ms};
    return 0;
}

const struct notify_ops notify_smtp = {"smtp", check, plan};
