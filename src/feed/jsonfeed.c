/*
 * feed/jsonfeed - see the header.
 */
#include "feed/jsonfeed.h"

#include "core/limits.h"
#include "core/num.h"
#include "core/utf8.h"
#include "feed/value.h"
#include "fmt/escape.h"
#include "fmt/sha.h"
#include "fmt/time.h"
#include "text/sanitize.h"

static bool is_type(const struct json *v, enum json_type type)
{
    return v != NULL && v->type == type;
}

struct str jsonfeed_sniff(const struct json *root)
{
    struct str version = str_trim(json_str(json_get(root, "version")));
    const struct json *items = json_get(root, "items");

    if (!is_type(root, JSON_OBJECT)) {
        return STR_NULL;
    }
    if (str_find_nocase(version, STR("jsonfeed.org/version/"), 0) == STR_NPOS) {
        /* Without its version it needs the shape of a feed. */
        if (version.ptr != NULL || !is_type(items, JSON_ARRAY) ||
            json_str(json_get(root, "title")).ptr == NULL) {
            return STR_NULL;
        }
    }
    return str_ends(version, STR("/1")) || str_ends(version, STR("/1.0")) ? STR("json-1.0")
                                                                          : STR("json-1.1");
}

/* Text of a string, a number as it was written; absent for everything else. */
static struct str scalar(const struct json *v)
{
    return is_type(v, JSON_STRING) || is_type(v, JSON_NUMBER) ? v->text : STR_NULL;
}

/* The text of a member, which is where limits are noted from now on. */
static struct str text_of(struct bounds *v, const struct json *member)
{
    v->at = member == NULL ? v->at : member->at;
    return json_str(member);
}

static struct str plain(struct bounds *v, const struct json *object, const char *name)
{
    return value_plain_text(v, text_of(v, json_get(object, name)));
}

static struct str html_of_text(struct bounds *v, const struct json *member)
{
    struct str text = bounds_cut(v, BOUND_TEXT, str_trim(text_of(v, member)));
    struct buf out = {0};

    if (text.len == 0) {
        return STR_NULL;
    }
    escape_html(&out, text);
    return sanitize_html(v->arena, buf_str(&out, v->arena), STR_NULL);
}

static struct str url_of(struct bounds *v, struct str base, const struct json *object,
                         const char *name)
{
    return value_url(v, base, text_of(v, json_get(object, name)));
}

static void add_author(struct bounds *v, const struct json *author, struct str **list,
                       size_t *count)
{
    static const char *const names[] = {"name", "email", "url"};
    struct str s = value_person_text(v, json_str(author));

    for (size_t i = 0; i < ARRAY_LEN(names) && s.ptr == NULL; i++) {
        s = plain(v, author, names[i]);
    }
    build_list(v, list, count, s);
}

static void read_authors(struct bounds *v, const struct json *object, struct str **list,
                         size_t *count)
{
    const struct json *authors = json_get(object, "authors");

    for (const struct json *p = is_type(authors, JSON_ARRAY) ? authors->child : NULL; p != NULL;
         p = p->next) {
        add_author(v, p, list, count);
    }
    if (authors != NULL && authors->type != JSON_ARRAY) {
        add_author(v, authors, list, count);
    }
    if (*count == 0 && json_get(object, "author") != NULL) {
        add_author(v, json_get(object, "author"), list, count);
    }
}

static int64_t read_size(const struct json *v)
{
    struct str s = scalar(v);
    size_t point = str_find_char(s, '.', 0);
    int64_t n;

    s = point == STR_NPOS ? s : str_sub(s, 0, point);
    return s.ptr != NULL && num_parse(s, &n) && n >= 0 ? n : -1;
}

static void read_lists(struct bounds *v, const struct json *object, struct str base,
                       struct item *item)
{
    const struct json *tags = json_get(object, "tags"), *files = json_get(object, "attachments");

    for (const struct json *p = is_type(tags, JSON_ARRAY) ? tags->child : NULL; p != NULL;
         p = p->next) {
        build_list(v, &item->categories, &item->category_count, value_plain_text(v, scalar(p)));
    }
    for (const struct json *p = is_type(files, JSON_ARRAY) ? files->child : NULL; p != NULL;
         p = p->next) {
        struct enclosure e = {url_of(v, base, p, "url"), plain(v, p, "mime_type"),
                              read_size(json_get(p, "size_in_bytes"))};

        build_enclosure(v, item, e);
    }
}

