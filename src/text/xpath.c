/*
 * Evaluating XPath: recursion goes as deep as the expression is nested, never as deep as the page.
 */
#include <stdlib.h>

#include "text/xpath_parts.h"

enum {
    STEPS_MOST = 16000000, /* nodes looked at and bytes read, of one selector and page */
    STEPS_KEPT = 8         /* more of what is kept, for its memory: 32 bytes each on the whole */
};

/* A node of the page or an attribute of one. */
struct item {
    struct html_node *node;
    const struct html_attribute *attribute; /* NULL: the node itself */
};

struct set {
    struct item *at;
    size_t count, cap;
};

enum type { TYPE_SET, TYPE_TEXT, TYPE_NUMBER, TYPE_TRUTH };

struct value {
    enum type type;
    struct set set;
    struct str text;
    int64_t number;
    bool none; /* no number */
    bool truth;
};

struct run {
    struct arena *arena;
    struct html_node *top;
    size_t steps, walks;
};

/* Of the expression that is evaluated. */
struct context {
    struct item item;
    size_t position, last;
};

/* What a node's `data` points to meanwhile. */
struct place {
    size_t order;
    size_t walk; /* the last one that came by */
};

static bool spend(struct run *r, size_t steps)
{
    r->steps += steps;
    return r->steps <= STEPS_MOST;
}

static void set_add(struct run *r, struct set *s, struct item i)
{
    if (!spend(r, STEPS_KEPT)) {
        return;
    }
    s->at = arena_grow(r->arena, s->at, s->count, &s->cap, sizeof(*s->at));
    s->at[s->count++] = i;
}

static size_t order_of(const struct item *i)
{
    return ((const struct place *)i->node->data)->order;
}

static int by_order(const void *left, const void *right)
{
    const struct item *a = left, *b = right;
    size_t x = order_of(a), y = order_of(b);

    if (x != y) {
        return x < y ? -1 : 1;
    }
    return a->attribute < b->attribute ? -1 : a->attribute > b->attribute;
}

/* In document order, each once. */
static void set_sort(struct set *s)
{
    size_t kept = 0;

    if (s->count == 0) {
        return;
    }
    qsort(s->at, s->count, sizeof(*s->at), by_order);
    for (size_t i = 0; i < s->count; i++) {
        if (kept == 0 || by_order(&s->at[kept - 1], &s->at[i]) != 0) {
            s->at[kept++] = s->at[i];
        }
    }
    s->count = kept;
}

/* ---- values ---- */

static struct str text_of(struct run *r, const struct item *i)
{
    struct buf out = {0};

    if (i->attribute != NULL || i->node->name.ptr == NULL) {
        struct str text = i->attribute != NULL ? i->attribute->value : i->node->text;

        return spend(r, 1 + text.len) ? text : STR("");
    }
    for (const struct html_node *n = i->node; n != NULL && spend(r, 1 + n->text.len);
         n = html_next(n, i->node)) {
        buf_add(&out, n->text);
    }
    return buf_str(&out, r->arena);
}

static struct str as_text(struct run *r, const struct value *v)
{
    switch (v->type) {
    case TYPE_SET:
        return v->set.count == 0 ? STR("") : text_of(r, &v->set.at[0]);
    case TYPE_TEXT:
        return v->text;
    case TYPE_NUMBER:
        return v->none ? STR("NaN") : arena_fmt(r->arena, "%lld", (long long)v->number);
    case TYPE_TRUTH:
        return v->truth ? STR("true") : STR("false");
    }
    return STR("");
}

static bool as_truth(const struct value *v)
{
    switch (v->type) {
    case TYPE_SET:
        return v->set.count > 0;
    case TYPE_TEXT:
        return v->text.len > 0;
    case TYPE_NUMBER:
        return !v->none && v->number != 0;
    case TYPE_TRUTH:
        return v->truth;
    }
    return false;
}

/* A whole number with white space around it. */
static struct value number_in(struct str text)
{
    struct value v = {.type = TYPE_NUMBER};
    struct str s = str_trim(text);
    bool negative = str_starts(s, STR("-"));

    s = str_sub(s, negative, s.len);
    v.none = s.len == 0 || s.len > 15;
    for (size_t i = 0; i < s.len && !v.none; i++) {
        v.none = !char_is_digit(s.ptr[i]);
        v.number = v.number * 10 + (s.ptr[i] - '0');
    }
    v.number = negative ? -v.number : v.number;
    return v;
}

static struct value as_number(struct run *r, const struct value *v)
{
    if (v->type == TYPE_NUMBER) {
        return *v;
    }
    if (v->type == TYPE_TRUTH) {
        return (struct value){.type = TYPE_NUMBER, .number = v->truth};
    }
    return number_in(as_text(r, v));
}

