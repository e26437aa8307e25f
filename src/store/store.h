/*
 * store/store - what must outlive the process: feeds, items, revisions, outbox. SQLite behind it.
 *
 * Called by the disk thread only. Strings that come out are in the caller's arena. `now` is wall
 * time in seconds. Every operation works inside the transaction that store_begin opened.
 */
#ifndef READOUT_STORE_STORE_H
#define READOUT_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/str.h"
#include "digest/report.h"
#include "feed/feed.h"

struct store;

/*
 * Opens STATE/readoutd.db (WAL, synchronous FULL), migrates its schema forward in one transaction,
 * after a copy to readoutd.db.bak-vVERSION, and takes the next run number: claims of earlier runs are
 * void. A damaged file is renamed readoutd.db.corrupt-TIME, which is told in the log, and a new one is
 * begun; damage met later is ERR_DAMAGED, and found again at the next start. A newer schema is
 * ERR_UNSUPPORTED. A lock of another process is waited for, 5 s, then ERR_BUSY. The key of the
 * subscriptions lies beside it (hub_key.h). Where a feed was polled after `now`, the clock was ahead then, and all that
 * is due moves as by store_shift().
 */
int store_open(const char *state_dir, int64_t now, struct store **out,
               struct err *err) ATTR_MUST_USE;
/* The program is to end: a lock is not waited for any more. The one call for another thread. */
void store_hurry(struct store *s);
/*
 * The same database for reading only, beside a daemon that runs or not: no claim is touched, nothing is
 * migrated. ERR_NOINPUT when there is none, ERR_UNSUPPORTED when its schema is another.
 */
int store_open_reader(const char *state_dir, struct store **out, struct err *err) ATTR_MUST_USE;
void store_close(struct store *s);

/* One transaction for a batch of jobs, one savepoint for each job in it. */
int store_begin(struct store *s, struct err *err) ATTR_MUST_USE;
/*
 * The same for what may be lost with the power, though never with the process: its commit waits for
 * no disk. What is committed after it in the usual way takes it along.
 */
int store_begin_lazy(struct store *s, struct err *err) ATTR_MUST_USE;
int store_commit(struct store *s, struct err *err) ATTR_MUST_USE;
void store_rollback(struct store *s);
int store_job_begin(struct store *s, struct err *err) ATTR_MUST_USE;
int store_job_end(struct store *s, bool keep, struct err *err) ATTR_MUST_USE;

/* ---- feeds ---- */

struct store_feed_conf {
    struct str name, url;
    struct str settings; /* JSON of the pipeline's own, handed back at a claim */
    int64_t now;         /* when a feed that is new or changed its URL is polled first */
    /* At most so long after a poll it is due again, but for failures and what a publisher asks for. */
    int64_t longest_s;
    int64_t spread_due; /* soon: when a poll is made up for */
    bool start;         /* the program starts: what is overdue is made up for at spread_due */
    bool ignore_hints;  /* what a publisher asks for is Retry-After alone */
};
/* The feeds of a configuration: begin, put each, end (those not put are unlisted: kept, not polled). */
int store_sync_begin(struct store *s, struct err *err) ATTR_MUST_USE;
/*
 * Another URL under the same name keeps the history and drops validators, body hash, failures,
 * redirects and "gone". One that was unlisted and is put back is not a first poll. A due time beyond
 * what `longest_s` allows is pulled forward.
 */
int store_sync_feed(struct store *s, const struct store_feed_conf *f,
                    struct err *err) ATTR_MUST_USE;
int store_sync_end(struct store *s, int64_t *feeds, int64_t *removed,
                   struct err *err) ATTR_MUST_USE;

struct store_feed {
    int64_t id;
    struct str name, url; /* url: of the configuration */
    struct str fetch_url; /* adopted after permanent redirects; else url */
    struct str settings;
    struct str etag, last_modified, validator_url, body_hash;
    struct str hints;         /* as the last poll that read a document put them */
    struct str permanent_url; /* seen permanent_count polls in a row */
    int64_t permanent_count, failures, last_poll, last_success;
    bool first;         /* no poll has ended in a parsed feed yet */
    int64_t push_until; /* until then its hub tells of news; TIME_NONE: none does */
};
enum store_due {
    STORE_DUE,
    /*
     * Each once a run, and those too that will be due within an eighth of their wait and two seconds, but for
     * what their publishers asked for: a timer that starts a pass an interval finds them due each time,
     * jitter and the time that a pass takes notwithstanding.
     */
    STORE_DUE_IN_PASS,
    STORE_DUE_OR_NOT, /* each once a run */
};
/*
 * Up to `limit` listed feeds that are due, not claimed, not gone, whose host has no "not before" ahead; claims
 * them. Ordered by due time.
 */
