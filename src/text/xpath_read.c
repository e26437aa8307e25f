/*
 * Reading XPath: recursive descent, whose depth is bounded by NESTED_MOST.
 */
#include "core/num.h"
#include "text/selector_error.h"
#include "text/xpath_parts.h"

enum { NESTED_MOST = 16, PARTS_MOST = 256 };

struct reader {
    struct arena *arena;
    struct str text;
    size_t at, nested, parts;
    struct err *err;
};

/* name, least and most arguments */
static const struct {
    struct str name;
    enum xpath_function function;
    size_t least, most;
} xpath_functions[] = {
    {STR_INIT("concat"), CALL_CONCAT, 2, 16},
    {STR_INIT("contains"), CALL_CONTAINS, 2, 2},
    {STR_INIT("count"), CALL_COUNT, 1, 1},
    {STR_INIT("false"), CALL_FALSE, 0, 0},
    {STR_INIT("last"), CALL_LAST, 0, 0},
    {STR_INIT("local-name"), CALL_NAME, 0, 0},
    {STR_INIT("name"), CALL_NAME, 0, 0},
    {STR_INIT("normalize-space"), CALL_NORMALIZE_SPACE, 0, 1},
    {STR_INIT("not"), CALL_NOT, 1, 1},
    {STR_INIT("position"), CALL_POSITION, 0, 0},
    {STR_INIT("starts-with"), CALL_STARTS_WITH, 2, 2},
    {STR_INIT("string"), CALL_STRING, 0, 1},
    {STR_INIT("string-length"), CALL_STRING_LENGTH, 0, 1},
    {STR_INIT("true"), CALL_TRUE, 0, 0},
};

static const struct str axes[] = {
    [AXIS_CHILD] = STR_INIT("child"), //
    [AXIS_DESCENDANT] = STR_INIT("descendant"),
    [AXIS_DESCENDANT_OR_SELF] = STR_INIT("descendant-or-self"),
    [AXIS_SELF] = STR_INIT("self"),
    [AXIS_PARENT] = STR_INIT("parent"),
    [AXIS_ANCESTOR] = STR_INIT("ancestor"),
    [AXIS_ANCESTOR_OR_SELF] = STR_INIT("ancestor-or-self"),
    [AXIS_FOLLOWING_SIBLING] = STR_INIT("following-sibling"),
    [AXIS_PRECEDING_SIBLING] = STR_INIT("preceding-sibling"),
    [AXIS_ATTRIBUTE] = STR_INIT("attribute"),
};
_Static_assert(ARRAY_LEN(axes) == AXIS_COUNT, "a name for each axis");

static int fail(struct reader *r, const char *what)
{
    return selector_error(r->err, r->text, r->at, what);
}

static char peek(const struct reader *r, size_t ahead)
{
    return r->at + ahead < r->text.len ? r->text.ptr[r->at + ahead] : '\0';
}

static void skip_space(struct reader *r)
{
    while (char_is_space(peek(r, 0))) {
        r->at++;
    }
}

static bool take(struct reader *r, struct str s)
{
    skip_space(r);
    if (!str_starts(str_sub(r->text, r->at, r->text.len), s)) {
        return false;
    }
    r->at += s.len;
    return true;
}

