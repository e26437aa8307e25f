/*
 * feed/lint_json - see feed/lint.h.
 *
 * Rules are rows: what each member of each object must be, and which ones must be there.
 */
#include "feed/lint_parts.h"
#include "feed/lint_value.h"
#include "fmt/json.h"

#define SPEC "JSON Feed 1.1"

enum object { OBJECT_NONE, OBJECT_FEED, OBJECT_ITEM, OBJECT_AUTHOR, OBJECT_FILE, OBJECT_HUB };

enum kind { KIND_STRING, KIND_NUMBER, KIND_BOOL, KIND_ARRAY };

static const char *const kind_names[] = {
    [KIND_STRING] = "string",
    [KIND_NUMBER] = "number",
    [KIND_BOOL] = "boolean",
    [KIND_ARRAY] = "array",
};

static const char *const object_names[] = {
    [OBJECT_FEED] = "feed",       [OBJECT_ITEM] = "item", [OBJECT_AUTHOR] = "author",
    [OBJECT_FILE] = "attachment", [OBJECT_HUB] = "hub",
};

struct member {
    enum object object;
    const char *name;
    enum kind kind;
    bool needed;
    const char *(*wrong)(struct str s); /* of a string: NULL takes any */
    enum object of;                     /* of an array: its elements; OBJECT_NONE: strings */
};

static const struct member members[] = {
    {OBJECT_FEED, "version", KIND_STRING, true, lint_url, OBJECT_NONE},
    {OBJECT_FEED, "title", KIND_STRING, true, NULL, OBJECT_NONE},
    {OBJECT_FEED, "home_page_url", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_FEED, "feed_url", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_FEED, "description", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_FEED, "user_comment", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_FEED, "next_url", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_FEED, "icon", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_FEED, "favicon", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_FEED, "language", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_FEED, "expired", KIND_BOOL, false, NULL, OBJECT_NONE},
    {OBJECT_FEED, "authors", KIND_ARRAY, false, NULL, OBJECT_AUTHOR},
    {OBJECT_FEED, "hubs", KIND_ARRAY, false, NULL, OBJECT_HUB},
    {OBJECT_FEED, "items", KIND_ARRAY, true, NULL, OBJECT_ITEM},
    {OBJECT_ITEM, "id", KIND_STRING, true, NULL, OBJECT_NONE},
    {OBJECT_ITEM, "url", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_ITEM, "external_url", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_ITEM, "title", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_ITEM, "content_html", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_ITEM, "content_text", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_ITEM, "summary", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_ITEM, "image", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_ITEM, "banner_image", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_ITEM, "date_published", KIND_STRING, false, lint_rfc3339, OBJECT_NONE},
    {OBJECT_ITEM, "date_modified", KIND_STRING, false, lint_rfc3339, OBJECT_NONE},
    {OBJECT_ITEM, "language", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_ITEM, "tags", KIND_ARRAY, false, NULL, OBJECT_NONE},
    {OBJECT_ITEM, "authors", KIND_ARRAY, false, NULL, OBJECT_AUTHOR},
    {OBJECT_ITEM, "attachments", KIND_ARRAY, false, NULL, OBJECT_FILE},
    {OBJECT_AUTHOR, "name", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_AUTHOR, "url", KIND_STRING, false, lint_iri, OBJECT_NONE},
    {OBJECT_AUTHOR, "avatar", KIND_STRING, false, lint_url, OBJECT_NONE},
    {OBJECT_FILE, "url", KIND_STRING, true, lint_url, OBJECT_NONE},
    {OBJECT_FILE, "mime_type", KIND_STRING, true, lint_type, OBJECT_NONE},
    {OBJECT_FILE, "title", KIND_STRING, false, NULL, OBJECT_NONE},
    {OBJECT_FILE, "size_in_bytes", KIND_NUMBER, false, NULL, OBJECT_NONE},
    {OBJECT_FILE, "duration_in_seconds", KIND_NUMBER, false, NULL, OBJECT_NONE},
    {OBJECT_HUB, "type", KIND_STRING, true, NULL, OBJECT_NONE},
    {OBJECT_HUB, "url", KIND_STRING, true, lint_url, OBJECT_NONE},
};

/* The member, unless it is null, which says as much as none. */
static const struct json *find(const struct json *object, const char *name)
{
    const struct json *v = json_get(object, name);

    return v == NULL || v->type == JSON_NULL ? NULL : v;
}

