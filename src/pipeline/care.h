/*
 * pipeline/care - what is done beside the items: the status file, pruning, reload of the feeds.
 */
#ifndef READOUT_PIPELINE_CARE_H
#define READOUT_PIPELINE_CARE_H

#include "pipeline/config.h"
#include "pipeline/disk.h"
#include "pipeline/pipeline.h"

struct care;

/* `tally` may be NULL. */
struct care *care_new(struct disk *d, const struct ports *ports, struct config *c,
                      const struct tally *tally);
/* Another configuration from now on. */
void care_configure(struct care *c, struct config *config);
/* Writes STATE/status.json now (the last thing before disk_stop). */
void care_write_status(struct care *c);
void care_free(struct care *c);

/*
 * Loads a configuration on the disk thread and stores its feeds; `done` gets it (one reference) or,
 * when it is wrong, NULL and the reason: then nothing has changed.
 */
typedef void care_loaded_fn(void *arg, struct config *c, const struct err *err);
void care_load(struct disk *d, const char *path, int64_t now, care_loaded_fn *done, void *arg);

#endif
