/*
 * store/store_impl - what the files of the store share, and nobody else sees.
 */
#ifndef READOUT_STORE_STORE_IMPL_H
#define READOUT_STORE_STORE_IMPL_H

#include "store/hub_key.h"
#include "store/sqlite.h"
#include "store/store.h"

struct store {
    struct sql *db;
    struct hub_key hub_key; /* of a reader: none */
    bool lazy;              /* commits do not wait for the disk just now */
    int64_t run;            /* this run's number, from 1: what it writes into `claim` */
};

enum {
    REVISION_GAP_S = 3600, /* between the revisions of an item after its second */
    REVISIONS_MAX = 10,
    /*
     * Ends of the program while an item is read. Others are read beside it, and any of them may be to blame: from
     * READ_ALONE on it is read with none beside it.
     */
    READ_ALONE = 3,
    READ_TRIES = 10,
    ASK_TRIES = 3,
};

/* A list in one column: a line each. */
struct str store_join(struct arena *a, const struct str *list, size_t count);
void store_split(struct arena *a, struct str lines, struct str **list, size_t *count) ATTR_NONNULL;

/*
 * An item whose current revision stands in the spool and that nobody holds: the revision that waits
 * behind it begins, if there is one.
 */
int store_begin_waiting(struct store *s, int64_t item_id,
                        struct err *err) ATTR_MUST_USE ATTR_NONNULL;

/* The keys are read from the row of the print, so that they need no second index. */
#define STORE_FORGET_KEYS                                                  \
    "DELETE FROM story_keys WHERE item_id = ?1 AND key IN (SELECT j.value" \
    " FROM stories t, json_each(t.keys) j WHERE t.item_id = ?1)"

/* The settings of the feed whose row a statement reads. */
#define STORE_SETTINGS "(SELECT s.json FROM settings s WHERE s.id = settings_id)"

/* The begin of a statement: live subscriptions that meet what follows are left from ?1 on. */
#define STORE_LEAVE_HUBS                                                            \
    "UPDATE subscriptions SET state = 'leaving', live = 0, due = ?1, failures = 0," \
    " accepted = 0, trusted = 0 WHERE live = 1 AND "

/* Every live subscription is asked for anew, and its feed polled as before until then. */
int store_hub_renew_all(struct store *s, int64_t now, struct err *err) ATTR_MUST_USE ATTR_NONNULL;

/* Names of the other listed feeds that show the item, or one that is the same story, by name: a line each. */
int store_also_in(struct store *s, struct arena *a, int64_t item_id, struct str *lines,
                  struct err *err) ATTR_MUST_USE ATTR_NONNULL;

/*
 * Forgets the latest revision of an item, which was not kept: if it is the one in work, the item is
 * again what it was before.
 */
int store_drop_revision(struct store *s, int64_t item_id, int64_t revision, int64_t now,
                        struct err *err) ATTR_MUST_USE ATTR_NONNULL;

#endif
