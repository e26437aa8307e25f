/*
 * feed/identity - see the header.
 */
#include "feed/identity.h"

#include "fmt/sha.h"
#include "fmt/time.h"
#include "fmt/url.h"

void identity_set(struct arena *a, struct item *item)
{
    item->placeholder = item->link.len == 0 && item->title.len == 0;
    item->link_key = item->link.ptr == NULL ? STR_NULL : url_link_key(a, item->link);
    if (item->id.ptr != NULL) {
        item->key = item->id;
    } else if (item->link_key.ptr != NULL) {
        item->key = item->link_key;
    } else if (item->link.ptr != NULL && item->title.len == 0) {
        item->key = item->link;
    } else {
        /* Without a title the text stands in for it, or all such items would be one. */
        struct str text = item->summary.len > 0 ? item->summary : item->content;
        struct str parts[] = {item->title.len > 0 ? item->title : text,
                              time_rfc3339(a, item->published)};

        item->key = sha_hex_parts(a, parts, ARRAY_LEN(parts));
    }
}