static bool is_kind(const struct json *v, enum kind kind)
{
    switch (kind) {
    case KIND_STRING:
        return v->type == JSON_STRING;
    case KIND_NUMBER:
        return v->type == JSON_NUMBER;
    case KIND_BOOL:
        return v->type == JSON_TRUE || v->type == JSON_FALSE;
    case KIND_ARRAY:
        return v->type == JSON_ARRAY;
    }
    return false;
}

static void check_member(struct linter *l, const struct json *object, const struct member *m)
{
    const struct json *v = find(object, m->name);
    const char *wrong;

    if (v == NULL) {
        if (m->needed) {
            lint_mark(
                l, object->at, true,
                arena_fmt(l->arena, "%s has no %s (" SPEC ")", object_names[m->object], m->name));
        }
        return;
    }
    if (!is_kind(v, m->kind)) {
        lint_mark(l, v->at, true,
                  arena_fmt(l->arena, "%s is no %s (" SPEC ")", m->name, kind_names[m->kind]));
        return;
    }
    wrong = m->wrong == NULL ? NULL : m->wrong(v->text);
    if (wrong != NULL) {
        lint_mark(
            l, v->at, true,
            arena_fmt(l->arena, "%s %s: " STR_FMT, m->name, wrong, STR_ARG(lint_shown(v->text))));
    }
}

static void check_item(struct linter *l, const struct json *item)
{
    const struct json *id = find(item, "id");

    if (id != NULL && id->text.ptr != NULL && map_put(&l->ids, id->text, l) != NULL) {
        lint_mark(l, id->at, true,
                  arena_fmt(l->arena, "an earlier item has the same id: " STR_FMT,
                            STR_ARG(lint_shown(id->text))));
    }
    if (find(item, "content_html") == NULL && find(item, "content_text") == NULL) {
        lint_mark(l, item->at, true,
                  STR("item has neither content_html nor content_text (" SPEC ")"));
    }
    if (find(item, "title") == NULL && find(item, "url") == NULL &&
        find(item, "external_url") == NULL) {
        lint_mark(l, item->at, false,
                  STR("item has neither a title nor a link yet: readers will hold it back or show "
                      "nothing"));
    }
    if (find(item, "date_published") == NULL) {
        lint_mark(l, item->at, false, STR("item has no date_published"));
    }
}

static void check_author(struct linter *l, const struct json *author)
{
    if (find(author, "name") == NULL && find(author, "url") == NULL &&
        find(author, "avatar") == NULL) {
        lint_mark(l, author->at, true,
                  STR("author has neither name nor url nor avatar (" SPEC ")"));
    }
}

/* What a feed of 1.1 still has of 1.0. */
static void check_old(struct linter *l, const struct json *object)
{
    const struct json *author = find(object, "author");

    if (author != NULL && find(object, "authors") == NULL) {
        lint_mark(l, author->at, false,
                  STR("author gave way to authors, an array of such objects (" SPEC ")"));
    }
}

static void check_own(struct linter *l, const struct json *object, enum object which)
{
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        if (members[i].object == which) {
            check_member(l, object, &members[i]);
        }
    }
    if (which == OBJECT_ITEM) {
        check_item(l, object);
    } else if (which == OBJECT_AUTHOR) {
        check_author(l, object);
    }
    if ((which == OBJECT_ITEM || which == OBJECT_FEED) && l->newest) {
        check_old(l, object);
    }
}

/* The elements of the arrays of an object; these go two deep at most, whatever the document does. */
static void check_elements(struct linter *l, const struct json *object, enum object which)
{
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        const struct member *m = &members[i];
        const struct json *array =
            m->object == which && m->kind == KIND_ARRAY ? find(object, m->name) : NULL;

        for (const struct json *p = array != NULL && array->type == JSON_ARRAY ? array->child
                                                                               : NULL;
             p != NULL; p = p->next) {
            if (p->type != (m->of == OBJECT_NONE ? JSON_STRING : JSON_OBJECT)) {
                lint_mark(l, p->at, true,
                          arena_fmt(l->arena, "%s holds what is no %s (" SPEC ")", m->name,
                                    m->of == OBJECT_NONE ? "string" : "object"));
            } else if (m->of != OBJECT_NONE) {
                check_own(l, p, m->of);
                check_elements(l, p, m->of);
            }
        }
    }
}

void lint_json(struct linter *l, const struct json *root)
{
    l->newest = str_ends(str_trim(json_str(json_get(root, "version"))), STR("/1.1"));
    check_own(l, root, OBJECT_FEED);
    check_elements(l, root, OBJECT_FEED);
}
