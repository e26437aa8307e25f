/*
 * feed/ns - what an element of a feed means: by namespace and name, never by prefix alone.
 *
 * Pure. A new element of a module is one row of the table in ns.c.
 */
#ifndef READOUT_FEED_NS_H
#define READOUT_FEED_NS_H

#include "core/str.h"

enum ns {
    NS_NONE, /* RSS of every version, CDF, and the document's own unknown default */
    NS_ATOM, /* 0.3 and 1.0 */
    NS_RDF,
    NS_DC,
    NS_DCTERMS,
    NS_CONTENT,
    NS_ITUNES,
    NS_MEDIA,
    NS_SY,
    NS_XHTML,
    NS_XML,
    NS_FEEDBURNER,
    NS_GOOGLEPLAY,
    NS_PODCAST,
    NS_OTHER,
};

enum field {
    FIELD_NONE,
    FIELD_TITLE,
    FIELD_LINK, /* text or the attributes of an Atom link */
    FIELD_SUMMARY,
    FIELD_CONTENT,
    FIELD_ID,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_LANGUAGE,
    FIELD_AUTHOR,
    FIELD_CATEGORY,
    FIELD_KEYWORDS, /* categories, comma between */
    FIELD_ENCLOSURE,
    FIELD_GROUP, /* its children count as the parent's */
    FIELD_TTL,
    FIELD_SKIP_HOURS,
    FIELD_SKIP_DAYS,
    FIELD_PERIOD,
    FIELD_FREQUENCY,
    FIELD_COUNT,
};

struct ns_field {
    enum field field;
    int rank; /* of several elements for one field the lowest rank counts, then the first */
};

/* By URI, in any case, with or without trailing slash, http or https; NS_OTHER for an unknown one. */
enum ns ns_of_uri(struct str uri);
/* By the prefix people use for it, when nothing declares it. */
enum ns ns_of_prefix(struct str prefix);
struct ns_field ns_field(enum ns ns, struct str local);

#endif