int store_claim_due(struct store *s, struct arena *a, int64_t now, enum store_due which,
                    size_t limit, struct store_feed **out, size_t *count,
                    struct err *err) ATTR_MUST_USE;
/* Gives a claim back with its due time as it was (shutdown, full queue). */
int store_release_feed(struct store *s, int64_t feed_id, struct err *err) ATTR_MUST_USE;
/* When the next feed, item, outbox row or subscription is due: TIME_NONE when none ever is. */
struct store_dues {
    int64_t feed, item, outbox, hub;
};
int store_next_due(struct store *s, struct store_dues *out, struct err *err) ATTR_MUST_USE;
/* A feed as a claim would give it, claimed or not; ERR_NOINPUT when it is not listed. */
int store_feed(struct store *s, struct arena *a, int64_t feed_id, struct store_feed *out,
               struct err *err) ATTR_MUST_USE;
/* It is due now, or when its publisher allows it. */
int store_hasten_feed(struct store *s, int64_t feed_id, int64_t now, struct err *err) ATTR_MUST_USE;
/* Digests of the items of a feed's last document. */
int store_known(struct store *s, struct arena *a, int64_t feed_id, struct str **digests,
                size_t *count, struct err *err) ATTR_MUST_USE;

/* How a poll ended; ends the claim. */
struct store_poll {
    int64_t feed_id, polled_at, due;
    /* What the publisher asked for: a shorter interval does not pull `due` below it. */
    int64_t not_before;
    int64_t status;       /* HTTP, 0 none */
    struct str error;     /* absent: it succeeded */
    bool keep_validators; /* 304 and failures: those that are stored stay */
    struct str etag, last_modified, validator_url, body_hash;
    struct str hints;         /* absent: those that are stored stay */
    struct str permanent_url; /* absent: the count begins anew */
    int64_t permanent_count;
    struct str fetch_url;    /* present: adopted from now on */
    bool gone;               /* 410: polled no more until its URL changes */
    bool pushed;             /* a wait beyond the configuration's is meant: news is pushed */
    struct str host;         /* with host_not_before: 429 of this host */
    int64_t host_not_before; /* 0: none */
    struct str decision;     /* a word or two for `status`: "unchanged", "3 new", "backoff" */
};
/* A host asked to be left alone: no feed of it is claimed before; a longer wait that is stored stays. */
int store_hold_host(struct store *s, struct str host, int64_t not_before,
                    struct err *err) ATTR_MUST_USE;
int store_put_poll(struct store *s, const struct store_poll *p, struct err *err) ATTR_MUST_USE;

struct store_put {
    const struct store_poll *poll; /* stored in the same transaction; NULL: it was pushed to us */
    int64_t feed_id;
    const struct feed *feed; /* a known item has only its digest */
    int64_t now;
    int64_t backlog; /* of a first poll; -1: all */
    bool
        unfiltered; /* no item that was begun can be refused: those beyond the backlog need no text */
    bool partial;   /* RFC 3229, or cut off: what the document leaves out is still there */
};
struct store_put_result {
    int64_t new_items, revisions, placeholders, old; /* old: beyond the backlog */
    int64_t *elsewhere; /* items of other feeds that this one brings now, as far as it wants them */
    size_t elsewhere_count;
    struct str moved_from, moved_to; /* hosts, when a move was believed and stored now */
};
/*
 * A parsed feed against what is stored.
 * - Known digest: still in the last document, nothing else. Placeholder: held back, not stored as seen.
 * - Same (feed, key): the same item. In one document equal keys with different link keys are two
 *   items (the later ones get key + link key), with equal ones one.
 * - Else, an item of the same feed with the same link key on another host: a moved site, believed only
 *   when in this document at least three and at least half of the items match known ones by link key
 *   and (title or published), all from one old host to one new, or a single item agrees in all three;
 *   stored (later items of that pair of hosts need no proof) and told in the result.
 * - Else, an item that another feed has with the same link and (id or title): a sighting of that item,
 *   no new one. Else a new item, stage "article", due now, detected now.
 * - First poll: of the new ones, not `unwanted`, the `backlog` newest (published, else order in the
 *   document) are begun; the others get stage "old" and may be promoted by store_drop_item.
 * - `unwanted` items get stage "unwanted"; a later change of title judges them again as new.
 * - A known item whose title differs after white space and quotes are levelled: a revision (see
 *   issue's rule: the first at once, later ones at most one an hour and ten an item) with the
 *   article of the revision before, stage "article", due now. A change
 *   of anything else (guid, link, host, dates, description) updates the sighting only. An item that
 *   has not been spooled yet simply takes the new title.
 */
