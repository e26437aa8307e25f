/*
 * digest/keys - what other reports of the same matter would name too: people, countries, topics.
 *
 * Pure. Of a readout its counterparts, countries and topics; of any other text those of its title and summary.
 */
#ifndef READOUT_DIGEST_KEYS_H
#define READOUT_DIGEST_KEYS_H

#include "core/arena.h"
#include "digest/digest.h"
#include "fmt/json.h"

struct keys {
    struct str *names, *countries, *topics; /* countries: ISO 3166-1 alpha-2 */
    size_t name_count, country_count, topic_count;
};
extern const struct json_shape keys_shape;

/* `title` and `language` may be absent. */
void digest_keys(struct arena *a, struct str title, struct str language, const struct summary *s,
                 const struct readout *r, struct keys *out) ATTR_NONNULL;

#endif