static bool is_name_char(char c)
{
    return char_is_alnum(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80U;
}

/* The name that stands here; empty when none does. A step's full stop is no part of it. */
static struct str name_here(struct reader *r)
{
    size_t end;

    skip_space(r);
    end = r->at;
    if (char_is_alpha(peek(r, 0)) || peek(r, 0) == '_' || (unsigned char)peek(r, 0) >= 0x80U) {
        while (end < r->text.len && is_name_char(r->text.ptr[end])) {
            end++;
        }
    }
    return str_sub(r->text, r->at, end);
}

/* An operator that is a word. */
static bool take_word(struct reader *r, struct str word)
{
    if (!str_eq(name_here(r), word)) {
        return false;
    }
    r->at += word.len;
    return true;
}

static struct xpath_expr *new_expr(struct reader *r, enum xpath_kind kind)
{
    struct xpath_expr *x = arena_alloc(r->arena, sizeof(*x));

    x->kind = kind;
    return x;
}

static void list_add(struct reader *r, struct xpath_list *l, struct xpath_expr *x)
{
    l->at = arena_grow(r->arena, l->at, l->count, &l->cap, sizeof(struct xpath_expr *));
    l->at[l->count++] = x;
}

static int read_expr(struct reader *r, struct xpath_expr **out);

static int read_predicates(struct reader *r, struct xpath_list *l)
{
    while (take(r, STR("["))) {
        struct xpath_expr *x;

        if (read_expr(r, &x) == -1) {
            return -1;
        }
        if (!take(r, STR("]"))) {
            return fail(r, "] is missing");
        }
        list_add(r, l, x);
    }
    return 0;
}

static struct xpath_step *add_step(struct reader *r, struct xpath_expr *path, enum xpath_axis axis)
{
    struct xpath_step *s;

    path->steps =
        arena_grow(r->arena, path->steps, path->step_count, &path->step_cap, sizeof(*path->steps));
    s = &path->steps[path->step_count++];
    *s = (struct xpath_step){.axis = axis, .test = XPATH_NODE};
    return s;
}

/* `name::`, @ or nothing, which is child. */
static int read_axis(struct reader *r, enum xpath_axis *out)
{
    struct str name = name_here(r);

    *out = AXIS_CHILD;
    if (take(r, STR("@"))) {
        *out = AXIS_ATTRIBUTE;
        return 0;
    }
    if (!str_starts(str_sub(r->text, r->at + name.len, r->text.len), STR("::"))) {
        return 0;
    }
    for (size_t i = 0; i < AXIS_COUNT; i++) {
        if (str_eq(axes[i], name)) {
            *out = (enum xpath_axis)i;
            r->at += name.len + 2;
            return 0;
        }
    }
    return fail(r, "an axis that is not known here stands");
}

static struct str lower(struct arena *a, struct str s)
{
    struct buf b = {0};

    for (size_t i = 0; i < s.len; i++) {
        buf_add_char(&b, char_lower(s.ptr[i]));
    }
    return buf_str(&b, a);
}

static int read_test(struct reader *r, struct xpath_step *s)
{
    struct str name;

    if (take(r, STR("*"))) {
        s->test = XPATH_ANY;
        return 0;
    }
    name = name_here(r);
    if (name.len == 0) {
        return fail(r, "a step is missing");
    }
    r->at += name.len;
    if (take(r, STR("("))) {
        if (!take(r, STR(")")) || !(str_eq(name, STR("text")) || str_eq(name, STR("node")))) {
            return fail(r, "only text() and node() may stand as a step, which");
        }
        s->test = str_eq(name, STR("text")) ? XPATH_TEXT : XPATH_NODE;
        return 0;
    }
    s->test = XPATH_NAME;
    s->name = lower(r->arena, name);
    return 0;
}

static int read_step(struct reader *r, struct xpath_expr *path)
{
    struct xpath_step *s;
    enum xpath_axis axis;

    if (++r->parts > PARTS_MOST) {
        return fail(r, "too much");
    }
    if (take(r, STR(".."))) {
        add_step(r, path, AXIS_PARENT);
        return 0;
    }
    if (take(r, STR("."))) {
        add_step(r, path, AXIS_SELF);
        return 0;
    }
    if (read_axis(r, &axis) == -1) {
        return -1;
    }
    s = add_step(r, path, axis);
    return read_test(r, s) == -1 ? -1 : read_predicates(r, &s->predicates);
}

/* What follows a step: more of them. */
static int read_steps(struct reader *r, struct xpath_expr *path)
{
    for (;;) {
        if (take(r, STR("//"))) {
            add_step(r, path, AXIS_DESCENDANT_OR_SELF);
        } else if (!take(r, STR("/"))) {
            return 0;
        }
        if (read_step(r, path) == -1) {
            return -1;
        }
    }
}

static int read_path(struct reader *r, struct xpath_expr **out)
{
    struct xpath_expr *path = *out = new_expr(r, XPATH_PATH);

    skip_space(r);
    path->top = peek(r, 0) == '/';
    if (path->top && peek(r, 1) != '/') {
        size_t slash = r->at++;

        skip_space(r);
        if (peek(r, 0) == '\0' || peek(r, 0) == '|' || peek(r, 0) == ']' || peek(r, 0) == ')') {
            return 0; /* the top itself */
        }
        r->at = slash;
    }
    if (!path->top && read_step(r, path) == -1) {
        return -1;
    }
    return read_steps(r, path);
}

static int read_literal(struct reader *r, struct xpath_expr **out)
{
    size_t end = str_find_char(r->text, peek(r, 0), r->at + 1);

    if (end == STR_NPOS) {
        return fail(r, "a quotation mark is open");
    }
    *out = new_expr(r, XPATH_LITERAL);
    (*out)->text = arena_str(r->arena, str_sub(r->text, r->at + 1, end));
    r->at = end + 1;
    return 0;
}

static int read_number(struct reader *r, struct xpath_expr **out)
{
    *out = new_expr(r, XPATH_NUMBER);
    while (char_is_digit(peek(r, 0))) {
        if ((*out)->number > 1000000000) {
            return fail(r, "too large a number");
        }
        (*out)->number = (*out)->number * 10 + (peek(r, 0) - '0');
        r->at++;
    }
    return peek(r, 0) == '.' ? fail(r, "only whole numbers are known, which") : 0;
}

static int read_args(struct reader *r, struct xpath_expr *call)
{
    struct xpath_expr *x;

    if (take(r, STR(")"))) {
        return 0;
    }
    do {
        if (read_expr(r, &x) == -1) {
            return -1;
        }
        list_add(r, &call->args, x);
    } while (take(r, STR(",")));
    return take(r, STR(")")) ? 0 : fail(r, ") is missing");
}

/* Whether what it gives are nodes, which alone can be selected. */
static bool gives_nodes(const struct xpath_expr *x)
{
    while (x->kind == XPATH_UNION) {
        if (!gives_nodes(x->right)) {
            return false;
        }
        x = x->left;
    }
    return x->kind == XPATH_PATH && (x->from == NULL || gives_nodes(x->from));
}

static int read_call(struct reader *r, struct str name, struct xpath_expr **out)
{
    for (size_t i = 0; i < ARRAY_LEN(xpath_functions); i++) {
        if (!str_eq(xpath_functions[i].name, name)) {
            continue;
        }
        r->at += name.len;
        (void)take(r, STR("("));
        *out = new_expr(r, XPATH_CALL);
        (*out)->function = xpath_functions[i].function;
        if (read_args(r, *out) == -1) {
            return -1;
        }
        if ((*out)->args.count < xpath_functions[i].least ||
            (*out)->args.count > xpath_functions[i].most) {
            return fail(r, "a wrong number of arguments ends");
        }
        return (*out)->function == CALL_COUNT && !gives_nodes((*out)->args.at[0])
                   ? fail(r, "count() of what is no path ends")
                   : 0;
    }
    return fail(r, "a function that is not known here stands");
}

/* Whether a call stands here, and not text() or node(), which are steps. */
static bool calls(const struct reader *r, struct str name)
{
    size_t at = r->at + name.len;

    while (at < r->text.len && char_is_space(r->text.ptr[at])) {
        at++;
    }
    return name.len > 0 && at < r->text.len && r->text.ptr[at] == '(' &&
           !str_eq(name, STR("text")) && !str_eq(name, STR("node"));
}

/* An expression in brackets, with predicates and steps behind it. */
static int read_group(struct reader *r, struct xpath_expr **out)
{
    struct xpath_expr *path = new_expr(r, XPATH_PATH);

    if (read_expr(r, &path->from) == -1) {
        return -1;
    }
    if (!take(r, STR(")"))) {
        return fail(r, ") is missing");
    }
    if (read_predicates(r, &path->predicates) == -1 || read_steps(r, path) == -1) {
        return -1;
    }
    *out = path->predicates.count > 0 || path->step_count > 0 ? path : path->from;
    return 0;
}

static int read_primary(struct reader *r, struct xpath_expr **out)
{
    struct str name = name_here(r);
    char c = peek(r, 0);

    if (++r->parts > PARTS_MOST) {
        return fail(r, "too much");
    }
    if (c == '"' || c == '\'') {
        return read_literal(r, out);
    }
    if (char_is_digit(c)) {
        return read_number(r, out);
    }
    if (take(r, STR("("))) {
        return read_group(r, out);
    }
    return calls(r, name) ? read_call(r, name, out) : read_path(r, out);
}

static int read_union(struct reader *r, struct xpath_expr **out)
{
    if (read_primary(r, out) == -1) {
        return -1;
    }
    while (take(r, STR("|"))) {
        struct xpath_expr *x = new_expr(r, XPATH_UNION);

        x->left = *out;
        *out = x;
        if (read_primary(r, &x->right) == -1) {
            return -1;
        }
    }
    return 0;
}

static bool take_comparison(struct reader *r, enum xpath_kind *kind)
{
    static const struct {
        struct str sign;
        enum xpath_kind kind;
    } signs[] = {
        {STR_INIT("="), XPATH_EQUAL},     {STR_INIT("!="), XPATH_UNEQUAL},
        {STR_INIT("<="), XPATH_AT_MOST},  {STR_INIT("<"), XPATH_LESS},
        {STR_INIT(">="), XPATH_AT_LEAST}, {STR_INIT(">"), XPATH_MORE},
    };

    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        if (take(r, signs[i].sign)) {
            *kind = signs[i].kind;
            return true;
        }
    }
    return false;
}

