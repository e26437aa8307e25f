#include "work/wire.h"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/limits.h"
#include "core/utf8.h"

#define READ_STEP  (64U << 10)
#define KEEP_BYTES (1U << 20)

const struct str wire_build_id = STR_INIT(PACKAGE_STRING ", wire 1");

/* Never leaves the machine: both ends have the same byte order. */
struct wire_head {
    uint32_t kind, last, first, second;
};
_Static_assert(sizeof(struct wire_head) == 16, "no padding travels");

/* All but the second part. */
static void add_first(struct buf *out, const struct wire_message *m)
{
    struct wire_head head = {(uint32_t)m->kind, m->last, (uint32_t)m->first.len,
                             (uint32_t)m->second.len};

    buf_add(out, (struct str){(const char *)&head, sizeof(head)});
    buf_add(out, m->first);
}

void wire_add(struct buf *out, const struct wire_message *m)
{
    add_first(out, m);
    buf_add(out, m->second);
}

struct order {
    struct str task;
    const struct hints *hints;
};

static const struct json_field fields[] = {
    JSON_FIELD(struct order, task, STR),
    JSON_STRUCT(struct order, hints, &hints_shape),
};
static const struct json_shape shape = JSON_SHAPE(struct order, fields);

void wire_add_task(struct buf *out, struct str task, const struct hints *hints, size_t bytes)
{
    struct order order = {task, hints};
    struct buf json = {0};

    json_write(&json, &shape, &order);
    add_first(out, &(struct wire_message){WIRE_TASK, false, buf_view(&json), {NULL, bytes}});
    buf_free(&json);
}

int wire_read_task(struct arena *a, const struct wire_message *m, struct str *task,
                   const struct hints **hints, struct err *err)
{
    struct order order;

    if (json_read(a, m->first, &shape, &order, err) == -1) {
        return -1;
    }
    if (order.task.ptr == NULL || order.hints == NULL) {
        return err_set(err, ERR_INTERNAL, "a task without a name or hints");
    }
    *task = order.task;
    *hints = order.hints;
    return 0;
}

/* How many bytes the message still lacks: first of its head, then of its parts. */
static int lacking(const struct wire_in *in, struct wire_head *head, size_t *out, struct err *err)
{
    if (in->bytes.len < sizeof(*head)) {
        *out = sizeof(*head) - in->bytes.len;
        return 0;
    }
    memcpy(head, in->bytes.ptr, sizeof(*head));
    if (head->kind >= WIRE_KIND_COUNT || head->last > 1) {
        return err_set(err, ERR_INTERNAL, "a message of unknown kind");
    }
    if (head->first > LIMIT_DOCUMENT_BYTES || head->second > LIMIT_DOCUMENT_BYTES) {
        return err_set(err, ERR_LIMIT, "a message larger than %u bytes", LIMIT_DOCUMENT_BYTES);
    }
    *out = sizeof(*head) + head->first + head->second - in->bytes.len;
    return 0;
}

static int check_text(struct wire_in *in, const struct wire_head *head, struct err *err)
{
    size_t start = sizeof(*head), end = start + head->first;
    struct str piece;
    size_t cut;

    if (!in->text || in->bytes.len < start) {
        return 0;
    }
    in->checked = in->checked < start ? start : in->checked;
    piece = str_sub(buf_view(&in->bytes), in->checked, in->bytes.len < end ? in->bytes.len : end);
    /* The last sequence of a piece may be cut; of the whole it may not. */
    cut = in->bytes.len < end ? utf8_cut(piece, piece.len > 4 ? piece.len - 4 : 0) : piece.len;
    if (!utf8_valid(str_sub(piece, 0, cut))) {
        return err_set(err, ERR_INTERNAL, "an answer that is no UTF-8");
    }
    in->checked += cut;
    return 0;
}

enum wire_state wire_in_read(struct wire_in *in, int fd, struct wire_message *m, struct err *err)
{
    struct wire_head head = {0};
    size_t want;
    ssize_t n;

    if (lacking(in, &head, &want, err) == -1) {
        return WIRE_ERROR;
    }
    want = want > READ_STEP ? READ_STEP : want;
    n = read(fd, buf_reserve(&in->bytes, want), want);
    if (n == 0 || (n == -1 && errno == ECONNRESET)) {
        return WIRE_END;
    }
    if (n == -1 && (errno == EAGAIN || errno == EINTR)) {
        return WIRE_MORE;
    }
    if (n == -1) {
        err_set(err, ERR_IO, "reading a message: error %d", errno);
        return WIRE_ERROR;
    }
    in->bytes.len += (size_t)n;
    if (lacking(in, &head, &want, err) == -1 || check_text(in, &head, err) == -1) {
        return WIRE_ERROR;
    }
    if (want > 0 || in->bytes.len < sizeof(head)) {
        return WIRE_MORE;
    }
    *m = (struct wire_message){
        (enum wire_kind)head.kind,
        head.last == 1,
        {in->bytes.ptr + sizeof(head), head.first},
        {in->bytes.ptr + sizeof(head) + head.first, head.second},
    };
    return WIRE_WHOLE;
}

void wire_in_reset(struct wire_in *in)
{
    if (in->bytes.cap > KEEP_BYTES) {
        buf_free(&in->bytes);
    }
    in->bytes.len = 0;
    in->checked = 0;
}