static struct value truth(bool yes)
{
    return (struct value){.type = TYPE_TRUTH, .truth = yes};
}

static struct value text_value(struct str s)
{
    return (struct value){.type = TYPE_TEXT, .text = s};
}

static bool is_order(enum xpath_kind kind)
{
    return kind != XPATH_EQUAL && kind != XPATH_UNEQUAL;
}

/* XPath 3.4, of values that are no sets. */
static bool compare_two(struct run *r, enum xpath_kind kind, const struct value *x,
                        const struct value *y)
{
    struct value a, b;

    if (!is_order(kind)) {
        bool equal;

        if (x->type == TYPE_TRUTH || y->type == TYPE_TRUTH) {
            equal = as_truth(x) == as_truth(y);
        } else if (x->type == TYPE_NUMBER || y->type == TYPE_NUMBER) {
            a = as_number(r, x);
            b = as_number(r, y);
            equal = !a.none && !b.none && a.number == b.number;
        } else {
            equal = str_eq(as_text(r, x), as_text(r, y));
        }
        return equal == (kind == XPATH_EQUAL);
    }
    a = as_number(r, x);
    b = as_number(r, y);
    if (a.none || b.none) {
        return false;
    }
    return kind == XPATH_LESS      ? a.number < b.number
           : kind == XPATH_AT_MOST ? a.number <= b.number
           : kind == XPATH_MORE    ? a.number > b.number
                                   : a.number >= b.number;
}

/* The value of a set's one item; of what is no set, itself. */
static struct value one_of(struct run *r, const struct value *v, size_t i)
{
    return v->type == TYPE_SET ? text_value(text_of(r, &v->set.at[i])) : *v;
}

/* With a set: whether one of its items compares so. */
static bool compare(struct run *r, enum xpath_kind kind, struct value x, struct value y)
{
    if (x.type == TYPE_TRUTH || y.type == TYPE_TRUTH) {
        x = truth(as_truth(&x));
        y = truth(as_truth(&y));
    }
    for (size_t i = 0; i < (x.type == TYPE_SET ? x.set.count : 1); i++) {
        struct value a = one_of(r, &x, i);

        for (size_t k = 0; k < (y.type == TYPE_SET ? y.set.count : 1) && spend(r, 1); k++) {
            struct value b = one_of(r, &y, k);

            if (compare_two(r, kind, &a, &b)) {
                return true;
            }
        }
    }
    return false;
}

static struct str normalize(struct arena *a, struct str s)
{
    struct buf out = {0};
    bool gap = false;

    s = str_trim(s);
    for (size_t i = 0; i < s.len; i++) {
        if (char_is_space(s.ptr[i])) {
            gap = true;
            continue;
        }
        buf_add_z(&out, gap ? " " : "");
        buf_add_char(&out, s.ptr[i]);
        gap = false;
    }
    return buf_str(&out, a);
}

/* ---- evaluation ---- */

static struct value evaluate(struct run *r, const struct xpath_expr *x, const struct context *c);

static struct str arg_text(struct run *r, const struct xpath_expr *x, size_t i,
                           const struct context *c)
{
    struct value v;

    if (i >= x->args.count) {
        return text_of(r, &c->item);
    }
    v = evaluate(r, x->args.at[i], c);
    return as_text(r, &v);
}

static struct value number_value(size_t n)
{
    return (struct value){.type = TYPE_NUMBER, .number = (int64_t)n};
}

static size_t characters(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        n += ((unsigned char)s.ptr[i] & 0xc0U) != 0x80U;
    }
    return n;
}

static struct value concat(struct run *r, const struct xpath_expr *x, const struct context *c)
{
    struct buf out = {0};

    for (size_t i = 0; i < x->args.count; i++) {
        buf_add(&out, arg_text(r, x, i, c));
    }
    spend(r, out.len);
    return text_value(buf_str(&out, r->arena));
}

static struct value call(struct run *r, const struct xpath_expr *x, const struct context *c)
{
    struct value v;