int store_put_feed(struct store *s, struct arena *a, const struct store_put *p,
                   struct store_put_result *out, struct err *err) ATTR_MUST_USE;

/* ---- items ---- */

struct store_item {
    int64_t id, feed_id, revision;
    struct str feed, feed_url, settings; /* of the feed that had it first */
    struct str key;                      /* the first stored: part of the event */
    struct str stage;                    /* "article", "digest", "spool", "late" */
    int64_t tries;                       /* ends of the program while it was read */
    bool alone;         /* they may be its fault: nothing is to be read beside it */
    int64_t detected;   /* of this revision */
    int64_t page_tries; /* how often its page could not be had */
    struct str link, title, language;
    int64_t published, updated;
    struct str *categories;
    size_t category_count;
    struct str summary, content; /* of the feed, sanitised HTML */
    /* revision > 1 that begins with the article of the one before: */
    struct str article_text, article_source;
    /* late: the article that stands, which is from a page where that is looked at again. */
    struct str kept_source, page_url, page_etag, page_modified;
    int64_t first_detected; /* of revision 1 */
    bool first_done; /* late: revision 1 stands from the feed's text, the page is still tried */
};
/*
 * Up to `limit` items whose stage is due and unclaimed; claims them. Stages in which a crash left them come back alike.
 * Where one of them is to be read alone, it is the only one, and there is none as long as others are under way (`busy`).
 */
int store_claim_items(struct store *s, struct arena *a, int64_t now, size_t limit, bool busy,
                      struct store_item **out, size_t *count, struct err *err) ATTR_MUST_USE;
/* Enters a stage: counts a try of it. More than ten of one stage: the item is failed with `failed` true. */
int store_enter_stage(struct store *s, int64_t item_id, const char *stage, bool *failed,
                      struct err *err) ATTR_MUST_USE;
/* The page could not be had: again at `due` in the stage it is in ("article" or "late"); ends the claim. */
int store_defer_item(struct store *s, int64_t item_id, int64_t due, struct str why,
                     struct err *err) ATTR_MUST_USE;
/*
 * Refused by its filters on the text: it is the next feed's that shows it, or else stage "unwanted"; the newest
 * "old" item of the feed's first poll takes its place, if any. *promoted: an item is due now.
 */
int store_drop_item(struct store *s, int64_t item_id, int64_t now, bool *promoted,
                    struct err *err) ATTR_MUST_USE;
/* Given up, with the reason, for good ("failed"), or the page of a late item ("done"). */
int store_fail_item(struct store *s, int64_t item_id, struct str why,
                    struct err *err) ATTR_MUST_USE;
/* Ends a claim without any change (shutdown); the try of its stage does not count. */
int store_release_item(struct store *s, int64_t item_id, struct err *err) ATTR_MUST_USE;

/* A question to a model and what came of it. */
struct store_exchange {
    struct str purpose, model, feed; /* model: of the configuration */
    struct str
        key; /* the same for the same question to the same model; absent: never taken again */
    struct str system, prompt, answer, answered_as, error;
    int64_t asked, answered, tokens_in, tokens_out, micros, requests; /* micros: of a cent */
};

struct store_readout {
    int64_t item_id, revision;
    /* article_*, summary, facts, paragraphs, background, readout, method, source, fetched, event, spool_name are stored; `changes` is
     * made here against the revision before, and what the feed says is frozen as it is now. */
    struct report report;
    const struct str
        *notifiers; /* an outbox row each, not due before the spool stage is committed */
    size_t notifier_count;
    struct str
        made_by;      /* of a revision that brings another summary of the same text: who made it */
    int64_t late_due; /* when the page is tried or looked at again; 0: not */
    struct str etag, last_modified;         /* of the page */
    const struct store_exchange *exchanges; /* with models, in order */
    size_t exchange_count;
};
/* People, countries and topics that an item shares with others. */
struct store_keys {
    const struct str *names, *countries, *topics;
    size_t name_count, country_count, topic_count;
};
/*
 * Up to three items published before this one that share a key with it, the rarest keys and the latest
 * items first: [{"text": a sentence of its summary, "title", "link", "feed", "published"}, ...].
 */