static int read_comparison(struct reader *r, struct xpath_expr **out)
{
    enum xpath_kind kind;

    if (read_union(r, out) == -1) {
        return -1;
    }
    while (take_comparison(r, &kind)) {
        struct xpath_expr *x = new_expr(r, kind);

        x->left = *out;
        *out = x;
        if (read_union(r, &x->right) == -1) {
            return -1;
        }
    }
    return 0;
}

static int read_and(struct reader *r, struct xpath_expr **out)
{
    if (read_comparison(r, out) == -1) {
        return -1;
    }
    while (take_word(r, STR("and"))) {
        struct xpath_expr *x = new_expr(r, XPATH_AND);

        x->left = *out;
        *out = x;
        if (read_comparison(r, &x->right) == -1) {
            return -1;
        }
    }
    return 0;
}

static int read_expr(struct reader *r, struct xpath_expr **out)
{
    if (++r->nested > NESTED_MOST) {
        return fail(r, "too deep a bracket");
    }
    if (read_and(r, out) == -1) {
        return -1;
    }
    while (take_word(r, STR("or"))) {
        struct xpath_expr *x = new_expr(r, XPATH_OR);

        x->left = *out;
        *out = x;
        if (read_and(r, &x->right) == -1) {
            return -1;
        }
    }
    r->nested--;
    return 0;
}

bool xpath_is(struct str text)
{
    struct str s = str_trim(text);

    return str_starts(s, STR("/")) || str_starts(s, STR("(")) || str_starts(s, STR("./")) ||
           str_starts(s, STR("../"));
}

int xpath_read(struct arena *a, struct str text, struct xpath_expr **out, struct err *err)
{
    struct reader r = {.arena = a, .text = text, .err = err};

    if (read_expr(&r, out) == -1) {
        return -1;
    }
    skip_space(&r);
    if (r.at < text.len) {
        return fail(&r, "a character that has no meaning here stands");
    }
    return gives_nodes(*out) ? 0 : fail(&r, "an expression that selects no elements ends");
}
