#include "net/mail_order.h"

#include "fmt/json.h"

static const struct json_field fields[] = {
    JSON_FIELD(struct mail_order, url, STR), //
    JSON_FIELD(struct mail_order, from, STR),
    JSON_STRS(struct mail_order, to, to_count),
    JSON_FIELD(struct mail_order, user, STR),
    JSON_FIELD(struct mail_order, password, STR),
    JSON_FIELD(struct mail_order, ca_bundle, STR),
    JSON_STRS(struct mail_order, connect_to, connect_to_count),
    JSON_FIELD(struct mail_order, timeout_ms, INT),
};
static const struct json_shape shape = JSON_SHAPE(struct mail_order, fields);

void mail_order_write(struct buf *out, const struct mail_order *o)
{
    json_write(out, &shape, o);
    buf_add_char(out, '\n');
    buf_add(out, o->message);
}

int mail_order_read(struct arena *a, struct str bytes, struct mail_order *out, struct err *err)
{
    size_t end = str_find_char(bytes, '\n', 0);

    if (end == STR_NPOS) {
        return err_set(err, ERR_SYNTAX, "no mail order");
    }
    if (json_read(a, str_sub(bytes, 0, end), &shape, out, err) == -1) {
        return -1;
    }
    out->message = str_sub(bytes, end + 1, bytes.len);
    return 0;
}