int store_background(struct store *s, struct arena *a, int64_t item_id,
                     const struct store_keys *keys, struct str *json,
                     struct err *err) ATTR_MUST_USE;
/* From now on the item is found by these keys. */
int store_background_index(struct store *s, int64_t item_id, const struct store_keys *keys,
                           struct err *err) ATTR_MUST_USE;

/* Items kept longer ago are no more looked for when a like one comes. */
enum { STORE_STORY_S = 3 * 86400 };

/* By what an item is found when another feed brings the same story; `text` is the pipeline's own. */
struct store_print {
    struct str text;
    const int64_t *keys;
    size_t key_count;
    int64_t kept;
};
struct store_like {
    int64_t item_id;
    struct str print;
};
/* Items with one of the keys whose story the item's feed has not brought yet, each once. */
int store_like(struct store *s, struct arena *a, int64_t item_id, const struct store_print *p,
               struct store_like **out, size_t *count, struct err *err) ATTR_MUST_USE;
/* From now on the item is found by these keys and no others. */
int store_put_print(struct store *s, int64_t item_id, const struct store_print *p,
                    struct err *err) ATTR_MUST_USE;
/* The item is the same story as another one, which was kept: stage "same"; ends the claim. */
int store_join_story(struct store *s, int64_t item_id, int64_t story_id, int64_t now,
                     struct err *err) ATTR_MUST_USE;
/* Another listed feed that shows an item and whose filters let it pass. */
struct store_source {
    struct str name, settings;
};
int store_sources(struct store *s, struct arena *a, int64_t item_id, struct store_source **out,
                  size_t *count, struct err *err) ATTR_MUST_USE;
/* What was said of the story that the item is, or belongs to; revision 0: nothing, or it is forgotten. */
struct store_told {
    int64_t story_id, revision;
    struct report report;
};
int store_story(struct store *s, struct arena *a, int64_t item_id, struct store_told *out,
                struct err *err) ATTR_MUST_USE;
/*
 * Another feed brought the story too: `also_in` of a file that is not written yet says so, and those of the
 * notifiers that were not told of any revision of it get an outbox row. Of a written one store_later tells.
 */
int store_tell(struct store *s, const struct store_told *told, const struct str *notifiers,
               size_t count, int64_t now, struct err *err) ATTR_MUST_USE;
/* An item that other feeds brought after its file was written; `event` and `item`, the file's name, of its last revision. */
struct store_later {
    struct str event, item, feed;
    struct str *also_in; /* all by now */
    size_t also_in_count;
    int64_t seen;
};
enum { STORE_LATER_MOST = 100 };
/* The last ones first. */
int store_later(struct store *s, struct arena *a, struct store_later **out, size_t *count,
                struct err *err) ATTR_MUST_USE;
/* Keeps what was made, with the outbox rows, and moves the item to stage "spool", due now; the claim goes on. */
int store_put_readout(struct store *s, const struct store_readout *r,
                      struct err *err) ATTR_MUST_USE;
/* A page that came late, or that was looked at again. */
struct store_late {
    int64_t item_id, now;
    struct str article_text, etag, last_modified;
    int64_t next_due; /* when it is looked at again if it says nothing new; TIME_NONE: no more */
};
/*
 * Opens revision n+1 for it if its text differs from that of revision n after white space, quotes and
 * counters are levelled (*revision = n+1, detected now). Else *revision = 0, the claim has ended and the
 * item is done or looked at again; or, less than an hour after revision n > 1, it is late once more.
 */
int store_open_revision(struct store *s, const struct store_late *late, int64_t *revision,
                        struct err *err) ATTR_MUST_USE;
/* Whether a page that came for a late item would open a revision: its text is news, and it is time for one. */
int store_is_news(struct store *s, int64_t item_id, int64_t now, struct str article_text,
                  bool *news, struct err *err) ATTR_MUST_USE;
/*
 * Where an answer about revision n goes that came after n went out: it is the next revision (FREE) while n
 * stands in the spool, is the last one and nobody holds the item (BUSY: somebody does, ask again later).
 */