static int64_t read_time(struct build *b, const struct json *object, const char *name)
{
    struct str s = scalar(json_get(object, name));
    int64_t t = s.ptr == NULL ? TIME_NONE : time_parse(s, NULL);

    if (t == TIME_NONE && str_trim(s).len > 0) {
        build_warn(b, arena_fmt(b->arena, "byte %u: %s: not a date: " STR_FMT,
                                json_get(object, name)->at, name,
                                STR_ARG(str_sub(s, 0, utf8_cut(s, WARNING_BYTES)))));
    }
    return t;
}

static void fill_item(struct build *b, const struct json *object, struct str base,
                      struct item *item)
{
    struct bounds *v = &b->bounds;
    struct str html =
        bounds_cut(v, BOUND_TEXT, str_trim(text_of(v, json_get(object, "content_html"))));

    item->id = value_plain_text(v, scalar(json_get(object, "id")));
    item->link = url_of(v, base, object, "url");
    if (item->link.ptr == NULL) {
        item->link = url_of(v, base, object, "external_url");
    }
    item->title = plain(v, object, "title");
    if (build_wants_text(b, item)) {
        item->summary = html_of_text(v, json_get(object, "summary"));
        item->content = html.len > 0 ? sanitize_html(b->arena, html, base)
                                     : html_of_text(v, json_get(object, "content_text"));
    }
    item->language = plain(v, object, "language");
    item->published = read_time(b, object, "date_published");
    item->updated = read_time(b, object, "date_modified");
    read_authors(v, object, &item->authors, &item->author_count);
    if (item->author_count == 0) {
        item->authors = b->authors;
        item->author_count = b->author_count;
    }
    read_lists(v, object, base, item);
}

/* The raw form of a value: every name and scalar in order, with brackets. Iterative. */
static struct str digest_of(struct arena *a, const struct json *top)
{
    /* A stack of the containers above: the tree has no parent pointers. */
    const struct json *above[LIMIT_DEPTH_MOST];
    const struct json *p = top;
    size_t depth = 0;
    struct buf raw = {0};
    struct str digest;

    while (p != NULL) {
        buf_add_fmt(&raw, "%d,%zu:", (int)p->type, p->key.len);
        buf_add(&raw, p->key);
        buf_add_fmt(&raw, "%zu:", p->text.len);
        buf_add(&raw, p->text);
        if (p->child != NULL && depth < ARRAY_LEN(above)) {
            above[depth++] = p;
            p = p->child;
            continue;
        }
        while (depth > 0 && p->next == NULL) {
            p = above[--depth];
            buf_add_char(&raw, ')');
        }
        p = depth == 0 ? NULL : p->next;
    }
    digest = sha_hex(a, buf_view(&raw));
    buf_free(&raw);
    return digest;
}

static void read_hubs(struct build *b, const struct json *root, struct str base)
{
    const struct json *hubs = json_get(root, "hubs");

    for (const struct json *p = is_type(hubs, JSON_ARRAY) ? hubs->child : NULL;
         p != NULL && b->feed->hub.ptr == NULL; p = p->next) {
        b->feed->hub = url_of(&b->bounds, base, p, "url");
    }
}

static void read_feed(struct build *b, const struct json *root, struct str base)
{
    struct bounds *v = &b->bounds;
    struct feed *f = b->feed;

    f->title = plain(v, root, "title");
    f->link = url_of(v, base, root, "home_page_url");
    f->self = url_of(v, base, root, "feed_url");
    f->id = f->self;
    f->description = html_of_text(v, json_get(root, "description"));
    f->language = plain(v, root, "language");
    read_authors(v, root, &b->authors, &b->author_count);
    read_hubs(b, root, base);
}

void jsonfeed_read(struct build *b, const struct json *root, struct str base)
{
    const struct json *items = json_get(root, "items");

    read_feed(b, root, base);
    for (const struct json *p = is_type(items, JSON_ARRAY) ? items->child : NULL; p != NULL;
         p = p->next) {
        struct item *item;

        if (p->type != JSON_OBJECT) {
            build_warn(
                b, arena_fmt(b->arena, "byte %u: an item that is no object is left out", p->at));
            continue;
        }
        b->bounds.at = p->at;
        item = build_item(b, digest_of(b->arena, p));
        if (item == NULL) {
            return;
        }
        if (!item->known) {
            fill_item(b, p, base, item);
            build_finish_item(b, item);
        }
    }
}
