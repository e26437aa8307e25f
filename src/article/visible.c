#include "article/visible.h"

#include "core/num.h"

static const struct str hiding_classes[] = {
    STR_INIT("sr-only"),        STR_INIT("visually-hidden"),    STR_INIT("visuallyhidden"),
    STR_INIT("screen-reader"),  STR_INIT("screen-reader-text"), STR_INIT("screenreader"),
    STR_INIT("element-hidden"), STR_INIT("assistive-text"),     STR_INIT("u-visually-hidden"),
};

static bool has_class(const struct html_node *n, struct str wanted)
{
    struct str classes = html_attribute(n, "class");
    size_t at = 0;

    while ((at = str_find(classes, wanted, at)) != STR_NPOS) {
        size_t end = at + wanted.len;

        if ((at == 0 || char_is_space(classes.ptr[at - 1])) &&
            (end == classes.len || char_is_space(classes.ptr[end]))) {
            return true;
        }
        at = end;
    }
    return false;
}

/* The number at the start of a CSS value, cut to a whole one; false when there is none. */
static bool leading_number(struct str value, int64_t *out)
{
    size_t n = value.len > 0 && value.ptr[0] == '-';

    while (n < value.len && char_is_digit(value.ptr[n])) {
        n++;
    }
    return num_parse(str_sub(value, 0, n), out);
}

static bool is_zero(struct str value)
{
    size_t i = 0;

    while (i < value.len && (value.ptr[i] == '0' || value.ptr[i] == '.')) {
        i++;
    }
    return i > 0 && (i == value.len || !char_is_digit(value.ptr[i]));
}

/* Far outside the page: nobody writes such offsets for text that is to be read. */
static bool is_far(struct str value)
{
    int64_t n;

    if (!leading_number(value, &n)) {
        return false;
    }
    return n <= -900 || n >= 9000 || (n <= -50 && str_find(value, STR("em"), 0) != STR_NPOS);
}

struct box {
    bool clipped, flat, positioned, far;
};

/* One declaration; true when it alone hides the element. */
static bool declaration_hides(struct str name, struct str value, struct box *box)
{
    if (str_eq_nocase(name, STR("display"))) {
        return str_starts_nocase(value, STR("none"));
    }
    if (str_eq_nocase(name, STR("visibility"))) {
        return str_starts_nocase(value, STR("hidden")) || str_starts_nocase(value, STR("collapse"));
    }
    if (str_eq_nocase(name, STR("font-size")) || str_eq_nocase(name, STR("opacity"))) {
        return is_zero(value);
    }
    if (str_eq_nocase(name, STR("font"))) {
        return str_starts(value, STR("0 ")) || str_starts(value, STR("0/")) ||
               str_starts(value, STR("0px"));
    }
    if (str_eq_nocase(name, STR("color")) || str_eq_nocase(name, STR("-webkit-text-fill-color"))) {
        return str_starts_nocase(value, STR("transparent"));
    }
    if (str_eq_nocase(name, STR("text-indent"))) {
        return is_far(value);
    }
    if (str_eq_nocase(name, STR("clip"))) {
        return str_find_nocase(value, STR("rect(0"), 0) != STR_NPOS ||
               str_find_nocase(value, STR("rect(1px"), 0) != STR_NPOS;
    }
    if (str_eq_nocase(name, STR("clip-path"))) {
        return str_find_nocase(value, STR("inset(50%"), 0) != STR_NPOS ||
               str_find_nocase(value, STR("inset(100%"), 0) != STR_NPOS;
    }
    if (str_eq_nocase(name, STR("transform"))) {
        return str_find_nocase(value, STR("scale(0)"), 0) != STR_NPOS;
    }
    box->clipped |=
        str_starts_nocase(name, STR("overflow")) &&
        (str_starts_nocase(value, STR("hidden")) || str_starts_nocase(value, STR("clip")));
    box->flat |=
        (str_eq_nocase(name, STR("height")) || str_eq_nocase(name, STR("width")) ||
         str_eq_nocase(name, STR("max-height")) || str_eq_nocase(name, STR("max-width"))) &&
        (is_zero(value) || str_eq_nocase(value, STR("1px")));
    box->positioned |=
        str_eq_nocase(name, STR("position")) &&
        (str_starts_nocase(value, STR("absolute")) || str_starts_nocase(value, STR("fixed")));
    box->far |= (str_eq_nocase(name, STR("left")) || str_eq_nocase(name, STR("top")) ||
                 str_eq_nocase(name, STR("right")) || str_eq_nocase(name, STR("margin-left"))) &&
                is_far(value);
    return false;
}