enum store_place { STORE_PLACE_NONE, STORE_PLACE_BUSY, STORE_PLACE_FREE };
int store_answer_place(struct store *s, int64_t item_id, int64_t revision, enum store_place *place,
                       struct err *err) ATTR_MUST_USE;
/*
 * Opens revision n+1 for such an answer, whose place is FREE, and fills *r with what it has of revision n.
 * What n's exchanges came to is n+1's from now on. Once `r` is put, the item is claimed for its spool stage.
 */
int store_open_answer(struct store *s, struct arena *a, int64_t item_id, int64_t revision,
                      int64_t now, struct store_readout *r, struct err *err) ATTR_MUST_USE;
/* All that the spool files say; from the database alone, so a rewrite is identical. */
int store_report(struct store *s, struct arena *a, int64_t item_id, int64_t revision,
                 struct report *out, struct err *err) ATTR_MUST_USE;
/* The files stand: the outbox rows become due, the item goes to "done" or, with a late_due, to "late"; ends the claim. */
int store_spooled(struct store *s, int64_t item_id, int64_t revision, int64_t now,
                  struct err *err) ATTR_MUST_USE;

/* ---- models ---- */

/*
 * Enters the stage in which a model is asked: it counts tries of its own, those of the stages before
 * are forgotten. *again is false when too many did not end: the item goes on without a model.
 */
int store_enter_ask(struct store *s, int64_t item_id, bool *again, struct err *err) ATTR_MUST_USE;
/* An answer that is stored under the key and has no error; absent without one. */
int store_cached_answer(struct store *s, struct arena *a, struct str key, struct str *answer,
                        struct err *err) ATTR_MUST_USE;
struct store_spent {
    struct str model, feed;
    int64_t tokens, micros;
};
/*
 * A question about the item is about to be sent and comes to `most`: this is counted if the program ends
 * before the item's exchanges are put.
 */
int store_note_question(struct store *s, int64_t item_id, const struct store_spent *most,
                        int64_t now, struct err *err) ATTR_MUST_USE;
/* Replaces what is known of the exchanges of a revision, and what this run noted of the item; an item that is gone has none. */
int store_put_exchanges(struct store *s, int64_t item_id, int64_t revision,
                        const struct store_exchange *list, size_t count,
                        struct err *err) ATTR_MUST_USE;
/* What was used from `since` on, by model and feed, with what earlier runs noted and did not put. */
int store_spent(struct store *s, struct arena *a, int64_t since, struct store_spent **out,
                size_t *count, struct err *err) ATTR_MUST_USE;
/*
 * The latest kept revision of an item that is named by event, file name, link or id, and the
 * exchanges it was made by. ERR_NOINPUT without one.
 */
int store_exchanges(struct store *s, struct arena *a, struct str word, struct report *report,
                    struct store_exchange **out, size_t *count, struct err *err) ATTR_MUST_USE;

/* ---- outbox ---- */

struct store_outbox {
    int64_t id, item_id, revision, tries, first_try;
    struct str notifier, event;
    struct str *also_in; /* none: as the spool file says */
    size_t also_in_count;
};
int store_claim_outbox(struct store *s, struct arena *a, int64_t now, size_t limit,
                       struct store_outbox **out, size_t *count, struct err *err) ATTR_MUST_USE;
/* sent: done. Else again at `due` with the reason; due TIME_NONE: given up. Ends the claim. */
int store_put_outbox(struct store *s, int64_t id, bool sent, int64_t due, struct str error,
                     int64_t now, struct err *err) ATTR_MUST_USE;
int store_release_outbox(struct store *s, int64_t id, struct err *err) ATTR_MUST_USE;

/* ---- subscriptions at hubs (WebSub) ---- */

