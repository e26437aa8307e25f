#include "push/discover.h"

#include "core/limits.h"
#include "fmt/url.h"

/* One parameter of a link: what follows a semicolon. A value in quotes loses them; escapes are nobody's in a rel. */
static bool next_param(struct str *rest, struct str *name, struct str *value)
{
    size_t end;

    *rest = str_trim(*rest);
    if (rest->len == 0 || rest->ptr[0] != ';') {
        return false;
    }
    *rest = str_trim(str_sub(*rest, 1, rest->len));
    for (end = 0; end < rest->len && rest->ptr[end] != '=' && rest->ptr[end] != ';' &&
                  rest->ptr[end] != ',';) {
        end++;
    }
    *name = str_trim(str_sub(*rest, 0, end));
    *rest = str_sub(*rest, end, rest->len);
    *value = STR("");
    if (rest->len == 0 || rest->ptr[0] != '=') {
        return true;
    }
    *rest = str_trim(str_sub(*rest, 1, rest->len));
    if (rest->len > 0 && rest->ptr[0] == '"') {
        for (end = 1; end < rest->len && rest->ptr[end] != '"'; end++) {
            end += rest->ptr[end] == '\\';
        }
        *value = str_sub(*rest, 1, end);
        *rest = str_sub(*rest, end + 1, rest->len);
        return true;
    }
    for (end = 0; end < rest->len && rest->ptr[end] != ';' && rest->ptr[end] != ',';) {
        end++;
    }
    *value = str_trim(str_sub(*rest, 0, end));
    *rest = str_sub(*rest, end, rest->len);
    return true;
}

struct link {
    struct str target, rel;
    bool anchored; /* it is about another document */
};

/* The next of the header; what is no link is passed over. */
static bool next_link(struct str *rest, struct link *out)
{
    struct str name, value;
    size_t start = str_find_char(*rest, '<', 0), end;

    if (start == STR_NPOS) {
        return false;
    }
    end = str_find_char(*rest, '>', start);
    if (end == STR_NPOS) {
        return false;
    }
    *out = (struct link){.target = str_trim(str_sub(*rest, start + 1, end))};
    *rest = str_sub(*rest, end + 1, rest->len);
    while (next_param(rest, &name, &value)) {
        /* RFC 8288 3.3: the first rel counts. */
        if (str_eq_nocase(name, STR("rel")) && out->rel.ptr == NULL) {
            out->rel = value;
        } else if (str_eq_nocase(name, STR("anchor"))) {
            out->anchored = true;
        }
    }
    return true;
}

static bool has_rel(struct str rels, struct str one)
{
    struct str rel;

    while (str_split(&rels, ' ', &rel)) {
        if (str_eq_nocase(str_trim(rel), one)) {
            return true;
        }
    }
    return false;
}

/* What a request may be made to, or a hub told of. */
static struct str usable(struct str url)
{
    struct url parts;
    bool good = url.len <= LIMIT_PUSH_URL && url_is_http(url) && url_split(url, &parts) &&
                parts.user.ptr == NULL;

    return good ? url : STR_NULL;
}

static struct str from_header(struct arena *a, const struct push_source *source, struct str rel)
{
    struct str rest = source->link, found;
    struct link link;

    while (next_link(&rest, &link)) {
        if (!link.anchored && has_rel(link.rel, rel)) {
            found = usable(url_resolve(a, source->base, link.target));
            if (found.ptr != NULL) {
                return found;
            }
        }
    }
    return STR_NULL;
}

static struct str first_of(struct str a, struct str b)
{
    return a.ptr != NULL ? a : b;
}

bool push_discover(struct arena *a, const struct push_source *source, struct push_links *out)
{
    out->hub = first_of(from_header(a, source, STR("hub")), usable(source->hub));
    out->topic = first_of(from_header(a, source, STR("self")), usable(source->self));
    out->topic = first_of(out->topic, usable(source->base));
    return out->hub.ptr != NULL && out->topic.ptr != NULL;
}
