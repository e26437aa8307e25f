#include "text/select.h"

#include "core/utf8.h"
#include "text/selector_error.h"
#include "text/xpath.h"

/* One bit of a mask for each compound. */
enum { COMPOUNDS_MOST = 64, TESTS_MOST = 16 };

enum test_kind {
    TEST_TAG,
    TEST_ID,
    TEST_HAS, /* [name] */
    TEST_EQUAL,
    TEST_WORD, /* [name~=value], .value */
    TEST_DASH,
    TEST_PREFIX,
    TEST_SUFFIX,
    TEST_PART,
    TEST_FIRST,
    TEST_LAST,
};

struct test {
    enum test_kind kind;
    bool negative;
    struct str name, value;
};

/* Tests of one element, and how it stands to the one of the compound before it. */
struct compound {
    char combinator; /* 0: the first of a selector; ' ' '>' '+' '~' */
    bool last;       /* of a selector: what matches is selected */
    struct test tests[TESTS_MOST];
    size_t count;
};

struct selector {
    struct compound compounds[COMPOUNDS_MOST];
    size_t count;
    struct xpath_expr **paths; /* those that are XPath */
    size_t path_count;
};

/* ---- reading ---- */

struct reader {
    struct arena *arena;
    struct str text;
    size_t at;
    struct selector *out;
    struct err *err;
};

static int fail(struct reader *r, const char *what)
{
    return selector_error(r->err, r->text, r->at, what);
}