    switch (x->function) {
    case CALL_CONCAT:
        return concat(r, x, c);
    case CALL_CONTAINS:
        return truth(str_find(arg_text(r, x, 0, c), arg_text(r, x, 1, c), 0) != STR_NPOS);
    case CALL_COUNT:
        v = evaluate(r, x->args.at[0], c);
        return number_value(v.type == TYPE_SET ? v.set.count : 0);
    case CALL_FALSE:
        return truth(false);
    case CALL_LAST:
        return number_value(c->last);
    case CALL_NAME:
        return text_value(c->item.attribute != NULL ? c->item.attribute->name : c->item.node->name);
    case CALL_NORMALIZE_SPACE:
        return text_value(normalize(r->arena, arg_text(r, x, 0, c)));
    case CALL_NOT:
        v = evaluate(r, x->args.at[0], c);
        return truth(!as_truth(&v));
    case CALL_POSITION:
        return number_value(c->position);
    case CALL_STARTS_WITH:
        return truth(str_starts(arg_text(r, x, 0, c), arg_text(r, x, 1, c)));
    case CALL_STRING:
        return text_value(arg_text(r, x, 0, c));
    case CALL_STRING_LENGTH:
        return number_value(characters(arg_text(r, x, 0, c)));
    case CALL_TRUE:
        return truth(true);
    }
    return truth(false);
}

/* Leaves those for which the predicate holds; a number is a position. */
static void filter(struct run *r, const struct xpath_list *predicates, struct set *s)
{
    for (size_t p = 0; p < predicates->count; p++) {
        struct context c = {.last = s->count};
        size_t kept = 0;

        for (size_t i = 0; i < s->count && spend(r, 1); i++) {
            struct value v;

            c.item = s->at[i];
            c.position = i + 1;
            v = evaluate(r, predicates->at[p], &c);
            if (v.type == TYPE_NUMBER ? !v.none && v.number == (int64_t)c.position : as_truth(&v)) {
                s->at[kept++] = s->at[i];
            }
        }
        s->count = kept;
    }
}

static bool tests(const struct xpath_step *s, const struct item *i)
{
    struct str name = i->attribute != NULL ? i->attribute->name : i->node->name;

    switch (s->test) {
    case XPATH_NAME:
        return str_eq(s->name, name);
    case XPATH_ANY:
        return name.ptr != NULL;
    case XPATH_TEXT:
        return name.ptr == NULL;
    case XPATH_NODE:
        return true;
    }
    return false;
}

/* The next node of the axis behind `n`; NULL: no more. */
static struct html_node *axis_next(const struct run *r, enum xpath_axis axis, struct html_node *of,
                                   struct html_node *n)
{
    switch (axis) {
    case AXIS_CHILD:
    case AXIS_FOLLOWING_SIBLING:
        return n == of ? (axis == AXIS_CHILD ? of->first : of->next) : n->next;
    case AXIS_PRECEDING_SIBLING:
        return n->prev;
    case AXIS_DESCENDANT:
    case AXIS_DESCENDANT_OR_SELF:
        return html_next(n, of);
    case AXIS_ANCESTOR:
    case AXIS_ANCESTOR_OR_SELF:
        return n == r->top ? NULL : n->parent;
    case AXIS_PARENT:
        return n == of && n != r->top ? n->parent : NULL;
    case AXIS_SELF:
    case AXIS_ATTRIBUTE:
    case AXIS_COUNT:
        break;
    }
    return NULL;
}

/* Whether this walk has come by here; where nothing is counted, what follows was met then, too. */
static bool was_here(const struct xpath_step *s, size_t walk, struct html_node *n)
{
    struct place *p = n->data;
    bool before = p->walk == walk;

    p->walk = walk;
    return before && s->predicates.count == 0;
}

/*
 * The nodes of a step from one node, in the order of the axis. Of a set, which is in document order, all nodes
 * are one walk: then nothing is looked at twice, unless a predicate counts.
 */
static void walk(struct run *r, const struct xpath_step *s, struct html_node *of, struct set *out)
{
    bool self = s->axis == AXIS_SELF || s->axis == AXIS_DESCENDANT_OR_SELF ||
                s->axis == AXIS_ANCESTOR_OR_SELF;

    for (struct html_node *n = self ? of : axis_next(r, s->axis, of, of);
         n != NULL && spend(r, 1) && !was_here(s, r->walks, n); n = axis_next(r, s->axis, of, n)) {
        const struct item i = {n, NULL};

        if (tests(s, &i)) {
            set_add(r, out, i);
        }
    }
}

static void walk_attributes(struct run *r, const struct xpath_step *s, struct html_node *of,
                            struct set *out)
{
    for (size_t k = 0; k < of->attribute_count && spend(r, 1); k++) {
        const struct item i = {of, &of->attributes[k]};

        if (tests(s, &i)) {
            set_add(r, out, i);
        }
    }
}

/* From a node, or an attribute, which has only what is above it. */
static void walk_from(struct run *r, const struct xpath_step *s, const struct item *from,
                      struct set *out)
{
    struct xpath_step up = *s;