enum store_hub_state {
    STORE_HUB_WANTED,  /* to be asked for, or asked for and not verified */
    STORE_HUB_ACTIVE,  /* verified; holds until the end of its lease */
    STORE_HUB_DENIED,  /* by the hub */
    STORE_HUB_LEAVING, /* not wanted any more, and the hub is to be told */
    STORE_HUB_ENDED,   /* the hub was told, or cannot be */
    STORE_HUB_STATES,
};
struct store_hub {
    int64_t id, feed_id;
    struct str feed, feed_url, settings;
    struct str hub, topic;
    struct str token, secret; /* the last part of our address, and the key of the signatures */
    struct str callback;      /* our address as the hub knows it */
    enum store_hub_state state;
    bool asked;    /* a request was sent and not verified since */
    bool accepted; /* the hub took the last request and has not asked back */
    int64_t failures, lease_end;
};
/* What a poll found. Without a hub the feed's subscription is left. */
struct store_hub_found {
    int64_t feed_id, now;
    struct str hub, topic;
    struct str token, base; /* of a subscription that is begun; base: of our address */
};
/* Another hub or topic than before begins a subscription, due now, and leaves the old one. */
int store_hub_found(struct store *s, const struct store_hub_found *f, bool *begun,
                    struct err *err) ATTR_MUST_USE;
/*
 * After the feeds of a configuration were put: leaves the subscriptions of feeds that are gone or want none, and
 * asks anew for those under another address. `base` absent: there is no listener, all are left.
 */
int store_hub_sync(struct store *s, struct str base, int64_t now, struct err *err) ATTR_MUST_USE;
/* Up to `limit` subscriptions of which something is to be asked; claims them. Forgets those that have long ended. */
int store_claim_hubs(struct store *s, struct arena *a, int64_t now, size_t limit,
                     struct store_hub **out, size_t *count, struct err *err) ATTR_MUST_USE;
/* The hub took the request: `due` is when it must have asked back. Ends the claim. */
int store_hub_asked(struct store *s, int64_t id, int64_t due, struct err *err) ATTR_MUST_USE;
/* Nothing came of a request, or of a lease: again at `due`. Ends the claim. */
int store_hub_failed(struct store *s, int64_t id, int64_t now, int64_t due, struct str error,
                     struct err *err) ATTR_MUST_USE;
/* It is over; its address is known as gone until the lease would have ended. Ends the claim. */
int store_hub_ended(struct store *s, int64_t id, int64_t now, struct err *err) ATTR_MUST_USE;
/* By the last part of our address; ERR_NOINPUT: there is none. */
int store_hub_find(struct store *s, struct arena *a, struct str token, struct store_hub *out,
                   struct err *err) ATTR_MUST_USE;
int store_hub_verified(struct store *s, int64_t id, int64_t lease_end, int64_t renew_at,
                       struct err *err) ATTR_MUST_USE;
/* Asked for again at `due`; the feed is polled as before. */
int store_hub_denied(struct store *s, int64_t id, int64_t now, int64_t due, struct str reason,
                     struct err *err) ATTR_MUST_USE;
/* A document came; `good`: signed by the hub. From then on it is relied on. */
int store_hub_pushed(struct store *s, int64_t id, bool good, int64_t now,
                     struct err *err) ATTR_MUST_USE;
/* A poll found what was not pushed: the hub is not relied on until it pushes again, the feed is due at `due`. */
int store_hub_missed(struct store *s, int64_t feed_id, int64_t due, struct err *err) ATTR_MUST_USE;

/* ---- care ---- */

/* The subscription of a feed at a hub. */
struct store_push {
    struct str hub, state, error; /* wanted, active, denied; error: of the last try, if it failed */
    int64_t lease_end, last_push, pushes, refused;
};
struct store_status {
    struct str name, url, decision, error;
    struct str moved_to; /* where it is asked, if a permanent redirect took it from its url */
    int64_t last_poll, last_success, status, failures, items;
    int64_t due; /* not before its host may be asked; TIME_NONE: it is gone */
    bool gone;
    struct store_push *push; /* NULL: none */
};
/* The next `limit` of the listed feeds by name, after the one of that name; from the first where it is "". */
int store_status(struct store *s, struct arena *a, struct str after, size_t limit,
                 struct store_status **out, size_t *count, struct err *err) ATTR_MUST_USE;
struct store_counts {
    int64_t feeds, items, items_waiting, items_failed, outbox_waiting;
};
int store_counts(struct store *s, struct store_counts *out, struct err *err) ATTR_MUST_USE;
/* The wall clock jumped by `delta` seconds: every stored due time and "not before" moves with it. */
int store_shift(struct store *s, int64_t delta, struct err *err) ATTR_MUST_USE;
/* Texts of items that ended before now - keep_s go; identities stay while in the last document and 90 days after. In bounded steps; *more tells whether to come again. */
int store_prune(struct store *s, int64_t now, int64_t keep_s, bool *more,
                struct err *err) ATTR_MUST_USE;

#endif
