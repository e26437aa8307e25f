#include "article/meta.h"

#include "fmt/json.h"

static bool is_article_type(struct str type)
{
    return str_ends(type, STR("Article")) || str_ends(type, STR("BlogPosting")) ||
           str_ends(type, STR("LiveBlogPosting")) || str_eq(type, STR("Report"));
}

/* "@type" is a string or a list of them. */
static bool is_article(const struct json *object)
{
    const struct json *type = json_get(object, "@type");

    if (type == NULL) {
        return false;
    }
    if (type->type != JSON_ARRAY) {
        return is_article_type(json_str(type));
    }
    for (const struct json *t = type->child; t != NULL; t = t->next) {
        if (is_article_type(json_str(t))) {
            return true;
        }
    }
    return false;
}

static void set(struct str *to, struct str value)
{
    if (to->len == 0 && value.len > 0) {
        *to = value;
    }
}

static void add_name(struct buf *out, struct str name)
{
    if (name.len == 0 || str_starts(name, STR("http"))) {
        return;
    }
    if (out->len > 0) {
        buf_add_z(out, ", ");
    }
    buf_add(out, str_trim(name));
}

static void add_author(struct buf *out, const struct json *author)
{
    const struct json *name = json_get(author, "name");

    if (name != NULL && name->type == JSON_ARRAY) {
        for (const struct json *n = name->child; n != NULL; n = n->next) {
            add_name(out, json_str(n));
        }
        return;
    }
    add_name(out, name != NULL ? json_str(name) : json_str(author));
}

/* An author is a name, a Person, or a list of either. */
static struct str read_authors(struct arena *a, const struct json *author)
{
    struct buf out = {0};

    if (author != NULL && author->type == JSON_ARRAY) {
        for (const struct json *one = author->child; one != NULL; one = one->next) {
            add_author(&out, one);
        }
    } else if (author != NULL) {
        add_author(&out, author);
    }
    return buf_str(&out, a);
}

static void read_article(struct arena *a, const struct json *object, struct meta_sources *out)
{
    set(&out->ld_headline, json_str(json_get(object, "headline")));
    set(&out->ld_published, json_str(json_get(object, "datePublished")));
    set(&out->ld_published, json_str(json_get(object, "dateCreated")));
    set(&out->ld_language, json_str(json_get(object, "inLanguage")));
    set(&out->ld_body, json_str(json_get(object, "articleBody")));
    set(&out->ld_author, read_authors(a, json_get(object, "author")));
}

/* Depth is bounded by json_parse. */
static void find_articles(struct arena *a, const struct json *value, struct meta_sources *out)
{
    if (value->type == JSON_OBJECT && is_article(value)) {
        read_article(a, value, out);
        return;
    }
    for (const struct json *child = value->child; child != NULL; child = child->next) {
        if (child->type == JSON_OBJECT || child->type == JSON_ARRAY) {
            find_articles(a, child, out);
        }
    }
}

void jsonld_read(struct arena *a, const struct html_node *html, struct meta_sources *out)
{
    struct json *tree = NULL;
    struct err ignored;

    for (const struct html_node *n = html; n != NULL; n = html_next(n, html)) {
        if (html_is(n, "script") && n->first != NULL &&
            str_starts_nocase(html_attribute(n, "type"), STR("application/ld+json")) &&
            json_parse(a, n->first->text, &tree, &ignored) == 0) {
            find_articles(a, tree, out);
        }
    }
}