static bool style_hides(struct str style)
{
    struct box box = {false, false, false, false};
    struct str rest = style, part;

    while (str_split(&rest, ';', &part)) {
        size_t colon = str_find_char(part, ':', 0);

        if (colon != STR_NPOS &&
            declaration_hides(str_trim(str_sub(part, 0, colon)),
                              str_trim(str_sub(part, colon + 1, part.len)), &box)) {
            return true;
        }
    }
    return (box.clipped && box.flat) || box.far;
}

/* .name, #id or tag.name would do; a selector with more in it depends on what is around. */
static bool is_simple(struct str s)
{
    if (s.len < 2 || (s.ptr[0] != '.' && s.ptr[0] != '#')) {
        return false;
    }
    for (size_t i = 1; i < s.len; i++) {
        if (!char_is_alnum(s.ptr[i]) && s.ptr[i] != '-' && s.ptr[i] != '_') {
            return false;
        }
    }
    return true;
}

static void add_selectors(struct arena *a, struct str list, struct visible_rules *out)
{
    struct str part;

    while (str_split(&list, ',', &part)) {
        part = str_trim(part);
        if (is_simple(part) && out->count < 200) {
            out->selectors =
                arena_grow(a, out->selectors, out->count, &out->cap, sizeof(*out->selectors));
            out->selectors[out->count++] = part;
        }
    }
}

static struct str without_comments(struct arena *a, struct str css)
{
    struct buf out = {0};
    size_t at = 0;

    while (at < css.len) {
        size_t start = str_find(css, STR("/*"), at), end;

        buf_add(&out, str_sub(css, at, start));
        end = start == STR_NPOS ? STR_NPOS : str_find(css, STR("*/"), start + 2);
        at = end == STR_NPOS ? css.len : end + 2;
    }
    return buf_str(&out, a);
}

/* Rules outside of @media and the like, which may not apply here. */
static void read_sheet(struct arena *a, struct str sheet, struct visible_rules *out)
{
    struct str css = without_comments(a, sheet);
    size_t at = 0, open;

    while ((open = str_find_char(css, '{', at)) != STR_NPOS) {
        struct str selectors = str_trim(str_sub(css, at, open));
        size_t close = str_find_char(css, '}', open), nested = str_find_char(css, '{', open + 1);

        if (close == STR_NPOS) {
            return;
        }
        if (str_starts(selectors, STR("@"))) {
            /* To the brace that closes the block. */
            size_t depth = 1;

            for (at = open + 1; at < css.len && depth > 0; at++) {
                depth += css.ptr[at] == '{';
                depth -= css.ptr[at] == '}';
            }
            continue;
        }
        if (nested == STR_NPOS || nested > close) {
            if (style_hides(str_sub(css, open + 1, close))) {
                add_selectors(a, selectors, out);
            }
        }
        at = close + 1;
    }
}

void visible_read_rules(struct arena *a, const struct html_node *html, struct visible_rules *out)
{
    for (const struct html_node *n = html; n != NULL; n = html_next(n, html)) {
        struct str media = html_attribute(n, "media");

        if (html_is(n, "style") && n->first != NULL &&
            (media.len == 0 || str_eq_nocase(media, STR("all")) ||
             str_eq_nocase(media, STR("screen")))) {
            read_sheet(a, n->first->text, out);
        }
    }
}

static bool rule_hides(const struct visible_rules *rules, const struct html_node *n)
{
    struct str id = html_attribute(n, "id");

    for (size_t i = 0; i < rules->count; i++) {
        struct str name = str_sub(rules->selectors[i], 1, rules->selectors[i].len);

        if (rules->selectors[i].ptr[0] == '#' ? str_eq(id, name) : has_class(n, name)) {
            return true;
        }
    }
    return false;
}

bool visible_is_hidden(const struct visible_rules *rules, const struct html_node *n)
{
    struct str style = html_attribute(n, "style");

    if (html_attribute(n, "hidden").ptr != NULL ||
        str_eq_nocase(html_attribute(n, "aria-hidden"), STR("true"))) {
        return true;
    }
    if (style.len > 0 && style_hides(style)) {
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(hiding_classes); i++) {
        if (has_class(n, hiding_classes[i])) {
            return true;
        }
    }
    return rule_hides(rules, n);
}