static char peek(const struct reader *r)
{
    return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static bool take(struct reader *r, struct str s)
{
    if (!str_starts(str_sub(r->text, r->at, r->text.len), s)) {
        return false;
    }
    r->at += s.len;
    return true;
}

static void skip_space(struct reader *r)
{
    while (char_is_space(peek(r))) {
        r->at++;
    }
}

static bool is_name_char(char c)
{
    return char_is_alnum(c) || c == '-' || c == '_' || c == '\\' || (unsigned char)c >= 0x80U;
}

/* Behind a backslash: up to six hexadecimal digits and a blank are a code point, all else is itself (CSS 2.1, 4.1.3). */
static void read_escape(struct reader *r, struct buf *name)
{
    size_t end = r->at;
    uint32_t code = 0;

    while (end < r->text.len && end < r->at + 6 && char_hex(r->text.ptr[end]) != -1) {
        code = code << 4 | (uint32_t)char_hex(r->text.ptr[end++]);
    }
    if (end == r->at) {
        buf_add_char(name, peek(r));
        r->at++;
        return;
    }
    utf8_add(name, code == 0 ? UTF8_REPLACEMENT : code);
    r->at = end;
    r->at += char_is_space(peek(r));
}

static int read_name(struct reader *r, bool lower, struct str *out)
{
    struct buf name = {0};

    while (is_name_char(peek(r))) {
        char c = r->text.ptr[r->at++];

        if (c == '\\' && r->at < r->text.len) {
            read_escape(r, &name);
        } else if (c != '\\') {
            buf_add_char(&name, lower ? char_lower(c) : c);
        }
    }
    *out = buf_str(&name, r->arena);
    return out->len > 0 ? 0 : fail(r, "a name is missing");
}

static int read_value(struct reader *r, struct str *out)
{
    char quote = peek(r);
    size_t end;

    if (quote != '"' && quote != '\'') {
        return read_name(r, false, out);
    }
    end = str_find_char(r->text, quote, r->at + 1);
    if (end == STR_NPOS) {
        return fail(r, "a quotation mark is open");
    }
    *out = arena_str(r->arena, str_sub(r->text, r->at + 1, end));
    r->at = end + 1;
    return 0;
}

static int read_attribute(struct reader *r, struct test *t)
{
    static const struct {
        struct str sign;
        enum test_kind kind;
    } signs[] = {
        {STR_INIT("="), TEST_EQUAL},   {STR_INIT("~="), TEST_WORD},   {STR_INIT("|="), TEST_DASH},
        {STR_INIT("^="), TEST_PREFIX}, {STR_INIT("$="), TEST_SUFFIX}, {STR_INIT("*="), TEST_PART},
    };

    t->kind = TEST_HAS;
    skip_space(r);
    if (read_name(r, true, &t->name) == -1) {
        return -1;
    }
    skip_space(r);
    for (size_t i = 0; i < ARRAY_LEN(signs) && t->kind == TEST_HAS; i++) {
        if (take(r, signs[i].sign)) {
            t->kind = signs[i].kind;
            skip_space(r);
            if (read_value(r, &t->value) == -1) {
                return -1;
            }
            skip_space(r);
        }
    }
    return take(r, STR("]")) ? 0 : fail(r, "] is missing");
}

static int add_test(struct reader *r, struct compound *c, struct test t)
{
    if (c->count == TESTS_MOST) {
        return fail(r, "too much for one element");
    }
    c->tests[c->count++] = t;
    return 0;
}

static int read_simple(struct reader *r, struct compound *c, bool negative);

static int read_pseudo(struct reader *r, struct compound *c, bool negative)
{
    static const struct {
        struct str name;
        bool first, last;
    } names[] = {
        {STR_INIT("first-child"), true, false},
        {STR_INIT("last-child"), false, true},
        {STR_INIT("only-child"), true, true},
    };
    struct str name;

    if (read_name(r, true, &name) == -1) {
        return -1;
    }
    if (str_eq(name, STR("not")) && !negative && take(r, STR("("))) {
        skip_space(r);
        if (read_simple(r, c, true) == -1) {
            return -1;
        }
        skip_space(r);
        return take(r, STR(")")) ? 0 : fail(r, ") is missing");
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        /* "Not an only child" would be one of two, which no list of tests says. */
        if (!str_eq(name, names[i].name) || (negative && names[i].first && names[i].last)) {
            continue;
        }
        if (names[i].first &&
            add_test(r, c, (struct test){.kind = TEST_FIRST, .negative = negative}) == -1) {
            return -1;
        }
        return !names[i].last
                   ? 0
                   : add_test(r, c, (struct test){.kind = TEST_LAST, .negative = negative});
    }
    return fail(r, "a pseudo-class that is not known here ends");
}

/* One test; recursion ends with the first :not(), which takes no second. */
static int read_simple(struct reader *r, struct compound *c, bool negative)
{
    struct test t = {.negative = negative};
    int rc;

    if (take(r, STR(":"))) {
        return read_pseudo(r, c, negative);
    }
    if (take(r, STR("#"))) {
        t.kind = TEST_ID;
        rc = read_name(r, false, &t.value);
    } else if (take(r, STR("."))) {
        t.kind = TEST_WORD;
        t.name = STR("class");
        rc = read_name(r, false, &t.value);
    } else if (take(r, STR("["))) {
        rc = read_attribute(r, &t);
    } else {
        t.kind = TEST_TAG;
        rc = read_name(r, true, &t.name);
    }
    return rc == -1 ? -1 : add_test(r, c, t);
}

static bool begins_simple(const struct reader *r)
{
    char c = peek(r);

    return c == '#' || c == '.' || c == '[' || c == ':' || is_name_char(c);
}

static int read_compound(struct reader *r, char combinator)
{
    struct compound *c;
    bool any = false;

    if (r->out->count == COMPOUNDS_MOST) {
        return fail(r, "too many elements");
    }
    c = &r->out->compounds[r->out->count++];
    *c = (struct compound){.combinator = combinator};
    any = take(r, STR("*"));
    while (begins_simple(r)) {
        /* A tag can only stand first. */
        if (any && is_name_char(peek(r))) {
            return fail(r, "a tag stands behind another test");
        }
        any = true;
        if (read_simple(r, c, false) == -1) {
            return -1;
        }
        if (is_name_char(peek(r))) {
            return fail(r, "a blank is missing");
        }
    }
    return any ? 0 : fail(r, "an element is missing");
}

static int read_list(struct reader *r)
{
    char combinator = 0;

    skip_space(r);
    for (;;) {
        size_t before;

        if (read_compound(r, combinator) == -1) {
            return -1;
        }
        before = r->at;
        skip_space(r);
        if (r->at == r->text.len || peek(r) == ',') {
            r->out->compounds[r->out->count - 1].last = true;
            if (r->at == r->text.len) {
                return 0;
            }
            combinator = 0;
            r->at++;
        } else if (str_find_char(STR(">+~"), peek(r), 0) != STR_NPOS) {
            combinator = peek(r);
            r->at++;
        } else if (r->at > before) {
            combinator = ' ';
        } else {
            return fail(r, "a character that has no meaning here stands");
        }
        skip_space(r);
    }
}

int select_read(struct arena *a, const struct str *texts, size_t count, struct selector **out,
                struct err *err)
{
    struct reader r = {.arena = a, .out = arena_alloc(a, sizeof(*r.out)), .err = err};

    r.out->paths = arena_array(a, count, sizeof(struct xpath_expr *));
    for (size_t i = 0; i < count; i++) {
        int rc;

        r.text = texts[i];
        r.at = 0;
        rc = xpath_is(texts[i]) ? xpath_read(a, texts[i], &r.out->paths[r.out->path_count++], err)
                                : read_list(&r);
        if (rc == -1) {
            return -1;
        }
    }
    *out = r.out;
    return 0;
}

/* ---- matching ---- */

/* Which compounds an element ends, those before it in its parent, and those around it. */
struct marks {
    uint64_t self, before, around;
};

static const struct html_node *element_before(const struct html_node *n)
{
    do {
        n = n->prev;
    } while (n != NULL && n->name.ptr == NULL);
    return n;
}

static const struct html_node *element_behind(const struct html_node *n)
{
    do {
        n = n->next;
    } while (n != NULL && n->name.ptr == NULL);
    return n;
}

static bool has_word(struct str list, struct str word)
{
    for (size_t i = 0; i < list.len && word.len > 0;) {
        size_t start = i;

        while (i < list.len && !char_is_space(list.ptr[i])) {
            i++;
        }
        if (str_eq(str_sub(list, start, i), word)) {
            return true;
        }
        i++;
    }
    return false;
}

static bool passes(const struct test *t, const struct html_node *n)
{
    struct str value = STR_NULL;

    for (size_t i = 0; i < n->attribute_count && value.ptr == NULL; i++) {
        if (str_eq(n->attributes[i].name, t->kind == TEST_ID ? STR("id") : t->name)) {
            value = n->attributes[i].value;
        }
    }
    switch (t->kind) {
    case TEST_TAG:
        return str_eq(n->name, t->name);
    case TEST_ID:
    case TEST_EQUAL:
        return value.ptr != NULL && str_eq(value, t->value);
    case TEST_HAS:
        return value.ptr != NULL;
    case TEST_WORD:
        return has_word(value, t->value);
    case TEST_DASH:
        return value.ptr != NULL && str_starts(value, t->value) &&
               (value.len == t->value.len || value.ptr[t->value.len] == '-');
    case TEST_PREFIX:
        return t->value.len > 0 && str_starts(value, t->value);
    case TEST_SUFFIX:
        return t->value.len > 0 && str_ends(value, t->value);
    case TEST_PART:
        return t->value.len > 0 && str_find(value, t->value, 0) != STR_NPOS;
    case TEST_FIRST:
        return element_before(n) == NULL;
    case TEST_LAST:
        return element_behind(n) == NULL;
    }
    return false;
}

static bool matches(const struct compound *c, const struct html_node *n)
{
    for (size_t i = 0; i < c->count; i++) {
        if (passes(&c->tests[i], n) == c->tests[i].negative) {
            return false;
        }
    }
    return true;
}

/* Compounds that may match here because the one before them does where its combinator says. */
static bool is_reached(const struct compound *c, size_t i, const struct marks *here, uint64_t up,
                       uint64_t next_to)
{
    uint64_t bit = i == 0 ? 0 : (uint64_t)1 << (i - 1);

    switch (c->combinator) {
    case ' ':
        return (here->around & bit) != 0;
    case '>':
        return (up & bit) != 0;
    case '+':
        return (next_to & bit) != 0;
    case '~':
        return (here->before & bit) != 0;
    default:
        return true;
    }
}

/* True when the element is selected. */
static bool mark(const struct selector *s, const struct html_node *n, struct marks *m)
{
    const struct html_node *before = element_before(n);
    const struct marks *up = n->parent == NULL ? NULL : n->parent->data;
    const struct marks *next_to = before == NULL ? NULL : before->data;
    bool selected = false;

    if (up != NULL) {
        m->around = up->around | up->self;
    }
    if (next_to != NULL) {
        m->before = next_to->before | next_to->self;
    }
    for (size_t i = 0; i < s->count; i++) {
        const struct compound *c = &s->compounds[i];

        if (is_reached(c, i, m, up == NULL ? 0 : up->self, next_to == NULL ? 0 : next_to->self) &&
            matches(c, n)) {
            m->self |= (uint64_t)1 << i;
            selected |= c->last;
        }
    }
    return selected;
}

struct finding {
    struct arena *arena;
    struct selected *out;
    size_t cap;
};

static void add_found(void *arg, struct html_node *n)
{
    struct finding *f = arg;

    f->out->nodes =
        arena_grow(f->arena, f->out->nodes, f->out->count, &f->cap, sizeof(struct html_node *));
    f->out->nodes[f->out->count++] = n;
}

static void find_css(const struct selector *s, struct html_node *top, struct finding *f)
{
    for (struct html_node *n = top; n != NULL; n = html_next(n, top)) {
        if (n->name.ptr == NULL) {
            continue;
        }
        n->data = arena_alloc(f->arena, sizeof(struct marks));
        if (mark(s, n, n->data)) {
            add_found(f, n);
        }
    }
    for (struct html_node *n = top; n != NULL; n = html_next(n, top)) {
        n->data = NULL;
    }
}

/* In document order, each once. */
static void sort_found(struct html_node *top, struct selected *out)
{
    for (size_t i = 0; i < out->count; i++) {
        out->nodes[i]->data = out;
    }
    out->count = 0;
    for (struct html_node *n = top; n != NULL; n = html_next(n, top)) {
        if (n->data != NULL) {
            n->data = NULL;
            out->nodes[out->count++] = n;
        }
    }
}

bool select_find(struct arena *a, const struct selector *s, struct html_node *top,
                 struct selected *out)
{
    struct finding f = {.arena = a, .out = out};
    bool in_time = true;

    *out = (struct selected){NULL, 0};
    if (s->count > 0) {
        find_css(s, top, &f);
    }
    for (size_t i = 0; i < s->path_count; i++) {
        in_time = xpath_find(a, s->paths[i], top, add_found, &f) && in_time;
    }
    if (s->path_count > 0) {
        sort_found(top, out);
    }
    return in_time;
}