    if (from->attribute == NULL && s->axis == AXIS_ATTRIBUTE) {
        walk_attributes(r, s, from->node, out);
    } else if (from->attribute == NULL) {
        walk(r, s, from->node, out);
    } else if (s->axis == AXIS_PARENT || s->axis == AXIS_ANCESTOR) {
        up.axis = s->axis == AXIS_PARENT ? AXIS_SELF : AXIS_ANCESTOR_OR_SELF;
        walk(r, &up, from->node, out);
    }
}

static struct set step(struct run *r, const struct xpath_step *s, const struct set *from)
{
    struct set all = {0};

    r->walks++;
    for (size_t i = 0; i < from->count && spend(r, 1); i++) {
        struct set found = {0};

        if (s->predicates.count == 0) {
            walk_from(r, s, &from->at[i], &all);
            continue;
        }
        walk_from(r, s, &from->at[i], &found);
        filter(r, &s->predicates, &found);
        for (size_t k = 0; k < found.count; k++) {
            set_add(r, &all, found.at[k]);
        }
    }
    set_sort(&all);
    return all;
}

static struct value path(struct run *r, const struct xpath_expr *x, const struct context *c)
{
    struct value v = {.type = TYPE_SET};

    if (x->from != NULL) {
        v = evaluate(r, x->from, c);
        if (v.type != TYPE_SET) {
            return (struct value){.type = TYPE_SET};
        }
        filter(r, &x->predicates, &v.set);
    } else {
        set_add(r, &v.set, x->top ? (struct item){r->top, NULL} : c->item);
    }
    for (size_t i = 0; i < x->step_count; i++) {
        v.set = step(r, &x->steps[i], &v.set);
    }
    return v;
}

static struct value unite(struct run *r, const struct xpath_expr *x, const struct context *c)
{
    struct value a = evaluate(r, x->left, c), b = evaluate(r, x->right, c);

    if (a.type != TYPE_SET || b.type != TYPE_SET) {
        return (struct value){.type = TYPE_SET};
    }
    for (size_t i = 0; i < b.set.count; i++) {
        set_add(r, &a.set, b.set.at[i]);
    }
    set_sort(&a.set);
    return a;
}

static struct value evaluate(struct run *r, const struct xpath_expr *x, const struct context *c)
{
    struct value v;

    switch (x->kind) {
    case XPATH_OR:
    case XPATH_AND:
        v = evaluate(r, x->left, c);
        if (as_truth(&v) == (x->kind == XPATH_OR)) {
            return truth(x->kind == XPATH_OR);
        }
        v = evaluate(r, x->right, c);
        return truth(as_truth(&v));
    case XPATH_EQUAL:
    case XPATH_UNEQUAL:
    case XPATH_LESS:
    case XPATH_AT_MOST:
    case XPATH_MORE:
    case XPATH_AT_LEAST:
        return truth(compare(r, x->kind, evaluate(r, x->left, c), evaluate(r, x->right, c)));
    case XPATH_UNION:
        return unite(r, x, c);
    case XPATH_LITERAL:
        return text_value(x->text);
    case XPATH_NUMBER:
        return (struct value){.type = TYPE_NUMBER, .number = x->number};
    case XPATH_CALL:
        return call(r, x, c);
    case XPATH_PATH:
        return path(r, x, c);
    }
    return truth(false);
}

/* The document, whose one child is the html element: a path from the top begins there. */
static struct html_node *enclose(struct arena *a, struct html_node *html)
{
    struct html_node *document = arena_alloc(a, sizeof(*document));

    document->name = STR("#document");
    document->first = document->last = html;
    return document;
}

bool xpath_find(struct arena *a, const struct xpath_expr *x, struct html_node *top,
                void (*found)(void *arg, struct html_node *n), void *arg)
{
    struct html_node *parent = top->parent, *document = enclose(a, top);
    struct run r = {.arena = a, .top = document};
    struct context c = {{document, NULL}, 1, 1};
    size_t order = 0;
    struct value v;

    top->parent = document;
    for (struct html_node *n = document; n != NULL; n = html_next(n, document)) {
        struct place *p = arena_alloc(a, sizeof(*p));

        p->order = order++;
        n->data = p;
    }
    v = evaluate(&r, x, &c);
    for (size_t i = 0; spend(&r, 0) && v.type == TYPE_SET && i < v.set.count; i++) {
        const struct item *one = &v.set.at[i];

        if (one->attribute == NULL && one->node->name.ptr != NULL && one->node != document) {
            found(arg, one->node);
        }
    }
    for (struct html_node *n = document; n != NULL; n = html_next(n, document)) {
        n->data = NULL;
    }
    top->parent = parent;
    return spend(&r, 0);
}
